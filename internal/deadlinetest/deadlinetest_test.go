package deadlinetest_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/deadlinetest"
)

func TestNew(t *testing.T) {
	t.Parallel()
	t.Run("deadline ends the context and its children", func(t *testing.T) {
		t.Parallel()
		ctx, pass := deadlinetest.New(t.Context())
		child, cancel := context.WithCancel(ctx)
		defer cancel()
		require.NoError(t, ctx.Err())
		require.NoError(t, child.Err())
		pass()
		pass()
		<-child.Done()
		require.Equal(t, context.DeadlineExceeded, ctx.Err())
		require.Equal(t, context.DeadlineExceeded, child.Err())
		require.Equal(t, context.DeadlineExceeded, context.Cause(child))
		require.NoError(t, t.Context().Err())
	})
	t.Run("parent ends the context", func(t *testing.T) {
		t.Parallel()
		parent, cancel := context.WithCancel(t.Context())
		ctx, pass := deadlinetest.New(parent)
		cancel()
		<-ctx.Done()
		require.Equal(t, context.Canceled, ctx.Err())
		pass()
		require.Equal(t, context.Canceled, ctx.Err())
	})
}
