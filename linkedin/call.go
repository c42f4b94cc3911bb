package linkedin

import (
	"context"
	"errors"
	"net/http"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Call makes a call of LinkedIn's that has no method here, with the same errors, limits and retries
// as the others. T is what LinkedIn's documentation shows as the response; json.RawMessage takes
// anything. A response without a body, which a create or an update may have, leaves T's zero value;
// CaptureMeta has the header X-Restli-Id, the id of what was created.
//
//	report, err := linkedin.Call[Report](ctx, client, "batch_get", "/rest/partnerJobReports",
//		linkedin.Query{"ids": []string{"job-1"}}, nil)
//	secret, err := linkedin.Call[json.RawMessage](ctx, client, "action", "/v2/developerApplicationsSecurity",
//		linkedin.Query{"action": "rollDeveloperApplicationSecret"}, struct{}{})
//
// restMethod is Rest.li's method, in small letters: get, batch_get, get_all, finder; create,
// batch_create, update, batch_update, partial_update, batch_partial_update, delete, batch_delete,
// action. It is sent as X-Restli-Method and decides the HTTP method: GET for the first four. These
// reads are repeated like other reads; everything else is a write, which is not repeated once it
// may have reached LinkedIn, and is [rolecall.ErrAmbiguous] if it may have been done.
//
// path begins with /rest/, the versioned API, which needs [WithVersion] and carries it as
// LinkedIn-Version, or with /v2/. An id in it is written with [url.PathEscape]. The protocol is
// always 2.0.0 of Rest.li, as X-RestLi-Protocol-Version says. query may be nil; body is encoded as
// JSON, nil sends none.
//
// LinkedIn takes URLs of 8 kB, queries of 4 kB and requests of 28 kB without the body; a longer path or
// query is [rolecall.ErrInvalid].
//
// Source: linkedin.github.io/rest.li, "Rest.li Protocol"; learn.microsoft.com/linkedin, "Protocol
// Versions" and "Error Handling".
func Call[T any](ctx context.Context, c *Client, restMethod, path string, query Query, body any, call ...rolecall.CallOption) (*T, error) {
	req, err := c.prepare(restMethod, path, query, body)
	if err != nil {
		return nil, err
	}
	return transport.Call[T](ctx, c.api, req, call...)
}

// CallList reads a page of a list that has no method here: of a finder, if query has "q", else of
// get_all. path and query are those of [Call]; query's "start", if it has one, is where the list begins,
// and "count" how many records a page has. [rolecall.Page.Next] is the start of the next page, until
// neither paging.links nor paging.total name one. A page that LinkedIn sends a second time is
// [rolecall.ErrCursorLoop].
//
//	page, err := linkedin.CallList[Webhook](ctx, client, "/v2/developerWebhooks",
//		linkedin.Query{"q": "parentApplication", "queryCriteria": linkedin.Query{"webhookStatus": "BLOCKED"}})
//
// A field of T with the tag `required:"true"` must be there and not empty, or the record is in
// [rolecall.Page.Bad].
func CallList[T any](ctx context.Context, c *Client, path string, query Query, call ...rolecall.CallOption) (*rolecall.Page[T], error) {
	restMethod := "get_all"
	if _, finds := query["q"]; finds {
		restMethod = "finder"
	}
	start := ""
	own := make(Query, len(query)) // of our own: pages to come are asked for with it
	for name, value := range query {
		if name != "start" {
			own[name] = value
			continue
		}
		var err error
		if start, err = encodeValue(value); err != nil || !digits(start) {
			return nil, c.invalidCall("the query parameter \"start\" is not a whole number")
		}
	}
	req, err := c.prepare(restMethod, path, own, nil)
	if err != nil {
		return nil, err
	}
	return readPage[T](ctx, c, req, start, nil, call)
}

const opCall = "linkedin.call"

// httpMethods are the HTTP methods of Rest.li's.
//
// Source: linkedin.github.io/rest.li, "Rest.li Protocol", resource methods.
var httpMethods = map[string]string{
	"get": http.MethodGet, "batch_get": http.MethodGet, "get_all": http.MethodGet, "finder": http.MethodGet,
	"create": http.MethodPost, "batch_create": http.MethodPost,
	"partial_update": http.MethodPost, "batch_partial_update": http.MethodPost, "action": http.MethodPost,
	"update": http.MethodPut, "batch_update": http.MethodPut,
	"delete": http.MethodDelete, "batch_delete": http.MethodDelete,
}

// prepare makes the request of a call that the caller describes.
func (c *Client) prepare(restMethod, path string, query Query, body any) (transport.Request, error) {
	if c == nil || c.api == nil {
		e := rolecall.Error{Provider: "linkedin", Op: opCall, Message: "the client is nil, or not from NewClient"}
		return transport.Request{}, e.WithCause(rolecall.ErrInvalid)
	}
	method := httpMethods[restMethod]
	if method == "" {
		return transport.Request{}, c.invalidCall("the method is not one of Rest.li's, as in get, finder, create or action")
	}
	if method == http.MethodGet && body != nil {
		return transport.Request{}, c.invalidCall(restMethod + " has no body")
	}
	segments, err := segmentsOf(path)
	if err != nil {
		return transport.Request{}, c.invalidCall(err.Error())
	}
	raw, err := query.encode()
	if err != nil {
		return transport.Request{}, c.invalidCall(err.Error())
	}
	if len(raw) > mostQuery || len(path)+len(raw) > mostURL {
		return transport.Request{}, c.invalidCall("the query is longer than 4 kB, or the URL than 8 kB")
	}
	req := restli(opCall, method, restMethod)
	req.Path, req.RawQuery, req.Body = segments, raw, body
	if segments[0] == "rest" {
		return c.versioned(req)
	}
	return req, nil
}

// versioned makes a call one of the versioned API, which needs a version.
func (c *Client) versioned(req transport.Request) (transport.Request, error) {
	if c.version == "" {
		return req, c.api.Invalid(req.Op, "the call belongs to the versioned API: use WithVersion")
	}
	req.Path[0] = "rest"
	req.Header.Set("LinkedIn-Version", c.version)
	return req, nil
}

func (c *Client) invalidCall(problem string) error {
	if c == nil || c.api == nil {
		_, err := c.prepare("", "", nil, nil)
		return err
	}
	return c.api.Invalid(opCall, problem)
}

// segmentsOf splits "/rest/partnerJobReports".
func segmentsOf(path string) ([]string, error) {
	segments, err := transport.SplitPath(path)
	if err == nil && (len(segments) < 2 || segments[0] != "rest" && segments[0] != "v2") {
		err = errors.New("the path begins with neither /rest/ nor /v2/")
	}
	return segments, err
}
