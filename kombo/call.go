package kombo

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Caller is on whose behalf [Call] and [CallList] call: a [Client], for the account, or an
// [Integration].
type Caller interface {
	caller() (api *transport.Client, scoped bool, id string)
}

func (c *Client) caller() (api *transport.Client, scoped bool, id string) { return c.api, false, "" }

func (i *Integration) caller() (api *transport.Client, scoped bool, id string) {
	return i.api, true, i.id
}

// callerOf is what a Caller gives, without an api if it is nil or of a client that NewClient has
// not made.
func callerOf(on Caller) (api *transport.Client, scoped bool, id string) {
	switch on := on.(type) {
	case nil:
		return nil, false, ""
	case *Client:
		if on == nil {
			return nil, false, ""
		}
	case *Integration:
		if on == nil {
			return nil, false, ""
		}
	}
	return on.caller()
}

// Call makes a call that has no method here, with the same errors, limits and retries as the
// others: if the error is [rolecall.ErrAmbiguous], a write may have happened. T is what Kombo's documentation shows under "data"; json.RawMessage takes anything.
//
//	group, err := kombo.Call[Group](ctx, integration, http.MethodPost, "/hris/provisioning-groups/{group_id}/diff", nil, diff)
//
// path is what follows the base URL, without a query. Of a segment it takes what stands in a
// URL, so that an id with a slash in it is written with %2F ([url.PathEscape]). query may be
// nil; body is encoded as JSON, nil sends none. A nil Caller is [rolecall.ErrInvalid].
func Call[T any](ctx context.Context, on Caller, method, path string, query url.Values, body any, call ...rolecall.CallOption) (*Result[T], error) {
	api, req, err := prepare(on, method, path, query, body)
	if err != nil {
		return nil, err
	}
	return act[T](ctx, api, req, call)
}

// CallList reads a page of a list that has no method here. It takes path and query as [Call]
// does, and begins at query's "cursor", if it has one. Filters go with every page.
//
//	page, err := kombo.CallList[Course](ctx, integration, "/lms/courses", url.Values{"page_size": {"250"}})
func CallList[T any](ctx context.Context, on Caller, path string, query url.Values, call ...rolecall.CallOption) (*rolecall.Page[T], error) {
	api, req, err := prepare(on, http.MethodGet, path, query, nil)
	if err != nil {
		return nil, err
	}
	cursor := req.Query.Get(layout.Cursor)
	req.Query.Del(layout.Cursor)
	return transport.List[T](ctx, api, req, layout, cursor, call...)
}

const opCall = "kombo.call"

// prepare makes the request of a call that the caller describes.
func prepare(on Caller, method, path string, query url.Values, body any) (*transport.Client, transport.Request, error) {
	api, scoped, id := callerOf(on)
	if api == nil {
		return nil, transport.Request{}, errNoCaller()
	}
	if problem := transport.ProblemIn(body); problem != "" {
		return nil, transport.Request{}, api.Invalid(opCall, "the body: "+strings.TrimSpace(problem))
	}
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		return nil, transport.Request{}, api.Invalid(opCall, "the method is not GET, POST, PUT, PATCH or DELETE")
	}
	segments, err := transport.SplitPath(path)
	if err != nil {
		return nil, transport.Request{}, api.Invalid(opCall, err.Error())
	}
	req := account(opCall, method, segments, body)
	req.Scoped, req.Scope = scoped, id
	req.Query = make(url.Values, len(query)) // of our own: pages to come are asked for with it
	for name, values := range query {
		req.Query[name] = slices.Clone(values)
	}
	return api, req, nil
}

// errNoCaller is the error of a call on behalf of nothing: nil, or a client that NewClient has
// not made.
func errNoCaller() error {
	e := rolecall.Error{Provider: "kombo", Op: opCall, Message: "the Caller is nil: use a Client from NewClient or one of its Integrations"}
	return e.WithCause(rolecall.ErrInvalid)
}
