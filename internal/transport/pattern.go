package transport

import (
	"fmt"
	"net/http"
	"strings"
)

// NewRequest returns the request of an operation that is written like a pattern of
// [http.ServeMux]: a method, and the path below the base with names in braces for ids, which follow
// in order.
//
//	NewRequest("kombo", "PUT ats/applications/{application_id}/stage", id)
//
// The name of the operation follows from it, so that a reader of the provider's documentation
// knows it: the provider, the literal segments in snake case, and create, update, delete or get for
// the method ("kombo.ats.applications.stage.update"). A number of ids that does not fit the pattern
// is a mistake of the package that calls it, and panics.
func NewRequest(provider, pattern string, ids ...string) Request {
	method, path, _ := strings.Cut(pattern, " ")
	name := []string{provider}
	var segments []string
	for segment := range strings.SplitSeq(path, "/") {
		if !strings.HasPrefix(segment, "{") {
			segments = append(segments, segment)
			name = append(name, snake(segment))
			continue
		}
		if len(ids) == 0 {
			panic(fmt.Sprintf("transport: %q needs an id for %s", pattern, segment))
		}
		segments, ids = append(segments, ids[0]), ids[1:]
	}
	if len(ids) > 0 {
		panic(fmt.Sprintf("transport: %q has no place for %d ids", pattern, len(ids)))
	}
	verb, known := verbs[method]
	if !known {
		panic(fmt.Sprintf("transport: %q begins with no method", pattern))
	}
	return Request{Op: strings.Join(append(name, verb), "."), Method: method, Path: segments}
}

var verbs = map[string]string{
	http.MethodGet:    "get",
	http.MethodPost:   "create",
	http.MethodPut:    "update",
	http.MethodPatch:  "update",
	http.MethodDelete: "delete",
}

// Listing returns the request with the name of a list: "kombo.ats.jobs.list".
func (r Request) Listing() Request {
	r.Op = strings.TrimSuffix(r.Op, ".get") + ".list"
	return r
}

// Named returns the request with another verb in its name: that of an action, for example.
// "kombo.ats.jobs.get" becomes "kombo.ats.jobs.pick_one" with pickOne.
func (r Request) Named(verb string) Request {
	r.Op = r.Op[:strings.LastIndexByte(r.Op, '.')+1] + snake(verb)
	return r
}

// snake writes a segment ("pay-runs", "jobPostingStatus") as names in metrics are written.
func snake(segment string) string {
	var b strings.Builder
	for i, r := range segment {
		switch {
		case r == '-':
			r = '_'
		case r >= 'A' && r <= 'Z':
			if i > 0 {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
