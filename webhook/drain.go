package webhook

import (
	"io"
	"net/http"
	"strings"
	"time"
)

// If a server closes a connection while it has unread bytes, the kernel resets the connection and
// the client may lose the response. A proxy then responds 502 and marks the server as failed. By
// default nginx closes the upstream connection after every response (HTTP/1.0, Connection: close).
// So a rejected request's body is read and discarded before the response, within these bounds.
const (
	// leastDrained is the limit in bytes, or twice [MaxBody] if that is more. A proxy has one limit
	// for all receivers, which the largest one requires (Human Sourcing, 16 MiB).
	leastDrained = 32 << 20
	// drainTime is the limit in time. The read deadline of the body also applies.
	drainTime = 10 * time.Second
	// closedTime is the limit in time after [Receiver.Shutdown], because http.Server.Shutdown waits
	// for these requests.
	closedTime = 2 * time.Second
	// mostDraining is the number of requests of one receiver that drain at once.
	mostDraining = 64
)

// drain reads the rest of the body of r. It does nothing if the request did not come over
// HTTP/1 of net/http, if nothing bounds its time, or if the body is over the limit.
func (rx *Receiver) drain(r *http.Request, limit *timeLimit) {
	server := serverOf(r)
	switch {
	case server == nil, r.ProtoMajor != 1, r.Body == nil, r.Body == http.NoBody:
		return
	case limit.set == nil && server.ReadTimeout <= 0:
		return
	case strings.EqualFold(r.Header.Get("Expect"), "100-continue"):
		return // the client has not sent the body yet, and a read would ask it to
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
