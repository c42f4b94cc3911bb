package killtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// moduleRoot is the folder of the module webhook/durable, as seen from this package.
const moduleRoot = "../.."

// command runs the go command in dir.
func command(ctx context.Context, dir string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go %v: %w\n%s", args, err, out)
	}
	return nil
}

// build builds the worker in a module that is in dir. modfile replaces its go.mod, unless it is empty.
func build(ctx context.Context, dir, modfile, program string) error {
	args := append([]string{"test", "-c", "-o", program}, buildFlags...)
	if modfile != "" {
		args = append(args, "-modfile="+modfile)
	}
	return command(ctx, dir, append(args, "./internal/killtest")...)
}

// copyFile copies a file.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Dir(to), 0o700))
	require.NoError(t, os.WriteFile(to, content, 0o600))
}
