// Package bench holds benchmarks that compare the SDK with other modules and with a client in
// another language. It exports nothing. To run all benchmarks:
//
//	go test -bench . ./...
//
// To read 100,000 jobs instead of 5,000:
//
//	ROLECALL_BENCH_FULL=1 go test -bench FullRead ./...
package bench
