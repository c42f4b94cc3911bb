package rolecall

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Version is the version of the SDK. It is in the User-Agent of each request: "rolecall-go/0.2.0".
const Version = "0.2.0"

// Config holds the values that the options of a client set. A zero field means the provider's
// default. Callers do not create a Config: they pass options to the provider's NewClient, which reads
// the Config once and keeps no reference to it.
type Config struct {
	// BaseURL is the URL of the API, including the version: "https://api.getknit.dev/v1.0". Plain
	// http is accepted for loopback addresses only.
	BaseURL string
	// HTTPClient sends the requests. It is copied and never changed. If it is nil, each request uses
	// the value that http.DefaultTransport has at that time, so that a test may replace it after
	// NewClient.
	HTTPClient *http.Client
	// UserAgent precedes the SDK's own product in the User-Agent header.
	UserAgent string
	// Timeout limits a whole call with all its retries and waits. 0 means 60 seconds.
	Timeout time.Duration
	// Retry determines how often a call is attempted.
	Retry RetryPolicy
	// Logger receives one debug record for each retry. If it is nil, nothing is logged.
	Logger *slog.Logger
	// Middleware runs around every attempt, the first element outermost. Credentials are added after
	// the last one, so a Middleware never sees them.
	Middleware []Middleware
	// Limiter delays every attempt. Nil means no limit.
	Limiter Limiter
	// Concurrency is the maximum number of concurrent requests. 0 means no limit.
	Concurrency int
	// OnCall is called at the beginning of each call, and OnMeta after each response. See the options
	// [OnCall] and [OnMeta].
	OnCall []func(ctx context.Context, op string) (context.Context, func(m Meta, err error))
	OnMeta []func(op string, m Meta)
	// Unmarshal decodes responses. Nil means json.Unmarshal.
	Unmarshal func(data []byte, v any) error
	// Provider points to the options of one provider. The provider's NewClient sets it before
	// [Config.Apply]. An option of one provider returns an error if Provider has another type: the
	// option was then passed to the client of another provider.
	Provider any
}

// Option sets a field of a [Config], or returns an error. Options are applied in order. If two options
// set the same field, the later one takes effect.
type Option func(*Config) error

// Doer sends one request and returns its response. See [Middleware].
type Doer func(*http.Request) (*http.Response, error)

// Middleware wraps every attempt of a call, for metrics, tracing or a cache. [Operation] returns the
// name of the call from the request's context. The request has no credential yet.
type Middleware func(next Doer) Doer

// Limiter delays attempts. The type *rate.Limiter of golang.org/x/time/rate implements it. Wait returns
// an error if the wait would end after the context's deadline. The call then fails, and the attempt is
// not sent.
type Limiter interface {
	Wait(ctx context.Context) error
}

// WithBaseURL sends calls to u instead of the provider's own address, for example to a fake in a test
// or to a proxy. The URL includes the version: "https://api.example.com/v1.0". Its scheme must be
// https, or http for a loopback address. It must not contain credentials or a query.
func WithBaseURL(u string) Option {
	return func(c *Config) error {
		if err := checkBaseURL(u); err != nil {
			return err
		}
		c.BaseURL = strings.TrimRight(u, "/")
		return nil
	}
}

// WithHTTPClient uses the transport, the cookie jar, the timeout and the redirect policy of c. The
// client is copied and never changed. Its connection pool is shared and never closed. A redirect to
// another origin is rejected, regardless of the policy.
//
// Credentials are added after the last middleware. A recorder in [WithMiddleware] therefore sees no
// credentials, and a recorder in the transport of c sees all of them. Without this option each request
// uses the value that http.DefaultTransport has at that time, so that a test may replace it after
// NewClient.
func WithHTTPClient(c *http.Client) Option {
	return func(cfg *Config) error {
		if c == nil {
			return errors.New("rolecall: WithHTTPClient: client is nil (omit the option to use the default client)")
		}
		cfg.HTTPClient = c
		return nil
	}
}

// WithUserAgent puts a product such as "acme-careers/2.1" before the SDK's own in the User-Agent
// header, so that the provider can identify the caller. The product must be printable ASCII.
func WithUserAgent(product string) Option {
	return func(c *Config) error {
		product = strings.TrimSpace(product)
		if product == "" {
			return errors.New("rolecall: WithUserAgent: product is empty")
		}
		c.UserAgent = product
		return c.checkUserAgent()
	}
}

// WithTimeout limits a whole call with all its retries and waits. A context with an earlier deadline
// ends the call earlier. The default is 60 seconds. d must be positive.
func WithTimeout(d time.Duration) Option {
	return func(c *Config) error {
		if d <= 0 {
			return fmt.Errorf("rolecall: WithTimeout(%s): must be positive", d)
		}
		c.Timeout = d
		return nil
	}
}

// WithRetry sets the retry policy of all calls of the client. [CallRetry] sets it for one call.
func WithRetry(p RetryPolicy) Option {
	return func(c *Config) error {
		if err := p.check(); err != nil {
			return err
		}
		c.Retry = p
		return nil
	}
}

// WithLogger logs one debug record for each retry, with the operation, the attempt, the status or kind
// of error, and the wait. It never logs a URL, a header or a body. If l is nil, nothing is logged.
func WithLogger(l *slog.Logger) Option {
	return func(c *Config) error {
		c.Logger = l
		return nil
	}
}

// WithMiddleware adds middleware around every attempt. The first argument is the outermost. The
// middleware of a second WithMiddleware runs inside that of the first.
func WithMiddleware(m ...Middleware) Option {
	return func(c *Config) error {
		if err := checkMiddleware(m); err != nil {
			return err
		}
		// A new slice: two clients that use the same option must not share an array.
		c.Middleware = append(slices.Clip(c.Middleware), m...)
		return nil
	}
}

// WithLimiter makes every attempt of every call wait for l.
func WithLimiter(l Limiter) Option {
	return func(c *Config) error {
		if l == nil {
			return errors.New("rolecall: WithLimiter: limiter is nil (omit the option for no limit)")
		}
		c.Limiter = l
		return nil
	}
}

// WithConcurrency limits the client to n concurrent requests. Further requests wait until their context
// ends. Knit, Kombo and LinkedIn limit the concurrent requests of an account or of an integration. n
// must be positive.
func WithConcurrency(n int) Option {
	return func(c *Config) error {
		if n <= 0 {
			return fmt.Errorf("rolecall: WithConcurrency(%d): must be positive", n)
		}
		c.Concurrency = n
		return nil
	}
}

// OnMeta calls f with the [Meta] of each response, including error responses and responses of attempts
// that are retried; [Meta.Attempts] is the number of the attempt. op is the call's [Operation]. Use
// OnMeta to adapt a [Limiter] to the limits that the provider reports. f runs on the goroutine of the
// call and must not block. It may run on several goroutines concurrently. A second OnMeta adds another
// function.
func OnMeta(f func(op string, m Meta)) Option {
	return func(c *Config) error {
		if f == nil {
			return errors.New("rolecall: OnMeta: function is nil (omit the option)")
		}
		c.OnMeta = append(slices.Clip(c.OnMeta), f)
		return nil
	}
}

// OnCall calls f when a call begins, before anything is sent. When the call has ended, after all
// attempts and waits, OnCall calls the function that f returned. Use OnCall for a span or a duration of
// the whole call; a [Middleware] sees each attempt. The call and its attempts use the context that f
// returns; op is the call's [Operation]. Both results of f may be nil. A call that is rejected before
// it is sent is also reported, unless a method rejects its own arguments. The function of a second
// OnCall runs inside that of the first.
func OnCall(f func(ctx context.Context, op string) (context.Context, func(m Meta, err error))) Option {
	return func(c *Config) error {
		if f == nil {
			return errors.New("rolecall: OnCall: function is nil (omit the option)")
		}
		c.OnCall = append(slices.Clip(c.OnCall), f)
		return nil
	}
}

// WithUnmarshal decodes responses with f instead of json.Unmarshal, for example with a faster decoder. f
// must honor json tags and json.Unmarshaler. Nil means json.Unmarshal.
func WithUnmarshal(f func(data []byte, v any) error) Option {
	return func(c *Config) error {
		c.Unmarshal = f
		return nil
	}
}

func (c *Config) checkUserAgent() error {
	for _, r := range c.UserAgent {
		if r < ' ' || r > '~' {
			return errors.New("rolecall: WithUserAgent: product is not printable ASCII")
		}
	}
	return nil
}

func checkMiddleware(m []Middleware) error {
	for i, f := range m {
		if f == nil {
			return fmt.Errorf("rolecall: WithMiddleware: argument %d is nil", i+1)
		}
	}
	return nil
}

// checkBaseURL shows only scheme and host of the URL in its error: the user part or the query may
// contain a secret.
func checkBaseURL(raw string) error {
	if raw == "" {
		return errors.New("rolecall: base URL is empty (is an environment variable not set?)")
	}
	u, err := url.Parse(raw)
	if err != nil {
		return errors.New("rolecall: base URL cannot be parsed")
	}
	switch {
	case u.Scheme == "" || u.Host == "" || u.Hostname() == "":
		return errors.New(`rolecall: base URL has no scheme or no host: use a URL like "https://api.example.com/v1"`)
	case u.User != nil:
		return errors.New("rolecall: base URL has a user or password: pass credentials to NewClient")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("rolecall: base URL has a query or a fragment")
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return fmt.Errorf("rolecall: base URL has scheme http: %s is not a loopback address, and http would send keys and personal data unencrypted: use https", u.Hostname())
	default:
		return fmt.Errorf("rolecall: base URL has scheme %q: use https", u.Scheme)
	}
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// NotSent marks the error of a [Middleware] that did not send the request, such as an open circuit
// breaker. A write that ends with such an error is not [ErrAmbiguous], and the call is not retried.
// The returned error matches err with errors.Is and errors.As. NotSent(nil) is nil.
//
// Only a Middleware that calls next, or that sends in another way, needs NotSent. If an attempt never
// reaches the client's own transport, the SDK knows that it was not sent. A Middleware that returns
// while next is still running, for example to hedge, must end that request first or return the error of
// next. Otherwise the request may be sent later.
func NotSent(err error) error {
	if err == nil {
		return nil
	}
	return &notSentError{err}
}

type notSentError struct{ err error }

func (e *notSentError) Error() string { return e.err.Error() }
func (e *notSentError) Unwrap() error { return e.err }

// NotSent marks the error for the transport.
func (e *notSentError) NotSent() bool { return true }

type attemptKey struct{}

// Attempt returns the number of the attempt that ctx belongs to, starting at 1, so that a [Middleware]
// can distinguish retries. Outside of an attempt it returns 0.
func Attempt(ctx context.Context) int {
	n, _ := ctx.Value(attemptKey{}).(int)
	return n
}

type operationKey struct{}

// Operation returns the name of the call that ctx belongs to, such as "knit.sync.start". The names have
// low cardinality, so they are suitable as labels of metrics and spans. Outside of a call it returns "".
func Operation(ctx context.Context) string {
	op, _ := ctx.Value(operationKey{}).(string)
	return op
}
