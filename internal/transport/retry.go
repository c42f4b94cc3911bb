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

// send makes the attempts. go-retryablehttp provides the loop, rewinds the body and ends a wait with
// the context. Its defaults are replaced, because it would log URLs, discard the last response, retry
// any write, wait for any Retry-After, use no jitter, and close the idle connections of the caller's
// client. (The last is prevented because call has no CloseIdleConnections method.)
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
		return &notSent{"the request could not be built", err}
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

// checkRetry reports whether the call is retried after the attempt that just ended.
func (c *call) checkRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if err == nil && !c.retryAfterStatus(resp.StatusCode) {
		return false, nil // keep the response, even if the context ended just after it
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

// chooseBackoff chooses the wait before the next attempt. It reports whether the wait is within the
// limits of the policy and the context.
func (c *call) chooseBackoff(ctx context.Context) bool {
	if c.backoff = c.requestedWait(); c.backoff > c.policy.MaxWait {
		return false
	}
	if c.backoff == 0 {
		bound, n := c.policy.MaxWait, c.attempts-1
		if n >= 0 && n < 32 && c.policy.MinWait < bound>>n {
			bound = c.policy.MinWait << n
		}
		c.backoff = rand.N(bound) //nolint:gosec // jitter need not be unpredictable
	}
	deadline, limited := ctx.Deadline()
	return !limited || time.Until(deadline) > c.backoff
}

// retryAfterStatus reports whether the call is retried after a status. The statuses are the same for
// every provider. Spec.MayRetry may prevent a retry because of the provider's description of the
// failure.
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
	if _, held := errors.AsType[*notSent](err); held {
		return false // the limiter, a middleware or Authorize failed: a retry would not help
	}
	return c.notSent || c.safeToRetry()
}

// safeToRetry reports whether the call may be retried although it may have been executed.
func (c *call) safeToRetry() bool {
	switch c.req.Retry {
	case RetryIdempotent:
		return true
	case RetryNever:
		return false
	}
	return !c.isWrite()
}

// requestedWait returns the wait that the last response requested, 0 if none.
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

// log logs one line about a retry.
func (c *call) log(ctx context.Context, attempt int, wait time.Duration) {
	logger := c.client.cfg.Logger
	if logger == nil || !logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{slog.String("op", c.req.Op), slog.Int("attempt", attempt), slog.Duration("wait", wait)}
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
