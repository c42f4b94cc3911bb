package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const changelog = `# Changelog

## 0.2.0 (unreleased)

### Breaking changes

- ` + "`knit.Client.Call` is gone, `kombo.Date` is `rolecall.Date`" + `; models are not comparable.

### Added

- ` + "`knit.Removed`" + ` is mentioned, but not as a breaking change.

## 0.1.0 (2026-11-24)

- The first one.
`

func TestCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		changes string
		want    string // part of the error; "" means success
	}{
		"no change":                           {"", ""},
		"named method":                        {"- ./knit.(*Client).Call: removed\n", ""},
		"named replaced type":                 {"- ./kombo.Absence.EndDate: changed from Date to github.com/x/y.Date\n", ""},
		"lost operator":                       {"- ./kombo.Tool: old is comparable, new is not\n", ""},
		"name under another heading":          {"- ./knit.Removed: removed\n", "1 of 1 incompatible changes"},
		"unnamed method":                      {"- ./knit.(*Client).Call: removed\n- ./knit.(*Client).Sync: removed\n", "1 of 2 incompatible changes"},
		"function whose parameter is named":   {"- ./kombo.New: changed from func(Date) to func(string)\n", "1 of 1 incompatible changes"},
		"apidiff's notes are not changes":     {"! second, different message\n  first: removed\n", ""},
		"change in the root, without package": {"- NewCall: removed\n", "1 of 1 incompatible changes"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			err := check(strings.NewReader(test.changes), &out, parseChangelog(changelog), "v0.1.0")
			switch {
			case test.want == "" && err != nil:
				t.Errorf("check: %v\n%s", err, &out)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("check: got error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestCheckUnknownVersion(t *testing.T) {
	t.Parallel()
	if err := check(strings.NewReader(""), new(bytes.Buffer), parseChangelog(changelog), "v0.3.0"); err == nil {
		t.Error("check accepted a version that the changelog does not have")
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	log := parseChangelog(changelog)
	var out bytes.Buffer
	if err := notes(&out, log, "v0.1.0"); err != nil || out.String() != "- The first one.\n" {
		t.Errorf("notes: %q, %v", out.String(), err)
	}
	for _, version := range []string{"v0.2.0", "v0.3.0"} {
		if err := notes(&out, log, version); err == nil {
			t.Errorf("notes of %s: no error, and it is unreleased or absent", version)
		}
	}
}

// TestExport checks that apidiff reads what export writes, and that the file holds no path.
func TestExport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":                 "module example.com/m\n\ngo 1.26\n",
		"m.go":                   "// Package m is a test.\npackage m\n\nimport \"example.com/m/internal/hidden\"\n\n// T is a type.\ntype T struct{ F hidden.T }\n",
		"internal/hidden/hid.go": "// Package hidden is a test.\npackage hidden\n\n// T is a type.\ntype T int\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "m.export")
	if err := export(dir, file); err != nil {
		t.Fatal(err)
	}
	apidiff := filepath.Join(dir, "apidiff.exe")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", apidiff, "golang.org/x/exp/cmd/apidiff").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	if got := compare(t, apidiff, dir, file); got != "" {
		t.Errorf("apidiff of an unchanged module: %s", got)
	}
	changed := "// Package m is a test.\npackage m\n\n// T is a type.\ntype T struct{}\n"
	if err := os.WriteFile(filepath.Join(dir, "m.go"), []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := compare(t, apidiff, dir, file); !strings.Contains(got, "- T.F: removed") {
		t.Errorf("apidiff of a removed field: %q", got)
	}
	requireNoPath(t, dir, file)
}

// compare returns what apidiff reports of the module in dir since the export in file.
func compare(t *testing.T, apidiff, dir, file string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), apidiff, "-m", "-incompatible", file, "example.com/m")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", cmd, err)
	}
	return string(out)
}

func requireNoPath(t *testing.T, dir, file string) {
	t.Helper()
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	for _, entry := range archive.File {
		r, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(dir)) || strings.Contains(entry.Name, "internal") {
			t.Errorf("%s has an internal package or the path %s", entry.Name, dir)
		}
	}
}
