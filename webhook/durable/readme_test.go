package durable_test

import (
	"context"
	"database/sql"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
)

// The snippet of the README is the function below, so it compiles and works.
func TestREADME(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, snippet, ok := strings.Cut(string(readme), "```go needs github.com/rolecall-dev/rolecall/webhook/durable\n")
	require.True(t, ok)
	snippet, _, _ = strings.Cut(snippet, "```")
	source, err := os.ReadFile("readme_test.go")
	require.NoError(t, err)
	require.Contains(t, strings.ReplaceAll(string(source), "\t", ""), strings.ReplaceAll(snippet, "\t", ""))

	t.Setenv("DATABASE_URL", "sqlite:"+t.TempDir()+"/rolecall.db")
	t.Setenv("KNIT_API_KEY", "example-key")
	mux := http.NewServeMux()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	require.NoError(t, serveKnit(ctx, mux, knit.NewMemorySyncStore()))
}

func serveKnit(ctx context.Context, mux *http.ServeMux, syncs knit.SyncStore) error {
	engine, err := durable.Open(ctx, os.Getenv("DATABASE_URL")) // "": the SQLite file rolecall.db
	if err != nil {
		return err
	}
	router := webhook.NewRouter()
	webhook.On(router, knit.JobNew, func(ctx context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
		newer, err := durable.Newer(ctx, e.TriggeredAt) // false: a newer state of this job is stored already
		if err != nil || !newer {
			return err
		}
		tx, err := durable.Tx(ctx) // commits together with the mark that the delivery is done
		if err != nil {
			return err
		}
		return saveJob(ctx, tx, d.Tenant, e.Data)
	})
	inbox := engine.Inbox(router, durable.OnParked(alert))
	hooks, err := knit.NewReceiver([]string{os.Getenv("KNIT_API_KEY")}, inbox,
		webhook.Use(knit.BindTenant(syncs.IntegrationOf)))
	if err != nil {
		return err
	}
	mux.Handle("POST /hooks/knit", hooks)
	return engine.Start(ctx)
}

func saveJob(context.Context, *sql.Tx, string, knit.Job) error { return nil }

func alert(context.Context, durable.Entry, error) {}
