package rolecall_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// listJobs takes the place of a method of a provider's client.
func listJobs(_ context.Context, cursor string) (*rolecall.Page[string], error) {
	switch cursor {
	case "":
		return rolecall.NewPage(rolecall.PageParts[string]{
			Items: []string{"Nurse", "Welder"}, Order: []int{0, 2}, Next: "page-2", Fetch: listJobs,
			Bad: []*rolecall.RecordError{{Index: 1, Raw: []byte(`{"title": 7}`)}},
		}), nil
	case "page-2":
		return rolecall.NewPage(rolecall.PageParts[string]{Items: []string{"Baker"}, Cursor: cursor, Fetch: listJobs}), nil
	}
	return nil, &rolecall.Error{
		Provider: "example", Op: "example.jobs.list", StatusCode: http.StatusTooManyRequests,
		Message: "60 calls a minute are allowed", RequestID: "req-1", RetryAfter: time.Minute, Attempts: 4,
	}
}

// The text of an error is for an operator. errors.Is finds its class, and its fields hold the details.
func ExampleError() {
	_, err := listJobs(context.Background(), "page-9")
	fmt.Println(err)
	if errors.Is(err, rolecall.ErrRateLimited) {
		if e, ok := errors.AsType[*rolecall.Error](err); ok {
			fmt.Println("again in", e.RetryAfter)
		}
	}
	// Output:
	// example.jobs.list: status 429 Too Many Requests: 60 calls a minute are allowed (request id req-1) after 4 attempts
	// again in 1m0s
}

// A record that does not decode does not affect the others: the loop can continue.
func ExamplePage_All() {
	ctx := context.Background()
	page, err := listJobs(ctx, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	for job, err := range page.All(ctx) {
		if bad, ok := errors.AsType[*rolecall.RecordError](err); ok {
			fmt.Println("put aside:", string(bad.Raw))
			continue
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(*job)
	}
	// Output:
	// Nurse
	// put aside: {"title": 7}
	// Welder
	// Baker
}

// Pages is for programs that store the cursor after each page.
func ExamplePage_Pages() {
	ctx := context.Background()
	page, err := listJobs(ctx, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	for page, err := range page.Pages(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d jobs, the next page is %q\n", len(page.Items), page.Next)
	}
	// Output:
	// 2 jobs, the next page is "page-2"
	// 1 jobs, the next page is ""
}

// Collect returns all records of a list, and separately those that did not decode.
func ExamplePage_Collect() {
	ctx := context.Background()
	page, err := listJobs(ctx, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	jobs, bad, err := page.Collect(ctx)
	if err != nil {
		fmt.Println("incomplete:", err) // jobs and bad are what was read until then
		return
	}
	fmt.Println(jobs)
	for _, b := range bad {
		fmt.Println("put aside:", string(b.Raw))
	}
	// Output:
	// [Nurse Welder Baker]
	// put aside: {"title": 7}
}

// Ahead fetches the next page while the loop body runs. If a page takes about as long to store as to fetch, a
// long list takes about half the time.
func ExamplePage_Ahead() {
	ctx := context.Background()
	page, err := listJobs(ctx, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	for page, err := range page.Ahead(ctx) {
		if err != nil {
			fmt.Println(err) // the pages before it are stored
			return
		}
		fmt.Println("store", page.Items, "and resume at", strconv.Quote(page.Next))
	}
	// Output:
	// store [Nurse Welder] and resume at "page-2"
	// store [Baker] and resume at ""
}

// A middleware runs around every attempt. Operation returns the name of the call.
func ExampleMiddleware() {
	count := map[string]int{}
	metrics := func(next rolecall.Doer) rolecall.Doer {
		return func(req *http.Request) (*http.Response, error) {
			count[rolecall.Operation(req.Context())]++
			return next(req)
		}
	}
	option := rolecall.WithMiddleware(metrics) // for a provider's NewClient

	// For each attempt, the client does this:
	cfg := rolecall.Config{BaseURL: "https://api.example.com/v1"}
	if err := cfg.Apply(option); err != nil {
		fmt.Println(err)
		return
	}
	send := cfg.Middleware[0](func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
	})
	ctx := rolecall.WithOperation(context.Background(), "example.jobs.list")
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, cfg.BaseURL+"/jobs", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	resp, err := send(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = resp.Body.Close()
	fmt.Println(count)
	// Output: map[example.jobs.list:1]
}
