package linkedin

import (
	"context"
	"errors"
	"maps"
	"net/http"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// CallRequest describes the request of [Call] or [CallList].
type CallRequest struct {
	// Method is the Rest.li method in lower case. It is sent as X-Restli-Method and determines the HTTP
	// method. It is required for [Call]; if it is empty, [CallList] chooses get_all or finder.
	//
	// The methods get, batch_get, get_all and finder are reads. They use GET and are retried. The methods
	// create, batch_create, update, batch_update, partial_update, batch_partial_update, delete,
	// batch_delete and action are writes. A write is not retried once it may have reached LinkedIn; if
	// LinkedIn may have done it, its error is [rolecall.ErrAmbiguous].
	Method string
	// Path begins with /v2/, or with /rest/ for the versioned API, which requires [WithVersion] and
	// sends the version as LinkedIn-Version. Escape an id in it with [url.PathEscape]. Required.
	Path string
	// Query holds the query parameters. The call copies it. Nil: no parameters.
	Query Query `secret:"true"`
	// Body is the request body; the call encodes it as JSON. Nil: no body. Body must be nil for a read.
	Body any `secret:"true"`
}

// Problem describes what makes the request invalid for [Call], or returns "" if it is valid. Call checks it
// before sending anything. So does [CallList], which first chooses a Method if Method is empty, and which
// accepts only get_all and finder.
func (r CallRequest) Problem() string {
	method, known := restMethods[r.Method]
	switch {
	case !known:
		return "Method is not a Rest.li method such as get, finder, create or action"
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
	case len(raw) > maxQueryBytes:
		return "Query is longer than 4 kB"
	case len(r.Path)+len(raw) > maxURLBytes:
		return "Path and Query together are longer than 8 kB"
	}
	return ""
}

// Call makes a call that has no method in this package, with the same errors, limits and retries as the
// methods. T is the response as LinkedIn documents it; json.RawMessage accepts any response. The result is
// T's zero value if the response has no body, as after some creates and updates. The id of a created entity
// is in the header X-Restli-Id, see [rolecall.CaptureMeta].
//
//	report, err := linkedin.Call[Report](ctx, client, linkedin.CallRequest{
//		Method: "batch_get", Path: "/rest/partnerJobReports", Query: linkedin.Query{"ids": []string{"job-1"}},
//	})
//	secret, err := linkedin.Call[json.RawMessage](ctx, client, linkedin.CallRequest{
//		Method: "action", Path: "/v2/developerApplicationsSecurity",
//		Query: linkedin.Query{"action": "rollDeveloperApplicationSecret"}, Body: struct{}{},
//	})
//
// Call always uses version 2.0.0 of Rest.li's protocol, and sends it as X-RestLi-Protocol-Version. LinkedIn
// accepts URLs up to 8 kB, queries up to 4 kB, and requests up to 28 kB without the body. A longer URL or
// query is [rolecall.ErrInvalid].
//
// Source: linkedin.github.io/rest.li, "Rest.li Protocol"; learn.microsoft.com/linkedin, "Protocol
// Versions" and "Error Handling".
func Call[T any](ctx context.Context, c *Client, req CallRequest, call ...rolecall.CallOption) (*T, error) {
	if err := c.usable(); err != nil {
		return nil, err
	}
	return transport.Call[T](ctx, c.api, c.requestOf(req), call...)
}

// CallList reads one page of a list that has no method in this package. If Method is empty, CallList uses
// finder if Query has "q", and otherwise get_all. "start" in Query is the index of the first record, and "count"
// the number of records per page. [rolecall.Page.Next] is the start of the next page, "" if neither
// paging.links nor paging.total indicates one. If LinkedIn sends the same page again, the error is
// [rolecall.ErrCursorLoop].
//
//	page, err := linkedin.CallList[Webhook](ctx, client, linkedin.CallRequest{
//		Path:  "/v2/developerWebhooks",
//		Query: linkedin.Query{"q": "parentApplication", "queryCriteria": linkedin.Query{"webhookStatus": "BLOCKED"}},
//	})
//
// A record in which a field of T with the tag `required:"true"` is absent or empty is in
// [rolecall.Page.Bad].
func CallList[T any](ctx context.Context, c *Client, req CallRequest, call ...rolecall.CallOption) (*rolecall.Page[T], error) {
	if err := c.usable(); err != nil {
		return nil, err
	}
	if req.Method == "" {
		req.Method = "get_all"
		if _, ok := req.Query["q"]; ok {
			req.Method = "finder"
		}
	}
	first, ok := req.Query["start"]
	req.Query = maps.Clone(req.Query) // later pages are requested with it
	delete(req.Query, "start")
	list, start := c.requestOf(req), ""
	if ok {
		var err error
		if start, err = encodeValue("start", first); err != nil || !isDigits(start) {
			list.Reject(`Query is invalid: the parameter "start" is not a whole number`)
		}
	}
	if req.Method != "get_all" && req.Method != "finder" {
		list.Reject("Method is not a list method: use get_all or finder, or leave it empty")
	}
	return readPage[T](ctx, c, list, start, nil, call)
}

const opCall = "linkedin.call"

// usable returns an error if NewClient did not create the client.
func (c *Client) usable() error {
	if c == nil || c.api == nil {
		return transport.NewError(provider, opCall, "the client is nil or was not created by NewClient", rolecall.ErrInvalid)
	}
	return nil
}

// requestOf returns the request that r describes.
func (c *Client) requestOf(r CallRequest) transport.Request {
	req := transport.Request{Op: opCall, Header: http.Header{}}
	req.Reject(r.Problem())
	if req.Invalid != nil {
		return req
	}
	req.Method, req.Body = restMethods[r.Method].http, r.Body
	req.Path, _ = segmentsOf(r.Path) // Problem has validated both
	req.RawQuery, _ = r.Query.encode()
	req.Header.Set("X-Restli-Method", r.Method)
	req = protocol2(req)
	if req.Path[0] == "rest" {
		return c.requireVersion(req)
	}
	return req
}

// segmentsOf splits a path such as "/rest/partnerJobReports" into its segments.
func segmentsOf(path string) ([]string, error) {
	segments, err := transport.SplitPath(path)
	if err == nil && (len(segments) < 2 || segments[0] != "rest" && segments[0] != "v2") {
		err = errors.New("the path begins with neither /rest/ nor /v2/")
	}
	return segments, err
}
