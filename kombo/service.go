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

// Warning is something that Kombo did not do as asked, in a call that succeeded: an unknown
// question, a field that the tool does not take. Log it.
type Warning struct {
	Message string `json:"message"`

	rolecall.Extra `json:"-"`
}

// Result is what Kombo returns for an action: a write, or a read that Kombo passes to the tool.
type Result[T any] struct {
	Data     T         `json:"data"`
	Warnings []Warning `json:"warnings,omitempty"`

	// Raw is the exact bytes of Data, members included that this SDK does not know.
	Raw json.RawMessage `json:"-"`
}

// Done is the result of an action that returns nothing but warnings.
type Done = Result[struct{}]

// service is one area of the API: of one integration, or of the account.
type service struct {
	api   *transport.Client
	id    string // of the integration
	place place
}

// place is where a request carries the id of its integration.
type place uint8

const (
	nowhere  place = iota // the call is for the account
	inHeader              // X-Integration-Id
	inPath                // the first id of the pattern
)

// request makes the request of a call. pattern is that of [transport.NewRequest], or a path alone
// for a list. in is the options of a GET, which become its query, or the body of any other method;
// nil is none of both.
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

// act makes a call that returns data and warnings. ids are those of the pattern, in order.
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

// get makes a call that returns data alone.
func get[T any](ctx context.Context, s service, pattern string, in any, call []rolecall.CallOption, ids ...string) (*T, error) {
	return transport.Call[T](ctx, s.api, s.request(pattern, in, ids), call...)
}

// do makes a call that returns nothing.
func do(ctx context.Context, s service, pattern string, in any, call []rolecall.CallOption) error {
	_, err := get[struct{}](ctx, s, pattern, in, call)
	return err
}

// list reads one page of a list. The options know their cursor and their size, since they embed
// [ListOptions] or [PageOptions].
func list[T any](ctx context.Context, s service, path string, opts listOptions, call []rolecall.CallOption) (*rolecall.Page[T], error) {
	req, at := s.request(path, nil, nil), opts.paging()
	queries, err := at.plan(opts)
	if req.Invalid == nil {
		req.Invalid = err
	}
	return transport.ListAll[T](ctx, s.api, req, layout, queries, at.cursor, call...)
}

// layout is where Kombo's lists keep their records.
var layout = transport.Layout{Items: "results", Next: "next", Cursor: "cursor"}
