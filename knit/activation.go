package knit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
	"github.com/rolecall-dev/rolecall/webhook"
)

// StartOnActivation returns the handler of [IntegrationActivated] that starts syncs, as Knit's
// guides advise: each of requests once for each integration that becomes active.
//
//	webhook.On(router, knit.IntegrationActivated, knit.StartOnActivation(client, syncs,
//		knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: hooks},
//		knit.StartSyncRequest{DataType: knit.DataTypeATSApplications, Destination: hooks}))
//
// syncs remembers what was started and has what Knit returned, [SyncRecord].JobID, which [BindTenant]
// reads. Several servers share one. Nil is a store in memory of this handler alone, which BindTenant
// cannot read: pass a store if the receiver uses BindTenant. A redelivery after a restart then
// starts the syncs again.
//
// An event that carries validation errors starts nothing and is acknowledged: see
// [HasValidationErrors]. For others, of each request (the cases of [StartOnce]):
//
//   - It was started, by this event or an earlier one: it is not started again, since every start
//     delivers every record again.
//   - It was not started: the handler returns the error, so that Knit delivers the event again for
//     four days, and each time the handler tries those that are missing, and only those. An error
//     that no redelivery fixes, such as a sync that is not enabled for the account, ends with those
//     days, or when your handler around this one passes it to [webhook.Drop].
//   - It is being started by another delivery, here or on another server: 503, and Knit delivers the
//     event again.
//   - It may have been started ([rolecall.ErrAmbiguous]): it is never started again by itself. If
//     nothing else failed, the delivery is acknowledged (200), and webhook.OnError is told what to do.
//
// Events of a sync may arrive before the start has returned: see [BindTenant].
//
// The id of the integration is in a header that Knit does not sign, see [Event], and this event has
// nothing signed to check it by. So an old event that is sent again with the id of another
// integration starts the syncs of that one, each at most once. A delivery without an id is an error.
//
// The handler may be called by many goroutines. The requests are copied. StartOnActivation panics,
// like [webhook.On], where it is called wrongly: without a client, without requests, with two
// requests of one data type, or with one that [Integration.StartSync] would reject.
//
// Source: developers.getknit.dev, "Syncing employee data".
func StartOnActivation(client *Client, syncs SyncStore, requests ...StartSyncRequest) func(ctx context.Context, e *IntegrationActivatedEvent, d *webhook.Delivery) error {
	if client == nil {
		panic("knit: StartOnActivation without a client")
	}
	if len(requests) == 0 {
		panic("knit: StartOnActivation without requests")
	}
	place := map[DataType]int{}
	for n := range requests {
		problem := transport.ProblemIn(requests[n])
		if first := place[requests[n].DataType]; problem == "" && first > 0 {
			problem = fmt.Sprintf("its data type is that of request %d: Knit has one sync for each", first)
		}
		if problem != "" {
			panic(fmt.Sprintf("knit: StartOnActivation: request %d: %s", n+1, problem))
		}
		place[requests[n].DataType] = n + 1
	}
	if syncs == nil {
		syncs = NewMemorySyncStore()
	}
	return (&starter{client: client, syncs: syncs, requests: slices.Clone(requests)}).handle
}

// starter starts syncs of integrations, each once.
type starter struct {
	client   *Client
	syncs    SyncStore
	requests []StartSyncRequest
}

// startAgain is the Retry-After for a delivery that finds another one starting its syncs.
const startAgain = 10 * time.Second

func (s *starter) handle(ctx context.Context, e *IntegrationActivatedEvent, d *webhook.Delivery) error {
	if HasValidationErrors(e) {
		return nil
	}
	if d.Tenant == "" {
		return transport.NewError("knit", opOf("start_on_activation"), noTenant, rolecall.ErrInvalid)
	}
	integration := s.client.Integration(strings.Clone(d.Tenant)) // it outlives the body that it shares memory with
	var failed, starting, ambiguous []error
	for _, req := range s.requests {
		switch _, err := StartOnce(ctx, s.syncs, integration, req); {
		case err == nil:
		case errors.Is(err, rolecall.ErrAmbiguous):
			ambiguous = append(ambiguous, err)
		case errors.Is(err, ErrStarting):
			starting = append(starting, err)
		default:
			failed = append(failed, fmt.Errorf("knit: the sync of %s was not started: %w", req.DataType, err))
		}
	}
	all := errors.Join(slices.Concat(failed, starting, ambiguous)...)
	switch {
	case len(failed) > 0:
		return all
	case len(starting) > 0:
		return webhook.RetryAfter(startAgain, all)
	}
	return webhook.Drop(all)
}

// noTenant is the problem of a delivery that has lost its header.
const noTenant = "the delivery names no integration: does a proxy drop " + headerIntegration + "?"
