package kombo_test

import (
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo"
)

// manyJobs is the number of jobs that the memory tests read: 100 pages.
const manyJobs = 25_000

// TestListJobsMemory requires that iterating over many jobs does not keep them in memory. It is not parallel: other
// tests would change the heap that it measures.
func TestListJobsMemory(t *testing.T) {
	// The limit allows 50 bytes per job. A kept job takes several hundred bytes, the cursor of its page about eight per job.
	const maxGrowth = 50 * manyJobs
	s := serve(t, noRetry, serveManyJobs)
	page, err := s.integration.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
	require.NoError(t, err)
	var read, baseline, highest int64
	last := ""
	for job, err := range page.All(t.Context()) {
		require.NoError(t, err)
		if job.ID <= last || len(job.Stages) != 1 {
			t.Fatalf("job %[2]s with %[3]d stages follows job %[1]s", last, job.ID, len(job.Stages))
		}
		last = job.ID
		read++
		switch {
		case read == manyJobs/10: // connections and buffers are allocated by now
			baseline = heapInUse()
		case read%(manyJobs/10) == 0:
			highest = max(highest, heapInUse())
		}
	}
	require.EqualValues(t, manyJobs, read)
	require.Less(t, highest-baseline, int64(maxGrowth), "the heap grew from %d to %d bytes", baseline, highest)
}

// serveManyJobs responds with a page of small jobs. The cursor is the number of the first job of the page.
func serveManyJobs(w http.ResponseWriter, r *http.Request) {
	first, _ := strconv.Atoi(r.URL.Query().Get("cursor"))
	size, _ := strconv.Atoi(r.URL.Query().Get("page_size"))
	body := []byte(`{"status":"success","data":{"results":[`)
	end := min(first+size, manyJobs)
	for i := first; i < end; i++ {
		if i > first {
			body = append(body, ',')
		}
		body = fmt.Appendf(body, `{"id":"exampleJob%08d","remote_id":"%d","name":"Welder %d","description":"<p>Join us.</p>","status":"OPEN",`+
			`"changed_at":"2026-01-02T03:04:05.678Z","remote_deleted_at":null,"stages":[{"id":"stage1","name":"Applied"}],"hiring_team":[]}`, i, i, i)
	}
	next := "null"
	if end < manyJobs {
		next = strconv.Quote(strconv.Itoa(end))
	}
	body = append(body, `],"next":`+next+`}}`...)
	_, _ = w.Write(body)
}

// heapInUse returns the size of the heap, in bytes, after a garbage collection.
func heapInUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
