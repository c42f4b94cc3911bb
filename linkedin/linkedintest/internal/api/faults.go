package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// Status responds with an HTTP status and LinkedIn's error body.
func Status(code int) fake.Fault {
	return fake.Respond(fmt.Sprintf("Status(%d)", code), func(w http.ResponseWriter) { injected(w, code, "") })
}

// ActThenRespond acts on the request and then responds with a status.
func ActThenRespond(status int) fake.Fault {
	return fake.ActThen(fmt.Sprintf("ActThenRespond(%d)", status), func(w http.ResponseWriter) {
		injected(w, status, ", after the request was acted on")
	})
}

func injected(w http.ResponseWriter, status int, more string) {
	fake.WriteJSON(w, status, reject(status, "injected: "+http.StatusText(status)+more).body())
}

// Faults are the faults by name, for a control API.
var Faults = fake.Catalog{
	"Status":         func(a *fake.Arguments) fake.Fault { return Status(a.Int("status", 503)) },
	"ActThenRespond": func(a *fake.Arguments) fake.Fault { return ActThenRespond(a.Int("status", 504)) },
	"HTML":           func(a *fake.Arguments) fake.Fault { return fake.HTML(a.Int("status", 502)) },
	"Cut":            func(*fake.Arguments) fake.Fault { return fake.Cut() },
	"CutBody":        func(*fake.Arguments) fake.Fault { return fake.CutBody() },
	"Slow":           func(a *fake.Arguments) fake.Fault { return fake.Slow(a.Duration("for", time.Second)) },
}
