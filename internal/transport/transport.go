// Package transport is the way of a request: from a provider's typed call to the
// network and back to bytes. Each step has a file and a test of its own.
//
//	Do          one call: checks, body, deadline           transport.go
//	  repeat    attempts and waits, by go-retryablehttp    retry.go, retryafter.go
//	    attempt limiter, middleware, bounded read          attempt.go, read.go
//	      origin  redirects and the origin guard           origin.go
//	      auth    credentials, added last                  auth.go
//	  fail      what becomes a *rolecall.Error             failure.go, sent.go, doubt.go, redact.go
//	Call, List  decoding                                   decode.go, page.go
package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Spec is what a provider package says about its API.
type Spec struct {
	// Provider is the name in errors: "knit".
	Provider string
	// Authorize puts the credential on a request that is about to leave for the
	// configured origin. It runs once for each hop of each attempt.
	Authorize func(*http.Request) error
	// Renew is asked, once a call, after an answer of 401: can the credential that was refused
	// be replaced? refused is the Authorization header that Authorize had set. If so, the
	// request is made once more at once, whatever the retry policy says: nothing was done.
	Renew func(refused string) bool
	// ScopeHeader carries the integration id of a call.
	ScopeHeader string
	// RequestIDHeader is the response header with the id to quote to support.
	RequestIDHeader string
	// Open looks into an answer: what is the payload, and does it say that the call
	// failed, whatever the status? Nil: the body is the payload.
	Open func(status int, body []byte) (payload []byte, failed *Failure)
	// MayRetry can veto what the table in retry.go would repeat: it is asked about a failure
	// that the provider described itself, before the call is attempted again. write: the call
	// must not be done twice. Nil: no veto.
	MayRetry func(failed *Failure, write bool) bool
	// Secrets returns what the client holds besides the credential of Authorize: none of it,
	// nor the credential, is kept in an error or a Meta where a provider repeats it. Nil: none.
	Secrets func() []string
	// Limits names the headers in which the provider tells its limits.
	Limits LimitHeaders
	// Limit bounds an answer's body, in bytes. 0: 32 MiB.
	Limit int64
}

// Failure is a provider's own account of what went wrong.
type Failure struct {
	Code, Title, Message, LogURL string
	// RequestID is the id that the provider gives the failure in the body, "" for that of the header.
	RequestID string
	// Class is the class that the code stands for, nil to go by the status. ErrNeedsHuman
	// counts in addition to the status.
	Class error
	// Unrecognized: the response is not in the format of this API, so the provider's account of
	// the call is missing.
	Unrecognized bool
	// NotDone: the provider documents for this code, or this status, that nothing was done.
	NotDone bool
	// MayBeDone: the write may have been done although the status, 501 or 503, says otherwise
	// at other servers.
	MayBeDone bool
}

// Client makes calls. It is immutable and safe for concurrent use.
type Client struct {
	spec      Spec
	base      *url.URL
	doer      rolecall.Doer // middleware around the inner http.Client
	cfg       rolecall.Config
	userAgent string
	slots     chan struct{} // of rolecall.WithConcurrency, nil for no limit
}

const (
	defaultTimeout = 60 * time.Second
	defaultLimit   = 32 << 20
	product        = "rolecall-go/" + rolecall.Version
)

// New puts the steps together. cfg comes from [rolecall.Config.Apply]. No I/O.
func New(cfg rolecall.Config, spec Spec) (*Client, error) {
	base, err := url.Parse(cfg.BaseURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("%s: the base URL cannot be parsed", spec.Provider)
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	if spec.Limit == 0 {
		spec.Limit = defaultLimit
	}
	c := &Client{spec: spec, base: base, cfg: cfg, userAgent: strings.TrimSpace(cfg.UserAgent + " " + product)}

	if cfg.Concurrency > 0 {
		c.slots = make(chan struct{}, cfg.Concurrency)
	}

	// From the inside out: the network, its witness, then credentials, then the guard that keeps
	// them at home, then redirects, then the middleware around an attempt.
	inner := copyClient(cfg.HTTPClient)
	inner.Transport = &originGuard{origin: base, next: &authorizer{authorize: spec.Authorize, next: &trackingTransport{next: inner.Transport}}}
	inner.CheckRedirect = redirectPolicy(base, inner.CheckRedirect)
	c.doer = inner.Do
	for _, m := range slices.Backward(cfg.Middleware) {
		c.doer = m(c.doer)
	}
	return c, nil
}

// Repeat says when a call may be made again by itself.
type Retry uint8

const (
	// RetryByMethod repeats reads (GET, HEAD, OPTIONS) after a lost connection and after
	// 408, 429, 502, 503, 504; writes after 429 and where they were certainly not sent.
	RetryByMethod Retry = iota
	// Idempotent repeats a write like a read: the provider documents it as safe.
	RetryIdempotent
	// Never repeats only what was certainly not sent: every arrival has an effect.
	RetryNever
	// Reading is a POST that only reads: repeated like a GET, and never in doubt.
	RetryRead
)

// Request is one call before it is one.
type Request struct {
	Op     string   // "knit.sync.start"
	Method string   // "POST"
	Path   []string // segments below the base, unescaped
	Query  url.Values
	// RawQuery stands behind Query as it is, for APIs whose queries have a syntax of their own.
	RawQuery string
	Header   http.Header
	Body     any        // encoded as JSON, unless it is [NDJSON]; nil: none
	Form     url.Values // encoded as a form, in Body's place
	// Scoped calls act on one integration and carry Scope, its id.
	Scoped bool
	Scope  string
	Retry  Retry
	// Partial: the response may lack the members that its type requires.
	Partial bool
	// Relayed: the status of the answer is another server's, so that what Spec.Open takes
	// for a success is one at any status.
	Relayed bool
	// Invalid is why the request must not be sent, found by the package that made it: a wrong
	// option of a list, an id that cannot be one. The error of the call wraps it. Nil: nothing.
	Invalid error
}

// NDJSON is a body that is sent verbatim: values of JSON, one a line.
type NDJSON []byte

// Response is an answer that says the call succeeded.
type Response struct {
	// Payload is what Spec.Open found in Body, the whole answer.
	Payload, Body []byte
	Meta          rolecall.Meta

	from *call
}

// Do makes the call and returns the payload of its answer, or a *rolecall.Error.
func (c *Client) Do(ctx context.Context, req Request, opts ...rolecall.CallOption) (*Response, error) {
	return c.do(ctx, &req, nil, opts)
}

// do is Do. read, if it is not nil, reads the response as a part of the call, so that its error is one
// of the call for the hooks of rolecall.OnCall, too.
func (c *Client) do(ctx context.Context, req *Request, read func(*Response) error, opts []rolecall.CallOption) (resp *Response, err error) {
	options := rolecall.NewCall(ctx, opts...)
	var meta rolecall.Meta
	ctx = rolecall.WithOperation(ctx, req.Op)
	for _, begin := range c.cfg.OnCall {
		own, end := begin(ctx, req.Op)
		if own != nil { // a hook that has no context of its own may return nil
			ctx = own
		}
		if end != nil {
			defer func() { end(meta, err) }()
		}
	}
	options.Report(meta) // nothing of the call before
	policy, err := options.Retry(c.cfg.Retry)
	if err != nil {
		return nil, c.invalid(req, err.Error())
	}
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	hreq, body, err := c.build(ctx, req)
	if err != nil {
		return nil, err
	}
	run := &call{client: c, req: req, policy: policy}
	sendErr := run.send(ctx, hreq, body)
	meta = run.meta()
	options.Report(meta)
	if sendErr != nil {
		return nil, run.failed(sendErr)
	}
	if resp, err = run.open(meta); err != nil || read == nil {
		return resp, err
	}
	if err := read(resp); err != nil {
		return nil, err
	}
	return resp, nil
}

// build makes the HTTP request, refusing what must not be sent before any I/O.
func (c *Client) build(ctx context.Context, req *Request) (*http.Request, []byte, error) {
	if req.Invalid != nil {
		return nil, nil, c.invalid(req, req.Invalid.Error()).WithCause(req.Invalid)
	}
	if req.Scoped {
		if problem := CheckHeaderValue(req.Scope); problem != "" {
			return nil, nil, c.invalid(req, "the integration id "+problem)
		}
	}
	path, err := joinPath(req.Path)
	if err != nil {
		return nil, nil, c.invalid(req, err.Error())
	}
	if problem := bodyProblem(req.Body); problem != "" {
		return nil, nil, c.invalid(req, problem).WithCause(validate(req.Body))
	}
	body, contentType, err := req.encodeBody()
	if err != nil {
		return nil, nil, c.invalid(req, "the request cannot be encoded as JSON").WithCause(err)
	}
	target := strings.TrimRight(c.base.String(), "/") + path
	if query := req.encodeQuery(); query != "" {
		target += "?" + query
	}
	hreq, err := http.NewRequestWithContext(ctx, req.Method, target, nil)
	if err != nil {
		return nil, nil, c.invalid(req, "the URL cannot be made")
	}
	for name, values := range req.Header {
		hreq.Header[http.CanonicalHeaderKey(name)] = append([]string(nil), values...)
	}
	hreq.Header.Set("Accept", "application/json")
	hreq.Header.Set("User-Agent", c.userAgent)
	if body != nil {
		hreq.Header.Set("Content-Type", contentType)
	}
	if req.Scoped {
		hreq.Header.Set(c.spec.ScopeHeader, req.Scope)
	}
	return hreq, body, nil
}

func (req *Request) encodeBody() (body []byte, contentType string, err error) {
	switch {
	case req.Form != nil:
		return []byte(req.Form.Encode()), "application/x-www-form-urlencoded", nil
	case req.Body == nil:
		return nil, "", nil
	}
	if lines, ok := req.Body.(NDJSON); ok {
		return lines, "application/x-ndjson", nil
	}
	body, err = encode(req.Body)
	return body, "application/json", err
}

func (req *Request) encodeQuery() string {
	query := req.Query.Encode()
	if query != "" && req.RawQuery != "" {
		query += "&"
	}
	return query + req.RawQuery
}

// encode is json.Marshal without turning < > & into escapes: descriptions are HTML.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// joinPath escapes each segment by itself, so that an id cannot leave its place.
func joinPath(segments []string) (string, error) {
	var b strings.Builder
	for _, s := range segments {
		if s == "" || s == "." || s == ".." {
			return "", fmt.Errorf("%q cannot stand in a path", s)
		}
		b.WriteByte('/')
		b.WriteString(url.PathEscape(s))
	}
	return b.String(), nil
}

// SplitPath makes the segments of a [Request] of a path that a caller wrote: "/hris/skills". Of a segment it
// takes what stands in a URL, so that an id with a slash in it is written with %2F.
func SplitPath(path string) ([]string, error) {
	if strings.ContainsAny(path, "?#") {
		return nil, errors.New("the path has a query or a fragment: parameters go into the query")
	}
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return nil, errors.New("the path has a percent sign that begins no escape")
		}
		if plain == "" {
			return nil, errors.New("the path has an empty segment")
		}
		segments[i] = plain
	}
	return segments, nil
}

// CheckHeaderValue says what is wrong with an id that is to stand in a header.
func CheckHeaderValue(s string) string {
	if s == "" {
		return "is empty"
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return "holds a space, a control character or a non-ASCII letter"
		}
	}
	return ""
}
