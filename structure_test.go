package rolecall_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

const module = "github.com/rolecall-dev/rolecall"

// sourceFile is a Go file of the root module.
type sourceFile struct {
	path    string // "knit/client.go"
	pkg     string // "knit"; "." is the root
	imports []string
	test    bool
	lines   int
}

func sources(t *testing.T) []sourceFile {
	t.Helper()
	var files []sourceFile
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if path != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata") {
				return filepath.SkipDir
			}
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != "." {
				return filepath.SkipDir // another module
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		f := sourceFile{
			path: filepath.ToSlash(path), pkg: filepath.ToSlash(filepath.Dir(path)),
			test: strings.HasSuffix(path, "_test.go"), lines: strings.Count(string(text), "\n"),
		}
		for _, spec := range parsed.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, name)
		}
		files = append(files, f)
		return nil
	}))
	require.NotEmpty(t, files)
	return files
}

// top returns the first folder of a package: "knit" for "knit/knittest".
func top(pkg string) string {
	first, _, _ := strings.Cut(pkg, "/")
	return first
}

// TestStructure checks rules of the project that the compiler does not check.
func TestStructure(t *testing.T) {
	t.Parallel()
	files := sources(t)
	providers := map[string]bool{"knit": true, "kombo": true, "linkedin": true, "humansourcing": true}

	t.Run("seven top-level folders", func(t *testing.T) {
		t.Parallel()
		for _, f := range files {
			require.Contains(t, []string{".", "examples", "humansourcing", "internal", "knit", "kombo", "linkedin", "webhook"}, top(f.pkg), f.path)
		}
	})
	t.Run("imports point down", func(t *testing.T) {
		t.Parallel()
		for _, f := range files {
			if f.test {
				continue
			}
			for _, name := range f.imports {
				requireDownward(t, f, name, providers)
			}
		}
	})
	t.Run("root package comment names every package", func(t *testing.T) {
		t.Parallel()
		comment, err := os.ReadFile("doc.go")
		require.NoError(t, err)
		for _, f := range files {
			if f.test || f.pkg == "." || top(f.pkg) == "internal" || top(f.pkg) == "examples" || strings.Contains(f.pkg, "/internal") {
				continue
			}
			require.Contains(t, string(comment), "["+module+"/"+f.pkg+"]")
		}
	})
	t.Run("only internal/arena uses unsafe", func(t *testing.T) {
		t.Parallel()
		for _, f := range files {
			if !f.test && f.pkg != "internal/arena" {
				require.NotContains(t, f.imports, "unsafe", f.path)
			}
		}
	})
}

func TestFileLength(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if !strings.HasSuffix(f.path, "_gen.go") {
			require.LessOrEqual(t, f.lines, 500, "%s: split the file by subject", f.path)
		}
	}
}

// requireDownward checks one import of one file that is not a test.
func requireDownward(t *testing.T, f sourceFile, name string, providers map[string]bool) {
	t.Helper()
	own, isOwn := strings.CutPrefix(name, module)
	own = strings.TrimPrefix(own, "/")
	if !isOwn {
		standard := !strings.Contains(strings.Split(name, "/")[0], ".")
		if !standard {
			require.Contains(t, []string{"github.com/hashicorp/go-retryablehttp", "github.com/google/go-querystring/query"}, name, f.path)
			require.Equal(t, "internal", top(f.pkg), "%s: third-party modules stay in internal", f.path)
		}
		return
	}
	switch from := top(f.pkg); {
	case f.pkg == ".":
		require.Failf(t, "the root package imports the standard library only", "%s imports %s", f.path, name)
	case from == "webhook":
		require.Contains(t, []string{"webhook", "internal"}, top(own), "%s: webhook knows no provider", f.path)
	case from == "internal":
		require.False(t, providers[top(own)] || top(own) == "examples", "%s: internal is below the providers, not above %s", f.path, name)
	case providers[from]:
		require.False(t, providers[top(own)] && top(own) != from, "%s: no provider imports another", f.path)
		require.NotEqual(t, "examples", top(own), f.path)
	}
}

// constant is an exported constant with the name of its type.
type constant struct{ name, typ string }

func constants(t *testing.T, pkg string) []constant {
	t.Helper()
	var found []constant
	for _, f := range sources(t) {
		if f.pkg != pkg || f.test {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.path, nil, 0)
		require.NoError(t, err)
		for _, decl := range parsed.Decls {
			group, isGroup := decl.(*ast.GenDecl)
			if !isGroup || group.Tok != token.CONST {
				continue
			}
			for _, spec := range group.Specs {
				value := spec.(*ast.ValueSpec)
				if typ, isNamed := value.Type.(*ast.Ident); isNamed && ast.IsExported(typ.Name) {
					for _, name := range value.Names {
						found = append(found, constant{name.Name, typ.Name})
					}
				}
			}
		}
	}
	return found
}

// TestConstantNames checks that constants start with the name of their type, so that completion finds the
// values of a type: GenderMale is a Gender. A last word of the type's name such as Status may be left out
// (JobOpen is a JobStatus), and so may its first words (VisibilityPublic is a JobVisibility).
func TestConstantNames(t *testing.T) {
	t.Parallel()
	typeWords := regexp.MustCompile(`[A-Z]+(?:[A-Z][a-z]|$)|[A-Z][a-z0-9]+|[A-Z]+`)
	generic := []string{"Type", "Status", "State", "Kind", "Name", "Code", "Level"}
	for _, pkg := range []string{"knit", "kombo", "linkedin", "humansourcing"} {
		all := constants(t, pkg)
		require.NotEmpty(t, all, pkg)
		for _, c := range all {
			parts := typeWords.FindAllStringIndex(c.typ, -1)
			stem := c.typ
			for _, g := range generic {
				stem = strings.TrimSuffix(stem, g)
			}
			ok := slices.ContainsFunc(parts, func(at []int) bool {
				return at[0] < len(stem) && strings.HasPrefix(c.name, stem[at[0]:])
			})
			require.Truef(t, ok, "%s.%s is a %s: it should start with %s", pkg, c.name, c.typ, stem)
		}
	}
}

// TestVersion checks that the code and the changelog name the same next release.
func TestVersion(t *testing.T) {
	t.Parallel()
	changelog, err := os.ReadFile("CHANGELOG.md")
	require.NoError(t, err)
	newest := regexp.MustCompile(`(?m)^## (\S+) \((\d{4}-\d{2}-\d{2}|unreleased)\)$`).FindSubmatch(changelog)
	require.NotNil(t, newest, "no heading like: ## 0.2.0 (unreleased)")
	require.Equal(t, rolecall.Version, string(newest[1]))
}
