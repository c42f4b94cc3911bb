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

// service is one area of the API, on behalf of one integration or of the account.
type service struct {
	api    *transport.Client
	scoped bool   // on behalf of an integration
	id     string // the integration's
}

// opOf is the name of a call in errors and metrics.
func opOf(name string) string { return "knit." + name }

// post is the request of a write. name is Knit's dotted name of the call, which is its path as well.
func (s service) post(name string, body any) transport.Request {
	req := s.request(http.MethodPost, name)
	req.Body = body
	return req
}

// get is the request of a read. opts is a struct with the parameters.
func (s service) get(name string, opts any) transport.Request {
	req := s.request(http.MethodGet, name)
	req.Query, req.Invalid = parameters(opts)
	return req
}

func (s service) request(method, name string) transport.Request {
	return transport.Request{Op: opOf(name), Method: method, Path: []string{name}, Scoped: s.scoped, Scope: s.id}
}

// parameters encodes the options of a read, with [ListOptions].Params if it has some.
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
			values[name] = slices.Clone(value) // later pages are requested with it, and the caller may change its own
		}
	}
	return values, nil
}

// write makes a call that changes something, and returns the payload of its response.
func write[T any](ctx context.Context, s service, name string, body any, call []rolecall.CallOption) (*T, error) {
	return transport.Call[T](ctx, s.api, s.post(name, body), call...)
}

// send is write for a call whose response says nothing.
func send(ctx context.Context, s service, name string, body any, call []rolecall.CallOption) error {
	_, err := s.api.Do(ctx, s.post(name, body), call...)
	return err
}

// start is write for a call that has an effect each time that it arrives, so it is never repeated
// once it may have reached Knit. partial: the response may lack what T requires.
func start[T any](ctx context.Context, s service, name string, body any, partial bool, call []rolecall.CallOption) (*T, error) {
	req := s.post(name, body)
	req.Retry, req.Partial = transport.RetryNever, partial
	return transport.Call[T](ctx, s.api, req, call...)
}

// read makes a call that changes nothing, and returns the payload of its response.
func read[T any](ctx context.Context, s service, name string, opts any, call []rolecall.CallOption) (*T, error) {
	return transport.Call[T](ctx, s.api, s.get(name, opts), call...)
}

// list reads the page of a list that begins at the Cursor of opts. items is the member of the
// records.
func list[T any](ctx context.Context, s service, name, items string, opts any, call []rolecall.CallOption) (*rolecall.Page[T], error) {
	return pages[T](ctx, s, s.get(name, opts), layoutOf[T](items), call)
}

// pages reads the page of a list that begins at the page token of req, if it has one.
func pages[T any](ctx context.Context, s service, req transport.Request, layout transport.Layout, call []rolecall.CallOption) (*rolecall.Page[T], error) {
	cursor := req.Query.Get(paramPageToken)
	req.Query.Del(paramPageToken)
	return transport.List[T](ctx, s.api, req, layout, cursor, call...)
}

// part makes a call and returns the part of its response that find selects.
func part[T any](ctx context.Context, s service, req transport.Request, find func(*transport.Response) []byte, call []rolecall.CallOption) (*T, error) {
	v := new(T)
	if _, err := transport.DoInto(ctx, s.api, req, v, find, call...); err != nil {
		return nil, err
	}
	return v, nil
}
