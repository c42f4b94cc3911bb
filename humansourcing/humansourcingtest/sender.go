// Package humansourcingtest sends what Human Sourcing sends, to test code that uses package
// humansourcing and to try things out: as many generated jobs and candidates as asked, as bare
// objects and as arrays, as regular as the samples or as irregular as you like.
//
//	sender := humansourcingtest.NewSender(t,
//		humansourcingtest.WithJobs(50),
//		humansourcingtest.WithIrregularities(humansourcingtest.EveryIrregularity))
//	err := sender.Send(ctx, server.URL+"/hooks/humansourcing")
//	// what the host has now is sender.Jobs() and sender.Candidates()
//
// All persons, firms and addresses are invented.
package humansourcingtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/internal/fake"
)

// Sender sends the events of generated jobs and candidates. It may be used by several goroutines
// at once; each Send sends everything.
type Sender struct {
	opts       options
	courier    *fake.Courier
	jobs       []humansourcing.Job
	candidates []humansourcing.Candidate
	steps      [][]Event // what is in one waits for what is in the one before
}

// Event is one event as it is sent.
type Event struct {
	// Type is what package humansourcing makes of it, "humansourcing:job.creation".
	Type string
	// Key is the job or the candidate, "job/1001".
	Key string
	// Body is the object.
	Body []byte
}

// TB is the part of testing.TB that NewSender needs.
type TB interface {
	Helper()
	Cleanup(f func())
}

// NewSender makes a sender for a test, and closes its connections at the test's end.
func NewSender(t TB, opts ...Option) *Sender {
	t.Helper()
	s := New(opts...)
	t.Cleanup(s.Close)
	return s
}

// New makes a sender outside of a test. Close it in the end.
func New(opts ...Option) *Sender {
	s := &Sender{opts: defaultOptions()}
	for _, opt := range opts {
		opt(&s.opts)
	}
	s.courier = fake.NewCourier(s.opts.Settings, func(fake.Message) http.Header { return s.opts.header.Clone() })
	s.generate()
	return s
}

// Close ends the connections to receivers.
func (s *Sender) Close() { s.courier.Close() }

// Jobs returns the jobs as they are after all events; the deleted ones are not there.
func (s *Sender) Jobs() []humansourcing.Job { return append([]humansourcing.Job(nil), s.jobs...) }

// Candidates returns the candidates as they are after all events; the deleted ones are not there.
func (s *Sender) Candidates() []humansourcing.Candidate {
	return append([]humansourcing.Candidate(nil), s.candidates...)
}

// Events returns all events in the order of their sending: creations, updates, deletions, then those
// that nobody knows. The bytes are the sender's own: do not change them.
func (s *Sender) Events() []Event {
	var all []Event
	for _, step := range s.steps {
		all = append(all, step...)
	}
	return all
}

// Bodies returns the bodies of the requests, in the order of their sending.
func (s *Sender) Bodies() [][]byte {
	var all [][]byte
	for _, step := range s.steps {
		for _, m := range s.messages(step, "", "") {
			all = append(all, m.Body)
		}
	}
	return all
}

// Send sends all events to one address, on loopback only. It returns when each body was answered,
// or with the error of ctx. An answer other than 200 is no error: see [Sender.Attempts].
func (s *Sender) Send(ctx context.Context, to string) error { return s.SendTo(ctx, to, to) }

// SendTo is [Sender.Send] with an address for jobs and another for candidates.
func (s *Sender) SendTo(ctx context.Context, jobsTo, candidatesTo string) error {
	for _, to := range []string{jobsTo, candidatesTo} {
		if err := CheckAddress(to); err != nil {
			return err
		}
	}
	if err := s.courier.Begin(ctx); err != nil {
		return err
	}
	for _, step := range s.steps {
		if err := s.courier.Deliver(ctx, s.messages(step, jobsTo, candidatesTo)); err != nil {
			return err
		}
	}
	return nil
}

var errAddress = errors.New("humansourcingtest: send to an address of this machine, as in http://127.0.0.1:8080/hooks/humansourcing")

// CheckAddress refuses what [Sender.Send] does not send to: anything but http and https on this
// machine. The address may hold a secret, so the error does not show it.
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

// Attempt is one try to send a body. Status is 0 where there was no answer.
type Attempt struct {
	// Body counts the bodies of their step, from 1: "creation-1".
	Body   string
	Status int
}

// Attempts returns every try so far, oldest first.
func (s *Sender) Attempts() []Attempt {
	var list []Attempt
	for _, a := range s.courier.Attempts() {
		list = append(list, Attempt{Body: a.EventID, Status: a.Status})
	}
	return list
}

// messages puts the events of a step into bodies.
func (s *Sender) messages(step []Event, jobsTo, candidatesTo string) []fake.Message {
	var list []fake.Message
	for len(step) > 0 {
		to, take := jobsTo, 1
		if isCandidate(step[0]) {
			to = candidatesTo
		}
		array := s.opts.framing == FramingArray || s.opts.framing == FramingBoth && len(list)%2 == 1
		for array && take < min(s.opts.length, len(step)) && isCandidate(step[take]) == isCandidate(step[0]) {
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
func frame(events []Event) []byte {
	var b bytes.Buffer
	for i, e := range events {
		b.WriteByte("[,"[min(i, 1)])
		b.Write(e.Body)
	}
	b.WriteByte(']')
	return b.Bytes()
}

// random is what is drawn for one event, so that the others do not change it.
func (s *Sender) random(step, number int) *rand.Rand {
	return rand.New(rand.NewPCG(s.opts.seed, uint64(step)<<32|uint64(number))) //nolint:gosec // shapes for tests
}
