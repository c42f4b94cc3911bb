//go:build race

package knit_test

// raceEnabled: the race detector makes sync.Pool forget on purpose, so allocations do not
// count.
const raceEnabled = true
