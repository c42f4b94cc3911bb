// Package sharedtest finds the sample payloads that stand beside the repository, in a folder
// called shared: they are not ours to publish, so a checkout may be without them.
package sharedtest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Required is the environment variable that, set to 1, makes a missing folder a failure.
const Required = "ROLECALL_REQUIRE_SHARED"

// Dir returns the folder of a provider's samples: shared/fixtures/PROVIDER beside the
// repository. Where there is none the test is skipped, or fails if [Required] says so.
func Dir(t testing.TB, provider string) string {
	t.Helper()
	return folder(t, filepath.Join("fixtures", provider))
}

// folder is one that stands in shared.
func folder(t testing.TB, name string) string {
	t.Helper()
	root, err := repository()
	if err != nil {
		t.Fatalf("sharedtest: %v", err)
	}
	dir := filepath.Join(filepath.Dir(root), "shared", name)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		if os.Getenv(Required) == "1" {
			t.Fatalf("sharedtest: the samples are missing: %s", dir)
		}
		t.Skipf("sharedtest: the samples are missing: %s (%s=1 makes this a failure)", dir, Required)
	}
	return dir
}

// Has tells whether there are samples of a provider, for a fuzz target that has seeds of its own
// too. Where there must be some ([Required]) it is true, so that what asks for them fails.
func Has(provider string) bool {
	root, err := repository()
	if err != nil || os.Getenv(Required) == "1" {
		return true
	}
	info, err := os.Stat(filepath.Join(filepath.Dir(root), "shared", "fixtures", provider))
	return err == nil && info.IsDir()
}

// Read returns one file of a provider's samples, byte for byte.
func Read(t testing.TB, provider, name string) []byte {
	t.Helper()
	return read(t, filepath.Join(Dir(t, provider), name))
}

// Reference returns a provider's own document, byte for byte: a file of shared/reference. Where
// there is no such folder the test is skipped, or fails, as with [Dir].
func Reference(t testing.TB, name string) []byte {
	t.Helper()
	return read(t, filepath.Join(folder(t, "reference"), name))
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path) //nolint:gosec // a path of ours
	if err != nil {
		t.Fatalf("sharedtest: %v", err)
	}
	return b
}

// repository is the folder with the root module's go.mod, which need not be the nearest one:
// a test runs in the folder of its package, maybe of a nested module.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod")) //nolint:gosec // a path of ours
		if err == nil && bytes.HasPrefix(mod, []byte("module github.com/rolecall-dev/rolecall\n")) {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", os.ErrNotExist
		}
		dir = parent
	}
}
