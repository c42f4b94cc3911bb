package runs

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// backend is a backend with a database whose transactions commit or do not, and a process that is killed at any
// step and starts again.
type backend struct {
	s       *simulation
	inbox   bool // deliveries are stored first, and handled later
	db      *simDB
	tracker *Tracker
	options []Option
	mistake string // what people do instead: see TestSimulationFindsMistakes

	sink func(d *webhook.Delivery) error

	killAt int // the number of the store call at which the process is killed; 0: none
	faults []string
}

// simDB is the database: the tracker's state, the employees, what the callbacks have written, tasks and inbox.
type simDB struct {
	*memoryStore
	employees map[employeeKey]int
	reports   map[RunKey][]Report
	tasks     map[rolecall.Task]time.Time
	stored    map[string]bool // ids of the inbox
}

type employeeKey struct{ integration, id string }

// clone returns a copy. The rows of the store are never changed, except events.
func (db *simDB) clone() *simDB {
	m := &memoryStore{
		starts: maps.Clone(db.starts), jobs: maps.Clone(db.jobs), runs: maps.Clone(db.runs), records: maps.Clone(db.records),
		events: map[RunKey]map[string]*memoryEvent{}, locks: map[any]*keyLock{},
	}
	for key, events := range db.events {
		copied := make(map[string]*memoryEvent, len(events))
		for id, e := range events {
			event := *e
			copied[id] = &event
		}
		m.events[key] = copied
	}
	return &simDB{
		m, maps.Clone(db.employees), maps.Clone(db.reports), maps.Clone(db.tasks), maps.Clone(db.stored),
	}
}

// killed is the panic of a process that is killed.
type killed struct{}

func newSimBackend(s *simulation, inbox bool) *backend {
	b := &backend{s: s, inbox: inbox, db: &simDB{
		memoryStore: NewMemoryStore().(*memoryStore), employees: map[employeeKey]int{}, reports: map[RunKey][]Report{},
		tasks: map[rolecall.Task]time.Time{}, stored: map[string]bool{},
	}}
	b.options = []Option{
		WithClock(func() time.Time { return s.now }), WithGuard(0, 1),
		OnRunComplete(func(_ context.Context, r Report) error {
			key := RunKey{r.SyncJobID, r.SyncRunID}
			b.db.reports[key] = append(append([]Report{}, b.db.reports[key]...), r)
			return b.mayFail()
		}),
		OnSweep(func(_ context.Context, p SweepPlan) error {
			for _, id := range p.Records {
				delete(b.db.employees, employeeKey{p.Report.Integration, id})
				b.checkSwept(p, id)
			}
			return b.mayFail()
		}),
		OnTenantMismatch(func(_ context.Context, d *webhook.Delivery, want string) {
			if d.Tenant == want {
				b.fault("a delivery of the right customer was called a mismatch")
			}
		}),
	}
	b.start()
	return b
}

func (b *backend) fault(format string, args ...any) {
	b.faults = append(b.faults, fmt.Sprintf(format, args...))
}

var errInjected = errors.New("injected")

func (b *backend) mayFail() error {
	if b.s.chance(0.03) {
		return errInjected
	}
	return nil
}

// checkSwept notes a fault if a run swept a record that it has seen.
func (b *backend) checkSwept(p SweepPlan, id string) {
	for _, c := range b.s.customers {
		for _, r := range c.runs {
			if r.id == p.Report.SyncRunID && r.told[id] {
				b.fault("run %s has swept %s, which it has seen", r.id, id)
			}
		}
	}
}

// start starts the process.
func (b *backend) start() {
	b.tracker = New(simStore{b}, simLater{b}, b.options...)
	router := webhook.NewRouter()
	save := func(_ context.Context, e *knit.EmployeeEvent, d *webhook.Delivery) error {
		value := 0
		if _, err := fmt.Sscan(e.Data.Profile.EmployeeNumber, &value); err != nil {
			panic(err)
		}
		b.db.employees[employeeKey{d.Tenant, e.RecordID}] = value
		return b.mayFail()
	}
	webhook.On(router, knit.EmployeeNew, save)
	webhook.On(router, knit.EmployeeModified, save)
	webhook.On(router, knit.EmployeeDeleted, func(_ context.Context, e *knit.EmployeeDeletedEvent, d *webhook.Delivery) error {
		delete(b.db.employees, employeeKey{d.Tenant, e.RecordID})
		return b.mayFail()
	})
	sink := b.tracker.Wrap(router)
	b.sink = func(d *webhook.Delivery) error {
		if env, err := peek(d.Body); err == nil && b.mistake == "tenant of the header" {
			b.db.jobs[env.SyncJobID] = &Job{SyncJobID: env.SyncJobID, Integration: d.Tenant}
		}
		return sink.Accept(context.Background(), d)
	}
}

// transact runs f in a transaction of the process, which may be killed before or after it commits.
func (b *backend) transact(f func() error) (err error) {
	before := b.db.clone()
	b.killAt = 0
	if b.s.chance(0.05) {
		b.killAt = 1 + b.s.rng.IntN(8)
	}
	defer func() {
		v := recover()
		if _, ok := v.(killed); v != nil && !ok {
			panic(v)
		}
		b.killAt = 0
		if v != nil {
			err = errors.New("killed")
			b.start()
		}
		if err != nil {
			b.db = before
		}
	}()
	if err := f(); err != nil {
		return err
	}
	if b.s.chance(0.02) { // killed after the commit: nobody knows
		committed := b.db
		defer func() { b.db = committed; err = errors.New("killed after the commit"); b.start() }()
	}
	return nil
}

// receive handles a request, and reports whether it was acknowledged.
func (b *backend) receive(header http.Header, body string) bool {
	d := parse(header, body)
	d.Received = b.s.now
	if !b.inbox {
		err := b.transact(func() error { return b.sink(d) })
		if err != nil && !webhook.Dropped(err) {
			b.keepArrival(d)
		}
		return err == nil || webhook.Dropped(err)
	}
	if b.db.stored[d.ID] {
		return true
	}
	b.db.stored[d.ID] = true
	if env, err := peek(d.Body); err == nil && env.isRecord() {
		_, _ = b.db.Arrival(context.Background(), eventOf(d, env))
	}
	b.s.after(b.s.upTo(time.Minute), func() { b.work(d, 1) })
	return true
}

func eventOf(d *webhook.Delivery, env *envelope) *Event {
	return &Event{RunKey: env.RunKey, EventID: env.eventID, Integration: d.Tenant, DataType: env.dataType, RecordID: env.recordID, Received: d.Received}
}

// keepArrival keeps that an event has arrived although its handling has failed.
func (b *backend) keepArrival(d *webhook.Delivery) {
	if env, err := peek(d.Body); err == nil && env.isRecord() {
		if job := b.db.jobs[env.SyncJobID]; job == nil || job.Integration == d.Tenant {
			_, _ = b.db.Arrival(context.Background(), eventOf(d, env))
		}
	}
}

// work handles a stored delivery.
func (b *backend) work(d *webhook.Delivery, attempt int) {
	err := b.transact(func() error { return b.sink(d) })
	verdict, wait := webhook.VerdictOf(err)
	switch verdict {
	case webhook.VerdictDone:
	case webhook.VerdictDrop:
		if env, err := peek(d.Body); err == nil && env.isRecord() {
			b.db.event(eventOf(d, env)).dropped = true
		}
	case webhook.VerdictRetryAfter:
		b.s.after(wait, func() { b.work(d, attempt) })
	default:
		b.s.after(b.s.upTo(time.Hour), func() { b.work(d, attempt+1) })
	}
}

// simLater keeps tasks in the database.
type simLater struct{ b *backend }

func (l simLater) At(_ context.Context, t time.Time, task rolecall.Task) error {
	l.b.db.tasks[task] = t
	l.b.s.after(max(0, t.Sub(l.b.s.now)), func() { l.b.due(task) })
	return nil
}

// due does a task if it is due.
func (b *backend) due(task rolecall.Task) {
	at, ok := b.db.tasks[task]
	if !ok || at.After(b.s.now) {
		return
	}
	err := b.transact(func() error {
		delete(b.db.tasks, task)
		return b.tracker.Do(context.Background(), task)
	})
	if err != nil {
		b.s.after(time.Second, func() { b.due(task) })
	}
}

// simStore is the store of the process. It is killed at one of its calls.
type simStore struct{ b *backend }

func (s simStore) step() *simDB {
	if s.b.killAt > 0 {
		if s.b.killAt--; s.b.killAt == 0 {
			panic(killed{})
		}
	}
	return s.b.db
}

func (s simStore) Detach(ctx context.Context) context.Context { return ctx }
func (s simStore) Start(ctx context.Context, key StartKey) (*Start, error) {
	return s.step().Start(ctx, key)
}

func (s simStore) UpdateStart(ctx context.Context, key StartKey, f func(*Start) error) error {
	return s.step().UpdateStart(ctx, key, f)
}

func (s simStore) UpdateJob(ctx context.Context, id string, f func(*Job) error) error {
	return s.step().UpdateJob(ctx, id, f)
}

func (s simStore) UpdateRun(ctx context.Context, key RunKey, f func(context.Context, *Run) error) error {
	return s.step().UpdateRun(ctx, key, f)
}

func (s simStore) Lookup(ctx context.Context, key RunKey) (*Job, *Run, error) {
	return s.step().Lookup(ctx, key)
}

func (s simStore) Runs(ctx context.Context, f Filter) ([]Run, error) { return s.step().Runs(ctx, f) }

func (s simStore) Arrival(ctx context.Context, e *Event) (time.Time, error) {
	return s.step().Arrival(ctx, e)
}

func (s simStore) Apply(ctx context.Context, e *Event, next func(context.Context) error) (bool, error) {
	db, key := s.step(), recordKey{e.Integration, e.DataType, e.RecordID}
	switch s.b.mistake {
	case "order of arrival":
		delete(db.records, key)
	case "a deletion is forgotten":
		if r := db.records[key]; r != nil && r.deleted {
			delete(db.records, key)
		}
	}
	return db.Apply(ctx, e, next)
}

func (s simStore) Counts(ctx context.Context, key RunKey) (Counts, error) {
	if s.b.mistake == "complete when all is consumed" {
		return Counts{Applied: 1 << 20}, nil
	}
	return s.step().Counts(ctx, key)
}

func (s simStore) Unseen(ctx context.Context, r *Run) (int, int, error) {
	return s.step().Unseen(ctx, r)
}

func (s simStore) Sweep(ctx context.Context, r *Run, limit int, f func(context.Context, []string) error) (int, error) {
	db := s.step()
	if s.b.mistake == "a sweep sees only its run" {
		events := db.events
		defer func() { db.events = events }()
		db.events = map[RunKey]map[string]*memoryEvent{r.RunKey: events[r.RunKey]}
	}
	return db.Sweep(ctx, r, limit, f)
}
