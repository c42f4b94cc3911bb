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

// Config is what the options of a client set. A zero value means the
// provider's default for that field. Callers do not build one: they pass
// options to a provider's NewClient, which reads the Config once and keeps
// no reference to it.
type Config struct {
	// BaseURL is the whole base of the API, version included
	// ("https://api.getknit.dev/v1.0"). Plain http is accepted on loopback only.
	BaseURL string
	// HTTPClient is copied, never changed. Nil: a client with http.DefaultTransport,
	// which is looked up for each request, so that a test may replace it after NewClient.
	HTTPClient *http.Client
	// UserAgent is placed before the SDK's own.
	UserAgent string
	// Timeout bounds a whole call, its retries and waits included. Default 60s.
	Timeout time.Duration
	// Retry says how often a call is attempted. See [RetryPolicy].
	Retry RetryPolicy
	// Logger receives one debug line for each retry. Nil: silent.
	Logger *slog.Logger
	// Middleware runs around every attempt, the first one outermost. It never
	// sees a credential: those are added below it.
	Middleware []Middleware
	// Limiter delays every attempt. Nil: no limit.
	Limiter Limiter
	// Concurrency is how many requests may run at once. 0: no limit.
	Concurrency int
	// OnCall is called at the beginning of each call, OnMeta after each response. See the
	// options of these names.
	OnCall []func(ctx context.Context, op string) (context.Context, func(m Meta, err error))
	OnMeta []func(op string, m Meta)
	// Unmarshal decodes responses. Nil: encoding/json.
	Unmarshal func(data []byte, v any) error
	// Provider holds the options of one provider: its NewClient sets it to a pointer to its own
	// options before [Config.Apply]; nil elsewhere. An option of that provider fails if it finds
	// another value: it was given to the wrong client.
	Provider any
}

// Option sets a field of a [Config], or returns an error. Options are
// applied in order; if two set the same field, the later one counts.
type Option func(*Config) error

// Doer sends one request. See [Middleware].
type Doer func(*http.Request) (*http.Response, error)

// Middleware wraps every attempt of a call: metrics, tracing, a cache, a proxy.
// [Operation] names the call in its context. The request that a Middleware sees
// does not carry a credential yet.
type Middleware func(next Doer) Doer

// Limiter delays calls before they are made. *rate.Limiter of
// golang.org/x/time/rate fits. Wait returns an error if the wait would not
// end before the context does; the call then fails without being sent.
type Limiter interface {
	Wait(ctx context.Context) error
}

// WithBaseURL sends calls to u instead of the provider's own address: a fake in
// a test, a proxy, a private region. The URL is the whole base, version included
// ("https://api.example.com/v1.0"). It must be https, or http on loopback, without
// credentials and without a query.
func WithBaseURL(u string) Option {
	return func(c *Config) error {
		if err := checkBaseURL(u); err != nil {
			return err
		}
		c.BaseURL = strings.TrimRight(u, "/")
		return nil
	}
}

// WithHTTPClient uses the transport, the cookie jar, the timeout and the redirect
// rule of c. The client is copied and never changed; its connection pool is shared
// and never flushed. A redirect to another origin is rejected nevertheless.
//
// Credentials are added below the middleware: a recorder in [WithMiddleware] sees none of
// them, one in the transport of c sees all of them. Without this option http.DefaultTransport is
// looked up for each request, so that a test may replace it after NewClient.
func WithHTTPClient(c *http.Client) Option {
	return func(cfg *Config) error {
		if c == nil {
			return errors.New("rolecall: WithHTTPClient(nil): leave the option out for the default client")
		}
		cfg.HTTPClient = c
		return nil
	}
}

// WithUserAgent places a product before the SDK's own User-Agent, so that the
// provider knows the caller: "acme-careers/2.1".
func WithUserAgent(product string) Option {
	return func(c *Config) error {
		product = strings.TrimSpace(product)
		if product == "" {
			return errors.New("rolecall: WithUserAgent: the product is empty")
		}
		c.UserAgent = product
		return c.checkUserAgent()
	}
}

// WithTimeout bounds a whole call, its retries and waits included. A context that
// ends earlier ends the call earlier. The default is 60 seconds.
func WithTimeout(d time.Duration) Option {
	return func(c *Config) error {
		if d <= 0 {
			return fmt.Errorf("rolecall: WithTimeout(%s): must be positive", d)
		}
		c.Timeout = d
		return nil
	}
}

// WithRetry changes how often a call is attempted, for every call of the client.
// [CallRetry] does so for one call.
func WithRetry(p RetryPolicy) Option {
	return func(c *Config) error {
		if err := p.check(); err != nil {
			return err
		}
		c.Retry = p
		return nil
	}
}

// WithLogger writes one debug line for each retry: operation, attempt, status or
// kind of error, wait. Never a URL, a header or a body. Nil: silent.
func WithLogger(l *slog.Logger) Option {
	return func(c *Config) error {
		c.Logger = l
		return nil
	}
}

// WithMiddleware adds steps around every attempt. The first one given is the
// outermost; a second WithMiddleware adds inside the first.
func WithMiddleware(m ...Middleware) Option {
	return func(c *Config) error {
		if err := checkMiddleware(m); err != nil {
			return err
		}
		// A fresh slice: an option used for two clients must not share its array.
		c.Middleware = append(slices.Clip(c.Middleware), m...)
		return nil
	}
}

// WithLimiter waits for l before every attempt of every call.
func WithLimiter(l Limiter) Option {
	return func(c *Config) error {
		if l == nil {
			return errors.New("rolecall: WithLimiter(nil): leave the option out for no limit")
		}
		c.Limiter = l
		return nil
	}
}

// WithConcurrency lets at most n requests of the client run at once; a further one
// waits, as long as its context allows. Knit, Kombo and LinkedIn limit how many requests of one
// account, or of one integration, run at a time. n must be positive.
func WithConcurrency(n int) Option {
	return func(c *Config) error {
		if n <= 0 {
			return fmt.Errorf("rolecall: WithConcurrency(%d): must be positive", n)
		}
		c.Concurrency = n
		return nil
	}
}

// OnMeta calls f with the [Meta] of each response, failed ones and those of attempts that are
// retried included; [Meta.Attempts] is the number of the attempt. op is the call's
// [Operation]. Use it to adapt a [Limiter] to the limits that the provider reports. f runs on
// the goroutine of the call, must not block, and may run on several goroutines at once. A
// second OnMeta adds to the first.
func OnMeta(f func(op string, m Meta)) Option {
	return func(c *Config) error {
		if f == nil {
			return errors.New("rolecall: OnMeta(nil): leave the option out")
		}
		c.OnMeta = append(slices.Clip(c.OnMeta), f)
		return nil
	}
}

// OnCall calls f when a call begins, before anything is sent, and the function that f returns
// when the call has ended, with all its attempts and waits: a span or a duration of the whole
// call, where a [Middleware] sees each attempt. The context that f returns is the one of the
// call and its attempts; op is its [Operation]. Both returned values may be nil. A call that
// is rejected before it is sent is reported too, unless a method rejects its own arguments. A
// second OnCall runs inside the first.
func OnCall(f func(ctx context.Context, op string) (context.Context, func(m Meta, err error))) Option {
	return func(c *Config) error {
		if f == nil {
			return errors.New("rolecall: OnCall(nil): leave the option out")
		}
		c.OnCall = append(slices.Clip(c.OnCall), f)
		return nil
	}
}

// WithUnmarshal decodes responses with f instead of encoding/json, for example with
// a faster decoder. f must honor json tags and json.Unmarshaler. Nil: encoding/json.
func WithUnmarshal(f func(data []byte, v any) error) Option {
	return func(c *Config) error {
		c.Unmarshal = f
		return nil
	}
}

func (c *Config) checkUserAgent() error {
	for _, r := range c.UserAgent {
		if r < ' ' || r > '~' {
			return errors.New("rolecall: WithUserAgent: a header may hold printable ASCII only")
		}
	}
	return nil
}

func checkMiddleware(m []Middleware) error {
	for i, f := range m {
		if f == nil {
			return fmt.Errorf("rolecall: WithMiddleware: number %d is nil", i+1)
		}
	}
	return nil
}

// checkBaseURL never shows the URL in its error beyond scheme and host: a query or a
// user part may be a secret.
func checkBaseURL(raw string) error {
	if raw == "" {
		return errors.New("rolecall: the base URL is empty (is an environment variable unset?)")
	}
	u, err := url.Parse(raw)
	if err != nil {
		return errors.New("rolecall: the base URL cannot be parsed")
	}
	switch {
	case u.Scheme == "" || u.Host == "" || u.Hostname() == "":
		return errors.New(`rolecall: the base URL must name scheme and host, as in "https://api.example.com/v1"`)
	case u.User != nil:
		return errors.New("rolecall: the base URL has a user or password: pass credentials to NewClient")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("rolecall: the base URL has a query or a fragment")
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return fmt.Errorf("rolecall: plain http to %s would send keys and personal data unprotected: use https (http is for loopback only)", u.Hostname())
	default:
		return fmt.Errorf("rolecall: the base URL has the scheme %q: use https", u.Scheme)
	}
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// NotSent marks the error of a [Middleware] that never sent the request, such as the one of an
// open circuit breaker. A write that ends with it is not [ErrAmbiguous], and the call is not
// retried. The error that is returned matches err under errors.Is and errors.As.
//
// It is needed only by a Middleware that calls next, or sends by other means, before it
// returns: an attempt that never reached the client's own transport is known not to be sent.
// A Middleware that returns while its next still runs, such as one that hedges, must end that
// request first, or return the error of next: a request that it leaves behind may be sent later.
//
// NotSent(nil) is nil.
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

// Attempt is the number of the attempt that ctx belongs to, 1 for the first one of a call, so that
// a [Middleware] can tell retries apart. It is 0 outside an attempt.
func Attempt(ctx context.Context) int {
	n, _ := ctx.Value(attemptKey{}).(int)
	return n
}

type operationKey struct{}

// Operation is the low-cardinality name of the call that ctx belongs to, such as
// "knit.sync.start": a label for metrics and spans. It is "" outside a call.
func Operation(ctx context.Context) string {
	op, _ := ctx.Value(operationKey{}).(string)
	return op
}
