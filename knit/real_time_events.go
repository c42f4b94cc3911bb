package knit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// RealTimeEvent is something that the app itself may tell Knit at once, between two syncs. The
// set is open.
type RealTimeEvent string

// The events that Knit's guides name.
const (
	RealTimeApplicationsNew      RealTimeEvent = "ats_applications_new"
	RealTimeApplicationsModified RealTimeEvent = "ats_applications_modified"
	RealTimeApplicationsDeleted  RealTimeEvent = "ats_applications_deleted"
	RealTimeJobsNew              RealTimeEvent = "ats_jobs_new"
	RealTimeJobsModified         RealTimeEvent = "ats_jobs_modified"
	RealTimeJobsDeleted          RealTimeEvent = "ats_jobs_deleted"
)

// SubscribeEventsRequest says of what the app is to tell Knit.
type SubscribeEventsRequest struct {
	// Events is at least one.
	Events []RealTimeEvent `json:"events"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// EventSubscription is where the app has to send its events.
type EventSubscription struct {
	// WebhookURL is Knit's, and goes into the app's own settings. Whoever has it can send
	// events there.
	WebhookURL Token                 `json:"webhookUrl"`
	MetaData   *SubscriptionMetaData `json:"metaData,omitempty"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// SubscriptionMetaData is what some apps want beside the URL.
type SubscriptionMetaData struct {
	WebhookToken Token `json:"webhookToken,omitempty"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// subscribed is an EventSubscription that has its URL.
type subscribed EventSubscription

func (v *subscribed) UnmarshalJSON(b []byte) error {
	if err := codec.Unmarshal(b, v); err != nil {
		return err
	}
	return missing("webhookUrl", string(v.WebhookURL))
}

// SubscribeEvents makes a webhook at Knit for events of the app, which somebody then enters in
// the app. What Knit makes of those events comes to [NewReceiver] like those of a sync (inferred:
// no sample of one is public).
//
// It is not repeated once it may have reached Knit. Source: developers.getknit.dev, "Real time
// events".
func (i *Integration) SubscribeEvents(ctx context.Context, subscribe SubscribeEventsRequest, call ...rolecall.CallOption) (*EventSubscription, error) {
	req := i.write("events.subscribe", subscribe)
	if len(subscribe.Events) == 0 {
		return nil, i.api.Invalid(req.Op, "Events is empty")
	}
	if n := slices.Index(subscribe.Events, ""); n >= 0 {
		return nil, i.api.Invalid(req.Op, fmt.Sprintf("Events[%d] is empty", n))
	}
	got, err := transport.Call[subscribed](ctx, i.api, req, call...)
	return (*EventSubscription)(got), err
}
