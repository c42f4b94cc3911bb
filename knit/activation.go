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

// StartOnActivation returns a handler of [IntegrationActivated] that starts syncs, as Knit's guides
// recommend. The handler starts the sync of each request once for each integration that becomes active.
//
//	webhook.On(router, knit.IntegrationActivated, knit.StartOnActivation(client, syncs,
//		knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: hooks},
//		knit.StartSyncRequest{DataType: knit.DataTypeATSApplications, Destination: hooks}))
//
// syncs stores which syncs were started, and the [SyncRecord].JobID that Knit returned for each, which
// [BindTenant] reads. All servers must share one store. If syncs is nil, the handler has its own store in
// memory. BindTenant cannot read it, so pass a store if the receiver uses BindTenant. With a store in
// memory, a redelivery after a restart starts the syncs again.
//
// If the event carries validation errors, the handler starts nothing and acknowledges the event: see
// [HasValidationErrors]. Otherwise it calls [StartOnce] for each request, with one of these results:
//
//   - The sync was started, by this event or an earlier one. It is not started again, because every start
//     delivers every record again.
//   - The sync was not started. The handler returns the error, so Knit delivers the event again for up to
//     four days. Each time the handler starts only the syncs that are missing. A retry does not fix some
//     errors, such as that of a sync that is not enabled for the account. To stop the redeliveries after
//     such an error, wrap the handler and pass the error to [webhook.Drop].
//   - Another delivery is starting the sync, on this server or another one. The response is 503, and Knit
//     delivers the event again.
//   - The sync may have been started ([rolecall.ErrAmbiguous]). The handler does not start it again. If
//     nothing else failed, the response is 200, and webhook.OnError receives an error that says what to do.
//
// Events of a sync may arrive before the start has returned: see [BindTenant].
//
// The integration's id is in a header that Knit does not sign (see [Event]), and this event contains
// nothing signed that would confirm it. An attacker who sends a recorded event with the id of another
// integration can start the syncs of that integration, each at most once. If a delivery has no integration
// id, the handler returns an error.
//
// The handler is safe for concurrent use. The requests are copied. Like [webhook.On], StartOnActivation
// panics on a programming error: a nil client, no requests, two requests with the same data type, or a
// request that [Integration.StartSync] would reject.
//
// Source: developers.getknit.dev, "Syncing employee data".
func StartOnActivation(client *Client, syncs SyncStore, requests ...StartSyncRequest) func(ctx context.Context, e *IntegrationActivatedEvent, d *webhook.Delivery) error {
	if client == nil {
		panic("knit: StartOnActivation: client is nil")
	}
	if len(requests) == 0 {
		panic("knit: StartOnActivation: no requests")
	}
	position := map[DataType]int{}
	for n := range requests {
		problem := transport.ProblemIn(requests[n])
		if first := position[requests[n].DataType]; problem == "" && first > 0 {
			problem = fmt.Sprintf("same data type as request %d: Knit has one sync per data type", first)
		}
		if problem != "" {
			panic(fmt.Sprintf("knit: StartOnActivation: request %d: %s", n+1, problem))
		}
		position[requests[n].DataType] = n + 1
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

// retryStarting is the Retry-After of a delivery whose syncs another delivery is starting.
const retryStarting = 10 * time.Second

func (s *starter) handle(ctx context.Context, e *IntegrationActivatedEvent, d *webhook.Delivery) error {
	if HasValidationErrors(e) {
		return nil
	}
	if d.Tenant == "" {
		return transport.NewError("knit", opOf("start_on_activation"), noTenant, rolecall.ErrInvalid)
	}
	integration := s.client.Integration(strings.Clone(d.Tenant)) // d.Tenant may share memory with the request; the store keeps the id
	var failed, starting, ambiguous []error
	for _, req := range s.requests {
		switch _, err := StartOnce(ctx, s.syncs, integration, req); {
		case err == nil:
		case errors.Is(err, rolecall.ErrAmbiguous):
			ambiguous = append(ambiguous, err)
		case errors.Is(err, ErrStarting):
			starting = append(starting, err)
		default:
			failed = append(failed, fmt.Errorf("knit: sync of %s not started: %w", req.DataType, err))
		}
	}
	all := errors.Join(slices.Concat(failed, starting, ambiguous)...)
	switch {
	case len(failed) > 0:
		return all
	case len(starting) > 0:
		return webhook.RetryAfter(retryStarting, all)
	}
	return webhook.Drop(all)
}

// noTenant is the error text for a delivery without the integration header.
const noTenant = "no integration id in header " + headerIntegration + " (removed by a proxy?)"
