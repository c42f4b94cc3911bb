package durable_test

import (
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// limitedDisk mounts a small file system. It needs the privilege to mount one.
func limitedDisk(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=20m"); err != nil {
		const format = "the test of a full disk may not mount a tmpfs: run it as root (%v)"
		if os.Getenv("ROLECALL_REQUIRE_SERVICES") == "1" {
			t.Fatalf(format, err)
		}
		t.Skipf(format, err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(folder, syscall.MNT_DETACH)) })
	return folder
}
