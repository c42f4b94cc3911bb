package knit

import (
	"net/http"
	"net/url"

	"github.com/rolecall-dev/rolecall/internal/transport"
)

// write is a POST on behalf of the integration. method is Knit's dotted name of the call,
// which is its path and, behind "knit.", its name in errors and metrics.
func (s service) write(method string, body any) transport.Request {
	req := account(http.MethodPost, method, nil, body)
	req.Scoped, req.Scope = true, s.id
	return req
}

// read is a GET on behalf of the integration.
func (s service) read(method string, query url.Values) transport.Request {
	req := account(http.MethodGet, method, query, nil)
	req.Scoped, req.Scope = true, s.id
	return req
}

// account is a call for the whole account.
func account(verb, method string, query url.Values, body any) transport.Request {
	return transport.Request{Op: opOf(method), Method: verb, Path: []string{method}, Query: query, Body: body}
}

// opOf is the name of a call in errors and metrics.
func opOf(method string) string { return "knit." + method }
