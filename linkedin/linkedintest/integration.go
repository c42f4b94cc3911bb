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

// ForeignID is the customer of the integration that a [Server] begins with.
const ForeignID = "customer-1"

// Nowhere is a location that LinkedIn does not find: the task of such a job fails.
const Nowhere = world.Nowhere

// Integration is a child application of the fake: one customer. Its fields do not change. It is safe for
// concurrent use.
type Integration struct {
	// Credentials are those that it begins with: for jobs.
	Credentials linkedin.Credentials
	// ApplicationURN is its name in webhooks.
	ApplicationURN string
	// Customer is your id of the customer, for linkedin.Client.FindApplication.
	Customer string

	app *api.Application
}

// Format writes the integration's URN under every verb, and no secret.
func (i *Integration) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "linkedintest.Integration "+i.ApplicationURN)
}

func newIntegration(app *api.Application) *Integration {
	return &Integration{Credentials: credentials(app), ApplicationURN: app.URN, Customer: app.ForeignID(), app: app}
}

func credentials(app *api.Application) linkedin.Credentials {
	return linkedin.Credentials{ClientID: app.ClientID, ClientSecret: app.ClientSecret}
}

// OpenJobs returns the ids of its open jobs, sorted.
func (i *Integration) OpenJobs() (ids []string) {
	i.app.Read(func(w *world.World) { ids = w.OpenJobs() })
	return ids
}

// Action is a lifecycle action: a report about a candidate's application.
type Action = world.Action

// Actions returns the lifecycle actions so far, oldest first.
func (i *Integration) Actions() (actions []Action) {
	i.app.Read(func(w *world.World) { actions = w.Actions() })
	return actions
}

// Charge adds to what a job has cost on a day, in US dollars, and to its clicks and views. Reports name
// jobs that were charged, or have a budget.
//
//	fake.Charge("job-1", day, "21.84", 12, 340)
func (i *Integration) Charge(externalJobPostingID string, day time.Time, amount string, clicks, views int) {
	i.app.Read(func(w *world.World) { w.Charge(externalJobPostingID, day, amount, clicks, views) })
}

// The errors of the fake's webhooks.
var (
	// ErrNoWebhook: none is registered.
	ErrNoWebhook = api.ErrNoWebhook
	// ErrBlocked: it has failed three challenges in a row. Register it again.
	ErrBlocked = api.ErrBlocked
	// ErrChallenge: it did not pass the challenge.
	ErrChallenge = api.ErrChallenge
)

// Register validates a webhook with a challenge and, if it passes, sends it the integration's events from
// then on, and a challenge every two hours. It also unblocks one.
func (i *Integration) Register(ctx context.Context, url string) error {
	return i.app.Register(ctx, url)
}

// Challenge is one that was sent. At is by the fake's clock. Status is that of the response, 0 if there
// was none within three seconds.
type Challenge = api.Challenge

// Challenges returns the challenges so far, oldest first.
func (i *Integration) Challenges() []Challenge { return i.app.Hook().Challenges }

// Blocked reports whether the webhook is blocked.
func (i *Integration) Blocked() bool { return i.app.Hook().Blocked }

// Resync delivers a resync request for jobs, by their ids; [Integration.ResyncAll] one for all open jobs.
func (i *Integration) Resync(externalJobPostingIDs ...string) error {
	return i.deliver("RESYNC_JOBS", record.Object{"externalJobPostingIds", externalJobPostingIDs, "syncAllOpenJobs", false})
}

// ResyncAll delivers a resync request for every open job.
func (i *Integration) ResyncAll() error {
	return i.deliver("RESYNC_JOBS", record.Object{"syncAllOpenJobs", true})
}

// NotifyStatus delivers the present status of a job.
func (i *Integration) NotifyStatus(externalJobPostingID string) error {
	var status record.Object
	i.app.Read(func(w *world.World) { status = w.Status(externalJobPostingID) })
	if status == nil {
		return fmt.Errorf("linkedintest: there is no job %q", externalJobPostingID)
	}
	return i.deliver("JOB_POSTING_STATUS", status)
}

// deliver adds the members that all events of a child application have.
func (i *Integration) deliver(eventType string, event record.Object) error {
	return i.Deliver(eventType, event.And("type", eventType, "developerApplicationUrn", i.ApplicationURN))
}

// Deliver delivers an event of any type, signed like the others, until the response is 200; [Server.Wait]
// waits for it. body is encoded as JSON by encoding/json, or sent unmodified if it is a json.RawMessage.
func (i *Integration) Deliver(eventType string, body any) error {
	return i.app.Deliver(false, eventType, body)
}

// DeliverAsParent is [Integration.Deliver], signed with the parent's secret: for events that do not belong
// to a child application.
func (i *Integration) DeliverAsParent(eventType string, body any) error {
	return i.app.Deliver(true, eventType, body)
}
