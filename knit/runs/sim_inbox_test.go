package runs

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// histEntry is a delivery that an inbox has stored.
type histEntry struct {
	d     *webhook.Delivery
	e     *histEvent
	state histState
	tries int
}

type histState uint8

const (
	histWaiting histState = iota
	histDone
	histDropped
	histParked
)

const (
	histAttempts = 6
	histGiveUp   = 7 * 24 * time.Hour
)

// put stores a delivery once, and plans the work.
func (s *histSystem) put(d *webhook.Delivery, e *histEvent) error {
	store := webhook.Sink(webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		if s.entries[d.ID] != nil {
			return nil
		}
		entry := &histEntry{d: d, e: e}
		keepHist(s.store, s.entries, d.ID)
		s.entries[d.ID] = entry
		length := len(s.order)
		s.store.undo = append(s.store.undo, func() { s.order = s.order[:length] })
		s.order = append(s.order, entry)
		return nil
	}))
	if s.w.gate && s.naive == nil {
		store = knit.BindTenant(s.tracker.IntegrationOf)(store)
	}
	known := s.entries[d.ID]
	err := s.process(func() error { return s.store.tx(func() error { return store.Accept(context.Background(), d) }) })
	if entry := s.entries[d.ID]; entry != nil && known == nil {
		if entry.d.Tenant == e.run.sync.integration {
			e.arrived = true
		} else {
			e.arrived, e.stolen = true, true
		}
		s.w.after(s.w.upTo(time.Second), func() { s.work(entry) })
	}
	return err
}

// work handles a delivery of the inbox.
func (s *histSystem) work(entry *histEntry) {
	if entry.state == histDone || entry.state == histDropped {
		return
	}
	d := *entry.d
	before := s.mismatch
	err := s.process(func() error {
		return s.accept(&d, func() {
			state := entry.state
			s.store.undo = append(s.store.undo, func() { entry.state = state })
			entry.state = histDone
		})
	})
	verdict, wait := webhook.VerdictOf(err)
	s.w.note("work %s: %v", d.ID, err)
	switch {
	case entry.state == histDone: // including a process that has ended after the commit
		entry.e.done = !entry.e.stolen
		if entry.e.stolen {
			s.w.violated("forgery", "%s was accepted as one of %s", d.ID, d.Tenant)
		}
	case verdict == webhook.VerdictDrop:
		entry.state = histDropped
		if entry.e.stolen && s.mismatch == before {
			s.w.violated("forgery", "%s was not reported", d.ID)
		}
	case verdict == webhook.VerdictRetryAfter && s.w.now.Sub(d.Received) < histGiveUp:
		entry.state = histWaiting
		s.w.after(wait, func() { s.work(entry) })
	default:
		s.tryAgain(entry)
	}
}

func (s *histSystem) tryAgain(entry *histEntry) {
	if entry.tries++; entry.tries >= histAttempts {
		entry.state = histParked
		return
	}
	entry.state = histWaiting
	s.w.after(time.Second+s.w.upTo(time.Minute<<entry.tries), func() { s.work(entry) })
}

// operate replays some of the parked deliveries, as an operator does at the end.
func (s *histSystem) operate() {
	for _, entry := range s.order {
		if entry.state == histParked && s.w.rng.IntN(2) == 0 {
			entry.state, entry.tries = histWaiting, 0
			s.w.after(s.w.upTo(time.Hour), func() { s.work(entry) })
		}
	}
	s.approveAll()
}

func (s *histSystem) inboxCounts(key RunKey) Counts {
	var c Counts
	for _, entry := range s.order {
		if entry.e.run.RunKey != key || !entry.e.isRecord() {
			continue
		}
		switch entry.state {
		case histWaiting:
			c.Waiting++
		case histDone:
			c.Applied++
		case histDropped:
			c.Dropped++
		case histParked:
			c.Parked++
		}
	}
	return c
}
