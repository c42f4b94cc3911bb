package webhook

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Deduper runs what was not done before. Do has four outcomes:
//
//   - id is new: fn runs, and id counts as done only if fn returns nil;
//   - id is done: nil, and fn does not run;
//   - id is being done right now, here or elsewhere: [ErrInFlight];
//   - the store cannot be asked, or cannot keep the result: another error.
//
// An error or a panic of fn leaves id as if it had never come, also when ctx was
// cancelled meanwhile; fn's error is returned as it is. An implementation for a shared
// store remembers ids for longer than the provider retries (Knit: four days) and is
// checked by webhooktest.TestDeduper. One on a SQL database puts the mark and fn's own
// writes into one transaction.
type Deduper interface {
	Do(ctx context.Context, id string, fn func(context.Context) error) error
}

var errDedupStore = errors.New("webhook: the deduplication store failed")

// Dedup lets each event through once, by source and [Delivery.ID]. An event is marked
// only after the sink has succeeded, or dropped it: one that fails is not lost when it
// comes again. A delivery without an id is let through every time. A store that is down,
// and an event that is being handled already, answer 503.
func Dedup(d Deduper) Middleware {
	if d == nil {
		panic("webhook: Dedup(nil)")
	}
	return func(next Sink) Sink {
		return SinkFunc(func(ctx context.Context, dl *Delivery) error {
			if dl.ID == "" {
				return next.Accept(ctx, dl)
			}
			var ran, dropped error
			// A source's name has no colon, so no two pairs give the same id.
			err := d.Do(ctx, dl.Source+":"+dl.ID, func(ctx context.Context) error {
				ran, dropped = next.Accept(ctx, dl), nil // a store may run it again
				if Dropped(ran) {
					dropped, ran = ran, nil // done with, so it is marked
				}
				return ran
			})
			switch {
			case ran != nil:
				return ran // whatever the store makes of it
			case err == nil:
				return dropped
			case errors.Is(err, ErrInFlight):
				return RetryAfter(defaultRetryAfter, ErrInFlight)
			}
			return RetryAfter(defaultRetryAfter, fmt.Errorf("%w: %w", errDedupStore, err))
		})
	}
}

// The defaults of NewMemoryDeduper.
const (
	defaultDedupIDs = 100_000
	defaultDedupTTL = 5 * 24 * time.Hour // a day more than Knit retries
)

// NewMemoryDeduper remembers up to maxIDs done ids for ttl, in this process alone: for one
// server whose restart may let a duplicate through. Where there are more ids the oldest
// are forgotten first. maxIDs 0 or less means 100,000 (about 20 MB), ttl 0 or less five
// days.
func NewMemoryDeduper(maxIDs int, ttl time.Duration) Deduper {
	if maxIDs <= 0 {
		maxIDs = defaultDedupIDs
	}
	if ttl <= 0 {
		ttl = defaultDedupTTL
	}
	return &memoryDeduper{max: maxIDs, ttl: ttl, ids: map[string]*list.Element{}}
}

type memoryDeduper struct {
	max int
	ttl time.Duration

	mu   sync.Mutex
	ids  map[string]*list.Element // nil element: in flight
	done list.List                // of doneID, oldest first: every ttl is the same
}

type doneID struct {
	id      string
	expires time.Time
}

func (m *memoryDeduper) Do(ctx context.Context, id string, fn func(context.Context) error) error {
	if known, err := m.claim(id); known || err != nil {
		return err
	}
	ok := false
	defer func() { m.settle(id, ok) }() // also when fn panics
	err := fn(ctx)
	ok = err == nil
	return err
}

// claim takes id for the caller, unless it is done or in flight.
func (m *memoryDeduper) claim(id string) (known bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(time.Now())
	element, known := m.ids[id]
	if known && element == nil {
		return true, ErrInFlight
	}
	if !known {
		m.ids[id] = nil
	}
	return known, nil
}

func (m *memoryDeduper) settle(id string, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !ok {
		delete(m.ids, id)
		return
	}
	now := time.Now()
	m.ids[id] = m.done.PushBack(doneID{id, now.Add(m.ttl)})
	m.forget(now)
}

// forget drops what is too old or too many.
func (m *memoryDeduper) forget(now time.Time) {
	for oldest := m.done.Front(); oldest != nil; oldest = m.done.Front() {
		d := oldest.Value.(doneID) //nolint:forcetypeassert // settle puts nothing else in
		if m.done.Len() <= m.max && now.Before(d.expires) {
			return
		}
		m.done.Remove(oldest)
		delete(m.ids, d.id)
	}
}
