package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// humanSourcingSecret is agreed on with Human Sourcing, which signs nothing. A program should read it from
// the environment.
const humanSourcingSecret = "quickstart-path-secret"

// runHumanSourcing runs a fake sender and a receiver. The sender sends all six events, as objects and as
// arrays, in every form that Human Sourcing uses.
func runHumanSourcing(ctx context.Context, out io.Writer, listen string) error {
	sender := humansourcingtest.New(
		humansourcingtest.WithJobs(200), humansourcingtest.WithCandidates(200),
		humansourcingtest.WithChanges(humansourcingtest.Changes{Updated: 20, Deleted: 5}),
		humansourcingtest.WithArrayLength(5), humansourcingtest.WithIrregularities(humansourcingtest.EveryIrregularity))
	defer sender.Close()

	in := newPeople()
	secret, err := webhook.SharedSecret(func(r *http.Request) string { return r.PathValue("secret") }, humanSourcingSecret)
	if err != nil {
		return err
	}
	// No deduplication: Human Sourcing does not send an event again, so equal bytes are a new event.
	hooks, err := humansourcing.NewReceiver(secret, in.router(), webhook.Use(webhook.Serial(64)), webhook.OnError(in.keep))
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("POST /hooks/humansourcing/{secret}", hooks)
	url, stop, err := serve(ctx, listen, mux)
	if err != nil {
		return err
	}
	// The server first: a rejected event would be lost, so the receiver works until the listener is closed.
	defer func() {
		stop()
		_ = hooks.Shutdown(context.WithoutCancel(ctx))
	}()
	if err := sender.Send(ctx, url+"/hooks/humansourcing/"+humanSourcingSecret); err != nil {
		return fmt.Errorf("sending: %w", err)
	}
	in.print(out)
	if len(in.jobs) != len(sender.Jobs()) || len(in.candidates) != len(sender.Candidates()) {
		return errors.New("the received events differ from those that were sent")
	}
	return nil
}

// people takes the place of your backend's database of jobs and candidates.
type people struct {
	mu         sync.Mutex
	events     map[string]int // deliveries by type
	jobs       map[string]humansourcing.Job
	candidates map[string]humansourcing.Candidate
	versions   map[string]time.Time // by Delivery.Key
	older      int
}

func newPeople() *people {
	return &people{
		events: map[string]int{}, jobs: map[string]humansourcing.Job{}, candidates: map[string]humansourcing.Candidate{}, versions: map[string]time.Time{},
	}
}

// router returns a router with a handler for each type of event. Your backend writes to its database here, and
// returns the error if that fails. OnError then has the only copy.
func (p *people) router() *webhook.Router {
	router := webhook.NewRouter()
	for _, event := range []webhook.EventType[humansourcing.JobEvent]{humansourcing.JobCreated, humansourcing.JobUpdated} {
		webhook.On(router, event, func(_ context.Context, e *humansourcing.JobEvent, d *webhook.Delivery) error {
			return p.store(d, func() { p.jobs[e.Data.ID] = e.Data })
		})
	}
	webhook.On(router, humansourcing.JobDeleted, func(_ context.Context, e *humansourcing.JobDeletedEvent, d *webhook.Delivery) error {
		return p.store(d, func() { delete(p.jobs, e.Data.ID) })
	})
	for _, event := range []webhook.EventType[humansourcing.CandidateEvent]{humansourcing.CandidateCreated, humansourcing.CandidateUpdated} {
		webhook.On(router, event, func(_ context.Context, e *humansourcing.CandidateEvent, d *webhook.Delivery) error {
			return p.store(d, func() { p.candidates[e.Data.ID] = e.Data })
		})
	}
	webhook.On(router, humansourcing.CandidateDeleted, func(_ context.Context, e *humansourcing.CandidateDeletedEvent, d *webhook.Delivery) error {
		return p.store(d, func() { delete(p.candidates, e.Data.ID) })
	})
	router.OnUnknown(func(_ context.Context, d *webhook.Delivery) error {
		return p.store(d, func() {})
	})
	return router
}

// keep counts the deliveries that could not be parsed or handled. Your backend should store the whole
// delivery, because Human Sourcing does not send it again.
func (p *people) keep(_ context.Context, d *webhook.Delivery, _ error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events["not handled: "+d.Type]++
}

// store calls change, unless a newer version of the record is stored already.
func (p *people) store(d *webhook.Delivery, change func()) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events[d.Type]++
	if v := humansourcing.Version(d); !v.IsZero() {
		if v.Before(p.versions[d.Key]) {
			p.older++
			return nil
		}
		p.versions[d.Key] = v
	}
	change()
	return nil
}

// print prints the number of deliveries by event, and the number of stored records.
func (p *people) print(out io.Writer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	say(out, "\nevents")
	printCounts(out, p.events)
	if p.older > 0 {
		say(out, "  %6d  older than the stored version", p.older)
	}
	actions := 0
	for _, c := range p.candidates {
		actions += len(c.Actions)
	}
	say(out, "\nrecords")
	printCounts(out, map[string]int{"actions of candidates": actions})
	say(out, "\nHuman Sourcing: %d jobs and %d candidates received", len(p.jobs), len(p.candidates))
}
