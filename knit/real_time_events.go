package knit

import (
	"context"
	"fmt"
	"slices"

	"github.com/rolecall-dev/rolecall"
)

// RealTimeEvent is something that the app itself may tell Knit at once, between two syncs. The
// set is open.
type RealTimeEvent string

// The events that Knit's guides name.
const (
	RealTimeEventApplicationsNew      RealTimeEvent = "ats_applications_new"
	RealTimeEventApplicationsModified RealTimeEvent = "ats_applications_modified"
	RealTimeEventApplicationsDeleted  RealTimeEvent = "ats_applications_deleted"
	RealTimeEventJobsNew              RealTimeEvent = "ats_jobs_new"
	RealTimeEventJobsModified         RealTimeEvent = "ats_jobs_modified"
	RealTimeEventJobsDeleted          RealTimeEvent = "ats_jobs_deleted"
)

// SubscribeEventsRequest selects the events of the app that are sent to Knit.
type SubscribeEventsRequest struct {
	// Events is at least one.
	Events []RealTimeEvent `json:"events"`

	rolecall.Extra `json:"-"`
}

// EventSubscription is where the app has to send its events.
type EventSubscription struct {
	// WebhookURL is Knit's, and goes into the app's own settings. Whoever has it can send
	// events there.
	WebhookURL Token                 `json:"webhookUrl" required:"true"`
	MetaData   *SubscriptionMetaData `json:"metaData,omitempty"`

	rolecall.Extra `json:"-"`
}

// SubscriptionMetaData is what some apps want beside the URL.
type SubscriptionMetaData struct {
	WebhookToken Token `json:"webhookToken,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v SubscribeEventsRequest) Problem() string {
	if len(v.Events) == 0 {
		return "Events is empty"
	}
	if n := slices.Index(v.Events, ""); n >= 0 {
		return fmt.Sprintf("Events[%d] is empty", n)
	}
	return ""
}

// SubscribeEvents makes a webhook at Knit for events of the app, which an operator then enters in
// the app. Knit's own events about them arrive at [NewReceiver] like those of a sync (inferred:
// no sample of one is public).
//
// It is not repeated once it may have reached Knit. Source: developers.getknit.dev, "Real time
// events".
func (i *Integration) SubscribeEvents(ctx context.Context, subscribe SubscribeEventsRequest, call ...rolecall.CallOption) (*EventSubscription, error) {
	return write[EventSubscription](ctx, i.service, "events.subscribe", subscribe, call)
}
