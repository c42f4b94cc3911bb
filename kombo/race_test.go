//go:build race

package kombo_test

// raceEnabled reports whether the race detector is on. It allocates memory itself.
const raceEnabled = true
