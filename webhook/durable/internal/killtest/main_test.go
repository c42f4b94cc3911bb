package killtest

import (
	"flag"
	"math/rand/v2"
	"os"
	"testing"
)

var (
	kills  = flag.Int("kills", 3, "how often each case of TestKill kills a worker")
	seed   = flag.Uint64("seed", 0, "the seed for the moments of the kills; 0 selects one at random")
	mutant = flag.String("mutant", "", "the mutant that TestMutant must find, or all")
)

// TestMain runs a worker instead of the tests if a test has started this program.
func TestMain(m *testing.M) {
	if config := os.Getenv(workerVariable); config != "" {
		os.Exit(runWorker(config))
	}
	flag.Parse()
	// The cases wait most of the time, for River to rescue the jobs of a killed process.
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue {
		_ = f.Value.Set("16")
	}
	os.Exit(m.Run())
}

// newRand returns the source of random numbers of one test, and logs its seed.
func newRand(t *testing.T) *rand.Rand {
	t.Helper()
	s := *seed
	if s == 0 {
		s = rand.Uint64()
	}
	t.Logf("repeat with -seed %d", s)
	return rand.New(rand.NewPCG(s, 0))
}
