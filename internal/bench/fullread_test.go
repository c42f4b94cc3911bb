package bench

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// fullReadJobs returns the number of jobs of a full read: 5,000, or 100,000 if ROLECALL_BENCH_FULL is set.
func fullReadJobs() int {
	if os.Getenv("ROLECALL_BENCH_FULL") != "" {
		return 100_000
	}
	return 5_000
}

// readAll reads all jobs of the fake with the SDK. It returns their number and the duration.
func readAll(tb testing.TB, fake *kombotest.Server) (jobs int, took time.Duration) {
	tb.Helper()
	client, err := kombo.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	require.NoError(tb, err)
	start := time.Now()
	page, err := client.Integration(fake.IntegrationID).ATS.ListJobs(context.Background(), kombo.ListJobsOptions{})
	require.NoError(tb, err)
	for _, err := range page.All(context.Background()) {
		if err != nil {
			tb.Fatal(err)
		}
		jobs++
	}
	return jobs, time.Since(start)
}

// nodeModules is the folder in which the contract checks install the official client.
const nodeModules = "../../.ci/contract/node_modules"

// readAllOfficial does the same with Kombo's official client for Node.js. The duration does not include
// the start of the process.
func readAllOfficial(tb testing.TB, fake *kombotest.Server) (jobs int, took time.Duration) {
	tb.Helper()
	folder, err := filepath.Abs(nodeModules)
	require.NoError(tb, err)
	out, err := exec.CommandContext(tb.Context(), "node", "official.mjs", fake.URL, fake.APIKey, fake.IntegrationID, folder).Output()
	require.NoError(tb, err)
	var result struct {
		Jobs int
		MS   float64
	}
	require.NoError(tb, json.Unmarshal(out, &result))
	return result.Jobs, time.Duration(result.MS * float64(time.Millisecond))
}

// BenchmarkFullRead reads all jobs of the fake over loopback, alternately with the SDK and with the
// official client. Both durations include the time that the fake needs.
func BenchmarkFullRead(b *testing.B) {
	if _, err := os.Stat(filepath.Join(nodeModules, "@kombo-api")); err != nil {
		b.Skip("official client is not installed (run `bash .ci/run contract` first)")
	}
	fake := kombotest.NewServer(b, kombotest.WithJobs(fullReadJobs()), kombotest.WithRateLimit(1_000_000, time.Minute))
	var ours, official time.Duration
	for b.Loop() {
		jobs, took := readAll(b, fake)
		require.Equal(b, fullReadJobs(), jobs)
		ours += took
		jobs, took = readAllOfficial(b, fake)
		require.Equal(b, fullReadJobs(), jobs)
		official += took
	}
	b.ReportMetric(ours.Seconds()/float64(b.N), "ours-s")
	b.ReportMetric(official.Seconds()/float64(b.N), "official-s")
	b.ReportMetric(float64(official)/float64(ours), "official-x-ours")
}
