package kombotest

import (
	"context"
	"errors"
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

// Inject lets the next API requests meet the faults, one each, in order. A nil Fault lets
// one pass.
func (s *Server) Inject(faults ...Fault) { s.server.Faults.Inject(faults...) }

// Status answers with an HTTP status and an error of Kombo's that fits it, without doing
// anything.
func Status(code int) Fault {
	known := map[int]string{
		http.StatusBadRequest:          codeInputInvalid,
		http.StatusUnauthorized:        codeKeyInvalid,
		http.StatusForbidden:           codePermission,
		http.StatusNotFound:            codeIntegrationNotFound,
		http.StatusConflict:            codeSyncPending,
		http.StatusTooManyRequests:     codeRateLimited,
		http.StatusInternalServerError: codeUnknown,
		http.StatusBadGateway:          codeRemoteUnknown,
		http.StatusServiceUnavailable:  codeRemoteDown,
		http.StatusGatewayTimeout:      codeTimedOut,
	}
	if known[code] == "" {
		return Code(code, codeUnknown)
	}
	return Code(code, known[code])
}

// Code answers with an HTTP status and an error code, without doing anything. An empty code
// is null.
func Code(status int, code string) Fault {
	return fake.Respond(fmt.Sprintf("Code(%d, %s)", status, code), func(w http.ResponseWriter) {
		refuse(w, status, code, "injected: "+http.StatusText(status))
	})
}

// RateLimited answers 429, with a Retry-After in whole seconds unless it is 0. Whether Kombo
// sends one is not documented.
func RateLimited(retryAfter time.Duration) Fault {
	return fake.Respond(fmt.Sprintf("RateLimited(%v)", retryAfter), func(w http.ResponseWriter) {
		if retryAfter > 0 {
			w.Header().Set("Retry-After", seconds(retryAfter))
		}
		setRateHeaders(w.Header(), 1, 0, retryAfter)
		refuse(w, http.StatusTooManyRequests, codeRateLimited, "injected: too many requests")
	})
}

// LegacyPending answers as Kombo did until May 2026 before the first sync: 503, and an error
// that is nothing but a message.
func LegacyPending() Fault { return fake.Respond("LegacyPending", writeLegacyPending) }

// HTML answers with an error page, as a load balancer does.
func HTML(status int) Fault { return fake.HTML(status) }

// Cut drops the connection after the request was read, before it is acted on.
func Cut() Fault { return fake.Cut() }

// CutBody acts on the request and drops the connection in the middle of the answer.
func CutBody() Fault { return fake.CutBody() }

// ActThenRespond acts on the request, then responds with an HTTP status and an error code in place
// of the result: the write has happened, and the client is told that it failed. An empty code is
// null. A client that repeats a write after such a response does it twice.
//
//	fake.Inject(kombotest.ActThenRespond(504, "PLATFORM.TASK_TIMED_OUT"))
func ActThenRespond(status int, code string) Fault {
	return fake.ActThen(fmt.Sprintf("ActThenRespond(%d, %s)", status, code), func(w http.ResponseWriter) {
		refuse(w, status, code, "injected: "+http.StatusText(status)+", after the request was acted on")
	})
}

// Slow waits before the request is acted on; it counts as under way meanwhile. It is not
// acted on if the client has gone.
func Slow(d time.Duration) Fault { return fake.Mark(fmt.Sprintf("Slow(%v)", d), mischief{slow: d}) }

// RepeatCursor answers a page whose next cursor is the one it was asked with. A first page,
// which was asked with none, gets one whose page repeats it each time: a client without a
// guard never comes to an end. It lets pass what is no list.
func RepeatCursor() Fault { return fake.Mark("RepeatCursor", mischief{repeat: true}) }

// EmptyPage answers an empty page with a cursor, behind which the walk goes on as if nothing
// had been. It lets pass what is no list.
func EmptyPage() Fault { return fake.Mark("EmptyPage", mischief{empty: true}) }

// PoisonRecord answers a page on which one record does not decode: its changed_at is no
// time, or its id is a number. It lets pass what is no list, and an empty page.
func PoisonRecord() Fault { return fake.Mark("PoisonRecord", mischief{poison: true}) }

// UnknownEnum answers a page on which one record has a value that nobody has seen yet: the
// status of a job, user, stage or offer, the outcome of an application, the type of a role
// or attachment. It lets pass other lists, and what is no list.
func UnknownEnum() Fault { return fake.Mark("UnknownEnum", mischief{unknown: true}) }

// UnseenValue is what [UnknownEnum] writes.
const UnseenValue = "SOMETHING_NEW"

// mischief is a fault that the answering itself has to commit.
type mischief struct {
	slow                           time.Duration
	repeat, empty, poison, unknown bool
}

// wait returns false if ctx ends before it is time.
func (m mischief) wait(ctx context.Context) bool {
	if m.slow <= 0 {
		return true
	}
	timer := time.NewTimer(m.slow)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// page spoils a page.
func (m mischief) page(l *list, c *call, at cursor, results []object, next any) ([]object, any) {
	middle := len(results) / 2
	if m.poison && len(results) > 0 {
		if l.poison == "id" { // all members are texts
			results[middle].set("id", 7)
		} else {
			results[middle].set(firstOf(l.poison, "changed_at"), "never")
		}
	}
	if m.unknown && len(results) > 0 {
		results[middle].set(l.enum, UnseenValue)
	}
	if m.empty {
		at.Again++
		results, next = []object{}, at.String()
	}
	if m.repeat {
		if c.URL.Query().Has("cursor") {
			next = c.URL.Query().Get("cursor")
		} else {
			at.Stuck = true
			next = at.String()
		}
	}
	return results, next
}

// errLegacyPending is answered without a code.
var errLegacyPending = errors.New("the first sync has not finished")

// refuse answers with the error of an operation.
func (s *Server) refuse(w http.ResponseWriter, err error) {
	var r *refusal
	switch {
	case errors.As(err, &r):
		refuse(w, r.status, r.code, r.message)
	case errors.Is(err, errLegacyPending):
		writeLegacyPending(w)
	default:
		refuse(w, http.StatusInternalServerError, codeUnknown, err.Error())
	}
}

// refuse answers with Kombo's error body.
func refuse(w http.ResponseWriter, status int, code, message string) {
	writeError(w, status, object{
		"code", text(code), "title", http.StatusText(status), "message", message,
		"log_url", "https://kombo.example.com/logs/" + firstOf(code, "none"),
	})
}

func writeLegacyPending(w http.ResponseWriter) {
	writeError(w, http.StatusServiceUnavailable, object{"message", errLegacyPending.Error()})
}

func writeError(w http.ResponseWriter, status int, e object) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(appendJSON(nil, object{"status", "error", "error", e}))
}
