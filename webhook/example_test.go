package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// The provider packages have types and constants like these for each of their events.
type PersonEvent struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

const (
	PersonHired webhook.EventType[PersonEvent] = "northwind:person.hired"
	PersonLeft  webhook.EventType[PersonEvent] = "northwind:person.left"
)

// northwind is a provider that this SDK does not know. It signs its bodies with HMAC-SHA256. Each body
// contains the event type and the id.
func northwind(secret string) (webhook.Source, error) {
	keys, err := webhook.StaticKeys(secret)
	if err != nil {
		return webhook.Source{}, err
	}
	return webhook.Source{
		Name:     "northwind",
		Verifier: webhook.HMAC{Header: "X-Northwind-Signature", Encoding: webhook.Hex, Keys: keys},
		Route: func(d *webhook.Delivery) (webhook.Route, error) {
			var head struct {
				Event, ID, Person string
			}
			if err := json.Unmarshal(d.Body, &head); err != nil {
				return webhook.Route{}, err
			}
			return webhook.Route{Event: []byte(head.Event), ID: []byte(head.ID), Key: [3][]byte{[]byte(head.Person)}}, nil
		},
		Keep: []string{"X-Northwind-Region"},
	}, nil
}

// send passes a signed request of northwind to h and returns the status. The examples need no network.
func send(h http.Handler, body string) int {
	sign := webhook.HMAC{Header: "X-Northwind-Signature", Encoding: webhook.Hex}
	return webhooktest.Deliver(context.Background(), h, webhooktest.Request("/hooks/northwind", sign, "example-secret", []byte(body)))
}

// A router decodes each event into the Go type of its EventType.
func ExampleRouter() {
	router := webhook.NewRouter()
	webhook.On(router, PersonHired, func(_ context.Context, e *PersonEvent, d *webhook.Delivery) error {
		fmt.Println("hired:", e.Name, d.ID)
		return nil
	})
	webhook.On(router, PersonLeft, func(_ context.Context, e *PersonEvent, _ *webhook.Delivery) error {
		if e.Name == "" {
			return webhook.Drop(errors.New("the event has no name")) // a redelivery would not help
		}
		fmt.Println("left:", e.Name)
		return nil
	})
	router.OnUnknown(func(_ context.Context, d *webhook.Delivery) error {
		fmt.Println("unknown:", d.Type)
		return nil
	})

	src, _ := northwind("example-secret")
	hooks, err := webhook.NewReceiver(src, router)
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /hooks/northwind", hooks)

	fmt.Println(send(mux, `{"event":"person.hired","id":"evt-1","name":"Ada"}`))
	fmt.Println(send(mux, `{"event":"person.left","id":"evt-2"}`))
	fmt.Println(send(mux, `{"event":"person.moved","id":"evt-3"}`))
	// Output:
	// hired: Ada evt-1
	// 200
	// 200
	// unknown: northwind:person.moved
	// 200
}

// Each event is handled once, and two handlers never work on one record at the same time.
func ExampleNewReceiver() {
	src, _ := northwind("example-secret")
	sink := webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		fmt.Println(d, "about", d.Key)
		return nil
	})
	hooks, err := webhook.NewReceiver(src, sink,
		webhook.Use(
			webhook.Dedup(webhook.NewMemoryDeduper(0, 0)), // several servers need a Deduper on a shared store
			webhook.Serial(64),
		),
		webhook.OnResult(func(_ context.Context, r webhook.Result) {
			fmt.Println(r.Status, "key", r.KeyIndex)
		}))
	if err != nil {
		panic(err)
	}
	send(hooks, `{"event":"person.hired","id":"evt-1","person":"p-9"}`)
	send(hooks, `{"event":"person.hired","id":"evt-1","person":"p-9"}`) // a duplicate

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	fmt.Println(hooks.Shutdown(ctx)) // before http.Server.Shutdown, because northwind sends rejected requests again
	// Output:
	// northwind:person.hired id=evt-1 (52 bytes) about p-9
	// 200 key 0
	// 200 key 0
	// <nil>
}

// A sink may store the delivery and return when it is stored. A worker, or a replay, later passes the
// delivery to a router, which decodes it.
func ExampleSink() {
	var queue bytes.Buffer // in production a table, a topic or a file
	store := webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		return json.NewEncoder(&queue).Encode(d)
	})
	src, _ := northwind("example-secret")
	hooks, err := webhook.NewReceiver(src, store)
	if err != nil {
		panic(err)
	}
	fmt.Println(send(hooks, `{"event":"person.hired","id":"evt-1","name":"Ada <ada@example.test>"}`))

	router := webhook.NewRouter()
	webhook.On(router, PersonHired, func(_ context.Context, e *PersonEvent, d *webhook.Delivery) error {
		fmt.Println(e.Name)
		fmt.Printf("%s\n", d.Body)
		return nil
	})
	var stored webhook.Delivery
	if err := json.NewDecoder(&queue).Decode(&stored); err != nil {
		panic(err)
	}
	switch verdict, wait := webhook.VerdictOf(router.Accept(context.Background(), &stored)); verdict {
	case webhook.VerdictDone, webhook.VerdictDrop:
		fmt.Println("acknowledged")
	default:
		fmt.Println(verdict, wait) // return the delivery to the queue
	}
	// Output:
	// 200
	// Ada <ada@example.test>
	// {"event":"person.hired","id":"evt-1","name":"Ada <ada@example.test>"}
	// acknowledged
}

// OnError stores each delivery that failed, with its bytes. When the bug is fixed, the deliveries are
// replayed.
func ExampleOnError() {
	var failed []*webhook.Delivery
	router := webhook.NewRouter()
	broken := true
	webhook.On(router, PersonHired, func(_ context.Context, e *PersonEvent, _ *webhook.Delivery) error {
		if broken {
			panic("index out of range")
		}
		fmt.Println("hired:", e.Name)
		return nil
	})
	src, _ := northwind("example-secret")
	hooks, err := webhook.NewReceiver(src, router, webhook.OnError(func(_ context.Context, d *webhook.Delivery, err error) {
		failed = append(failed, d)
		fmt.Println(err)
	}))
	if err != nil {
		panic(err)
	}
	fmt.Println(send(hooks, `{"event":"person.hired","id":"evt-1","name":"Ada"}`))

	broken = false
	for _, d := range failed {
		if err := router.Accept(context.Background(), d); err != nil {
			panic(err)
		}
	}
	// Output:
	// webhook: the handler panicked with a string
	// 500
	// hired: Ada
}

// A provider that this SDK does not know needs a Source, which describes how the provider signs, and
// finds the event type and the id in a body.
func ExampleSource() {
	src, err := northwind("example-secret")
	if err != nil {
		panic(err)
	}
	list, err := src.Parse(http.Header{"X-Northwind-Region": {"eu"}}, []byte(`{"event":"person.left","id":"evt-7","person":"p-9"}`))
	if err != nil {
		panic(err)
	}
	for _, d := range list {
		fmt.Println(d.Type, d.ID, d.Key, d.Header)
	}

	_, err = northwind("")
	fmt.Println(errors.Is(err, webhook.ErrEmptyKey))
	// Output:
	// northwind:person.left evt-7 p-9 map[X-Northwind-Region:[eu]]
	// true
}

// A handler tells the provider when to send the event again.
func ExampleRetryAfter() {
	src, _ := northwind("example-secret")
	hooks, err := webhook.NewReceiver(src, webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
		return webhook.RetryAfter(2*time.Minute, errors.New("the table is locked"))
	}))
	if err != nil {
		panic(err)
	}
	fmt.Println(send(hooks, `{"event":"person.hired","id":"evt-1"}`))
	// Output: 503
}
