package webhook_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

func manyIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint("evt-", i)
	}
	return ids
}

func TestBatchStreams(t *testing.T) {
	src, made := acmeBatch(t), 0
	src.Route = func(d *webhook.Delivery) (webhook.Route, error) {
		made++
		return acmeRoute(d)
	}
	const n = 50
	accepted := 0
	rx := receiver(t, src, webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
		accepted++
		require.Equal(t, n+accepted, made, "a delivery was made before the sink returned for the previous one")
		return nil
	}))
	require.Equal(t, 200, deliver(t, rx, batch(manyIDs(n)...)))
	require.Equal(t, n, accepted)
}

func TestMaxEvents(t *testing.T) {
	for name, c := range map[string]struct {
		events int
		opts   []webhook.Option
		status int
	}{
		"at the default":   {10_000, nil, 200},
		"over the default": {10_001, nil, 413},
		"at the option":    {3, []webhook.Option{webhook.MaxEvents(3)}, 200},
		"over the option":  {4, []webhook.Option{webhook.MaxEvents(3)}, 413},
	} {
		t.Run(name, func(t *testing.T) {
			var in inbox
			var reported results
			src := acmeBatch(t)
			src.MaxBody = 16 << 20
			body := batch(manyIDs(c.events)...)
			w := respond(receiver(t, src, &in, append(reported.options(), c.opts...)...), signed(body))
			require.Equal(t, c.status, w.Code)
			if c.status == 200 {
				require.Len(t, in.all(), c.events)
				return
			}
			require.Empty(t, in.all())
			require.Len(t, reported.failed, 1)
			require.True(t, bytes.Equal(body, reported.failed[0].delivery.Body))
			require.Equal(t, 413, reported.only(t).Status)
			require.ErrorContains(t, reported.failed[0].err, "more events than the limit")

			list, err := src.Parse(nil, reported.failed[0].delivery.Body)
			require.NoError(t, err, "Parse has no limit")
			require.Len(t, list, c.events)
		})
	}
}

func TestMaxEventsInvalid(t *testing.T) {
	for _, n := range []int{0, -1} {
		_, err := webhook.NewReceiver(acmeBatch(t), &inbox{}, webhook.MaxEvents(n))
		require.ErrorContains(t, err, "MaxEvents")
	}
}

func TestBatchRouteCalls(t *testing.T) {
	for _, events := range []int{1, 2} {
		src, routed := acmeBatch(t), 0
		src.Route = func(d *webhook.Delivery) (webhook.Route, error) {
			routed++
			return acmeRoute(d)
		}
		require.Equal(t, 200, deliver(t, receiver(t, src, &inbox{}), batch(manyIDs(events)...)))
		require.Equal(t, events*events, routed)
	}
}
