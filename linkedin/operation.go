package linkedin

import (
	"context"
	"net/http"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

const provider = "linkedin"

// restMethods are the methods of Rest.li: the HTTP method of each, and the verb in the name of an
// operation. That of an action is the action.
//
// Source: linkedin.github.io/rest.li, "Rest.li Protocol", resource methods.
var restMethods = map[string]struct{ http, verb string }{
	"get":                  {http.MethodGet, "get"},
	"batch_get":            {http.MethodGet, "get"},
	"get_all":              {http.MethodGet, "list"},
	"finder":               {http.MethodGet, "find"},
	"create":               {http.MethodPost, "create"},
	"batch_create":         {http.MethodPost, "create"},
	"update":               {http.MethodPut, "update"},
	"batch_update":         {http.MethodPut, "update"},
	"partial_update":       {http.MethodPost, "update"},
	"batch_partial_update": {http.MethodPost, "update"},
	"delete":               {http.MethodDelete, "delete"},
	"batch_delete":         {http.MethodDelete, "delete"},
	"action":               {http.MethodPost, ""},
}

// newRequest returns the request of an operation of v2. The operation is written as a method of
// Rest.li and a resource, with names in braces for ids, which follow in order, and the query that it
// always has:
//
//	newRequest("partial_update provisionedApplications/{key}", key)
//	newRequest("action provisionedHiringContracts?action=setup")
//
// Its name in errors and hooks is the provider, the resource in snake case and the verb of the
// method, or the action: "linkedin.provisioned_applications.update",
// "linkedin.provisioned_hiring_contracts.setup". The version of the API, v2 or rest, is not a part of
// the name, so that it stays the same with [WithVersion].
func newRequest(operation string, ids ...string) transport.Request {
	name, resource, _ := strings.Cut(operation, " ")
	resource, query, _ := strings.Cut(resource, "?")
	method := restMethods[name]
	verb := method.verb
	if verb == "" {
		verb = strings.TrimPrefix(query, "action=")
	}
	req := transport.NewRequest(provider, method.http+" "+resource, ids...).Named(verb)
	req.Path = append([]string{"v2"}, req.Path...)
	req.Header, req.RawQuery = http.Header{}, query
	return req
}

// restli is newRequest for a resource that LinkedIn documents with version 2.0.0 of Rest.li's
// protocol and the name of the method.
func restli(operation string) transport.Request {
	req := protocol2(newRequest(operation))
	name, _, _ := strings.Cut(operation, " ")
	req.Header.Set("X-Restli-Method", name)
	return req
}

// protocol2 makes a request one of version 2.0.0 of Rest.li's protocol. Only what LinkedIn documents
// with it may be: other resources would not understand "ids=a&ids=b" then.
func protocol2(req transport.Request) transport.Request {
	req.Header.Set("X-Restli-Protocol-Version", "2.0.0")
	return req
}

// current makes a request one of the versioned API if the client uses it.
func (c *Client) current(req transport.Request) transport.Request {
	if c.version != "" {
		req.Path[0] = "rest"
		req.Header.Set("LinkedIn-Version", c.version)
	}
	return req
}

// versioned makes a request one of the versioned API, which alone has its resource.
func (c *Client) versioned(req transport.Request) transport.Request {
	if c.version == "" && req.Problem == "" {
		req.Problem = "the call belongs to the versioned API: use WithVersion"
	}
	return c.current(req)
}

// send makes a call whose response says nothing but that it succeeded.
func (c *Client) send(ctx context.Context, req transport.Request, body any, call []rolecall.CallOption) error {
	req.Body = body
	_, err := c.api.Do(ctx, req, call...)
	return err
}

// act makes a call with a body, and returns what its response holds.
func act[T any](ctx context.Context, c *Client, req transport.Request, body any, call []rolecall.CallOption) (*T, error) {
	req.Body = body
	return transport.Call[T](ctx, c.api, req, call...)
}
