package rolecall_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// around declares the names that a snippet uses. A snippet with a package clause is a program by itself.
const around = `package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/webhook"
)

var (
	_ = errors.Is
	_ = fmt.Errorf
	_ = log.Print
	_ = os.Getenv
	_ time.Duration
	_ url.Values
	_ = knittest.Start
	_ = kombo.NewClient
	_ = linkedin.NewClient
	_ = humansourcing.NewReceiver
	_ rolecall.Meta
	_ webhook.Delivery
)

func use(...any) {}

type stores struct{}

func (stores) SaveJob(context.Context, string, string, knit.Job) error { return nil }
func (stores) Resync(context.Context, string, bool, []string, time.Time) error { return nil }
func (stores) LookLater(context.Context, string) error { return nil }
func (stores) Delivery(context.Context, *webhook.Delivery) error { return nil }
func (stores) Store(context.Context, *webhook.Delivery)                {}

type queued struct{}

func (queued) Acknowledge() error         { return nil }
func (queued) Snooze(time.Duration) error { return nil }
func (queued) Fail() error                { return nil }

func snippet(ctx context.Context, t *testing.T, id, jobID, key string, keys []string, req knit.StartSyncRequest,
	integration *knit.Integration, syncs knit.SyncStore, signingKeys webhook.Keys, jobs []linkedin.JobPosting, mux *http.ServeMux, router *webhook.Router,
	server *http.Server, knitHooks, humanSourcingHooks *webhook.Receiver, store, deadLetters stores,
	job queued, delivery *webhook.Delivery) error {
	{
%s
		use(%s)
	}
	return nil
}

func main() {}
`

// TestREADME checks every Go snippet of the README against the SDK.
func TestREADME(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	snippets := goSnippets(string(text), "")
	require.GreaterOrEqual(t, len(snippets), 10)

	t.Run("snippets compile", func(t *testing.T) {
		t.Parallel()
		if testing.Short() {
			t.Skip("compiles the imports of the snippets, which takes seconds if the build cache is cold")
		}
		fset := token.NewFileSet()
		var programs []*ast.File
		var imports []string
		for i, s := range snippets {
			file, err := parser.ParseFile(fset, fmt.Sprintf("snippet%d.go", i+1), program(s), parser.SkipObjectResolution)
			require.NoError(t, err, s)
			programs = append(programs, file)
			for _, spec := range file.Imports {
				imports = append(imports, strings.Trim(spec.Path.Value, `"`))
			}
		}
		packages := compiled(t, fset, imports)
		for i, file := range programs {
			config := types.Config{Importer: packages, Sizes: types.SizesFor("gc", runtime.GOARCH)}
			_, err := config.Check("main", fset, []*ast.File{file}, nil)
			require.NoError(t, err, snippets[i])
		}
	})
	t.Run("snippets for other modules parse", func(t *testing.T) {
		t.Parallel()
		const fence = "\n```go"
		others := goSnippets(string(text), " needs ")
		require.Equal(t, strings.Count(string(text), fence), len(snippets)+len(others))
		for _, s := range others {
			module, code, _ := strings.Cut(s, "\n")
			require.NotEmpty(t, module)
			_, err := parser.ParseFile(token.NewFileSet(), module, "package main\n\n"+code, 0)
			if err != nil { // statements, not declarations
				_, err = parser.ParseFile(token.NewFileSet(), module, "package main\n\nfunc _() {\n"+code+"}\n", 0)
			}
			require.NoError(t, err, s)
		}
	})
	t.Run("first program runs", func(t *testing.T) {
		t.Parallel()
		if testing.Short() {
			t.Skip("builds a program, which takes seconds if the build cache is cold")
		}
		file := filepath.Join(t.TempDir(), "main.go")
		require.NoError(t, os.WriteFile(file, []byte(snippets[0]), 0o600))
		out, err := exec.CommandContext(t.Context(), "go", "run", file).CombinedOutput()
		require.NoError(t, err, string(out))
		require.Regexp(t, `^(\S+ (OPEN|CLOSED|DRAFT|ARCHIVED)? ?.+\n){3}$`, string(out))
	})
	t.Run("starting a sync and receiving its webhooks take under 40 lines", func(t *testing.T) {
		t.Parallel()
		require.Contains(t, snippets[1], "knit.StartOnce")
		require.Contains(t, snippets[2], "knit.NewReceiver")
		require.Less(t, strings.Count(snippets[1]+snippets[2], "\n"), 40)
	})
	t.Run("badge names the minimum Go version", func(t *testing.T) {
		t.Parallel()
		mod, err := os.ReadFile("go.mod")
		require.NoError(t, err)
		version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(mod)
		require.NotNil(t, version)
		require.Contains(t, string(text), fmt.Sprintf("[![Go %s or later]", version[1]))
	})
	t.Run("modules that each package links", func(t *testing.T) {
		t.Parallel()
		const retryablehttp, cleanhttp, querystring = "github.com/hashicorp/go-retryablehttp", "github.com/hashicorp/go-cleanhttp", "github.com/google/go-querystring"
		for pkg, want := range map[string][]string{
			"knit":          {querystring, cleanhttp, retryablehttp},
			"kombo":         {querystring, cleanhttp, retryablehttp},
			"linkedin":      {cleanhttp, retryablehttp},
			"webhook":       nil,
			"humansourcing": nil,
		} {
			require.Equal(t, want, linked(t, pkg), pkg)
			for _, name := range want {
				require.Contains(t, string(text), "`"+name+"`")
			}
		}
	})
	t.Run("commands", func(t *testing.T) {
		t.Parallel()
		require.Contains(t, string(text), "\n    go run ./examples/quickstart\n    go test ./...\n")
	})
}

// program turns a snippet into a program.
func program(snippet string) string {
	if strings.HasPrefix(snippet, "package ") {
		return snippet
	}
	// Use the names that a snippet declares but does not use.
	var declared []string
	for _, m := range declaration.FindAllStringSubmatch(snippet, -1) {
		for name := range strings.SplitSeq(m[1], ", ") {
			if name != "_" {
				declared = append(declared, name)
			}
		}
	}
	return fmt.Sprintf(around, snippet, strings.Join(declared, ", "))
}

var declaration = regexp.MustCompile(`(?m)^(\w+(?:, \w+)*) :=`)

// goSnippets returns the fenced Go code of a Markdown text with the given kind after the language. If kind
// is not "", each snippet begins with the rest of its fence's line.
func goSnippets(text, kind string) []string {
	var snippets []string
	for {
		_, rest, found := strings.Cut(text, "\n```go"+kind)
		if !found {
			return snippets
		}
		snippet, after, _ := strings.Cut(rest, "\n```\n")
		text = after
		if kind == "" {
			code, plain := strings.CutPrefix(snippet, "\n")
			if !plain {
				continue // of another kind
			}
			snippet = code
		}
		snippets = append(snippets, snippet+"\n")
	}
}

// compiled returns an importer that reads packages from the build cache, after one go command has filled it.
func compiled(t *testing.T, fset *token.FileSet, paths []string) types.Importer {
	t.Helper()
	args := []string{"list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}"}
	if built, ok := debug.ReadBuildInfo(); ok && slices.Contains(built.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		args = append(args, "-race") // the cache has these if the other tests run with -race
	}
	slices.Sort(paths)
	cmd := exec.CommandContext(t.Context(), "go", append(args, slices.Compact(paths)...)...)
	var problems strings.Builder
	cmd.Stderr = &problems
	list, err := cmd.Output()
	require.NoError(t, err, problems.String())
	files := map[string]string{}
	for line := range strings.Lines(string(list)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		files[path] = file
	}
	return importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(files[path]) })
}

// linked returns the modules other than the SDK that a program links if it imports one package of the SDK.
func linked(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./"+pkg).Output()
	require.NoError(t, err)
	modules := strings.Fields(string(out))
	slices.Sort(modules)
	modules = slices.DeleteFunc(slices.Compact(modules), func(path string) bool { return path == module })
	if len(modules) == 0 {
		return nil
	}
	return modules
}
