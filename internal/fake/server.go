// Package fake is what the fake providers have in common: a server on loopback that
// records requests and injects faults, and a courier that delivers signed webhooks.
package fake

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Server is an HTTP server on loopback. Every request is recorded, then meets the next
// injected fault, if any, and then the handler.
type Server struct {
	Addr string // "127.0.0.1:41234"

	http    http.Server
	inner   http.Handler
	serving sync.WaitGroup // the listener, and the requests under way

	mu     sync.Mutex
	closed bool
	seen   []request
	faults []Fault
	spared func(*http.Request) bool
}

// request is one that came, and its body, which can only be read once from where it came.
type request struct {
	*http.Request
	body []byte
}

// Fault is something that goes wrong with one request. It answers in the handler's place,
// or calls next before or after its mischief.
type Fault func(w http.ResponseWriter, r *http.Request, next http.Handler)

// Serve starts a server. addr "" is a free port of 127.0.0.1.
func Serve(addr string, h http.Handler) (*Server, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", addr) //nolint:noctx // an address of loopback, there at once or not
	if err != nil {
		return nil, err
	}
	s := &Server{Addr: l.Addr().String(), inner: h}
	s.http = http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: 10 * time.Second}
	s.serving.Go(func() { _ = s.http.Serve(l) })
	return s, nil
}

// Close ends all connections at once, and waits for the handlers to notice.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true // from here on serving only shrinks
	s.mu.Unlock()
	_ = s.http.Close()
	s.serving.Wait()
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		panic(http.ErrAbortHandler)
	}
	defer s.serving.Done()
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))

	s.mu.Lock()
	s.seen = append(s.seen, request{r.Clone(context.WithoutCancel(r.Context())), body})
	var fault Fault
	if len(s.faults) > 0 && (s.spared == nil || !s.spared(r)) {
		fault, s.faults = s.faults[0], s.faults[1:]
	}
	s.mu.Unlock()

	if fault != nil {
		fault(w, r, s.inner)
		return
	}
	s.inner.ServeHTTP(w, r)
}

// enter counts a request in, unless the server is closed.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.serving.Add(1)
	return true
}

// Requests returns what was asked so far, oldest first, each with its body to read. What it
// returns is the caller's own.
func (s *Server) Requests() []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*http.Request, 0, len(s.seen))
	for _, r := range s.seen {
		own := r.Clone(context.Background())
		own.Body = io.NopCloser(bytes.NewReader(r.body))
		list = append(list, own)
	}
	return list
}

// Inject lets the next requests meet the faults, one each, in order. Nil lets one pass.
func (s *Server) Inject(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// Spare lets the requests that which picks out meet no faults, such as those for a token that
// come between the ones a test thinks of.
func (s *Server) Spare(which func(*http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spared = which
}

// Cut reads the request and drops the connection without an answer.
func Cut(http.ResponseWriter, *http.Request, http.Handler) {
	panic(http.ErrAbortHandler)
}

// CutBody sends the first half of the handler's answer and drops the connection.
func CutBody(w http.ResponseWriter, r *http.Request, next http.Handler) {
	var rec recorder
	next.ServeHTTP(&rec, r)
	rec.copyHeader(w)
	w.Header().Set("Content-Length", strconv.Itoa(rec.body.Len()+1))
	w.WriteHeader(rec.code())
	_, _ = w.Write(rec.body.Bytes()[:rec.body.Len()/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// Slow waits before the handler answers, or until the client has gone.
func Slow(d time.Duration) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	}
}

// WriteJSON answers with v.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}
