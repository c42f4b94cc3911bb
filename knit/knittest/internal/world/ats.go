package world

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var jobTitles = []string{"Backend Engineer", "Nurse", "Sales Lead", "Data Analyst", "Electrician"}

// Job returns job n with every model.
func (w *World) Job(n int) record.Object {
	t, page := w.jobs, fmt.Sprintf("https://jobs.example.com/%d", n)
	job := samples.Get("job").With(
		"info.id", t.ID(n), "info.title", revised(pick(jobTitles, n), t.Revision(n), " (revision %d)"), "info.confidential", n%7 == 0,
		"info.createdAt", t.BaseTime(n), "info.updatedAt", t.BaseTime(n).Add(time.Duration(t.Revision(n))*time.Hour),
		"info.infoUrl", page, "info.applyUrl", page+"/apply", "jobPosts.0.title", pick(jobTitles, n),
	)
	return written(job, "info", t, n)
}

// JobStatus returns the status of a job.
func (w *World) JobStatus(n int) string { return writtenString(w.jobs, n, "status", "OPEN") }

// Application returns application n with every model. Its stage is bare, or wrapped in an object with a member
// of the same name if n is odd: Knit's tables and samples show both.
func (w *World) Application(n int) record.Object {
	t, state := w.applications, stateOf(w.applications, n)
	application := samples.Get("application").With(
		"info.id", t.ID(n), "info.status", w.baseStatus(n), "info.candidate", w.person(n), "info.jobId", w.jobs.ID(0),
		"info.appliedAt", t.BaseTime(n), "info.updatedAt", t.BaseTime(n), "interviews.0.scheduledStart", t.BaseTime(n),
		"attachments.0.link", fmt.Sprintf("https://files.example.com/cv/%d", n),
	)
	if state.stage != "" {
		application.Set("currentStage", record.Object{"id", state.stage, "text", "Moved"})
	}
	if n%2 == 1 {
		application.Set("currentStage", record.Object{"currentStage", application.Get("currentStage")})
	}
	if cv, ok := application.Get("attachments").([]any); ok && len(state.files) > 0 {
		application.Set("attachments", slices.Concat(cv, state.files))
	}
	return written(application, "info", t, n)
}

// baseStatus returns the status of an application before the writes of calls: HIRED if a delta run modified it.
func (w *World) baseStatus(n int) string {
	if w.applications.Revision(n) > 0 {
		return "HIRED"
	}
	return "ACTIVE"
}

// ApplicationStatus returns the status of an application.
func (w *World) ApplicationStatus(n int) string {
	return writtenString(w.applications, n, "status", w.baseStatus(n))
}

// ApplicationJob returns the id of the job of an application.
func (w *World) ApplicationJob(n int) string {
	return writtenString(w.applications, n, "jobId", w.jobs.ID(0))
}

// ApplicationCandidate returns the id of the candidate of an application.
func (w *World) ApplicationCandidate(n int) string {
	if candidate := stateOf(w.applications, n).written.Object("candidate"); candidate != nil {
		return candidate.String("id")
	}
	return w.candidates.ID(n)
}

// Candidate returns candidate n with every model.
func (w *World) Candidate(n int) record.Object {
	candidate := samples.Get("candidate").With("info", w.Person(n), "attachments.0.link", fmt.Sprintf("https://files.example.com/cv/%d", n))
	return candidate
}

// person returns the info of candidate n without the writes of calls.
func (w *World) person(n int) record.Object {
	return samples.Get("candidate").Object("info").With(
		"id", w.candidates.ID(n), "lastName", revised(fmt.Sprintf("Candidate %d", n), w.candidates.Revision(n), ", revision %d"),
		"emails.0.email", email(n), "links.0", fmt.Sprintf("https://people.example.com/%d", n),
	)
}

// Person returns the info of candidate n, which is also the result of a search.
func (w *World) Person(n int) record.Object {
	return w.person(n).Merge(stateOf(w.candidates, n).written)
}

// HasEmail reports whether a candidate has an email address, ignoring case.
func (w *World) HasEmail(n int, address string) bool {
	emails, _ := w.Person(n).Get("emails").([]any)
	for _, e := range emails {
		if o, ok := e.(record.Object); ok && strings.EqualFold(o.String("email"), address) {
			return true
		}
	}
	return false
}

// written merges the writes of calls into a member of a record.
func written(o record.Object, member string, t *record.Table, n int) record.Object {
	if over := stateOf(t, n).written; over != nil {
		o.Set(member, o.Object(member).Merge(over))
	}
	return o
}

// writtenString returns a member that a call has written, or otherwise.
func writtenString(t *record.Table, n int, member, otherwise string) string {
	if over := stateOf(t, n).written; over.Has(member) {
		return over.String(member)
	}
	return otherwise
}
