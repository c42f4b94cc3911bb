package knittest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/api"
)

// Fault is a failure that a test asks the fake to produce for one API request. It has a Name, such as
// "Status(503)". [NewFault] returns a fault that calls your function.
type Fault = fake.Fault

// NewFault returns a fault that calls a function for the request. The function writes the response itself or
// calls next, the fake's API. The name appears in [Server.Faults] and [Server.FaultCounts].
func NewFault(name string, serve func(w http.ResponseWriter, r *http.Request, next http.Handler)) Fault {
	return fake.NewFault(name, serve)
}

// Inject adds faults, one for each of the next API requests, in order. A nil Fault lets one request pass.
func (s *Server) Inject(faults ...Fault) { s.server.Faults.Inject(faults...) }

// Faults returns the names of the pending faults, in order. The name of a nil Fault is "pass".
func (s *Server) Faults() []string { return s.server.Faults.Pending() }

// ClearFaults removes the pending faults.
func (s *Server) ClearFaults() { s.server.Faults.Clear() }

// FaultCounts returns how many faults have occurred, by name.
func (s *Server) FaultCounts() map[string]int { return s.server.Faults.Counts() }

// FaultNames returns the names that [FaultNamed] accepts, sorted.
func FaultNames() []string { return api.Faults.Names() }

// FaultArguments returns the names of the arguments of a fault in [FaultNamed], or nil if there is no such
// fault.
func FaultArguments(name string) []string { return api.Faults.Arguments(name) }

// FaultNamed returns a fault by the name of its function, for programs that read the name from their input.
// The arguments are strings: FaultNamed("Status", map[string]string{"status": "503"}). Absent arguments have
// defaults. The error for an unknown name or argument lists the known ones.
func FaultNamed(name string, arguments map[string]string) (Fault, error) {
	f, err := api.Faults.Make(name, arguments)
	if err != nil {
		return nil, fmt.Errorf("knittest: %w", err)
	}
	return f, nil
}

// Status responds with an HTTP status and Knit's error envelope, without acting on the request.
func Status(code int) Fault { return api.Status(code) }

// RetryAfter responds with 429 or 503 and a Retry-After header in whole seconds.
func RetryAfter(code int, d time.Duration) Fault { return api.RetryAfter(code, d) }

// Unsuccessful responds with 200 and success false, as Knit has been seen to do.
func Unsuccessful(message string) Fault { return api.Unsuccessful(message) }

// Cut drops the connection after the request was read, before it is acted on.
func Cut() Fault { return fake.Cut() }

// CutBody acts on the request and drops the connection in the middle of the response.
func CutBody() Fault { return fake.CutBody() }

// ActThenRespond acts on the request, then responds with an HTTP status and Knit's error envelope instead
// of the result: the write has happened, but the response says that it failed. A client that retries a
// write after such a response executes it twice.
//
//	fake.Inject(knittest.ActThenRespond(504))
func ActThenRespond(status int) Fault { return api.ActThenRespond(status) }

// Slow waits before the request is acted on. If the client disconnects first, the fake does not act on the
// request.
func Slow(d time.Duration) Fault { return fake.Slow(d) }

// HTML responds with an error page, as a gateway does, without acting on the request.
func HTML(status int) Fault { return fake.HTML(status) }

// SuccessAsText acts on the request and responds with "success": "true".
func SuccessAsText() Fault { return api.SuccessAsText() }

// RepeatPageToken responds with a page whose next page token is the token of the request. A request for the
// first page has no token: the fake responds with a token, and the page of that token has the same token
// again. A client that does not detect this requests pages forever. A request that is not for a list
// passes.
func RepeatPageToken() Fault { return api.RepeatPageToken() }

// EmptyPage responds with an empty page and a page token. The page of that token is the requested one.
// A request that is not for a list passes.
func EmptyPage() Fault { return api.EmptyPage() }

// PoisonRecord responds with a page whose middle record is a string, which does not decode. A request that is
// not for a list passes, and an empty page is unchanged.
func PoisonRecord() Fault { return api.PoisonRecord() }
