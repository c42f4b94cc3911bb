package transport

import (
	"math"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	server := now.Add(-time.Hour) // the server's clock is an hour slow
	day := 24 * time.Hour
	cases := map[string]struct {
		value, date string
		want        time.Duration
	}{
		"absent is ignored":                {"", "", 0},
		"seconds":                          {"120", "", 120 * time.Second},
		"seconds with white space":         {" 7\t", "", 7 * time.Second},
		"zero is ignored":                  {"0", "", 0},
		"negative is ignored":              {"-5", "", 0},
		"fraction of a second":             {"1.5", "", 1500 * time.Millisecond},
		"fraction without an integer part": {".25", "", 250 * time.Millisecond},
		"tiny fraction is rounded up":      {"0.0001", "", time.Millisecond},
		"two decimal points are ignored":   {"1.5.0", "", 0},
		"single point is ignored":          {".", "", 0},
		"exponent is ignored":              {"1e3", "", 0},
		"NaN is ignored":                   {"NaN", "", 0},
		"date in UTC":                      {"Sun, 01 Mar 2026 12:00:30 UTC", "Sun, 01 Mar 2026 12:00:00 UTC", 30 * time.Second},
		"date with an offset":              {"Sun, 01 Mar 2026 14:00:30 +0200", "", 30 * time.Second},
		"date with a zero offset":          {"Sun, 1 Mar 2026 12:00:30 +0000", "", 30 * time.Second},
		"plus sign is ignored":             {"+5", "", 0},
		"text is ignored":                  {"soon", "", 0},
		"seconds that overflow a Duration": {"9999999999999", "", math.MaxInt64},
		"seconds that overflow an int64":   {strings.Repeat("9", 40), "", math.MaxInt64},
		"date relative to the Date header": {server.Add(90 * time.Second).Format(http.TimeFormat), server.Format(http.TimeFormat), 90 * time.Second},
		"date without a Date header":       {now.Add(30 * time.Second).Format(http.TimeFormat), "", 30 * time.Second},
		"date with an invalid Date header": {now.Add(30 * time.Second).Format(http.TimeFormat), "today", 30 * time.Second},
		"date in the past is ignored":      {now.Add(-day).Format(http.TimeFormat), "", 0},
		"date in the year 9999":            {"Fri, 31 Dec 9999 23:59:59 GMT", "", math.MaxInt64},
		"date in RFC 850 format":           {"Sunday, 01-Mar-26 12:00:10 GMT", "", 10 * time.Second},
		"date in asctime format":           {"Sun Mar  1 12:00:10 2026", "", 10 * time.Second},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			h := http.Header{}
			h.Set("Retry-After", tc.value)
			h.Set("Date", tc.date)
			require.Equal(t, tc.want, retryAfter(h, now))
		})
	}
}

func TestRetryAfterWait(t *testing.T) {
	// elapsed returns the duration of a call whose second attempt succeeds.
	elapsed := func(t *testing.T, req Request, status int, header ...string) time.Duration {
		start := time.Now()
		resp, err := newMockClient(t, inSequence(respondWith(status, ``, header...), respondWith(200, `{}`)), defaultRetry()).Do(t.Context(), req)
		require.NoError(t, err)
		require.Equal(t, 2, resp.Meta.Attempts)
		return time.Since(start)
	}
	t.Run("waits exactly", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			require.Equal(t, 20*time.Second, elapsed(t, writeRequest(), 429, "Retry-After", "20"))
			require.Equal(t, 30*time.Second, elapsed(t, readRequest(), 503, "Retry-After", "30"), "as long as MaxWait")
			require.Equal(t, 25*time.Second, elapsed(t, readRequest(), 429,
				"Retry-After", "Sun, 01 Mar 2026 12:00:25 GMT", "Date", "Sun, 01 Mar 2026 12:00:00 GMT"))
			inTen := time.Now().Add(10 * time.Second).UTC().Format(http.TimeFormat)
			require.Equal(t, 10*time.Second, elapsed(t, readRequest(), 429, "Retry-After", inTen), "relative to the local clock")
		})
	})
	t.Run("ignored for other statuses than 429 and 503", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			for _, status := range []int{408, 502, 504} {
				require.LessOrEqual(t, elapsed(t, readRequest(), status, "Retry-After", "20"), time.Second)
			}
		})
	})
	t.Run("invalid value uses the backoff", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			for _, value := range []string{"soon", "-1", "0", "", "Sun, 01 Mar 1998 12:00:25 GMT"} {
				require.LessOrEqual(t, elapsed(t, writeRequest(), 429, "Retry-After", value), 500*time.Millisecond)
			}
		})
	})
	t.Run("longer than MaxWait fails immediately", func(t *testing.T) {
		for _, status := range []int{429, 503} {
			for value, want := range map[string]time.Duration{
				"31": 31 * time.Second, "3600": time.Hour, strings.Repeat("9", 40): math.MaxInt64,
			} {
				synctest.Test(t, func(t *testing.T) {
					var requests atomic.Int64
					start := time.Now()
					_, err := newMockClient(t, countRequests(&requests, respondWith(status, ``, "Retry-After", value)), defaultRetry()).Do(t.Context(), readRequest())
					require.Zero(t, time.Since(start))
					e := asError(t, err)
					require.Equal(t, want, e.RetryAfter)
					require.Equal(t, status, e.StatusCode)
					require.Equal(t, 1, e.Attempts)
					require.EqualValues(t, 1, requests.Load())
				})
			}
		}
	})
	t.Run("policy of the call applies", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			_, err := newMockClient(t, inSequence(respondWith(429, ``, "Retry-After", "45"), respondWith(200, ``)), defaultRetry()).
				Do(t.Context(), writeRequest(), rolecall.CallRetry(rolecall.RetryPolicy{MaxWait: 45 * time.Second}))
			require.NoError(t, err)
			require.Equal(t, 45*time.Second, time.Since(start))
		})
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "0", "120", "-1", "1.5", "99999999999999999999", "soon", "Sun, 01 Mar 2026 12:00:25 GMT", "Sun Mar  1 12:00:10 2026"} {
		f.Add(seed, "Sun, 01 Mar 2026 12:00:00 GMT", int64(1772366400))
		f.Add(seed, "", int64(math.MinInt64))
	}
	f.Fuzz(func(t *testing.T, value, date string, now int64) {
		h := http.Header{"Retry-After": {value}, "Date": {date}}
		require.GreaterOrEqual(t, retryAfter(h, time.Unix(now, 0)), time.Duration(0))
	})
}
