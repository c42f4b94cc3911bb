package knittest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/api"
)

// Fault is a failure that a test asks the fake to produce for one API request. It has a Name, such as
// "Status(503)". [NewFault] makes one of a function.
type Fault = fake.Fault

// NewFault makes a fault of a function, which responds in the place of next or calls it. The name is for
// lists and counts.
func NewFault(name string, serve func(w http.ResponseWriter, r *http.Request, next http.Handler)) Fault {
	return fake.NewFault(name, serve)
}

// Inject adds faults, one for each of the next API requests, in order. A nil Fault lets one pass.
func (s *Server) Inject(faults ...Fault) { s.server.Faults.Inject(faults...) }

// Faults returns the names of the faults that no request has had yet, next first; a nil Fault is "pass".
func (s *Server) Faults() []string { return s.server.Faults.Pending() }

// ClearFaults removes the faults that no request has had yet.
func (s *Server) ClearFaults() { s.server.Faults.Clear() }

// FaultCounts returns how many faults have occurred, by name.
func (s *Server) FaultCounts() map[string]int { return s.server.Faults.Counts() }

// FaultNames returns the names that [FaultNamed] knows, sorted.
func FaultNames() []string { return api.Faults.Names() }

// FaultNamed makes a fault by the name of its function, for programs that get it from outside. Its arguments
// are strings: FaultNamed("Status", map[string]string{"status": "503"}). An absent one has a default. The
// error of an unknown name or argument says which there are.
func FaultNamed(name string, arguments map[string]string) (Fault, error) {
	f, err := api.Faults.Make(name, arguments)
	if err != nil {
		return nil, fmt.Errorf("knittest: %w", err)
	}
	return f, nil
}

// Status responds with an HTTP status and Knit's error envelope, without acting on the request.
func Status(code int) Fault { return api.Status(code) }

// RetryAfter responds with 429 or 503 and a Retry-After, in whole seconds.
func RetryAfter(code int, d time.Duration) Fault { return api.RetryAfter(code, d) }

// Unsuccessful responds with 200 and success false, as Knit has been seen to.
func Unsuccessful(message string) Fault { return api.Unsuccessful(message) }

// Cut drops the connection after the request was read, before it is acted on.
func Cut() Fault { return fake.Cut() }

// CutBody acts on the request and drops the connection in the middle of the response.
func CutBody() Fault { return fake.CutBody() }

// ActThenRespond acts on the request, then responds with an HTTP status and Knit's error envelope in
// place of the result: the write has happened, and the client is told that it failed. A client that
// repeats a write after such a response does it twice.
//
//	fake.Inject(knittest.ActThenRespond(504))
func ActThenRespond(status int) Fault { return api.ActThenRespond(status) }

// Slow waits before the request is acted on. It is not acted on if the client disconnects first.
func Slow(d time.Duration) Fault { return fake.Slow(d) }

// HTML responds with an error page, as a gateway does, without acting on the request.
func HTML(status int) Fault { return fake.HTML(status) }

// SuccessAsText acts on the request and responds with "success": "true".
func SuccessAsText() Fault { return api.SuccessAsText() }

// RepeatPageToken responds with a page whose next token is that of the request. A first page, whose request
// has none, has one whose page repeats it each time: a client without a guard never ends. A request that
// is not for a list passes.
func RepeatPageToken() Fault { return api.RepeatPageToken() }

// EmptyPage responds with an empty page and a token; the page of that token is the one that was requested.
// A request that is not for a list passes.
func EmptyPage() Fault { return api.EmptyPage() }

// PoisonRecord responds with a page on which one record, in the middle, does not decode: it is a string. A
// request that is not for a list passes, and so does an empty page.
func PoisonRecord() Fault { return api.PoisonRecord() }
