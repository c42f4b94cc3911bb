package linkedintest

import (
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// Fault is something that goes wrong with one request.
type Fault = fake.Fault

// Inject lets the next requests meet the faults, one each, in order. A nil Fault lets one pass.
// Requests for tokens meet none of them: see [Server.InjectToken].
func (s *Server) Inject(faults ...Fault) { s.server.Inject(faults...) }

// InjectToken lets the next requests for a token meet the faults, one each, in order. A nil Fault
// lets one pass.
func (s *Server) InjectToken(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokenFaults = append(s.tokenFaults, faults...)
}

// tokenFault is the fault of this request for a token, nil if it meets none.
func (s *Server) tokenFault() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.tokenFaults) == 0 {
		return nil
	}
	next := s.tokenFaults[0]
	s.tokenFaults = s.tokenFaults[1:]
	return next
}

// Status responds with an HTTP status and LinkedIn's error body, without doing anything.
func Status(code int) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		refuse(w, code, 0, "injected: "+http.StatusText(code))
	}
}

// ActThenRespond acts on the request, then responds with an HTTP status and LinkedIn's error body in
// place of the result: the write has happened, and the client is told that it failed. A client that
// repeats a write after such a response does it twice.
//
//	fake.Inject(linkedintest.ActThenRespond(504))
func ActThenRespond(status int) Fault {
	return fake.ActThen(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, status, 0, "injected: "+http.StatusText(status)+", after the request was acted on")
	})
}

// HTML responds with an error page, as a load balancer does, without doing anything.
func HTML(code int) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(code)
		_, _ = w.Write([]byte("<html><body><h1>" + http.StatusText(code) + "</h1></body></html>\n"))
	}
}

// Cut drops the connection after the request was read, before it is acted on.
func Cut() Fault { return fake.Cut }

// CutBody acts on the request and drops the connection in the middle of the response.
func CutBody() Fault { return fake.CutBody }

// Slow waits before the request is acted on.
func Slow(d time.Duration) Fault { return fake.Slow(d) }
