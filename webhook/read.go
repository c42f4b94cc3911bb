package webhook

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"time"
)

// scratch holds bodies of unknown length while they arrive, before they get a frame of
// their own size.
var scratch = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// scratchMost is the largest buffer that goes back to the pool.
const scratchMost = 256 << 10

// read takes the body, under the limit, into a new frame.
func (rx *Receiver) read(r *http.Request) (*frame, []byte, int, error) {
	if r.Body == nil || r.Body == http.NoBody {
		f, room := newFrame(0)
		return f, room, 0, nil
	}
	if r.ContentLength < 0 {
		return rx.readChunked(r.Body)
	}
	f, room := newFrame(int(r.ContentLength))
	n, err := io.ReadFull(r.Body, room[:r.ContentLength])
	if err != nil {
		return nil, nil, 0, refuse(http.StatusBadRequest, errCut)
	}
	// net/http ends a body where its length says. Where something else made the body,
	// such as a middleware that decompresses, there may be more, and part of a body is
	// not what was sent.
	if more, _ := io.ReadFull(r.Body, room[n:n+1]); more > 0 {
		return nil, nil, 0, refuse(http.StatusBadRequest, errLonger)
	}
	return f, room, n, nil
}

// readChunked reads a body that does not say its length, up to one byte over the limit.
func (rx *Receiver) readChunked(body io.Reader) (*frame, []byte, int, error) {
	buf := scratch.Get().(*bytes.Buffer) //nolint:forcetypeassert // the pool's New makes nothing else
	defer func() {
		if buf.Cap() <= scratchMost {
			// Wiped, since what comes next may be another tenant's and shorter.
			clear(buf.Bytes())
			buf.Reset()
			scratch.Put(buf)
		}
	}()
	_, err := buf.ReadFrom(io.LimitReader(body, rx.opts.maxBody+1))
	if int64(buf.Len()) > rx.opts.maxBody {
		return nil, nil, 0, refuse(http.StatusRequestEntityTooLarge, errTooLarge)
	}
	if err != nil {
		return nil, nil, 0, refuse(http.StatusBadRequest, errCut)
	}
	f, room := newFrame(buf.Len())
	return f, room, copy(room, buf.Bytes()), nil
}

// limitTime bounds how long the body of r may take to arrive. It returns nil where w
// knows no deadlines, and there is nothing to lift.
//
// The deadline stays in force unless the body arrived whole: net/http reads what a handler
// left unread before it answers, for as long as a slow client likes.
func (rx *Receiver) limitTime(w http.ResponseWriter, r *http.Request) deadliner {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	set := deadlines(w)
	if set == nil || set.SetReadDeadline(time.Now().Add(rx.opts.readTimeout)) != nil {
		return nil
	}
	return set
}

// liftTime ends the deadline: one that outlives the read would cancel the context of a
// handler that takes longer.
func liftTime(set deadliner) {
	if set != nil {
		_ = set.SetReadDeadline(time.Time{})
	}
}

// deadliner is the part of net/http's ResponseWriter that bounds a read.
type deadliner interface{ SetReadDeadline(t time.Time) error }

// deadlines finds it, nil where w knows no deadlines. Asking http.ResponseController for
// one that is not there would make an error each time.
func deadlines(w http.ResponseWriter) deadliner {
	if set, ok := w.(deadliner); ok {
		return set
	}
	if _, wrapped := w.(interface{ Unwrap() http.ResponseWriter }); wrapped {
		return http.NewResponseController(w)
	}
	return nil
}
