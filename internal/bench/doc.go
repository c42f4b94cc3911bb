// Package bench holds the benchmarks that compare the SDK with other modules and other
// languages. It has nothing to import.
//
//	go test -bench . ./...
//	ROLECALL_BENCH_FULL=1 go test -bench FullRead ./...   100,000 jobs in place of 5,000
package bench
