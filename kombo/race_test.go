//go:build race

package kombo_test

// manyJobs is how many jobs are read where memory is measured: the race detector makes
// each of them some ten times as slow.
const manyJobs = 20_000

// raceEnabled: the race detector allocates by itself.
const raceEnabled = true
