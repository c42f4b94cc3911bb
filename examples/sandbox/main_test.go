package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/webhook"
)

// open runs the sandbox until the test ends, and returns its printed line without the control API.
func open(t *testing.T, args ...string) (ready map[string]string, stop func()) {
	t.Helper()
	ready, stop = openAll(t, args...)
	require.NotEmpty(t, ready["control_token"])
	require.Regexp(t, `^http://127\.0\.0\.1:[0-9]+$`, ready["control_url"])
	delete(ready, "control_token")
	delete(ready, "control_url")
	return ready, stop
}

var ownAddresses atomic.Uint32

// ownAddress returns a loopback address with a free port. No other test uses the same address, so none takes
// the port between two runs of the sandbox. Only Linux has more than one loopback address by default.
func ownAddress() string {
	if runtime.GOOS != "linux" {
		return "127.0.0.1:0"
	}
	return fmt.Sprintf("127.0.1.%d:0", ownAddresses.Add(1))
}

// openAll is like open, but returns the whole line.
func openAll(t *testing.T, args ...string) (ready map[string]string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, args, in)
		_ = in.Close()
		done <- err
	}()
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal([]byte(line), &ready))
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		rest, err := io.ReadAll(lines)
		require.NoError(t, err)
		require.Empty(t, rest, "the sandbox must print one line")
		require.NoError(t, <-done)
	}
	t.Cleanup(stop)
	return ready, stop
}

// startSync starts a sync without package knit.
func startSync(t *testing.T, url, key, integration, destination string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url,
		strings.NewReader(`{"dataType":"ats_jobs","destination":"`+destination+`"}`))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("X-Knit-Integration-Id", integration)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, resp.Body.Close()) }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(body)
}

func TestServeKnit(t *testing.T) {
	t.Parallel()
	ready, stop := open(t, "-knit", ownAddress())
	require.Len(t, ready, 3)
	require.Regexp(t, `^http://127\.0\.[01]\.[0-9]+:[0-9]+$`, ready["knit"])
	require.NotEmpty(t, ready["knit_api_key"])
	require.NotEmpty(t, ready["knit_integration_id"])

	events := make(chan *webhook.Delivery, 2000)
	receiver, err := knit.NewReceiver([]string{ready["knit_api_key"]}, webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		events <- d
		return nil
	}))
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)

	for _, path := range []string{"/v1.0/sync.start", "/sync.start"} {
		status, body := startSync(t, ready["knit"]+path, ready["knit_api_key"], ready["knit_integration_id"], server.URL)
		require.Equal(t, http.StatusOK, status)
		var response struct {
			Success bool
			Data    knit.Sync
		}
		require.NoError(t, json.Unmarshal([]byte(body), &response))
		require.True(t, response.Success)
		require.NotEmpty(t, response.Data.JobID)
		status, body = startSync(t, ready["knit"]+path, "wrong", ready["knit_integration_id"], server.URL)
		require.Equal(t, http.StatusUnauthorized, status)
		require.Contains(t, body, `"success":false`)
	}
	select {
	case d := <-events:
		require.Equal(t, "knit:record.new/ats_jobs", d.Type)
		require.Equal(t, ready["knit_integration_id"], d.Tenant)
	case <-time.After(30 * time.Second):
		t.Fatal("no event was received")
	}

	// The sandbox stops during a run, and its address is free again.
	stop()
	again, _ := open(t, "-knit", strings.TrimPrefix(ready["knit"], "http://"))
	require.Equal(t, ready["knit"], again["knit"])
}

func TestServeKnitClient(t *testing.T) {
	t.Parallel()
	ready, _ := open(t, "-knit", "127.0.0.1:0")
	for _, base := range []string{ready["knit"], ready["knit"] + "/v1.0"} {
		client, err := knit.NewClient(ready["knit_api_key"], rolecall.WithBaseURL(base))
		require.NoError(t, err)
		sync, err := client.Integration(ready["knit_integration_id"]).StartSync(t.Context(),
			knit.StartSyncRequest{DataType: knit.DataTypeEmployee, Destination: "http://127.0.0.1:1/unreachable"})
		require.NoError(t, err)
		require.NotEmpty(t, sync.RunID)
	}
}

func TestServeKombo(t *testing.T) {
	t.Parallel()
	ready, stop := open(t, "-kombo", ownAddress())
	require.Len(t, ready, 4)
	require.Regexp(t, `^http://127\.0\.[01]\.[0-9]+:[0-9]+$`, ready["kombo"])
	require.NotEmpty(t, ready["kombo_integration_id"])
	require.NotEmpty(t, ready["kombo_webhook_secret"])
	require.NotEqual(t, ready["kombo_api_key"], ready["kombo_webhook_secret"])

	for _, base := range []string{ready["kombo"], ready["kombo"] + "/v1"} {
		wrong, err := kombo.NewClient("wrong", rolecall.WithBaseURL(base))
		require.NoError(t, err)
		_, err = wrong.CheckAPIKey(t.Context())
		require.ErrorIs(t, err, rolecall.ErrUnauthorized)

		client, err := kombo.NewClient(ready["kombo_api_key"], rolecall.WithBaseURL(base), rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 1}))
		require.NoError(t, err)
		customer := client.Integration(ready["kombo_integration_id"])
		require.NoError(t, customer.WaitReady(t.Context()))
		page, err := customer.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
		require.NoError(t, err)
		require.NotEmpty(t, page.Next, "the jobs are all on one page")
		jobs := 0
		for _, err := range page.All(t.Context()) {
			require.NoError(t, err)
			jobs++
		}
		require.Equal(t, 600, jobs)
		employees, err := customer.HRIS.ListEmployees(t.Context(), kombo.ListEmployeesOptions{})
		require.NoError(t, err)
		require.NotEmpty(t, employees.Next, "the employees are all on one page")
		require.NotEmpty(t, employees.Items[0].Employments)
		orders, err := customer.Assessment.ListOrders(t.Context(), kombo.ListOrdersOptions{})
		require.NoError(t, err)
		require.NotEmpty(t, orders.Items)
		for range 150 { // below the rate limit
			_, err := client.CheckAPIKey(t.Context())
			require.NoError(t, err)
		}
	}

	stop()
	again, _ := open(t, "-kombo", strings.TrimPrefix(ready["kombo"], "http://"))
	require.Equal(t, ready["kombo"], again["kombo"])
}

func TestServeLinkedIn(t *testing.T) {
	t.Parallel()
	events, secrets := make(chan *webhook.Delivery, 10), make(chan string, 1)
	receiver, err := linkedin.NewReceiver(linkedin.ApplicationSecrets(func(ctx context.Context, _ string) ([]string, error) {
		select { // the challenge may arrive before the test has read the line
		case secret := <-secrets:
			secrets <- secret
			return []string{secret}, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}), webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		events <- d
		return nil
	}))
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	ready, stop := open(t, "-linkedin", ownAddress(), "-linkedin-webhook", server.URL)
	secrets <- ready["linkedin_client_secret"]
	require.Len(t, ready, 6)
	require.Regexp(t, `^http://127\.0\.[01]\.[0-9]+:[0-9]+$`, ready["linkedin"])

	creds := linkedin.Credentials{ClientID: ready["linkedin_client_id"], ClientSecret: ready["linkedin_client_secret"]}
	client, err := linkedin.NewClient(creds, rolecall.WithBaseURL(ready["linkedin"]))
	require.NoError(t, err)
	statuses, err := client.JobPostingStatuses(t.Context(), listedJobs)
	require.NoError(t, err)
	for _, s := range statuses {
		require.Equal(t, linkedin.ListingStatusListed, s.ListingStatus)
	}
	parent, err := linkedin.NewClient(linkedin.Credentials{ClientID: ready["linkedin_parent_client_id"], ClientSecret: ready["linkedin_parent_client_secret"]}, rolecall.WithBaseURL(ready["linkedin"]))
	require.NoError(t, err)
	blocked, err := parent.BlockedWebhooks(t.Context())
	require.NoError(t, err)
	require.Empty(t, blocked)
	for range 2 {
		select {
		case d := <-events:
			require.Equal(t, "linkedin:RESYNC_JOBS", d.Type)
			require.Equal(t, ready["linkedin_application_urn"], d.Tenant)
		case <-time.After(30 * time.Second):
			t.Fatal("no event was received")
		}
	}
	stop()
	again, _ := open(t, "-linkedin", strings.TrimPrefix(ready["linkedin"], "http://"))
	require.Equal(t, ready["linkedin"], again["linkedin"])
}

func TestServeSeveralProviders(t *testing.T) {
	t.Parallel()
	ready, _ := open(t, "-knit", "127.0.0.1:0", "-kombo", "127.0.0.1:0")
	require.Len(t, ready, 7)
	require.NotEqual(t, ready["knit"], ready["kombo"])
}

func TestHelpFlag(t *testing.T) {
	t.Parallel()
	require.NoError(t, run(t.Context(), []string{"-h"}, io.Discard))
}

func TestRunErrors(t *testing.T) {
	t.Parallel()
	inUse := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(inUse.Close)
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"no provider":                       {nil, "no provider selected"},
		"unknown flag":                      {[]string{"-unknown", "127.0.0.1:0"}, "-unknown"},
		"argument without a flag":           {[]string{"-knit", "127.0.0.1:0", "127.0.0.1:0"}, "127.0.0.1:0"},
		"address in use":                    {[]string{"-knit", strings.TrimPrefix(inUse.URL, "http://")}, "-knit: "},
		"linkedin-webhook without linkedin": {[]string{"-knit", "127.0.0.1:0", "-linkedin-webhook", "http://127.0.0.1:1"}, "-linkedin-webhook requires -linkedin"},
		"invalid LinkedIn address":          {[]string{"-linkedin", "nowhere"}, "-linkedin: "},
		"invalid Knit address":              {[]string{"-knit", "nowhere"}, "-knit: "},
		"Kombo address in use":              {[]string{"-kombo", strings.TrimPrefix(inUse.URL, "http://")}, "-kombo: "},
		"receiver on another machine":       {[]string{"-humansourcing", "https://hooks.example.com/"}, "-humansourcing: "},
		"invalid receiver URL":              {[]string{"-humansourcing", "nowhere"}, "-humansourcing: "},
		"control address not on loopback":   {[]string{"-knit", "127.0.0.1:0", "-control", "0.0.0.0:0"}, "-control: the address must be on this machine"},
		"control address in use":            {[]string{"-knit", "127.0.0.1:0", "-control", strings.TrimPrefix(inUse.URL, "http://")}, "-control: "},
		"second address is invalid":         {[]string{"-knit", "127.0.0.1:0", "-kombo", "nowhere"}, "-kombo: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			var out strings.Builder
			require.ErrorContains(t, run(ctx, tt.args, &out), tt.want)
			require.Empty(t, out.String())
		})
	}
}
