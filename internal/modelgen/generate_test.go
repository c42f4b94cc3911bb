package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// The generated files are those that modelgen writes today: run go generate ./... after a change
// of a model.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"humansourcing", "knit", "kombo", "linkedin"} {
		folder := filepath.Join("..", "..", name)
		want, err := generate(folder)
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join(folder, file))
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), "%s: run go generate ./%s", name, name)
	}
}

func TestGenerate(t *testing.T) {
	t.Parallel()
	generated := func(t *testing.T, source string) (string, error) {
		t.Helper()
		folder := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(folder, "a.go"), []byte("package knit\n"+source), 0o600))
		text, err := generate(folder)
		return string(text), err
	}
	t.Run("a model has four methods", func(t *testing.T) {
		t.Parallel()
		text, err := generated(t, "type Event[D any] struct { Data D; rolecall.Extra `json:\"-\"` }")
		require.NoError(t, err)
		for _, want := range []string{
			"func (v *Event[D]) UnmarshalJSON(", "func (v Event[D]) MarshalJSON(", "func (v Event[D]) Format(", "func (v Event[D]) LogValue(",
		} {
			require.Contains(t, text, want)
		}
	})
	t.Run("a struct that contains raw bytes or a secret prints itself", func(t *testing.T) {
		t.Parallel()
		text, err := generated(t, `
			type plain struct { Name string }
			type raw struct { Value json.RawMessage }
			type outer struct { List []*raw }
			type hidden struct { Token string `+"`secret:\"true\"`"+` }
			type named map[string]json.RawMessage
			type far struct { inner map[string]named }
			type free struct { Value any }
			type holder[V any] struct { Value V }
			func (v hidden) LogValue() slog.Value { return slog.Value{} }`)
		require.NoError(t, err)
		for _, name := range []string{"raw", "outer", "hidden", "far", "free", "holder[V]"} {
			require.Contains(t, text, "func (v "+name+") Format(")
		}
		require.NotContains(t, text, "func (v plain)")
		require.NotContains(t, text, "func (v hidden) LogValue(", "it is written by hand")
		require.NotContains(t, text, "JSON(", "none is a model")
	})
	t.Run("a struct that embeds a model is one", func(t *testing.T) {
		t.Parallel()
		text, err := generated(t, "type Event struct { Type string; Status }\ntype Status struct { rolecall.Extra `json:\"-\"` }")
		require.NoError(t, err)
		require.Contains(t, text, "func (v *Event) UnmarshalJSON(")
		require.Contains(t, text, "func (v *Status) UnmarshalJSON(")
	})
	t.Run("a field named Format takes the place of the method", func(t *testing.T) {
		t.Parallel()
		const taken = "type taken struct { Format []byte }\nfunc (v taken) String() string { return `` }"
		_, err := generated(t, taken)
		require.ErrorContains(t, err, "LogValue")
		text, err := generated(t, taken+"\nfunc (v taken) LogValue() slog.Value { return slog.Value{} }")
		require.NoError(t, err)
		require.NotContains(t, text, "func (v taken)")
	})
	t.Run("a codec written by hand is named at Extra", func(t *testing.T) {
		t.Parallel()
		const own = "\nfunc (v *Part) UnmarshalJSON(b []byte) error { return nil }"
		_, err := generated(t, "type Part struct { rolecall.Extra `json:\"-\"` }"+own)
		require.ErrorContains(t, err, `codec:"own"`)
		_, err = generated(t, "type Part struct { rolecall.Extra `json:\"-\" codec:\"own\"` }")
		require.ErrorContains(t, err, `codec:"own"`)
		text, err := generated(t, "type Part struct { rolecall.Extra `json:\"-\" codec:\"own\"` }"+own)
		require.NoError(t, err)
		require.NotContains(t, text, "UnmarshalJSON(")
		require.Contains(t, text, "MarshalJSON(")
	})
	t.Run("a folder without Go files is an error", func(t *testing.T) {
		t.Parallel()
		_, err := generate(t.TempDir())
		require.Error(t, err)
	})
}
