package fake

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

type closer struct{ closed bool }

func (c *closer) Close() { c.closed = true }

// recordingTB is a TB whose Fatalf returns.
type recordingTB struct {
	fatal   string
	cleanup []func()
}

func (*recordingTB) Helper()                     {}
func (r *recordingTB) Cleanup(f func())          { r.cleanup = append(r.cleanup, f) }
func (r *recordingTB) Fatalf(f string, a ...any) { r.fatal = fmt.Sprintf(f, a...) }

func TestForTest(t *testing.T) {
	t.Parallel()
	t.Run("closes the fake at the end of the test", func(t *testing.T) {
		t.Parallel()
		tb := &recordingTB{}
		c := ForTest(tb, "pkg", func() (*closer, error) { return &closer{}, nil })
		require.False(t, c.closed)
		require.Len(t, tb.cleanup, 1)
		tb.cleanup[0]()
		require.True(t, c.closed)
	})
	t.Run("fails the test if the fake does not start", func(t *testing.T) {
		t.Parallel()
		tb := &recordingTB{}
		c := ForTest(tb, "pkg", func() (*closer, error) { return &closer{}, errors.New("no room") })
		require.Nil(t, c)
		require.Equal(t, "pkg: no room", tb.fatal)
		require.Empty(t, tb.cleanup)
	})
}
