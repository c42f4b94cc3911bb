//go:build race

package knit_test

// raceEnabled is true if the race detector is on. It makes sync.Pool drop values on purpose, so allocations are
// not checked.
const raceEnabled = true
