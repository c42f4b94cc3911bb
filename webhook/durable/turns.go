package durable

import (
	"context"
	"slices"
	"sync"
	"time"
)

// maxTurnWait is how long a connection waits for its turn before it tries SQLite's lock anyway. With
// SQLite's own timeout of 10 seconds it is less than commitTimeout, so that the error names the lock.
const maxTurnWait = 2 * time.Second

// turns is the order in which the connections of this process write to a SQLite file. SQLite has one write
// lock, and a connection that waits for it looks at growing intervals of up to 100 ms: with 32 busy workers, accepting
// would rarely find it free. A turn goes to the connection that waits longest, and first of all to the one
// that accepts. Other processes are not part of the order; SQLite's lock keeps them out.
type turns struct {
	mu    sync.Mutex
	taken bool
	first []chan struct{} // accepting
	rest  []chan struct{}
}

// take waits for a turn. The caller calls end when it is over. After maxTurnWait there is no turn, and end
// does nothing.
func (t *turns) take(ctx context.Context, first bool) (end func(), err error) {
	t.mu.Lock()
	if !t.taken {
		t.taken = true
		t.mu.Unlock()
		return sync.OnceFunc(t.next), nil
	}
	queue := &t.rest
	if first {
		queue = &t.first
	}
	turn := make(chan struct{})
	*queue = append(*queue, turn)
	t.mu.Unlock()
	patience := time.NewTimer(maxTurnWait)
	defer patience.Stop()
	select {
	case <-turn:
		return sync.OnceFunc(t.next), nil
	case <-patience.C:
	case <-ctx.Done():
		err = ctx.Err()
	}
	t.leave(queue, turn)
	return func() {}, err
}

// next ends a turn and begins that of the connection that waits longest.
func (t *turns) next() {
	t.mu.Lock()
	defer t.mu.Unlock()
	queue := &t.first
	if len(*queue) == 0 {
		queue = &t.rest
	}
	if len(*queue) == 0 {
		t.taken = false
		return
	}
	close((*queue)[0])
	*queue = (*queue)[1:]
}

// leave gives up a place in a queue, or the turn that has just begun.
func (t *turns) leave(queue *[]chan struct{}, turn chan struct{}) {
	t.mu.Lock()
	i := slices.Index(*queue, turn)
	if i >= 0 {
		*queue = slices.Delete(*queue, i, i+1)
	}
	t.mu.Unlock()
	if i < 0 {
		t.next()
	}
}
