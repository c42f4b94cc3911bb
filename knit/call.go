package knit

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Caller is a [Client] or an [Integration]. With a Client, [Call] and [CallList] make calls of the account;
// with an Integration, they make calls of that integration.
type Caller interface {
	caller() service
}

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

// CallRequest is a call of Knit's API for which the SDK has no method.
type CallRequest struct {
	// Name is Knit's dotted name of the call, such as "crm.deal.get". Required.
	Name string
	// Query holds the query parameters. Nil: none.
	Query url.Values `secret:"true"`
	// Body is the body of the request. It also selects the HTTP method, because Knit reads with GET and
	// writes with POST. If Body is nil, the method is GET. Any other value is encoded as JSON and sent with
	// POST; struct{}{} is sent as an empty object. [CallList] rejects a Body.
	Body any `secret:"true"`
	// Items is the member under "data" that holds the records. Only [CallList] uses it. If the response has
	// other members but not this one, CallList returns an error, so that a misspelled name does not return
	// another list. Empty: the only list in the response.
	Items string
}

// Problem describes what makes the request invalid for both [Call] and [CallList], or returns "" if nothing
// does. In addition, Call rejects Items, and CallList rejects a Body.
func (r CallRequest) Problem() string {
	if !dotted.MatchString(r.Name) {
		return `Name is not a dotted name ("ats.job.list")`
	}
	if _, query := r.Body.(url.Values); query {
		return "Body is url.Values: set Query instead"
	}
	return ""
}

// dotted matches Knit's names of calls. A name is used in metrics and as a path segment.
var dotted = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$`)

// Call makes a call for which the SDK has no method, with the same errors, limits and retries as any other
// call. T is the type of the response's member "data"; json.RawMessage accepts any value. A request with a
// Body is a write, and is not retried once it may have reached Knit. If the Caller is nil or the request is
// invalid, Call returns [rolecall.ErrInvalid] and sends nothing.
//
//	deal, err := knit.Call[Deal](ctx, integration, knit.CallRequest{Name: "crm.deal.get", Query: url.Values{"dealId": {"7"}}})
//	created, err := knit.Call[Deal](ctx, integration, knit.CallRequest{Name: "crm.deal.create", Body: deal})
func Call[T any](ctx context.Context, on Caller, req CallRequest, call ...rolecall.CallOption) (*T, error) {
	problem := req.Problem()
	if problem == "" && req.Items != "" {
		problem = "Items is set: use CallList"
	}
	s, made, err := req.request(on, problem)
	if err != nil {
		return nil, err
	}
	return transport.Call[T](ctx, s.api, made, call...)
}

// CallList returns a page of a list for which the SDK has no method. Later pages are requested with Knit's
// nextPageToken and the same Query. A pageToken in Query selects the first page. CallList returns the same
// errors as [Call].
//
// If a field of T has the tag `required:"true"`, a record in which it is absent or empty is in
// [rolecall.Page.Bad].
//
//	page, err := knit.CallList[Deal](ctx, integration, knit.CallRequest{Name: "crm.deal.list", Items: "deals"})
func CallList[T any](ctx context.Context, on Caller, req CallRequest, call ...rolecall.CallOption) (*rolecall.Page[T], error) {
	problem := req.Problem()
	if problem == "" && req.Body != nil {
		problem = "Body is set: a list is read with GET"
	}
	s, made, err := req.request(on, problem)
	if err != nil {
		return nil, err
	}
	layout := layoutOf[T](anyItems)
	if req.Items != "" {
		layout = namedLayout[T](req.Items)
	}
	return pages[T](ctx, s, made, layout, call)
}

// request returns the request for r, on behalf of on. A request with a problem is rejected before it is sent.
func (r CallRequest) request(on Caller, problem string) (service, transport.Request, error) {
	var s service
	if on != nil {
		s = on.caller()
	}
	if s.api == nil {
		return s, transport.Request{}, transport.NewError("knit", opOf("call"), "Caller is nil: use a Client from NewClient or one of its Integrations", rolecall.ErrInvalid)
	}
	if problem != "" {
		return s, transport.Request{Op: opOf("call"), Invalid: errors.New(problem)}, nil // keep an invalid name out of metrics
	}
	made := s.request(http.MethodGet, r.Name)
	if r.Body != nil {
		made = s.post(r.Name, r.Body)
	}
	made.Query = make(url.Values, len(r.Query)) // a copy, because later pages use it and the caller may change the original
	for name, values := range r.Query {
		made.Query[name] = slices.Clone(values)
	}
	return s, made, nil
}
