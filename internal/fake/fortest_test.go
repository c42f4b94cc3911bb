package fake

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

type closer struct{ closed bool }

func (c *closer) Close() { c.closed = true }

// told is a TB that goes on.
type told struct {
	fatal   string
	cleanup []func()
}

func (*told) Helper()                     {}
func (r *told) Cleanup(f func())          { r.cleanup = append(r.cleanup, f) }
func (r *told) Fatalf(f string, a ...any) { r.fatal = fmt.Sprintf(f, a...) }

func TestForTest(t *testing.T) {
	t.Parallel()
	t.Run("closes what it has started, at the end", func(t *testing.T) {
		t.Parallel()
		tb := &told{}
		c := ForTest(tb, "pkg", func() (*closer, error) { return &closer{}, nil })
		require.False(t, c.closed)
		require.Len(t, tb.cleanup, 1)
		tb.cleanup[0]()
		require.True(t, c.closed)
	})
	t.Run("ends a test whose fake does not start", func(t *testing.T) {
		t.Parallel()
		tb := &told{}
		c := ForTest(tb, "pkg", func() (*closer, error) { return &closer{}, errors.New("no room") })
		require.Nil(t, c)
		require.Equal(t, "pkg: no room", tb.fatal)
		require.Empty(t, tb.cleanup)
	})
}
