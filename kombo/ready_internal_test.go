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
	refused := func(err error) func() (*IntegrationDetails, error) {
		return func() (*IntegrationDetails, error) { return nil, err }
	}
	type answer = func() (*IntegrationDetails, error)

	// wait answers with one of answers after the other, the last for ever, and notes when it
	// was asked.
	wait := func(ctx context.Context, answers ...answer) (asked []time.Duration, err error) {
		start := time.Now()
		err = waitReady(ctx, readyFirstWait, readyMaxWait, func(context.Context) (*IntegrationDetails, error) {
			asked = append(asked, time.Since(start))
			return answers[min(len(asked), len(answers))-1]()
		})
		return asked, err
	}

	t.Run("returns at once when the setup is completed, though the data may be old", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			asked, err := wait(t.Context(), completed)
			require.NoError(t, err)
			require.Equal(t, []time.Duration{0}, asked)
		})
	})
	t.Run("asks after 30 seconds, then twice as long, at most 5 minutes, and a tenth", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			asked, err := wait(t.Context(), pending, pending, refused(rolecall.ErrPending), pending, pending, pending, completed)
			require.NoError(t, err)
			require.Len(t, asked, 7)
			for i, pause := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 5 * time.Minute, 5 * time.Minute} {
				waited := asked[i+1] - asked[i]
				require.GreaterOrEqual(t, waited, pause)
				require.LessOrEqual(t, waited, pause+pause/10)
			}
		})
	})
	for name, details := range map[string]IntegrationDetails{
		"an unfinished setup":   {Status: IntegrationActive, SetupStatus: SetupIncomplete},
		"refused credentials":   {Status: IntegrationInvalid, SetupStatus: SetupFinalSyncPending},
		"being switched off":    {Status: IntegrationInactive, SetupStatus: SetupCompleted},
		"a setup status of new": {Status: IntegrationActive, SetupStatus: "ON_THE_MOON"},
	} {
		t.Run(name+" needs a person", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked, err := wait(t.Context(), pending, func() (*IntegrationDetails, error) { return &details, nil })
				require.ErrorIs(t, err, rolecall.ErrNeedsHuman)
				require.Len(t, asked, 2)
			})
		})
	}
	t.Run("another error ends it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			broken := errors.New("broken")
			asked, err := wait(t.Context(), refused(broken))
			require.Equal(t, broken, err)
			require.Len(t, asked, 1)
		})
	})
	t.Run("ends with its context, while it waits", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
			defer cancel()
			start := time.Now()
			asked, err := wait(ctx, pending)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.Equal(t, 40*time.Second, time.Since(start))
			require.Len(t, asked, 2)
		})
	})
	t.Run("an id that cannot be one is refused before anything is asked", func(t *testing.T) {
		t.Parallel()
		client, err := NewClient("key")
		require.NoError(t, err)
		require.ErrorIs(t, client.Integration("").WaitReady(t.Context()), rolecall.ErrInvalid)
	})
}
