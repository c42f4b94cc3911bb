package linkedin

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// JobTask is what LinkedIn made, or makes, of a job that it accepted.
//
// Source: learn.microsoft.com/linkedin, "Check Job Task Status".
type JobTask struct {
	// ID is the one that was asked for: LinkedIn's samples have another within the task.
	ID     string     `json:"id"`
	Status TaskStatus `json:"status,omitempty" codec:"strict"`
	// ExternalJobPostingID is your id of the job, "" where LinkedIn does not say.
	ExternalJobPostingID string `json:"externalJobPostingId,omitempty"`
	// JobPosting is LinkedIn's, "urn:li:jobPosting:1234", once it has succeeded.
	JobPosting string `json:"jobPosting,omitempty"`
	// Location tells the tasks of a job with several locations apart.
	Location string `json:"location,omitempty"`
	// ErrorMessage has several lines. See [JobTask.Codes].
	ErrorMessage string `json:"errorMessage,omitempty"`

	rolecall.Extra `json:"-"`

	// Err is why LinkedIn tells nothing of this task: [rolecall.ErrNotFound] where it does not
	// know it (any more). Nil otherwise, also for a task that has failed.
	Err error `json:"-"`
}

// TaskStatus is how far a task is. The set is open.
type TaskStatus string

// Values of [TaskStatus].
const (
	TaskInProgress TaskStatus = "IN_PROGRESS"
	TaskSucceeded  TaskStatus = "SUCCEEDED"
	// TaskFailed of an update says nothing of the job as it was before.
	TaskFailed TaskStatus = "FAILED"
	// TaskProcessed: the job was looked at, and is still fed from the customer's XML or career
	// site. With an ErrorMessage it would have failed.
	TaskProcessed TaskStatus = "PROCESSED"
)

// Done reports whether nothing more is to come: every status but IN_PROGRESS.
func (v *JobTask) Done() bool { return v.Err != nil || v.Status != TaskInProgress }

var referenceCode = regexp.MustCompile(`\b(?:JOB_FIELD_PROCESSOR_[A-Z_]+|MISSING_[A-Z_]+|ErrorCode:\d+)`)

// Codes are LinkedIn's references in ErrorMessage: "JOB_FIELD_PROCESSOR_TITLE",
// "MISSING_INDUSTRY_CODES", "ErrorCode:2009" (a duplicate job). The set is open.
func (v *JobTask) Codes() []string { return referenceCode.FindAllString(v.ErrorMessage, -1) }

// codeDuplicate is LinkedIn's reference for a job that it has already.
//
// Source: learn.microsoft.com/linkedin, release notes of 2026.
const codeDuplicate = "ErrorCode:2009"

// Missing reports whether the task failed because LinkedIn does not have the job: an update, a
// renewal or a closing of an id that was never created, or is gone. Create the job then:
//
//	if task.Missing() {
//		job.Operation = linkedin.OperationCreate
//		again = append(again, job) // for PostJobs
//	}
//
// LinkedIn gives no code for it, so this goes by the text that its documentation shows, "not
// allowed for a non-existing job". A text that LinkedIn changes is not recognized, so keep the
// default of handling a failed task.
//
// Source: learn.microsoft.com/linkedin, "Check Job Task Status". That no other failure has the text
// is inferred.
func (v *JobTask) Missing() bool { return v.failedWith(missingText) }

// Duplicate reports whether the task failed because LinkedIn has the job already: the id was created
// before, maybe by a request whose response was lost. Send it as an update if it may have changed.
// It goes by LinkedIn's code 2009, and by the text "duplicate creation request" where there is no
// code.
//
// Source: learn.microsoft.com/linkedin, "Check Job Task Status", and the release notes of 2026 for
// the code. That no other failure has the text is inferred.
func (v *JobTask) Duplicate() bool {
	return v.failedWith(duplicateText) || v.unsuccessful() && slices.Contains(v.Codes(), codeDuplicate)
}

// What ErrorMessage has been seen to hold, in lower case.
const (
	missingText   = "non-existing job"
	duplicateText = "duplicate creation request"
)

// unsuccessful: PROCESSED with a message would have failed.
func (v *JobTask) unsuccessful() bool {
	return v.Status == TaskFailed || v.Status == TaskProcessed
}

func (v *JobTask) failedWith(text string) bool {
	return v.unsuccessful() && strings.Contains(strings.ToLower(v.ErrorMessage), text)
}

// The limits of LinkedIn's look-ups.
const (
	maxQueryBytes = 4 << 10 // bytes of a query string
	maxURLBytes   = 8 << 10 // bytes of a URL
	maxStatusIDs  = 100     // ids of a status call
)

// JobTasks returns tasks by the ids of [PostResult.TaskIDs], one for each id, in their order. Ids are
// valid for 24 hours (elsewhere LinkedIn says 30 days), and a task takes about five minutes. Ids that
// do not fit into one URL are sent in several requests; if one of them fails, the tasks before it are
// returned with the error. rolecall.WithTimeout bounds all requests together. LinkedIn allows 300,000
// requests a day.
func (c *Client) JobTasks(ctx context.Context, ids []string, call ...rolecall.CallOption) ([]JobTask, error) {
	l := lookup{Request: c.current(newRequest("batch_get simpleJobPostingTasks")), most: len(ids), what: "task id"}
	return lookUp(ctx, c, l, ids, func(task *JobTask, id string, err error) { task.ID, task.Err = id, err }, call)
}

// The waits of [Client.WaitTasks].
const (
	taskFirstWait = 5 * time.Minute
	taskNextWait  = time.Minute
)

// WaitTasks waits until the tasks are done, and returns them like [Client.JobTasks]. It asks for
// the first time after five minutes, since LinkedIn wants nobody to ask before; then, for those
// that are still in progress, after a minute, two, four and every five minutes. It goes on where
// LinkedIn cannot answer for a while. When ctx ends it returns the tasks as they were last seen,
// with ctx's error; a task that was never seen is in progress.
//
// A service does better to store the ids and to ask with JobTasks later; this is for scripts.
func (c *Client) WaitTasks(ctx context.Context, ids []string, call ...rolecall.CallOption) ([]JobTask, error) {
	tasks := make([]JobTask, len(ids))
	for i, id := range ids {
		tasks[i] = JobTask{ID: id, Status: TaskInProgress}
	}
	if len(ids) == 0 {
		return tasks, nil
	}
	next := taskNextWait
	for wait := taskFirstWait; ; wait, next = next, min(2*next, taskFirstWait) {
		if err := pause(ctx, wait); err != nil {
			return tasks, fmt.Errorf("linkedin: waiting for tasks: %w", err)
		}
		done, err := c.poll(ctx, tasks, call)
		if done || err != nil {
			return tasks, err
		}
	}
}

// poll brings up to date what is still in progress.
func (c *Client) poll(ctx context.Context, tasks []JobTask, call []rolecall.CallOption) (done bool, err error) {
	var ids []string
	var places []int
	for i := range tasks {
		if !tasks[i].Done() {
			ids, places = append(ids, tasks[i].ID), append(places, i)
		}
	}
	now, err := c.JobTasks(ctx, ids, call...)
	left := len(ids)
	for k, task := range now {
		tasks[places[k]] = task
		if task.Done() {
			left--
		}
	}
	if errors.Is(err, rolecall.ErrUnavailable) || errors.Is(err, rolecall.ErrRateLimited) {
		err = nil // the next time may be better
	}
	return left == 0, err
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
