package linkedintest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/api"
)

// Fault is a failure that a test asks the fake to produce for one request. It has a Name, such as
// "Status(503)". [NewFault] makes one of a function.
type Fault = fake.Fault

// NewFault makes a fault of a function, which responds in the place of next or calls it. The name is for
// lists and counts.
func NewFault(name string, serve func(w http.ResponseWriter, r *http.Request, next http.Handler)) Fault {
	return fake.NewFault(name, serve)
}

// Inject adds faults, one for each of the next requests, in order. A nil Fault lets one request pass.
// Requests for tokens have none of them: see [Server.InjectToken].
func (s *Server) Inject(faults ...Fault) { s.server.Faults.Inject(faults...) }

// Faults returns the names of the faults that no request has had yet, next first; a nil Fault is "pass".
func (s *Server) Faults() []string { return s.server.Faults.Pending() }

// ClearFaults removes the faults that no request has had yet.
func (s *Server) ClearFaults() { s.server.Faults.Clear() }

// FaultCounts returns how many faults have occurred, by name.
func (s *Server) FaultCounts() map[string]int { return s.server.Faults.Counts() }

// InjectToken adds faults, one for each of the next requests for a token, in order. A nil Fault lets one
// request pass.
func (s *Server) InjectToken(faults ...Fault) { s.api.TokenFaults.Inject(faults...) }

// TokenFaults is [Server.Faults] for requests for tokens.
func (s *Server) TokenFaults() []string { return s.api.TokenFaults.Pending() }

// ClearTokenFaults is [Server.ClearFaults] for requests for tokens.
func (s *Server) ClearTokenFaults() { s.api.TokenFaults.Clear() }

// TokenFaultCounts is [Server.FaultCounts] for requests for tokens.
func (s *Server) TokenFaultCounts() map[string]int { return s.api.TokenFaults.Counts() }

var catalog = fake.Catalog{
	"Status":         func(a *fake.Arguments) Fault { return Status(a.Int("status", 503)) },
	"ActThenRespond": func(a *fake.Arguments) Fault { return ActThenRespond(a.Int("status", 504)) },
	"HTML":           func(a *fake.Arguments) Fault { return HTML(a.Int("status", 502)) },
	"Cut":            func(*fake.Arguments) Fault { return Cut() },
	"CutBody":        func(*fake.Arguments) Fault { return CutBody() },
	"Slow":           func(a *fake.Arguments) Fault { return Slow(a.Duration("for", time.Second)) },
}

// FaultNames returns the names that [FaultNamed] knows, sorted.
func FaultNames() []string { return catalog.Names() }

// FaultArguments returns the names of the arguments of a fault in [FaultNamed], none if there is no such
// fault.
func FaultArguments(name string) []string { return catalog.Arguments(name) }

// FaultNamed makes a fault by the name of its function, for programs that get it from outside. Its
// arguments are strings: FaultNamed("Status", map[string]string{"status": "503"}). An absent one has a
// default. The error of an unknown name or argument lists the known ones.
func FaultNamed(name string, arguments map[string]string) (Fault, error) {
	f, err := catalog.Make(name, arguments)
	if err != nil {
		return nil, fmt.Errorf("linkedintest: %w", err)
	}
	return f, nil
}

// Status responds with an HTTP status and LinkedIn's error body, without acting on the request.
func Status(code int) Fault {
	return fake.Respond(fmt.Sprintf("Status(%d)", code), func(w http.ResponseWriter) { api.Inject(w, code, "") })
}

// ActThenRespond acts on the request, then responds with an HTTP status and LinkedIn's error body in place
// of the result: the write has happened, and the client is informed that it failed. A client that repeats
// a write after such a response does it twice.
//
//	fake.Inject(linkedintest.ActThenRespond(504))
func ActThenRespond(status int) Fault {
	return fake.ActThen(fmt.Sprintf("ActThenRespond(%d)", status), func(w http.ResponseWriter) {
		api.Inject(w, status, ", after the request was acted on")
	})
}

// HTML responds with an error page, as a load balancer does, without acting on the request.
func HTML(code int) Fault { return fake.HTML(code) }

// Cut drops the connection after the request was read, before it is acted on.
func Cut() Fault { return fake.Cut() }

// CutBody acts on the request and drops the connection in the middle of the response.
func CutBody() Fault { return fake.CutBody() }

// Slow waits before the request is acted on. It is not acted on if the client disconnects first.
func Slow(d time.Duration) Fault { return fake.Slow(d) }
