package knit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// Start a sync of jobs once, and receive its records under the customer that they belong to.
func Example() {
	fake, err := knittest.Start(knittest.WithJobs(3), knittest.WithDelta(knittest.Delta{})) // a fake of Knit
	if err != nil {
		panic(err)
	}
	defer fake.Close()

	syncs := knit.NewMemorySyncStore() // a table in production
	var stored atomic.Int64
	router := webhook.NewRouter()
	webhook.On(router, knit.JobNew, func(_ context.Context, e *knit.JobEvent, _ *webhook.Delivery) error {
		if e.Data.Info == nil {
			return nil // the sync does not subscribe to job_info
		}
		stored.Add(1) // store the job under the delivery's Tenant and e.RecordID
		return nil    // an error makes Knit deliver the event again
	})
	hooks, err := knit.NewReceiver([]string{fake.APIKey}, router, webhook.Use(
		knit.BindTenant(syncs.IntegrationOf), // Knit does not sign d.Tenant
		webhook.Dedup(webhook.NewMemoryDeduper(0, 0)),
		webhook.Serial(64)))
	if err != nil {
		panic(err)
	}
	server := httptest.NewServer(hooks)
	defer server.Close()

	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}
	acme := client.Integration(fake.IntegrationID)
	sync, err := knit.StartOnce(context.Background(), syncs, acme, knit.StartSyncRequest{
		DataType:    knit.DataTypeATSJobs,
		Models:      []knit.Model{knit.ModelJobInfo, knit.ModelJobDepartments},
		Frequency:   knit.FrequencyStandard,
		Destination: server.URL + "/hooks/knit",
	})
	if err != nil {
		panic(err)
	}
	if err := fake.Wait(context.Background()); err != nil {
		panic(err)
	}
	fmt.Println(sync.JobID[:3]+"… delivered", stored.Load(), "jobs")
	// Output: sj_… delivered 3 jobs
}

// Receive the records of a sync. Knit signs the body, but not the header with the integration's id.
func ExampleNewReceiver() {
	const apiKey = "test-knit-api-key"
	ctx := context.Background()
	syncs := knit.NewMemorySyncStore() // StartOnce writes it
	if err := syncs.Save(ctx, knit.SyncRecord{IntegrationID: "mg_test", DataType: knit.DataTypeATSJobs, JobID: "sj_1"}); err != nil {
		panic(err)
	}
	router := webhook.NewRouter()
	webhook.On(router, knit.JobNew, func(_ context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
		if e.Data.Info == nil {
			return nil // the sync does not subscribe to job_info
		}
		fmt.Println(d.Tenant, "has a new job:", e.RecordID, e.Data.Info.Title)
		return nil // an error makes Knit deliver the event again
	})
	hooks, err := knit.NewReceiver([]string{apiKey}, router,
		webhook.Use(knit.BindTenant(syncs.IntegrationOf), webhook.Dedup(webhook.NewMemoryDeduper(0, 0)), webhook.Serial(64)),
		webhook.OnError(func(_ context.Context, _ *webhook.Delivery, err error) { fmt.Println(err) }))
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /hooks/knit", hooks)

	// An attacker sends a signed body with the id of another customer. Then Knit delivers the event twice,
	// and the handler receives it once.
	body := []byte(`{"eventId":"ev_1","eventType":"record.new","syncDataType":"ats_jobs","syncJobId":"sj_1","recordId":"job-1","eventData":{"info":{"title":"Nurse"}}}`)
	for _, integration := range []string{"mg_other", "mg_test", "mg_test"} {
		delivery := webhooktest.Request("/hooks/knit", webhook.HMAC{Header: "X-Knit-Signature"}, apiKey, body)
		delivery.Header.Set("X-Knit-Integration-Id", integration)
		fmt.Println(webhooktest.Deliver(ctx, mux, delivery))
	}
	// Output:
	// knit.bind_tenant: sync does not belong to the integration in header X-Knit-Integration-Id: forbidden
	// 500
	// mg_test has a new job: job-1 Nurse
	// 200
	// 200
}

// Start a sync with the newer generation of the request: the webhook is registered in Knit's dashboard, and
// the request sets the time of the next scheduled run.
func ExampleIntegration_StartSync() {
	hooks := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer hooks.Close()
	fake, err := knittest.Start(knittest.WithWebhook(hooks.URL))
	if err != nil {
		panic(err)
	}
	defer fake.Close()
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}

	sync, err := client.Integration(fake.IntegrationID).StartSync(context.Background(), knit.StartSyncRequest{
		DataType:               knit.DataTypeEmployee,
		SyncType:               knit.SyncInitial,
		HonorScheduler:         new(true), // do not move the next scheduled run
		IncludeInactiveRecords: new(true), // also former employees
		StartHour:              new(3),    // 03:30 UTC
		StartMinute:            new(30),
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(sync.JobID[:3], sync.RunID[:3])
	// Output: sj_ sr_
}

// Handle the errors of a failed call.
func ExampleIntegration_StartSync_errors() {
	hooks := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer hooks.Close()
	fake, err := knittest.Start()
	if err != nil {
		panic(err)
	}
	defer fake.Close()
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}
	integration := client.Integration(fake.IntegrationID)
	fake.Inject(knittest.Unsuccessful("sync not enabled"), knittest.RetryAfter(429, time.Minute), knittest.CutBody())

	for range 3 {
		_, err := integration.StartSync(context.Background(), knit.StartSyncRequest{
			DataType: knit.DataTypeATSJobs, Destination: hooks.URL,
		})
		var e *rolecall.Error
		switch {
		case errors.Is(err, rolecall.ErrAmbiguous):
			fmt.Println("the run may have started: wait for its events before starting another")
		case errors.Is(err, rolecall.ErrRateLimited) && errors.As(err, &e):
			fmt.Println("not started: retry in", e.RetryAfter)
		case errors.As(err, &e):
			fmt.Printf("not started: %s (quote %s... to Knit)\n", e.Message, e.RequestID[:3])
		}
	}
	// Output:
	// not started: sync not enabled (quote ex_... to Knit)
	// not started: retry in 1m0s
	// the run may have started: wait for its events before starting another
}

// Find a sync after an ambiguous start, without starting another run. An update with the destination that
// the sync already has changes nothing and returns the sync's id. The response is inferred from Knit's
// documentation of updates.
func ExampleIntegration_UpdateSync() {
	hooks := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer hooks.Close()
	fake, err := knittest.Start()
	if err != nil {
		panic(err)
	}
	defer fake.Close()
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}
	ctx, acme, syncs := context.Background(), client.Integration(fake.IntegrationID), knit.NewMemorySyncStore()
	fake.Inject(knittest.ActThenRespond(504))
	start := knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: hooks.URL}
	_, err = knit.StartOnce(ctx, syncs, acme, start)
	fmt.Println("may have been started:", errors.Is(err, rolecall.ErrAmbiguous))

	sync, err := acme.UpdateSync(ctx, knit.UpdateSyncRequest{DataType: start.DataType, Destination: start.Destination})
	switch {
	case errors.Is(err, rolecall.ErrNotFound): // no sync: it was not started
		err = syncs.Forget(ctx, acme.ID(), start.DataType)
	case err == nil:
		err = syncs.Save(ctx, knit.SyncRecord{IntegrationID: acme.ID(), DataType: start.DataType, JobID: sync.JobID})
	}
	if err != nil {
		panic(err)
	}
	sync, err = knit.StartOnce(ctx, syncs, acme, start)
	if err != nil {
		panic(err)
	}
	fmt.Println(sync.JobID[:3]+"… after", len(fake.Calls("sync.start")), "start")
	// Output:
	// may have been started: true
	// sj_… after 1 start
}

// Store a delivery in a queue, and pass it to the router later, without HTTP.
func ExampleParseDeliveries() {
	header := http.Header{"X-Knit-Integration-Id": {"mg_test"}}
	body := []byte(`{"eventId":"ev_1","eventType":"record.deleted","syncDataType":"employee","syncJobId":"sj_1","recordId":"emp-1","eventData":{"employeeId":"emp-1"}}`)
	deliveries, err := knit.ParseDeliveries(header, body)
	if err != nil {
		panic(err)
	}
	stored, err := json.Marshal(deliveries[0])
	if err != nil {
		panic(err)
	}

	// Later, in another process:
	router := webhook.NewRouter()
	webhook.On(router, knit.EmployeeDeleted, func(_ context.Context, e *knit.EmployeeDeletedEvent, d *webhook.Delivery) error {
		fmt.Println(d.ID, "of", d.Tenant, "is about", e.RecordID)
		return nil
	})
	var d webhook.Delivery
	if err := json.Unmarshal(stored, &d); err != nil {
		panic(err)
	}
	integrationOf := func(context.Context, string) (string, error) { return "mg_test", nil } // SyncStore.IntegrationOf
	if err := knit.BindTenant(integrationOf)(router).Accept(context.Background(), &d); err != nil {
		panic(err)
	}
	// Output: ev_1 of mg_test is about emp-1
}
