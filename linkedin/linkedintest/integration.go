package linkedintest

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/api"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/world"
)

// ForeignID is the Customer of the integration that a [Server] starts with.
const ForeignID = "customer-1"

// Nowhere is a job location that the fake does not recognize. The task of a job with this location fails.
const Nowhere = world.Nowhere

// Integration is a child application of the fake, which belongs to one customer. Its fields do not change. It
// is safe for concurrent use.
type Integration struct {
	// Credentials holds the client id and the first client secret of the application. Rotating the secret
	// does not change it.
	Credentials linkedin.Credentials
	// ApplicationURN identifies the application in events.
	ApplicationURN string
	// Customer is your backend's id of the customer, for linkedin.Client.FindApplication.
	Customer string

	app *api.Application
}

// Format implements [fmt.Formatter]. For every verb it writes the URN of the application, and never a secret.
func (i *Integration) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "linkedintest.Integration "+i.ApplicationURN)
}

func newIntegration(app *api.Application) *Integration {
	return &Integration{Credentials: credentials(app), ApplicationURN: app.URN, Customer: app.ForeignID(), app: app}
}

func credentials(app *api.Application) linkedin.Credentials {
	return linkedin.Credentials{ClientID: app.ClientID, ClientSecret: app.ClientSecret}
}

// OpenJobs returns the ids of the open jobs, sorted.
func (i *Integration) OpenJobs() (ids []string) {
	i.app.Read(func(w *world.World) { ids = w.OpenJobs() })
	return ids
}

// Action is a lifecycle action that your backend reported for a candidate's application.
type Action = world.Action

// Actions returns all lifecycle actions so far, oldest first.
func (i *Integration) Actions() (actions []Action) {
	i.app.Read(func(w *world.World) { actions = w.Actions() })
	return actions
}

// Charge adds a charge in US dollars, apply clicks and views to a job on a day. A report contains the jobs that
// have a charge or a budget.
//
//	fake.Charge("job-1", day, "21.84", 12, 340)
func (i *Integration) Charge(externalJobPostingID string, day time.Time, amount string, clicks, views int) {
	i.app.Read(func(w *world.World) { w.Charge(externalJobPostingID, day, amount, clicks, views) })
}

// The errors of webhooks, for errors.Is.
var (
	// ErrNoWebhook means that the integration has no webhook. See [Integration.Register].
	ErrNoWebhook = api.ErrNoWebhook
	// ErrBlocked means that the webhook is blocked because it failed three challenges in a row.
	// [Integration.Register] unblocks it.
	ErrBlocked = api.ErrBlocked
	// ErrChallenge means that the webhook did not pass the challenge.
	ErrChallenge = api.ErrChallenge
)

// Register sends a challenge to a URL. If the receiver passes the challenge, the URL becomes the integration's
// webhook, which receives the events, and a challenge every two hours. If the receiver does not pass, Register
// returns [ErrChallenge]. Registering a blocked webhook again unblocks it.
func (i *Integration) Register(ctx context.Context, url string) error {
	return i.app.Register(ctx, url)
}

// Challenge is a challenge that the fake sent to a webhook. At is the time of the challenge by the fake's
// clock. Status is the status of the response, or 0 if there was no response within three seconds.
type Challenge = api.Challenge

// Challenges returns all challenges so far, oldest first.
func (i *Integration) Challenges() []Challenge { return i.app.Hook().Challenges }

// Blocked reports whether the webhook is blocked.
func (i *Integration) Blocked() bool { return i.app.Hook().Blocked }

// Resync delivers a resync request for the jobs with these ids. See also [Integration.ResyncAll].
func (i *Integration) Resync(externalJobPostingIDs ...string) error {
	return i.deliver("RESYNC_JOBS", record.Object{"externalJobPostingIds", externalJobPostingIDs, "syncAllOpenJobs", false})
}

// ResyncAll delivers a resync request for all open jobs.
func (i *Integration) ResyncAll() error {
	return i.deliver("RESYNC_JOBS", record.Object{"syncAllOpenJobs", true})
}

// NotifyStatus delivers the current status of a job. It returns an error if there is no such job.
func (i *Integration) NotifyStatus(externalJobPostingID string) error {
	var status record.Object
	i.app.Read(func(w *world.World) { status = w.Status(externalJobPostingID) })
	if status == nil {
		return fmt.Errorf("linkedintest: there is no job %q", externalJobPostingID)
	}
	return i.deliver("JOB_POSTING_STATUS", status)
}

// deliver delivers an event with the members that all events of a child application have.
func (i *Integration) deliver(eventType string, event record.Object) error {
	return i.Deliver(eventType, event.And("type", eventType, "developerApplicationUrn", i.ApplicationURN))
}

// Deliver delivers an event of any type, signed like all others, in the background. It retries until the
// response is 200: to wait for that, call [Server.Wait]. A json.RawMessage is sent unmodified; any other body
// is encoded as JSON.
func (i *Integration) Deliver(eventType string, body any) error {
	return i.app.Deliver(false, eventType, body)
}

// DeliverAsParent is like [Integration.Deliver], but signs with the parent's secret. Use it for events that
// do not belong to a child application.
func (i *Integration) DeliverAsParent(eventType string, body any) error {
	return i.app.Deliver(true, eventType, body)
}
