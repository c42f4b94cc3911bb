package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

func TestKnit(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out bytes.Buffer
	require.NoError(t, runKnit(ctx, &out, "127.0.0.1:0"))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Equal(t, []string{"Knit: 500 jobs and 500 employees received", "Knit: 495 open jobs listed on 10 pages"}, lines[len(lines)-2:])
	for _, line := range []string{
		"     500  knit:record.new/ats_jobs", "     500  knit:record.new/employee",
		"      20  knit:record.modified/ats_jobs", "       5  knit:record.deleted/employee",
		"       4  knit:sync.events.processed", "       4  knit:sync.events.allConsumed",
		"       5  jobs, deleted since", "     495  employees ACTIVE",
	} {
		require.Contains(t, lines, line)
	}
}

func TestKnitFailures(t *testing.T) {
	t.Run("timeout", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.Error(t, runKnit(ctx, io.Discard, "127.0.0.1:0"))
	})
	t.Run("address in use", func(t *testing.T) {
		server := httptest.NewServer(http.NotFoundHandler())
		t.Cleanup(server.Close)
		require.Error(t, runKnit(t.Context(), io.Discard, strings.TrimPrefix(server.URL, "http://")))
	})
}

func TestLiveEnvironment(t *testing.T) {
	variables := []string{"KNIT_API_KEY", "KNIT_INTEGRATION_ID", "KNIT_DESTINATION"}
	for _, missing := range variables {
		t.Run(missing, func(t *testing.T) {
			for _, name := range variables {
				t.Setenv(name, "set")
			}
			t.Setenv(missing, "")
			var out bytes.Buffer
			err := runKnitLive(t.Context(), &out, "127.0.0.1:0")
			require.ErrorContains(t, err, missing)
			for _, name := range variables {
				require.Equal(t, name == missing, strings.Contains(err.Error(), name))
			}
			require.Empty(t, out.String(), "and does nothing else")
		})
	}
}

// The same signed body with the header of another customer's integration.
func TestKnitRejectsAnotherCustomer(t *testing.T) {
	const apiKey = "test-knit-api-key"
	in, syncs := newInbox(), knit.NewMemorySyncStore()
	require.NoError(t, syncs.Save(t.Context(), knit.SyncRecord{IntegrationID: "mg_a", DataType: knit.DataTypeATSJobs, JobID: "sj_1"}))
	_, url, stop, err := receiveKnit(t.Context(), "127.0.0.1:0", in, syncs, apiKey)
	require.NoError(t, err)
	defer stop()
	for integration, status := range map[string]int{"mg_b": http.StatusInternalServerError, "mg_a": http.StatusOK} {
		body := `{"eventId":"ev_` + integration + `","eventType":"record.new","syncDataType":"ats_jobs","syncJobId":"sj_1","recordId":"of ` + integration + `","eventData":{}}`
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/hooks/knit", strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("X-Knit-Signature", webhook.Sign(apiKey, []byte(body), webhook.RawURL, ""))
		req.Header.Set("X-Knit-Integration-Id", integration)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, status, resp.StatusCode)
	}
	require.Len(t, in.jobs, 1)
	require.Contains(t, in.jobs, "of mg_a")
}

// The last lines count jobs without job_info and employees without employee_profile.
func TestInboxCounts(t *testing.T) {
	in := newInbox()
	for _, body := range []string{
		`{"eventId":"1","eventType":"record.new","syncDataType":"ats_jobs","recordId":"j1","eventData":{"departments":[]}}`,
		`{"eventId":"2","eventType":"record.new","syncDataType":"ats_jobs","recordId":"j2","eventData":{"info":{"status":"DRAFT"}}}`,
		`{"eventId":"3","eventType":"record.new","syncDataType":"employee","recordId":"e1","eventData":{}}`,
		`{"eventId":"4","eventType":"record.deleted","syncDataType":"employee","recordId":"e1","eventData":{}}`,
	} {
		require.True(t, json.Valid([]byte(body)))
		list, err := knit.ParseDeliveries(nil, []byte(body))
		require.NoError(t, err)
		require.NoError(t, webhook.Sink(in.router()).Accept(t.Context(), list[0]))
	}
	var out bytes.Buffer
	in.print(&out)
	require.Contains(t, out.String(), "1  jobs without job_info")
	require.Contains(t, out.String(), "1  jobs DRAFT")
	require.Contains(t, out.String(), "1  employees, deleted since")
	require.Contains(t, out.String(), "Knit: 2 jobs and 1 employees received")
}
