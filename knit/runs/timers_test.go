package runs_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit/runs"
)

func TestTimersRepeatAFailedTask(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var did []time.Duration
		timers := runs.NewTimers(func(context.Context, rolecall.Task) error {
			did = append(did, time.Since(start))
			return errors.New("not now")
		})
		require.NoError(t, timers.At(t.Context(), start, rolecall.Task{Engine: runs.Engine, Name: "a"}))
		<-time.After(8 * time.Second)
		timers.Stop()
		assert.Equal(t, []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second}, did)
	})
}

func TestTimersReplaceATask(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var did []time.Duration
		timers := runs.NewTimers(func(context.Context, rolecall.Task) error {
			did = append(did, time.Since(start))
			return nil
		})
		defer timers.Stop()
		task := rolecall.Task{Engine: runs.Engine, Name: "a"}
		require.NoError(t, timers.At(t.Context(), start.Add(time.Second), task))
		require.NoError(t, timers.At(t.Context(), start.Add(3*time.Second), task))
		<-time.After(5 * time.Second)
		synctest.Wait()
		assert.Equal(t, []time.Duration{3 * time.Second}, did)
	})
}

func TestTimersStopWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ended := false
		timers := runs.NewTimers(func(ctx context.Context, _ rolecall.Task) error {
			<-ctx.Done()
			ended = true
			return ctx.Err()
		})
		require.NoError(t, timers.At(t.Context(), time.Now(), rolecall.Task{Engine: runs.Engine, Name: "a"}))
		synctest.Wait()
		timers.Stop()
		assert.True(t, ended)
	})
	assert.Panics(t, func() { runs.NewTimers(nil) })
}
