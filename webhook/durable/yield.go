package durable

import (
	"context"
	"sync"
	"time"
)

// maxYield is how long a job waits at most for deliveries that are being stored, so that it is handled even if
// there is always one.
const maxYield = 50 * time.Millisecond

// storingGate lets jobs wait while deliveries are being stored: the provider waits for
// that. On a PostgreSQL server whose CPUs are busy, accepting would otherwise be one transaction of many.
type storingGate struct {
	mu   sync.Mutex
	idle chan struct{} // closed when the deliveries are stored; nil: none are being stored
}

// begin says that deliveries are being stored. One goroutine calls begin and end in turn.
func (g *storingGate) begin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.idle = make(chan struct{})
}

func (g *storingGate) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.idle)
	g.idle = nil
}

// wait waits while deliveries are being stored, but not longer than maxYield.
func (g *storingGate) wait(ctx context.Context) {
	limit := time.NewTimer(maxYield)
	defer limit.Stop()
	for {
		g.mu.Lock()
		idle := g.idle
		g.mu.Unlock()
		if idle == nil {
			return
		}
		select {
		case <-idle:
		case <-limit.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// yield lets accepting go first. On SQLite the order of the writers does.
func (e *Engine) yield(ctx context.Context) {
	if e.pools.dialect == PostgreSQL {
		e.committer.gate.wait(ctx)
	}
}
