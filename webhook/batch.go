package webhook

import (
	"hash/maphash"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Split is called twice for a body with several events. The first pass makes no delivery: it counts
// the events, and rejects the whole body if Route rejects one of them. The second pass makes one
// delivery at a time. So the receiver holds only the body and one event in memory.

// defaultMaxEvents is the default of [MaxEvents].
const defaultMaxEvents = 10_000

var errTooMany = newSentinel("webhook: the body has more events than the limit")

// several handles a body that may have several events. Each event is a separate delivery. If one
// fails, the response is a failure, and the others are handled anyway.
func (rx *Receiver) several(w http.ResponseWriter, r *http.Request, out *outcome, f *frame) {
	out.delivery = &f.Delivery // the whole body, unless an error concerns one event
	n := len(f.Body)
	b := batch{source: rx.source, whole: f, header: r.Header, received: out.received}
	about, err := b.survey(rx.opts.maxEvents)
	if err != nil {
		out.delivery = about
		rx.finish(w, r, out, notParsed(err, n))
		return
	}
	if b.count == 0 {
		out.delivery = nil
		rx.finish(w, r, out, nil)
		return
	}
	var worst error
	shared, ends := *out, rx.sinkEnds() // a copy, so that the caller's outcome stays off the heap
	for f, err := range b.each() {
		if err == nil {
			err = rx.accept(r.Context(), f, ends)
		}
		one := shared
		one.delivery = &f.Delivery
		rx.report(r.Context(), &one, err)
		worst = worse(worst, err)
	}
	status, wait := statusOf(worst)
	respond(w, status, wait)
}

// worse returns the error that determines the response. A failure is worse than a postponement, and a
// postponement is worse than a success. If a and b are equally bad, worse returns a.
func worse(a, b error) error {
	weight := func(err error) int {
		switch status, _ := statusOf(err); status {
		case http.StatusOK:
			return 0
		case http.StatusInternalServerError:
			return 2
		default:
			return 1
		}
	}
	if weight(b) > weight(a) {
		return b
	}
	return a
}

// batch is a body that may have several events.
type batch struct {
	source   *Source
	whole    *frame // with the whole body
	header   http.Header
	received time.Time

	count int    // the number of events, set by survey
	only  *frame // the event, if count is 1
	err   error  // the error of Route for only
}

// survey is the first pass. Its error concerns the returned delivery, which is one event or the
// whole body. If Route returns an error of [NotUnderstood], [Drop] or [RetryAfter] for one event of
// several, survey ignores it, and each yields it.
func (b *batch) survey(most int) (*Delivery, error) {
	b.source.stamp(b.whole, b.header, b.received)
	whole := &b.whole.Delivery
	probe := *whole
	var first []byte
	for event, err := range b.source.Split(whole.Body) {
		if err != nil {
			return whole, err
		}
		if b.count++; b.count > most {
			return whole, reject(http.StatusRequestEntityTooLarge, errTooMany)
		}
		if b.count == 1 {
			first = event // checked only if a second event follows, so that a single event is routed once
			continue
		}
		if b.count == 2 {
			if about, err := b.check(&probe, first); err != nil {
				return about, err
			}
		}
		if about, err := b.check(&probe, event); err != nil {
			return about, err
		}
	}
	if b.count == 1 {
		b.only, b.err = b.delivery(first)
		if b.err != nil && !isDecided(b.err) {
			return &b.only.Delivery, b.err
		}
	}
	return nil, nil
}

// check calls Route for event. If the error of Route rejects the whole body, check returns it with the
// delivery of event.
func (b *batch) check(probe *Delivery, event []byte) (*Delivery, error) {
	probe.Body = slices.Clip(event)
	_, err := b.source.routeOf(probe)
	if err == nil || isDecided(err) {
		return nil, nil
	}
	return &b.stamped(event).Delivery, err
}

// each is the second pass. It yields each delivery with the error that Route returned for it.
func (b *batch) each() iter.Seq2[*frame, error] {
	return func(yield func(*frame, error) bool) {
		if b.count == 1 {
			yield(b.only, b.err)
			return
		}
		var seen numbering
		for event, err := range b.source.Split(b.whole.Body) {
			if err != nil {
				yield(b.whole, err) // Split yielded no error in the first pass
				return
			}
			f, err := b.delivery(event)
			if f.numbered {
				f.ID = seen.number(f.ID)
			}
			if !yield(f, err) {
				return
			}
		}
	}
}

// delivery makes the delivery of event. If that is the only event, it uses the frame of the body.
func (b *batch) delivery(event []byte) (*frame, error) {
	f := b.whole
	if b.count != 1 || !f.narrow(event) {
		f = b.stamped(event)
	}
	return f, b.source.route(f)
}

// stamped returns a new frame with event.
func (b *batch) stamped(event []byte) *frame {
	f := newFrame(event)
	b.source.stamp(f, b.header, b.received)
	return f
}

// numbering numbers the events of one body that have the same ID, see [Route.Numbered]. It stores
// hashes, because an ID shares memory with its delivery, which it would keep from being freed.
type numbering struct {
	seed maphash.Seed
	seen map[uint64]int
}

// number returns id for the first event with that id, id with "#2" appended for the second, and so on.
func (c *numbering) number(id string) string {
	if c.seen == nil {
		c.seed, c.seen = maphash.MakeSeed(), map[uint64]int{}
	}
	sum := maphash.String(c.seed, id)
	c.seen[sum]++
	if n := c.seen[sum]; n > 1 {
		return id + "#" + strconv.Itoa(n)
	}
	return id
}
