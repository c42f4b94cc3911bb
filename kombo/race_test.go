//go:build race

package kombo_test

// raceEnabled: the race detector allocates by itself.
const raceEnabled = true
