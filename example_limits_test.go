package rolecall_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// pacer spreads the remaining requests of the provider's limit over the remaining time. With a limiter of
// golang.org/x/time/rate, observe would call SetLimit.
type pacer struct {
	mu   sync.Mutex
	next time.Time     // when the next request may leave
	gap  time.Duration // between two requests
}

// Wait implements rolecall.Limiter.
func (p *pacer) Wait(ctx context.Context) error {
	p.mu.Lock()
	start := time.Now()
	if p.next.After(start) {
		start = p.next
	}
	p.next = start.Add(p.gap)
	p.mu.Unlock()
	timer := time.NewTimer(time.Until(start))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// observe sets the pace from the limits of a response. It is the function for rolecall.OnMeta.
func (p *pacer) observe(_ string, m rolecall.Meta) {
	if m.Rate == nil || m.Rate.Reset <= 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gap = m.Rate.Reset / time.Duration(m.Rate.Remaining+1)
}

// The provider's limits determine the pace of the requests, and at most eight requests run concurrently.
func ExampleOnMeta() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ratelimit-limit", "100")
		w.Header().Set("ratelimit-remaining", "59")
		w.Header().Set("ratelimit-reset", "60")
		_, _ = w.Write([]byte(`{"status":"success","data":{"results":[],"next":null}}`))
	}))
	defer api.Close()

	pace := new(pacer)
	client, err := kombo.NewClient("fake-key-of-the-example",
		rolecall.WithBaseURL(api.URL),
		rolecall.WithLimiter(pace),
		rolecall.OnMeta(pace.observe),
		rolecall.WithConcurrency(8))
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := client.Integration("workday:fake").ATS.ListJobs(context.Background(), kombo.ListJobsOptions{}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("one request every", pace.gap)
	// Output: one request every 1s
}

// OnCall begins a span around the whole call with its retries, and a middleware prints a line for each attempt.
func ExampleOnCall() {
	requests := 0
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if requests++; requests == 1 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_, _ = w.Write([]byte(`{"status":"success","data":{"results":[],"next":null}}`))
	}))
	defer api.Close()

	client, err := kombo.NewClient("fake-key-of-the-example",
		rolecall.WithBaseURL(api.URL),
		rolecall.WithRetry(rolecall.RetryPolicy{MinWait: time.Millisecond}),
		rolecall.OnCall(func(ctx context.Context, op string) (context.Context, func(rolecall.Meta, error)) {
			fmt.Println("begin", op)
			return ctx, func(m rolecall.Meta, err error) { fmt.Println("end", op, "after", m.Attempts, "attempts:", err) }
		}),
		rolecall.WithMiddleware(func(next rolecall.Doer) rolecall.Doer {
			return func(r *http.Request) (*http.Response, error) {
				fmt.Println("attempt", rolecall.Attempt(r.Context()))
				return next(r)
			}
		}))
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := client.Integration("workday:fake").ATS.ListJobs(context.Background(), kombo.ListJobsOptions{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// begin kombo.ats.jobs.list
	// attempt 1
	// attempt 2
	// end kombo.ats.jobs.list after 2 attempts: <nil>
}
