package webhooktest_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// The receiver under test is usually one of the provider packages'; this one takes any body.
func receiver(sign webhook.HMAC) *webhook.Receiver {
	rx, err := webhook.NewReceiver(
		webhook.Source{Name: "acme", Verifier: sign, Route: func(*webhook.Delivery) (webhook.Route, error) {
			return webhook.Route{Event: []byte("ping")}, nil
		}},
		webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
			fmt.Printf("%s: %s\n", d.Type, d.Body)
			return nil
		}))
	if err != nil {
		panic(err)
	}
	return rx
}

func ExampleRequest() {
	keys, _ := webhook.StaticKeys("test-secret")
	sign := webhook.HMAC{Header: "X-Acme-Signature", Keys: keys}

	r := webhooktest.Request("/hooks/acme", sign, "test-secret", []byte(`{"hello":"world"}`))
	fmt.Println(webhooktest.Deliver(context.Background(), receiver(sign), r))

	forged := webhooktest.Request("/hooks/acme", sign, "a guess", []byte(`{"hello":"world"}`))
	fmt.Println(webhooktest.Deliver(context.Background(), receiver(sign), forged))
	// Output:
	// acme:ping: {"hello":"world"}
	// 200
	// 401
}

func ExampleDeliver() {
	keys, _ := webhook.StaticKeys("test-secret")
	sign := webhook.HMAC{Header: "X-Acme-Signature", Keys: keys}
	rx := receiver(sign)
	r := webhooktest.Request("/hooks/acme", sign, "test-secret", []byte(`{}`))
	// Providers may send an event twice.
	fmt.Println(webhooktest.Deliver(context.Background(), rx, r))
	fmt.Println(webhooktest.Deliver(context.Background(), rx, r))
	// Output:
	// acme:ping: {}
	// 200
	// acme:ping: {}
	// 200
}

// Call TestDeduper in a test of your Deduper. Each call of open stands for one more server on the same
// store; the memory deduper serves one process, so it is its own store.
func ExampleTestDeduper() {
	_ = func(t *testing.T) {
		store := webhook.NewMemoryDeduper(0, 0) // yours: a connection to Redis or SQL
		webhooktest.TestDeduper(t, func() webhook.Deduper { return store })
	}
}

// The sender signs the time. It shares a clock with the receiver, so the test decides how old a
// request is.
func ExampleClock() {
	clock := webhooktest.NewClock(time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC))
	keys, _ := webhook.StaticKeys("test-secret")
	sign := webhook.HMAC{Header: "X-Acme-Signature", Time: "X-Acme-Time", Prefix: "{time}.", Keys: keys}
	rx, err := webhook.NewReceiver(
		webhook.Source{Name: "acme", Verifier: sign, Route: func(*webhook.Delivery) (webhook.Route, error) {
			return webhook.Route{Event: []byte("ping")}, nil
		}},
		webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
			fmt.Println("received", d.Received.Format(time.RFC3339))
			return nil
		}),
		webhook.Now(clock.Now))
	if err != nil {
		panic(err)
	}

	sign.Now = clock.Now // of the sender
	r := webhooktest.Request("/hooks/acme", sign, "test-secret", []byte(`{}`))
	clock.Advance(4 * time.Minute)
	fmt.Println(webhooktest.Deliver(context.Background(), rx, r))
	clock.Advance(2 * time.Minute) // the tolerance is five minutes
	fmt.Println(webhooktest.Deliver(context.Background(), rx, r))
	// Output:
	// received 2026-05-04T09:04:00Z
	// 200
	// 401
}
