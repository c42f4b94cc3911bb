package webhook

import (
	"net/http"
	"time"
)

// timeLimit bounds how long the body of one request may take to arrive. The zero value has no
// bound: the request has no body, or its ResponseWriter cannot set deadlines.
type timeLimit struct {
	set    deadliner
	until  time.Time // the deadline in force
	server time.Time // that of http.Server.ReadTimeout, zero if it has none
	lifted bool
}

// limitTime sets the deadline for the body of r: the receiver's or the server's, whichever is
// earlier. The deadline stays in force unless the body arrives completely: before it responds,
// net/http reads the bytes that a handler left unread, however slowly they arrive.
func (rx *Receiver) limitTime(w http.ResponseWriter, r *http.Request, now time.Time) timeLimit {
	if r.Body == nil || r.Body == http.NoBody {
		return timeLimit{}
	}
	l := timeLimit{set: deadlines(w), until: now.Add(rx.opts.readTimeout), server: serverDeadline(r, now)}
	switch {
	case l.set == nil:
		return timeLimit{}
	case !l.server.IsZero() && !l.until.Before(l.server):
		l.until = l.server // in force already
	case l.set.SetReadDeadline(l.until) != nil:
		return timeLimit{}
	}
	return l
}

// shorten brings the deadline forward.
func (l *timeLimit) shorten(until time.Time) {
	if l.set != nil && until.Before(l.until) && l.set.SetReadDeadline(until) == nil {
		l.until = until
	}
}

// lift removes the deadline when the body has arrived. If it passed while the sink works, net/http
// would treat the client as gone and cancel the contexts of the whole connection.
func (l *timeLimit) lift() {
	if l.set != nil {
		l.lifted = l.set.SetReadDeadline(time.Time{}) == nil
	}
}

// restore sets the server's deadline again after lift, unless it has passed.
func (l *timeLimit) restore() {
	if l.lifted && time.Now().Before(l.server) {
		_ = l.set.SetReadDeadline(l.server)
	}
}

// serverDeadline returns the time at which http.Server.ReadTimeout ends for a request whose handler
// begins now, zero if the server has none. The server measures from the first byte of the
// request, so the result is late by the time that the header took.
func serverDeadline(r *http.Request, now time.Time) time.Time {
	if s := serverOf(r); s != nil && s.ReadTimeout > 0 {
		return now.Add(s.ReadTimeout)
	}
	return time.Time{}
}

// serverOf returns the server that received r, nil outside net/http.
func serverOf(r *http.Request) *http.Server {
	s, _ := r.Context().Value(http.ServerContextKey).(*http.Server)
	return s
}

// deadliner is the part of net/http's ResponseWriter that bounds a read.
type deadliner interface{ SetReadDeadline(t time.Time) error }

// deadlines returns the deadliner of w, nil if w cannot set deadlines. http.ResponseController would
// allocate an error in that case.
func deadlines(w http.ResponseWriter) deadliner {
	if set, ok := w.(deadliner); ok {
		return set
	}
	if _, wrapped := w.(interface{ Unwrap() http.ResponseWriter }); wrapped {
		return http.NewResponseController(w)
	}
	return nil
}
