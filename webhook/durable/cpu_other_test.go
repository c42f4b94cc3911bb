//go:build !unix

package durable_test

import (
	"testing"
	"time"
)

// processCPU returns 0: there is no portable way to read the CPU time of a process.
func processCPU(testing.TB) time.Duration { return 0 }
