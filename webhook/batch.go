package webhook

import (
	"errors"
	"hash/maphash"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unsafe"
)

// Split is called twice for a body of several events. The first pass makes no delivery: it counts
// the events and rejects the whole body if Route rejects one of them. The second pass makes one
// delivery at a time. So memory is limited to the body and one event.

// defaultMaxEvents is how many events one request may carry, see [MaxEvents].
const defaultMaxEvents = 10_000

var errTooMany = errors.New("webhook: the body carries more events than the limit")

// several handles a body of several events. Each is a separate delivery. If one fails, the
// response is a failure, and the others are handled anyway.
func (rx *Receiver) several(w http.ResponseWriter, r *http.Request, out *outcome, in *arrival) {
	src, f, room, n := rx.source, in.f, in.room, in.n
	src.stamp(f, room[:n:n], room[n:], r.Header, out.start)
	out.delivery = &f.Delivery // until an error concerns one event
	count, about, err := src.survey(&f.Delivery, rx.opts.maxEvents)
	if err != nil {
		out.delivery = src.unread(f, about, r.Header, out.start)
		rx.finish(w, r, out, unsound(err, n))
		return
	}
	if count == 0 {
		out.delivery = nil
		rx.finish(w, r, out, nil)
		return
	}
	var worst error
	shared, ends := *out, rx.sinkEnds() // a copy, so that the caller's stays off the heap
	for f, err := range src.each(f, room, n, count, r.Header, out.start) {
		if err == nil {
			err = rx.accept(r.Context(), f, ends)
		}
		one := shared
		one.delivery = &f.Delivery
		rx.report(r.Context(), &one, err)
		worst = worse(worst, err)
	}
	status, wait := statusOf(worst)
	answer(w, status, wait)
}

// worse returns the error that determines the response: a failure, otherwise a postponement,
// otherwise a success. Of two equal ones it returns a.
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

// survey is the first pass over the body of whole. It returns the number of events. An error
// concerns the event about, or the whole body if about is nil. Errors of [NotUnderstood], [Drop]
// and [RetryAfter] from Route concern one event; each yields them.
func (s *Source) survey(whole *Delivery, most int) (count int, about []byte, err error) {
	probe := *whole
	for event, err := range s.Split(whole.Body) {
		if err != nil {
			return count, nil, err
		}
		if count++; count > most {
			return count, nil, refuse(http.StatusRequestEntityTooLarge, errTooMany)
		}
		probe.Body = slices.Clip(event)
		if _, err := s.routeOf(&probe); err != nil && !judged(err) {
			return count, event, err
		}
	}
	return count, nil, nil
}

// unread returns the delivery for an event that survey rejected, or for the whole body in f.
func (s *Source) unread(f *frame, event []byte, h http.Header, now time.Time) *Delivery {
	if event == nil {
		return &f.Delivery
	}
	own, room := newFrame(len(event))
	n := copy(room, event)
	s.stamp(own, room[:n:n], room[n:], h, now)
	return &own.Delivery
}

// each is the second pass. It yields the deliveries of the first n bytes of room, count of them,
// each with the error of Route that concerns it.
func (s *Source) each(f *frame, room []byte, n, count int, h http.Header, now time.Time) iter.Seq2[*frame, error] {
	return func(yield func(*frame, error) bool) {
		var seen numbering
		for event, err := range s.Split(f.Body) {
			if err != nil {
				yield(f, err) // Split did not yield the same twice
				return
			}
			own, err := f, error(nil)
			if count == 1 && lies(event, room[:n]) { // f holds it already
				err = s.fill(f, slices.Clip(event), room[n:], h, now)
			} else {
				own, err = s.copied(event, h, now)
			}
			if own.numbered {
				own.ID = seen.number(own.ID)
			}
			if !yield(own, err) {
				return
			}
		}
	}
}

// copied makes a delivery of event in a new frame.
func (s *Source) copied(event []byte, h http.Header, now time.Time) (*frame, error) {
	f, room := newFrame(len(event))
	n := copy(room, event)
	return f, s.fill(f, room[:n:n], room[n:], h, now)
}

// lies reports whether part is a slice of the memory of whole.
func lies(part, whole []byte) bool {
	if len(part) == 0 || len(whole) == 0 {
		return false
	}
	at, start := uintptr(unsafe.Pointer(&part[0])), uintptr(unsafe.Pointer(&whole[0])) //nolint:gosec // only compared
	return at >= start && at+uintptr(len(part)) <= start+uintptr(len(whole))
}

// numbering distinguishes events of one body that have the same ID, see [Route.Numbered]. It
// stores hashes, because an ID shares the memory of its delivery and would keep that alive.
type numbering struct {
	seed maphash.Seed
	seen map[uint64]int
}

// number returns id, with "#2" appended for the second event with that id, and so on.
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
