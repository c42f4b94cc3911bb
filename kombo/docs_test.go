package kombo_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWritesDocumentErrAmbiguous checks the doc comments of the functions that send a write.
func TestWritesDocumentErrAmbiguous(t *testing.T) {
	t.Parallel()
	function := regexp.MustCompile(`(?ms)((?:^//[^\n]*\n)+)^func (?:\([^)]*\) )?([A-Z]\w*)[^\n]*\{\n(.*?)^\}`)
	writes := regexp.MustCompile(`"(POST|PUT|PATCH|DELETE) [a-z]|resultOf\[T\]`)
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	found := 0
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		source, err := os.ReadFile(entry.Name())
		require.NoError(t, err)
		for _, m := range function.FindAllSubmatch(source, -1) {
			if doc, name, body := m[1], m[2], m[3]; writes.Match(body) {
				found++
				require.Contains(t, string(doc), "[rolecall.ErrAmbiguous]", string(name))
			}
		}
	}
	require.GreaterOrEqual(t, found, 43)
}
