package linkedin

import (
	"context"
	"net/http"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

const provider = "linkedin"

// restMethods maps each Rest.li method to its HTTP method and to the verb in the names of its operations.
// An action has no verb here: the name of the action is used.
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

// newRequest returns the request for an operation of v2. operation is a Rest.li method and a resource, with
// a placeholder for each of ids, and with the constant part of the query:
//
//	newRequest("partial_update provisionedApplications/{key}", key)
//	newRequest("action provisionedHiringContracts?action=setup")
//
// The operation's name in errors and hooks consists of the provider, the resource in snake case and the verb
// of the method, or the action: "linkedin.provisioned_applications.update",
// "linkedin.provisioned_hiring_contracts.setup". It does not depend on [WithVersion].
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

// newRequest2 is newRequest for a resource that LinkedIn documents with version 2.0.0 of Rest.li's
// protocol and the header X-Restli-Method.
func newRequest2(operation string) transport.Request {
	req := protocol2(newRequest(operation))
	name, _, _ := strings.Cut(operation, " ")
	req.Header.Set("X-Restli-Method", name)
	return req
}

// protocol2 selects version 2.0.0 of Rest.li's protocol. Use it only for resources that LinkedIn documents
// with it: with this header, other resources would not accept "ids=a&ids=b".
func protocol2(req transport.Request) transport.Request {
	req.Header.Set("X-Restli-Protocol-Version", "2.0.0")
	return req
}

// withVersion changes a request to the versioned API if the client uses it.
func (c *Client) withVersion(req transport.Request) transport.Request {
	if c.version != "" {
		req.Path[0] = "rest"
		req.Header.Set("LinkedIn-Version", c.version)
	}
	return req
}

// requireVersion changes a request to the versioned API, and rejects it if the client uses v2.
func (c *Client) requireVersion(req transport.Request) transport.Request {
	if c.version == "" {
		req.Reject("the call requires the versioned API: use WithVersion")
	}
	return c.withVersion(req)
}

// send makes a call with a body, and discards the response of a success.
func (c *Client) send(ctx context.Context, req transport.Request, body any, call []rolecall.CallOption) error {
	req.Body = body
	_, err := c.api.Do(ctx, req, call...)
	return err
}

// sendFor makes a call with a body, and decodes the response into a T.
func sendFor[T any](ctx context.Context, c *Client, req transport.Request, body any, call []rolecall.CallOption) (*T, error) {
	req.Body = body
	return transport.Call[T](ctx, c.api, req, call...)
}
