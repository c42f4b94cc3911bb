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
	// maxBody: a candidate has the whole history, and the text of every CV.
	maxBody = 16 << 20
	// readTimeout is longer than the default, because a body that is cut is not sent again.
	readTimeout = time.Minute
)

// NewReceiver returns the http.Handler of Human Sourcing's webhooks, for jobs and candidates at one
// address, or with one receiver for each.
//
// Human Sourcing documents no signature. Choose auth and agree on it with Human Sourcing:
// [webhook.SharedSecret] is for a secret in the path or a header, [webhook.BasicAuth] for a user
// and a password, and your own [webhook.Verifier] may check addresses or certificates.
// A nil auth is an error. [webhook.Unverified] accepts everything: an attacker who finds the address
// can then create and delete jobs and candidates in your backend, and nothing in a request shows
// that. Use it only if something in front of the receiver keeps other senders out.
// The response to a request that auth rejects is 401, and the request is not stored.
//
// # Nothing is sent again
//
// Human Sourcing documents no redelivery, and nothing can be read again. An event that is not stored
// when the response is sent is lost, also after a 500. So sink stores before it returns (see the
// example), and [webhook.OnError] stores everything that sink did not receive or could not process,
// with its bytes: an event that is not understood, one whose handler failed, a body that was cut or over
// a limit. Both are called even if the sender has closed the connection.
//
// The receiver itself never rejects a request because it is busy or shutting down. After
// [webhook.Receiver.Shutdown] it works as before. So shut down the http.Server first, which closes
// the listener and waits for the requests in flight, then the receiver, then the store that sink
// writes to. If you add [webhook.Limit], it rejects events, and OnError has the only copy.
//
// # Responses
//
// A body is one object, or an array; an empty array is acknowledged. A byte order mark before it is
// skipped. Each event is one delivery, whose Body is the exact bytes of the object. If one event
// fails, the response is 500, and the other events are handled anyway.
//
// The response is 400 if the body is not JSON, and 500 if an event is not understood: it is not an
// object, has no event or type, has one of them twice, has no id although it must have one, or an id
// that is not valid Unicode. In both cases OnError gets the bytes: those of the one event, or of the
// whole array if more than 1000 of its elements are too short to be events. An event or a type that
// this SDK does not know is acknowledged and counted, see [webhook.Router.OnUnknown]. The response is
// 413 if the body has more than 16 MiB ([webhook.MaxBody]) or an array more than 10,000 events
// ([webhook.MaxEvents]). OnError then gets one delivery with the body, up to 16 MiB of it;
// [ParseDeliveries] takes any number of events. A body may take a minute to arrive, see
// [webhook.ReadTimeout].
//
// If a member of a record does not fit its field, the event is handled anyway, see [Unread].
//
// # Ids
//
// [webhook.Delivery.Key] is the job or the candidate, "job/471100". Events name no integration,
// so Tenant is empty: register another address for each customer. [webhook.Delivery.ID] is "", since
// an event has no id: for a job that is created, deleted, created and deleted again, the same bytes
// arrive twice, and both count. [webhook.Dedup] passes such deliveries through. If a proxy in front of
// the receiver repeats requests, see [RepeatsWithin].
//
// Source: doc-api-core.humansourcing.com, "Webhook". It shows an object in its introduction and
// arrays of one in its samples; longer ones, and everything that it does not say, are inferred.
func NewReceiver(auth webhook.Verifier, sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
	src := source
	src.Verifier = auth
	return webhook.NewReceiver(src, sink, append([]webhook.Option{webhook.ReadTimeout(readTimeout)}, opts...)...)
}

// ParseDeliveries makes the deliveries of a Human Sourcing webhook without HTTP, for bytes that
// come from a queue or a file: none for an empty array. It does not verify them; [NewReceiver]
// does. The number of events has no limit here. If a body is not JSON, or is one
// event that is not understood, the result is one delivery that holds it, and an error. If one
// of several events is not understood, it is in the list with the others, its Type is
// "humansourcing", and the error describes it. No delivery has an ID.
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

// split yields the elements of an array, or any other body unmodified, with its white space. It yields
// an error if the body is not JSON.
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
			if len(element) < len(leastEvent) {
				short++
			}
			if short > mostShort {
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

// errStopped ends the iteration when the caller has stopped it.
var errStopped = errors.New("humansourcing: the caller stopped the iteration")

// leastEvent is the shortest possible event. An array with many shorter elements is not a list of
// events, and is one failure.
const (
	leastEvent = `{"event":"e","type":"t"}`
	mostShort  = 1000
)

var (
	errShort  = errors.New("humansourcing: an array of more than 1000 elements that are no events")
	errObject = errors.New("humansourcing: the event is no object")
	errEvent  = errors.New("humansourcing: the body has no event")
	errType   = errors.New("humansourcing: the body has no type")
	errNoID   = errors.New("humansourcing: the job or candidate has no id")
)

// route reads the routing members. The body is valid JSON, so everything it rejects is not understood.
func route(d *webhook.Delivery) (webhook.Route, error) {
	if start := bytes.TrimLeft(d.Body, space); len(start) == 0 || start[0] != '{' {
		return webhook.Route{}, webhook.NotUnderstood(errObject)
	}
	// split has validated the body. A member that occurs twice, in whatever spelling, is an error: it
	// could mean one thing here and another to a decoder.
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
