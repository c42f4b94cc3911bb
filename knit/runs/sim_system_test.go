package runs

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// histSystem is a backend: a tracker and handlers, perhaps with an inbox.
type histSystem struct {
	w       *histWorld
	store   *histStore
	tracker *Tracker
	sink    webhook.Sink
	naive   *histNaive // instead of the tracker
	header  string     // the tenant of the delivery that is handled

	rows      map[recordKey]*histRow
	reports   map[RunKey][]Report
	swept     map[RunKey]map[string]bool
	entries   map[string]*histEntry
	order     []*histEntry
	mismatch  int
	forgeries int
}

// histRow is a row that a handler has written, or has deleted.
type histRow struct {
	value int        // 0: deleted
	at    time.Time  // when the run of the event, or that of the sweep, has read the record
	e     *histEvent // nil: swept
	run   *histRun
}

func newHistSystem(w *histWorld) *histSystem {
	s := &histSystem{
		w: w, rows: map[recordKey]*histRow{}, reports: map[RunKey][]Report{}, swept: map[RunKey]map[string]bool{}, entries: map[string]*histEntry{},
	}
	memory, _ := NewMemoryStore().(*memoryStore)
	s.store = &histStore{memoryStore: memory, w: w, tasks: map[rolecall.Task]histTask{}}
	s.restart()
	return s
}

// restart starts a new process on the same database.
func (s *histSystem) restart() {
	s.store.w = s.w
	opts := []Option{
		WithClock(func() time.Time { return s.w.now }), WithGuard(s.w.rows, s.w.share), OnRunComplete(s.completed), OnSweep(s.sweep),
		OnTenantMismatch(func(context.Context, *webhook.Delivery, string) { s.mismatch++ }),
	}
	if s.w.progress {
		opts = append(opts, OnProgress(func(context.Context, Progress) {}))
	}
	s.tracker = New(s.store, s.store, opts...)
	router := webhook.NewRouter()
	webhook.On(router, knit.OtherEvent, s.handle)
	s.sink = s.tracker.Wrap(router)
	if s.naive != nil {
		s.sink = s.naive
	}
}

// process does something in a process, which may end.
func (s *histSystem) process(f func() error) (err error) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case histCrash{}:
			s.restart()
			err = errors.New("the process has ended")
		default:
			panic(v)
		}
	}()
	return f()
}

// accept handles a delivery. done, if not nil, is part of its transaction.
func (s *histSystem) accept(d *webhook.Delivery, done func()) error {
	work := func() error {
		s.header = d.Tenant
		err := s.sink.Accept(context.Background(), d)
		if err == nil && done != nil {
			done()
		}
		return err
	}
	if s.w.whole {
		return s.store.tx(work)
	}
	return work()
}

// receive handles a request of Knit and reports whether the response is 200.
func (s *histSystem) receive(d *webhook.Delivery, e *histEvent) bool {
	if s.w.inbox {
		return s.put(d, e) == nil
	}
	err := s.process(func() error { return s.accept(d, nil) })
	if err == nil {
		e.done = true
	}
	return err == nil || webhook.Dropped(err)
}

// receiveForged handles a request with another customer's id, which must not change anything.
func (s *histSystem) receiveForged(d *webhook.Delivery, e *histEvent) {
	s.forgeries++
	if s.w.inbox {
		if s.put(d, e) == nil && s.w.gate {
			s.w.violated("forgery", "%s was stored", d.ID)
		}
		return
	}
	before, known := s.mismatch, s.store.jobs[e.run.SyncJobID] != nil
	err := s.process(func() error { return s.accept(d, nil) })
	switch {
	case err == nil:
		s.w.violated("forgery", "%s was accepted as one of %s", d.ID, d.Tenant)
	case known && webhook.Dropped(err) && s.mismatch != before+1:
		s.w.violated("forgery", "%s was not reported", d.ID)
	}
}

// refuse returns the error of an event's handler, which has written its rows by then.
func (s *histSystem) refuse(e *histEvent) error {
	switch {
	case s.w.calm:
		return nil
	case e.drop:
		return webhook.Drop(errors.New("the record is not wanted"))
	case e.poison:
		return errors.New("the record is invalid")
	case e.refusals > 0:
		e.refusals--
		return errors.New("the handler is not ready")
	}
	return nil
}

// handle is the handler of all events.
func (s *histSystem) handle(_ context.Context, event *knit.RawEvent, d *webhook.Delivery) error {
	e := s.w.knit.events[d.ID]
	if !e.isRecord() {
		return nil
	}
	if !d.TenantSigned && s.naive == nil {
		s.w.violated("tenant", "the tenant of %s was not checked", d.ID)
	}
	var data struct{ Value int }
	if event.EventType != "record.deleted" {
		if err := json.Unmarshal(event.Data, &data); err != nil {
			return err
		}
	}
	s.checkWrite(e, d)
	key := recordKey{d.Tenant, event.DataType, event.RecordID}
	keepHist(s.store, s.rows, key)
	at := e.at
	if old := s.rows[key]; old != nil && old.at.After(at) && data.Value == 0 {
		at = old.at // the record was deleted later
	}
	s.rows[key] = &histRow{data.Value, at, e, e.run}
	e.applied++
	s.store.undo = append(s.store.undo, func() { e.applied-- })
	s.w.note("%s writes %s %s = %d", e.id, d.Tenant, event.RecordID, data.Value)
	return s.refuse(e)
}

// sweep is OnSweep.
func (s *histSystem) sweep(_ context.Context, p SweepPlan) error {
	run := s.w.knit.runs[RunKey{p.Report.SyncJobID, p.Report.SyncRunID}]
	for _, id := range p.Records {
		s.checkSweep(run, &p, id)
		key := recordKey{p.Report.Integration, p.Report.DataType, id}
		keepHist(s.store, s.rows, key)
		s.rows[key] = &histRow{0, run.sights[id].at, nil, run}
		s.w.note("the sweep of %s deletes %s %s", p.Report.SyncRunID, p.Report.Integration, id)
	}
	return s.store.step()
}

// completed is OnRunComplete.
func (s *histSystem) completed(_ context.Context, r Report) error {
	key := RunKey{r.SyncJobID, r.SyncRunID}
	keepHist(s.store, s.reports, key)
	s.reports[key] = append(s.reports[key], r)
	s.w.note("%s %s is complete: %v (%d of %d applied, %d swept, %v)", r.SyncJobID, r.SyncRunID, r.Complete, r.Applied, r.Expected, r.Swept, r.Err)
	if guard, ok := errors.AsType[*SweepGuardError](r.Err); ok && (s.w.calm || s.w.rng.IntN(2) == 0) {
		s.w.after(s.w.upTo(48*time.Hour), func() { s.approve(key, guard.Would) })
	}
	return s.store.step()
}

func (s *histSystem) approve(key RunKey, would int) {
	err := s.process(func() error { return s.tracker.ApproveSweep(context.Background(), key.SyncJobID, key.SyncRunID, would) })
	if guard, ok := errors.AsType[*SweepGuardError](err); ok {
		s.approve(key, guard.Would)
	}
}

func (s *histSystem) approveAll() {
	held, err := s.tracker.Runs(context.Background(), Filter{Held: true})
	if err != nil {
		s.w.violated("error", "Runs: %v", err)
	}
	for _, p := range held {
		s.approve(RunKey{p.Report.SyncJobID, p.Report.SyncRunID}, p.Would)
	}
}

// bind is done until it succeeds.
func (s *histSystem) bind(sync *histSync) {
	if s.process(func() error { return s.tracker.Bind(context.Background(), sync.job, sync.integration) }) != nil {
		s.w.after(time.Second, func() { s.bind(sync) })
	}
}

// do does a task that is due.
func (s *histSystem) do(task rolecall.Task, n int) {
	if s.store.tasks[task].n != n {
		return // it was planned again
	}
	for range 1 + s.w.rng.IntN(20)/19 { // rarely twice
		err := s.process(func() error {
			work := func() error { return s.tracker.Do(context.Background(), task) }
			if !s.w.whole {
				return work()
			}
			return s.store.tx(work)
		})
		if err != nil {
			s.w.after(time.Second+s.w.upTo(5*time.Minute), func() { s.do(task, n) })
			return
		}
	}
	if s.store.tasks[task].n == n {
		delete(s.store.tasks, task)
	}
}
