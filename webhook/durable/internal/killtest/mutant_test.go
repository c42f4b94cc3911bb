package killtest

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// edit replaces a part of one file of the engine, or of this package.
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

// runsMutants are changes that lose or double the report of a run, or report it too early.
var runsMutants = map[string][]edit{
	"report outside the transaction": {{
		"internal/killtest/runs_handler_test.go",
		`	tx, err := durable.Tx(ctx)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, statement, args...)
	return err
}`,
		`	ctx = context.WithoutCancel(ctx)
	go func() { // SQLite's write lock is held until the task is done
		_ = h.db.do(func(db *sql.DB) error {
			_, err := db.ExecContext(ctx, statement, args...)
			return err
		})
	}()
	return nil
}`,
	}},
	"task removed before it is done": {{
		"tasks.go",
		"	defer r.release()\n	err := e.guard(",
		`	defer r.release()
	r.mark = func(context.Context, *sql.Tx) (bool, error) { return job.Attempt == 1, nil }
	if _, err := e.pools.work.ExecContext(ctx, e.ledger.sql("delete from {}rolecall_task where engine = $1 and name = $2 and job = $3"), task.Engine, task.Name, job.ID); err != nil {
		return err
	}
	err := e.guard(`,
	}},
	"waiting events count as applied": {{
		"runstore/records.go", "			c.Waiting += n", "			c.Applied += n",
	}},
}

// TestMutantsApply checks that each edit matches the engine's source exactly once, so that a change of the
// engine cannot disable a mutant without notice.
func TestMutantsApply(t *testing.T) {
	t.Parallel()
	for name, edits := range allMutants(t) {
		for _, e := range edits {
			source, err := os.ReadFile(filepath.Join(moduleRoot, e.file))
			require.NoError(t, err)
			require.Equal(t, 1, strings.Count(string(source), e.old), "%s: %s in %s", name, e.old, e.file)
		}
	}
}

// allMutants returns both kinds of mutants.
func allMutants(t *testing.T) map[string][]edit {
	t.Helper()
	all := maps.Clone(mutants)
	maps.Copy(all, runsMutants)
	require.Len(t, all, len(mutants)+len(runsMutants))
	return all
}

// TestMutant builds the worker from an engine with a known bug, and checks that the harness finds it.
func TestMutant(t *testing.T) {
	t.Parallel()
	if *mutant == "" {
		t.Skipf("takes minutes: select a mutant with -mutant")
	}
	all := allMutants(t)
	require.True(t, *mutant == "all" || all[*mutant] != nil, "there is no mutant %q", *mutant)
	for name, edits := range all {
		if *mutant != name && *mutant != "all" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := buildMutant(t, edits)
			eachDatabase(t, func(t *testing.T, dsn string) {
				random := newRand(t)
				var s *setup
				if runsMutants[name] != nil {
					s = newRunsSetup(t, dsn, random)
				} else {
					s = newSetup(t, dsn)
				}
				s.drain = 90 * time.Second
				r := s.runKills(t.Context(), program, random, *kills, 1)
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
