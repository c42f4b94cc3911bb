package kombo

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

func TestWaitReady(t *testing.T) {
	t.Parallel()
	pending := func() (*IntegrationDetails, error) {
		return &IntegrationDetails{Status: IntegrationActive, SetupStatus: SetupFinalSyncPending}, nil
	}
	completed := func() (*IntegrationDetails, error) {
		return &IntegrationDetails{Status: IntegrationActive, SetupStatus: SetupCompleted, DataExpiredAt: time.Unix(1, 0)}, nil
	}
	failing := func(err error) func() (*IntegrationDetails, error) {
		return func() (*IntegrationDetails, error) { return nil, err }
	}
	type response = func() (*IntegrationDetails, error)

	// wait calls waitReady with responses in turn, repeating the last one, and returns the times of the requests.
	wait := func(ctx context.Context, responses ...response) (requests []time.Duration, err error) {
		start := time.Now()
		err = waitReady(ctx, readyFirstWait, readyMaxWait, func(context.Context) (*IntegrationDetails, error) {
			requests = append(requests, time.Since(start))
			return responses[min(len(requests), len(responses))-1]()
		})
		return requests, err
	}

	t.Run("completed setup with outdated data returns immediately", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			requests, err := wait(t.Context(), completed)
			require.NoError(t, err)
			require.Equal(t, []time.Duration{0}, requests)
		})
	})
	t.Run("waits double from 30 seconds to 5 minutes, plus 10 percent", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			requests, err := wait(t.Context(), pending, pending, failing(rolecall.ErrPending), pending, pending, pending, completed)
			require.NoError(t, err)
			require.Len(t, requests, 7)
			for i, want := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 5 * time.Minute, 5 * time.Minute} {
				waited := requests[i+1] - requests[i]
				require.GreaterOrEqual(t, waited, want)
				require.LessOrEqual(t, waited, want+want/10)
			}
		})
	})
	for name, details := range map[string]IntegrationDetails{
		"incomplete setup":     {Status: IntegrationActive, SetupStatus: SetupIncomplete},
		"rejected credentials": {Status: IntegrationInvalid, SetupStatus: SetupFinalSyncPending},
		"disabled integration": {Status: IntegrationInactive, SetupStatus: SetupCompleted},
		"unknown setup status": {Status: IntegrationActive, SetupStatus: "ON_THE_MOON"},
	} {
		t.Run(name+" needs a human", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				requests, err := wait(t.Context(), pending, func() (*IntegrationDetails, error) { return &details, nil })
				require.ErrorIs(t, err, rolecall.ErrNeedsHuman)
				require.Len(t, requests, 2)
			})
		})
	}
	t.Run("any other error ends the wait", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			broken := errors.New("broken")
			requests, err := wait(t.Context(), failing(broken))
			require.Equal(t, broken, err)
			require.Len(t, requests, 1)
		})
	})
	t.Run("end of the context ends the wait", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
			defer cancel()
			start := time.Now()
			requests, err := wait(ctx, pending)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.Equal(t, 40*time.Second, time.Since(start))
			require.Len(t, requests, 2)
		})
	})
	t.Run("invalid integration id is rejected before any request", func(t *testing.T) {
		t.Parallel()
		client, err := NewClient("key")
		require.NoError(t, err)
		require.ErrorIs(t, client.Integration("").WaitReady(t.Context()), rolecall.ErrInvalid)
	})
}
