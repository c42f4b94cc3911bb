package kombotest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/api"
)

// Fault is a failure that a test asks the fake to produce for one API request. It has a Name, such as
// "Slow(1s)". [NewFault] makes one of a function.
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
func FaultNames() []string { return catalog.Names() }

// FaultArguments returns the names of the arguments of a fault in [FaultNamed], none if there is no such
// fault.
func FaultArguments(name string) []string { return catalog.Arguments(name) }

// FaultNamed makes a fault by the name of its function, for programs that get it from outside. Its arguments
// are strings: FaultNamed("Status", map[string]string{"status": "503"}). An absent one has a default. The
// error of an unknown name or argument says which there are.
func FaultNamed(name string, arguments map[string]string) (Fault, error) {
	f, err := catalog.Make(name, arguments)
	if err != nil {
		return nil, fmt.Errorf("kombotest: %w", err)
	}
	return f, nil
}

// Status responds with an HTTP status and an error of Kombo's that fits it, without acting on the request.
func Status(code int) Fault { return api.Status(code) }

// Code responds with an HTTP status and an error code, without acting on the request. An empty code is null.
func Code(status int, code string) Fault { return api.Code(status, code) }

// RateLimited responds with 429, and a Retry-After in whole seconds unless it is 0. Whether Kombo sends one
// is not documented.
func RateLimited(retryAfter time.Duration) Fault { return api.RateLimited(retryAfter) }

// LegacyPending responds as Kombo did until May 2026 before the first sync: 503, and an error that has
// nothing but a message.
func LegacyPending() Fault { return api.LegacyPending() }

// HTML responds with an error page, as a load balancer does, without acting on the request.
func HTML(status int) Fault { return fake.HTML(status) }

// Cut drops the connection after the request was read, before it is acted on.
func Cut() Fault { return fake.Cut() }

// CutBody acts on the request and drops the connection in the middle of the response.
func CutBody() Fault { return fake.CutBody() }

// ActThenRespond acts on the request, then responds with an HTTP status and an error code in place of the
// result: the write has happened, and the client is told that it failed. An empty code is null. A client
// that repeats a write after such a response does it twice.
//
//	fake.Inject(kombotest.ActThenRespond(504, "PLATFORM.TASK_TIMED_OUT"))
func ActThenRespond(status int, code string) Fault { return api.ActThenRespond(status, code) }

// Slow waits before the request is acted on; it counts as under way meanwhile. It is not acted on if the
// client disconnects first.
func Slow(d time.Duration) Fault { return api.Slow(d) }

// RepeatCursor responds with a page whose next cursor is that of the request. A first page, whose request
// has none, has one whose page repeats it each time: a client without a guard never ends. A request that is
// not for a list passes.
func RepeatCursor() Fault { return fake.Mark("RepeatCursor", fake.Page{Repeat: true}) }

// EmptyPage responds with an empty page and a cursor; the page of that cursor is the one that was requested.
// A request that is not for a list passes.
func EmptyPage() Fault { return fake.Mark("EmptyPage", fake.Page{Empty: true}) }

// PoisonRecord responds with a page on which one record, in the middle, does not decode: its changed_at is
// not a time, or its id is a number. A request that is not for a list passes, and so does an empty page.
func PoisonRecord() Fault { return fake.Mark("PoisonRecord", fake.Page{Poison: true}) }

// UnknownEnum responds with a page on which one record, in the middle, has the value [UnseenValue]: the
// status of a job, user, stage or offer, the outcome of an application, the type of a role or attachment.
// Other lists pass, and so does a request that is not for a list.
func UnknownEnum() Fault { return fake.Mark("UnknownEnum", fake.Page{Unknown: true}) }

// UnseenValue is what [UnknownEnum] writes.
const UnseenValue = api.UnseenValue

// catalog are the faults by name.
var catalog = fake.Catalog{
	"Status":      func(a *fake.Arguments) Fault { return Status(a.Int("status", http.StatusServiceUnavailable)) },
	"RateLimited": func(a *fake.Arguments) Fault { return RateLimited(a.Duration("after", time.Second)) },
	"Code": func(a *fake.Arguments) Fault {
		return Code(a.Int("status", http.StatusServiceUnavailable), a.String("code", "REMOTE.SERVICE_UNAVAILABLE"))
	},
	"ActThenRespond": func(a *fake.Arguments) Fault {
		return ActThenRespond(a.Int("status", http.StatusGatewayTimeout), a.String("code", "PLATFORM.TASK_TIMED_OUT"))
	},
	"HTML":          func(a *fake.Arguments) Fault { return HTML(a.Int("status", http.StatusBadGateway)) },
	"Slow":          func(a *fake.Arguments) Fault { return Slow(a.Duration("for", time.Second)) },
	"LegacyPending": func(*fake.Arguments) Fault { return LegacyPending() },
	"Cut":           func(*fake.Arguments) Fault { return Cut() },
	"CutBody":       func(*fake.Arguments) Fault { return CutBody() },
	"RepeatCursor":  func(*fake.Arguments) Fault { return RepeatCursor() },
	"EmptyPage":     func(*fake.Arguments) Fault { return EmptyPage() },
	"PoisonRecord":  func(*fake.Arguments) Fault { return PoisonRecord() },
	"UnknownEnum":   func(*fake.Arguments) Fault { return UnknownEnum() },
}
