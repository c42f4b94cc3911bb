package transport

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// NewRequest returns the request for a pattern like those of [http.ServeMux]: a method, a space, and the
// path below the base URL. The ids replace the names in braces, in order.
//
//	NewRequest("kombo", "PUT ats/applications/{application_id}/stage", id)
//
// The name of the operation consists of the provider, the literal segments in snake case, and create,
// update, delete or get for the method, like "kombo.ats.applications.stage.update". NewRequest panics if
// the pattern is invalid or the number of ids is wrong.
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
			panic(fmt.Sprintf("transport: pattern %q: no id for %s", pattern, segment))
		}
		segments, ids = append(segments, ids[0]), ids[1:]
	}
	if len(ids) > 0 {
		panic(fmt.Sprintf("transport: pattern %q: %d ids too many", pattern, len(ids)))
	}
	verb, known := verbs[method]
	if !known {
		panic(fmt.Sprintf("transport: pattern %q: unknown method %q", pattern, method))
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

// Reject marks the request as invalid because of problem. It does nothing if problem is empty or the
// request is already invalid.
func (r *Request) Reject(problem string) {
	if problem != "" && r.Invalid == nil {
		r.Invalid = errors.New(problem)
	}
}

// Listing returns the request with the operation name of a list, like "kombo.ats.jobs.list".
func (r Request) Listing() Request {
	r.Op = strings.TrimSuffix(r.Op, ".get") + ".list"
	return r
}

// Named returns the request with another verb in its operation name. With the verb pickOne,
// "kombo.ats.jobs.get" becomes "kombo.ats.jobs.pick_one".
func (r Request) Named(verb string) Request {
	r.Op = r.Op[:strings.LastIndexByte(r.Op, '.')+1] + snake(verb)
	return r
}

// snake converts a segment like "pay-runs" or "jobPostingStatus" to snake case.
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
