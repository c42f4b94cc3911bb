package knit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// Start a sync of jobs, in the generation of Knit's guides.
func Example() {
	hooks := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})) // yours, see NewReceiver
	defer hooks.Close()
	fake, err := knittest.Start() // stands for Knit
	if err != nil {
		panic(err)
	}
	defer fake.Close()

	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}
	integration := client.Integration(fake.IntegrationID)
	sync, err := integration.StartSync(context.Background(), knit.StartSyncRequest{
		DataType:    knit.DataTypeATSJobs,
		Models:      []knit.Model{knit.ModelJobInfo, knit.ModelJobDepartments},
		Frequency:   knit.FrequencyStandard,
		Destination: hooks.URL + "/hooks/knit",
	})
	if err != nil {
		panic(err)
	}
	fmt.Println("store this with the integration:", sync.JobID)
	// Output: store this with the integration: sj_test00000001
}

// Receive the records of a sync.
func ExampleNewReceiver() {
	const apiKey = "test-knit-api-key"
	router := webhook.NewRouter()
	webhook.On(router, knit.JobNew, func(_ context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
		fmt.Println(d.Tenant, "has a new job:", e.RecordID, e.Data.Info.Title)
		return nil // an error makes Knit deliver the event again
	})
	webhook.On(router, knit.JobDeleted, func(_ context.Context, e *knit.JobDeletedEvent, d *webhook.Delivery) error {
		fmt.Println(d.Tenant, "has closed a job:", e.RecordID)
		return nil
	})
	hooks, err := knit.NewReceiver([]string{apiKey}, router,
		webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0)), webhook.Serial(64)))
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /hooks/knit", hooks)

	// Knit sends this one twice, and it is handled once.
	delivery := webhooktest.Request("/hooks/knit", webhook.HMAC{Header: "X-Knit-Signature"}, apiKey,
		[]byte(`{"eventId":"ev_1","eventType":"record.new","syncDataType":"ats_jobs","recordId":"job-1","eventData":{"info":{"title":"Nurse"}}}`))
	delivery.Header.Set("X-Knit-Integration-Id", "mg_test")
	for range 2 {
		fmt.Println(webhooktest.Deliver(context.Background(), mux, delivery))
	}
	// Output:
	// mg_test has a new job: job-1 Nurse
	// 200
	// 200
}

// The newer generation of the request: the webhook is registered in Knit's dashboard, and
// the run can be placed.
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
		SyncType:               knit.InitialSync,
		HonorScheduler:         new(true), // keep the next scheduled run where it is
		IncludeInactiveRecords: new(true), // those who left, too
		StartHour:              new(3),    // 03:30 UTC
		StartMinute:            new(30),
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(sync.JobID, sync.RunID)
	// Output: sj_test00000001 sr_test00000002
}

// What a failed call tells, and what to do about it.
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
			fmt.Println("the run may have started: see what comes before starting another")
		case errors.Is(err, rolecall.ErrRateLimited) && errors.As(err, &e):
			fmt.Println("not started: try again in", e.RetryAfter)
		case errors.As(err, &e):
			fmt.Printf("not started: %s (quote %s... to Knit)\n", e.Message, e.RequestID[:3])
		}
	}
	// Output:
	// not started: sync not enabled (quote ex_... to Knit)
	// not started: try again in 1m0s
	// the run may have started: see what comes before starting another
}

// Deliveries survive a queue. Those that were stored, and dead letters, go through the same
// router without HTTP.
func ExampleParseDeliveries() {
	header := http.Header{"X-Knit-Integration-Id": {"mg_test"}}
	body := []byte(`{"eventId":"ev_1","eventType":"record.deleted","syncDataType":"employee","recordId":"emp-1","eventData":{"employeeId":"emp-1"}}`)
	deliveries, err := knit.ParseDeliveries(header, body)
	if err != nil {
		panic(err)
	}
	stored, err := json.Marshal(deliveries[0])
	if err != nil {
		panic(err)
	}

	// On another day, in another process:
	router := webhook.NewRouter()
	webhook.On(router, knit.EmployeeDeleted, func(_ context.Context, e *knit.EmployeeDeletedEvent, d *webhook.Delivery) error {
		fmt.Println(d.ID, "of", d.Tenant, "is about", e.RecordID)
		return nil
	})
	var d webhook.Delivery
	if err := json.Unmarshal(stored, &d); err != nil {
		panic(err)
	}
	if err := router.Accept(context.Background(), &d); err != nil {
		panic(err)
	}
	// Output: ev_1 of mg_test is about emp-1
}
