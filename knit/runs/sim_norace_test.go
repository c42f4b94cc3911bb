//go:build !race

package runs

// These are the numbers of histories in a normal test run, of those that are ended at some steps, and of the steps.
const (
	histDefault        = 1000
	histSmallHistories = 3
	histSmallSteps     = 60
)
