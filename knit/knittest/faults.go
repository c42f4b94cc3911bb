package knittest

import (
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

// Status answers with an HTTP status and Knit's error envelope, without doing anything.
func Status(code int) Fault {
	return fake.Respond(fmt.Sprintf("Status(%d)", code), func(w http.ResponseWriter) {
		refuse(w, code, "injected: "+http.StatusText(code))
	})
}

// RetryAfter answers 429 or 503 with a Retry-After, in whole seconds.
func RetryAfter(code int, d time.Duration) Fault {
	return fake.Respond(fmt.Sprintf("RetryAfter(%d, %v)", code, d), func(w http.ResponseWriter) {
		w.Header().Set("Retry-After", fmt.Sprint(int64(d/time.Second)))
		refuse(w, code, "injected: "+http.StatusText(code))
	})
}

// Unsuccessful answers 200 with success false, as Knit has been seen to.
func Unsuccessful(message string) Fault {
	return fake.Respond("Unsuccessful", func(w http.ResponseWriter) { refuse(w, http.StatusOK, message) })
}

// Cut drops the connection after the request was read, before it is acted on.
func Cut() Fault { return fake.Cut() }

// CutBody acts on the request and drops the connection in the middle of the answer.
func CutBody() Fault { return fake.CutBody() }

// ActThenRespond acts on the request, then responds with an HTTP status and Knit's error envelope in
// place of the result: the write has happened, and the client is told that it failed. A client that
// repeats a write after such a response does it twice.
//
//	fake.Inject(knittest.ActThenRespond(504))
func ActThenRespond(status int) Fault {
	return fake.ActThen(fmt.Sprintf("ActThenRespond(%d)", status), func(w http.ResponseWriter) {
		refuse(w, status, "injected: "+http.StatusText(status)+", after the request was acted on")
	})
}

// Slow waits before the request is acted on.
func Slow(d time.Duration) Fault { return fake.Slow(d) }

// HTML answers with an error page, as a gateway does, without doing anything.
func HTML(status int) Fault { return fake.HTML(status) }

// SuccessAsText acts on the request and answers "success": "true". It lets the syncs pass.
func SuccessAsText() Fault { return fake.Mark("SuccessAsText", mischief{text: true}) }

// RepeatPageToken answers a page whose next token is the one it was asked with. A first page,
// which was asked with none, gets one whose page repeats it each time: a client without a
// guard never comes to an end. It lets pass what is no list.
func RepeatPageToken() Fault { return fake.Mark("RepeatPageToken", mischief{repeat: true}) }

// EmptyPage answers an empty page with a token, behind which the walk goes on as if nothing
// had been. It lets pass what is no list.
func EmptyPage() Fault { return fake.Mark("EmptyPage", mischief{empty: true}) }

// PoisonRecord answers a page on which one record, that in the middle, does not decode: it is
// a text. It lets pass what is no list, and an empty page.
func PoisonRecord() Fault { return fake.Mark("PoisonRecord", mischief{poison: true}) }

// mischief is a fault that the answering itself has to commit.
type mischief struct{ text, repeat, empty, poison bool }

func (m mischief) success() any {
	if m.text {
		return "true"
	}
	return true
}
