package api

import (
	"cmp"
	"fmt"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// codes are those that fit an HTTP status.
var codes = map[int]string{
	http.StatusBadRequest:         codeInputInvalid,
	http.StatusUnauthorized:       codeKeyInvalid,
	http.StatusForbidden:          codePermission,
	http.StatusNotFound:           codeIntegrationNotFound,
	http.StatusConflict:           codeSyncPending,
	http.StatusTooManyRequests:    codeRateLimited,
	http.StatusBadGateway:         codeRemoteUnknown,
	http.StatusServiceUnavailable: codeRemoteDown,
	http.StatusGatewayTimeout:     codeTimedOut,
}

// Status responds with an HTTP status and an error code that fits it.
func Status(code int) fake.Fault {
	return fake.Respond(fmt.Sprintf("Status(%d)", code), injected(code, cmp.Or(codes[code], codeUnknown), ""))
}

// Code responds with an HTTP status and an error code.
func Code(status int, code string) fake.Fault {
	return fake.Respond(fmt.Sprintf("Code(%d, %s)", status, code), injected(status, code, ""))
}

// ActThenRespond acts on the request and then responds with an HTTP status and an error code.
func ActThenRespond(status int, code string) fake.Fault {
	return fake.ActThen(fmt.Sprintf("ActThenRespond(%d, %s)", status, code), injected(status, code, ", after the request was acted on"))
}

func injected(status int, code, more string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		writeError(w, reject(status, code, "injected: "+http.StatusText(status)+more))
	}
}

// RateLimited responds with 429 and a Retry-After in whole seconds, unless it is 0.
func RateLimited(retryAfter time.Duration) fake.Fault {
	return fake.Respond(fmt.Sprintf("RateLimited(%v)", retryAfter), func(w http.ResponseWriter) {
		if retryAfter > 0 {
			w.Header().Set("Retry-After", seconds(retryAfter))
		}
		setRateHeaders(w.Header(), 1, 0, retryAfter)
		injected(http.StatusTooManyRequests, codeRateLimited, "")(w)
	})
}

// LegacyPending responds as before the first sync until May 2026.
func LegacyPending() fake.Fault {
	return fake.Respond("LegacyPending", func(w http.ResponseWriter) { writeError(w, errLegacyPending) })
}

// The faults of lists.
var (
	repeatCursor = fake.Mark("RepeatCursor", fake.Page{Repeat: true})
	emptyPage    = fake.Mark("EmptyPage", fake.Page{Empty: true})
	poisonRecord = fake.Mark("PoisonRecord", fake.Page{Poison: true})
	unknownEnum  = fake.Mark("UnknownEnum", fake.Page{Unknown: true})
)

// RepeatCursor repeats the cursor of the request.
func RepeatCursor() fake.Fault { return repeatCursor }

// EmptyPage responds with an empty page and a cursor.
func EmptyPage() fake.Fault { return emptyPage }

// PoisonRecord makes one record of a page impossible to decode.
func PoisonRecord() fake.Fault { return poisonRecord }

// UnknownEnum puts [UnseenValue] into one record of a page.
func UnknownEnum() fake.Fault { return unknownEnum }

// UnseenValue is a value that no enumeration has.
const UnseenValue = "SOMETHING_NEW"

// slow is a mark: see Slow.
type slow time.Duration

// Slow waits before the request is acted on. It counts as under way meanwhile, as fake.Slow does not.
func Slow(d time.Duration) fake.Fault { return fake.Mark(fmt.Sprintf("Slow(%v)", d), slow(d)) }

// waited returns false if the client disconnects first.
func waited(r *http.Request) bool {
	d := time.Duration(fake.Marked[slow](r))
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// Faults are the faults by name, for a control API.
var Faults = fake.Catalog{
	"Status": func(a *fake.Arguments) fake.Fault { return Status(a.Int("status", 503)) },
	"Code": func(a *fake.Arguments) fake.Fault {
		return Code(a.Int("status", 503), a.String("code", codeRemoteDown))
	},
	"RateLimited": func(a *fake.Arguments) fake.Fault { return RateLimited(a.Duration("after", time.Second)) },
	"ActThenRespond": func(a *fake.Arguments) fake.Fault {
		return ActThenRespond(a.Int("status", 504), a.String("code", codeTimedOut))
	},
	"LegacyPending": func(*fake.Arguments) fake.Fault { return LegacyPending() },
	"HTML":          func(a *fake.Arguments) fake.Fault { return fake.HTML(a.Int("status", 502)) },
	"Cut":           func(*fake.Arguments) fake.Fault { return fake.Cut() },
	"CutBody":       func(*fake.Arguments) fake.Fault { return fake.CutBody() },
	"Slow":          func(a *fake.Arguments) fake.Fault { return Slow(a.Duration("for", time.Second)) },
	"RepeatCursor":  func(*fake.Arguments) fake.Fault { return RepeatCursor() },
	"EmptyPage":     func(*fake.Arguments) fake.Fault { return EmptyPage() },
	"PoisonRecord":  func(*fake.Arguments) fake.Fault { return PoisonRecord() },
	"UnknownEnum":   func(*fake.Arguments) fake.Fault { return UnknownEnum() },
}
