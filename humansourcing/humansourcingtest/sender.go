// Package humansourcingtest is a fake Human Sourcing, to test code that uses package humansourcing. It sends
// webhooks for as many generated jobs and candidates as you ask for, as objects and as arrays, in the shapes
// of the samples or in irregular ones.
//
//	sender := humansourcingtest.NewSender(t,
//		humansourcingtest.WithJobs(50),
//		humansourcingtest.WithIrregularities(humansourcingtest.EveryIrregularity))
//	err := sender.Send(ctx, server.URL+"/hooks/humansourcing")
//	// your backend should now have the records of sender.Jobs() and sender.Candidates()
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

// Sender sends the events of generated jobs and candidates. It is safe for concurrent use. Each Send sends
// all events.
type Sender struct {
	opts    options
	courier *fake.Courier
	world   *world.World

	mu        sync.Mutex // guards the fields below
	webhook   string
	delivered int
}

// Event is one event that a [Sender] sends.
type Event struct {
	// Type is the type that package humansourcing gives the delivery, such as "humansourcing:job.creation".
	Type string
	// Key is the type and id of the record, such as "job/1001".
	Key string
	// Body is the event as a JSON object.
	Body []byte
}

// TB is the part of testing.TB that [NewSender] uses.
type TB = fake.TB

// NewSender returns a sender for a test. It closes the sender when the test ends.
func NewSender(t TB, opts ...Option) *Sender {
	t.Helper()
	return fake.ForTest(t, "humansourcingtest", func() (*Sender, error) { return New(opts...), nil })
}

// New returns a sender for use outside tests. Close it when done.
func New(opts ...Option) *Sender {
	o := newOptions(opts)
	sign := func(fake.Message) http.Header { return o.header.Clone() }
	return &Sender{opts: *o, courier: fake.NewCourier(o.Settings, sign), world: world.New(o.world)}
}

// Close closes the connections to the receivers.
func (s *Sender) Close() { s.courier.Close() }

// Jobs returns the final state of all jobs that were not deleted, as JSON in the shapes of the samples. Decode
// it into [github.com/rolecall-dev/rolecall/humansourcing.Job]. Do not change the bytes.
func (s *Sender) Jobs() []json.RawMessage { return slices.Clone(s.world.Jobs) }

// Candidates returns the final state of all candidates that were not deleted, like [Sender.Jobs].
func (s *Sender) Candidates() []json.RawMessage { return slices.Clone(s.world.Candidates) }

// Events returns all events in the order in which they are sent: creations, updates, deletions, then events of
// unknown types. Do not change the bytes.
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

// Send sends all events to one URL, which must be on this machine. Send returns nil when each body has a
// response. A status other than 200 is not an error: see [Sender.Attempts]. If ctx ends first, Send returns
// the error of ctx.
func (s *Sender) Send(ctx context.Context, to string) error { return s.SendTo(ctx, to, to) }

// SendTo is like [Sender.Send], but sends jobs to one URL and candidates to another.
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

var errAddress = errors.New("humansourcingtest: the URL must be on this machine, such as http://127.0.0.1:8080/hooks/humansourcing")

// CheckAddress checks the URL in its argument. It returns an error if the URL is not an http or https URL on
// this machine: the host must be localhost or a loopback IP address. The error does not show the URL, because
// the URL may contain a secret.
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

// Attempt is one attempt to send a body. EventID is the type of the body's first event and a number, such as
// "humansourcing:job.creation-1".
type Attempt = fake.Attempt

// Attempts returns all attempts, oldest first.
func (s *Sender) Attempts() []Attempt { return s.courier.Attempts() }

// messages returns the requests for the events of a step: each body is one event, or an array of events of
// one kind of record.
func (s *Sender) messages(step []world.Event, jobsTo, candidatesTo string) []fake.Message {
	var list []fake.Message
	for len(step) > 0 {
		to, n := jobsTo, 1
		if step[0].IsCandidate() {
			to = candidatesTo
		}
		array := s.opts.framing == FramingArray || s.opts.framing == FramingBoth && len(list)%2 == 1
		for array && n < min(s.opts.length, len(step)) && step[n].IsCandidate() == step[0].IsCandidate() {
			n++
		}
		body := step[0].Body
		if array {
			body = arrayOf(step[:n])
		}
		id := fmt.Sprintf("%s-%d", step[0].Type, len(list)+1)
		list = append(list, fake.Message{ID: id, Type: step[0].Type, URL: to, Body: body})
		step = step[n:]
	}
	return list
}

// arrayOf returns the JSON array of events.
func arrayOf(events []world.Event) []byte {
	var b bytes.Buffer
	for i, e := range events {
		b.WriteByte("[,"[min(i, 1)])
		b.Write(e.Body)
	}
	b.WriteByte(']')
	return b.Bytes()
}
