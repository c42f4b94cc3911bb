package runs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// starter starts the syncs of integrations that become active.
type starter struct {
	client   *knit.Client
	requests []knit.StartSyncRequest
}

// OnActivation returns a handler of [knit.IntegrationActivated] that starts a sync for each request, once, when
// a customer has connected a tool:
//
//	webhook.On(router, knit.IntegrationActivated, tracker.OnActivation(client,
//		knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: hooks},
//		knit.StartSyncRequest{DataType: knit.DataTypeEmployee, Destination: hooks}))
//
// The handler itself makes no call. It plans the starts in its transaction, so that it can share one with other
// deliveries, and they are done afterwards by [Tracker.Start] in [Tracker.Do]. A start that fails is repeated
// for four days, and [OnStartFailed] is called each time. If the event has validation errors, nothing is
// started: see [knit.HasValidationErrors].
//
// The integration is that of an unsigned header, and the event has nothing signed that would confirm it: an
// attacker who has recorded one can cause the syncs of another customer to be started, each at most once.
//
// Call it once, and in every process that does tasks. It panics on a programming error: a second call, a nil
// client, no requests, two with the same data type, or an invalid one.
func (t *Tracker) OnActivation(c *knit.Client, reqs ...knit.StartSyncRequest) func(ctx context.Context, e *knit.IntegrationActivatedEvent, d *webhook.Delivery) error {
	if c == nil || len(reqs) == 0 {
		panic("runs: OnActivation: the client is nil or there are no requests")
	}
	for n := range reqs {
		problem := transport.ProblemIn(reqs[n])
		if problem == "" && slices.ContainsFunc(reqs[:n], func(r knit.StartSyncRequest) bool { return r.DataType == reqs[n].DataType }) {
			problem = "same data type as an earlier request: Knit has one sync per data type"
		}
		if problem != "" {
			panic(fmt.Sprintf("runs: OnActivation: request %d: %s", n+1, problem))
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.starter != nil {
		panic("runs: OnActivation was called already")
	}
	t.starter = &starter{c, slices.Clone(reqs)}
	return t.starter.handler(t)
}

func (s *starter) handler(t *Tracker) func(context.Context, *knit.IntegrationActivatedEvent, *webhook.Delivery) error {
	return func(ctx context.Context, e *knit.IntegrationActivatedEvent, d *webhook.Delivery) error {
		if knit.HasValidationErrors(e) {
			return nil
		}
		if d.Tenant == "" {
			return failed("on_activation", "no integration id in header X-Knit-Integration-Id (removed by a proxy?)", rolecall.ErrInvalid)
		}
		now := t.now()
		for n := range s.requests {
			if err := t.later.At(ctx, now, taskOf("start", d.Tenant, string(s.requests[n].DataType), stamp(now))); err != nil {
				return err
			}
		}
		return nil
	}
}

// startActivated does the task of starting a sync. since is the time of the activation.
func (t *Tracker) startActivated(ctx context.Context, task rolecall.Task, key StartKey, since string) error {
	t.mu.Lock()
	s := t.starter
	t.mu.Unlock()
	if s == nil {
		return failed("do", "the tracker of this process has no OnActivation", rolecall.ErrUnavailable)
	}
	n := slices.IndexFunc(s.requests, func(r knit.StartSyncRequest) bool { return r.DataType == key.DataType })
	if n < 0 {
		t.log.WarnContext(ctx, "knit run: the sync of an activated integration is no longer wanted", "integration", key.Integration, "data_type", string(key.DataType))
		return nil
	}
	_, err := t.Start(ctx, s.client.Integration(key.Integration), s.requests[n])
	if err == nil {
		return nil
	}
	activated := unstamp(since)
	now := t.now()
	next := now.Add(wait(now, activated, 1, retryAfter, time.Hour))
	if !errors.Is(err, knit.ErrStarting) {
		t.startFailed(ctx, key, err)
	}
	if next.Sub(activated) > knitRetries {
		t.log.ErrorContext(ctx, "knit run: gave up starting a sync: call Tracker.Start", "integration", key.Integration, "data_type", string(key.DataType))
		return nil
	}
	return t.later.At(ctx, next, task)
}

func (t *Tracker) startFailed(ctx context.Context, key StartKey, err error) {
	t.log.ErrorContext(ctx, "knit run: a sync was not started", "integration", key.Integration, "data_type", string(key.DataType), "error", err.Error())
	if t.onStartFailed != nil {
		t.onStartFailed(ctx, key, err)
	}
}

// stamp is a time as a part of a task's name.
func stamp(at time.Time) string { return strconv.FormatInt(at.UnixMilli(), 10) }

func unstamp(s string) time.Time {
	ms, _ := strconv.ParseInt(s, 10, 64) // an invalid one is long ago
	return time.UnixMilli(ms)
}
