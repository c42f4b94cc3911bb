//go:build !race

package kombo_test

const raceEnabled = false
