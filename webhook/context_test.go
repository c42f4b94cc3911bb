package webhook_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

type contextKey struct{}

// A provider that closes the connection must not interrupt the sink.
func TestSinkContextAfterDisconnect(t *testing.T) {
	began, gone, stored := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	rx := receiver(t, acme(t), webhook.SinkFunc(func(ctx context.Context, _ *webhook.Delivery) error {
		close(began)
		<-gone
		stored <- ctx.Err()
		return nil
	}))
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		go func() {
			<-r.Context().Done() // net/http has noticed the disconnect
			close(gone)
		}()
		rx.ServeHTTP(w, r)
	}))
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	require.NoError(t, err)
	body := hired.body()
	_, err = fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: acme\r\n%s: %s\r\nContent-Length: %d\r\n\r\n%s", acmeHeader, signature(body), len(body), body)
	require.NoError(t, err)
	<-began
	require.NoError(t, conn.Close())
	require.NoError(t, <-stored)
}

func TestSinkContextValuesAndDeadline(t *testing.T) {
	for name, c := range map[string]struct {
		opts []webhook.Option
		want time.Duration
	}{
		"five minutes by default": {nil, 5 * time.Minute},
		"SinkTimeout":             {[]webhook.Option{webhook.SinkTimeout(time.Second)}, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				calls := 0
				rx := receiver(t, acmeBatch(t), webhook.SinkFunc(func(ctx context.Context, _ *webhook.Delivery) error {
					calls++
					require.Equal(t, "value", ctx.Value(contextKey{}))
					ends, ok := ctx.Deadline()
					require.True(t, ok)
					require.Equal(t, start.Add(c.want), ends, "all events of a request have one deadline")
					child, cancel := context.WithCancel(ctx)
					defer cancel()
					<-child.Done()
					require.Equal(t, c.want, time.Since(start))
					require.ErrorIs(t, context.Cause(ctx), context.DeadlineExceeded)
					return ctx.Err()
				}), c.opts...)
				r := signed(batch("a", "b"))
				ctx, cancel := context.WithCancel(context.WithValue(r.Context(), contextKey{}, "value"))
				cancel()
				require.Equal(t, 500, respond(rx, r.WithContext(ctx)).Code)
				require.Equal(t, 2, calls)
			})
		})
	}
}

func TestSinkContextEnds(t *testing.T) {
	for name, use := range map[string]func(context.Context){
		"Done was called":     func(ctx context.Context) { _ = ctx.Done() },
		"Done was not called": func(context.Context) {},
	} {
		t.Run(name, func(t *testing.T) {
			var kept context.Context
			rx := receiver(t, acme(t), webhook.SinkFunc(func(ctx context.Context, _ *webhook.Delivery) error {
				use(ctx)
				kept = ctx //nolint:fatcontext // the test needs it after the sink has returned
				return nil
			}))
			r := signed(hired.body())
			require.Equal(t, 200, respond(rx, r.WithContext(context.WithValue(r.Context(), contextKey{}, "value"))).Code)
			<-kept.Done()
			require.ErrorIs(t, kept.Err(), context.Canceled)
			require.Equal(t, "value", context.WithoutCancel(kept).Value(contextKey{}), "a background task keeps the values")
		})
	}
}

func TestSinkTimeoutInvalid(t *testing.T) {
	for _, d := range []time.Duration{0, -time.Second} {
		_, err := webhook.NewReceiver(acme(t), &inbox{}, webhook.SinkTimeout(d))
		require.ErrorContains(t, err, "SinkTimeout")
	}
}

func TestVerdictOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want webhook.Verdict
		wait time.Duration
	}{
		"nil":                     {nil, webhook.VerdictDone, 0},
		"dropped":                 {webhook.Drop(errSink), webhook.VerdictDrop, 0},
		"dropped, wrapped":        {fmt.Errorf("x: %w", webhook.Drop(errSink)), webhook.VerdictDrop, 0},
		"postponed":               {webhook.RetryAfter(90*time.Second, errSink), webhook.VerdictRetryAfter, 90 * time.Second},
		"postponed, wrapped":      {fmt.Errorf("x: %w", webhook.RetryAfter(90*time.Second, errSink)), webhook.VerdictRetryAfter, 90 * time.Second},
		"postponed by zero":       {webhook.RetryAfter(0, errSink), webhook.VerdictRetryAfter, time.Second},
		"busy":                    {webhook.ErrBusy, webhook.VerdictRetryAfter, 5 * time.Second},
		"in flight":               {fmt.Errorf("x: %w", webhook.ErrInFlight), webhook.VerdictRetryAfter, 5 * time.Second},
		"failed":                  {errSink, webhook.VerdictRetry, 0},
		"panicked":                {&webhook.PanicError{Value: "x"}, webhook.VerdictRetry, 0},
		"not understood":          {webhook.NotUnderstood(errSink), webhook.VerdictRetry, 0},
		"wait of another package": {waitError{}, webhook.VerdictRetry, 0},
		"RetryAfter of Drop":      {webhook.RetryAfter(time.Minute, webhook.Drop(errSink)), webhook.VerdictRetryAfter, time.Minute},
		"Drop of RetryAfter":      {webhook.Drop(webhook.RetryAfter(time.Minute, errSink)), webhook.VerdictDrop, 0},
	} {
		got, wait := webhook.VerdictOf(c.err)
		require.Equal(t, c.want, got, name)
		require.Equal(t, c.wait, wait, name)
		require.Equal(t, got == webhook.VerdictDrop, webhook.Dropped(c.err), name)
	}
	var zero webhook.Verdict
	require.Equal(t, webhook.VerdictRetry, zero, "the zero value does not acknowledge")
	require.Equal(t, "retry done drop retry after", fmt.Sprint(webhook.VerdictRetry, " ", webhook.VerdictDone, " ", webhook.VerdictDrop, " ", webhook.VerdictRetryAfter))
}

type waitError struct{ RetryAfter time.Duration }

func (waitError) Error() string { return "rate limit exceeded" }

func TestTenantSignedThroughQueue(t *testing.T) {
	t.Parallel()
	for _, signed := range []bool{true, false} {
		d := parseOne(t, routed(webhook.Route{Event: []byte("e"), Tenant: "t-1", TenantSigned: signed}), nil, []byte("{}"))
		require.Equal(t, "t-1", d.Tenant)
		require.Equal(t, signed, d.TenantSigned)
		require.Equal(t, *d, throughJSON(t, d))
	}
	d := parseOne(t, routed(webhook.Route{Event: []byte("e"), TenantSigned: true}), nil, []byte("{}"))
	require.False(t, d.TenantSigned, "an empty tenant is not signed")
}
