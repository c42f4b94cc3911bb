package humansourcingtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Send sends events in all shapes to a receiver.
func Example() {
	var events atomic.Int64
	hooks, err := humansourcing.NewReceiver(webhook.Unverified(), webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
		events.Add(1)
		return nil
	}))
	if err != nil {
		panic(err)
	}
	server := httptest.NewServer(hooks)
	defer server.Close()

	sender := humansourcingtest.New(humansourcingtest.WithJobs(50), humansourcingtest.WithCandidates(50),
		humansourcingtest.WithArrayLength(10), humansourcingtest.WithIrregularities(humansourcingtest.EveryIrregularity))
	defer sender.Close()
	if err := sender.Send(context.Background(), server.URL); err != nil {
		panic(err)
	}
	fmt.Println(events.Load(), "events,", len(sender.Jobs()), "jobs and", len(sender.Candidates()), "candidates remain")
	var job humansourcing.Job
	if err := json.Unmarshal(sender.Jobs()[0], &job); err != nil {
		panic(err)
	}
	fmt.Println(job.Title)
	// Output:
	// 108 events, 49 jobs and 49 candidates remain
	// Chargé(e) de clientèle h/f (updated)
}

// In your own test.
func ExampleNewSender() {
	_ = func(t *testing.T) {
		sender := humansourcingtest.NewSender(t, humansourcingtest.WithIrregularities(humansourcingtest.EveryIrregularity&^humansourcingtest.IrregularEvents))
		for _, body := range sender.Bodies() {
			_, _ = humansourcing.ParseDeliveries(nil, body)
		}
	}
}
