package kombo

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Caller is a [Client] or an [Integration]. With a Client, [Call] and [CallList] make calls of the account;
// with an Integration, they make calls of that integration.
type Caller interface{ caller() service }

func (c *Client) caller() service {
	if c == nil {
		return service{}
	}
	return c.service
}

func (i *Integration) caller() service {
	if i == nil {
		return service{}
	}
	return i.service
}

// CallRequest is a request to an operation that has no method in this package. See [Call] and
// [CallList].
type CallRequest struct {
	// Method is GET, POST, PUT, PATCH or DELETE. "": GET.
	Method string
	// Path is the path after the base URL, without a query: "/hris/skills". Its segments are
	// escaped as in a URL: write a slash within an id as %2F ([url.PathEscape]). Required.
	Path string
	// Query is copied. Nil: no query.
	Query url.Values `secret:"true"`
	// Body is encoded as JSON. Nil: no body. A Body requires a Method other than GET.
	Body any `secret:"true"`
}

// Problem describes what makes the request invalid for [Call], or returns "" if it is valid. The call checks it
// before sending anything. If Body has a Problem method, the call checks its result also. [CallList] accepts
// neither a Body nor a Method other than GET.
func (r CallRequest) Problem() string {
	switch r.Method {
	case http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	case "", http.MethodGet:
		if r.Body != nil {
			return "Body is set, but Method is GET or empty: use POST, PUT, PATCH or DELETE"
		}
	default:
		return "Method is not GET, POST, PUT, PATCH or DELETE"
	}
	if r.Path == "" || r.Path == "/" {
		return "Path is empty"
	}
	if _, err := transport.SplitPath(r.Path); err != nil {
		return "Path is invalid: " + err.Error()
	}
	return ""
}

// Call calls an operation that has no method in this package. Errors, limits and retries are the same
// as for the methods: an error that is [rolecall.ErrAmbiguous] means that a write may have happened. T
// is the type of "data" in Kombo's documentation; json.RawMessage accepts anything. A nil Caller is
// [rolecall.ErrInvalid].
//
//	group, err := kombo.Call[Group](ctx, integration, kombo.CallRequest{
//		Method: http.MethodPost, Path: "/hris/provisioning-groups/" + id + "/diff", Body: diff,
//	})
func Call[T any](ctx context.Context, on Caller, req CallRequest, call ...rolecall.CallOption) (*Result[T], error) {
	s, err := serviceOf(on)
	if err != nil {
		return nil, err
	}
	return resultOf[T](ctx, s.api, s.free(req, req.Problem()), call)
}

// CallList reads a page of a list that has no method in this package. It begins at the "cursor" of
// Query, if there is one. The other parameters of Query are sent with every page. A Body, or a Method
// other than GET, is [rolecall.ErrInvalid].
//
//	page, err := kombo.CallList[Course](ctx, integration, kombo.CallRequest{
//		Path: "/lms/courses", Query: url.Values{"page_size": {"250"}},
//	})
func CallList[T any](ctx context.Context, on Caller, req CallRequest, call ...rolecall.CallOption) (*rolecall.Page[T], error) {
	s, err := serviceOf(on)
	if err != nil {
		return nil, err
	}
	problem := ""
	if req.Body != nil || req.Method != "" && req.Method != http.MethodGet {
		problem = "Method or Body is set: lists are read with GET and without a body"
	}
	free := s.free(req, cmp.Or(problem, req.Problem()))
	cursor := free.Query.Get(layout.Cursor)
	free.Query.Del(layout.Cursor)
	return transport.List[T](ctx, s.api, free, layout, cursor, call...)
}

const opCall = "kombo.call"

// serviceOf returns the service of a Caller, or an error if it has none.
func serviceOf(on Caller) (service, error) {
	var s service
	if on != nil {
		s = on.caller()
	}
	if s.api == nil {
		return s, transport.NewError("kombo", opCall, "the Caller is nil: use a Client from NewClient or one of its Integrations", rolecall.ErrInvalid)
	}
	return s, nil
}

// free returns the request that req describes. It copies the query, since later pages are read with it.
func (s service) free(req CallRequest, problem string) transport.Request {
	r := transport.Request{Op: opCall, Method: req.Method, Body: req.Body, Query: make(url.Values, len(req.Query))}
	r.Scoped, r.Scope = s.place == inHeader, s.id
	if problem != "" {
		r.Method, r.Invalid = "", errors.New(problem)
		return r
	}
	r.Method = cmp.Or(r.Method, http.MethodGet)
	r.Path, r.Invalid = transport.SplitPath(req.Path)
	for name, values := range req.Query {
		r.Query[name] = slices.Clone(values)
	}
	return r
}
