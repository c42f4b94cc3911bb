package kombotest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// getJobs sends a request for jobs to the handler, without the network.
func getJobs(t testing.TB, s *Server, query string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/ats/jobs?"+query, http.NoBody)
	r.Header.Set("Authorization", "Bearer "+s.APIKey)
	r.Header.Set("X-Integration-Id", s.IntegrationID)
	w := httptest.NewRecorder()
	s.api.ServeHTTP(w, r)
	return w
}

// jobsPage holds the ids and the next cursor of a page.
type jobsPage struct {
	Data struct {
		Next    string
		Results []struct{ ID string }
	}
}

func getJobsPage(t testing.TB, s *Server, query url.Values) (page jobsPage) {
	t.Helper()
	w := getJobs(t, s, query.Encode())
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &page))
	return page
}

const (
	manyJobs = 500_000
	layout   = "2006-01-02T15:04:05.000Z"
)

// heap returns the size of the heap after garbage collection.
func heap() int64 {
	runtime.GC()
	runtime.GC() // the second collection frees the contents of sync.Pool
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestHalfAMillionJobs(t *testing.T) {
	if testing.Short() {
		t.Skip("serves half a million jobs, which can take more than a second")
	}
	empty := heap()
	s := NewServer(t, WithJobs(manyJobs))

	// Read some pages at the beginning, in the middle and at the end: all pages would take a minute.
	const pages, size = 10, 250
	for _, from := range []int{0, manyJobs / 2, manyJobs - pages*size} {
		query := url.Values{"page_size": {strconv.Itoa(size)}}
		if from > 0 {
			query.Set("cursor", record.Cursor{From: from, Filters: record.Fingerprint("/ats/jobs", nil, nil, nil)}.String())
		}
		number := from
		for range pages {
			page := getJobsPage(t, s, query)
			require.Len(t, page.Data.Results, size)
			for _, r := range page.Data.Results {
				require.Equal(t, s.JobID(number), r.ID)
				number++
			}
			require.Equal(t, number == manyJobs, page.Data.Next == "")
			query.Set("cursor", page.Data.Next)
		}
	}
	require.Less(t, heap()-empty, int64(2<<20), "records must not stay in memory")
	runtime.KeepAlive(s)
}

func TestHalfAMillionJobsFiltered(t *testing.T) {
	t.Parallel()
	s := NewServer(t, WithJobs(manyJobs))
	last := s.integration.Table(modelAt("/ats/jobs")).BaseTime(manyJobs - 3).Format(layout)
	for _, query := range []string{"updated_after=" + last, "name_contains=499999", "remote_ids=job-499999,job-7"} {
		q, err := url.ParseQuery(query)
		require.NoError(t, err)
		page := getJobsPage(t, s, q)
		require.NotEmpty(t, page.Data.Results, query)
		require.Less(t, len(page.Data.Results), 15, query)
	}
}

func BenchmarkPage(b *testing.B) {
	s := NewServer(b, WithJobs(manyJobs))
	for name, query := range map[string]string{
		"all":           "",
		"updated after": "&updated_after=" + world.BaseStart.Add(15*world.Day).Format(layout),
		"one status":    "&statuses=ARCHIVED",
		"ids":           "&ids=" + s.JobID(1) + "," + s.JobID(400_000),
		"rare":          "&name_contains=499999",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				getJobs(b, s, "page_size=250"+query)
			}
		})
	}
}
