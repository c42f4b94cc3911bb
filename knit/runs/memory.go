package runs

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// NewMemoryStore returns a [Store] that keeps everything in memory, and loses it when the process ends. It is
// for tests and trials.
func NewMemoryStore() Store {
	return &memoryStore{
		starts: table[StartKey, Start]{}, jobs: table[string, Job]{}, runs: table[RunKey, Run]{},
		records: map[recordKey]*memoryRecord{}, events: map[RunKey]map[string]*memoryEvent{}, locks: map[any]*keyLock{},
	}
}

type table[K comparable, V any] map[K]*V

type memoryStore struct {
	mu      sync.Mutex // guards everything below, and is never held while a function of the caller runs
	starts  table[StartKey, Start]
	jobs    table[string, Job]
	runs    table[RunKey, Run]
	records map[recordKey]*memoryRecord
	events  map[RunKey]map[string]*memoryEvent
	locks   map[any]*keyLock
}

type recordKey struct {
	integration string
	dataType    knit.DataType
	id          string
}

type memoryRecord struct {
	version        time.Time
	deleted, swept bool
	run            RunKey
}

type memoryEvent struct {
	record        recordKey
	arrived       time.Time
	done, dropped bool
}

// keyLock is the lock of one start, sync, run or record.
type keyLock struct {
	mu    sync.Mutex
	users int
}

// lock locks a key until the function is called.
func (s *memoryStore) lock(key any) (unlock func()) {
	s.mu.Lock()
	l := s.locks[key]
	if l == nil {
		l = new(keyLock)
		s.locks[key] = l
	}
	l.users++
	s.mu.Unlock()
	l.mu.Lock()
	return func() {
		l.mu.Unlock()
		s.mu.Lock()
		defer s.mu.Unlock()
		if l.users--; l.users == 0 {
			delete(s.locks, key)
		}
	}
}

// read returns a copy of a row, or nil.
func read[K comparable, V any](s *memoryStore, rows table[K, V], key K) *V {
	s.mu.Lock()
	defer s.mu.Unlock()
	if row, ok := rows[key]; ok {
		copied := *row
		return &copied
	}
	return nil
}

// update calls f with a copy of a row, or with empty, and saves it if f returns nil.
func update[K comparable, V any](s *memoryStore, rows table[K, V], key K, empty V, f func(*V) error) error {
	defer s.lock(key)()
	row := read(s, rows, key)
	if row == nil {
		row = &empty
	}
	if err := f(row); err != nil {
		return err
	}
	saved := *row // not row: f may keep it
	s.mu.Lock()
	defer s.mu.Unlock()
	rows[key] = &saved
	return nil
}

func (s *memoryStore) Detach(ctx context.Context) context.Context { return ctx }

func (s *memoryStore) Start(_ context.Context, key StartKey) (*Start, error) {
	return read(s, s.starts, key), nil
}

func (s *memoryStore) UpdateStart(_ context.Context, key StartKey, f func(*Start) error) error {
	return update(s, s.starts, key, Start{StartKey: key}, f)
}

func (s *memoryStore) UpdateJob(_ context.Context, syncJobID string, f func(*Job) error) error {
	return update(s, s.jobs, syncJobID, Job{SyncJobID: syncJobID}, f)
}

func (s *memoryStore) UpdateRun(ctx context.Context, key RunKey, f func(context.Context, *Run) error) error {
	return update(s, s.runs, key, Run{RunKey: key}, func(r *Run) error { return f(ctx, r) })
}

func (s *memoryStore) Lookup(_ context.Context, key RunKey) (*Job, *Run, error) {
	return read(s, s.jobs, key.SyncJobID), read(s, s.runs, key), nil
}

// Selects reports whether the filter selects a run, for a [Store] that cannot do it itself. It ignores Limit.
func (f Filter) Selects(r *Run) bool {
	return (f.Integration == "" || f.Integration == r.Integration) && (f.SyncJobID == "" || f.SyncJobID == r.SyncJobID) &&
		(!f.Open || r.State == RunOpen || !r.Reported) && (!f.Held || r.Sweep == SweepHeld)
}

const defaultLimit = 100

func (s *memoryStore) Runs(_ context.Context, f Filter) ([]Run, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Run
	for _, r := range s.runs {
		if f.Selects(r) {
			found = append(found, *r)
		}
	}
	slices.SortFunc(found, func(a, b Run) int {
		return cmp.Or(b.Began.Compare(a.Began), cmp.Compare(b.SyncRunID, a.SyncRunID))
	})
	return found[:min(len(found), cmp.Or(f.Limit, defaultLimit))], nil
}

func (s *memoryStore) Arrival(_ context.Context, e *Event) (time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.event(e).arrived, nil
}

// event returns what is known about an event. The caller holds s.mu.
func (s *memoryStore) event(e *Event) *memoryEvent {
	events := s.events[e.RunKey]
	if events == nil {
		events = map[string]*memoryEvent{}
		s.events[e.RunKey] = events
	}
	known := events[e.EventID]
	if known == nil {
		known = &memoryEvent{record: recordKey{e.Integration, e.DataType, e.RecordID}, arrived: e.Received}
		events[e.EventID] = known
	}
	return known
}

func (s *memoryStore) Apply(ctx context.Context, e *Event, next func(context.Context) error) (bool, error) {
	key := recordKey{e.Integration, e.DataType, e.RecordID}
	defer s.lock(key)()
	newer, done, err := s.supersedes(key, e)
	if done || err != nil {
		return false, err
	}
	if newer {
		err = next(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	event := s.event(e)
	event.record = key // an attempt with a forged header may have been the first
	if err != nil {
		event.dropped = webhook.Dropped(err)
		return false, err
	}
	event.done, event.dropped = true, false
	switch {
	case newer:
		s.records[key] = &memoryRecord{version: e.Version, deleted: e.Deleted, run: e.RunKey}
	case s.records[key] == nil:
		s.records[key] = &memoryRecord{version: e.Baseline, deleted: true, swept: true, run: e.RunKey}
	}
	return newer, nil
}

// supersedes reports whether the event is newer than the last state of its record, and whether it was done
// before. The caller holds the lock of the record.
func (s *memoryStore) supersedes(key recordKey, e *Event) (newer, done bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.event(e).done {
		return false, true, nil
	}
	r := s.records[key]
	if r == nil {
		return !e.BeforeBaseline(), false, nil
	}
	last := &Last{RunKey: r.run, Version: r.version, Deleted: r.deleted, Swept: r.swept, Began: r.version, BeganSure: true}
	if run := s.runs[r.run]; run != nil {
		last.Began, last.BeganSure = run.Began, run.BeganSure
	}
	newer, err = e.Supersedes(last)
	return newer, false, err
}

func (s *memoryStore) Counts(_ context.Context, key RunKey) (Counts, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var c Counts
	for _, e := range s.events[key] {
		switch {
		case e.done:
			c.Applied++
		case e.dropped:
			c.Dropped++
		default:
			c.Waiting++
		}
	}
	return c, nil
}

func (s *memoryStore) Unseen(_ context.Context, r *Run) (unseen, live int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, live := s.unseen(r)
	return len(found), live, nil
}

// unseen returns the unseen records of a run, in the order of their ids. The caller holds s.mu.
func (s *memoryStore) unseen(r *Run) (found []recordKey, live int) {
	seen := map[recordKey]bool{}
	for key, events := range s.events {
		run := s.runs[key]
		if key.SyncRunID == "" || key != r.RunKey && run != nil && run.Began.Before(r.Began) {
			continue
		}
		for _, e := range events {
			seen[e.record] = true
		}
	}
	for key, record := range s.records {
		if record.deleted || key.integration != r.Integration || key.dataType != r.DataType {
			continue
		}
		live++
		if !seen[key] && (record.run.SyncRunID != "" || record.version.Before(r.Began)) {
			found = append(found, key)
		}
	}
	slices.SortFunc(found, func(a, b recordKey) int { return cmp.Compare(a.id, b.id) })
	return found, live
}

func (s *memoryStore) Sweep(ctx context.Context, r *Run, limit int, f func(context.Context, []string) error) (int, error) {
	s.mu.Lock()
	candidates, _ := s.unseen(r)
	s.mu.Unlock()
	candidates = candidates[:min(len(candidates), limit)]
	for _, key := range candidates {
		defer s.lock(key)()
	}
	s.mu.Lock()
	now, _ := s.unseen(r) // an event may have been faster than the lock
	s.mu.Unlock()
	still := make(map[recordKey]bool, len(now))
	for _, key := range now {
		still[key] = true
	}
	keys := slices.DeleteFunc(candidates, func(key recordKey) bool { return !still[key] })
	if len(keys) == 0 {
		return 0, nil
	}
	ids := make([]string, len(keys))
	for i, key := range keys {
		ids[i] = key.id
	}
	if err := f(ctx, ids); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range keys {
		s.records[key] = &memoryRecord{version: r.Began, deleted: true, swept: true, run: r.RunKey}
	}
	return len(keys), nil
}
