package knittest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// The fake delivers every record of a sync, and delivers again those whose handler failed.
func Example() {
	fake, err := knittest.Start(knittest.WithJobs(20), knittest.WithDelta(knittest.Delta{Modified: 3, Deleted: 1}))
	if err != nil {
		panic(err)
	}
	defer fake.Close()

	var created, changed, deleted, failed atomic.Int64
	router := webhook.NewRouter()
	webhook.On(router, knit.JobNew, func(context.Context, *knit.JobEvent, *webhook.Delivery) error {
		if failed.CompareAndSwap(0, 1) {
			return errors.New("the first event fails")
		}
		created.Add(1)
		return nil
	})
	webhook.On(router, knit.JobModified, func(context.Context, *knit.JobEvent, *webhook.Delivery) error {
		changed.Add(1)
		return nil
	})
	webhook.On(router, knit.JobDeleted, func(context.Context, *knit.JobDeletedEvent, *webhook.Delivery) error {
		deleted.Add(1)
		return nil
	})
	hooks, err := knit.NewReceiver([]string{fake.APIKey}, router)
	if err != nil {
		panic(err)
	}
	server := httptest.NewServer(hooks)
	defer server.Close()

	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}
	_, err = client.Integration(fake.IntegrationID).StartSync(context.Background(), knit.StartSyncRequest{
		DataType: knit.DataTypeATSJobs, Destination: server.URL,
	})
	if err != nil {
		panic(err)
	}
	if err := fake.Wait(context.Background()); err != nil {
		panic(err)
	}
	fmt.Println(created.Load(), "new,", changed.Load(), "modified,", deleted.Load(), "deleted")
	fmt.Println("attempts:", len(fake.Attempts()))
	// Output:
	// 20 new, 3 modified, 1 deleted
	// attempts: 29
}

// The fake is closed when the test ends.
func ExampleNewServer() {
	_ = func(t *testing.T) {
		fake := knittest.NewServer(t, knittest.DeliverTwice(), knittest.DeliverShuffled(1))
		client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
		if err != nil {
			t.Fatal(err)
		}
		_ = client.Integration(fake.IntegrationID)
	}
}

// Two injected faults: a 503, after which Knit has certainly not acted, and a cut connection, which is ambiguous.
func ExampleServer_Inject() {
	fake, err := knittest.Start()
	if err != nil {
		panic(err)
	}
	defer fake.Close()
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}
	fake.Inject(knittest.Status(503), knittest.Cut())
	for range 2 {
		_, err = client.Integration(fake.IntegrationID).StartSync(context.Background(), knit.StartSyncRequest{
			DataType: knit.DataTypeATSJobs, Destination: "https://example.com/hooks/knit",
		})
		fmt.Println("unavailable:", errors.Is(err, rolecall.ErrUnavailable), "- may have happened:", errors.Is(err, rolecall.ErrAmbiguous))
	}
	fmt.Println("requests:", len(fake.Requests()))
	// Output:
	// unavailable: true - may have happened: false
	// unavailable: true - may have happened: true
	// requests: 2
}

// Two customers are connected, and a job of the second one disappears without an event.
func ExampleServer_AddIntegration() {
	fake, err := knittest.Start(knittest.WithJobs(2))
	if err != nil {
		panic(err)
	}
	defer fake.Close()
	other := fake.AddIntegration(knittest.WithJobs(3))
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}
	if err := other.Remove(other.JobID(0)); err != nil {
		panic(err)
	}
	for _, id := range []string{fake.IntegrationID, other.IntegrationID} {
		jobs, err := client.Integration(id).ATS.ListJobs(context.Background(), knit.ListJobsOptions{})
		if err != nil {
			panic(err)
		}
		fmt.Println(len(jobs.Items), "jobs, from", jobs.Items[0].Info.Title)
	}
	// Output:
	// 2 jobs, from Backend Engineer
	// 2 jobs, from Nurse
}
