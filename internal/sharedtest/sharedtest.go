// Package sharedtest finds the sample payloads of the providers in the folder "shared" next to the
// repository. The payloads are not public, so a checkout may not have them.
package sharedtest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Required is the environment variable that makes a missing folder a test failure if its value is 1.
const Required = "ROLECALL_REQUIRE_SHARED"

// Dir returns the folder of a provider's samples, shared/fixtures/PROVIDER. If the folder does not exist,
// the test is skipped, or fails if [Required] is set.
func Dir(t testing.TB, provider string) string {
	t.Helper()
	return folder(t, filepath.Join("fixtures", provider))
}

// folder returns a folder inside of shared.
func folder(t testing.TB, name string) string {
	t.Helper()
	root, err := repository()
	if err != nil {
		t.Fatalf("sharedtest: %v", err)
	}
	dir := filepath.Join(filepath.Dir(root), "shared", name)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		if os.Getenv(Required) == "1" {
			t.Fatalf("sharedtest: samples not found: %s", dir)
		}
		t.Skipf("sharedtest: samples not found: %s (%s=1 makes this a failure)", dir, Required)
	}
	return dir
}

// Has reports whether a provider has samples, for a fuzz target that also has other seeds. If [Required] is
// set, it returns true, so that a test that then reads the samples fails.
func Has(provider string) bool {
	root, err := repository()
	if err != nil || os.Getenv(Required) == "1" {
		return true
	}
	info, err := os.Stat(filepath.Join(filepath.Dir(root), "shared", "fixtures", provider))
	return err == nil && info.IsDir()
}

// Read returns the bytes of one of a provider's samples.
func Read(t testing.TB, provider, name string) []byte {
	t.Helper()
	return read(t, filepath.Join(Dir(t, provider), name))
}

// Reference returns the bytes of a provider's document, a file in shared/reference. If the folder does not
// exist, the test is skipped or fails, like in [Dir].
func Reference(t testing.TB, name string) []byte {
	t.Helper()
	return read(t, filepath.Join(folder(t, "reference"), name))
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path) //nolint:gosec // inside of the repository or of shared
	if err != nil {
		t.Fatalf("sharedtest: %v", err)
	}
	return b
}

// repository returns the folder with the go.mod of the root module. The nearest go.mod may be that of a
// nested module, because a test runs in the folder of its package.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod")) //nolint:gosec // inside of the repository or of shared
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
