package webhook

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/arena"
)

// Source is one provider, as a [Receiver] sees it. The provider packages have one each
// behind their NewReceiver; write your own for a provider that this SDK does not know.
type Source struct {
	// Name stands in front of every [Delivery.Type]: "knit". Lower case letters, digits, -.
	Name string
	// Verifier tells authentic requests from others. Nil is refused by [NewReceiver];
	// see [Unverified].
	Verifier Verifier
	// Route says what an authentic body is. The Delivery it is given has Source, Body,
	// Header and Received; an error refuses the request with 400, or as [NotUnderstood],
	// [Drop] and [RetryAfter] say. It must not keep d.
	Route func(d *Delivery) (Route, error)
	// Split yields the bodies of the events in one body, in order. Each becomes a separate
	// Delivery, which is passed to the sink before the next one is made. Split is called twice
	// for a body and must yield the same both times: the first pass counts the events, see
	// [MaxEvents], and calls Route for each, so that a body with an event that Route refuses is
	// refused as a whole. An error of [NotUnderstood], [Drop] or [RetryAfter] from Route
	// concerns only that event. An error that Split yields concerns the whole body and is
	// treated like Route's. The slices may point into body; they are copied. Nil: a body is
	// one event.
	Split func(body []byte) iter.Seq2[[]byte, error]
	// Keep names the request headers that go into [Delivery.Header]. One that may hold a
	// credential, a cookie or a signature is refused by [NewReceiver].
	Keep []string
	// Get answers GET requests, such as a provider's challenge. Nil: 405.
	Get http.HandlerFunc
	// Explain gives the JSON body of a 400 to an authentic request that was not understood,
	// for providers that want to read why. err holds nothing of what was sent, unless Route
	// or Split put it there. Nil: the body is empty.
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

// Route says where a body belongs. Its parts may point into the body; they are copied.
type Route struct {
	// Event and Object make the Type: "name:event", or "name:event/object". Event must
	// not be empty.
	Event, Object []byte
	// ID is what the provider signed to tell this event from others; "" if there is
	// nothing, and then the event cannot be deduplicated.
	ID []byte
	// Numbered is for an ID that was made of the body: where another event of the same request
	// has the same one, this one's gets "#2" (then "#3", …) at its end, so that it does not pass
	// for a repetition.
	Numbered bool
	// Key holds the parts of [Delivery.Key], joined with slashes (a slash or percent
	// sign inside a part is escaped). Empty parts at the end are left out. A nil first
	// part stands for the Tenant.
	Key [3][]byte
	// Tenant is the integration, if the provider says.
	Tenant string
	// TenantSigned: Tenant was read from the signed body. False, the zero value, is right for a
	// Tenant from a header that is not signed. See [Delivery.TenantSigned].
	TenantSigned bool
}

const (
	defaultMaxBody = 1 << 20
	mostBody       = 1 << 30
)

var (
	errNoEvent = newSentinel("webhook: the body names no event")
	// JSON cannot carry these, and what it makes of them is the same for many ids.
	errNotUTF8 = newSentinel("webhook: an event, id, key or tenant is not UTF-8")
)

// prepare checks a Source and returns the form that is used.
func (s Source) prepare() (*Source, error) {
	if s.Name == "" || strings.ContainsFunc(s.Name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
	}) {
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
	keep := make([]string, 0, len(s.Keep))
	for _, name := range s.Keep {
		name = http.CanonicalHeaderKey(name)
		h, ok := s.checker.(*HMAC)
		if neverKept(name) || ok && name == h.Header {
			return nil, fmt.Errorf("webhook: source %s would keep the header %s, which may hold a secret", s.Name, name)
		}
		keep = append(keep, name)
	}
	s.Keep = keep
	return &s, nil
}

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
// come from a queue, a file or a framework that has verified them. It copies body. Where a
// body is not understood, one delivery that holds it comes with the error. Where one event of
// several is not ([NotUnderstood]), it is in the list with the others, its Type the bare
// name of the source and its ID empty. The number of events has no limit; each takes at least
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

// stamp sets the fields that do not depend on the body. It must be called once for a frame.
func (s *Source) stamp(f *frame, h http.Header, received time.Time) {
	f.Source = s.Name
	f.Type = s.Name
	f.Received = received.UTC() // which also drops the monotonic reading: JSON cannot carry it
	f.keepHeaders(h, s.Keep)
}

// routeOf calls Route for d and checks the result.
func (s *Source) routeOf(d *Delivery) (Route, error) {
	route, err := s.Route(d)
	switch {
	case err != nil:
		return Route{}, err
	case len(route.Event) == 0:
		return Route{}, errNoEvent
	case !route.isUTF8():
		return Route{}, errNotUTF8
	}
	return route, nil
}

// isUTF8 reports whether all parts are UTF-8. A tenant from a header that is not contains U+FFFD,
// which [frame.keepHeaders] puts there.
func (r *Route) isUTF8() bool {
	if strings.ContainsRune(r.Tenant, utf8.RuneError) {
		return false
	}
	for _, part := range [...][]byte{r.Event, r.Object, r.ID, r.Key[0], r.Key[1], r.Key[2]} {
		if !utf8.Valid(part) {
			return false
		}
	}
	return true
}

// route sets the fields of a stamped frame that depend on its body.
func (s *Source) route(f *frame) error {
	route, err := s.routeOf(&f.Delivery)
	if err != nil {
		return err
	}
	if err := s.identify(&f.Delivery, &route); err != nil {
		return err
	}
	f.Tenant, f.TenantSigned = route.Tenant, route.TenantSigned && route.Tenant != ""
	f.strings.AddString(s.Name)
	f.strings.AddByte(':')
	f.strings.Add(route.Event)
	if len(route.Object) > 0 {
		f.strings.AddByte('/')
		f.strings.Add(route.Object)
	}
	f.Type = f.strings.Next()
	f.strings.Add(route.ID)
	f.ID = f.strings.Next()
	addKey(&f.strings, &route)
	f.Key = f.strings.Next()
	f.numbered = route.Numbered && f.ID != ""
	return nil
}

// addKey joins the parts of the key so that no two lists of parts give the same key.
func addKey(s *arena.Strings, route *Route) {
	last := len(route.Key)
	for last > 0 && len(route.Key[last-1]) == 0 {
		last--
	}
	if route.Key[0] == nil {
		addPart(s, route.Tenant)
	}
	for i, part := range route.Key[:last] {
		if i > 0 {
			s.AddByte('/')
		}
		addPart(s, part)
	}
}

func addPart[T string | []byte](s *arena.Strings, part T) {
	for i := range len(part) {
		switch c := part[i]; c {
		case '/':
			s.AddString("%2F")
		case '%':
			s.AddString("%25")
		default:
			s.AddByte(c)
		}
	}
}
