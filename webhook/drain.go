package webhook

import (
	"io"
	"net/http"
	"strings"
	"time"
)

// A connection that is closed with unread bytes is reset, and the client may lose the response: a
// proxy in front then answers 502, and takes this server for dead. nginx's default for upstreams
// (HTTP/1.0, Connection: close) closes after every response. So what a refusal leaves unread is
// read and thrown away first, within bounds.
const (
	// leastDrained is how many bytes are read at most, or twice the limit of a body if that is more.
	leastDrained = 4 << 20
	// drainTime is how long that may take; the deadline of the body counts too.
	drainTime = 10 * time.Second
	// mostDraining is how many requests of one receiver drain at once. Others are closed.
	mostDraining = 64
)

// drain reads what is left of the body of r. It does nothing where there is no connection of
// net/http's HTTP/1 that would be reset, and where nothing bounds its time.
func (rx *Receiver) drain(r *http.Request, limit *timeLimit) {
	server := serverOf(r)
	switch {
	case server == nil, r.ProtoMajor != 1, r.Body == nil, r.Body == http.NoBody:
		return
	case limit.set == nil && server.ReadTimeout <= 0:
		return
	case strings.EqualFold(r.Header.Get("Expect"), "100-continue"):
		return // the client has not sent it yet, and reading would ask for it
	}
	most := max(2*rx.opts.maxBody, leastDrained)
	if r.ContentLength > most {
		return
	}
	defer rx.draining.Add(-1)
	if rx.draining.Add(1) > mostDraining {
		return
	}
	limit.shorten(time.Now().Add(drainTime))
	_, _ = io.CopyN(io.Discard, r.Body, most)
}
