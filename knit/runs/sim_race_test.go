//go:build race

package runs

// These are the numbers of histories in a normal test run, of those that are ended at some steps, and of the steps. The race detector is slow, and the
// simulation has one goroutine.
const (
	histDefault        = 60
	histSmallHistories = 1
	histSmallSteps     = 15
)
