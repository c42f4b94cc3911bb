package knit

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Caller is on whose behalf [Call] and [CallList] call: an [Integration], or a [Client] for the
// account.
type Caller interface {
	caller() (api *transport.Client, scoped bool, id string)
}

func (c *Client) caller() (api *transport.Client, scoped bool, id string) {
	if c == nil {
		return nil, false, ""
	}
	return c.api, false, ""
}

func (i *Integration) caller() (api *transport.Client, scoped bool, id string) {
	if i == nil {
		return nil, true, ""
	}
	return i.api, true, i.id
}

// Call makes a call of Knit's that has no method here, by its dotted name, with the same errors,
// limits and retries as the others. A nil on is an error. T is what Knit's documentation shows under "data";
// json.RawMessage takes anything.
//
//	deal, err := knit.Call[Deal](ctx, integration, "crm.deal.get", url.Values{"dealId": {"7"}})
//
// What in is decides about the request, since Knit reads with GET and writes with POST:
// [url.Values], or nil, are the query of a GET; anything else is encoded as JSON, and is the body
// of a POST, struct{}{} for an empty object. A POST is a write, and is not repeated once it may
// have reached Knit.
func Call[T any](ctx context.Context, on Caller, method string, in any, call ...rolecall.CallOption) (*T, error) {
	api, req, err := prepare(on, method, in)
	if err != nil {
		return nil, err
	}
	return transport.Call[T](ctx, api, req, call...)
}

// CallList reads a page of a list that has no method here. items is the member of the records
// under "data": a response that has other members and not this one is an error, so that a misspelled
// name does not return another list. "" takes the only list that is there. Pages are followed by
// Knit's nextPageToken; query goes with each, and its pageToken, if it has one, is where the list
// begins.
//
// A field of T with the tag `required:"true"` must be there and not empty, or the record is in
// [rolecall.Page.Bad].
//
//	page, err := knit.CallList[Deal](ctx, integration, "crm.deal.list", "deals", nil)
func CallList[T any](ctx context.Context, on Caller, method, items string, query url.Values, call ...rolecall.CallOption) (*rolecall.Page[T], error) {
	api, req, err := prepare(on, method, query)
	if err != nil {
		return nil, err
	}
	layout := layoutOf[T](anyItems)
	if items != "" {
		layout = namedLayout[T](items)
	}
	cursor := req.Query.Get(paramPageToken)
	req.Query.Del(paramPageToken)
	return transport.List[T](ctx, api, req, layout, cursor, call...)
}

// Call makes a call that has no method here and decodes what is under "data" into out, a
// pointer; nil drops it. in is what the function [Call] takes, which returns a value instead.
//
//	var deal Deal
//	err := integration.Call(ctx, "crm.deal.create", newDeal, &deal)
//
// Lists have [CallList].
func (i *Integration) Call(ctx context.Context, method string, in, out any, call ...rolecall.CallOption) error {
	return callInto(ctx, i, method, in, out, call)
}

// Call is [Integration.Call] for the account: without an integration.
func (c *Client) Call(ctx context.Context, method string, in, out any, call ...rolecall.CallOption) error {
	return callInto(ctx, c, method, in, out, call)
}

func callInto(ctx context.Context, on Caller, method string, in, out any, call []rolecall.CallOption) error {
	api, req, err := prepare(on, method, in)
	if err != nil {
		return err
	}
	if target := reflect.ValueOf(out); out != nil && (target.Kind() != reflect.Pointer || target.IsNil()) {
		return api.Invalid(req.Op, "out is no pointer to decode into")
	}
	resp, err := api.Do(ctx, req, call...)
	if err != nil || out == nil {
		return err
	}
	return transport.Decode(api, &req, resp, resp.Payload, out)
}

// dotted is what Knit's names look like. One of them is an operation's name in metrics, and a
// segment of a path.
var dotted = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$`)

// prepare makes the request of a call that the caller describes.
func prepare(on Caller, method string, in any) (*transport.Client, transport.Request, error) {
	var (
		api    *transport.Client
		scoped bool
		id     string
	)
	if on != nil {
		api, scoped, id = on.caller()
	}
	if api == nil {
		problem := rolecall.Error{Provider: "knit", Op: opOf("call"), Message: "no caller: use a Client of NewClient, or its Integration"}
		return nil, transport.Request{}, problem.WithCause(rolecall.ErrInvalid)
	}
	if !dotted.MatchString(method) {
		return nil, transport.Request{}, api.Invalid(opOf("call"), `the method is no dotted name ("ats.job.list")`)
	}
	req := account(http.MethodPost, method, nil, in)
	switch query := in.(type) {
	case nil:
		req = account(http.MethodGet, method, url.Values{}, nil)
	case url.Values:
		own := make(url.Values, len(query)) // of our own: pages to come are asked for with it
		for name, values := range query {
			own[name] = slices.Clone(values)
		}
		req = account(http.MethodGet, method, own, nil)
	}
	req.Scoped, req.Scope = scoped, id
	return api, req, nil
}
