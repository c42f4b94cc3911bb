// Package deadlinetest creates contexts whose deadline passes when a test says so. On a busy machine, a deadline of the
// system clock may pass before the test has reached the state that it tests.
package deadlinetest

import (
	"context"
	"sync"
)

// New returns a context that ends with [context.DeadlineExceeded] when pass is called, and also ends with parent. It
// has the values and the deadline of parent. pass may be called several times and by several goroutines.
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
