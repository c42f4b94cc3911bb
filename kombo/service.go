package kombo

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Warning is something that Kombo did not do as asked, in a call that succeeded: an unknown
// question, a field that the tool does not take. Log it.
type Warning struct {
	Message string `json:"message"`

	rolecall.Extra `json:"-"`
}

// Result is the answer to an action: a write, or a read that Kombo passes to the tool.
type Result[T any] struct {
	Data     T         `json:"data"`
	Warnings []Warning `json:"warnings,omitempty"`

	// Raw is the exact bytes of Data, members included that this SDK does not know.
	Raw json.RawMessage `json:"-"`
}

// Done is the answer to an action that returns nothing but warnings.
type Done = Result[struct{}]

// request is a call on behalf of the integration.
func (s service) request(op, method string, path []string, body any) transport.Request {
	return transport.Request{Op: op, Method: method, Path: path, Body: body, Scoped: true, Scope: s.id}
}

// account is a call for the whole account. Kombo takes the integration, if any, in the
// path.
func account(op, method string, path []string, body any) transport.Request {
	return transport.Request{Op: op, Method: method, Path: path, Body: body}
}

// act makes a call that answers with data and warnings.
func act[T any](ctx context.Context, api *transport.Client, req transport.Request, call []rolecall.CallOption) (*Result[T], error) {
	r := new(Result[T])
	whole := func(resp *transport.Response) []byte { return resp.Body }
	resp, err := transport.DoInto(ctx, api, req, r, whole, call...)
	if err != nil {
		return nil, err
	}
	r.Raw = resp.Payload
	return r, nil
}

// get makes a call that answers with data alone.
func get[T any](ctx context.Context, api *transport.Client, req transport.Request, call []rolecall.CallOption) (*T, error) {
	return transport.Call[T](ctx, api, req, call...)
}

// list reads one page of a list of the integration. opts is the list's option struct, with
// common, its embedded ListOptions, inside.
func list[T any](ctx context.Context, s service, op string, path []string, common ListOptions, opts any, call []rolecall.CallOption) (*rolecall.Page[T], error) {
	return listBy[T](ctx, s, op, path, common, opts, plan, call)
}

// listBy is list with another plan than most lists have.
func listBy[T any](ctx context.Context, s service, op string, path []string, common ListOptions, opts any, plan planner, call []rolecall.CallOption) (*rolecall.Page[T], error) {
	req := s.request(op, http.MethodGet, path, nil)
	queries, err := plan(common, opts)
	if err != nil {
		return nil, s.api.Invalid(op, err.Error())
	}
	return transport.ListAll[T](ctx, s.api, req, layout, queries, common.Cursor, call...)
}

// layout is where Kombo's lists keep their records.
var layout = transport.Layout{Items: "results", Next: "next", Cursor: "cursor"}
