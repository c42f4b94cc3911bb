package world

import (
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// The values of jobPostingOperationType.
const (
	opCreate    = "CREATE"
	opRenew     = "RENEW"
	opClose     = "CLOSE"
	opUpgrade   = "UPGRADE"
	opDowngrade = "DOWNGRADE"
)

// TaskPrefix is the prefix of the id of every task.
const TaskPrefix = "urn:li:simpleJobPostingTask:"

// Nowhere is a location that the fake cannot resolve. The task of a job with this location fails.
const Nowhere = "Nowhere, Utopia"

// job is a job at LinkedIn.
type job struct {
	posting       record.Object // the last one except CLOSE and RENEW
	number        int64         // LinkedIn's id
	open, premium bool
	expires       time.Time
}

// task is the processing of a posting for one location.
type task struct {
	id       string
	posting  record.Object
	location any
	ends     time.Time
	status   string
	jobURN   string
	message  string
}

// AddJob adds an open job with this id. The other members are from the sample.
func (w *World) AddJob(id string, now time.Time) {
	w.jobOrNew(id).apply(samples.Get("job").With("externalJobPostingId", id, "title", "Job "+id, "listedAt", Millis(now)), now)
}

// Post adds a task for each alternate location of a posting, or one for its location if it has none. It
// returns the ids of the tasks.
func (w *World) Post(posting record.Object, ends time.Time) (taskIDs []string) {
	locations := alternateLocations(posting)
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

func alternateLocations(posting record.Object) []any {
	locations, _ := posting.Get("alternateLocations").([]any)
	return locations
}

// Settle ends the tasks that are due, in order, and closes the jobs that have expired by now.
func (w *World) Settle(now time.Time) {
	for len(w.pending) > 0 && !w.pending[0].ends.After(now) {
		w.end(w.pending[0])
		w.pending = w.pending[1:]
	}
	for _, j := range w.jobs {
		j.open = j.open && j.expires.After(now)
	}
}

// end applies the posting of a task, or lets the task fail.
func (w *World) end(t *task) {
	id, operation := t.posting.String("externalJobPostingId"), t.posting.String("jobPostingOperationType")
	existing := w.jobs[id]
	t.status = "FAILED"
	switch {
	case operation == opCreate && existing != nil && existing.open && len(alternateLocations(t.posting)) == 0:
		t.message = "Job was dropped: this is a duplicate creation request ErrorCode:2009"
	case operation != opCreate && existing == nil:
		t.message = "Job was dropped: " + operation + " is not allowed for a non-existing job"
	case t.location == Nowhere:
		t.message = "Job was dropped: true\n\nInvalid Field: /geoLocation; [JOB_FIELD_PROCESSOR_GEO_LOCATION]"
	default:
		j := w.jobOrNew(id)
		j.apply(t.posting, t.ends)
		t.status, t.jobURN = "SUCCEEDED", "urn:li:jobPosting:"+strconv.FormatInt(j.number, 10)
	}
}

// jobOrNew returns the job with this id. It adds one if there is none.
func (w *World) jobOrNew(id string) *job {
	if w.jobs[id] == nil {
		w.jobs[id] = &job{number: w.first + int64(len(w.jobs))}
	}
	return w.jobs[id]
}

// apply performs the operation of a posting.
func (j *job) apply(posting record.Object, now time.Time) {
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

// Task returns the task with this id, or nil if there is none.
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

// Status returns the status of the job with this id, or nil if there is none. Like LinkedIn, it sends an id
// that consists of digits as a number.
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
