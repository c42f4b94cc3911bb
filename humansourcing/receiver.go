package humansourcing

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/bodyid"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
)

const (
	// maxBody: a candidate carries the whole history, and the text of every CV.
	maxBody = 16 << 20
	// readTimeout is longer than others', since what is cut off does not come again.
	readTimeout = time.Minute
)

// NewReceiver makes the http.Handler of Human Sourcing's webhooks, for jobs and candidates at one
// address or with one receiver at each.
//
// Human Sourcing documents no signature, so auth is yours to choose, and to agree on with them:
// [webhook.SharedSecret] finds a secret in the path or a header, [webhook.BasicAuth] takes a user
// and a password, and any [webhook.Verifier] of your own may look at addresses or certificates.
// A nil auth is an error. [webhook.Unverified] accepts everything: whoever finds the address can
// then write jobs and candidates into your system, and delete them, and there is nothing in a
// request by which you could tell. Use it only behind something else that keeps others out.
// What auth refuses is answered 401, and kept nowhere.
//
// Human Sourcing documents no repetition either, and there is no way to read anything again. What
// is not stored when the answer is given is gone, whatever the answer was. So sink stores before
// it returns (see the example), and [webhook.OnError] stores what sink did not get or could not
// do; it is called even where the sender has gone meanwhile.
//
// # What is answered
//
// A body is one object, or an array of any length; of nothing, it is acknowledged. Each event is a
// delivery of its own, its Body the exact bytes of the object. One that fails makes the answer
// 500, and the others are done all the same; if the request is sent again, those are not done
// again under [webhook.Dedup].
//
// What is no JSON is answered 400. JSON that is not understood (no object, no event or type or one
// of them twice, no id where there must be one) is answered 500. Either way OnError gets the
// bytes: those of the one event, or of the whole array where more than 1000 of its elements are
// too short to be events. An event or a type that this SDK does not know is acknowledged and counted, see
// [webhook.Router.OnUnknown]. Bodies of more than 16 MB are answered 413, see [webhook.MaxBody];
// they may take a minute to arrive, see [webhook.ReadTimeout].
//
// # Ids
//
// [webhook.Delivery.Key] is the job or the candidate, "job/471100". Events name no integration,
// so Tenant is empty: give each customer an address of its own. [webhook.Delivery.ID] is the
// SHA-256 of the event and the five minutes in which it arrived. A job can be deleted, created
// again and deleted again with the same bytes each time, and a deduplication that remembers for
// days lets the second deletion through all the same. The price is that a repetition across the
// end of its five minutes comes through, which a handler bears that writes what it is told; and
// that within them a state that comes, goes and comes back is seen once.
//
// Equal events of one array are no repetitions: the second has "#2" at the end of its ID, and so
// on, so each is handled, and none again when the same array is sent again.
//
// Source: doc-api-core.humansourcing.com, "Webhook". It shows an object in its introduction and
// arrays of one in its samples; longer ones, and everything that it does not say, are inferred.
func NewReceiver(auth webhook.Verifier, sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
	src := source
	src.Verifier = auth
	own := make([]webhook.Option, 0, 1+len(opts))
	own = append(append(own, webhook.ReadTimeout(readTimeout)), opts...)
	return webhook.NewReceiver(src, sink, own...)
}

// ParseDeliveries makes the deliveries of a Human Sourcing webhook without HTTP, for bytes that
// come from a queue or a file: none for an empty array. It does not verify them: that is what
// [NewReceiver] is for. Their IDs are made with the present time. Where a body is no JSON, or
// nothing but one event that is not understood, the one delivery holds it and comes with an
// error; where an event of several is not understood, it is in the list with the others, its Type
// "humansourcing" and its ID empty, and the error tells of it.
func ParseDeliveries(h http.Header, body []byte) ([]*webhook.Delivery, error) {
	return source.Parse(h, body)
}

// source is Human Sourcing as package webhook sees it, without a verifier.
var source = webhook.Source{Name: "humansourcing", Split: split, Route: route, MaxBody: maxBody}

// split yields the elements of an array, or any other body as it is, white space included.
// It also finds what is not JSON.
func split(body []byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if trimmed := bytes.TrimLeft(body, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '[' {
			_, err := jsonpeek.Value(body)
			yield(body, err)
			return
		}
		odd := 0
		err := jsonpeek.Elements(body, func(element []byte) error {
			if len(element) < len(leastEvent) {
				odd++
			}
			if odd > mostOdd {
				return webhook.NotUnderstood(errOdd)
			}
			if !yield(element, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(nil, err)
		}
	}
}

var errEnough = errors.New("humansourcing: no more is asked for")

// leastEvent is the shortest event there can be. Each element becomes a delivery, which is a
// hundred times larger than what could be sent to make many of them: such an array is nobody's
// list of events.
const (
	leastEvent = `{"event":"e","type":"t"}`
	mostOdd    = 1000
)

var (
	errOdd    = errors.New("humansourcing: an array of more than 1000 elements that are no events")
	errObject = errors.New("humansourcing: the event is no object")
	errEvent  = errors.New("humansourcing: the body has no event")
	errType   = errors.New("humansourcing: the body has no type")
	errNoID   = errors.New("humansourcing: the job or candidate has no id")
)

// route says what an event is. Everything it refuses is JSON that is not understood.
func route(d *webhook.Delivery) (webhook.Route, error) {
	if start := bytes.TrimLeft(d.Body, " \t\r\n"); len(start) == 0 || start[0] != '{' {
		return webhook.Route{}, webhook.NotUnderstood(errObject)
	}
	// split has validated the body. A member that stands twice, in whatever spelling, could mean
	// one thing here and another to a decoder, so it is refused.
	var member [3][]byte
	if err := jsonpeek.SoundPick(d.Body, member[:], "event", "type", "data"); err != nil {
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
	r := webhook.Route{Event: fmt.Appendf(nil, "%s.%s", kind, event), ID: bodyid.Windowed(bytes.Trim(d.Body, " \t\r\n"), d.Received, idWindow), Numbered: true}
	r.Key[0], r.Key[1] = kind, id
	return r, nil
}
