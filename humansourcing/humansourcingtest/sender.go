// Package humansourcingtest is a fake Human Sourcing: it sends what Human Sourcing sends, to test code
// that uses package humansourcing and to try things out. It sends as many generated jobs and candidates as
// you ask for, as objects and as arrays, as regular as the samples or as irregular as you like.
//
//	sender := humansourcingtest.NewSender(t,
//		humansourcingtest.WithJobs(50),
//		humansourcingtest.WithIrregularities(humansourcingtest.EveryIrregularity))
//	err := sender.Send(ctx, server.URL+"/hooks/humansourcing")
//	// what your backend has now is sender.Jobs() and sender.Candidates(): JSON, for the types of package humansourcing
//
// All persons, companies and addresses are invented.
package humansourcingtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest/internal/world"
	"github.com/rolecall-dev/rolecall/internal/fake"
)

// Sender sends the events of generated jobs and candidates. It may be used by several goroutines
// at once; each Send sends everything.
type Sender struct {
	opts    options
	courier *fake.Courier
	world   *world.World

	mu        sync.Mutex // guards all below
	webhook   string
	delivered int
}

// Event is one event as it is sent.
type Event struct {
	// Type is the type of the delivery in package humansourcing, such as "humansourcing:job.creation".
	Type string
	// Key is the type and id of the record, such as "job/1001".
	Key string
	// Body is the JSON object of the event.
	Body []byte
}

// TB is the part of testing.TB that NewSender needs.
type TB = fake.TB

// NewSender returns a sender for a test and closes its connections when the test ends.
func NewSender(t TB, opts ...Option) *Sender {
	t.Helper()
	return fake.ForTest(t, "humansourcingtest", func() (*Sender, error) { return New(opts...), nil })
}

// New returns a sender for use outside tests. The caller must close it.
func New(opts ...Option) *Sender {
	o := newOptions(opts)
	sign := func(fake.Message) http.Header { return o.header.Clone() }
	return &Sender{opts: *o, courier: fake.NewCourier(o.Settings, sign), world: world.New(o.world)}
}

// Close ends the connections to receivers.
func (s *Sender) Close() { s.courier.Close() }

// Jobs returns the jobs that exist after all events, without the deleted ones, as JSON in the shapes of the
// samples. Decode them with the types of package humansourcing. The caller must not change the bytes.
func (s *Sender) Jobs() []json.RawMessage { return slices.Clone(s.world.Jobs) }

// Candidates returns the candidates that exist after all events, like [Sender.Jobs].
func (s *Sender) Candidates() []json.RawMessage { return slices.Clone(s.world.Candidates) }

// Events returns all events in the order in which they are sent: creations, updates, deletions, then those
// of unknown types. The caller must not change the bytes.
func (s *Sender) Events() []Event {
	var all []Event
	for _, step := range s.world.Steps {
		for _, e := range step {
			all = append(all, Event(e))
		}
	}
	return all
}

// Bodies returns the bodies of the requests, in the order in which they are sent.
func (s *Sender) Bodies() [][]byte {
	var all [][]byte
	for _, step := range s.world.Steps {
		for _, m := range s.messages(step, "", "") {
			all = append(all, m.Body)
		}
	}
	return all
}

// Send sends all events to one URL, which must be on loopback. It returns when each body has a response,
// or returns the error of ctx. A status other than 200 is not an error: see [Sender.Attempts].
func (s *Sender) Send(ctx context.Context, to string) error { return s.SendTo(ctx, to, to) }

// SendTo is like [Sender.Send], with one URL for jobs and another for candidates.
func (s *Sender) SendTo(ctx context.Context, jobsTo, candidatesTo string) error {
	for _, to := range []string{jobsTo, candidatesTo} {
		if err := CheckAddress(to); err != nil {
			return err
		}
	}
	if err := s.courier.Begin(ctx); err != nil {
		return err
	}
	for _, step := range s.world.Steps {
		if err := s.courier.Deliver(ctx, s.messages(step, jobsTo, candidatesTo)); err != nil {
			return err
		}
	}
	return nil
}

var errAddress = errors.New("humansourcingtest: send to an address of this machine, as in http://127.0.0.1:8080/hooks/humansourcing")

// CheckAddress returns an error if [Sender.Send] does not send to the URL to, which must be an http or https
// URL of this machine. The URL may contain a secret, so the error does not show it.
func CheckAddress(to string) error {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return errAddress
	}
	host := u.Hostname()
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errAddress
	}
	return nil
}

// Attempt is one attempt to send a body. EventID counts the bodies of a type: "humansourcing:job.creation-1".
type Attempt = fake.Attempt

// Attempts returns every attempt so far, oldest first.
func (s *Sender) Attempts() []Attempt { return s.courier.Attempts() }

// messages puts the events of a step into bodies.
func (s *Sender) messages(step []world.Event, jobsTo, candidatesTo string) []fake.Message {
	var list []fake.Message
	for len(step) > 0 {
		to, take := jobsTo, 1
		if step[0].IsCandidate() {
			to = candidatesTo
		}
		array := s.opts.framing == FramingArray || s.opts.framing == FramingBoth && len(list)%2 == 1
		for array && take < min(s.opts.length, len(step)) && step[take].IsCandidate() == step[0].IsCandidate() {
			take++
		}
		body := step[0].Body
		if array {
			body = frame(step[:take])
		}
		id := fmt.Sprintf("%s-%d", step[0].Type, len(list)+1)
		list = append(list, fake.Message{ID: id, Type: step[0].Type, URL: to, Body: body})
		step = step[take:]
	}
	return list
}

// frame makes an array of events.
func frame(events []world.Event) []byte {
	var b bytes.Buffer
	for i, e := range events {
		b.WriteByte("[,"[min(i, 1)])
		b.Write(e.Body)
	}
	b.WriteByte(']')
	return b.Bytes()
}
