package fake

import (
	"context"
	"sync"
)

// Mailbox delivers webhooks in the background, those that wait together as one batch, until
// each was answered 200.
type Mailbox struct {
	courier *Courier
	ctx     context.Context // ends with Close
	stop    context.CancelFunc

	mu      sync.Mutex
	waiting []Message
	closed  bool
	running bool
	idle    chan struct{} // closed when nothing waits any more; nil before the first
	worker  sync.WaitGroup
}

// NewMailbox makes an empty one. Close it in the end, and the courier with it.
func NewMailbox(c *Courier) *Mailbox {
	m := &Mailbox{courier: c}
	m.ctx, m.stop = context.WithCancel(context.Background())
	return m
}

// Close ends all deliveries and waits for that.
func (m *Mailbox) Close() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.stop()
	m.worker.Wait()
	m.courier.Close()
}

// Send puts messages behind those that wait. After Close it does nothing.
func (m *Mailbox) Send(messages ...Message) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed || len(messages) == 0 {
		return
	}
	m.waiting = append(m.waiting, messages...)
	if !m.running {
		m.running, m.idle = true, make(chan struct{})
		m.worker.Go(m.deliver)
	}
}

// deliver sends what waits, until nothing does.
func (m *Mailbox) deliver() {
	for m.more() {
		_ = m.courier.Begin(m.ctx) // only ever that the context has ended
		_ = m.courier.Deliver(m.ctx, m.take())
	}
}

// more tells whether there is something to send; if not, the worker is done.
func (m *Mailbox) more() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.waiting) == 0 || m.ctx.Err() != nil {
		m.running = false
		close(m.idle)
		return false
	}
	return true
}

func (m *Mailbox) take() []Message {
	m.mu.Lock()
	defer m.mu.Unlock()
	batch := m.waiting
	m.waiting = nil
	return batch
}

// Wait returns when every message so far was answered 200, or the mailbox is closed.
func (m *Mailbox) Wait(ctx context.Context) error {
	m.mu.Lock()
	idle := m.idle
	m.mu.Unlock()
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
