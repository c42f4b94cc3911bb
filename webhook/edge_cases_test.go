package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

func TestNestedVerdicts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err     error
		status  int
		verdict webhook.Verdict
	}{
		"Drop of NotUnderstood":       {webhook.Drop(webhook.NotUnderstood(errSink)), 200, webhook.VerdictDrop},
		"RetryAfter of NotUnderstood": {webhook.RetryAfter(time.Second, fmt.Errorf("%w", webhook.NotUnderstood(errSink))), 503, webhook.VerdictRetryAfter},
		"NotUnderstood of Drop":       {webhook.NotUnderstood(webhook.Drop(errSink)), 500, webhook.VerdictRetry},
		"Drop of RetryAfter":          {webhook.Drop(webhook.RetryAfter(time.Second, errSink)), 200, webhook.VerdictDrop},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.status, deliver(t, receiver(t, acme(t), failing(c.err)), hired.body()))
			verdict, _ := webhook.VerdictOf(c.err)
			require.Equal(t, c.verdict, verdict)
		})
	}
}

func TestRetryAfterLongest(t *testing.T) {
	t.Parallel()
	w := respond(receiver(t, acme(t), failing(webhook.RetryAfter(math.MaxInt64, errSink))), signed(hired.body()))
	require.Equal(t, "9223372037", w.Header().Get("Retry-After"))
}

func TestLogJoinedErrors(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"fmt.Errorf with two errors": fmt.Errorf("%w: %w", errSink, &net.OpError{Op: "a secret"}),
		"errors.Join":                errors.Join(errSink, fmt.Errorf("x: %w", &net.OpError{Op: "a secret"}), io.EOF),
		"in Drop":                    webhook.Drop(errors.Join(errSink, &net.OpError{Op: "a secret"})),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out buffer
			rx := receiver(t, acme(t), failing(err), webhook.Log(slog.New(slog.NewTextHandler(&out, nil))))
			deliver(t, rx, hired.body())
			require.Contains(t, out.String(), `reason="*errors.errorString, *net.OpError"`)
		})
	}
}

func TestNeverRepeatsAbortHandler(t *testing.T) {
	t.Parallel()
	src := acmeBatch(t)
	src.NeverRepeats = true
	var reported results
	var got []string
	rx := receiver(t, src, webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		if got = append(got, d.Type); len(got) == 2 {
			panic(http.ErrAbortHandler)
		}
		return nil
	}), reported.options()...)
	require.Equal(t, 500, deliver(t, rx, []byte(`[{"event":"a"},{"event":"b"},{"event":"c"}]`)))
	require.Equal(t, []string{"acme:a", "acme:b", "acme:c"}, got)
	require.Len(t, reported.failed, 1)
	require.Equal(t, "acme:b", reported.failed[0].delivery.Type)
}

func TestHMACTimeBeforeID(t *testing.T) {
	t.Parallel()
	// With {time}{id}, time 1732624848 and id 123evt give the same string as time 1732624848123 (in
	// milliseconds) and id evt.
	src := acme(t)
	h := acmeHMAC(t)
	h.Prefix, h.Time, h.ID = "{time}{id}.", "X-Time", "X-Id"
	src.Verifier = h
	_, err := webhook.NewReceiver(src, &inbox{})
	require.ErrorContains(t, err, "between {time} and {id}")
}

// partlyRead is a body that is closed when a part of it has been read, as happens in an
// http.TimeoutHandler.
type partlyRead struct{ sent bool }

func (b *partlyRead) Read(p []byte) (int, error) {
	if b.sent {
		return 0, http.ErrBodyReadAfterClose
	}
	b.sent = true
	return copy(p, "part"), nil
}

func (b *partlyRead) Close() error { return nil }

func TestReadClosedBody(t *testing.T) {
	t.Parallel()
	var reported results
	rx := receiver(t, acme(t), &inbox{}, reported.options()...)
	r := signed(hired.body())
	r.Body = &partlyRead{}
	require.Equal(t, 400, respond(rx, r).Code)
	require.EqualError(t, reported.only(t).Err, "webhook: the body was cut short")
}
