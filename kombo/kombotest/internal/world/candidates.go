package world

import (
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var candidateSample = sampleOf("candidate", "confidential custom_fields").withFields("ats_candidates")

var candidateModel = Model{
	Path: "/ats/candidates", Table: func(w *World) *record.Table { return w.Candidates }, Keep: []string{"remote_id"},
	Names: []string{"ats_candidates"}, Touch: touchApplicationsOf,
	Record: CandidateRecord,
	Filters: []Filter{
		record.EqualAny("email", candidateEmails),
		record.AnyAmong("job_ids", candidateJobs),
		record.Equal("first_name", candidateFirst),
		record.Equal("last_name", candidateLast),
	},
}

func candidateFirst(w *World, c int) string {
	if m := created(w, c); m != nil {
		return m.First
	}
	if c%19 == 18 {
		return ""
	}
	return pick(givenNames, c)
}

func candidateLast(w *World, c int) string {
	if m := created(w, c); m != nil {
		return m.Last
	}
	return pick(familyNames, c)
}

// candidateEmails returns the email addresses of a candidate. Most have one, candidate 0 has two, and some
// have none.
func candidateEmails(w *World, c int) []string {
	if m := created(w, c); m != nil {
		return []string{m.Email}
	}
	own := "candidate" + strconv.Itoa(c) + "@example.com"
	switch {
	case c == 0:
		return []string{own, "candidate0@work.example.com"}
	case c%7 == 6, c%11 == 10:
		return nil
	}
	return []string{own}
}

// candidateByEmail finds a base candidate by email address.
func candidateByEmail(w *World, email string) (int, bool) {
	name, ok := strings.CutSuffix(strings.ToLower(email), "@example.com")
	c, isNumber := record.IDs{Prefix: "candidate"}.Number(name)
	ok = ok && isNumber && c < w.Candidates.Base() && slices.Contains(candidateEmails(w, c), strings.ToLower(email))
	return c, ok
}

func emailList(w *World, c int) any {
	if m := created(w, c); m != nil {
		return m.Emails
	}
	if c%11 == 10 {
		return nil
	}
	list := []record.Object{}
	for k, email := range candidateEmails(w, c) {
		list = append(list, record.Object{"email_address", email, "type", record.If(c%5 != 4, []string{"PERSONAL", "WORK"}[k])})
	}
	return list
}

func phoneList(w *World, c int) any {
	switch m := created(w, c); {
	case m != nil:
		return m.Phones
	case c%5 == 3:
		return nil
	case c%5 == 4:
		return []record.Object{}
	}
	return []record.Object{{"phone_number", "+1 555 01" + numbered("", c%100, 2), "type", record.If(c%2 == 0, "MOBILE")}}
}

func socialList(w *World, c int) any {
	switch m := created(w, c); {
	case m != nil:
		return m.Links
	case c%4 == 1:
		return nil
	case c%4 == 2:
		return []record.Object{}
	}
	user := "candidate" + strconv.Itoa(c)
	return []record.Object{{"link", "https://social.example.com/" + user, "type", record.If(c%3 != 2, "SOCIAL"), "username", record.If(c%3 != 1, user)}}
}

func candidateLocation(w *World, c int) any {
	switch m := created(w, c); {
	case m != nil && m.Location == nil:
		return nil
	case m != nil:
		return m.Location
	}
	return location(c)
}

// TagsOf returns the tags of a candidate.
func TagsOf(w *World, c int) []int {
	s := record.State[candidateState](w.Candidates, c)
	switch {
	case s != nil && s.tags != nil:
		return *s.tags
	case s != nil && s.person != nil:
		return nil
	case c == 0:
		return []int{0, 1}
	case c%3 == 1:
		return []int{c % len(tagNames)}
	}
	return nil
}

func tagRefs(w *World, c int) []record.Object {
	list := []record.Object{}
	for _, i := range TagsOf(w, c) {
		list = append(list, tagRef(w, i))
	}
	return list
}

func candidateURL(c int) any {
	return record.If(c%4 != 3, "https://ats.example.com/people/"+strconv.Itoa(c))
}

// source returns the source of a candidate, or null.
func source(w *World, c int) any {
	if m := created(w, c); m != nil {
		return record.OrNull(m.Source)
	}
	return record.If(c%6 != 5, pick([]string{"Job fair", "Website", "Referral"}, c))
}

// CandidateRecord returns candidate c.
func CandidateRecord(w *World, c int) record.Object {
	revision := w.Candidates.Revision(c)
	company, title := record.If(c%3 != 2, "Example Works "+strconv.Itoa(c%7)), record.If(c%4 != 2, withRevision(pick(jobTitles, c+1), revision))
	if m := created(w, c); m != nil {
		company, title = record.OrNull(m.Company), record.OrNull(withRevision(m.Title, revision))
	}
	return candidateSample.record(w, w.Candidates, c,
		"first_name", record.OrNull(candidateFirst(w, c)),
		"last_name", record.OrNull(candidateLast(w, c)),
		"company", company,
		"title", title,
		"confidential", c%6 == 5,
		"source", source(w, c),
		"phone_numbers", phoneList(w, c),
		"email_addresses", emailList(w, c),
		"social_media", socialList(w, c),
		"location", candidateLocation(w, c),
		"remote_url", candidateURL(c),
		"applications", applicationRefs(w, c),
		"tags", tagRefs(w, c),
	)
}

// applicationRefs returns the applications of a candidate as the candidate embeds them.
func applicationRefs(w *World, c int) []record.Object {
	list := []record.Object{}
	t := w.Applications
	for _, a := range ApplicationsOf(w, c) {
		if !t.Has(a) {
			continue
		}
		list = append(list, record.Object{
			"id", t.ID(a),
			"remote_id", remoteID(t, a),
			"outcome", record.OrNull(outcome(w, a)),
			"rejection_reason_name", reasonName(w, a),
			"rejected_at", rejectedAt(w, a),
			"remote_url", applicationURL(a),
			"changed_at", t.ChangedAt(a),
			"remote_created_at", createdAt(t, a),
			"remote_updated_at", updatedAt(t, a),
			"current_stage", shortStage(w, a),
			"job", jobRef(w, JobOf(w, a)),
		})
	}
	return list
}

// jobRef returns a job as other records embed it.
func jobRef(w *World, i int) record.Object {
	return record.Object{"id", w.Jobs.ID(i), "name", record.OrNull(jobName(w, i)), "remote_id", remoteID(w.Jobs, i)}
}

// shortStage returns the current stage of an application as candidates and the responses to writes embed it.
func shortStage(w *World, a int) any {
	s := stageOf(w, a)
	if s < 0 {
		return nil
	}
	return record.Object{
		"id", w.Stages.ID(s), "name", record.OrNull(stageNames[s]), "remote_id", remoteID(w.Stages, s), "index", s % stagesPerJob,
	}
}

// personRef returns a candidate as interviews and offers embed it, or nil if the candidate is cleared.
func personRef(w *World, c int) any {
	if w.cleared(w.Candidates, c) {
		return nil
	}
	t := w.Candidates
	return record.Object{
		"id", t.ID(c), "remote_id", remoteID(t, c), "first_name", record.OrNull(candidateFirst(w, c)), "last_name", record.OrNull(candidateLast(w, c)),
		"email_addresses", emailList(w, c),
	}
}

// HasApplied reports whether a candidate with this email address has applied for a job.
func HasApplied(w *World, email string, job int) bool {
	if c, ok := candidateByEmail(w, email); ok && applied(w, c, job) {
		return true
	}
	for c := w.Candidates.Base(); c < w.Candidates.Count(); c++ {
		if strings.EqualFold(created(w, c).Email, email) && applied(w, c, job) {
			return true
		}
	}
	return false
}

func applied(w *World, c, job int) bool {
	return slices.ContainsFunc(ApplicationsOf(w, c), func(a int) bool {
		return w.Applications.Has(a) && JobOf(w, a) == job
	})
}

// candidateJobs returns the ids of the jobs that a candidate has applied for.
func candidateJobs(w *World, c int) []string {
	var ids []string
	for _, a := range ApplicationsOf(w, c) {
		if w.Applications.Has(a) {
			ids = append(ids, w.Jobs.ID(JobOf(w, a)))
		}
	}
	return ids
}

// candidateState holds the data of a candidate that do not follow from its number.
type candidateState struct {
	person *Person // nil for a base record
	tags   *[]int  // nil if they follow from the number
}

// Person holds the data that a candidate was created with.
type Person struct {
	First, Last, Email, Company, Title, Source string
	Emails, Phones, Links                      []record.Object
	Location                                   record.Object
}

// created returns the data that a candidate was created with, or nil for a base record.
func created(w *World, c int) *Person {
	if s := record.State[candidateState](w.Candidates, c); s != nil {
		return s.person
	}
	return nil
}

// SetTags sets the tags of a candidate. The list of candidates with updated_after then contains the candidate,
// but the candidate's changed_at stays the same.
func SetTags(w *World, c int, tags []int) {
	w.Candidates.Touch(c, w.Now())
	record.Edit[candidateState](w.Candidates, c).tags = &tags
	w.MarkChanged("ats_join_candidates_tags")
}
