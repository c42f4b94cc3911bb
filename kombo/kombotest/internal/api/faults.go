package api

import (
	"cmp"
	"fmt"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// codes maps an HTTP status to an error code that matches it.
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

// Status returns a fault that responds with an HTTP status and an error code that matches it.
func Status(code int) fake.Fault {
	return fake.Respond(fmt.Sprintf("Status(%d)", code), injected(code, cmp.Or(codes[code], codeUnknown), ""))
}

// Code returns a fault that responds with an HTTP status and an error code.
func Code(status int, code string) fake.Fault {
	return fake.Respond(fmt.Sprintf("Code(%d, %s)", status, code), injected(status, code, ""))
}

// ActThenRespond returns a fault that performs the request, but responds with an HTTP status and an error code.
func ActThenRespond(status int, code string) fake.Fault {
	return fake.ActThen(fmt.Sprintf("ActThenRespond(%d, %s)", status, code), injected(status, code, ", after the request was performed"))
}

func injected(status int, code, suffix string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		writeError(w, reject(status, code, "injected fault: "+http.StatusText(status)+suffix))
	}
}

// RateLimited responds with 429 and a Retry-After header in whole seconds. With 0 there is no such header.
func RateLimited(retryAfter time.Duration) fake.Fault {
	return fake.Respond(fmt.Sprintf("RateLimited(%v)", retryAfter), func(w http.ResponseWriter) {
		if retryAfter > 0 {
			w.Header().Set("Retry-After", seconds(retryAfter))
		}
		setRateHeaders(w.Header(), 1, 0, retryAfter)
		injected(http.StatusTooManyRequests, codeRateLimited, "")(w)
	})
}

// LegacyPending responds as Kombo did until May 2026 before the first sync had finished.
func LegacyPending() fake.Fault {
	return fake.Respond("LegacyPending", func(w http.ResponseWriter) { writeError(w, errLegacyPending) })
}

// UnseenValue is a value that no enum has.
const UnseenValue = "SOMETHING_NEW"

// slow marks a request that Slow delays.
type slow time.Duration

// Slow waits before the API performs the request. Unlike with fake.Slow, the request counts toward the
// concurrency limit during the wait.
func Slow(d time.Duration) fake.Fault { return fake.Mark(fmt.Sprintf("Slow(%v)", d), slow(d)) }

// waitIfSlow waits if the request has the fault Slow. It returns false if the client disconnects first.
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
