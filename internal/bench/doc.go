// Package bench holds the benchmarks that compare the SDK with other modules and other
// languages. It exports nothing.
//
//	go test -bench . ./...
//	ROLECALL_BENCH_FULL=1 go test -bench FullRead ./...   100,000 jobs instead of 5,000
package bench
