package linkedin

import (
	"context"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// LifecycleAction reports to LinkedIn an action on an application that Apply Connect delivered.
type LifecycleAction struct {
	// JobApplicationID is [JobApplicationEvent.JobApplicationID]. Required.
	JobApplicationID string `json:"jobApplicationId"`
	// Action is what happened to the application, such as [ActionResumeDownloaded]. Required.
	Action ApplicationAction `json:"action"`
	// PerformedAt is the time of the action. Required. A time before 1990 is rejected, because it was
	// probably made from seconds instead of milliseconds.
	PerformedAt time.Time `json:"performedAt,omitzero" wire:"millis"`
	// IntegrationContext is the company's page, "urn:li:organization:1234"; LinkedIn's sample has only
	// the number. LinkedIn requires it if you received one when the customer enabled the integration.
	// Empty: it is not sent.
	IntegrationContext string `json:"integrationContext,omitempty"`

	rolecall.Extra `json:"-"`
}

// ApplicationAction is an action on an application. LinkedIn has three more actions, for candidates who were
// screened, interviewed and hired. Their values are not published, so there are no constants for them; any
// value is sent unmodified.
type ApplicationAction string

// Values of [ApplicationAction].
const (
	ActionApplicationViewed   ApplicationAction = "APPLICATION_VIEWED"
	ActionResumeDownloaded    ApplicationAction = "RESUME_DOWNLOADED"
	ActionApplicationRejected ApplicationAction = "APPLICATION_REJECTED"
)

// ReportAction sends a [LifecycleAction]. The client must have the credentials of the child application. The
// SDK does not retry the call. If LinkedIn may have processed the action, for example after a 408, a 500 or
// a lost response, the error matches [rolecall.ErrAmbiguous].
//
// Source: LinkedIn's Postman collection; release notes of May 2024 for the optional IntegrationContext.
func (c *Client) ReportAction(ctx context.Context, action LifecycleAction, call ...rolecall.CallOption) error {
	return c.send(ctx, newRequest2("create jobApplicationLifecycleActions"), action, call)
}

// Problem describes what makes the action invalid, or returns "" if it is valid. [Client.ReportAction] checks
// it before sending anything.
func (a LifecycleAction) Problem() string {
	switch {
	case !strings.HasPrefix(a.JobApplicationID, "urn:li:jobApplication:"):
		return "JobApplicationID must be a URN such as urn:li:jobApplication:1234"
	case a.Action == "":
		return "Action is empty"
	case a.PerformedAt.UTC().Year() > 9999:
		return "PerformedAt is after the year 9999"
	case a.PerformedAt.Before(earliestTime):
		return "PerformedAt is missing or before 1990 (seconds instead of milliseconds?)"
	}
	return ""
}
