package webhook

import (
	"context"
	"sync"
	"time"
)

// sinkContext is the context of a sink. It has the values of the request's context. It ends when the
// sink returns or at its deadline, but not with the connection: a provider that closes the connection
// must not interrupt a write to a store.
//
// It is part of the delivery's frame. The first call of Done, Err or Value makes a real context, so
// a sink that does not use the context causes no allocation.
type sinkContext struct {
	request  context.Context //nolint:containedctx // this type is a context
	deadline time.Time

	mu     sync.Mutex
	ended  bool
	real   context.Context //nolint:containedctx // this type is a context
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

// end ends the context. It is called when the sink has returned.
func (c *sinkContext) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	if c.cancel != nil {
		c.cancel()
	}
}

// Deadline implements context.Context.
func (c *sinkContext) Deadline() (time.Time, bool) { return c.deadline, true }

// Done implements context.Context.
func (c *sinkContext) Done() <-chan struct{} { return c.context().Done() }

// Err implements context.Context.
func (c *sinkContext) Err() error { return c.context().Err() }

// Value implements context.Context.
func (c *sinkContext) Value(key any) any { return c.context().Value(key) }
