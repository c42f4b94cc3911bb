package webhook

import "context"

// cohort counts the requests in flight that arrived between two calls of Shutdown. Receiver.mu guards
// it.
type cohort struct {
	inFlight int
	closed   bool
	idle     chan struct{} // closed when the cohort is closed and no request is in flight
	before   *cohort
}

func newCohort(before *cohort) *cohort { return &cohort{idle: make(chan struct{}), before: before} }

func (c *cohort) close() {
	if !c.closed {
		c.closed = true
		c.settle()
	}
}

// settle closes idle when the last request of a closed cohort has ended, which unblocks Shutdown.
func (c *cohort) settle() {
	if c.closed && c.inFlight == 0 {
		close(c.idle)
	}
}

// enter adds a request to the current cohort and returns that cohort. It returns nil if the receiver
// is shut down and its provider repeats.
func (rx *Receiver) enter() *cohort {
	rx.mu.Lock()
	defer rx.mu.Unlock()
	if rx.current.closed {
		return nil
	}
	rx.current.inFlight++
	return rx.current
}

func (rx *Receiver) leave(c *cohort) {
	rx.mu.Lock()
	defer rx.mu.Unlock()
	c.inFlight--
	c.settle()
}

// Shutdown waits until the requests in flight have ended. If ctx ends earlier, it returns the error of
// ctx. It may be called several times.
//
// The order of Shutdown and http.Server.Shutdown depends on the provider. If the provider sends
// rejected requests again (Knit, Kombo, LinkedIn), call Shutdown first. New requests are then rejected
// with 503:
//
//	err := errors.Join(hooks.Shutdown(ctx), server.Shutdown(ctx))
//
// If the provider never repeats ([Source.NeverRepeats]: Human Sourcing), call http.Server.Shutdown
// first. The receiver handles requests until the listener is closed, even after Shutdown, because a
// rejected request would be lost. So the sink must work until then.
//
//	err := errors.Join(server.Shutdown(ctx), hooks.Shutdown(ctx))
//
// If a server has receivers of both kinds, shut down those of providers that repeat, then the server,
// then the others.
func (rx *Receiver) Shutdown(ctx context.Context) error {
	rx.mu.Lock()
	last := rx.current
	last.close()
	if rx.source.NeverRepeats {
		rx.current = newCohort(last)
	}
	rx.mu.Unlock()
	for c := last; c != nil; c = c.before {
		if err := wait(ctx, c.idle); err != nil {
			return err
		}
	}
	return nil
}

// wait waits until idle is closed or ctx ends. If idle is closed, it returns nil even if ctx has ended.
func wait(ctx context.Context, idle <-chan struct{}) error {
	select {
	case <-idle:
		return nil
	default:
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
