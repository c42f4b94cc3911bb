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

var errDedupStore = newSentinel("webhook: the deduplication store failed")

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
// server whose restart may let a duplicate through. If there are more ids, the oldest are
// forgotten first. maxIDs 0 or less means 100,000, ttl 0 or less five days.
//
// It keeps 16 bytes of a keyed hash in place of each id, however long the id is: about 60
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

// memoryDeduper holds no pointers for an id, so that a million of them cost no marking.
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

// claim takes id for the caller, unless it is done or in flight.
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

// forget drops what is too old. Every ttl is the same, so the oldest end first.
func (m *memoryDeduper) forget(now time.Duration) {
	for m.order.size > 0 && m.order.oldest().expires <= now {
		delete(m.done, m.order.pop().id)
	}
}

// doneID is an id that was handled, and when it is forgotten, since the deduper's start.
type doneID struct {
	id      idHash
	expires time.Duration
}

// doneRing is a queue of at most most ids, whose memory grows with what it holds.
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
