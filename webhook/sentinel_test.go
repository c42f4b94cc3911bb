package webhook

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSentinelsInLog fails if an exported error is not of type *sentinel, or is missing
// in this test.
func TestSentinelsInLog(t *testing.T) {
	t.Parallel()
	values := map[string]error{
		"ErrSignature": ErrSignature, "ErrEmptyKey": ErrEmptyKey, "ErrBusy": ErrBusy, "ErrInFlight": ErrInFlight, "ErrUnverified": ErrUnverified,
	}
	declared := exportedErrors(t)
	require.Len(t, declared, len(values))
	for _, name := range declared {
		_, ok := values[name].(*sentinel) //nolint:errorlint // itself, and not an error that it wraps
		require.True(t, ok, name)
		text := strings.TrimPrefix(values[name].Error(), "webhook: ")
		require.NotEqual(t, text, values[name].Error(), "%s: the text begins with the package", name)
		require.Equal(t, text, reason(values[name]), name)
		require.Equal(t, text, reason(Drop(errors.Join(errors.New("a record"), fmt.Errorf("a record: %w", values[name])))), name)
	}
}

// exportedErrors returns the names of the exported variables of this package that begin with Err.
func exportedErrors(t *testing.T) (names []string) {
	t.Helper()
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		require.NoError(t, err)
		for _, decl := range parsed.Decls {
			variables, ok := decl.(*ast.GenDecl)
			if !ok || variables.Tok != token.VAR {
				continue
			}
			for _, spec := range variables.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					if strings.HasPrefix(name.Name, "Err") {
						names = append(names, name.Name)
					}
				}
			}
		}
	}
	return names
}

func TestSentinelIs(t *testing.T) {
	t.Parallel()
	for _, err := range []error{errNoSignature, errNoKeys, errNoMatch, errPaddedKey, errTime, errNoSecret, errWrongSecret, errNoPassword, errWrongPassword} {
		require.ErrorIs(t, err, ErrSignature)
		require.NotErrorIs(t, ErrSignature, err)
		require.True(t, strings.HasPrefix(err.Error(), ErrSignature.Error()+": "), err)
		require.Equal(t, strings.TrimPrefix(err.Error(), "webhook: "), reason(err), "the text must contain the detail")
	}
}

func TestLogUnverified(t *testing.T) {
	t.Parallel()
	rx := &Receiver{source: &Source{Name: "acme", NeverRepeats: true, checker: inOneStep{Unverified()}}}
	cause := lookupFailed(errors.New("a record"))
	err := rx.salvage(httptest.NewRequestWithContext(t.Context(), "POST", "/", nil), nil, newFrame(nil), &outcome{}, cause)
	require.ErrorIs(t, err, ErrUnverified)
	require.Equal(t, "the key lookup failed", reason(err))
	require.ErrorContains(t, err, "could not be verified: webhook: the key lookup failed")
}
