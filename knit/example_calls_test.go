package knit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// exampleFake starts a fake of Knit and returns it with a client of it.
func exampleFake(opts ...knittest.Option) (fake *knittest.Server, client *knit.Client) {
	fake, err := knittest.Start(opts...)
	if err != nil {
		panic(err)
	}
	client, err = knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}
	return fake, client
}

// List the open jobs page by page, and store the cursor to resume later.
func ExampleATSService_ListJobs() {
	fake, client := exampleFake(knittest.WithJobs(7), knittest.WithPageSize(3))
	defer fake.Close()
	ctx := context.Background()

	first, err := client.Integration(fake.IntegrationID).ATS.ListJobs(ctx, knit.ListJobsOptions{Status: knit.JobOpen})
	if err != nil {
		panic(err)
	}
	for page, err := range first.Pages(ctx) {
		if err != nil {
			panic(err)
		}
		fmt.Println(len(page.Items), "jobs, more:", page.Next != "") // store page.Next
	}
	// Output:
	// 3 jobs, more: true
	// 3 jobs, more: true
	// 1 jobs, more: false
}

// Create an application with a new candidate. For an existing candidate, set CandidateID instead.
func ExampleATSService_CreateApplication() {
	fake, client := exampleFake()
	defer fake.Close()
	created, err := client.Integration(fake.IntegrationID).ATS.CreateApplication(context.Background(), knit.CreateApplicationRequest{
		JobID: fake.JobID(0),
		Candidate: &knit.NewCandidate{
			FirstName: "Zoë", LastName: "Example",
			Emails: []knit.Email{{Type: knit.EmailPersonal, Address: "zoe@example.com"}},
		},
		Answers: []knit.NewAnswer{{ID: "q-1", Type: knit.QuestionYesNo, Answer: "Yes"}},
		Origin:  knit.OriginExternal,
	})
	switch {
	case errors.Is(err, rolecall.ErrAmbiguous):
		fmt.Println("the application may exist: look for it before you create it again")
	case errors.Is(err, knit.ErrNotSupported):
		fmt.Println("the tool does not support creating applications")
	case err != nil:
		panic(err)
	default:
		fmt.Println(created.ApplicationID == fake.ApplicationID(20), created.CandidateID == fake.CandidateID(20)) // the fake starts with 0 to 19
	}
	// Output: true true
}

// Read data for which Knit has no model from the tool's own API.
func ExampleIntegration_Passthrough() {
	fake, client := exampleFake(knittest.WithVendor(func(req knittest.PassthroughRequest) (int, map[string]string, string) {
		return 200, map[string]string{"x-rate-left": "99"}, `{"asked":"` + req.Path + `"}`
	}))
	defer fake.Close()
	resp, err := client.Integration(fake.IntegrationID).Passthrough(context.Background(), knit.PassthroughRequest{Method: "GET", Path: "/v1/teams?limit=1"})
	if err != nil {
		panic(err)
	}
	var body struct{ Asked string }
	if err := resp.Body.Decode(&body); err != nil {
		panic(err)
	}
	fmt.Println(resp.Status, resp.Headers.Get("X-Rate-Left"), body.Asked)
	// Output: 200 99 /v1/teams?limit=1
}

// Make a call of Knit's API for which the SDK has no method.
func ExampleCall() {
	fake, client := exampleFake()
	defer fake.Close()
	integration := client.Integration(fake.IntegrationID)

	type result struct {
		Reasons []struct{ ID, Name string }
	}
	reasons, err := knit.Call[result](context.Background(), integration, knit.CallRequest{Name: "hr.termination.reasons"})
	if err != nil {
		panic(err)
	}
	fmt.Println(reasons.Reasons[0].Name)

	// A list, with Knit's paging.
	type category struct{ ID, Name string }
	page, err := knit.CallList[category](context.Background(), integration, knit.CallRequest{Name: "hr.documents.categories", Items: "categories"})
	if err != nil {
		panic(err)
	}
	fmt.Println(page.Items[0].Name)
	// Output:
	// Moved away
	// Contract
}

// Start syncs as soon as a customer has connected a tool, and accept only events of those syncs.
func ExampleStartOnActivation() {
	fake, client := exampleFake(knittest.WithJobs(1), knittest.WithApplications(1), knittest.WithDelta(knittest.Delta{}))
	defer fake.Close()
	syncs := knit.NewMemorySyncStore() // a table that all servers share
	router := webhook.NewRouter()
	webhook.On(router, knit.IntegrationActivated, knit.StartOnActivation(client, syncs,
		knit.StartSyncRequest{DataType: knit.DataTypeATSJobs},
		knit.StartSyncRequest{DataType: knit.DataTypeATSApplications}))
	webhook.On(router, knit.SyncAllConsumed, func(_ context.Context, e *knit.SyncEvent, _ *webhook.Delivery) error {
		fmt.Println("all events of a run were acknowledged:", e.SyncType)
		return nil
	})
	hooks, err := knit.NewReceiver([]string{fake.APIKey}, router, webhook.Use(
		knit.BindTenant(syncs.IntegrationOf),
		webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
	if err != nil {
		panic(err)
	}
	server := httptest.NewServer(hooks)
	defer server.Close()
	fake.SetWebhook(server.URL) // as in Knit's dashboard

	for range 2 { // a customer connects a tool, and Knit delivers the event twice
		if err := fake.Activate(); err != nil {
			panic(err)
		}
	}
	if err := fake.Wait(context.Background()); err != nil {
		panic(err)
	}
	for _, call := range fake.Calls("sync.start") {
		var req knit.StartSyncRequest
		if err := call.Decode(&req); err != nil {
			panic(err)
		}
		fmt.Println("started once:", req.DataType)
	}
	// Unordered output:
	// all events of a run were acknowledged: initial_sync
	// all events of a run were acknowledged: delta_sync
	// all events of a run were acknowledged: initial_sync
	// all events of a run were acknowledged: delta_sync
	// started once: ats_jobs
	// started once: ats_applications
}

// Handle records for which the SDK has no model, and event types that Knit adds later.
func ExampleRawEvent() {
	router := webhook.NewRouter()
	webhook.On(router, knit.OtherEvent, func(_ context.Context, e *knit.RawEvent, _ *webhook.Delivery) error {
		var record struct {
			Info struct{ Name string }
		}
		if err := json.Unmarshal(e.Data, &record); err != nil {
			return err
		}
		fmt.Println(e.EventType, e.DataType, e.RecordID, record.Info.Name)
		return nil
	})
	deliveries, err := knit.ParseDeliveries(nil,
		[]byte(`{"eventId":"ev_1","eventType":"record.new","syncDataType":"crm_deals","recordId":"d-1","eventData":{"info":{"name":"Lift repair"}}}`))
	if err != nil {
		panic(err)
	}
	if err := router.Accept(context.Background(), deliveries[0]); err != nil {
		panic(err)
	}
	// Output: record.new crm_deals d-1 Lift repair
}
