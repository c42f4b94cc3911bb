package runs_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"sync"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook"
)

// This program follows two initial runs of a fake Knit: in the first, the customer has 503 employees; before the
// second, three of them disappear without an event.
func Example() {
	fake, err := knittest.Start(knittest.WithEmployees(503), knittest.WithDelta(knittest.Delta{}))
	if err != nil {
		panic(err)
	}
	defer fake.Close()
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}

	type key struct{ integration, id string }
	var employees sync.Map // your table

	var tracker *runs.Tracker
	timers := runs.NewTimers(func(ctx context.Context, task rolecall.Task) error { return tracker.Do(ctx, task) })
	defer timers.Stop()
	reports := make(chan runs.Report)
	tracker = runs.New(runs.NewMemoryStore(), timers,
		runs.OnSweep(func(_ context.Context, p runs.SweepPlan) error {
			for _, id := range p.Records {
				employees.Delete(key{p.Report.Integration, id})
			}
			return nil
		}),
		runs.OnRunComplete(func(_ context.Context, r runs.Report) error {
			if r.SyncType == knit.SyncInitial {
				reports <- r
			}
			return nil
		}))

	router := webhook.NewRouter()
	webhook.On(router, knit.EmployeeNew, func(_ context.Context, e *knit.EmployeeEvent, d *webhook.Delivery) error {
		employees.Store(key{d.Tenant, e.RecordID}, e.Data)
		return nil
	})
	hooks, err := knit.NewReceiver([]string{fake.APIKey}, tracker.Wrap(router))
	if err != nil {
		panic(err)
	}
	server := httptest.NewServer(hooks)
	defer server.Close()

	ctx := context.Background()
	_, err = tracker.Start(ctx, client.Integration(fake.IntegrationID), knit.StartSyncRequest{
		DataType: knit.DataTypeEmployee, Destination: server.URL,
	})
	if err != nil {
		panic(err)
	}
	fmt.Println("started")
	show(<-reports)

	// Three employees leave, and the next initial run, which Knit starts, does not have them.
	if err := fake.Remove(fake.EmployeeID(0), fake.EmployeeID(1), fake.EmployeeID(2)); err != nil {
		panic(err)
	}
	if err := fake.StartSync(knittest.Employees); err != nil {
		panic(err)
	}
	show(<-reports)

	// Output:
	// started
	// 503 of 503
	// complete
	// 0 swept
	// 500 of 500
	// complete
	// 3 swept
}

func show(r runs.Report) {
	fmt.Printf("%d of %d\n", r.Applied, r.Expected)
	if r.Complete {
		fmt.Println("complete")
	}
	if r.Err != nil {
		fmt.Println(r.Err)
	}
	fmt.Println(r.Swept, "swept")
}
