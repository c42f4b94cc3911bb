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

// send stands for Human Sourcing.
func send(h http.Handler, path, body string) {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, path, strings.NewReader(body))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	fmt.Println(path, w.Code)
}

// A secret in the path, and a typed handler for each event that matters.
func Example() {
	router := webhook.NewRouter()
	webhook.On(router, humansourcing.JobCreated, func(_ context.Context, e *humansourcing.JobEvent, d *webhook.Delivery) error {
		fmt.Println("save", d.Key, e.Data.Title)
		return nil // only when it is stored: nothing comes again
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

// The ways to tell Human Sourcing from others. Agree on one of them with Human Sourcing.
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

// A Sink that stores every delivery before it is answered: nothing can be fetched again. A worker
// hands what is stored to the router, as often as it takes. A real one stores in its database, or
// in an inbox on it; a file stands for that here.
func ExampleNewReceiver_storeBeforeResponding() {
	journal, err := os.CreateTemp("", "inbox")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.Remove(journal.Name()) }()
	var mu sync.Mutex
	store := func(_ context.Context, d *webhook.Delivery) error {
		mu.Lock()
		defer mu.Unlock()
		if err := json.NewEncoder(journal).Encode(d); err != nil { // byte for byte
			return err
		}
		return journal.Sync() // nil: it is on the disk
	}
	hooks, err := humansourcing.NewReceiver(webhook.Unverified(), webhook.SinkFunc(store), // behind something that keeps others out
		webhook.OnError(func(_ context.Context, d *webhook.Delivery, _ error) {
			fmt.Println("not understood, store it too:", string(d.Body))
		}))
	if err != nil {
		panic(err)
	}
	send(hooks, "/", `[{"event":"delete","type":"job","data":{"job_id":7}},"?",{"event":"delete","type":"candidate","data":{"id":8}}]`)

	// The worker, later. It may run twice over the same journal, so its handlers write what they are told.
	router := webhook.NewRouter()
	webhook.On(router, humansourcing.JobDeleted, func(_ context.Context, e *humansourcing.JobDeletedEvent, _ *webhook.Delivery) error {
		fmt.Println("delete the job", e.Data.ID)
		return nil
	})
	webhook.On(router, humansourcing.CandidateDeleted, func(_ context.Context, e *humansourcing.CandidateDeletedEvent, _ *webhook.Delivery) error {
		fmt.Println("delete the candidate", e.Data.ID)
		return nil
	})
	if _, err := journal.Seek(0, io.SeekStart); err != nil {
		panic(err)
	}
	for stored := json.NewDecoder(journal); stored.More(); {
		var d webhook.Delivery
		if err := stored.Decode(&d); err != nil {
			panic(err)
		}
		if err := router.Accept(context.Background(), &d); err != nil {
			panic(err)
		}
	}
	// Output:
	// not understood, store it too: "?"
	// / 500
	// delete the job 7
	// delete the candidate 8
}

// OnError stores what could not be processed, with its bytes: what is not understood, a handler that failed, a body that was
// cut. Nobody sends it again. When the cause is gone, the stored bodies are replayed.
func ExampleNewReceiver_onError() {
	var failed []*webhook.Delivery // a table, in a real backend
	keep := func(_ context.Context, d *webhook.Delivery, err error) {
		fmt.Println("keep", d.Type, len(d.Body), "bytes:", err)
		failed = append(failed, d)
	}
	database := errors.New("the database is away")
	router := webhook.NewRouter()
	webhook.On(router, humansourcing.JobDeleted, func(_ context.Context, e *humansourcing.JobDeletedEvent, _ *webhook.Delivery) error {
		if database == nil {
			fmt.Println("delete", e.Data.ID)
		}
		return database
	})
	hooks, err := humansourcing.NewReceiver(webhook.Unverified(), router, webhook.OnError(keep)) // behind something that keeps others out
	if err != nil {
		panic(err)
	}
	send(hooks, "/", `[{"event":"delete","type":"job","data":{"job_id":7}},{"event":"delete","type":"job"}]`)

	// Later, the database is back.
	database = nil
	for _, d := range failed {
		list, err := humansourcing.ParseDeliveries(d.Header, d.Body) // a body that was over a limit has many events
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
	// keep humansourcing:job.delete 51 bytes: the database is away
	// keep humansourcing 31 bytes: humansourcing: job or candidate has no id
	// / 500
	// delete 7
	// for an operator: humansourcing: job or candidate has no id
}

// At a deploy, the server is shut down first: it closes the listener and waits for the requests under way. The receiver works
// until then, since what it turned away would be lost.
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
	// … server.ListenAndServe(), until a signal comes. Then:
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	send(hooks, "/", `{"event":"delete","type":"job","data":{"job_id":7}}`)
	fmt.Println("server:", server.Shutdown(ctx))
	fmt.Println("receiver:", hooks.Shutdown(ctx))
	fmt.Println("then the store is closed")
	// Output:
	// store job/7
	// / 200
	// server: <nil>
	// receiver: <nil>
	// then the store is closed
}

// A date that nobody can read does not cost the event. The hook counts such members; the value is in Extra.
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

// A host that keeps the version of what it has refuses to write an older state over a newer one,
// and a deletion leaves a mark, so that an older state does not bring back what is gone.
func ExampleVersion() {
	type row struct {
		title   string
		version time.Time
		deleted bool
	}
	jobs := map[string]row{}
	save := func(_ context.Context, e *humansourcing.JobEvent, d *webhook.Delivery) error {
		version := humansourcing.Version(d)
		have, there := jobs[e.Data.ID]
		switch {
		case there && version.Before(have.version), have.deleted && !version.After(have.version):
			fmt.Println("older:", e.Data.Title)
			return nil
		}
		jobs[e.Data.ID] = row{title: e.Data.Title, version: version}
		fmt.Println("written:", e.Data.Title)
		return nil
	}
	router := webhook.NewRouter()
	webhook.On(router, humansourcing.JobCreated, save)
	webhook.On(router, humansourcing.JobUpdated, save)
	webhook.On(router, humansourcing.JobDeleted, func(_ context.Context, e *humansourcing.JobDeletedEvent, _ *webhook.Delivery) error {
		have := jobs[e.Data.ID]
		have.deleted = true
		jobs[e.Data.ID] = have
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
	// written: Chef (2)
	// older: Chef (1)
	// older: Chef (2)
	// written: Chef (3)
}
