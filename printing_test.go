package rolecall_test

import (
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPrinting checks every exported struct of the module with package leaktest. It finds the types in the
// source, so that a new type cannot be forgotten, and generates a program that passes them to leaktest.
func TestPrinting(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skipf("compiles a program")
	}
	packages := map[string]string{".": "rolecall", "webhook": "", "knit": "", "kombo": "", "linkedin": "", "humansourcing": ""}
	var imports, types strings.Builder
	count := 0
	for dir := range packages {
		name, path := filepath.Base(dir), module+"/"+dir
		if dir == "." {
			name, path = "rolecall", module
		}
		fmt.Fprintf(&imports, "%s %q\n", name, path)
		for _, typ := range exportedStructs(t, dir) {
			if name == "webhook" && typ == "Route" {
				continue // its bytes are the type of an event, which a Delivery prints as well
			}
			fmt.Fprintf(&types, "reflect.TypeFor[%s.%s](),\n", name, typ)
			count++
		}
	}
	require.Greater(t, count, 300)
	out := runProgram(t, fmt.Sprintf(`package main

import (
	"fmt"
	"reflect"

	%q
	%s
)

func main() {
	for _, t := range []reflect.Type{
		%s
	} {
		for _, leak := range leaktest.Leaks(t) {
			fmt.Println(leak)
		}
	}
}
`, module+"/internal/leaktest", imports.String(), types.String()))
	require.Empty(t, out)
}

// runProgram runs a program inside of the module and returns its output.
func runProgram(t *testing.T, source string) string {
	t.Helper()
	root, err := os.Getwd()
	require.NoError(t, err)
	dir := t.TempDir()
	file := filepath.Join(dir, "main.go")
	require.NoError(t, os.WriteFile(file, []byte(source), 0o600))
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(root, "internal", "leaktest", "program", "main.go"): file}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600))
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "go", "run", "-overlay", filepath.Join(dir, "overlay.json"), "./internal/leaktest/program")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	return string(out)
}

// exportedStructs returns the names of a package's exported structs, with string as type argument.
func exportedStructs(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok && spec.Name.IsExported() {
				if _, isStruct := spec.Type.(*ast.StructType); isStruct {
					names = append(names, spec.Name.Name+arguments(spec.TypeParams))
				}
			}
			_, isFunc := n.(*ast.FuncDecl)
			return !isFunc
		})
	}
	return names
}

// arguments returns "[string]" for one type parameter, and "" if there are no type parameters.
func arguments(params *ast.FieldList) string {
	n := params.NumFields()
	if n == 0 {
		return ""
	}
	return "[" + strings.TrimSuffix(strings.Repeat("string,", n), ",") + "]"
}
