package api

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// Event is the envelope of an event. Empty strings are absent.
type Event struct {
	EventID, EventType, SyncType, DataType, SyncJobID, SyncRunID, RecordID string
}

// ErrNoWebhook is returned if no webhook is registered for an event.
var ErrNoWebhook = errors.New("no webhook is registered: use WithWebhook or SetWebhook")

// Deliver delivers an event to the registered webhook, in the background. If EventID is empty, it assigns one.
// data is encoded by encoding/json.
func (i *Integration) Deliver(e Event, data any) error {
	encoded, err := json.Marshal(data)
	if err != nil {
		return err
	}
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	if i.api.webhook == "" {
		return ErrNoWebhook
	}
	if e.EventID == "" {
		e.EventID = i.api.id("ev")
	}
	m := i.encode(e, json.RawMessage(encoded), i.api.opts.Now(), i.api.webhook)
	i.api.Courier.Go(func(ctx context.Context) {
		_ = i.api.Courier.Deliver(ctx, []fake.Message{m}) // fails only when the fake is closed
	})
	return nil
}

// encode returns the message of an event.
func (i *Integration) encode(e Event, data any, at time.Time, url string) fake.Message {
	body := record.Object{"eventId", e.EventID, "eventType", e.EventType, "eventData", data}
	for _, member := range [][2]string{
		{"syncType", e.SyncType},
		{"syncDataType", e.DataType},
		{"syncJobId", e.SyncJobID},
		{"syncRunId", e.SyncRunID},
		{"recordId", e.RecordID},
	} {
		if member[1] != "" {
			body = append(body, member[0], member[1])
		}
	}
	body = append(body, "triggeredAt", millis(at))
	return fake.Message{ID: e.EventID, Type: e.EventType, IntegrationID: i.ID, URL: url, Body: record.AppendJSON(nil, body)}
}

// millis formats a time as in Knit's events: milliseconds since 1970, in a string.
func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
