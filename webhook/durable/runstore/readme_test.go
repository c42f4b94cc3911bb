package runstore_test

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/runstore"
)

// The snippet of the README is in the function below, so it compiles and works.
func TestREADME(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	require.NoError(t, err)
	_, snippet, ok := strings.Cut(string(readme), "```go needs github.com/rolecall-dev/rolecall/webhook/durable/runstore\n")
	require.True(t, ok)
	snippet, _, _ = strings.Cut(snippet, "```")
	source, err := os.ReadFile("readme_test.go")
	require.NoError(t, err)
	require.Contains(t, strings.ReplaceAll(string(source), "\t", ""), strings.ReplaceAll(snippet, "\t", ""))

	t.Setenv("KNIT_API_KEY", "example-key")
	engine, err := durable.Open(t.Context(), "sqlite:"+t.TempDir()+"/rolecall.db")
	require.NoError(t, err)
	defer func() { require.NoError(t, engine.Stop(context.WithoutCancel(t.Context()))) }()
	client, err := knit.NewClient("example-key")
	require.NoError(t, err)
	require.NoError(t, serveKnit(http.NewServeMux(), engine, client))
	require.NoError(t, engine.Start(t.Context()))
}

func serveKnit(mux *http.ServeMux, engine *durable.Engine, client *knit.Client) error {
	tracker := runstore.Attach(engine, runs.OnSweep(deleteEmployees), runs.OnRunComplete(runDone))
	router := webhook.NewRouter()
	webhook.On(router, knit.EmployeeNew, saveEmployee)
	webhook.On(router, knit.EmployeeModified, saveEmployee)
	webhook.On(router, knit.EmployeeDeleted, deleteEmployee)
	webhook.On(router, knit.IntegrationActivated, tracker.OnActivation(client, knit.StartSyncRequest{
		DataType: knit.DataTypeEmployee, Destination: "https://example.com/hooks/knit",
	}))
	inbox := engine.Inbox(tracker.Wrap(router), durable.InTx(64), durable.OnParked(alert))
	hooks, err := knit.NewReceiver([]string{os.Getenv("KNIT_API_KEY")}, inbox)
	if err != nil {
		return err
	}
	mux.Handle("POST /hooks/knit", hooks)
	return nil
}

func saveEmployee(context.Context, *knit.EmployeeEvent, *webhook.Delivery) error { return nil }

func deleteEmployee(context.Context, *knit.EmployeeDeletedEvent, *webhook.Delivery) error { return nil }

func deleteEmployees(context.Context, runs.SweepPlan) error { return nil }

func runDone(context.Context, runs.Report) error { return nil }

func alert(context.Context, durable.Entry, error) {}
