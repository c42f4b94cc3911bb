package webhook

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/arena"
)

// Route describes the event in a body. The byte slices may point into the body; they are copied.
type Route struct {
	// Event and Object become the [Delivery.Type], after the name of the source: "name:event", or
	// "name:event/object" if Object is not empty. Event must not be empty.
	Event, Object []byte
	// ID identifies the event. It must be covered by the provider's signature. If it is empty, the
	// event cannot be deduplicated.
	ID []byte
	// Numbered reports whether ID was computed from the body. If it is true and an earlier event of
	// the same request has the same ID, "#2" (then "#3", …) is appended to this ID, so that this event
	// is not treated as a duplicate.
	Numbered bool
	// Key holds the parts of [Delivery.Key], which are joined with slashes. A slash or percent sign
	// in a part is escaped. Empty parts at the end are omitted. A nil first part means Tenant.
	Key [3][]byte
	// Tenant is the integration id, if the provider sends one.
	Tenant string
	// TenantSigned reports whether Tenant was read from the signed body. It must be false, the zero
	// value, for a Tenant from a header that is not signed. See [Delivery.TenantSigned].
	TenantSigned bool
}

var (
	errNoEvent = newSentinel("webhook: the body has no event type")
	// A string that is not UTF-8 is rejected because JSON cannot represent it: encoding/json writes
	// U+FFFD instead, so different ids would become equal.
	errNotUTF8 = newSentinel("webhook: an event, id, key or tenant is not UTF-8")
)

// stamp sets the fields that do not depend on the body.
func (s *Source) stamp(f *frame, h http.Header, received time.Time) {
	f.Source = s.Name
	f.Type = s.Name
	f.Received = received.UTC() // UTC also removes the monotonic reading, which JSON cannot represent
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

// isUTF8 reports whether all parts are UTF-8. A tenant with U+FFFD is not: it comes from a header in
// which [frame.keepHeaders] replaced invalid bytes.
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

// addKey joins the parts of the key. Two different lists of parts never give the same key.
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
