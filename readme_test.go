package rolecall_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// around is what a snippet that is no whole program finds in scope.
const around = `package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
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
func (stores) Delivery(context.Context, *webhook.Delivery) error { return nil }
func (stores) Store(context.Context, *webhook.Delivery)                {}

func snippet(ctx context.Context, t *testing.T, id, key string, keys []string, req knit.StartSyncRequest,
	integration *knit.Integration, jobs []linkedin.JobPosting, mux *http.ServeMux, router *webhook.Router,
	store, deadLetters stores) error {
	{
%s
		use(%s)
	}
	return nil
}

func main() {}
`

// TestREADME compiles every Go snippet of the README against the SDK as it is.
func TestREADME(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	snippets := goSnippets(string(text))
	require.GreaterOrEqual(t, len(snippets), 10)

	t.Run("its snippets compile", func(t *testing.T) {
		t.Parallel()
		// An overlay puts the snippets into the module without writing into its folder.
		root, err := filepath.Abs(".")
		require.NoError(t, err)
		overlay := map[string]map[string]string{"Replace": {}}
		dir := t.TempDir()
		var packages []string
		for i, s := range snippets {
			name := fmt.Sprintf("snippet%d", i+1)
			file := filepath.Join(dir, name+".go")
			require.NoError(t, os.WriteFile(file, []byte(program(s)), 0o600))
			overlay["Replace"][filepath.Join(root, "internal", "readme", name, "main.go")] = file
			packages = append(packages, "./internal/readme/"+name)
		}
		list := filepath.Join(dir, "overlay.json")
		encoded, err := json.Marshal(overlay)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(list, encoded, 0o600))
		out, err := exec.CommandContext(t.Context(), "go", append([]string{"build", "-o", os.DevNull, "-overlay", list}, packages...)...).CombinedOutput()
		require.NoError(t, err, "%s", out)
	})
	t.Run("a first call and a first webhook take under 40 lines", func(t *testing.T) {
		t.Parallel()
		require.Less(t, strings.Count(snippets[0]+snippets[1], "\n"), 40)
	})
	t.Run("its two commands are there", func(t *testing.T) {
		t.Parallel()
		require.Contains(t, string(text), "\n    go run ./examples/quickstart\n    go test ./...\n")
	})
}

// program makes a whole program of a snippet.
func program(snippet string) string {
	if strings.HasPrefix(snippet, "package ") {
		return snippet
	}
	// What a snippet declares and leaves for the reader to use is used here.
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

// goSnippets returns the fenced Go code of a Markdown text.
func goSnippets(text string) []string {
	var snippets []string
	for {
		_, rest, found := strings.Cut(text, "\n```go\n")
		if !found {
			return snippets
		}
		snippet, after, _ := strings.Cut(rest, "\n```\n")
		snippets = append(snippets, snippet+"\n")
		text = after
	}
}
