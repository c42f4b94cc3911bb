package killtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// edit replaces a part of one file of the engine.
type edit struct{ file, old, new string }

// mutants are changes to the engine that each lose a delivery or double an effect.
var mutants = map[string][]edit{
	"no done mark": {{
		"tx.go",
		"marked, err := e.ledger.mark(ctx, tx, StateWaiting, outcome{state: StateDone}, row.seq)",
		"marked, err := []int64{row.seq}, error(nil)",
	}},
	"completion outside the transaction": {
		{
			"tx.go",
			"marked, err := e.ledger.mark(ctx, tx, StateWaiting, outcome{state: StateDone}, row.seq)",
			"marked, err := []int64{row.seq}, error(nil)",
		},
		{"worker.go", `	if err := completeJob(ctx, e, tx, job); err != nil {
		return err
	}
	return tx.Commit()
}`, `	if err := tx.Commit(); err != nil {
		return err
	}
	second, err := e.pools.work.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = second.Rollback() }()
	if _, err := e.ledger.mark(ctx, second, StateWaiting, outcome{state: StateDone}, r.row.seq); err != nil {
		return err
	}
	if err := completeJob(ctx, e, second, job); err != nil {
		return err
	}
	return second.Commit()
}`},
	},
	"answer before commit": {{
		"commit.go", `		batch := c.collect(first)
		for i, err := range c.commit(batch) {
			batch[i].done <- err
		}`, `		batch := c.collect(first)
		for _, s := range batch {
			s.done <- nil
		}
		_ = c.commit(batch)`,
	}},
}

// TestMutantsApply checks that each edit matches the engine's source exactly once, so that a change of the
// engine cannot disable a mutant without notice.
func TestMutantsApply(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, mutants)
	for name, edits := range mutants {
		for _, e := range edits {
			source, err := os.ReadFile(filepath.Join(moduleRoot, e.file))
			require.NoError(t, err)
			require.Equal(t, 1, strings.Count(string(source), e.old), "%s: %s in %s", name, e.old, e.file)
		}
	}
}

// TestMutant builds the worker from an engine with a known bug, and checks that the harness finds it.
func TestMutant(t *testing.T) {
	t.Parallel()
	if *mutant == "" {
		t.Skipf("takes minutes: select a mutant with -mutant")
	}
	require.True(t, *mutant == "all" || mutants[*mutant] != nil, "there is no mutant %q", *mutant)
	for name, edits := range mutants {
		if *mutant != name && *mutant != "all" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := buildMutant(t, edits)
			eachDatabase(t, func(t *testing.T, dsn string) {
				s := newSetup(t, dsn)
				s.drain = 90 * time.Second
				r := s.runKills(t.Context(), program, newRand(t), *kills, 1)
				t.Logf("%s; problems:\n%s", r, strings.Join(r.problems[:min(len(r.problems), 20)], "\n"))
				require.True(t, r.lostOrDoubled(), "the harness did not find the bug")
			})
		})
	}
}

// lostOrDoubled reports whether a delivery was lost, had two effects, or was never finished. Other problems,
// such as a worker that does not start, do not show that the harness finds a mutant.
func (r *report) lostOrDoubled() bool {
	for _, p := range r.problems {
		for _, class := range []string{"lost: ", "doubled: ", "state: ", "effects: "} {
			if strings.HasPrefix(p, class) {
				return true
			}
		}
	}
	return false
}

// buildMutant builds the worker from a copy of the module with edits.
func buildMutant(t *testing.T, edits []edit) string {
	t.Helper()
	root, err := filepath.Abs(moduleRoot)
	require.NoError(t, err)
	dir := t.TempDir()
	module := filepath.Join(dir, "module")
	require.NoError(t, os.CopyFS(module, os.DirFS(root)))
	require.NoError(t, command(t.Context(), module, "mod", "edit",
		"-replace=github.com/rolecall-dev/rolecall="+filepath.Join(root, "..", "..")))
	for _, e := range edits {
		path := filepath.Join(module, e.file)
		source, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, 1, strings.Count(string(source), e.old), "%s in %s", e.old, e.file)
		require.NoError(t, os.WriteFile(path, []byte(strings.Replace(string(source), e.old, e.new, 1)), 0o600))
	}
	program := filepath.Join(dir, "worker")
	require.NoError(t, build(t.Context(), module, "", program))
	return program
}
