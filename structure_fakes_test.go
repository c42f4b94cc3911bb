package rolecall_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fakes maps the packages of the fakes to the names of the client's package that they may use. No wire model
// is among them.
var fakes = map[string][]string{
	"knit/knittest":                   nil,
	"kombo/kombotest":                 nil,
	"linkedin/linkedintest":           {"Credentials"},
	"humansourcing/humansourcingtest": nil,
}

// checksClient lists the files of a fake that test an implementation of a client's interface. They are not
// part of the fake provider.
var checksClient = map[string]bool{"knit/knittest/syncstore.go": true}

// TestFakeWireModels checks that fakes do not use the wire models of the client, so that a wrong JSON tag of
// the client fails a test.
func TestFakeWireModels(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		name := fakeOf(f.pkg)
		if name == "" || f.test || checksClient[f.path] {
			continue
		}
		for _, used := range selected(t, f.path, module+"/"+top(name)) {
			require.Contains(t, fakes[name], used, "%s uses %s of its client", f.path, used)
		}
	}
}

func TestFakeClocks(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if f.test || checksClient[f.path] || f.path == "internal/fake/settings.go" || fakeOf(f.pkg) == "" && !strings.HasPrefix(f.pkg, "internal/fake") {
			continue
		}
		require.NotContains(t, selected(t, f.path, "time"), "Now", "%s: ask fake.Settings.Now", f.path)
	}
}

func TestFakeWorldImports(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if f.test || fakeOf(f.pkg) == "" || !strings.HasSuffix(f.pkg, "/internal/world") {
			continue
		}
		for _, imported := range f.imports {
			own := strings.HasPrefix(imported, module) && imported != module+"/internal/fake/record"
			require.False(t, own || strings.HasPrefix(imported, "net/http"), "%s imports %s", f.path, imported)
		}
	}
}

// fakeOf returns the fake that a package belongs to, or "".
func fakeOf(pkg string) string {
	for name := range fakes {
		if pkg == name || strings.HasPrefix(pkg, name+"/") {
			return name
		}
	}
	return ""
}

// selected returns the names that a file uses of an imported package: "Now" of "time". The package must be
// imported under the last element of its path.
func selected(t *testing.T, path, imported string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	name := imported[strings.LastIndex(imported, "/")+1:]
	there := false
	for _, spec := range parsed.Imports {
		if spec.Path.Value == strconv.Quote(imported) {
			require.Nil(t, spec.Name, "%s: import %s under its own name", path, imported)
			there = true
		}
	}
	var used []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && there {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == name {
				used = append(used, s.Sel.Name)
			}
		}
		return true
	})
	return used
}
