package webhook

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/arena"
)

// Route says where a body belongs. Its parts may point into the body; they are copied.
type Route struct {
	// Event and Object make the Type: "name:event", or "name:event/object". Event must
	// not be empty.
	Event, Object []byte
	// ID identifies the event and is signed by the provider. If it is empty, the event cannot be
	// deduplicated.
	ID []byte
	// Numbered is for an ID that was made of the body: if another event of the same request has the
	// same ID, "#2" (then "#3", …) is appended to this one's, so that it is not taken for a
	// duplicate.
	Numbered bool
	// Key holds the parts of [Delivery.Key], joined with slashes (a slash or percent
	// sign inside a part is escaped). Empty parts at the end are left out. A nil first
	// part stands for the Tenant.
	Key [3][]byte
	// Tenant is the integration, if the provider names one.
	Tenant string
	// TenantSigned: Tenant was read from the signed body. False, the zero value, is right for a
	// Tenant from a header that is not signed. See [Delivery.TenantSigned].
	TenantSigned bool
}

var (
	errNoEvent = newSentinel("webhook: the body names no event")
	// JSON cannot carry these, and what it makes of them is the same for many ids.
	errNotUTF8 = newSentinel("webhook: an event, id, key or tenant is not UTF-8")
)

// stamp sets the fields that do not depend on the body.
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
