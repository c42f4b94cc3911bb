// Package deadlinetest makes contexts whose deadline passes when an event happens. A deadline of the real clock may pass
// on a busy machine before the test has reached the state that it is about.
package deadlinetest

import (
	"context"
	"sync"
)

// New returns a context that ends with [context.DeadlineExceeded] when pass is called. It also ends with parent, and
// has no values and no other deadline than parent. pass may be called several times and by several goroutines.
func New(parent context.Context) (ctx context.Context, pass func()) {
	done := make(chan struct{})
	pass = sync.OnceFunc(func() { close(done) })
	context.AfterFunc(parent, pass)
	return &eventContext{parent, done}, pass
}

type eventContext struct {
	context.Context
	done chan struct{}
}

func (c *eventContext) Done() <-chan struct{} { return c.done }

func (c *eventContext) Err() error {
	select {
	case <-c.done:
	default:
		return nil
	}
	if err := c.Context.Err(); err != nil {
		return err
	}
	return context.DeadlineExceeded
}
