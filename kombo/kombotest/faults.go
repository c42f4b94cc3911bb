package kombotest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/api"
)

// Fault is an injected fault: a failure that the fake produces for one API request. The functions of this
// package return faults; [NewFault] returns one with your own behavior. Each fault has a name, such as
// "Slow(1s)".
type Fault = fake.Fault

// NewFault returns a fault that passes the request to serve. serve either responds or calls next.
// [Server.Faults] and [Server.FaultCounts] use the name.
func NewFault(name string, serve func(w http.ResponseWriter, r *http.Request, next http.Handler)) Fault {
	return fake.NewFault(name, serve)
}

// Inject adds faults, one for each of the next API requests, in order. For a nil Fault, the fake
// serves the request normally.
func (s *Server) Inject(faults ...Fault) { s.server.Faults.Inject(faults...) }

// Faults returns the names of the pending faults, in order. A nil Fault has the name "pass".
func (s *Server) Faults() []string { return s.server.Faults.Pending() }

// ClearFaults removes the pending faults.
func (s *Server) ClearFaults() { s.server.Faults.Clear() }

// FaultCounts returns the number of faults that have occurred, by name.
func (s *Server) FaultCounts() map[string]int { return s.server.Faults.Counts() }

// FaultNames returns the names that [FaultNamed] accepts, sorted.
func FaultNames() []string { return catalog.Names() }

// FaultArguments returns the names of the arguments that [FaultNamed] accepts for a fault. It returns none
// for an unknown fault.
func FaultArguments(name string) []string { return catalog.Arguments(name) }

// FaultNamed returns the fault of the function with this name. It is for programs that read faults from a flag
// or a request. Arguments are strings: FaultNamed("Status", map[string]string{"status": "503"}). Each argument
// has a default. For an unknown name or argument, FaultNamed returns an error that lists the known ones.
func FaultNamed(name string, arguments map[string]string) (Fault, error) {
	f, err := catalog.Make(name, arguments)
	if err != nil {
		return nil, fmt.Errorf("kombotest: %w", err)
	}
	return f, nil
}

// Status responds with an HTTP status and an error code that matches it. The fake does not perform the
// request.
func Status(code int) Fault { return api.Status(code) }

// Code responds with an HTTP status and an error code. An empty code is sent as null. The fake does not
// perform the request.
func Code(status int, code string) Fault { return api.Code(status, code) }

// RateLimited responds with 429 and a Retry-After header in whole seconds, rounded up. If
// retryAfter is 0, it sends no such header. Whether Kombo sends the header is not documented.
func RateLimited(retryAfter time.Duration) Fault { return api.RateLimited(retryAfter) }

// LegacyPending responds as Kombo did until May 2026 before the first sync had finished: with 503 and an
// error object that has only a message.
func LegacyPending() Fault { return api.LegacyPending() }

// HTML responds with an HTML error page, as a load balancer does. The fake does not perform the request.
func HTML(status int) Fault { return fake.HTML(status) }

// Cut closes the connection after reading the request. The fake does not perform the request.
func Cut() Fault { return fake.Cut() }

// CutBody performs the request and closes the connection in the middle of the response body.
func CutBody() Fault { return fake.CutBody() }

// ActThenRespond performs the request, but responds with an HTTP status and an error code. An empty code is
// sent as null. The write has happened although the response reports a failure: a client that retries it writes
// twice.
//
//	fake.Inject(kombotest.ActThenRespond(504, "PLATFORM.TASK_TIMED_OUT"))
func ActThenRespond(status int, code string) Fault { return api.ActThenRespond(status, code) }

// Slow waits before the fake performs the request. During the wait, an action counts toward the concurrency
// limit. If the client disconnects first, the fake does not perform the request.
func Slow(d time.Duration) Fault { return api.Slow(d) }

// RepeatCursor responds with a page whose next cursor is the cursor of the request. If the request has no
// cursor, the page has a new cursor, and every request with that cursor returns it again. A client that does
// not detect the repeated cursor never stops. The fault has no effect on a request that is not for a list.
func RepeatCursor() Fault { return fake.Mark("RepeatCursor", fake.Page{Repeat: true}) }

// EmptyPage responds with an empty page and a cursor. The cursor leads to the page that was requested. The
// fault has no effect on a request that is not for a list.
func EmptyPage() Fault { return fake.Mark("EmptyPage", fake.Page{Empty: true}) }

// PoisonRecord responds with a page whose middle record does not decode, because its changed_at is not a time.
// In some lists, another member, such as the id, has the wrong type instead. The fault has no effect on an
// empty page, or on a request that is not for a list.
func PoisonRecord() Fault { return fake.Mark("PoisonRecord", fake.Page{Poison: true}) }

// UnknownEnum responds with a page whose middle record has the value [UnseenValue] in an enum member: the
// status of a job, user, stage or offer, the outcome of an application, the type of a role or attachment,
// and so on. The fault has no effect on a list without such a member, or on a request that is not for a
// list.
func UnknownEnum() Fault { return fake.Mark("UnknownEnum", fake.Page{Unknown: true}) }

// UnseenValue is the enum value that [UnknownEnum] uses.
const UnseenValue = api.UnseenValue

// catalog maps the names that FaultNamed accepts to the faults.
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
