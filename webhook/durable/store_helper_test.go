package durable_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// requireRejected requires that an error of Accept makes the provider send the event again.
func requireRejected(t testing.TB, err, target error) {
	t.Helper()
	require.Error(t, err)
	verdict, wait := webhook.VerdictOf(err)
	require.Equal(t, webhook.VerdictRetryAfter, verdict)
	require.Positive(t, wait)
	if target != nil {
		require.ErrorIs(t, err, target)
	}
}

// handlerSink returns a handler as a sink.
func handlerSink(h handler) webhook.Sink { return webhook.SinkFunc(h) }
