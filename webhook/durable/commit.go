package durable

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
)

const (
	// maxBatch and maxBatchBytes limit what is stored in one transaction.
	maxBatch      = 256
	maxBatchBytes = 32 << 20
	// maxQueued limits the deliveries that wait for the committer.
	maxQueued     = 4096
	commitTimeout = 15 * time.Second
	// retryAfter is the wait that a provider is asked for if a delivery was not stored.
	retryAfter = 5 * time.Second
)

// committer stores deliveries. It takes all that are queued into one transaction: nothing waits for a
// timer, so a single delivery is stored immediately, and many at the same time share the cost of a commit.
type committer struct {
	store func(ctx context.Context, rows []*row) (stored int, err error)
	check func() error // whether what was committed will be found again
	queue chan *storing
	ended chan struct{}
	// ctx ends the storing of queued deliveries if Stop must not wait for it.
	ctx    context.Context //nolint:containedctx // of the goroutine
	cancel context.CancelFunc

	mu      sync.RWMutex
	started bool
	open    bool

	gate storingGate

	accepted, duplicates atomic.Int64
}

type storing struct {
	row  *row
	done chan error // has room for the result
}

func newCommitter(store func(context.Context, []*row) (int, error), check func() error) *committer {
	// Not the context of a request: a batch belongs to several.
	ctx, cancel := context.WithCancel(context.Background())
	return &committer{store: store, check: check, queue: make(chan *storing, maxQueued), ended: make(chan struct{}), ctx: ctx, cancel: cancel}
}

// accept returns nil when the row is committed.
func (c *committer) accept(ctx context.Context, r *row) error {
	s := &storing{r, make(chan error, 1)}
	if err := c.enqueue(s); err != nil {
		return err
	}
	select {
	case err := <-s.done:
		return err
	case <-ctx.Done():
		return ctx.Err() // it may be stored nevertheless; the redelivery is then a duplicate
	}
}

func (c *committer) enqueue(s *storing) error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if !c.open {
		return ErrClosed
	}
	select {
	case c.queue <- s:
		return nil
	default:
		return errFull
	}
}

func (c *committer) start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.started, c.open = true, true
	go c.run()
}

// run stores queued deliveries until stop is called.
func (c *committer) run() {
	defer close(c.ended)
	for first := range c.queue {
		batch := c.collect(first)
		for i, err := range c.commit(batch) {
			batch[i].done <- err
		}
	}
}

// stop rejects later deliveries and stores those that are queued. If ctx ends first, those that are
// not stored yet are rejected as well.
func (c *committer) stop(ctx context.Context) {
	defer c.cancel()
	c.mu.Lock()
	if c.open {
		c.open = false
		close(c.queue)
	}
	started := c.started
	c.mu.Unlock()
	if !started {
		return
	}
	select {
	case <-c.ended:
	case <-ctx.Done():
		c.cancel()
		<-c.ended
	}
}

func (c *committer) collect(first *storing) []*storing {
	batch, size := []*storing{first}, len(first.row.body)
	for len(batch) < maxBatch && size < maxBatchBytes {
		select {
		case next, ok := <-c.queue:
			if !ok {
				return batch
			}
			batch, size = append(batch, next), size+len(next.row.body)
		default:
			return batch
		}
	}
	return batch
}

// commit returns the error of each delivery. If the batch fails because of one of them, each is stored by
// itself, so that the others do not fail with it.
func (c *committer) commit(batch []*storing) []error {
	rows := make([]*row, len(batch))
	for i, s := range batch {
		rows[i] = s.row
	}
	errs := make([]error, len(batch))
	err := c.commitRows(rows)
	if err != nil && len(rows) > 1 && !unavailable(err) {
		for i := range rows {
			errs[i] = c.commitRows(rows[i : i+1])
		}
		return errs
	}
	for i := range errs {
		errs[i] = err
	}
	return errs
}

func (c *committer) commitRows(rows []*row) (err error) {
	defer func() {
		if v := recover(); v != nil { // of a hook of WithRiver
			err = &panicError{fmt.Sprintf("%T", v)}
		}
	}()
	ctx, cancel := context.WithTimeout(c.ctx, commitTimeout)
	defer cancel()
	stored, err := c.gated(ctx, rows)
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return err
	}
	c.accepted.Add(int64(stored))
	c.duplicates.Add(int64(len(rows) - stored))
	return nil
}

func (c *committer) gated(ctx context.Context, rows []*row) (int, error) {
	c.gate.begin()
	defer c.gate.end()
	return c.store(ctx, rows)
}

// notStored returns the error for a receiver: 503 with Retry-After.
func notStored(err error) error {
	return webhook.RetryAfter(retryAfter, storeFailed("store a delivery", err))
}
