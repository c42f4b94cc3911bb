package webhook

import (
	"context"
	"sync"
	"time"
)

// sinkContext is the context of a sink. It has the values of the request's context and does not
// end with the connection: a client that hangs up must not undo what is under way. It ends when
// the sink returns, or at its deadline.
//
// It lies in the frame of its delivery and makes a real context only when it is asked for
// more than its deadline, so that a sink that does not ask costs no allocation.
type sinkContext struct {
	request  context.Context //nolint:containedctx // it is one
	deadline time.Time

	mu     sync.Mutex
	ended  bool
	real   context.Context //nolint:containedctx // it is one
	cancel context.CancelFunc
}

func (c *sinkContext) context() context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.real == nil {
		c.real, c.cancel = context.WithDeadline(context.WithoutCancel(c.request), c.deadline)
		if c.ended {
			c.cancel()
		}
	}
	return c.real
}

// end is called when the sink has returned.
func (c *sinkContext) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	if c.cancel != nil {
		c.cancel()
	}
}

// Deadline is a method of context.Context.
func (c *sinkContext) Deadline() (time.Time, bool) { return c.deadline, true }

// Done is a method of context.Context.
func (c *sinkContext) Done() <-chan struct{} { return c.context().Done() }

// Err is a method of context.Context.
func (c *sinkContext) Err() error { return c.context().Err() }

// Value is a method of context.Context.
func (c *sinkContext) Value(key any) any { return c.context().Value(key) }
