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

// UnseenValue is a value that no enumeration has.
const UnseenValue = "SOMETHING_NEW"

// slow is a mark: see Slow.
type slow time.Duration

// Slow waits before the request is acted on. It counts as under way meanwhile, as fake.Slow does not.
func Slow(d time.Duration) fake.Fault { return fake.Mark(fmt.Sprintf("Slow(%v)", d), slow(d)) }

// waitIfSlow returns false if the client disconnects first.
func waitIfSlow(r *http.Request) bool {
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
