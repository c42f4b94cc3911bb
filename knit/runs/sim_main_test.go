package runs

import (
	"flag"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	histHistories = flag.Int("knit.histories", histDefault, "the number of histories of the simulation")
	histSeed      = flag.Uint64("knit.seed", 1, "the seed of the first history")
)

// TestHistories lets many random histories happen to a tracker. For hours of them:
//
//	go test ./knit/runs -run 'TestHistories$' -knit.histories 5000000 -timeout 0
//
// A history that fails is shown step by step, and -knit.histories 1 -knit.seed N repeats it.
func TestHistories(t *testing.T) {
	t.Parallel()
	for n := range *histHistories {
		happens(t, *histSeed+uint64(n), histRandomPlan)
	}
}

func happens(t *testing.T, seed uint64, plan histPlanner) *histWorld {
	t.Helper()
	w := newHistWorld(seed, plan)
	w.run()
	if len(w.violations) == 0 {
		return w
	}
	w = newHistWorld(seed, plan)
	w.tracing = true
	w.run()
	require.Empty(t, w.violations, "repeat it with -knit.histories 1 -knit.seed %d; its steps:\n%s\n%+v", seed, strings.Join(w.trace, "\n"), w.histPlan)
	return w
}

// histSmall is a short history, in which Knit and the handlers do everything that they can.
func histSmall(inbox, whole bool) histPlanner {
	return func(r *rand.Rand) histPlan {
		p := histRandomPlan(r)
		p.inbox, p.whole, p.customers, p.ids, p.runs, p.changes = inbox, whole, 2, 2, 2, 4
		p.readFor, p.between, p.late = time.Hour, 2*time.Hour, 6*time.Hour
		p.loss, p.twice, p.forge, p.refuse, p.poison, p.drop, p.crash, p.fail = 0.05, 0.1, 0.1, 0.1, 0, 0, 0, 0
		return p
	}
}

// TestHistoriesEveryStep ends the process at a step of a history, or lets the step fail: at every step if there are
// more -knit.histories than by default, which takes minutes, or else at some.
func TestHistoriesEveryStep(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		inbox, whole bool
	}{{"direct", false, false}, {"direct, in transactions", false, true}, {"inbox", true, true}}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := histSmall(test.inbox, test.whole)
			for seed := range uint64(histSmallHistories) {
				steps := happens(t, seed, plan).end
				stride := 1
				if *histHistories <= histDefault {
					stride += steps / histSmallSteps
				}
				for step := 1 + int(seed); step <= steps; step += stride {
					happens(t, seed, func(r *rand.Rand) histPlan { p := plan(r); p.crashAt = step; return p })
					happens(t, seed, func(r *rand.Rand) histPlan { p := plan(r); p.failStep = step; return p })
				}
			}
		})
	}
}
