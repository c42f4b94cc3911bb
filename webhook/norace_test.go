//go:build !race

package webhook_test

// raceEnabled: the race detector allocates for itself.
const raceEnabled = false
