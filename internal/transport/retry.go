package transport

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/rolecall-dev/rolecall"
)

// send runs the attempts. go-retryablehttp keeps the loop, the rewound body and the wait
// that ends with the context; every one of its own choices is replaced: it would log
// URLs, lose the last answer, retry any write, obey any Retry-After, have no jitter, and
// flush the caller's idle connections (our RoundTrip has no CloseIdleConnections).
func (c *call) send(ctx context.Context, hreq *http.Request, body []byte) error {
	var raw any
	if body != nil {
		raw = body
	}
	req, err := retryablehttp.FromRequest(hreq)
	if err == nil {
		err = req.SetBody(raw)
	}
	if err != nil {
		return &notSent{"the request cannot be made", err}
	}
	loop := &retryablehttp.Client{
		HTTPClient: &http.Client{
			Transport:     c,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RetryMax:   c.policy.MaxAttempts - 1,
		CheckRetry: c.checkRetry,
		Backoff: func(_, _ time.Duration, n int, _ *http.Response) time.Duration {
			c.log(ctx, n+1, c.backoff)
			return c.backoff
		},
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	resp, err := loop.Do(req)
	if resp != nil {
		_ = resp.Body.Close()
	}
	return err
}

// again decides whether the attempt that just ended is followed by another one.
func (c *call) checkRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if err == nil && !c.retryAfterStatus(resp.StatusCode) {
		return false, nil // the response counts, even where the context ended just after it
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil && !c.retryAfterError(err) || !c.chooseBackoff(ctx) {
		return false, nil
	}
	c.maybeDone = c.maybeDone || err == nil && c.isWrite() && c.mayBeDone(c.failure())
	return true, nil
}

// timeFor chooses the wait before the next attempt, and reports whether the policy and the
// context leave room for it.
func (c *call) chooseBackoff(ctx context.Context) bool {
	if c.backoff = c.requestedWait(); c.backoff > c.policy.MaxWait {
		return false
	}
	if c.backoff == 0 {
		bound, n := c.policy.MaxWait, c.attempts-1
		if n >= 0 && n < 32 && c.policy.MinWait < bound>>n {
			bound = c.policy.MinWait << n
		}
		c.backoff = rand.N(bound) //nolint:gosec // jitter is no secret
	}
	deadline, limited := ctx.Deadline()
	return !limited || time.Until(deadline) > c.backoff
}

// againAfter is the table of statuses, the same for every provider, but for what a provider's own
// account of the failure speaks against.
func (c *call) retryAfterStatus(status int) bool {
	switch status {
	case http.StatusTooManyRequests:
		// Rejected before anything was done, so a write may be sent again.
		if c.req.Retry == RetryNever {
			return false
		}
	case http.StatusRequestTimeout, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		if !c.safeToRetry() {
			return false
		}
	default:
		return false
	}
	veto := c.client.spec.MayRetry
	failed := c.failure()
	return veto == nil || failed == nil || failed.Unrecognized || veto(failed, !c.safeToRetry())
}

func (c *call) retryAfterError(err error) bool {
	if errors.Is(err, rolecall.ErrCrossOrigin) || errors.Is(err, rolecall.ErrTooLarge) {
		return false
	}
	if _, refused := errors.AsType[*notSent](err); refused {
		return false // by the limiter, a middleware, or for want of a credential: a retry changes nothing
	}
	return c.notSent || c.safeToRetry()
}

// repeatable reports whether the call may be made twice although it may have been done.
func (c *call) safeToRetry() bool {
	switch c.req.Retry {
	case RetryIdempotent:
		return true
	case RetryNever:
		return false
	}
	return !c.isWrite()
}

// asked is the wait that the last answer asked for.
func (c *call) requestedWait() time.Duration {
	if c.last == nil {
		return 0
	}
	switch c.last.status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return c.client.retryAfter(c.last.header)
	}
	return 0
}

// log writes the one line that a retry leaves.
func (c *call) log(ctx context.Context, attempt int, pause time.Duration) {
	logger := c.client.cfg.Logger
	if logger == nil || !logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{slog.String("op", c.req.Op), slog.Int("attempt", attempt), slog.Duration("wait", pause)}
	if c.last != nil {
		attrs = append(attrs, slog.Int("status", c.last.status))
	}
	if c.notSent {
		attrs = append(attrs, slog.String("error", "no connection"))
	} else if c.last == nil {
		attrs = append(attrs, slog.String("error", "connection lost"))
	}
	logger.LogAttrs(ctx, slog.LevelDebug, "rolecall: retrying", attrs...)
}
