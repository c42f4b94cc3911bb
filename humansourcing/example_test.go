package humansourcing_test

import (
	"context"
	"encoding/json"
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
	hooks, err := humansourcing.NewReceiver(secret, router, webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
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
func ExampleNewReceiver_storeBeforeAnswering() {
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
