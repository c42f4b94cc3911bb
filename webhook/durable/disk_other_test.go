//go:build !linux

package durable_test

import "testing"

// limitedDisk skips the test.
func limitedDisk(t *testing.T) string {
	t.Helper()
	t.Skip("the test of a full disk mounts a tmpfs, which only Linux has")
	return ""
}
