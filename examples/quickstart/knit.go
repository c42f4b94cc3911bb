package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// runKnit runs a fake Knit and a receiver.
func runKnit(ctx context.Context, out io.Writer, listen string) error {
	fake, err := knittest.Start(
		knittest.WithJobs(500), knittest.WithEmployees(500),
		knittest.WithDelta(knittest.Delta{Modified: 20, Deleted: 5}))
	if err != nil {
		return err
	}
	defer fake.Close()

	in, syncs := newInbox(), knit.NewMemorySyncStore()
	client, url, stop, err := receiveKnit(ctx, listen, in, syncs, fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		return err
	}
	defer stop()
	if err := startSyncs(ctx, out, syncs, client.Integration(fake.IntegrationID), url+"/hooks/knit"); err != nil {
		return err
	}
	if err := fake.Wait(ctx); err != nil {
		return fmt.Errorf("waiting for the events: %w", err)
	}
	in.print(out)
	return listKnitJobs(ctx, out, client.Integration(fake.IntegrationID))
}

// listKnitJobs lists the jobs page by page, whereas a sync delivers them one by one. Your backend would
// store page.Next after each page, and pass it as Cursor to continue on another day.
func listKnitJobs(ctx context.Context, out io.Writer, integration *knit.Integration) error {
	first, err := integration.ATS.ListJobs(ctx, knit.ListJobsOptions{Status: knit.JobOpen})
	if err != nil {
		return err
	}
	pages, total := 0, 0
	for page, err := range first.Pages(ctx) {
		if err != nil {
			return err
		}
		pages++
		total += len(page.Items)
		for _, bad := range page.Bad {
			say(out, "%v", bad)
		}
	}
	say(out, "Knit: %d open jobs listed on %d pages", total, pages)
	return nil
}

// runKnitLive runs with the real Knit. It ends when the records of both initial syncs have been received.
func runKnitLive(ctx context.Context, out io.Writer, listen string) error {
	var env [3]string
	for i, name := range []string{"KNIT_API_KEY", "KNIT_INTEGRATION_ID", "KNIT_DESTINATION"} {
		if env[i] = os.Getenv(name); env[i] == "" {
			return fmt.Errorf("-live: %s is not set in the environment", name)
		}
	}
	in, syncs := newInbox(), knit.NewMemorySyncStore()
	client, url, stop, err := receiveKnit(ctx, listen, in, syncs, env[0])
	if err != nil {
		return err
	}
	defer stop()
	say(out, "listening on %s/hooks/knit", url)
	integration := client.Integration(env[1])
	if err := startSyncs(ctx, out, syncs, integration, env[2]); err != nil {
		return err
	}
	for range 2 {
		select {
		case <-in.consumed:
		case <-ctx.Done():
			in.print(out)
			return fmt.Errorf("waiting for the events: %w", ctx.Err())
		}
	}
	in.print(out)
	return listKnitJobs(ctx, out, integration)
}

// receiveKnit returns a client, and starts a server with the receiver of its webhooks. Knit does not sign the
// id of the integration, so the receiver looks up the integration that the event's sync was started for.
func receiveKnit(ctx context.Context, listen string, in *inbox, syncs knit.SyncStore, apiKey string, opts ...rolecall.Option) (client *knit.Client, url string, stop func(), err error) {
	client, err = knit.NewClient(apiKey, opts...)
	if err != nil {
		return nil, "", nil, err
	}
	hooks, err := knit.NewReceiver([]string{apiKey}, in.router(), webhook.Use(
		knit.BindTenant(syncs.IntegrationOf),
		webhook.Dedup(webhook.NewMemoryDeduper(0, 0)),
		webhook.Serial(64)))
	if err != nil {
		return nil, "", nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("POST /hooks/knit", hooks)
	url, stop, err = serve(ctx, listen, mux, hooks)
	return client, url, stop, err
}

// startSyncs starts each sync once. With a store in a database, this also holds after a restart.
func startSyncs(ctx context.Context, out io.Writer, syncs knit.SyncStore, integration *knit.Integration, destination string) error {
	for _, req := range []knit.StartSyncRequest{
		{DataType: knit.DataTypeATSJobs, Destination: destination, Frequency: knit.FrequencyStandard, Models: []knit.Model{
			knit.ModelJobInfo, knit.ModelJobDepartments, knit.ModelJobOffices, knit.ModelJobHiringManagers,
			knit.ModelJobRecruiters, knit.ModelJobStages, knit.ModelJobCustomFields,
		}},
		{DataType: knit.DataTypeEmployee, Destination: destination, Frequency: knit.FrequencyStandard, Models: []knit.Model{
			knit.ModelEmployeeProfile, knit.ModelEmployeeOrgStructure, knit.ModelEmployeeContactInfo,
			knit.ModelEmployeeDependent, knit.ModelEmployeeLocation, knit.ModelEmployeeBankAccount,
		}},
	} {
		sync, err := knit.StartOnce(ctx, syncs, integration, req)
		if err != nil {
			return err
		}
		say(out, "started the sync of %s: job %s, run %s", req.DataType, sync.JobID, sync.RunID)
	}
	return nil
}

// inbox takes the place of your backend's database.
type inbox struct {
	consumed chan struct{}

	mu        sync.Mutex
	events    map[string]int // deliveries by type
	jobs      map[string]*knit.Job
	employees map[string]*knit.Employee
	deleted   map[string]bool
}

func newInbox() *inbox {
	return &inbox{
		consumed: make(chan struct{}, 2),
		events:   map[string]int{}, jobs: map[string]*knit.Job{}, employees: map[string]*knit.Employee{}, deleted: map[string]bool{},
	}
}

// router returns a router with a handler for each type of event. Your backend writes to its database here, and
// returns the error if that fails. Knit then delivers the event again.
func (in *inbox) router() *webhook.Router {
	router := webhook.NewRouter()
	for _, event := range []webhook.EventType[knit.JobEvent]{knit.JobNew, knit.JobModified} {
		webhook.On(router, event, func(_ context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
			return in.store(d, func() { in.jobs[e.RecordID] = &e.Data })
		})
	}
	webhook.On(router, knit.JobDeleted, func(_ context.Context, e *knit.JobDeletedEvent, d *webhook.Delivery) error {
		return in.store(d, func() { in.deleted[e.RecordID] = true })
	})
	for _, event := range []webhook.EventType[knit.EmployeeEvent]{knit.EmployeeNew, knit.EmployeeModified} {
		webhook.On(router, event, func(_ context.Context, e *knit.EmployeeEvent, d *webhook.Delivery) error {
			return in.store(d, func() { in.employees[e.RecordID] = &e.Data })
		})
	}
	webhook.On(router, knit.EmployeeDeleted, func(_ context.Context, e *knit.EmployeeDeletedEvent, d *webhook.Delivery) error {
		return in.store(d, func() { in.deleted[e.RecordID] = true })
	})
	webhook.On(router, knit.SyncProcessed, func(_ context.Context, _ *knit.SyncEvent, d *webhook.Delivery) error {
		return in.store(d, func() {})
	})
	webhook.On(router, knit.SyncAllConsumed, func(_ context.Context, _ *knit.SyncEvent, d *webhook.Delivery) error {
		select {
		case in.consumed <- struct{}{}:
		default:
		}
		return in.store(d, func() {})
	})
	return router
}

func (in *inbox) store(d *webhook.Delivery, change func()) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.events[d.Type]++
	change()
	return nil
}

// print prints the number of deliveries by event, and the number of records.
func (in *inbox) print(out io.Writer) {
	in.mu.Lock()
	defer in.mu.Unlock()
	say(out, "\nevents")
	printCounts(out, in.events)
	say(out, "\nrecords")
	jobs, employees := map[string]int{}, map[string]int{}
	for id, job := range in.jobs {
		jobs[jobState(job, in.deleted[id])]++
	}
	for id, employee := range in.employees {
		employees[employeeState(employee, in.deleted[id])]++
	}
	printCounts(out, jobs)
	printCounts(out, employees)
	say(out, "\nKnit: %d jobs and %d employees received", len(in.jobs), len(in.employees))
}

func jobState(job *knit.Job, deleted bool) string {
	switch {
	case deleted:
		return "jobs, deleted since"
	case job.Info == nil:
		return "jobs without job_info"
	}
	return "jobs " + string(job.Info.Status)
}

func employeeState(employee *knit.Employee, deleted bool) string {
	switch {
	case deleted:
		return "employees, deleted since"
	case employee.Profile == nil:
		return "employees without employee_profile"
	}
	return "employees " + string(employee.Profile.EmploymentStatus)
}
