package webhook

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"net/http"
	"strings"
	"time"
)

// Source describes one provider to a [Receiver]. Each provider package has one for its
// NewReceiver; write your own for a provider that this SDK does not know.
type Source struct {
	// Name is the beginning of every [Delivery.Type]: "knit". Lower case letters, digits, -.
	Name string
	// Verifier recognizes authentic requests. [NewReceiver] rejects nil; see [Unverified].
	Verifier Verifier
	// Route returns what an authentic body is. d has Source, Body, Header and Received. An error
	// rejects the request with 400, or as [NotUnderstood], [Drop] and [RetryAfter] specify. Route
	// must not keep d.
	Route func(d *Delivery) (Route, error)
	// Split yields the bodies of the events in one body, in order. Each becomes a separate
	// Delivery, which is passed to the sink before the next one is made. Split is called twice
	// for a body and must yield the same both times: the first pass counts the events, see
	// [MaxEvents], and calls Route for each, so that a body with an event that Route rejects is
	// rejected as a whole. An error of [NotUnderstood], [Drop] or [RetryAfter] from Route
	// concerns only that event. An error that Split yields concerns the whole body and is
	// treated like Route's. The slices may point into body; they are copied. Nil: a body is
	// one event.
	Split func(body []byte) iter.Seq2[[]byte, error]
	// Keep names the request headers that are copied to [Delivery.Header]. [NewReceiver] rejects one
	// that may hold a credential, a cookie or a signature.
	Keep []string
	// Get responds to GET requests, such as a provider's challenge. Nil: 405.
	Get http.HandlerFunc
	// Explain returns the JSON body of a 400 to an authentic request that was not understood, for
	// providers that require the reason. err contains nothing of the request, unless Route or Split
	// put it there. Nil: the response has no body.
	Explain func(err error) []byte
	// MaxBody is this provider's default limit in bytes. 0: 1 MiB. See [MaxBody].
	MaxBody int64
	// NeverRepeats: this provider sends each request once, regardless of the response. Its
	// receiver continues to work after [Receiver.Shutdown], until the listener is closed, and
	// passes the bytes of every request that it could not process to [OnError], including those
	// of a body that was cut or is over a limit.
	NeverRepeats bool

	checker checker                  // of Verifier, nil if that is nil
	ids     func(d *Delivery) string // see [IDs]
}

const (
	defaultMaxBody = 1 << 20
	mostBody       = 1 << 30
)

// prepare checks s and returns a copy with normalized fields.
func (s Source) prepare() (*Source, error) {
	if s.Name == "" || strings.ContainsFunc(s.Name, notInName) {
		return nil, fmt.Errorf("webhook: a source named %q: use lower case letters, digits and -", s.Name)
	}
	if s.Route == nil {
		return nil, fmt.Errorf("webhook: source %s has no Route", s.Name)
	}
	if s.MaxBody < 0 || s.MaxBody > mostBody {
		return nil, fmt.Errorf("webhook: source %s has a MaxBody of %d: must be from 1 byte to 1 GiB", s.Name, s.MaxBody)
	}
	if s.MaxBody == 0 {
		s.MaxBody = defaultMaxBody
	}
	s.checker = checkerOf(s.Verifier)
	signs, isHMAC := s.checker.(*HMAC)
	keep := make([]string, 0, len(s.Keep))
	for _, name := range s.Keep {
		name = http.CanonicalHeaderKey(name)
		if neverKept(name) || isHMAC && name == signs.Header {
			return nil, fmt.Errorf("webhook: source %s would keep the header %s, which may hold a secret", s.Name, name)
		}
		keep = append(keep, name)
	}
	s.Keep = keep
	return &s, nil
}

// notInName reports whether the name of a source must not contain r.
func notInName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
}

// neverKept reports whether a header may hold a credential, a cookie or a signature.
func neverKept(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"authorization", "cookie", "signature"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// Parse makes deliveries of a body without HTTP and without verifying it: for bytes that
// come from a queue, a file or a framework that has verified them. It copies body. If the body is
// not understood, it returns one delivery with the body, and the error. If one event of several is
// not understood ([NotUnderstood]), it is in the list with the others; its Type is the name of the
// source and its ID is empty. The number of events has no limit; each takes at least
// 1 KiB. Names in h are in the form of http.CanonicalHeaderKey.
func (s Source) Parse(h http.Header, body []byte) ([]*Delivery, error) {
	own, err := s.prepare()
	if err != nil {
		return nil, err
	}
	f, now := newFrame(body), time.Now()
	if own.Split == nil {
		own.stamp(f, h, now)
		return []*Delivery{&f.Delivery}, own.route(f)
	}
	b := batch{source: own, whole: f, header: h, received: now}
	if about, err := b.survey(math.MaxInt); err != nil {
		return []*Delivery{about}, err
	}
	list, failed := make([]*Delivery, 0, b.count), []error(nil)
	for f, err := range b.each() {
		list = append(list, &f.Delivery)
		if err != nil {
			failed = append(failed, err)
		}
	}
	return list, errors.Join(failed...)
}
