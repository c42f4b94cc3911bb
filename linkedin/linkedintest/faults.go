package linkedintest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// Fault is a failure that a test asks the fake to produce for one request. [NewFault] makes one of a
// function.
type Fault = fake.Fault

// NewFault makes a fault of a function, which responds in the place of next or calls it. The name is for
// lists and counts.
func NewFault(name string, serve func(w http.ResponseWriter, r *http.Request, next http.Handler)) Fault {
	return fake.NewFault(name, serve)
}

// Inject lets the next requests meet the faults, one each, in order. A nil Fault lets one pass.
// Requests for tokens meet none of them: see [Server.InjectToken].
func (s *Server) Inject(faults ...Fault) { s.server.Faults.Inject(faults...) }

// InjectToken lets the next requests for a token meet the faults, one each, in order. A nil Fault
// lets one pass.
func (s *Server) InjectToken(faults ...Fault) { s.tokenFaults.Inject(faults...) }

// Status responds with an HTTP status and LinkedIn's error body, without doing anything.
func Status(code int) Fault {
	return fake.Respond(fmt.Sprintf("Status(%d)", code), func(w http.ResponseWriter) {
		refuse(w, code, 0, "injected: "+http.StatusText(code))
	})
}

// ActThenRespond acts on the request, then responds with an HTTP status and LinkedIn's error body in
// place of the result: the write has happened, and the client is told that it failed. A client that
// repeats a write after such a response does it twice.
//
//	fake.Inject(linkedintest.ActThenRespond(504))
func ActThenRespond(status int) Fault {
	return fake.ActThen(fmt.Sprintf("ActThenRespond(%d)", status), func(w http.ResponseWriter) {
		refuse(w, status, 0, "injected: "+http.StatusText(status)+", after the request was acted on")
	})
}

// HTML responds with an error page, as a load balancer does, without doing anything.
func HTML(code int) Fault { return fake.HTML(code) }

// Cut drops the connection after the request was read, before it is acted on.
func Cut() Fault { return fake.Cut() }

// CutBody acts on the request and drops the connection in the middle of the response.
func CutBody() Fault { return fake.CutBody() }

// Slow waits before the request is acted on.
func Slow(d time.Duration) Fault { return fake.Slow(d) }
