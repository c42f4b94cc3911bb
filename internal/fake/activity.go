package fake

import (
	"context"
	"sync"
)

// activity counts the current deliveries and runs. A run that a delivery starts must enter before that
// delivery leaves, so that the count does not reach zero in between.
type activity struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when n returns to zero; nil before the first
}

func (a *activity) enter() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.n++; a.n == 1 {
		a.idle = make(chan struct{})
	}
}

func (a *activity) leave() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.n--; a.n == 0 {
		close(a.idle)
	}
}

// wait returns when the count is zero.
func (a *activity) wait(ctx context.Context) error {
	a.mu.Lock()
	idle := a.idle
	a.mu.Unlock()
	if idle == nil {
		return nil
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
