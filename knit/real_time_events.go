package knit

import (
	"context"
	"fmt"
	"slices"

	"github.com/rolecall-dev/rolecall"
)

// RealTimeEvent is the name of an event that the tool reports to Knit without waiting for the next run of a
// sync.
type RealTimeEvent string

// The events in Knit's guides.
const (
	RealTimeEventApplicationsNew      RealTimeEvent = "ats_applications_new"
	RealTimeEventApplicationsModified RealTimeEvent = "ats_applications_modified"
	RealTimeEventApplicationsDeleted  RealTimeEvent = "ats_applications_deleted"
	RealTimeEventJobsNew              RealTimeEvent = "ats_jobs_new"
	RealTimeEventJobsModified         RealTimeEvent = "ats_jobs_modified"
	RealTimeEventJobsDeleted          RealTimeEvent = "ats_jobs_deleted"
)

// SubscribeEventsRequest selects the events that the tool sends to Knit.
type SubscribeEventsRequest struct {
	// Events are the events to subscribe to. At least one is required.
	Events []RealTimeEvent `json:"events"`

	rolecall.Extra `json:"-"`
}

// EventSubscription is the webhook at Knit to which the tool must send its events.
type EventSubscription struct {
	// WebhookURL is Knit's URL. An operator enters it in the settings of the tool. Anyone who knows it can
	// send events to it.
	WebhookURL Token                 `json:"webhookUrl" required:"true"`
	MetaData   *SubscriptionMetaData `json:"metaData,omitempty"`

	rolecall.Extra `json:"-"`
}

// SubscriptionMetaData contains values that some tools require in addition to the URL.
type SubscriptionMetaData struct {
	WebhookToken Token `json:"webhookToken,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v SubscribeEventsRequest) Problem() string {
	if len(v.Events) == 0 {
		return "Events is empty"
	}
	if n := slices.Index(v.Events, ""); n >= 0 {
		return fmt.Sprintf("Events[%d] is empty", n)
	}
	return ""
}

// SubscribeEvents creates a webhook at Knit for events of the tool. An operator then enters the webhook's
// URL in the tool. Knit delivers the resulting events to your receiver like those of a sync (inferred: no
// sample is public).
//
// The SDK does not retry the call once it may have reached Knit. Source: developers.getknit.dev, "Real time
// events".
func (i *Integration) SubscribeEvents(ctx context.Context, subscribe SubscribeEventsRequest, call ...rolecall.CallOption) (*EventSubscription, error) {
	return write[EventSubscription](ctx, i.service, "events.subscribe", subscribe, call)
}
