package kombo

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/query"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Warning reports a part of a request that Kombo did not carry out although the call succeeded, such as an
// answer to an unknown question or a field that the tool does not support. Log it.
type Warning struct {
	Message string `json:"message"`

	rolecall.Extra `json:"-"`
}

// Result is the response to an action: a write, or a read that Kombo forwards to the tool.
type Result[T any] struct {
	Data     T         `json:"data"`
	Warnings []Warning `json:"warnings,omitempty"`

	// Raw holds the exact bytes of Data, including unknown members.
	Raw json.RawMessage `json:"-"`
}

// Done is the result of an action that returns only warnings.
type Done = Result[struct{}]

// service calls one area of the API, for one integration or for the account.
type service struct {
	api   *transport.Client
	id    string // the ID of the integration
	place idPlace
}

// idPlace is the place of the integration's id in a request.
type idPlace uint8

const (
	noID     idPlace = iota // the call is for the account
	inHeader                // X-Integration-Id
	inPath                  // the first ID of the pattern
)

// request returns the request of a call. pattern is a method and a path, as for [transport.NewRequest], or
// only a path for a list. in holds the options of a GET, which become its query, or the body of any other
// method. If it is nil, there is neither.
func (s service) request(pattern string, in any, ids []string) transport.Request {
	if s.place == inPath {
		ids = slices.Concat([]string{s.id}, ids)
	}
	var r transport.Request
	if strings.Contains(pattern, " ") {
		r = transport.NewRequest("kombo", pattern, ids...)
	} else {
		r = transport.NewRequest("kombo", http.MethodGet+" "+pattern, ids...).Listing()
	}
	r.Scoped, r.Scope = s.place == inHeader, s.id
	switch problem := transport.CheckHeaderValue(s.id); {
	case s.place == inPath && problem != "":
		r.Invalid = errors.New("the integration id " + problem)
	case slices.Contains(ids, remotePrefix):
		r.Invalid = errors.New("an id in the path " + problemRemote)
	case r.Method == http.MethodGet:
		r.Query, r.Invalid = query.Encode(in)
	default:
		r.Body = in
	}
	return r
}

// act makes a call that returns data and warnings. ids are the values of the placeholders of pattern, in
// order.
func act[T any](ctx context.Context, s service, pattern string, in any, call []rolecall.CallOption, ids ...string) (*Result[T], error) {
	return resultOf[T](ctx, s.api, s.request(pattern, in, ids), call)
}

func resultOf[T any](ctx context.Context, api *transport.Client, req transport.Request, call []rolecall.CallOption) (*Result[T], error) {
	r := new(Result[T])
	whole := func(resp *transport.Response) []byte { return resp.Body }
	resp, err := transport.DoInto(ctx, api, req, r, whole, call...)
	if err != nil {
		return nil, err
	}
	r.Raw = resp.Payload
	return r, nil
}

// get makes a call that returns data without warnings.
func get[T any](ctx context.Context, s service, pattern string, in any, call []rolecall.CallOption, ids ...string) (*T, error) {
	return transport.Call[T](ctx, s.api, s.request(pattern, in, ids), call...)
}

// do makes a call that returns nothing.
func do(ctx context.Context, s service, pattern string, in any, call []rolecall.CallOption) error {
	_, err := get[struct{}](ctx, s, pattern, in, call)
	return err
}

// list reads one page of a list. opts provides the cursor and the page size, usually by embedding
// [ListOptions] or [PageOptions].
func list[T any](ctx context.Context, s service, path string, opts listOptions, call []rolecall.CallOption) (*rolecall.Page[T], error) {
	req, paging := s.request(path, nil, nil), opts.paging()
	queries, err := paging.plan(opts)
	if req.Invalid == nil {
		req.Invalid = err
	}
	return transport.ListAll[T](ctx, s.api, req, layout, queries, paging.cursor, call...)
}

// layout names the members of Kombo's list responses and the query parameter of the cursor.
var layout = transport.Layout{Items: "results", Next: "next", Cursor: "cursor"}
