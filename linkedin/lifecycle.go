package linkedin

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// LifecycleAction tells LinkedIn what was done with an application that came by Apply Connect.
type LifecycleAction struct {
	// JobApplicationID is the one of [JobApplication.JobApplicationID]. Required.
	JobApplicationID string `json:"jobApplicationId"`
	// Action is required.
	Action ApplicationAction `json:"action"`
	// PerformedAt is when it was done. Required; seconds in place of milliseconds are refused.
	PerformedAt time.Time `json:"performedAt,omitzero" wire:"millis"`
	// IntegrationContext is the company's page, "urn:li:organization:1234"; LinkedIn's sample has
	// the bare number. LinkedIn requires it only if you received one when the customer enabled the
	// integration; "" is not sent.
	IntegrationContext string `json:"integrationContext,omitempty"`

	// Extra is sent too.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// ApplicationAction is what was done with an application. LinkedIn has three more actions, for
// screened, interviewed and hired. Their values are not published, so there are no constants for
// them; any value is sent unmodified.
type ApplicationAction string

// Values of [ApplicationAction].
const (
	ActionApplicationViewed   ApplicationAction = "APPLICATION_VIEWED"
	ActionResumeDownloaded    ApplicationAction = "RESUME_DOWNLOADED"
	ActionApplicationRejected ApplicationAction = "APPLICATION_REJECTED"
)

// ReportAction sends a [LifecycleAction], with the credentials of the child application. It is not
// repeated. After a response of 408 or 5xx, or none, it is [rolecall.ErrAmbiguous]: LinkedIn
// may have it.
//
// Source: LinkedIn's Postman collection; release notes of May 2024 for the optional
// IntegrationContext.
func (c *Client) ReportAction(ctx context.Context, action LifecycleAction, call ...rolecall.CallOption) error {
	return c.send(ctx, restli("create jobApplicationLifecycleActions"), action, call)
}

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it before
// anything is sent.
func (a LifecycleAction) Problem() string {
	switch {
	case !strings.HasPrefix(a.JobApplicationID, "urn:li:jobApplication:"):
		return "JobApplicationID must be a URN, as in urn:li:jobApplication:1234"
	case a.Action == "":
		return "Action is empty"
	case a.PerformedAt.UTC().Year() > 9999:
		return "PerformedAt is after the year 9999"
	case a.PerformedAt.Before(oldest):
		return "PerformedAt is missing, or are these seconds where milliseconds are meant?"
	}
	return ""
}
