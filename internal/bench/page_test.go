package bench

import (
	"bytes"
	"context"
	stdjson "encoding/json"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/goccy/go-json"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/floor"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// onPage is as many jobs as Kombo puts on a page at most.
const onPage = 250

// canned answers every request with one page of jobs.
type canned struct{ body []byte }

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: int64(len(c.body)),
		Body: io.NopCloser(bytes.NewReader(c.body)), Request: r,
	}, nil
}

// jobsPage is a page of the fake Kombo.
func jobsPage(tb testing.TB) canned {
	tb.Helper()
	fake := kombotest.NewServer(tb)
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, fake.URL+"/ats/jobs?page_size=250", http.NoBody)
	require.NoError(tb, err)
	req.Header.Set("Authorization", "Bearer "+fake.APIKey)
	req.Header.Set("X-Integration-Id", fake.IntegrationID)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(tb, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(tb, err)
	require.Equal(tb, http.StatusOK, resp.StatusCode)
	return canned{body}
}

// lean is what a program does without an SDK: read all, decode all into structs of its own.
func (c canned) lean(tb testing.TB) { c.decode(tb, floor.Page[kombo.Job]()) }

// decode reads the page and decodes it whole.
func (c canned) decode(tb testing.TB, into any) {
	tb.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "https://api.kombo.dev/v1/ats/jobs?page_size=250", http.NoBody)
	if err != nil {
		tb.Fatal(err)
	}
	resp, err := (&http.Client{Transport: c}).Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		tb.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		tb.Fatal(err)
	}
	if err := stdjson.Unmarshal(body, into); err != nil {
		tb.Fatal(err)
	}
}

func (c canned) client(tb testing.TB, opts ...rolecall.Option) *kombo.ATSService {
	tb.Helper()
	client, err := kombo.NewClient("test-key", append(opts, rolecall.WithHTTPClient(&http.Client{Transport: c}))...)
	require.NoError(tb, err)
	return client.Integration("kombotest:example").ATS
}

func list(tb testing.TB, ats *kombo.ATSService) *rolecall.Page[kombo.Job] {
	tb.Helper()
	page, err := ats.ListJobs(context.Background(), kombo.ListJobsOptions{})
	if err != nil || len(page.Bad) > 0 {
		tb.Fatal(err, page.Bad)
	}
	return page
}

func TestDecodersAgree(t *testing.T) {
	t.Parallel()
	page := jobsPage(t)
	var whole struct {
		Data struct {
			Results []kombo.Job `json:"results"`
		} `json:"data"`
	}
	page.decode(t, &whole)
	want := whole.Data.Results
	require.Len(t, want, onPage)
	require.Equal(t, want, list(t, page.client(t)).Items)
	require.Equal(t, want, list(t, page.client(t, rolecall.WithUnmarshal(json.Unmarshal))).Items)
}

// BenchmarkListPage reads one page in three ways, in turns, and reports the medians as
// multiples of the lean loop with encoding/json.
func BenchmarkListPage(b *testing.B) {
	page := jobsPage(b)
	own, goccy := page.client(b), page.client(b, rolecall.WithUnmarshal(json.Unmarshal))
	var ours, plugged []float64
	var lean time.Duration
	b.SetBytes(int64(len(page.body)))
	for b.Loop() {
		one := timed(func() { page.lean(b) })
		lean += one
		ours = append(ours, float64(timed(func() { list(b, own) }))/float64(one))
		plugged = append(plugged, float64(timed(func() { list(b, goccy) }))/float64(one))
	}
	b.ReportMetric(median(ours), "ours-x-lean")
	b.ReportMetric(median(plugged), "goccy-x-lean")
	b.ReportMetric(float64(lean.Nanoseconds())/float64(b.N), "lean-ns/op")
}

func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}
