package killtest

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestKillRuns kills workers that follow the runs of Knit's syncs, while they accept and handle events, in the
// task of a run (barrier, sweep and report), and while they start. The employees must be those of the customers'
// tools at the end, each run must be reported once, and its sweep must have deleted what was removed.
func TestKillRuns(t *testing.T) {
	for _, c := range []struct {
		name            string
		inTx, processes int
	}{{"one delivery per job", 1, 1}, {"InTx", 64, 1}, {"two processes", 1, 2}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.name == "one delivery per job" && *kills < manyKills {
				t.Skip("the short form has the two other cases: use -kills 20")
			}
			eachDatabase(t, func(t *testing.T, dsn string) {
				random := newRand(t)
				s := newRunsSetup(t, dsn, random)
				s.config.InTx = c.inTx
				r := s.runKills(t.Context(), self(t), random, *kills, c.processes)
				t.Log(r)
				s.requireNone(t, r.problems)
			})
		})
	}
}

// newRunsSetup is newSetup with runs of Knit instead of the events of the senders.
func newRunsSetup(t *testing.T, dsn string, random *rand.Rand) *setup {
	t.Helper()
	s := newSetup(t, dsn)
	s.config.Runs = true
	s.config.Attempts = 20 + *kills // every delivery must be done at the end
	s.runs = newKnitRuns(s, random)
	require.NoError(t, s.db.prepareRuns(t.Context()))
	return s
}
