package killtest

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// olderRiver is the version of River from which TestRollingUpgrade upgrades.
const olderRiver = "v0.51.1"

// riverModules are the modules of River that the engine uses. They are released together.
var riverModules = []string{"", "/riverdriver", "/riverdriver/riverdatabasesql", "/riverdriver/riverpgxv5", "/riverdriver/riversqlite", "/rivershared", "/rivertype"}

// TestRollingUpgrade starts a worker with the current River while one with an older River runs, then stops
// the older one, all under load.
func TestRollingUpgrade(t *testing.T) {
	t.Parallel()
	s := newSetup(t, dbtest.Postgres(t))
	s.config.Attempts = 4
	older := buildOlder(t)

	a, before, err := s.readyWorker(t.Context(), older)
	require.NoError(t, err)
	s.senders.start(t.Context())
	require.NoError(t, wait(t.Context(), 3*time.Second))
	b, after, err := s.readyWorker(t.Context(), self(t))
	require.NoError(t, err)
	require.Equal(t, olderRiver, before.River)
	require.NotEqual(t, olderRiver, after.River, "set olderRiver to an older version")
	require.NoError(t, wait(t.Context(), 3*time.Second))
	require.NoError(t, s.stop(a))
	require.NoError(t, wait(t.Context(), 3*time.Second))
	require.NoError(t, s.finish(t.Context()))

	r := &report{}
	s.check(t.Context(), r)
	t.Logf("River %s, then %s: %s; effects %v", before.River, after.River, r, r.byPID)
	s.requireNone(t, r.problems)
	require.Positive(t, r.byPID[a.pid], "the worker with the older River handled deliveries")
	require.Positive(t, r.byPID[b.pid], "the worker with the current River handled deliveries")
}

// buildOlder builds the worker with the older River.
func buildOlder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	modfile := filepath.Join(dir, "go.mod")
	copyFile(t, filepath.Join(moduleRoot, "go.mod"), modfile)
	copyFile(t, filepath.Join(moduleRoot, "go.sum"), filepath.Join(dir, "go.sum"))
	edit := []string{"mod", "edit"}
	for _, m := range riverModules {
		edit = append(edit, "-require=github.com/riverqueue/river"+m+"@"+olderRiver)
	}
	require.NoError(t, command(t.Context(), moduleRoot, append(edit, modfile)...))
	program := filepath.Join(dir, "worker")
	if err := build(t.Context(), moduleRoot, modfile, program); err != nil {
		if os.Getenv("ROLECALL_REQUIRE_SERVICES") != "1" {
			t.Skipf("River %s cannot be built (ROLECALL_REQUIRE_SERVICES=1 makes this a failure): %v", olderRiver, err)
		}
		require.NoError(t, err)
	}
	return program
}
