package rolecall_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

func TestCallRetry(t *testing.T) {
	client := rolecall.RetryPolicy{MaxAttempts: 9, MinWait: 1, MaxWait: 2}
	t.Run("without option uses the policy of the client", func(t *testing.T) {
		got, err := rolecall.NewCall(t.Context(), nil).Retry(client)
		require.NoError(t, err)
		require.Equal(t, client, got)
	})
	t.Run("replaces the policy of the client", func(t *testing.T) {
		got, err := rolecall.NewCall(t.Context(), rolecall.CallRetry(rolecall.RetryPolicy{MaxAttempts: 1})).Retry(client)
		require.NoError(t, err)
		require.Equal(t, rolecall.RetryPolicy{MaxAttempts: 1, MinWait: 500 * time.Millisecond, MaxWait: 30 * time.Second}, got)
	})
	t.Run("last option wins", func(t *testing.T) {
		one, two := rolecall.CallRetry(rolecall.RetryPolicy{MaxAttempts: 1}), rolecall.CallRetry(rolecall.RetryPolicy{MaxAttempts: 2})
		got, err := rolecall.NewCall(t.Context(), one, two).Retry(client)
		require.NoError(t, err)
		require.Equal(t, 2, got.MaxAttempts)
	})
	for name, policy := range invalidPolicies {
		t.Run("rejects "+name, func(t *testing.T) {
			_, err := rolecall.NewCall(t.Context(), rolecall.CallRetry(policy)).Retry(client)
			require.Error(t, err)
		})
	}
	t.Run("two calls share an option", func(t *testing.T) {
		opt := rolecall.CallRetry(rolecall.RetryPolicy{})
		for range 2 {
			got, err := rolecall.NewCall(t.Context(), opt).Retry(client)
			require.NoError(t, err)
			require.Equal(t, 4, got.MaxAttempts)
		}
	})
}

func TestReport(t *testing.T) {
	want := rolecall.Meta{StatusCode: 200, Header: http.Header{"X-Kept": {"1"}}, RequestID: "r-1", Attempts: 2, Date: time.Unix(1, 0)}
	t.Run("sets the Meta", func(t *testing.T) {
		var got rolecall.Meta
		rolecall.NewCall(t.Context(), nil, rolecall.CaptureMeta(&got)).Report(want)
		require.Equal(t, want, got)
	})
	t.Run("without a Meta does nothing", func(t *testing.T) {
		rolecall.NewCall(t.Context()).Report(want)
		rolecall.NewCall(t.Context(), rolecall.CaptureMeta(nil)).Report(want)
		rolecall.Call{}.Report(want)
	})
}
