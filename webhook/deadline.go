package webhook

import (
	"net/http"
	"time"
)

// timeLimit bounds how long the body of one request may take to arrive. The zero value bounds
// nothing: there is no body, or its ResponseWriter knows no deadlines.
type timeLimit struct {
	set    deadliner
	until  time.Time // the deadline in force
	server time.Time // that of http.Server.ReadTimeout, zero if it has none
	lifted bool
}

// limitTime sets the deadline for the body of r: the receiver's or the server's, whichever is
// earlier. It stays in force unless the body arrives whole: net/http reads what a handler left
// unread before it answers, for as long as a slow client likes.
func (rx *Receiver) limitTime(w http.ResponseWriter, r *http.Request, now time.Time) timeLimit {
	if r.Body == nil || r.Body == http.NoBody {
		return timeLimit{}
	}
	l := timeLimit{set: deadlines(w), until: now.Add(rx.opts.readTimeout), server: serverDeadline(r, now)}
	switch {
	case l.set == nil:
		return timeLimit{}
	case !l.server.IsZero() && !l.until.Before(l.server):
		l.until = l.server // it is in force already, and began with the first byte of the request
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

// lift ends the deadline once the body is there: net/http would take one that passes while the
// sink works for a client that is gone, and cancel the contexts of the whole connection.
func (l *timeLimit) lift() {
	if l.set != nil {
		l.lifted = l.set.SetReadDeadline(time.Time{}) == nil
	}
}

// restore puts the server's deadline back that lift ended, if it has not passed.
func (l *timeLimit) restore() {
	if l.lifted && time.Now().Before(l.server) {
		_ = l.set.SetReadDeadline(l.server)
	}
}

// serverDeadline is when http.Server.ReadTimeout ends for a request whose handler begins now;
// zero if there is none. The server counts from the first byte of the request, so this is late
// by as long as the header took.
func serverDeadline(r *http.Request, now time.Time) time.Time {
	if s := serverOf(r); s != nil && s.ReadTimeout > 0 {
		return now.Add(s.ReadTimeout)
	}
	return time.Time{}
}

// serverOf returns the server that r came to, nil outside net/http.
func serverOf(r *http.Request) *http.Server {
	s, _ := r.Context().Value(http.ServerContextKey).(*http.Server)
	return s
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
