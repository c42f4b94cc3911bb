package humansourcing_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/webhook"
)

// send sends a request as Human Sourcing does, and prints the status of the response.
func send(h http.Handler, path, body string) {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, path, strings.NewReader(body))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	fmt.Println(path, w.Code)
}

// A receiver with a secret in the path, and a typed handler for each event that your backend needs.
func Example() {
	router := webhook.NewRouter()
	webhook.On(router, humansourcing.JobCreated, func(_ context.Context, e *humansourcing.JobEvent, d *webhook.Delivery) error {
		fmt.Println("save", d.Key, e.Data.Title)
		return nil // only after it is stored: there is no redelivery
	})
	webhook.On(router, humansourcing.JobDeleted, func(_ context.Context, e *humansourcing.JobDeletedEvent, _ *webhook.Delivery) error {
		fmt.Println("delete", e.Data.ID)
		return nil
	})
	secret, err := webhook.SharedSecret(func(r *http.Request) string { return r.PathValue("secret") }, "an-example-and-no-secret")
	if err != nil {
		panic(err)
	}
	hooks, err := humansourcing.NewReceiver(secret, router, webhook.Use(webhook.Serial(64)))
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /hooks/humansourcing/{secret}", hooks)

	send(mux, "/hooks/humansourcing/an-example-and-no-secret", `{"event":"creation","type":"job","data":{"job_id":7,"job_title":"Chef h/f"}}`)
	send(mux, "/hooks/humansourcing/an-example-and-no-secret", `[{"event":"delete","type":"job","data":{"job_id":"7"}}]`)
	send(mux, "/hooks/humansourcing/a-guess", `[]`)
	// Output:
	// save job/7 Chef h/f
	// /hooks/humansourcing/an-example-and-no-secret 200
	// delete 7
	// /hooks/humansourcing/an-example-and-no-secret 200
	// /hooks/humansourcing/a-guess 401
}

// The verifiers that can authenticate Human Sourcing. Agree on one of them with Human Sourcing. nil is an error.
func ExampleNewReceiver() {
	inHeader, err := webhook.SharedSecret(func(r *http.Request) string { return r.Header.Get("X-Webhook-Secret") }, "an-example-and-no-secret")
	if err != nil {
		panic(err)
	}
	basic, err := webhook.BasicAuth("humansourcing", "an-example-and-no-secret")
	if err != nil {
		panic(err)
	}
	for _, auth := range []webhook.Verifier{inHeader, basic, webhook.Unverified(), nil} {
		_, err := humansourcing.NewReceiver(auth, webhook.NewRouter())
		fmt.Println(err == nil)
	}
	// Output:
	// true
	// true
	// true
	// false
}

// The sink stores every delivery before the receiver responds, because nothing can be fetched again. Later, a worker
// passes the stored deliveries to the router, and may do so several times. This example stores them in a file; a real
// backend uses its database.
func ExampleNewReceiver_storeBeforeResponding() {
	inbox, err := os.CreateTemp("", "inbox")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.Remove(inbox.Name()) }()
	var mu sync.Mutex
	store := func(_ context.Context, d *webhook.Delivery) error {
		mu.Lock()
		defer mu.Unlock()
		if err := json.NewEncoder(inbox).Encode(d); err != nil { // keeps the exact bytes
			return err
		}
		return inbox.Sync() // nil means that it is on the disk
	}
	hooks, err := humansourcing.NewReceiver(webhook.Unverified(), webhook.SinkFunc(store), // a proxy keeps other senders out
		webhook.OnError(func(_ context.Context, d *webhook.Delivery, _ error) {
			fmt.Println("invalid, also store it:", string(d.Body))
		}))
	if err != nil {
		panic(err)
	}
	send(hooks, "/", `[{"event":"delete","type":"job","data":{"job_id":7}},"?",{"event":"delete","type":"candidate","data":{"id":8}}]`)

	// Later, a worker handles the stored deliveries. It may handle one twice, so its handlers must be idempotent.
	router := webhook.NewRouter()
	webhook.On(router, humansourcing.JobDeleted, func(_ context.Context, e *humansourcing.JobDeletedEvent, _ *webhook.Delivery) error {
		fmt.Println("delete the job", e.Data.ID)
		return nil
	})
	webhook.On(router, humansourcing.CandidateDeleted, func(_ context.Context, e *humansourcing.CandidateDeletedEvent, _ *webhook.Delivery) error {
		fmt.Println("delete the candidate", e.Data.ID)
		return nil
	})
	if _, err := inbox.Seek(0, io.SeekStart); err != nil {
		panic(err)
	}
	for stored := json.NewDecoder(inbox); stored.More(); {
		var d webhook.Delivery
		if err := stored.Decode(&d); err != nil {
			panic(err)
		}
		if err := router.Accept(context.Background(), &d); err != nil {
			panic(err)
		}
	}
	// Output:
	// invalid, also store it: "?"
	// / 500
	// delete the job 7
	// delete the candidate 8
}

// OnError stores the bytes of every delivery that could not be processed: an invalid event, an event whose handler
// failed, a truncated body. There is no redelivery, so your backend replays them when the cause is fixed.
func ExampleNewReceiver_onError() {
	var failed []*webhook.Delivery // a table, in a real backend
	keep := func(_ context.Context, d *webhook.Delivery, err error) {
		fmt.Println("keep", d.Type, len(d.Body), "bytes:", err)
		failed = append(failed, d)
	}
	errDatabase := errors.New("database unavailable")
	router := webhook.NewRouter()
	webhook.On(router, humansourcing.JobDeleted, func(_ context.Context, e *humansourcing.JobDeletedEvent, _ *webhook.Delivery) error {
		if errDatabase == nil {
			fmt.Println("delete", e.Data.ID)
		}
		return errDatabase
	})
	hooks, err := humansourcing.NewReceiver(webhook.Unverified(), router, webhook.OnError(keep)) // a proxy keeps other senders out
	if err != nil {
		panic(err)
	}
	send(hooks, "/", `[{"event":"delete","type":"job","data":{"job_id":7}},{"event":"delete","type":"job"}]`)

	// Later, the database is available again.
	errDatabase = nil
	for _, d := range failed {
		list, err := humansourcing.ParseDeliveries(d.Header, d.Body) // a body over a limit may have many events
		if err != nil {
			fmt.Println("for an operator:", err)
			continue
		}
		for _, d := range list {
			if err := router.Accept(context.Background(), d); err != nil {
				panic(err)
			}
		}
	}
	// Output:
	// keep humansourcing:job.delete 51 bytes: database unavailable
	// keep humansourcing 31 bytes: humansourcing: job or candidate has no id
	// / 500
	// delete 7
	// for an operator: humansourcing: job or candidate has no id
}

// For a deployment, shut down the server first: it closes the listener and waits for the requests in flight. The
// receiver works until then, because an event that it rejected would be lost.
func ExampleNewReceiver_shutdown() {
	store := webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		fmt.Println("store", d.Key)
		return nil
	})
	hooks, err := humansourcing.NewReceiver(webhook.Unverified(), store)
	if err != nil {
		panic(err)
	}
	server := &http.Server{Handler: hooks, ReadHeaderTimeout: 10 * time.Second}
	// … server.ListenAndServe(), until the process receives a signal. Then:
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	send(hooks, "/", `{"event":"delete","type":"job","data":{"job_id":7}}`)
	fmt.Println("server:", server.Shutdown(ctx))
	fmt.Println("receiver:", hooks.Shutdown(ctx))
	fmt.Println("close the store")
	// Output:
	// store job/7
	// / 200
	// server: <nil>
	// receiver: <nil>
	// close the store
}

// An event with an invalid date is handled anyway. The hook counts such members. Their values are in Extra.
func ExampleReportUnread() {
	router := webhook.NewRouter()
	router.UseUnmarshal(humansourcing.ReportUnread(func(members []humansourcing.UnreadMember) {
		for _, m := range members {
			fmt.Println("count:", m.Model, m)
		}
	}))
	webhook.On(router, humansourcing.JobUpdated, func(_ context.Context, e *humansourcing.JobEvent, _ *webhook.Delivery) error {
		fmt.Printf("save %s, starts at %q\n", e.Data.ID, e.Data.Extra["job_jobstart"])
		return nil
	})
	list, err := humansourcing.ParseDeliveries(nil, []byte(`{"event":"update","type":"job","data":{"job_id":7,"job_jobstart":"d\u00e8s que possible"}}`))
	if err != nil {
		panic(err)
	}
	if err := router.Accept(context.Background(), list[0]); err != nil {
		panic(err)
	}
	// Output:
	// count: Job data.job_jobstart: text that is not a time
	// save 7, starts at "\"d\\u00e8s que possible\""
}

// A backend that stores the version of each record does not overwrite a newer state with an older one. A deletion
// leaves a tombstone, so that an older state does not restore the record.
func ExampleVersion() {
	type row struct {
		title   string
		version time.Time
		deleted bool
	}
	jobs := map[string]row{}
	save := func(_ context.Context, e *humansourcing.JobEvent, d *webhook.Delivery) error {
		version := humansourcing.Version(d)
		stored, ok := jobs[e.Data.ID]
		switch {
		case ok && version.Before(stored.version), stored.deleted && !version.After(stored.version):
			fmt.Println("ignore", e.Data.Title)
			return nil
		}
		jobs[e.Data.ID] = row{title: e.Data.Title, version: version}
		fmt.Println("save", e.Data.Title)
		return nil
	}
	router := webhook.NewRouter()
	webhook.On(router, humansourcing.JobCreated, save)
	webhook.On(router, humansourcing.JobUpdated, save)
	webhook.On(router, humansourcing.JobDeleted, func(_ context.Context, e *humansourcing.JobDeletedEvent, _ *webhook.Delivery) error {
		stored := jobs[e.Data.ID]
		stored.deleted = true
		jobs[e.Data.ID] = stored // the tombstone keeps the version
		return nil
	})
	for _, body := range []string{
		`{"event":"update","type":"job","data":{"job_id":7,"job_title":"Chef (2)","job_updated_at":"2026-03-02T10:00:00+0100"}}`,
		`{"event":"creation","type":"job","data":{"job_id":7,"job_title":"Chef (1)","job_updated_at":"2026-03-01T10:00:00+0100"}}`,
		`{"event":"delete","type":"job","data":{"job_id":7}}`,
		`{"event":"update","type":"job","data":{"job_id":7,"job_title":"Chef (2)","job_updated_at":"2026-03-02T10:00:00+0100"}}`,
		`{"event":"creation","type":"job","data":{"job_id":7,"job_title":"Chef (3)","job_updated_at":"2026-03-05T10:00:00+0100"}}`,
	} {
		list, err := humansourcing.ParseDeliveries(nil, []byte(body))
		if err != nil {
			panic(err)
		}
		for _, d := range list {
			if err := router.Accept(context.Background(), d); err != nil {
				panic(err)
			}
		}
	}
	// Output:
	// save Chef (2)
	// ignore Chef (1)
	// ignore Chef (2)
	// save Chef (3)
}
