package linkedin

import (
	"context"
	"errors"
	"maps"
	"net/http"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// CallRequest describes a call that has no method here, for [Call] and [CallList].
type CallRequest struct {
	// Method is that of Rest.li, in small letters: get, batch_get, get_all, finder; create,
	// batch_create, update, batch_update, partial_update, batch_partial_update, delete, batch_delete,
	// action. It is sent as X-Restli-Method and decides the HTTP method: GET for the first four. These
	// reads are repeated like other reads; everything else is a write, which is not repeated once it
	// may have reached LinkedIn, and is [rolecall.ErrAmbiguous] if it may have been done. Required,
	// but for CallList.
	Method string
	// Path begins with /rest/, the versioned API, which needs [WithVersion] and carries it as
	// LinkedIn-Version, or with /v2/. An id in it is written with [url.PathEscape]. Required.
	Path string
	// Query is copied. Nil: no parameters.
	Query Query `secret:"true"`
	// Body is encoded as JSON. Nil sends none; a read must have none.
	Body any `secret:"true"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it before
// anything is sent.
func (r CallRequest) Problem() string {
	method, known := restMethods[r.Method]
	switch {
	case !known:
		return "Method is not one of Rest.li's, as in get, finder, create or action"
	case method.http == http.MethodGet && r.Body != nil:
		return "Body is set: " + r.Method + " has no body"
	case r.Path == "":
		return "Path is empty"
	}
	if _, err := segmentsOf(r.Path); err != nil {
		return "Path is invalid: " + err.Error()
	}
	raw, err := r.Query.encode()
	switch {
	case err != nil:
		return "Query is invalid: " + err.Error()
	case len(raw) > mostQuery || len(r.Path)+len(raw) > mostURL:
		return "Query is longer than 4 kB, or the URL than 8 kB"
	}
	return ""
}

// Call makes a call of LinkedIn's that has no method here, with the same errors, limits and retries
// as the others. T is what LinkedIn's documentation shows as the response; json.RawMessage takes
// anything. A response without a body, which a create or an update may have, leaves T's zero value;
// CaptureMeta has the header X-Restli-Id, the id of what was created.
//
//	report, err := linkedin.Call[Report](ctx, client, linkedin.CallRequest{
//		Method: "batch_get", Path: "/rest/partnerJobReports", Query: linkedin.Query{"ids": []string{"job-1"}},
//	})
//	secret, err := linkedin.Call[json.RawMessage](ctx, client, linkedin.CallRequest{
//		Method: "action", Path: "/v2/developerApplicationsSecurity",
//		Query: linkedin.Query{"action": "rollDeveloperApplicationSecret"}, Body: struct{}{},
//	})
//
// The protocol is always 2.0.0 of Rest.li, as X-RestLi-Protocol-Version says. LinkedIn takes URLs of
// 8 kB, queries of 4 kB and requests of 28 kB without the body; a longer path or query is
// [rolecall.ErrInvalid].
//
// Source: linkedin.github.io/rest.li, "Rest.li Protocol"; learn.microsoft.com/linkedin, "Protocol
// Versions" and "Error Handling".
func Call[T any](ctx context.Context, c *Client, req CallRequest, call ...rolecall.CallOption) (*T, error) {
	if err := c.missing(); err != nil {
		return nil, err
	}
	return transport.Call[T](ctx, c.api, c.requestOf(req), call...)
}

// CallList reads a page of a list that has no method here. Its Method may be empty: it is finder if
// Query has "q", otherwise get_all. Query's "start", if it has one, is where the list begins, and
// "count" how many records a page has. [rolecall.Page.Next] is the start of the next page, until
// neither paging.links nor paging.total name one. A page that LinkedIn sends a second time is
// [rolecall.ErrCursorLoop].
//
//	page, err := linkedin.CallList[Webhook](ctx, client, linkedin.CallRequest{
//		Path:  "/v2/developerWebhooks",
//		Query: linkedin.Query{"q": "parentApplication", "queryCriteria": linkedin.Query{"webhookStatus": "BLOCKED"}},
//	})
//
// A field of T with the tag `required:"true"` must be there and not empty, or the record is in
// [rolecall.Page.Bad].
func CallList[T any](ctx context.Context, c *Client, req CallRequest, call ...rolecall.CallOption) (*rolecall.Page[T], error) {
	if err := c.missing(); err != nil {
		return nil, err
	}
	if req.Method == "" {
		req.Method = "get_all"
		if _, finds := req.Query["q"]; finds {
			req.Method = "finder"
		}
	}
	begin, paged := req.Query["start"]
	req.Query = maps.Clone(req.Query) // pages to come are asked for with it
	delete(req.Query, "start")
	list, start := c.requestOf(req), ""
	if paged {
		var err error
		if start, err = encodeValue(begin); err != nil || !digits(start) {
			list.Reject(`Query is invalid: the parameter "start" is not a whole number`)
		}
	}
	if req.Method != "get_all" && req.Method != "finder" {
		list.Reject("Method is not that of a list: use get_all, finder or none")
	}
	return readPage[T](ctx, c, list, start, nil, call)
}

const opCall = "linkedin.call"

// missing is the error of a client that cannot call anything.
func (c *Client) missing() error {
	if c == nil || c.api == nil {
		return transport.NewError(provider, opCall, "the client is nil, or not from NewClient", rolecall.ErrInvalid)
	}
	return nil
}

// requestOf makes the request of a call that the caller describes.
func (c *Client) requestOf(r CallRequest) transport.Request {
	req := transport.Request{Op: opCall, Header: http.Header{}}
	req.Reject(r.Problem())
	if req.Invalid != nil {
		return req
	}
	req.Method, req.Body = restMethods[r.Method].http, r.Body
	req.Path, _ = segmentsOf(r.Path) // Problem has checked both
	req.RawQuery, _ = r.Query.encode()
	req.Header.Set("X-Restli-Method", r.Method)
	req = protocol2(req)
	if req.Path[0] == "rest" {
		return c.versioned(req)
	}
	return req
}

// segmentsOf splits "/rest/partnerJobReports".
func segmentsOf(path string) ([]string, error) {
	segments, err := transport.SplitPath(path)
	if err == nil && (len(segments) < 2 || segments[0] != "rest" && segments[0] != "v2") {
		err = errors.New("the path begins with neither /rest/ nor /v2/")
	}
	return segments, err
}
