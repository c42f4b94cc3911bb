package api

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/world"
)

// syncJob is the sync of one data type. API.mu guards it.
type syncJob struct {
	id          string
	kind        *world.Kind
	models      []string // empty: all
	destination string
	paused      bool
	startHour   int
	startMinute int
}

// syncRequest is the body of the sync operations, of both generations.
type syncRequest struct {
	DataType    string   `json:"dataType"`
	Models      []string `json:"models"`
	Destination string   `json:"destination"`
	SyncType    string   `json:"syncType"`
	StartHour   *int     `json:"startHour"`
	StartMinute *int     `json:"startMinute"`
}

// syncRequest decodes the body of a sync operation.
func (c *call) syncRequest() (req syncRequest, kind *world.Kind, err error) {
	if err := c.decode(&req); err != nil {
		return req, nil, err
	}
	if req.DataType == "" {
		return req, nil, invalid("dataType is missing")
	}
	if kind = world.KindOf(req.DataType); kind == nil {
		return req, nil, invalid("sync not enabled")
	}
	return req, kind, nil
}

// started decodes the body of an operation on a sync that was started.
func (c *call) started() (job *syncJob, req syncRequest, err error) {
	req, _, err = c.syncRequest()
	if err != nil {
		return nil, req, err
	}
	if job = c.integration.syncs[req.DataType]; job == nil {
		return nil, req, reject(http.StatusNotFound, "no sync has been started")
	}
	return job, req, nil
}

// startSync serves sync.start. Each call starts another run of the same sync.
func (c *call) startSync() (any, error) {
	req, kind, err := c.syncRequest()
	if err != nil {
		return nil, err
	}
	job, runID, err := c.integration.startSync(req, kind)
	if err != nil {
		return nil, err
	}
	return record.Object{"syncJobId", job.id, "syncRunId", runID}, nil
}

// startSync starts a run of a sync. The caller holds api.mu.
func (i *Integration) startSync(req syncRequest, kind *world.Kind) (job *syncJob, runID string, err error) {
	if job = i.syncs[req.DataType]; job == nil {
		job = &syncJob{id: i.api.id("sj"), kind: kind}
	}
	destination := cmp.Or(req.Destination, job.destination, i.api.webhook)
	if destination == "" {
		return nil, "", invalid("no webhook is registered and destination is missing")
	}
	i.syncs[req.DataType] = job
	job.destination, job.paused = destination, false
	if len(req.Models) > 0 {
		job.models = req.Models
	}
	return job, i.begin(job, req.SyncType), nil
}

// StartSync starts the sync of a data type, as sync.start does.
func (i *Integration) StartSync(dataType string) error {
	kind := world.KindOf(dataType)
	if kind == nil {
		return fmt.Errorf("unknown data type %q", dataType)
	}
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	if i.deactivated() {
		return errors.New("the integration is deactivated")
	}
	_, _, err := i.startSync(syncRequest{DataType: dataType}, kind)
	return err
}

// updateSync changes a sync. It starts an initial run only if the models change.
func (c *call) updateSync() (any, error) {
	job, req, err := c.started()
	if err != nil {
		return nil, err
	}
	job.destination = cmp.Or(req.Destination, job.destination)
	result := record.Object{"syncJobId", job.id}
	if len(req.Models) > 0 && !slices.Equal(req.Models, job.models) {
		job.models = req.Models
		result = result.And("syncRunId", c.integration.begin(job, initialSync))
	}
	return result, nil
}

func (c *call) pauseSync() (any, error) {
	job, _, err := c.started()
	if err != nil {
		return nil, err
	}
	job.paused = true
	return nil, nil //nolint:nilnil // Knit responds with null
}

// setStartTime sets the start time of a sync. It rejects hours and minutes that are not a time of day.
func (c *call) setStartTime() (any, error) {
	job, req, err := c.started()
	if err != nil {
		return nil, err
	}
	hour, minute := req.StartHour, req.StartMinute
	if hour == nil || *hour < 0 || *hour > 23 || minute == nil || *minute < 0 || *minute > 59 {
		return nil, invalid("startHour and startMinute must be a time of day")
	}
	job.startHour, job.startMinute = *hour, *minute
	return nil, nil //nolint:nilnil // Knit responds with null
}

// StartTime returns the start time that sync.startTime last set for the sync of a data type, or zero.
func (i *Integration) StartTime(dataType string) (hour, minute int) {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	if job := i.syncs[dataType]; job != nil {
		return job.startHour, job.startMinute
	}
	return 0, 0
}

func (c *call) startCustomSync() (any, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	details := body.Object("apiDetails")
	if details.String("method") == "" || details.String("path") == "" || !strings.HasPrefix(body.String("webhookURL"), "https://") {
		return nil, invalid("apiDetails or an https webhookURL is missing")
	}
	idempotency := body.String("idempotencyId")
	id, known := c.integration.custom[idempotency]
	if !known || idempotency == "" {
		id = c.api.id("sj")
		c.integration.custom[idempotency] = id
	}
	return record.Object{"syncJobId", id, "syncRunId", c.api.id("sr")}, nil
}

func (c *call) watchFields() (any, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	if paths, _ := body.Get("jsonPaths").([]any); body.String("dataType") == "" || len(paths) == 0 {
		return nil, invalid("dataType or jsonPaths is missing")
	}
	return nil, nil //nolint:nilnil // Knit does not document the response
}
