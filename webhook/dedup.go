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
//   - id is new: fn runs, and id counts as done only if fn returns nil;
//   - id is done: nil, and fn does not run;
//   - fn is running for id, here or in another process: [ErrInFlight];
//   - the store is not available, or cannot keep the result: another error.
//
// After an error or a panic of fn, id is new again, also if ctx was cancelled meanwhile. Do returns
// fn's error unmodified. An implementation for a shared store remembers ids for longer than the
// provider retries (Knit: four days); check it with webhooktest.TestDeduper. One on a SQL database
// stores the id and fn's own writes in one transaction.
type Deduper interface {
	Do(ctx context.Context, id string, fn func(context.Context) error) error
}

var errDedupStore = newSentinel("webhook: the deduplication store failed")

// Dedup passes each event to the sink once, by source and [Delivery.ID]. The id is stored only after
// the sink has succeeded, or dropped the event, so a redelivery after a failure is handled. A
// delivery without an id is always passed. If the store fails, or the event is being handled already,
// the response is 503.
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
					dropped, ran = ran, nil // it is done
				}
				return ran
			})
			switch {
			case ran != nil:
				return ran // the store may have wrapped it
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

// NewMemoryDeduper returns a Deduper that remembers up to maxIDs done ids for ttl, in this process
// only: for one server, where a duplicate after a restart is acceptable. If there are more ids, the
// oldest are forgotten first. maxIDs 0 or less means 100,000, ttl 0 or less five days.
//
// It keeps 16 bytes of a keyed hash instead of each id, however long the id is: about 60
// bytes for each id remembered (6 MB for 100,000), which the garbage collector does not
// scan. Among a million ids the probability that two share a hash, so that an event is
// taken for a duplicate, is below 10^-26; the key is random and never leaves the process,
// so a sender cannot search for such ids.
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
	_, _ = rand.Read(m.key[:]) // it never fails
	return m
}

// idHash stands for an id.
type idHash [16]byte

// memoryDeduper has no pointers for an id, so the garbage collector does not scan a million of them.
type memoryDeduper struct {
	key   idHash
	ttl   time.Duration
	start time.Time

	mu      sync.Mutex
	running map[idHash]struct{}
	done    map[idHash]struct{}
	order   doneRing // of done
}

func (m *memoryDeduper) Do(ctx context.Context, id string, fn func(context.Context) error) error {
	hash := m.hash(id)
	if known, err := m.claim(hash); known || err != nil {
		return err
	}
	ok := false
	defer func() { m.settle(hash, ok) }() // also when fn panics
	err := fn(ctx)
	ok = err == nil
	return err
}

// hash is the SHA-256 of the key and id, cut to 128 bits.
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

// forget removes the expired ids. Every ttl is the same, so the oldest expire first.
func (m *memoryDeduper) forget(now time.Duration) {
	for m.order.size > 0 && m.order.oldest().expires <= now {
		delete(m.done, m.order.pop().id)
	}
}

// doneID is an id that was handled, and when it expires, since the deduper's start.
type doneID struct {
	id      idHash
	expires time.Duration
}

// doneRing is a queue of at most most ids. Its memory grows with their number.
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

// push adds the newest; the ring must not be full.
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
