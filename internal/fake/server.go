package fake

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Server is an HTTP server on loopback. It records every request, and applies the next injected fault or
// calls the handler.
type Server struct {
	// Addr is the address of the listener: "127.0.0.1:41234".
	Addr string
	// Faults are the injected faults.
	Faults Faults

	http    http.Server
	inner   http.Handler
	serving sync.WaitGroup // the listener and the running requests

	mu     sync.Mutex
	closed bool
	seen   []request
	spared func(*http.Request) bool
}

// request is a recorded request and its body, which the handler has consumed.
type request struct {
	*http.Request
	body []byte
}

// Serve starts a server. If addr is "", it listens on a free port of 127.0.0.1.
func Serve(addr string, h http.Handler) (*Server, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", addr) //nolint:noctx // a loopback address: it succeeds or fails immediately
	if err != nil {
		return nil, err
	}
	s := &Server{Addr: l.Addr().String(), inner: h}
	s.http = http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: 10 * time.Second}
	s.serving.Go(func() { _ = s.http.Serve(l) })
	return s, nil
}

// Close closes all connections immediately, and waits until the handlers have returned.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true // serving does not grow after this
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
	if s.record(r, body) {
		s.inner.ServeHTTP(w, r)
		return
	}
	s.Faults.Serve(w, r, s.inner)
}

// enter counts a request, unless the server is closed.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.serving.Add(1)
	return true
}

// record stores a request and reports whether it is exempt from faults.
func (s *Server) record(r *http.Request, body []byte) (spared bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, request{r.Clone(context.WithoutCancel(r.Context())), body})
	return s.spared != nil && s.spared(r)
}

// Requests returns copies of the requests so far, oldest first, with bodies that can be read.
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

// Spare exempts requests from faults, for example the requests for a token that a client sends before the
// request that a test is about.
func (s *Server) Spare(which func(*http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spared = which
}

// WriteJSON responds with v as JSON.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}
