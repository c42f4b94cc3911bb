package sharedtest_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/sharedtest"
)

// outcome records how a test would have ended, and ends its goroutine like package testing.
type outcome struct {
	testing.TB
	failed, skipped string
}

func (w *outcome) Fatalf(format string, args ...any) {
	w.failed = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (w *outcome) Skipf(format string, args ...any) {
	w.skipped = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// dir calls sharedtest.Dir in a goroutine, which may end.
func dir(t *testing.T, provider string) (path string, w *outcome) {
	t.Helper()
	w = &outcome{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		path = sharedtest.Dir(w, provider)
	}()
	<-done
	return path, w
}

func TestDir(t *testing.T) {
	t.Run("skips without samples", func(t *testing.T) {
		t.Setenv(sharedtest.Required, "")
		_, w := dir(t, "no-such-provider")
		require.Empty(t, w.failed)
		require.Contains(t, w.skipped, filepath.Join("shared", "fixtures", "no-such-provider"))
	})
	t.Run("fails without required samples", func(t *testing.T) {
		t.Setenv(sharedtest.Required, "1")
		_, w := dir(t, "no-such-provider")
		require.Empty(t, w.skipped)
		require.Contains(t, w.failed, filepath.Join("shared", "fixtures", "no-such-provider"))
	})
	t.Run("fails outside of the repository", func(t *testing.T) {
		t.Chdir(t.TempDir())
		_, w := dir(t, "knit")
		require.NotEmpty(t, w.failed)
	})
	t.Run("finds the folder next to the repository", func(t *testing.T) {
		path := sharedtest.Dir(t, "knit")
		require.DirExists(t, path)
		t.Chdir(filepath.Dir(path)) // outside of the repository
		_, w := dir(t, "knit")
		require.NotEmpty(t, w.failed)
	})
}

func TestHas(t *testing.T) {
	t.Setenv(sharedtest.Required, "")
	require.False(t, sharedtest.Has("no-such-provider"))
	t.Setenv(sharedtest.Required, "1")
	require.True(t, sharedtest.Has("no-such-provider"), "so that Dir fails and names the folder")
}

func TestReference(t *testing.T) {
	t.Run("reads a document", func(t *testing.T) {
		require.NotEmpty(t, sharedtest.Reference(t, "kombo-openapi-2026-05.json"))
	})
	t.Run("fails without the document", func(t *testing.T) {
		sharedtest.Reference(t, "kombo-openapi-2026-05.json") // skips if the folder does not exist
		w := &outcome{TB: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			sharedtest.Reference(w, "no-such-document.json")
		}()
		<-done
		require.Empty(t, w.skipped)
		require.NotEmpty(t, w.failed)
	})
}
