package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// successAsText marks a request for SuccessAsText.
type successAsText bool

// SuccessAsText returns a fault that acts on the request and responds with "success": "true".
func SuccessAsText() fake.Fault { return fake.Mark("SuccessAsText", successAsText(true)) }

// RepeatPageToken responds with the page token of the request as the next page token.
func RepeatPageToken() fake.Fault { return fake.Mark("RepeatPageToken", fake.Page{Repeat: true}) }

// EmptyPage responds with an empty page and a page token.
func EmptyPage() fake.Fault { return fake.Mark("EmptyPage", fake.Page{Empty: true}) }

// PoisonRecord replaces one record of a page by a string.
func PoisonRecord() fake.Fault { return fake.Mark("PoisonRecord", fake.Page{Poison: true}) }

// Status returns a fault that responds with an HTTP status and Knit's error envelope.
func Status(code int) fake.Fault {
	return fake.Respond(fmt.Sprintf("Status(%d)", code), func(w http.ResponseWriter) { injected(w, code, "") })
}

// RetryAfter responds with a status and a Retry-After header in whole seconds.
func RetryAfter(code int, d time.Duration) fake.Fault {
	return fake.Respond(fmt.Sprintf("RetryAfter(%d, %v)", code, d), func(w http.ResponseWriter) {
		w.Header().Set("Retry-After", fmt.Sprint(int64(d/time.Second)))
		injected(w, code, "")
	})
}

// Unsuccessful returns a fault that responds with status 200 and "success": false.
func Unsuccessful(message string) fake.Fault {
	return fake.Respond(fmt.Sprintf("Unsuccessful(%s)", message), func(w http.ResponseWriter) { Reject(w, http.StatusOK, message) })
}

// ActThenRespond acts on the request and then responds with a status and Knit's error envelope.
func ActThenRespond(status int) fake.Fault {
	return fake.ActThen(fmt.Sprintf("ActThenRespond(%d)", status), func(w http.ResponseWriter) {
		injected(w, status, ", after the request was acted on")
	})
}

func injected(w http.ResponseWriter, status int, more string) {
	Reject(w, status, "injected: "+http.StatusText(status)+more)
}

// Faults are the faults by name.
var Faults = fake.Catalog{
	"Status": func(a *fake.Arguments) fake.Fault { return Status(a.Int("status", 503)) },
	"RetryAfter": func(a *fake.Arguments) fake.Fault {
		return RetryAfter(a.Int("status", 429), a.Duration("after", time.Second))
	},
	"Unsuccessful":    func(a *fake.Arguments) fake.Fault { return Unsuccessful(a.String("message", "injected")) },
	"ActThenRespond":  func(a *fake.Arguments) fake.Fault { return ActThenRespond(a.Int("status", 504)) },
	"Cut":             func(*fake.Arguments) fake.Fault { return fake.Cut() },
	"CutBody":         func(*fake.Arguments) fake.Fault { return fake.CutBody() },
	"Slow":            func(a *fake.Arguments) fake.Fault { return fake.Slow(a.Duration("for", time.Second)) },
	"HTML":            func(a *fake.Arguments) fake.Fault { return fake.HTML(a.Int("status", 502)) },
	"SuccessAsText":   func(*fake.Arguments) fake.Fault { return SuccessAsText() },
	"RepeatPageToken": func(*fake.Arguments) fake.Fault { return RepeatPageToken() },
	"EmptyPage":       func(*fake.Arguments) fake.Fault { return EmptyPage() },
	"PoisonRecord":    func(*fake.Arguments) fake.Fault { return PoisonRecord() },
}
