//go:build !race

package kombo_test

const manyJobs = 500_000

const raceEnabled = false
