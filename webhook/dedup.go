package webhook

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Deduper runs a function once for each id. Do has four outcomes:
//
//   - If id is new, Do runs fn and returns its error unmodified. If fn returns nil, id is done.
//   - If id is done, Do returns nil and does not run fn.
//   - If fn is running for id, in this or another process, Do returns [ErrInFlight].
//   - If the store is not available or cannot store the result, Do returns another error.
//
// After an error or a panic of fn, id is new again, even if ctx was canceled in the meantime.
//
// An implementation for a shared store must remember ids for longer than the provider retries (Knit:
// four days). On a SQL database it should store the id and fn's own writes in one transaction. Check
// an implementation with webhooktest.TestDeduper.
type Deduper interface {
	Do(ctx context.Context, id string, fn func(context.Context) error) error
}

var errDedupStore = newSentinel("webhook: the deduplication store failed")

// Dedup passes each event to the sink once. It identifies an event by its source and [Delivery.ID].
// The id is stored only after the sink has succeeded or dropped the event, so a redelivery after a
// failure is handled. A delivery without an id is always passed to the sink. If the store fails, or
// the event is being handled already, the response is 503. Dedup panics if d is nil.
func Dedup(d Deduper) Middleware {
	if d == nil {
		panic("webhook: Dedup: the Deduper is nil")
	}
	return func(next Sink) Sink {
		return SinkFunc(func(ctx context.Context, dl *Delivery) error {
			if dl.ID == "" {
				return next.Accept(ctx, dl)
			}
			var ran, dropped error
			// The name of a source has no colon, so two different pairs never give the same id.
			err := d.Do(ctx, dl.Source+":"+dl.ID, func(ctx context.Context) error {
				ran, dropped = next.Accept(ctx, dl), nil // a store may call this function again
				if Dropped(ran) {
					dropped, ran = ran, nil // a dropped event counts as done
				}
				return ran
			})
			switch {
			case ran != nil:
				return ran // not err, which the store may have wrapped
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

// NewMemoryDeduper returns a Deduper that remembers up to maxIDs done ids for ttl, in the memory of
// this process. Use it for one server if a duplicate after a restart is acceptable. When maxIDs is
// reached, the oldest id is forgotten first. If maxIDs is 0 or less, it is 100,000; if ttl is 0 or
// less, it is five days.
//
// Instead of an id of any length it stores 16 bytes of a keyed hash. That takes about 60 bytes for
// each id (6 MB for 100,000), which the garbage collector does not scan. Among a million ids the
// probability that two have the same hash, so that an event is mistaken for a duplicate, is below
// 10^-26. The key is random and never leaves the process, so a sender cannot search for such ids.
func NewMemoryDeduper(maxIDs int, ttl time.Duration) Deduper {
	if maxIDs <= 0 {
		maxIDs = defaultDedupIDs
	}
	if ttl <= 0 {
		ttl = defaultDedupTTL
	}
	m := &memoryDeduper{
		ttl: ttl, start: time.Now(),
		running: map[idHash]struct{}{}, done: map[idHash]struct{}{}, order: doneRing{most: maxIDs},
	}
	_, _ = rand.Read(m.key[:]) // never fails
	return m
}

// idHash is the hash of an id.
type idHash [16]byte

// memoryDeduper stores ids without pointers, so the garbage collector does not scan a million of them.
type memoryDeduper struct {
	key   idHash
	ttl   time.Duration
	start time.Time

	mu      sync.Mutex
	running map[idHash]struct{}
	done    map[idHash]struct{}
	order   doneRing // the ids of done, oldest first
}

func (m *memoryDeduper) Do(ctx context.Context, id string, fn func(context.Context) error) error {
	hash := m.hash(id)
	if known, err := m.claim(hash); known || err != nil {
		return err
	}
	ok := false
	defer func() { m.settle(hash, ok) }() // deferred, because fn may panic
	err := fn(ctx)
	ok = err == nil
	return err
}

// hash returns the SHA-256 of the key and id, truncated to 128 bits.
func (m *memoryDeduper) hash(id string) idHash {
	var buf [256]byte
	sum := sha256.Sum256(append(append(buf[:0], m.key[:]...), id...))
	return idHash(sum[:len(idHash{})])
}

// claim marks id as running, unless it is done or running already.
func (m *memoryDeduper) claim(id idHash) (known bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, running := m.running[id]; running {
		return true, ErrInFlight
	}
	m.forget(time.Since(m.start))
	if _, known = m.done[id]; !known {
		m.running[id] = struct{}{}
	}
	return known, nil
}

func (m *memoryDeduper) settle(id idHash, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.running, id)
	if !ok {
		return
	}
	now := time.Since(m.start)
	m.forget(now)
	if m.order.full() {
		delete(m.done, m.order.pop().id)
	}
	m.done[id] = struct{}{}
	m.order.push(doneID{id, now + m.ttl})
}

// forget removes the expired ids. All ids have the same ttl, so the oldest expire first.
func (m *memoryDeduper) forget(now time.Duration) {
	for m.order.size > 0 && m.order.oldest().expires <= now {
		delete(m.done, m.order.pop().id)
	}
}

// doneID is the id of an event that was handled.
type doneID struct {
	id      idHash
	expires time.Duration // since memoryDeduper.start
}

// doneRing is a queue with a maximum number of ids. Its memory grows with the number of ids in it.
type doneRing struct {
	most  int
	ids   []doneID
	first int
	size  int
}

func (r *doneRing) full() bool { return r.size == r.most }

func (r *doneRing) oldest() *doneID { return &r.ids[r.first] }

func (r *doneRing) pop() doneID {
	oldest := r.ids[r.first]
	r.first = (r.first + 1) % len(r.ids)
	r.size--
	return oldest
}

// push adds the newest id. The ring must not be full.
func (r *doneRing) push(d doneID) {
	if r.size == len(r.ids) {
		grown := make([]doneID, min(max(16, r.size+r.size/2), r.most))
		n := copy(grown, r.ids[r.first:])
		copy(grown[n:], r.ids[:r.first])
		r.ids, r.first = grown, 0
	}
	r.ids[(r.first+r.size)%len(r.ids)] = d
	r.size++
}
