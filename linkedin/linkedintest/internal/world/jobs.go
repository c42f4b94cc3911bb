package world

import (
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// The operations of a posting.
const (
	opCreate    = "CREATE"
	opRenew     = "RENEW"
	opClose     = "CLOSE"
	opUpgrade   = "UPGRADE"
	opDowngrade = "DOWNGRADE"
)

// TaskPrefix begins the id of every task.
const TaskPrefix = "urn:li:simpleJobPostingTask:"

// Nowhere is a location that LinkedIn does not find: the task of such a job fails.
const Nowhere = "Nowhere, Utopia"

// job is a job at LinkedIn. posting is the last one that was accepted.
type job struct {
	posting       record.Object
	number        int64
	open, premium bool
	expires       time.Time
}

// task is the work on one job at one location.
type task struct {
	id       string
	posting  record.Object
	location any
	ends     time.Time
	status   string
	jobURN   string
	message  string
}

// List makes an open job that has only an id.
func (w *World) List(id string, now time.Time) {
	w.jobOf(id).change(samples.Get("job").With("externalJobPostingId", id, "title", "Job "+id, "listedAt", Millis(now)), now)
}

// Post makes a task for each location of a posting, and returns their ids.
func (w *World) Post(posting record.Object, ends time.Time) (taskIDs []string) {
	locations := alternates(posting)
	if len(locations) == 0 {
		locations = []any{posting.Get("location")}
	}
	for _, location := range locations {
		t := &task{id: TaskPrefix + UUID(), posting: posting, location: location, ends: ends, status: "IN_PROGRESS"}
		w.tasks[t.id] = t
		w.pending = append(w.pending, t)
		taskIDs = append(taskIDs, t.id)
	}
	return taskIDs
}

func alternates(posting record.Object) []any {
	locations, _ := posting.Get("alternateLocations").([]any)
	return locations
}

// Settle ends the tasks that are due, in order, and closes the jobs that have expired.
func (w *World) Settle(now time.Time) {
	for len(w.pending) > 0 && !w.pending[0].ends.After(now) {
		w.end(w.pending[0])
		w.pending = w.pending[1:]
	}
	for _, j := range w.jobs {
		j.open = j.open && j.expires.After(now)
	}
}

// end does the work of a task.
func (w *World) end(t *task) {
	id, operation := t.posting.String("externalJobPostingId"), t.posting.String("jobPostingOperationType")
	known := w.jobs[id]
	t.status = "FAILED"
	switch {
	case operation == opCreate && known != nil && known.open && len(alternates(t.posting)) == 0:
		t.message = "Job was dropped: this is a duplicate creation request ErrorCode:2009"
	case operation != opCreate && known == nil:
		t.message = "Job was dropped: " + operation + " is not allowed for a non-existing job"
	case t.location == Nowhere:
		t.message = "Job was dropped: true\n\nInvalid Field: /geoLocation; [JOB_FIELD_PROCESSOR_GEO_LOCATION]"
	default:
		known = w.jobOf(id)
		known.change(t.posting, t.ends)
		t.status, t.jobURN = "SUCCEEDED", "urn:li:jobPosting:"+strconv.FormatInt(known.number, 10)
	}
}

// jobOf is a job, made if there is none.
func (w *World) jobOf(id string) *job {
	if w.jobs[id] == nil {
		w.jobs[id] = &job{number: w.first + int64(len(w.jobs))}
	}
	return w.jobs[id]
}

// change does what a posting says.
func (j *job) change(posting record.Object, now time.Time) {
	const day = 24 * time.Hour
	operation := posting.String("jobPostingOperationType")
	switch operation {
	case opClose:
		j.open = false
		return
	case opRenew:
		j.expires = j.expires.Add(30 * day)
		return
	}
	wasPremium := j.premium
	j.posting, j.open = posting, true
	j.premium = posting.String("listingType") == "PREMIUM" && operation != opDowngrade || operation == opUpgrade
	switch expires := timeOf(posting.Get("expireAt")); {
	case !expires.IsZero():
		j.expires = expires
	case j.premium && !wasPremium || operation == opDowngrade:
		j.expires = now.Add(30 * day)
	case j.expires.IsZero():
		j.expires = now.Add(180 * day)
	}
}

// Task is a task by its id, nil if there is none.
func (w *World) Task(id string) record.Object {
	t := w.tasks[id]
	if t == nil {
		return nil
	}
	v := record.Object{"id", id, "status", t.status, "externalJobPostingId", t.posting.Get("externalJobPostingId"), "location", t.location}
	if t.jobURN != "" {
		v = v.And("jobPosting", t.jobURN)
	}
	if t.message != "" {
		v = v.And("errorMessage", t.message)
	}
	return v
}

// Status is the status of a job, nil if there is none. An id of digits is a number, as at LinkedIn.
func (w *World) Status(id string) record.Object {
	j := w.jobs[id]
	if j == nil {
		return nil
	}
	location := j.posting.Get("location")
	status := samples.Get("status").With(
		"externalJobPostingId", id, "jobPostingInfo.listedAt", j.posting.Get("listedAt"), "jobPostingInfo.expireAt", Millis(j.expires),
		"jobPostingInfo.location", location, "rawLocation", location,
		"jobPostingUrl", "https://www.example.com/jobs/view/"+strconv.FormatInt(j.number, 10),
	)
	if n, err := strconv.ParseUint(id, 10, 53); err == nil {
		status.Set("externalJobPostingId", number(int64(n)))
	}
	if !j.open {
		status.Set("listingStatus", "NOT_LISTED")
		status = status.Without("jobPostingUrl")
	}
	if j.premium {
		status.Set("promotionStatus", "PROMOTED")
	}
	if j.posting.Get("onsiteApplyConfiguration") != nil {
		status.Set("linkedInApplyStatus", "ENABLED")
		status.Set("linkedInApplyStatusDetail", nil)
	}
	return status
}
