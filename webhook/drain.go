package webhook

import (
	"io"
	"net/http"
	"strings"
	"time"
)

// If a server closes a connection that has unread bytes, the kernel resets the connection and the
// client may lose the response. A proxy then responds 502 and marks the server as failed. By default
// nginx closes the upstream connection after every response (HTTP/1.0, Connection: close). So the
// receiver reads and discards the body of a rejected request before it responds, within these limits.
const (
	// leastDrained is the smallest limit in bytes; the limit is twice [MaxBody] if that is more. A
	// proxy has one limit for all receivers, and the receiver with the largest bodies determines it
	// (Human Sourcing, 16 MiB).
	leastDrained = 32 << 20
	// drainTime is the time limit. The read deadline of the body also applies.
	drainTime = 10 * time.Second
	// closedTime is the time limit after [Receiver.Shutdown], because http.Server.Shutdown waits for
	// these requests.
	closedTime = 2 * time.Second
	// mostDraining is the maximum number of requests of one receiver that are drained at the same
	// time.
	mostDraining = 64
)

// drain reads and discards the rest of the body of r. It does nothing if the request is not HTTP/1 of
// net/http, if no time limit can be set, or if the body is over the limit in bytes.
func (rx *Receiver) drain(r *http.Request, limit *timeLimit) {
	server := serverOf(r)
	switch {
	case server == nil, r.ProtoMajor != 1, r.Body == nil, r.Body == http.NoBody:
		return
	case limit.set == nil && server.ReadTimeout <= 0:
		return
	case strings.EqualFold(r.Header.Get("Expect"), "100-continue"):
		return // the client has not sent the body yet, and a read would make it send the body
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
