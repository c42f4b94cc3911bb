package webhook

import "context"

// cohort counts the requests under way that came in between two calls of Shutdown. The
// receiver's mutex guards it.
type cohort struct {
	inFlight int
	closed   bool
	idle     chan struct{} // closed when it is closed and nothing is in flight
	before   *cohort
}

func newCohort(before *cohort) *cohort { return &cohort{idle: make(chan struct{}), before: before} }

func (c *cohort) close() {
	if !c.closed {
		c.closed = true
		c.settle()
	}
}

// settle tells who waits when the last request of a closed cohort has ended.
func (c *cohort) settle() {
	if c.closed && c.inFlight == 0 {
		close(c.idle)
	}
}

// enter counts a request in. It returns nil if the receiver is shut down and its provider
// repeats.
func (rx *Receiver) enter() *cohort {
	rx.mu.Lock()
	defer rx.mu.Unlock()
	if rx.now.closed {
		return nil
	}
	rx.now.inFlight++
	return rx.now
}

func (rx *Receiver) leave(c *cohort) {
	rx.mu.Lock()
	defer rx.mu.Unlock()
	c.inFlight--
	c.settle()
}

// Shutdown waits until the requests that are under way are done, or ctx ends, whose error it
// then returns. It may be called again.
//
// A provider that repeats is answered 503 from then on, also if ctx has ended: call Shutdown
// before http.Server.Shutdown, which waits for connections, and not for what providers are told.
//
//	_ = hooks.Shutdown(ctx)  // refuses what is new, waits for what is under way
//	_ = server.Shutdown(ctx) // closes the listener
//
// A provider that never repeats ([Source.NeverRepeats]: Human Sourcing) is served until the
// listener is closed: there, call http.Server.Shutdown first. What arrives after Shutdown is
// handled like any other request, so the sink has to work until the server is shut down.
//
//	_ = server.Shutdown(ctx) // closes the listener, waits for what is under way
//	_ = hooks.Shutdown(ctx)  // nothing is left, unless ctx has ended
//
// On a server with receivers of both kinds: those that repeat, then the server, then the others.
func (rx *Receiver) Shutdown(ctx context.Context) error {
	rx.mu.Lock()
	last := rx.now
	last.close()
	if rx.source.NeverRepeats {
		rx.now = newCohort(last)
	}
	rx.mu.Unlock()
	for c := last; c != nil; c = c.before {
		if err := wait(ctx, c.idle); err != nil {
			return err
		}
	}
	return nil
}

// wait waits for idle, and finds it closed also where ctx has ended.
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
