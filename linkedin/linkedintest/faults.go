package linkedintest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/api"
)

// Fault is an injected fault: a failure that the fake produces for one request. Its Name is, for example,
// "Status(503)". [NewFault] returns a Fault that calls a function.
type Fault = fake.Fault

// NewFault returns a fault that calls serve. serve either responds itself or calls next. name is the name of
// the fault in [Server.Faults] and [Server.FaultCounts].
func NewFault(name string, serve func(w http.ResponseWriter, r *http.Request, next http.Handler)) Fault {
	return fake.NewFault(name, serve)
}

// Inject adds faults, one for each of the next requests, in order. With a nil Fault, the request is served
// normally. These faults do not apply to token requests: see [Server.InjectToken].
func (s *Server) Inject(faults ...Fault) { s.server.Faults.Inject(faults...) }

// Faults returns the names of the pending faults, in order. A nil Fault has the name "pass".
func (s *Server) Faults() []string { return s.server.Faults.Pending() }

// ClearFaults removes the pending faults.
func (s *Server) ClearFaults() { s.server.Faults.Clear() }

// FaultCounts returns the number of faults that have occurred, by name.
func (s *Server) FaultCounts() map[string]int { return s.server.Faults.Counts() }

// InjectToken adds faults, one for each of the next token requests, in order. With a nil Fault, the request
// is served normally.
func (s *Server) InjectToken(faults ...Fault) { s.api.TokenFaults.Inject(faults...) }

// TokenFaults returns the names of the pending faults of token requests, in order.
func (s *Server) TokenFaults() []string { return s.api.TokenFaults.Pending() }

// ClearTokenFaults removes the pending faults of token requests.
func (s *Server) ClearTokenFaults() { s.api.TokenFaults.Clear() }

// TokenFaultCounts returns the number of faults of token requests that have occurred, by name.
func (s *Server) TokenFaultCounts() map[string]int { return s.api.TokenFaults.Counts() }

// catalog maps the names that FaultNamed accepts to the faults.
var catalog = fake.Catalog{
	"Status":         func(a *fake.Arguments) Fault { return Status(a.Int("status", 503)) },
	"ActThenRespond": func(a *fake.Arguments) Fault { return ActThenRespond(a.Int("status", 504)) },
	"HTML":           func(a *fake.Arguments) Fault { return HTML(a.Int("status", 502)) },
	"Cut":            func(*fake.Arguments) Fault { return Cut() },
	"CutBody":        func(*fake.Arguments) Fault { return CutBody() },
	"Slow":           func(a *fake.Arguments) Fault { return Slow(a.Duration("for", time.Second)) },
}

// FaultNames returns the names that [FaultNamed] accepts, sorted.
func FaultNames() []string { return catalog.Names() }

// FaultArguments returns the names of the arguments that [FaultNamed] accepts for a fault. It returns none
// for an unknown fault.
func FaultArguments(name string) []string { return catalog.Arguments(name) }

// FaultNamed returns the fault with the name of its function, for programs that read faults from a flag or a
// request. Arguments are strings: FaultNamed("Status", map[string]string{"status": "503"}). Each argument
// has a default. An unknown name or argument is an error that lists the known ones.
func FaultNamed(name string, arguments map[string]string) (Fault, error) {
	f, err := catalog.Make(name, arguments)
	if err != nil {
		return nil, fmt.Errorf("linkedintest: %w", err)
	}
	return f, nil
}

// Status responds with an HTTP status and LinkedIn's error body. The fake does not perform the request.
func Status(code int) Fault {
	return fake.Respond(fmt.Sprintf("Status(%d)", code), func(w http.ResponseWriter) { api.Inject(w, code, "") })
}

// ActThenRespond performs the request, but responds with an HTTP status and LinkedIn's error body. The write
// has happened although the response reports a failure: a client that retries it writes twice.
//
//	fake.Inject(linkedintest.ActThenRespond(504))
func ActThenRespond(status int) Fault {
	return fake.ActThen(fmt.Sprintf("ActThenRespond(%d)", status), func(w http.ResponseWriter) {
		api.Inject(w, status, ", after the request was performed")
	})
}

// HTML responds with an HTML error page, as a load balancer does. The fake does not perform the request.
func HTML(code int) Fault { return fake.HTML(code) }

// Cut closes the connection after reading the request. The fake does not perform the request.
func Cut() Fault { return fake.Cut() }

// CutBody performs the request and closes the connection in the middle of the response body.
func CutBody() Fault { return fake.CutBody() }

// Slow waits before the fake performs the request. If the client disconnects first, the fake does not perform
// the request.
func Slow(d time.Duration) Fault { return fake.Slow(d) }
