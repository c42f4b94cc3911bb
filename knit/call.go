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

// Caller is on whose behalf [Call] and [CallList] call: an [Integration], or a [Client] for the
// account.
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

// CallRequest is a call of Knit's API that has no method here.
type CallRequest struct {
	// Name is Knit's dotted name of the call: "crm.deal.get". Required.
	Name string
	// Query are the parameters. Nil: none.
	Query url.Values `secret:"true"`
	// Body decides about the method, since Knit reads with GET and writes with POST. Nil: a GET.
	// Anything else is encoded as JSON and sent in a POST, struct{}{} as an empty object. [CallList]
	// takes none.
	Body any `secret:"true"`
	// Items is the member of the records under "data", for [CallList] alone: a response that has other
	// members and not this one is an error, so that a misspelled name does not return another list. "":
	// the only list that is there.
	Items string
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (r CallRequest) Problem() string {
	if !dotted.MatchString(r.Name) {
		return `Name is not a dotted name ("ats.job.list")`
	}
	if _, query := r.Body.(url.Values); query {
		return "Body is url.Values: parameters go into Query"
	}
	return ""
}

// dotted is what Knit's names look like. One of them is an operation's name in metrics, and a
// segment of a path.
var dotted = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$`)

// Call makes a call that has no method here, with the same errors, limits and retries as the others.
// T is what Knit's documentation shows under "data"; json.RawMessage takes anything. A request with a
// Body is a write, and is not repeated once it may have reached Knit. A nil Caller and a wrong request
// are [rolecall.ErrInvalid], before anything is sent.
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

// CallList reads a page of a list that has no method here. Later pages are requested with Knit's
// nextPageToken and the same Query; a pageToken in Query is where the list begins. Errors are those of
// [Call].
//
// A field of T with the tag `required:"true"` must be there and not empty, or the record is in
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

// request makes the request of a call that the caller describes. One with a problem is not sent.
func (r CallRequest) request(on Caller, problem string) (service, transport.Request, error) {
	var s service
	if on != nil {
		s = on.caller()
	}
	if s.api == nil {
		return s, transport.Request{}, transport.NewError("knit", opOf("call"), "the Caller is nil: use a Client from NewClient or one of its Integrations", rolecall.ErrInvalid)
	}
	if problem != "" {
		return s, transport.Request{Op: opOf("call"), Invalid: errors.New(problem)}, nil // a name that the caller made up is not for metrics
	}
	made := s.request(http.MethodGet, r.Name)
	if r.Body != nil {
		made = s.post(r.Name, r.Body)
	}
	made.Query = make(url.Values, len(r.Query)) // later pages are requested with it, and the caller may change its own
	for name, values := range r.Query {
		made.Query[name] = slices.Clone(values)
	}
	return s, made, nil
}
