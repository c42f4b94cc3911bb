// Package transport sends the requests of the provider packages and reads the responses. Each step
// has its own file and test.
//
//	Do            one call: checks, body, deadline           transport.go
//	  retry       attempts and backoff, by go-retryablehttp  retry.go, retryafter.go
//	    attempt   limiter, middleware, bounded read          attempt.go, read.go
//	      origin  redirects and the origin guard             origin.go
//	      auth    credentials, added last                    auth.go
//	  failure     making the *rolecall.Error                 failure.go, sent.go, ambiguous.go, redact.go
//	Call, List    decoding                                   decode.go, page.go
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

// Spec describes the API of a provider.
type Spec struct {
	// Provider is the provider's name in errors, for example "knit".
	Provider string
	// Authorize adds the credential to a request to the configured origin. It is called for each
	// attempt, and again for each redirect that the attempt follows.
	Authorize func(*http.Request) error
	// Renew is called after a response with status 401, at most once per call. It tries to replace
	// the rejected credential and reports whether it did. rejected is the Authorization header that
	// Authorize had set. If Renew returns true, the request is sent again immediately, regardless of
	// the retry policy: the 401 shows that the provider did nothing. If Renew is nil, the call fails.
	Renew func(rejected string) bool
	// ScopeHeader is the name of the request header for the integration id.
	ScopeHeader string
	// RequestIDHeader is the name of the response header with the id that the provider's support
	// asks for.
	RequestIDHeader string
	// Open returns the payload of a response. failed is not nil if the response reports, with any
	// status, that the call failed. If Open is nil, the body is the payload.
	Open func(status int, body []byte) (payload []byte, failed *Failure)
	// MayRetry reports whether a call may be retried after a failure that Open returned. It can only
	// prevent retries: it is called if the rules in retry.go allow one. write means that the call
	// must not be executed twice. If MayRetry is nil, only the rules in retry.go decide.
	MayRetry func(failed *Failure, write bool) bool
	// Secrets returns the client's secrets other than the credential that Authorize adds. If a
	// response repeats one of them or the credential, it is redacted in errors and in the Meta. Nil
	// means that there are none.
	Secrets func() []string
	// Limits names the response headers with the provider's limits.
	Limits LimitHeaders
	// Limit is the maximum size of a response body, in bytes. Zero means 32 MiB.
	Limit int64
}

// Failure is a provider's description of a failed call.
type Failure struct {
	Code, Title, Message, LogURL string
	// RequestID is the request id in the body. If it is empty, the id in the header is used.
	RequestID string
	// Class is the error class of the code. If it is nil, the status decides. ErrNeedsHuman is
	// reported in addition to the class of the status.
	Class error
	// Unrecognized means that the response does not have the format of this API, so the provider
	// did not describe the failure.
	Unrecognized bool
	// NotDone means that the provider documents, for this code or status, that nothing was done.
	NotDone bool
	// MayBeDone means that the write may have been done despite status 501 or 503, which normally
	// mean that it was not.
	MayBeDone bool
}

// Client makes the calls of a provider. It is immutable and safe for concurrent use.
type Client struct {
	spec      Spec
	base      *url.URL
	doer      rolecall.Doer // middleware around the inner http.Client
	cfg       rolecall.Config
	userAgent string
	slots     chan struct{} // semaphore of rolecall.WithConcurrency, nil for no limit
}

const (
	defaultTimeout = 60 * time.Second
	defaultLimit   = 32 << 20
	product        = "rolecall-go/" + rolecall.Version
)

// New returns a client. It does no I/O. cfg comes from [rolecall.Config.Apply].
func New(cfg rolecall.Config, spec Spec) (*Client, error) {
	base, err := url.Parse(cfg.BaseURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("%s: base URL cannot be parsed", spec.Provider)
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

	// From the inside out: the network, the send tracker, the credentials, the origin
	// guard, the redirects, and the middleware, which wraps a whole attempt.
	inner := copyClient(cfg.HTTPClient)
	inner.Transport = &originGuard{origin: base, next: &authorizer{authorize: spec.Authorize, next: &trackingTransport{next: inner.Transport}}}
	inner.CheckRedirect = redirectPolicy(base, inner.CheckRedirect)
	c.doer = inner.Do
	for _, m := range slices.Backward(cfg.Middleware) {
		c.doer = m(c.doer)
	}
	return c, nil
}

// Retry determines when a failed call is retried.
type Retry uint8

const (
	// RetryByMethod retries a read (GET, HEAD or OPTIONS) after a lost connection and after status
	// 408, 429, 502, 503 or 504. It retries a write after 429, and if the request was certainly not
	// sent.
	RetryByMethod Retry = iota
	// RetryIdempotent retries a write like a read. It is for writes that the provider documents as
	// idempotent.
	RetryIdempotent
	// RetryNever retries only if the request was certainly not sent. It is for calls that have an
	// effect each time the provider receives them.
	RetryNever
	// RetryRead retries a POST that only reads like a GET. Its errors are never ambiguous.
	RetryRead
)

// Request describes one call.
type Request struct {
	Op     string   // "knit.sync.start"
	Method string   // "POST"
	Path   []string // segments below the base URL, not escaped
	Query  url.Values
	// RawQuery is appended to Query unmodified, for APIs whose queries have their own syntax.
	RawQuery string
	Header   http.Header
	Body     any        // encoded as JSON, unless it is [NDJSON]; nil for no body
	Form     url.Values // encoded as a form and sent instead of Body
	// Scoped is set for a call to one integration. Scope is the integration's id.
	Scoped bool
	Scope  string
	Retry  Retry
	// Partial means that the response may lack the members that its type requires.
	Partial bool
	// Relayed means that the status is that of another server, whose response the provider relays.
	// The call then succeeds at any status if Spec.Open returns no failure.
	Relayed bool
	// Invalid is the reason why the request must not be sent, for example an invalid option or id.
	// The provider package sets it; the error of the call wraps it. Nil means that the request is
	// valid.
	Invalid error
}

// NDJSON is a body of JSON values, one per line. It is sent unmodified.
type NDJSON []byte

// Response is the response of a successful call.
type Response struct {
	// Body is the whole body. Payload is the part of it that Spec.Open returned.
	Payload, Body []byte
	Meta          rolecall.Meta

	from *call
}

// Do makes the call and returns its response. All errors are of type *rolecall.Error.
func (c *Client) Do(ctx context.Context, req Request, opts ...rolecall.CallOption) (*Response, error) {
	return c.do(ctx, &req, nil, opts)
}

// do implements Do. If read is not nil, do passes the response to it. The hooks of rolecall.OnCall
// receive an error of read as the error of the call.
func (c *Client) do(ctx context.Context, req *Request, read func(*Response) error, opts []rolecall.CallOption) (resp *Response, err error) {
	options := rolecall.NewCall(ctx, opts...)
	var meta rolecall.Meta
	ctx = rolecall.WithOperation(ctx, req.Op)
	for _, begin := range c.cfg.OnCall {
		own, end := begin(ctx, req.Op)
		if own != nil { // a hook may return nil to keep the context
			ctx = own
		}
		if end != nil {
			defer func() { end(meta, err) }()
		}
	}
	options.Report(meta) // clear the Meta of an earlier call
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

// build returns the HTTP request and its body. It returns an error for an invalid request.
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
		return nil, nil, c.invalid(req, "cannot build the request: the method or the URL is invalid")
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

// encode is like json.Marshal, but does not escape <, > and &: descriptions contain HTML.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// joinPath returns the escaped path. It escapes each segment separately, so that an id with a slash
// or dots remains one segment.
func joinPath(segments []string) (string, error) {
	var b strings.Builder
	for _, s := range segments {
		if s == "" || s == "." || s == ".." {
			return "", fmt.Errorf("%q is not a valid path segment", s)
		}
		b.WriteByte('/')
		b.WriteString(url.PathEscape(s))
	}
	return b.String(), nil
}

// SplitPath returns the segments of a path that the caller wrote, like "/hris/skills", for the Path of
// a [Request]. It unescapes them: the caller writes a slash in an id as %2F.
func SplitPath(path string) ([]string, error) {
	if strings.ContainsAny(path, "?#") {
		return nil, errors.New("the path has a query or a fragment; pass query parameters separately")
	}
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return nil, errors.New("the path contains a percent sign that does not begin an escape")
		}
		if plain == "" {
			return nil, errors.New("the path contains an empty segment")
		}
		segments[i] = plain
	}
	return segments, nil
}

// CheckHeaderValue returns the problem of an id or key that is sent in a header, "" if it is valid.
func CheckHeaderValue(s string) string {
	if s == "" {
		return "is empty"
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return "contains a space, a control character or a non-ASCII character"
		}
	}
	return ""
}
