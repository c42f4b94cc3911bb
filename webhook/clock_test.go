package webhook_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// day is a time that differs from the system clock by years.
var day = time.Date(2031, 5, 6, 7, 8, 9, 10, time.UTC)

func TestNowSetsReceived(t *testing.T) {
	t.Parallel()
	berlin := time.FixedZone("Berlin", 2*60*60)
	for name, src := range map[string]webhook.Source{"one event": acme(t), "several events": acmeBatch(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var in inbox
			calls := 0
			rx := receiver(t, src, &in, webhook.Now(func() time.Time { calls++; return day.In(berlin) }))
			body := hired.body()
			if src.Split != nil {
				body = batch("a", "b")
			}
			require.Equal(t, 200, deliver(t, rx, body))
			for _, d := range in.all() {
				require.Equal(t, day, d.Received)
			}
			require.Equal(t, 1, calls, "all events of a request have the same time")
		})
	}
	t.Run("in IDs and OnError", func(t *testing.T) {
		t.Parallel()
		var reported results
		src := acme(t)
		src.Route = func(*webhook.Delivery) (webhook.Route, error) { return webhook.Route{Event: []byte("e")}, nil }
		var seen time.Time
		rx := receiver(t, src, failing(errSink), append(reported.options(), webhook.Now(func() time.Time { return day }), webhook.IDs(func(d *webhook.Delivery) string {
			seen = d.Received
			return "id"
		}))...)
		require.Equal(t, 500, deliver(t, rx, hired.body()))
		require.Equal(t, day, seen)
		require.Equal(t, day, reported.failed[0].delivery.Received)
		require.Less(t, reported.only(t).Duration, time.Hour, "Duration is real time")
	})
}

func TestNowDoesNotChangeSinkTimeout(t *testing.T) {
	t.Parallel()
	for _, now := range []time.Time{{}, day, time.Unix(0, 0)} {
		rx := receiver(t, acme(t), webhook.SinkFunc(func(ctx context.Context, _ *webhook.Delivery) error {
			ends, _ := ctx.Deadline()
			if left := time.Until(ends); left < time.Minute || left > 6*time.Minute {
				return errSink
			}
			return ctx.Err()
		}), webhook.Now(func() time.Time { return now }))
		require.Equal(t, 200, deliver(t, rx, hired.body()))
	}
}

func TestNowSignedTime(t *testing.T) {
	t.Parallel()
	h := acmeHMAC(t)
	h.Time, h.Prefix = "X-Acme-Time", "{time}."
	clock := webhooktest.NewClock(day)
	sent := func(at func() time.Time) *http.Request {
		own := h
		own.Now = at
		return webhooktest.Request("/", own, acmeSecret, hired.body())
	}
	for name, c := range map[string]struct {
		own    func() time.Time // HMAC.Now
		pass   time.Duration
		status int
	}{
		"immediately":          {nil, 0, 200},
		"within five minutes":  {nil, 5*time.Minute - time.Second, 200},
		"after five minutes":   {nil, 5*time.Minute + time.Second, 401},
		"HMAC.Now is near":     {func() time.Time { return day }, time.Hour, 200},
		"HMAC.Now is far away": {time.Now, 0, 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := acme(t)
			own := h
			own.Now = c.own
			src.Verifier = own
			rx := receiver(t, src, &inbox{}, webhook.Now(func() time.Time { return clock.Now().Add(c.pass) }))
			require.Equal(t, c.status, respond(rx, sent(clock.Now)).Code)
			require.Nil(t, h.Now, "the receiver changed the caller's HMAC")
		})
	}
}

func TestNowInvalid(t *testing.T) {
	t.Parallel()
	_, err := webhook.NewReceiver(acme(t), &inbox{}, webhook.Now(nil))
	require.EqualError(t, err, "webhook: Now: the function is nil")
	rx := receiver(t, acme(t), &inbox{}, webhook.Now(func() time.Time { panic(errors.New("no clock")) }))
	require.Equal(t, 500, deliver(t, rx, hired.body()))
}
