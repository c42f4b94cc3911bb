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

// Source describes how one provider sends webhooks. Each provider package has a Source for its
// NewReceiver; write your own for a provider that this SDK does not know.
type Source struct {
	// Name is the name of the provider, such as "knit". Every [Delivery.Type] begins with it. It may
	// contain lower case letters, digits and hyphens. It must not be empty.
	Name string
	// Verifier checks whether a request is authentic. [NewReceiver] returns an error if it is nil;
	// see [Unverified].
	Verifier Verifier
	// Route finds the event type, the id, the key and the tenant of an authentic body. d has Source,
	// Body, Header and Received. If Route returns an error, the response is 400; an error of
	// [NotUnderstood], [Drop] or [RetryAfter] determines another response. Route must not keep d, and
	// must not be nil.
	Route func(d *Delivery) (Route, error)
	// Split yields the bodies of the events in one body, in order. Each becomes a separate Delivery,
	// which is passed to the sink before the next one is made. The slices may point into body; they
	// are copied. If Split is nil, a body is one event.
	//
	// Split is called twice for a body and must yield the same values both times. The first pass
	// counts the events (see [MaxEvents]) and calls Route for each. If Route rejects one of them, the
	// whole body is rejected; but an error of [NotUnderstood], [Drop] or [RetryAfter] concerns only
	// that event. An error that Split yields concerns the whole body, and determines the response as the
	// same error of Route would.
	Split func(body []byte) iter.Seq2[[]byte, error]
	// Keep lists the names of the request headers that are copied to [Delivery.Header].
	// [NewReceiver] rejects a name of a header that may contain a credential, a cookie or a
	// signature.
	Keep []string
	// Get responds to GET requests, such as a provider's challenge. If it is nil, the response to a
	// GET is 405.
	Get http.HandlerFunc
	// Explain returns the JSON body of a 400 to an authentic request that was not understood, for
	// providers that require the reason. err contains no part of the request, unless Route or Split
	// added it. If Explain is nil, the response has no body.
	Explain func(err error) []byte
	// MaxBody is the default limit for this provider, in bytes. 0 means 1 MiB. See the option
	// [MaxBody].
	MaxBody int64
	// NeverRepeats reports whether this provider sends each request only once, regardless of the
	// response. If it is true, the receiver continues to work after [Receiver.Shutdown], until the
	// listener is closed, and passes the bytes of every request that it could not process to
	// [OnError], including those of a body that was cut short or is over a limit.
	NeverRepeats bool

	checker checker                  // the checker of Verifier, nil if that is nil
	ids     func(d *Delivery) string // see [IDs]
}

const (
	defaultMaxBody = 1 << 20
	mostBody       = 1 << 30
)

// prepare checks s and returns a copy with normalized fields.
func (s Source) prepare() (*Source, error) {
	if s.Name == "" || strings.ContainsFunc(s.Name, notInName) {
		return nil, fmt.Errorf("webhook: invalid source name %q: use lower case letters, digits and -", s.Name)
	}
	if s.Route == nil {
		return nil, fmt.Errorf("webhook: source %s has no Route", s.Name)
	}
	if s.MaxBody < 0 || s.MaxBody > mostBody {
		return nil, fmt.Errorf("webhook: source %s: MaxBody is %d, but must be from 1 byte to 1 GiB, or 0 for the default", s.Name, s.MaxBody)
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
			return nil, fmt.Errorf("webhook: source %s: Keep contains the header %s, which may contain a secret", s.Name, name)
		}
		keep = append(keep, name)
	}
	s.Keep = keep
	return &s, nil
}

// notInName reports whether r is not allowed in the name of a source.
func notInName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
}

// neverKept reports whether a header may contain a credential, a cookie or a signature.
func neverKept(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"authorization", "cookie", "signature"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// Parse returns the deliveries of a body without HTTP, and without verifying it. It is for bytes from a
// queue, a file or a framework that has verified them. The names in h must be in the form of
// http.CanonicalHeaderKey. Parse copies body.
//
// If the body is not understood, Parse returns one delivery with the body, and the error. If one event
// of several is not understood ([NotUnderstood]), Parse returns all deliveries, and the error; the Type
// of that event's delivery is the name of the source, and its ID is empty. The number of events is not
// limited, and each uses at least 1 KiB of memory.
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
