package knittest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// Fault is something that goes wrong with one API request.
type Fault = fake.Fault

// Inject lets the next API requests meet the faults, one each, in order. A nil Fault lets
// one pass.
func (s *Server) Inject(faults ...Fault) { s.server.Inject(faults...) }

// Status answers with an HTTP status and Knit's error envelope, without doing anything.
func Status(code int) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		refuse(w, code, "injected: "+http.StatusText(code))
	}
}

// RetryAfter answers 429 or 503 with a Retry-After, in whole seconds.
func RetryAfter(code int, d time.Duration) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Retry-After", fmt.Sprint(int64(d/time.Second)))
		refuse(w, code, "injected: "+http.StatusText(code))
	}
}

// Unsuccessful answers 200 with success false, as Knit has been seen to.
func Unsuccessful(message string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { refuse(w, http.StatusOK, message) }
}

// Cut drops the connection after the request was read, before it is acted on.
func Cut() Fault { return fake.Cut }

// CutBody acts on the request and drops the connection in the middle of the answer.
func CutBody() Fault { return fake.CutBody }

// ActThenRespond acts on the request, then responds with an HTTP status and Knit's error envelope in
// place of the result: the write has happened, and the client is told that it failed. A client that
// repeats a write after such a response does it twice.
//
//	fake.Inject(knittest.ActThenRespond(504))
func ActThenRespond(status int) Fault {
	return fake.ActThen(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, status, "injected: "+http.StatusText(status)+", after the request was acted on")
	})
}

// Slow waits before the request is acted on.
func Slow(d time.Duration) Fault { return fake.Slow(d) }

// HTML answers with an error page, as a gateway does, without doing anything.
func HTML(status int) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<html><body><h1>"+http.StatusText(status)+"</h1></body></html>\n")
	}
}

// SuccessAsText acts on the request and answers "success": "true". It lets the syncs pass.
func SuccessAsText() Fault { return meet(mischief{text: true}) }

// RepeatPageToken answers a page whose next token is the one it was asked with. A first page,
// which was asked with none, gets one whose page repeats it each time: a client without a
// guard never comes to an end. It lets pass what is no list.
func RepeatPageToken() Fault { return meet(mischief{repeat: true}) }

// EmptyPage answers an empty page with a token, behind which the walk goes on as if nothing
// had been. It lets pass what is no list.
func EmptyPage() Fault { return meet(mischief{empty: true}) }

// PoisonRecord answers a page on which one record, that in the middle, does not decode: it is
// a text. It lets pass what is no list, and an empty page.
func PoisonRecord() Fault { return meet(mischief{poison: true}) }

// mischief is a fault that the answering itself has to commit.
type mischief struct{ text, repeat, empty, poison bool }

type mischiefKey struct{}

func meet(m mischief) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), mischiefKey{}, m)))
	}
}

func mischiefOf(r *http.Request) mischief {
	m, _ := r.Context().Value(mischiefKey{}).(mischief)
	return m
}

func (m mischief) success() any {
	if m.text {
		return "true"
	}
	return true
}
