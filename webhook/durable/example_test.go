package durable_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// An inbox on a SQLite file: no server is needed. The delivery is committed when Knit receives its 200.
func Example() {
	ctx := context.Background()
	engine, err := durable.Open(ctx, databaseFile())
	check(err)
	router := webhook.NewRouter()
	handled := make(chan struct{})
	webhook.On(router, knit.JobNew, func(_ context.Context, e *knit.JobEvent, _ *webhook.Delivery) error {
		defer close(handled)
		fmt.Println("job:", e.RecordID)
		return nil
	})
	hooks, err := knit.NewReceiver([]string{"example-key"}, engine.Inbox(router))
	check(err)
	check(engine.Start(ctx))

	// In a program, the receiver is mounted on a server: mux.Handle("POST /hooks/knit", hooks).
	fmt.Println("response:", webhooktest.Deliver(ctx, hooks, jobEvent("example-key", "event-1", "job-1")))
	<-handled

	check(engine.Stop(ctx))
	// Output:
	// response: 200
	// job: job-1
}

// Event is the event that the provider in the examples sends.
type Event struct {
	ID    string    `json:"id"`
	Title string    `json:"title"`
	At    time.Time `json:"at"`
}

const (
	jobChanged  = webhook.EventType[Event]("acme:job.changed")
	sendWelcome = webhook.EventType[Event]("backend:welcome")
)

// A handler writes its own rows in the transaction of the delivery. They are committed together with the
// mark that the delivery is done: both or neither.
func ExampleTx() {
	ctx := context.Background()
	engine, err := durable.Open(ctx, databaseFile())
	check(err)
	router := webhook.NewRouter()
	webhook.On(router, jobChanged, func(ctx context.Context, e *Event, _ *webhook.Delivery) error {
		tx, err := durable.Tx(ctx)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "create table if not exists job (id text, title text)")
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "insert into job values (?, ?)", e.ID, e.Title)
		return err
	})
	inbox := engine.Inbox(router)
	check(engine.Start(ctx))

	// The provider sends the event twice.
	check(inbox.Accept(ctx, acmeEvent("event-1", `{"id":"1","title":"Gardener"}`)))
	check(inbox.Accept(ctx, acmeEvent("event-1", `{"id":"1","title":"Gardener"}`)))
	waitFor(inbox, durable.StateDone, 1)

	var jobs int
	check(engine.Read().QueryRowContext(ctx, "select count(*) from job").Scan(&jobs))
	fmt.Println("jobs:", jobs)
	check(engine.Stop(ctx))
	// Output: jobs: 1
}

// Events arrive in any order. Newer reports whether the state in an event is the newest of its record.
func ExampleNewer() {
	ctx := context.Background()
	engine, err := durable.Open(ctx, databaseFile(), durable.WithWorkers(1))
	check(err)
	router := webhook.NewRouter()
	webhook.On(router, jobChanged, func(ctx context.Context, e *Event, _ *webhook.Delivery) error {
		newer, err := durable.Newer(ctx, e.At)
		if err != nil {
			return err
		}
		if !newer {
			fmt.Println("skipped:", e.Title)
			return nil
		}
		fmt.Println("stored:", e.Title)
		return nil
	})
	inbox := engine.Inbox(router)
	check(engine.Start(ctx))

	check(inbox.Accept(ctx, acmeEvent("event-2", `{"id":"1","title":"Head gardener","at":"2026-11-02T00:00:00Z"}`)))
	waitFor(inbox, durable.StateDone, 1)
	check(inbox.Accept(ctx, acmeEvent("event-1", `{"id":"1","title":"Gardener","at":"2026-11-01T00:00:00Z"}`)))
	waitFor(inbox, durable.StateDone, 2)
	check(engine.Stop(ctx))
	// Output:
	// stored: Head gardener
	// skipped: Gardener
}

// Later is an outbox. The mail is sent if, and only if, the handler's transaction is committed.
func ExampleLater() {
	ctx := context.Background()
	engine, err := durable.Open(ctx, databaseFile())
	check(err)
	router := webhook.NewRouter()
	webhook.On(router, jobChanged, func(ctx context.Context, _ *Event, d *webhook.Delivery) error {
		// Here the handler writes its rows with durable.Tx.
		return durable.Later(ctx, time.Now(), &webhook.Delivery{
			Source: "backend", Type: string(sendWelcome), ID: "welcome-" + d.ID, Tenant: d.Tenant, Key: d.Key, Body: d.Body,
		})
	})
	webhook.On(router, sendWelcome, func(_ context.Context, e *Event, _ *webhook.Delivery) error {
		fmt.Println("mail about", e.Title)
		return nil
	})
	inbox := engine.Inbox(router)
	check(engine.Start(ctx))

	check(inbox.Accept(ctx, acmeEvent("event-1", `{"id":"1","title":"Gardener"}`)))
	waitFor(inbox, durable.StateDone, 2)
	check(engine.Stop(ctx))
	// Output: mail about Gardener
}

// After Attempts failures a delivery is parked. When the cause is fixed, it is replayed.
func ExampleInbox_Replay() {
	ctx := context.Background()
	engine, err := durable.Open(ctx, databaseFile())
	check(err)
	router := webhook.NewRouter()
	var repaired atomic.Bool
	webhook.On(router, jobChanged, func(_ context.Context, e *Event, _ *webhook.Delivery) error {
		if !repaired.Load() {
			return errors.New("the search index does not respond")
		}
		fmt.Println("indexed:", e.Title)
		return nil
	})
	parked := make(chan struct{})
	inbox := engine.Inbox(router, durable.Attempts(1), durable.OnParked(func(_ context.Context, e durable.Entry, err error) {
		fmt.Printf("parked after %d attempt: %v\n", e.Tries, err)
		close(parked)
	}))
	check(engine.Start(ctx))
	check(inbox.Accept(ctx, acmeEvent("event-1", `{"id":"1","title":"Gardener"}`)))
	<-parked

	repaired.Store(true)
	n, err := inbox.Replay(ctx, durable.Filter{State: durable.StateParked})
	check(err)
	fmt.Println("replayed:", n)
	waitFor(inbox, durable.StateDone, 1)
	check(engine.Stop(ctx))
	// Unordered output:
	// parked after 1 attempt: the search index does not respond
	// replayed: 1
	// indexed: Gardener
}

// A candidate asks to be forgotten. The contents of the deliveries about this person are deleted; the
// provider's late redelivery is still a duplicate.
func ExampleInbox_Purge() {
	ctx := context.Background()
	engine, err := durable.Open(ctx, databaseFile())
	check(err)
	inbox := engine.Inbox(webhook.SinkFunc(func(context.Context, *webhook.Delivery) error { return nil }))
	check(engine.Start(ctx))
	check(inbox.Accept(ctx, acmeEvent("event-1", `{"id":"1"}`)))
	waitFor(inbox, durable.StateDone, 1)

	report, err := inbox.Purge(ctx, durable.Person{Source: "acme", Tenant: "integration-1", Keys: []string{"record-1"}})
	check(err)
	fmt.Println("purged:", report.Purged)
	entries, err := inbox.List(ctx, durable.Filter{})
	check(err)
	fmt.Printf("left: %s, %d bytes\n", entries[0].State, entries[0].Size)
	check(engine.Stop(ctx))
	// Output:
	// purged: 1
	// left: purged, 0 bytes
}

// ReindexArgs are the arguments of one of your backend's own jobs.
type ReindexArgs struct {
	JobID string `json:"jobId"`
}

// Kind returns the name of the job.
func (ReindexArgs) Kind() string { return "reindex" }

// ReindexWorker works such a job.
type ReindexWorker struct {
	river.WorkerDefaults[ReindexArgs]
	done chan struct{}
}

// Work is called for each job.
func (w *ReindexWorker) Work(_ context.Context, job *river.Job[ReindexArgs]) error {
	defer close(w.done)
	fmt.Println("reindex", job.Args.JobID)
	return nil
}

// The engine's River client also works your own jobs. A handler inserts one in the transaction of its
// delivery.
func ExampleEngine_River() {
	ctx := context.Background()
	worker := &ReindexWorker{done: make(chan struct{})}
	engine, err := durable.Open(ctx, databaseFile(), durable.WithRiver(func(c *river.Config) {
		river.AddWorker(c.Workers, worker)
		c.Queues["backend"] = river.QueueConfig{MaxWorkers: 2}
	}))
	check(err)
	router := webhook.NewRouter()
	webhook.On(router, jobChanged, func(ctx context.Context, e *Event, _ *webhook.Delivery) error {
		tx, err := durable.Tx(ctx)
		if err != nil {
			return err
		}
		_, err = engine.River().InsertTx(ctx, tx, ReindexArgs{JobID: e.ID}, &river.InsertOpts{Queue: "backend"})
		return err
	})
	inbox := engine.Inbox(router)
	check(engine.Start(ctx))
	check(inbox.Accept(ctx, acmeEvent("event-1", `{"id":"1"}`)))
	<-worker.done
	check(engine.Stop(ctx))
	// Output: reindex 1
}

// A program whose tables are created by a migration tool prints the SQL once, and opens the engine without
// migration.
func ExamplePrintMigrations() {
	var script strings.Builder
	check(durable.PrintMigrations(&script, durable.PostgreSQL, 0))
	fmt.Println(strings.Contains(script.String(), "create table rolecall.rolecall_delivery"))

	_, err := durable.Open(context.Background(), databaseFile(), durable.WithoutMigration())
	fmt.Println(errors.Is(err, durable.ErrSchema))
	// Output:
	// true
	// true
}

// check ends the example if there is an error. A program returns it.
func check(err error) {
	if err != nil {
		log.Panic(err)
	}
}

// databaseFile returns the path of a new file.
func databaseFile() string {
	dir, err := os.MkdirTemp(exampleFiles, "")
	check(err)
	return filepath.Join(dir, "rolecall.db")
}

// acmeEvent returns a delivery, as the receiver of a provider makes it.
func acmeEvent(id, body string) *webhook.Delivery {
	return &webhook.Delivery{
		Source: "acme", Type: string(jobChanged), ID: id, Key: "record-1", Tenant: "integration-1",
		Body: []byte(body), Received: time.Now(),
	}
}

// jobEvent returns a request of Knit.
func jobEvent(key, eventID, jobID string) *http.Request {
	body := fmt.Sprintf(`{"eventId":%q,"eventType":"record.new","syncType":"delta_sync","syncDataType":"ats_jobs",`+
		`"recordId":%q,"eventData":{}}`, eventID, jobID)
	return webhooktest.Request("/hooks/knit", webhook.HMAC{Header: "X-Knit-Signature"}, key, []byte(body))
}

// waitFor waits until n deliveries have the state.
func waitFor(inbox *durable.Inbox, state durable.State, n int) {
	for {
		entries, err := inbox.List(context.Background(), durable.Filter{State: state})
		check(err)
		if len(entries) == n {
			return
		}
		<-time.After(5 * time.Millisecond)
	}
}
