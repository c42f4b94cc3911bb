package rolecall_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// TestOptionOfAnotherProvider checks that a client rejects an option of another provider. The option would
// have no effect, or send the key to the address of another provider.
func TestOptionOfAnotherProvider(t *testing.T) {
	t.Parallel()
	clients := map[string]func(rolecall.Option) error{
		"knit": func(opt rolecall.Option) error {
			_, err := knit.NewClient("fake-key", opt)
			return err
		},
		"kombo": func(opt rolecall.Option) error {
			_, err := kombo.NewClient("fake-key", opt)
			return err
		},
		"linkedin": func(opt rolecall.Option) error {
			_, err := linkedin.NewClient(linkedin.Credentials{ClientID: "id", ClientSecret: "fake-secret"}, opt)
			return err
		},
		"config without a provider": func(opt rolecall.Option) error { return new(rolecall.Config).Apply(opt) },
	}
	for name, option := range map[string]rolecall.Option{
		"knit: WithEnvironment":  knit.WithEnvironment(knit.EnvironmentEU),
		"kombo: WithRegion":      kombo.WithRegion(kombo.RegionUS),
		"linkedin: WithVersion":  linkedin.WithVersion("202603"),
		"linkedin: WithTokenURL": linkedin.WithTokenURL("https://login.example.com/token"),
	} {
		own, _, _ := strings.Cut(name, ":")
		for provider, newClient := range clients {
			t.Run(name+" passed to "+provider, func(t *testing.T) {
				t.Parallel()
				for range 2 { // a new client each time
					err := newClient(option)
					if provider == own {
						require.NoError(t, err)
					} else {
						require.ErrorContains(t, err, name+" is valid only for "+own+".NewClient")
					}
				}
			})
		}
	}
}

// TestProviderNames checks that examples do not use the names in provider.go, which are for provider packages.
func TestProviderNames(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, decl := range parsed(t, "provider.go").Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			names[decl.Name.Name] = true
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok {
					names[spec.Name.Name] = true
				}
			}
		}
	}
	require.Contains(t, names, "NewPage")
	require.NoError(t, filepath.WalkDir("examples", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		ast.Inspect(parsed(t, path), func(n ast.Node) bool {
			if selector, ok := n.(*ast.SelectorExpr); ok {
				pkg, ok := selector.X.(*ast.Ident)
				require.False(t, ok && pkg.Name == "rolecall" && names[selector.Sel.Name], "%s uses rolecall.%s", path, selector.Sel.Name)
			}
			return true
		})
		return nil
	}))
}

func parsed(t *testing.T, path string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	return file
}
