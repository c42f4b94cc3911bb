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

// maxPageSize is the maximum number of jobs on a page of Kombo.
const maxPageSize = 250

// canned is an [http.RoundTripper] that responds to every request with the same page of jobs.
type canned struct{ body []byte }

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: int64(len(c.body)),
		Body: io.NopCloser(bytes.NewReader(c.body)), Request: r,
	}, nil
}

// jobsPage returns a page of jobs of the fake.
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

// baseline does what a program without an SDK would do: it decodes the whole page into structs with
// encoding/json.
func (c canned) baseline(tb testing.TB) { c.decode(tb, floor.Page[kombo.Job]()) }

// decode requests the page and decodes its body into target with encoding/json.
func (c canned) decode(tb testing.TB, target any) {
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
	if err := stdjson.Unmarshal(body, target); err != nil {
		tb.Fatal(err)
	}
}

// client returns a client whose requests c responds to.
func (c canned) client(tb testing.TB, opts ...rolecall.Option) *kombo.ATSService {
	tb.Helper()
	client, err := kombo.NewClient("test-key", append(opts, rolecall.WithHTTPClient(&http.Client{Transport: c}))...)
	require.NoError(tb, err)
	return client.Integration("kombotest:example").ATS
}

// list lists one page of jobs and fails if a record is not decoded.
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
	require.Len(t, want, maxPageSize)
	require.Equal(t, want, list(t, page.client(t)).Items)
	require.Equal(t, want, list(t, page.client(t, rolecall.WithUnmarshal(json.Unmarshal))).Items)
}

// BenchmarkListPage reads one page with the baseline, with the SDK, and with the SDK and goccy/go-json.
// The three alternate, so a busy machine slows them alike. The metrics are the medians, as multiples of
// the duration of the baseline.
func BenchmarkListPage(b *testing.B) {
	page := jobsPage(b)
	sdk, sdkGoccy := page.client(b), page.client(b, rolecall.WithUnmarshal(json.Unmarshal))
	var ours, goccy []float64
	var baseline time.Duration
	b.SetBytes(int64(len(page.body)))
	for b.Loop() {
		one := timed(func() { page.baseline(b) })
		baseline += one
		ours = append(ours, float64(timed(func() { list(b, sdk) }))/float64(one))
		goccy = append(goccy, float64(timed(func() { list(b, sdkGoccy) }))/float64(one))
	}
	b.ReportMetric(median(ours), "ours-x-baseline")
	b.ReportMetric(median(goccy), "goccy-x-baseline")
	b.ReportMetric(float64(baseline.Nanoseconds())/float64(b.N), "baseline-ns/op")
}

// timed returns the duration of f.
func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

// median sorts all and returns the middle element.
func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}
