//go:build !race

package webhook_test

// raceEnabled reports whether the race detector, which itself allocates, is enabled.
const raceEnabled = false
