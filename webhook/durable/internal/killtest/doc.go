// Package killtest tests durable delivery with real processes. Its tests start workers (this test program
// itself, started again), send them signed Knit events over HTTP, and end them with SIGKILL or SIGTERM while
// they accept and handle deliveries. At the end the tests read the database with SQL, not through the
// engine: each acknowledged delivery must be in the ledger, and must have exactly one effect or be parked.
//
// The short form, with three kills for each case, is part of every test run. The long form has one more case
// and one more test:
//
//	go test ./internal/killtest -kills 20 -timeout 30m -v
//
// TestKillRuns does the same to workers that follow the runs of Knit's syncs (package runstore). The test plays
// Knit: the employees in the database must be those of the customers' tools in the end, each run must be
// reported once, and its sweep must have deleted what was removed from the tool.
//
// A failed run prints its seed. -seed repeats the moments of the kills, but not the exact interleaving.
//
// TestMutant runs the harness against an engine with a known bug, and passes if the harness finds it. It
// runs only if asked, because each mutant takes minutes:
//
//	go test ./internal/killtest -run 'TestMutant$' -mutant all -kills 20 -timeout 60m -v
package killtest
