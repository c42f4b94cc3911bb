package runs

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
)

// histCrash is the panic of a process that ends.
type histCrash struct{}

var errSimStore = errors.New("the database is not available")

// histStore is a memory store with transactions, that fails and ends the process at any step. Behind an inbox, it
// counts the inbox's deliveries, as package runstore does.
type histStore struct {
	*memoryStore

	w     *histWorld
	undo  []func()
	in    bool // a transaction
	tasks map[rolecall.Task]histTask
	count int // of tasks
	wrong histBreak
}

// histBreak replaces parts of the store by wrong ones. The zero value replaces nothing.
type histBreak struct {
	supersedes  func(e *Event, last *Last) (bool, error)
	counts      func(Counts) Counts
	unseen      bool // also records that were seen in later runs
	arrival     bool // that of the last attempt
	baseline    bool // is not known
	tenant      bool // that of the header
	tombstone   bool // is not kept
	transaction bool // rows that were written before an error are kept
}

type histTask struct {
	at time.Time
	n  int
}

// step is called before and after everything that the store does.
func (s *histStore) step() error {
	w := s.w
	w.end++
	switch {
	case w.calm:
		return nil
	case w.end == w.crashAt, w.chance(w.crash):
		w.note("CRASH")
		panic(histCrash{})
	case w.end == w.failStep, w.chance(w.fail):
		w.note("the store fails")
		return errSimStore
	}
	return nil
}

// tx calls f in a transaction, the one that there is or a new one. A process may end before and after the commit.
func (s *histStore) tx(f func() error) error {
	if s.in {
		if err := s.step(); err != nil {
			return err
		}
		if err := f(); err != nil {
			return err
		}
		return s.step()
	}
	s.in = true
	committed := false
	defer func() {
		if !committed && !s.wrong.transaction {
			for _, undo := range slices.Backward(s.undo) {
				undo()
			}
		}
		s.undo, s.in = nil, false
	}()
	err := s.step()
	if err == nil {
		err = f()
	}
	if err == nil {
		err = s.step()
	}
	if err != nil {
		return err
	}
	committed = true
	if s.step() != nil {
		panic(histCrash{}) // the response of the commit was lost
	}
	return nil
}

// keepHist restores an element of a map if the transaction fails.
func keepHist[K comparable, V any](s *histStore, m map[K]V, key K) {
	old, ok := m[key]
	s.undo = append(s.undo, func() {
		if ok {
			m[key] = old
			return
		}
		delete(m, key)
	})
}

func (s *histStore) Start(ctx context.Context, key StartKey) (*Start, error) {
	if err := s.step(); err != nil {
		return nil, err
	}
	return s.memoryStore.Start(ctx, key)
}

func (s *histStore) UpdateJob(ctx context.Context, id string, f func(*Job) error) error {
	return s.tx(func() error {
		keepHist(s, s.jobs, id)
		return s.memoryStore.UpdateJob(ctx, id, f)
	})
}

func (s *histStore) UpdateRun(ctx context.Context, key RunKey, f func(context.Context, *Run) error) error {
	return s.tx(func() error {
		keepHist(s, s.runs, key)
		return s.memoryStore.UpdateRun(ctx, key, f)
	})
}

func (s *histStore) Lookup(ctx context.Context, key RunKey) (*Job, *Run, error) {
	if err := s.step(); err != nil {
		return nil, nil, err
	}
	job, run, err := s.memoryStore.Lookup(ctx, key)
	if job != nil && s.wrong.tenant {
		job.Integration = s.w.system.header
	}
	return job, run, err
}

// Arrival is kept even if the transaction fails.
func (s *histStore) Arrival(ctx context.Context, e *Event) (time.Time, error) {
	if err := s.step(); err != nil {
		return time.Time{}, err
	}
	if s.w.inbox {
		return e.Received, nil
	}
	s.w.knit.events[e.EventID].arrived = true
	if s.wrong.arrival {
		return e.Received, nil
	}
	return s.memoryStore.Arrival(ctx, e)
}

func (s *histStore) Apply(ctx context.Context, e *Event, next func(context.Context) error) (applied bool, err error) {
	if s.wrong.baseline {
		e.Baseline = time.Time{}
	}
	err = s.tx(func() error {
		key := recordKey{e.Integration, e.DataType, e.RecordID}
		keepHist(s, s.records, key)
		event := s.event(e)
		done := event.done
		s.undo = append(s.undo, func() { event.done = done }) // but it stays dropped
		if s.wrong.supersedes != nil {
			applied, err = s.applyBroken(ctx, key, e, next)
		} else {
			applied, err = s.memoryStore.Apply(ctx, e, next)
		}
		if applied && e.Deleted && s.wrong.tombstone {
			delete(s.records, key)
		}
		return err
	})
	return applied && err == nil, err
}

// applyBroken is Apply with another rule.
func (s *histStore) applyBroken(ctx context.Context, key recordKey, e *Event, next func(context.Context) error) (bool, error) {
	event, r := s.event(e), s.records[key]
	newer := r == nil && !e.BeforeBaseline()
	if event.done {
		return false, nil
	}
	if r != nil {
		last := &Last{RunKey: r.run, Version: r.version, Deleted: r.deleted, Swept: r.swept, Began: r.version, BeganSure: true}
		if run := s.runs[r.run]; run != nil {
			last.Began, last.BeganSure = run.Began, run.BeganSure
		}
		var err error
		if newer, err = s.wrong.supersedes(e, last); err != nil {
			return false, err
		}
	}
	if newer {
		if err := next(ctx); err != nil {
			event.dropped = webhook.Dropped(err)
			return false, err
		}
		s.records[key] = &memoryRecord{version: e.Version, deleted: e.Deleted, run: e.RunKey}
	}
	event.done, event.dropped = true, false
	return newer, nil
}

func (s *histStore) Counts(ctx context.Context, key RunKey) (Counts, error) {
	if err := s.step(); err != nil {
		return Counts{}, err
	}
	c, err := s.memoryStore.Counts(ctx, key)
	if s.w.inbox {
		c = s.w.system.inboxCounts(key)
	}
	if s.wrong.counts != nil {
		c = s.wrong.counts(c)
	}
	return c, err
}

// seenInInbox makes the events that are in the inbox those of the store.
func (s *histStore) seenInInbox() {
	if !s.w.inbox {
		return
	}
	events := map[RunKey]map[string]*memoryEvent{}
	for _, entry := range s.w.system.entries {
		key := entry.e.run.RunKey
		if !entry.e.isRecord() || s.runs[key] == nil || entry.e.stolen {
			continue
		}
		if events[key] == nil {
			events[key] = map[string]*memoryEvent{}
		}
		event := &memoryEvent{record: recordKey{entry.d.Tenant, entry.e.run.sync.dataType, entry.e.record}}
		if old := s.events[key][entry.e.id]; old != nil {
			event.done, event.dropped = old.done, old.dropped
		}
		events[key][entry.e.id] = event
	}
	s.events = events
}

func (s *histStore) Unseen(ctx context.Context, r *Run) (n, live int, err error) {
	if err := s.step(); err != nil {
		return 0, 0, err
	}
	s.seenInInbox()
	s.hideLaterRuns(r, func() { n, live, err = s.memoryStore.Unseen(ctx, r) })
	return n, live, err
}

func (s *histStore) hideLaterRuns(r *Run, f func()) {
	all := s.events
	if s.wrong.unseen {
		s.events = map[RunKey]map[string]*memoryEvent{r.RunKey: all[r.RunKey]}
	}
	f()
	s.events = all
}

func (s *histStore) Sweep(ctx context.Context, r *Run, limit int, f func(context.Context, []string) error) (n int, err error) {
	err = s.tx(func() error {
		s.seenInInbox()
		s.hideLaterRuns(r, func() {
			n, err = s.memoryStore.Sweep(ctx, r, limit, func(ctx context.Context, ids []string) error {
				for _, id := range ids {
					keepHist(s, s.records, recordKey{r.Integration, r.DataType, id})
				}
				return f(ctx, ids)
			})
		})
		return err
	})
	return n, err
}

// At plans a task. The tasks survive the process.
func (s *histStore) At(_ context.Context, at time.Time, task rolecall.Task) error {
	return s.tx(func() error {
		keepHist(s, s.tasks, task)
		s.plan(at, task)
		return nil
	})
}

func (s *histStore) plan(at time.Time, task rolecall.Task) {
	s.count++
	n := s.count
	s.tasks[task] = histTask{at, n}
	s.w.at(at, func() { s.w.system.do(task, n) })
}
