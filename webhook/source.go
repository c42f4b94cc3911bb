package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
	"unsafe"
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
	// Split cuts a body that carries several events into their bodies, each of which
	// becomes a Delivery of its own. Its errors are taken as Route's. Where Route refuses one
	// event, the whole body is refused, but for an error of [NotUnderstood], [Drop] or
	// [RetryAfter], which is about that event alone. Nil: a body is one event.
	Split func(body []byte) ([][]byte, error)
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
}

const (
	defaultMaxBody = 1 << 20
	mostBody       = 1 << 30
)

var (
	errNoEvent = errors.New("webhook: the body names no event")
	// JSON cannot carry what is not text, and what it makes of it is the same for many ids.
	errNotText = errors.New("webhook: an event, id, key or tenant is not UTF-8")
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
	s.Verifier = ownVerifier(s.Verifier)
	keep := make([]string, 0, len(s.Keep))
	for _, name := range s.Keep {
		name = http.CanonicalHeaderKey(name)
		h, ok := s.Verifier.(*HMAC)
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
// name of the source and its ID empty. Names in h are in the form of http.CanonicalHeaderKey.
func (s Source) Parse(h http.Header, body []byte) ([]*Delivery, error) {
	own, err := s.prepare()
	if err != nil {
		return nil, err
	}
	f, room := newFrame(len(body))
	n := copy(room, body)
	list, failed, err := own.deliveries(f, room, n, h, time.Now())
	if err != nil {
		return list, err
	}
	return list, errors.Join(failed...)
}

// deliveries makes what the first n bytes of room hold into deliveries; failed says which of
// them were not understood, and why. On err, which is about the whole, there is one delivery,
// and it holds the bytes that err is about.
func (s *Source) deliveries(f *frame, room []byte, n int, h http.Header, now time.Time) (list []*Delivery, failed []error, err error) {
	if s.Split == nil {
		err := s.fill(f, room[:n:n], room[n:], h, now)
		return []*Delivery{&f.Delivery}, []error{nil}, err
	}
	s.stamp(f, room[:n:n], h, now)
	bodies, err := s.Split(f.Body)
	if err != nil {
		return []*Delivery{&f.Delivery}, nil, err
	}
	list, failed = make([]*Delivery, len(bodies)), make([]error, len(bodies))
	seen := make(map[string]int, len(bodies))
	for i, body := range bodies {
		var err error
		if len(bodies) == 1 && lies(body, room[:n]) { // it is in f already
			err = s.fill(f, slices.Clip(body), room[n:], h, now)
		} else {
			var room []byte
			f, room = newFrame(len(body))
			end := copy(room, body)
			err = s.fill(f, room[:end:end], room[end:], h, now)
		}
		if err != nil && !judged(err) {
			return []*Delivery{&f.Delivery}, nil, err
		}
		if f.numbered {
			f.number(seen)
		}
		list[i], failed[i] = &f.Delivery, err
	}
	return list, failed, nil
}

// lies tells whether part lies in whole, and is no copy of what does.
func lies(part, whole []byte) bool {
	if len(part) == 0 || len(whole) == 0 {
		return false
	}
	at, start := uintptr(unsafe.Pointer(&part[0])), uintptr(unsafe.Pointer(&whole[0])) //nolint:gosec // only compared
	return at >= start && at+uintptr(len(part)) <= start+uintptr(len(whole))
}

// number tells f from the events before it that have the same ID.
func (f *frame) number(seen map[string]int) {
	seen[f.ID]++
	if n := seen[f.ID]; n > 1 {
		f.ID += "#" + strconv.Itoa(n)
	}
}

// stamp sets what is known before the body is looked into.
func (s *Source) stamp(f *frame, body []byte, h http.Header, now time.Time) {
	f.Source = s.Name
	f.Type = s.Name
	f.Body = body
	// It may have been stamped for the whole body before.
	f.Header, f.values = nil, [len(f.values)]string{}
	f.Received = now.UTC() // which also drops the monotonic reading: JSON cannot carry it
	f.keepHeaders(h, s.Keep)
}

// fill makes one Delivery of body, the text of its fields in what is free.
func (s *Source) fill(f *frame, body, free []byte, h http.Header, now time.Time) error {
	s.stamp(f, body, h, now)
	route, err := s.Route(&f.Delivery)
	if err != nil {
		return err
	}
	if len(route.Event) == 0 {
		return errNoEvent
	}
	f.Tenant = route.Tenant
	t := text{free}
	name := append(append(append(t.room[:0], s.Name...), ':'), route.Event...)
	if len(route.Object) > 0 {
		name = append(append(name, '/'), route.Object...)
	}
	f.Type = t.keep(name)
	f.ID = t.keep(append(t.room[:0], route.ID...))
	f.Key = t.keep(appendKey(t.room[:0], &route))
	if !utf8.ValidString(f.Type) || !utf8.ValidString(f.ID) || !utf8.ValidString(f.Key) || !isExact(f.Tenant) {
		f.Type, f.ID, f.Key, f.Tenant = s.Name, "", "", ""
		return errNotText
	}
	f.numbered = route.Numbered && f.ID != ""
	return nil
}

// isExact tells whether a tenant is the one that was sent: in a header that is not UTF-8, [frame.keepHeaders] has put U+FFFD.
func isExact(tenant string) bool { return !strings.ContainsRune(tenant, utf8.RuneError) }

// appendKey joins parts so that no two lists of parts give the same key.
func appendKey(b []byte, route *Route) []byte {
	last := len(route.Key)
	for last > 0 && len(route.Key[last-1]) == 0 {
		last--
	}
	if route.Key[0] == nil {
		b = appendPart(b, route.Tenant)
	}
	for i, part := range route.Key[:last] {
		if i > 0 {
			b = append(b, '/')
		}
		b = appendPart(b, part)
	}
	return b
}

func appendPart[T string | []byte](b []byte, part T) []byte {
	for i := range len(part) {
		switch c := part[i]; c {
		case '/':
			b = append(b, "%2F"...)
		case '%':
			b = append(b, "%25"...)
		default:
			b = append(b, c)
		}
	}
	return b
}
