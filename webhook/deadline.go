package webhook

import (
	"net/http"
	"time"
)

// timeLimit limits the time in which the body of one request may arrive. The zero value has no limit:
// the request has no body, or its ResponseWriter cannot set deadlines.
type timeLimit struct {
	set    deadliner
	until  time.Time // the deadline in force
	server time.Time // the deadline of http.Server.ReadTimeout, zero if that is not set
	lifted bool      // lift has removed the deadline
}

// limitTime sets the deadline for reading the body of r: the receiver's or the server's, whichever is
// earlier. The deadline stays in force unless the body arrives completely, because net/http reads the
// bytes that a handler left unread before it sends the response, however slowly they arrive.
func (rx *Receiver) limitTime(w http.ResponseWriter, r *http.Request, now time.Time) timeLimit {
	if r.Body == nil || r.Body == http.NoBody {
		return timeLimit{}
	}
	l := timeLimit{set: deadlines(w), until: now.Add(rx.opts.readTimeout), server: serverDeadline(r, now)}
	switch {
	case l.set == nil:
		return timeLimit{}
	case !l.server.IsZero() && !l.until.Before(l.server):
		l.until = l.server // the server has set it already
	case l.set.SetReadDeadline(l.until) != nil:
		return timeLimit{}
	}
	return l
}

// shorten sets the deadline to until if that is earlier.
func (l *timeLimit) shorten(until time.Time) {
	if l.set != nil && until.Before(l.until) && l.set.SetReadDeadline(until) == nil {
		l.until = until
	}
}

// lift removes the deadline. It is called when the body has arrived: a deadline that passes while the
// sink is running would make net/http treat the client as gone and cancel the connection's contexts.
func (l *timeLimit) lift() {
	if l.set != nil {
		l.lifted = l.set.SetReadDeadline(time.Time{}) == nil
	}
}

// restore sets the server's deadline again if lift has removed it, unless it has passed.
func (l *timeLimit) restore() {
	if l.lifted && time.Now().Before(l.server) {
		_ = l.set.SetReadDeadline(l.server)
	}
}

// serverDeadline returns the time at which http.Server.ReadTimeout ends for a request whose handler
// begins now, or zero if the server has no ReadTimeout. The server measures from the first byte of
// the request, so the result is late by the time in which the header arrived.
func serverDeadline(r *http.Request, now time.Time) time.Time {
	if s := serverOf(r); s != nil && s.ReadTimeout > 0 {
		return now.Add(s.ReadTimeout)
	}
	return time.Time{}
}

// serverOf returns the server that received r, or nil outside net/http.
func serverOf(r *http.Request) *http.Server {
	s, _ := r.Context().Value(http.ServerContextKey).(*http.Server)
	return s
}

// deadliner is the part of net/http's ResponseWriter that sets a deadline for reading the request.
type deadliner interface{ SetReadDeadline(t time.Time) error }

// deadlines returns the deadliner of w, or nil if w cannot set deadlines. It does not always use an
// http.ResponseController, because that allocates an error for such a w.
func deadlines(w http.ResponseWriter) deadliner {
	if set, ok := w.(deadliner); ok {
		return set
	}
	if _, wrapped := w.(interface{ Unwrap() http.ResponseWriter }); wrapped {
		return http.NewResponseController(w)
	}
	return nil
}
