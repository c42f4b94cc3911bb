package knit

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/query"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// service makes calls on behalf of one integration or of the account.
type service struct {
	api    *transport.Client
	scoped bool   // on behalf of an integration
	id     string // the integration's id
}

// opOf returns the name of a call in errors and metrics.
func opOf(name string) string { return "knit." + name }

// post returns the request of a write. name is Knit's dotted name of the call, which is also its path.
func (s service) post(name string, body any) transport.Request {
	req := s.request(http.MethodPost, name)
	req.Body = body
	return req
}

// get returns the request of a read. opts is a struct with the query parameters.
func (s service) get(name string, opts any) transport.Request {
	req := s.request(http.MethodGet, name)
	req.Query, req.Invalid = parameters(opts)
	return req
}

func (s service) request(method, name string) transport.Request {
	return transport.Request{Op: opOf(name), Method: method, Path: []string{name}, Scoped: s.scoped, Scope: s.id}
}

// parameters encodes the options of a read as query parameters, including [ListOptions].Params.
func parameters(opts any) (url.Values, error) {
	if problem := transport.ProblemIn(opts); problem != "" {
		return nil, errors.New(problem)
	}
	values, err := query.Encode(opts)
	if err != nil {
		return nil, err
	}
	if more, ok := opts.(interface{ params() url.Values }); ok {
		for name, value := range more.params() {
			if values.Has(name) {
				return nil, errHasField
			}
			values[name] = slices.Clone(value) // later pages use it, and the caller may change the original
		}
	}
	return values, nil
}

// write makes a call that changes something and decodes the payload of its response.
func write[T any](ctx context.Context, s service, name string, body any, call []rolecall.CallOption) (*T, error) {
	return transport.Call[T](ctx, s.api, s.post(name, body), call...)
}

// send is like write, but ignores the payload of the response.
func send(ctx context.Context, s service, name string, body any, call []rolecall.CallOption) error {
	_, err := s.api.Do(ctx, s.post(name, body), call...)
	return err
}

// start is like write, for a call that has an effect each time that Knit receives it. It is never retried
// once it may have reached Knit. If partial is true, the response may lack the required members of T.
func start[T any](ctx context.Context, s service, name string, body any, partial bool, call []rolecall.CallOption) (*T, error) {
	req := s.post(name, body)
	req.Retry, req.Partial = transport.RetryNever, partial
	return transport.Call[T](ctx, s.api, req, call...)
}

// read makes a call that changes nothing and decodes the payload of its response.
func read[T any](ctx context.Context, s service, name string, opts any, call []rolecall.CallOption) (*T, error) {
	return transport.Call[T](ctx, s.api, s.get(name, opts), call...)
}

// list returns the page of a list that the Cursor of opts selects. items is the member that holds the
// records.
func list[T any](ctx context.Context, s service, name, items string, opts any, call []rolecall.CallOption) (*rolecall.Page[T], error) {
	return pages[T](ctx, s, s.get(name, opts), layoutOf[T](items), call)
}

// pages returns the page of a list that the page token of req selects, or the first page.
func pages[T any](ctx context.Context, s service, req transport.Request, layout transport.Layout, call []rolecall.CallOption) (*rolecall.Page[T], error) {
	cursor := req.Query.Get(paramPageToken)
	req.Query.Del(paramPageToken)
	return transport.List[T](ctx, s.api, req, layout, cursor, call...)
}

// part makes a call and decodes the part of its response that find returns.
func part[T any](ctx context.Context, s service, req transport.Request, find func(*transport.Response) []byte, call []rolecall.CallOption) (*T, error) {
	v := new(T)
	if _, err := transport.DoInto(ctx, s.api, req, v, find, call...); err != nil {
		return nil, err
	}
	return v, nil
}
