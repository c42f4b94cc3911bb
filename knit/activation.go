package knit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
)

// StartOnActivation makes the handler of [IntegrationActivated] that starts syncs, as Knit's
// guides advise: each of requests once for each integration that becomes active.
//
//	webhook.On(router, knit.IntegrationActivated, knit.StartOnActivation(client,
//		knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: hooks},
//		knit.StartSyncRequest{DataType: knit.DataTypeATSApplications, Destination: hooks}))
//
// An event that carries validation errors starts nothing and is acknowledged: see
// [HasValidationErrors]. For others, of each request:
//
//   - It was started, by this event or an earlier one: it is not started again, since every start
//     delivers every record anew.
//   - It could not be started: the handler returns the errors, so that Knit delivers the event
//     again and again for four days, and each time the handler tries those that are missing, and
//     only those. An error that no repetition mends, such as a sync that is not enabled for the
//     account, ends with those days, or when your handler around this one gives it to
//     [webhook.Drop].
//   - It may have been started ([rolecall.ErrAmbiguous]: the answer was lost): it is not tried
//     again, as a second start would deliver every record twice. If nothing else failed, the
//     error is returned as dropped: Knit is answered 200, and webhook.OnError is told, once. If
//     the run had begun, its events come within minutes, the last of them [SyncAllConsumed]; if
//     none come, start it yourself.
//
// What was started is remembered in the memory of this handler, by the integration's id, so make
// one handler for a process. After a restart, and in another process, an event that comes again
// starts its syncs again; [webhook.Dedup] on a store that all of them share keeps out the events
// that were done with. The id is in a header that Knit does not sign, see [Event]. A
// delivery without one is an error.
//
// The handler may be called by many goroutines: two deliveries for one integration wait for each
// other, and those for others do not. The requests are copied. StartOnActivation panics, like
// [webhook.On], where it is called wrongly: without a client, without requests, or with one
// that [Integration.StartSync] would refuse to send.
//
// Source: developers.getknit.dev, "Syncing employee data".
func StartOnActivation(client *Client, requests ...StartSyncRequest) func(ctx context.Context, e *IntegrationActivatedEvent, d *webhook.Delivery) error {
	if client == nil {
		panic("knit: StartOnActivation without a client")
	}
	if len(requests) == 0 {
		panic("knit: StartOnActivation without requests")
	}
	for n := range requests {
		if problem := requests[n].problem(); problem != "" {
			panic(fmt.Sprintf("knit: StartOnActivation: request %d: %s", n+1, problem))
		}
	}
	s := &starter{client: client, requests: slices.Clone(requests), integrations: map[string]*starts{}}
	return s.handle
}

// starter starts syncs of integrations, each once.
type starter struct {
	client   *Client
	requests []StartSyncRequest

	mu           sync.Mutex
	integrations map[string]*starts
}

// starts is what was started of one integration.
type starts struct {
	turn chan struct{} // holds one token: whoever has it may look at done
	done []bool        // by the place of the request
}

// of returns the starts of an integration.
func (s *starter) of(id string) *starts {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.integrations[id]
	if known == nil {
		known = &starts{turn: make(chan struct{}, 1), done: make([]bool, len(s.requests))}
		known.turn <- struct{}{}
		s.integrations[id] = known
	}
	return known
}

func (s *starter) handle(ctx context.Context, e *IntegrationActivatedEvent, d *webhook.Delivery) error {
	if HasValidationErrors(e) {
		return nil
	}
	if d.Tenant == "" {
		problem := rolecall.Error{Provider: "knit", Op: "knit.start_on_activation", Message: "the delivery names no integration: does a proxy drop " + headerIntegration + "?"}
		return problem.WithCause(rolecall.ErrInvalid)
	}
	id := strings.Clone(d.Tenant) // it outlives the body that it shares memory with
	known := s.of(id)
	select {
	case <-known.turn:
	case <-ctx.Done():
		return fmt.Errorf("knit: waiting for another delivery about the same integration: %w", ctx.Err())
	}
	defer func() { known.turn <- struct{}{} }()
	return s.start(ctx, s.client.Integration(id), known)
}

// start starts what is missing. The caller has the turn.
func (s *starter) start(ctx context.Context, integration *Integration, known *starts) error {
	var failed, doubtful []error
	for n, req := range s.requests {
		if known.done[n] {
			continue
		}
		known.done[n] = true // what panics on the way may have been started, too
		switch _, err := integration.StartSync(ctx, req); {
		case err == nil:
		case errors.Is(err, rolecall.ErrAmbiguous):
			doubtful = append(doubtful, fmt.Errorf("knit: the sync of %s may have been started: %w", req.DataType, err))
		default:
			known.done[n] = false
			failed = append(failed, fmt.Errorf("knit: the sync of %s was not started: %w", req.DataType, err))
		}
	}
	if len(failed) == 0 {
		return webhook.Drop(errors.Join(doubtful...))
	}
	return errors.Join(append(failed, doubtful...)...)
}
