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

// JobTask is LinkedIn's processing of a job that it accepted.
//
// Source: learn.microsoft.com/linkedin, "Check Job Task Status".
type JobTask struct {
	// ID is the requested id. In one of LinkedIn's samples the id inside the task is a different one.
	ID     string     `json:"id"`
	Status TaskStatus `json:"status,omitempty" codec:"strict"`
	// ExternalJobPostingID is your id of the job, "" if LinkedIn does not send it.
	ExternalJobPostingID string `json:"externalJobPostingId,omitempty"`
	// JobPosting is LinkedIn's id of the job, "urn:li:jobPosting:1234", "" until the task succeeds.
	JobPosting string `json:"jobPosting,omitempty"`
	// Location is the location of this task, if the job has several.
	Location string `json:"location,omitempty"`
	// ErrorMessage says why the task failed, in several lines. See [JobTask.Codes].
	ErrorMessage string `json:"errorMessage,omitempty"`

	rolecall.Extra `json:"-"`

	// Err is the error if LinkedIn did not return this task: [rolecall.ErrNotFound] if the id is unknown
	// or has expired. Nil if the task was returned, even if it failed.
	Err error `json:"-"`
}

// TaskStatus is the status of a task.
type TaskStatus string

// Values of [TaskStatus].
const (
	TaskInProgress TaskStatus = "IN_PROGRESS"
	TaskSucceeded  TaskStatus = "SUCCEEDED"
	// TaskFailed means that LinkedIn rejected the job. If the operation was an update, the previous version
	// of the job may still be listed.
	TaskFailed TaskStatus = "FAILED"
	// TaskProcessed means that LinkedIn validated the job, but still takes it from the customer's XML feed
	// or career site. With an ErrorMessage, the validation failed.
	TaskProcessed TaskStatus = "PROCESSED"
)

// Done reports whether the task has ended: Status is not IN_PROGRESS, or Err is set.
func (v *JobTask) Done() bool { return v.Err != nil || v.Status != TaskInProgress }

var referenceCode = regexp.MustCompile(`\b(?:JOB_FIELD_PROCESSOR_[A-Z_]+|MISSING_[A-Z_]+|ErrorCode:\d+)`)

// Codes returns LinkedIn's reference codes in ErrorMessage, such as "JOB_FIELD_PROCESSOR_TITLE",
// "MISSING_INDUSTRY_CODES" or "ErrorCode:2009" (a duplicate job). It returns nil if there are none.
func (v *JobTask) Codes() []string { return referenceCode.FindAllString(v.ErrorMessage, -1) }

// codeDuplicate is LinkedIn's reference code for a job that it has already.
//
// Source: learn.microsoft.com/linkedin, release notes of 2026.
const codeDuplicate = "ErrorCode:2009"

// Missing reports whether the task failed because LinkedIn does not have the job: it was an update, a
// renewal or a closing, and the job was never created or no longer exists. Create the job then:
//
//	if task.Missing() {
//		job.Operation = linkedin.OperationCreate
//		again = append(again, job) // for PostJobs
//	}
//
// LinkedIn has no code for it, so Missing looks in ErrorMessage for the documented message, "not allowed for
// a non-existing job". It does not recognize another message, so handle failed tasks in general as well.
//
// Source: learn.microsoft.com/linkedin, "Check Job Task Status". It is inferred that no other failure has
// this message.
func (v *JobTask) Missing() bool { return v.failedWith(missingText) }

// Duplicate reports whether the task failed because LinkedIn has the job already: it was created before,
// perhaps by a request whose response was lost. Send the job as an update if it may have changed. Duplicate
// looks in ErrorMessage for LinkedIn's code 2009 and for the message "duplicate creation request".
//
// Source: learn.microsoft.com/linkedin, "Check Job Task Status", and the release notes of 2026 for
// the code. It is inferred that no other failure has this message.
func (v *JobTask) Duplicate() bool {
	return v.failedWith(duplicateText) || v.unsuccessful() && slices.Contains(v.Codes(), codeDuplicate)
}

// Parts of LinkedIn's messages in ErrorMessage, in lower case.
const (
	missingText   = "non-existing job"
	duplicateText = "duplicate creation request"
)

// unsuccessful reports whether the task may have failed: PROCESSED with a message also means a failure.
func (v *JobTask) unsuccessful() bool {
	return v.Status == TaskFailed || v.Status == TaskProcessed
}

func (v *JobTask) failedWith(text string) bool {
	return v.unsuccessful() && strings.Contains(strings.ToLower(v.ErrorMessage), text)
}

// Limits of LinkedIn's batch reads.
const (
	maxQueryBytes = 4 << 10 // bytes of a query string
	maxURLBytes   = 8 << 10 // bytes of a URL
	maxStatusIDs  = 100     // ids per request for statuses
)

// JobTasks returns tasks by the ids of [PostResult].TaskIDs: one for each id, in the order of the ids. A task
// takes about five minutes. An id is valid for 24 hours (another page of LinkedIn says 30 days).
//
// Ids that do not fit into one query are sent in several requests. If a request fails, the tasks of earlier
// requests are returned with the error. [rolecall.WithTimeout] bounds all requests together. LinkedIn allows
// 300,000 requests per day.
func (c *Client) JobTasks(ctx context.Context, ids []string, call ...rolecall.CallOption) ([]JobTask, error) {
	l := lookup{Request: c.withVersion(newRequest("batch_get simpleJobPostingTasks")), maxIDs: len(ids), what: "task id"}
	return readByID(ctx, c, l, ids, func(task *JobTask, id string, err error) { task.ID, task.Err = id, err }, call)
}

// The intervals of [Client.WaitTasks].
const (
	taskFirstWait = 5 * time.Minute
	taskNextWait  = time.Minute
)

// WaitTasks waits until the tasks are done, and returns them like [Client.JobTasks]. It reads them for
// the first time after five minutes, as LinkedIn requires. It reads the tasks that are still in progress again
// after one, two and four more minutes, and then every five minutes. WaitTasks continues after
// [rolecall.ErrUnavailable] and [rolecall.ErrRateLimited]; any other error ends it. When ctx ends, it returns
// the tasks as last read, with ctx's error; a task that was never read is IN_PROGRESS.
//
// WaitTasks is for scripts. In a service, store the ids and call JobTasks later.
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
		if err := sleep(ctx, wait); err != nil {
			return tasks, fmt.Errorf("linkedin: waiting for tasks: %w", err)
		}
		done, err := c.poll(ctx, tasks, call)
		if done || err != nil {
			return tasks, err
		}
	}
}

// poll reads the tasks that are still in progress, and replaces them in tasks.
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
		err = nil // the next attempt may succeed
	}
	return left == 0, err
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
