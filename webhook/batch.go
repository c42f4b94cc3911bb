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

// Bodies of several events. A body is read twice: the first pass makes no delivery, counts the
// events and refuses the body whole if one of them is not understood. The second pass makes one
// delivery at a time. So memory is that of the body and of one event, however many there are.

// defaultMaxEvents is how many events one request may carry, see [MaxEvents].
const defaultMaxEvents = 10_000

var errTooMany = errors.New("webhook: the body carries more events than the limit")

// several handles a body of many events. Each is a delivery of its own; one that fails makes
// the response a failure, and the others are handled all the same.
func (rx *Receiver) several(w http.ResponseWriter, r *http.Request, out *outcome, in *arrival) {
	src, f, room, n := rx.source, in.f, in.room, in.n
	src.stamp(f, room[:n:n], room[n:], r.Header, out.start)
	out.delivery = &f.Delivery // as long as there is nothing smaller
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

// worse returns the error that decides about the response: a failure before what was put off,
// that before a success; of equal ones the first.
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

// survey is the first pass over the body of whole. It returns the number of its events. An error
// is about the event about, or about the whole body if about is nil. What the source puts off,
// drops or does not understand is counted: that is about one event, and each returns it.
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

// unread is the delivery of an event that survey refused, or of the whole body in f.
func (s *Source) unread(f *frame, event []byte, h http.Header, now time.Time) *Delivery {
	if event == nil {
		return &f.Delivery
	}
	own, room := newFrame(len(event))
	n := copy(room, event)
	s.stamp(own, room[:n:n], room[n:], h, now)
	return &own.Delivery
}

// each is the second pass: it yields the deliveries of the first n bytes of room, of which survey
// has counted them, with the errors of those that the source does not understand.
func (s *Source) each(f *frame, room []byte, n, count int, h http.Header, now time.Time) iter.Seq2[*frame, error] {
	return func(yield func(*frame, error) bool) {
		var seen numbering
		for event, err := range s.Split(f.Body) {
			if err != nil {
				yield(f, err) // a Split that does not say the same twice
				return
			}
			own, err := f, error(nil)
			if count == 1 && lies(event, room[:n]) { // it is in f already
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

// copied makes a delivery of event in a frame of its own.
func (s *Source) copied(event []byte, h http.Header, now time.Time) (*frame, error) {
	f, room := newFrame(len(event))
	n := copy(room, event)
	return f, s.fill(f, room[:n:n], room[n:], h, now)
}

// lies tells whether part lies in whole, and is no copy of what does.
func lies(part, whole []byte) bool {
	if len(part) == 0 || len(whole) == 0 {
		return false
	}
	at, start := uintptr(unsafe.Pointer(&part[0])), uintptr(unsafe.Pointer(&whole[0])) //nolint:gosec // only compared
	return at >= start && at+uintptr(len(part)) <= start+uintptr(len(whole))
}

// numbering tells events of one body with the same ID apart, see [Route.Numbered]. It holds
// hashes: an ID lives in the memory of its delivery, which ends with it.
type numbering struct {
	seed maphash.Seed
	seen map[uint64]int
}

// number returns id, with "#2" at its end for the second one, and so on.
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
