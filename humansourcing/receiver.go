package humansourcing

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
)

const (
	// maxBody is large because a candidate contains the whole history and the text of every CV.
	maxBody = 16 << 20
	// readTimeout is longer than the default, because Human Sourcing does not redeliver a truncated body.
	readTimeout = time.Minute
)

// NewReceiver returns the http.Handler for Human Sourcing's webhooks. One receiver can serve both jobs
// and candidates at one URL; you may also create one for each.
//
// Human Sourcing documents no signature, so choose auth and agree on it with Human Sourcing:
// [webhook.SharedSecret] checks a secret in the path or a header, [webhook.BasicAuth] a user and a
// password, and your own [webhook.Verifier] may check IP addresses or certificates. A nil auth is an
// error. [webhook.Unverified] accepts every request: an attacker who finds the URL can then create and
// delete jobs and candidates in your backend, and nothing in a request shows that. Use it only if
// something in front of the receiver keeps other senders out. If auth rejects a request, the response is
// 401 and the request is not stored.
//
// # Store before you respond
//
// Human Sourcing documents no redelivery and no API to read records from. An event that is not stored
// when the response is sent is lost, even if the response is 500. So sink must store before it returns
// (see the example), and [webhook.OnError] must store everything that sink did not receive or could not
// process, with its bytes: an invalid event, an event whose handler failed, a body that was truncated or
// is over a limit. Both are called even if the sender has closed the connection.
//
// The receiver never rejects a request because it is busy or shutting down, and continues to work after
// [webhook.Receiver.Shutdown]. So shut down the http.Server first, which closes the listener and waits
// for the requests in flight, then the receiver, then the store that sink writes to. If you add
// [webhook.Limit], it rejects events, and OnError receives the only copy.
//
// # Responses
//
// A body is one object or an array of objects. An empty array is acknowledged. A byte order mark at the
// beginning is skipped. Each event becomes one delivery, whose Body is the exact bytes of the object. If
// one event fails, the response is 500, and the other events are handled anyway.
//
// The response is 400 if the body is not JSON. It is 500 if an event is invalid. An event is invalid if it
// is not an object, has no event or type, or has one of them twice. It is also invalid if it has no id
// although it must have one, or if its id is not valid Unicode. For both statuses OnError receives the
// bytes: those of the one event, or of the whole array if more than 1000 of its elements are too short to
// be events. Events and types that this SDK does not know are acknowledged and counted, see
// [webhook.Router.OnUnknown]. The response is 413 if the body is longer than 16 MiB ([webhook.MaxBody]) or
// an array has more than 10,000 events ([webhook.MaxEvents]). OnError then receives one delivery with the
// body, up to 16 MiB of it. [ParseDeliveries] accepts any number of events. A body may take one minute to
// arrive, see [webhook.ReadTimeout].
//
// If a value in a record does not fit its field, the event is handled anyway, see [Unread].
//
// # Ids
//
// [webhook.Delivery.Key] is the type and id of the record, such as "job/471100". Events do not name an
// integration, so Tenant is empty: register a separate URL for each customer. [webhook.Delivery.ID] is ""
// because events have no id. If a job is created, deleted, created and deleted again, the same bytes
// arrive twice, and both deliveries count. [webhook.Dedup] passes deliveries without an ID through. If a
// proxy in front of the receiver repeats requests, see [RepeatsWithin].
//
// Source: doc-api-core.humansourcing.com, "Webhook". Its introduction shows an object, and its samples
// show arrays with one object. Longer arrays and everything else that the page does not say are inferred.
func NewReceiver(auth webhook.Verifier, sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
	src := source
	src.Verifier = auth
	return webhook.NewReceiver(src, sink, append([]webhook.Option{webhook.ReadTimeout(readTimeout)}, opts...)...)
}

// ParseDeliveries returns the deliveries in the body of a Human Sourcing webhook, for a body that comes
// from a queue or a file. It does not verify the body; [NewReceiver] does. The number of events is not
// limited. For an empty array ParseDeliveries returns no deliveries. If the body is not JSON or is one
// invalid event, it returns one delivery that holds the body, and an error. If one of several events is
// invalid, the list contains it with Type "humansourcing", and the error describes it. The deliveries have
// no ID.
func ParseDeliveries(h http.Header, body []byte) ([]*webhook.Delivery, error) {
	return source.Parse(h, body)
}

// source describes Human Sourcing to package webhook, without a verifier.
var source = webhook.Source{Name: "humansourcing", Split: split, Route: route, MaxBody: maxBody, NeverRepeats: true}

const (
	// space is the white space of JSON.
	space = " \t\r\n"
	// byteOrderMark is written by some editors and servers before the first byte.
	byteOrderMark = "\ufeff"
)

// split yields the elements of an array, or the whole unmodified body if it is not an array. It yields an
// error if the body is not JSON.
func split(body []byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		body := bytes.TrimPrefix(body, []byte(byteOrderMark))
		if trimmed := bytes.TrimLeft(body, space); len(trimmed) == 0 || trimmed[0] != '[' {
			_, err := jsonpeek.Value(body)
			yield(body, err)
			return
		}
		short := 0
		err := jsonpeek.Elements(body, func(element []byte) error {
			if len(element) < len(shortestEvent) {
				short++
			}
			if short > maxShort {
				return webhook.NotUnderstood(errShort)
			}
			if !yield(element, nil) {
				return errStopped
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	}
}

// errStopped ends the iteration over the elements when the caller of split has stopped.
var errStopped = errors.New("humansourcing: the caller stopped the iteration")

const (
	// shortestEvent is the shortest possible event.
	shortestEvent = `{"event":"e","type":"t"}`
	// maxShort is how many shorter elements an array may have. An array with more of them is not a list of
	// events, and is rejected as a whole.
	maxShort = 1000
)

var (
	errShort  = errors.New("humansourcing: array has more than 1000 elements that are too short to be events")
	errObject = errors.New("humansourcing: event is not an object")
	errEvent  = errors.New(`humansourcing: event requires a member "event" that is a non-empty string`)
	errType   = errors.New(`humansourcing: event requires a member "type" that is a non-empty string`)
	errNoID   = errors.New("humansourcing: job or candidate has no id")
)

// route reads the members that select the handler. The body is valid JSON.
func route(d *webhook.Delivery) (webhook.Route, error) {
	if start := bytes.TrimLeft(d.Body, space); len(start) == 0 || start[0] != '{' {
		return webhook.Route{}, webhook.NotUnderstood(errObject)
	}
	// split has validated the body. A member that occurs twice, in any spelling, is an error: another
	// decoder could use the other one.
	var member [3][]byte
	if err := jsonpeek.UncheckedPickExact(d.Body, member[:], "event", "type", "data"); err != nil {
		return webhook.Route{}, webhook.NotUnderstood(err)
	}
	event, kind := name(member[0]), name(member[1])
	switch {
	case len(event) == 0:
		return webhook.Route{}, webhook.NotUnderstood(errEvent)
	case len(kind) == 0:
		return webhook.Route{}, webhook.NotUnderstood(errType)
	}
	id, err := recordID(string(kind), member[2])
	if err == nil && id == nil && isKnown(string(kind), string(event)) {
		err = errNoID
	}
	if err != nil {
		return webhook.Route{}, webhook.NotUnderstood(err)
	}
	r := webhook.Route{Event: fmt.Appendf(nil, "%s.%s", kind, event)}
	r.Key[0], r.Key[1] = kind, id
	return r, nil
}
