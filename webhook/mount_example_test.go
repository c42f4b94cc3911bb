package webhook_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
)

// The function that finds a secret in the path depends on the router: http.ServeMux and chi set
// r.PathValue, gorilla has mux.Vars(r), and gin, echo and fiber pass their own context. Reading the last
// element of the path works with all of them.
func ExampleSharedSecret() {
	src, _ := northwind("example-secret")
	for name, get := range map[string]func(*http.Request) string{
		"path value":   func(r *http.Request) string { return r.PathValue("secret") },
		"last element": func(r *http.Request) string { return path.Base(r.URL.Path) },
	} {
		src.Verifier, _ = webhook.SharedSecret(get, "example-path-secret")
		hooks, err := webhook.NewReceiver(src, webhook.NewRouter(), webhook.OnResult(func(_ context.Context, r webhook.Result) {
			if r.Err != nil {
				fmt.Println(r.Err) // Log writes the same text
			}
		}))
		if err != nil {
			panic(err)
		}
		other := http.StripPrefix("/api", hooks) // stands for a router that sets no path value
		r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/api/hooks/example-path-secret", strings.NewReader(`{"event":"person.hired"}`))
		w := httptest.NewRecorder()
		other.ServeHTTP(w, r)
		fmt.Println(name, w.Code)
	}
	// Unordered output:
	// webhook: the signature was rejected: no secret found in the request (a path value is empty under a router that does not set it)
	// path value 401
	// last element 200
}

// gatewayEvent has the fields of AWS Lambda's events.APIGatewayV2HTTPRequest that the example needs.
type gatewayEvent struct {
	Method, Path, Body string
	Headers            map[string]string
	IsBase64Encoded    bool
}

// On AWS Lambda there is no HTTP server. The handler makes an http.Request of the Lambda event, so that
// verification, limits and OnError work as usual, and returns the status to the gateway.
func ExampleReceiver_lambda() {
	src, _ := northwind("example-secret")
	router := webhook.NewRouter()
	webhook.On(router, PersonHired, func(_ context.Context, e *PersonEvent, _ *webhook.Delivery) error {
		fmt.Println("hired:", e.Name)
		return nil
	})
	hooks, err := webhook.NewReceiver(src, router)
	if err != nil {
		panic(err)
	}
	handle := func(ctx context.Context, e gatewayEvent) (status int) {
		body := []byte(e.Body) // the exact bytes: do not decode and encode JSON in between
		if e.IsBase64Encoded {
			if body, err = base64.StdEncoding.DecodeString(e.Body); err != nil {
				return http.StatusBadRequest
			}
		}
		r, err := http.NewRequestWithContext(ctx, e.Method, e.Path, strings.NewReader(string(body)))
		if err != nil {
			return http.StatusBadRequest
		}
		for name, value := range e.Headers {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		hooks.ServeHTTP(w, r)
		return w.Code
	}

	body := `{"event":"person.hired","id":"evt-1","name":"Ada"}`
	signature := webhook.Sign("example-secret", []byte(body), webhook.Hex, "")
	fmt.Println(handle(context.Background(), gatewayEvent{
		Method: http.MethodPost, Path: "/hooks/northwind", IsBase64Encoded: true,
		Body:    base64.StdEncoding.EncodeToString([]byte(body)),
		Headers: map[string]string{"x-northwind-signature": signature},
	}))
	// Output:
	// hired: Ada
	// 200
}

// The order of the shutdown: first the receivers of providers that send rejected requests again, then the
// server, then the receivers of providers that never do, which work until the listener is closed.
func ExampleReceiver_Shutdown() {
	src, _ := northwind("example-secret")
	repeats, err := webhook.NewReceiver(src, webhook.NewRouter())
	if err != nil {
		panic(err)
	}
	src.NeverRepeats = true // like the receiver of humansourcing.NewReceiver
	never, err := webhook.NewReceiver(src, webhook.NewRouter(), webhook.OnError(func(context.Context, *webhook.Delivery, error) {
		// Store the delivery: there is no other copy.
	}))
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /hooks/northwind", repeats)
	mux.Handle("POST /hooks/southwind", never)
	server := &http.Server{Addr: "localhost:8080", Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	// Here a program calls server.ListenAndServe in a goroutine and waits for SIGTERM.

	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	fmt.Println(errors.Join(
		repeats.Shutdown(ctx), // rejects new requests with 503; the provider sends them again
		server.Shutdown(ctx),  // closes the listener
		never.Shutdown(ctx),   // waits for the requests in flight
	))
	// Output: <nil>
}

// A tenant that the provider does not sign comes from a header, which an attacker can change. So the sink
// looks up the integration by an id in the signed body.
func ExampleDelivery() {
	integrations := map[string]string{"sync-7": "integration-1"} // stored when the sync was started
	syncOf := func(d *webhook.Delivery) string { return d.ID }   // from the signed body
	sink := webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		integration := d.Tenant
		if !d.TenantSigned {
			integration = integrations[syncOf(d)]
			switch {
			case integration == "": // events may arrive before the call that started the sync has returned
				return webhook.RetryAfter(10*time.Second, errors.New("the sync is not known yet"))
			case d.Tenant != integration:
				return errors.New("the integration does not belong to the sync")
			}
		}
		fmt.Println("stored for", integration)
		return nil
	})
	fmt.Println(sink.Accept(context.Background(), &webhook.Delivery{ID: "sync-7", Tenant: "integration-1"}))
	fmt.Println(sink.Accept(context.Background(), &webhook.Delivery{ID: "sync-7", Tenant: "integration-2"}))
	fmt.Println(sink.Accept(context.Background(), &webhook.Delivery{ID: "sync-8", Tenant: "integration-1"}))
	fmt.Println(sink.Accept(context.Background(), &webhook.Delivery{ID: "evt-1", Tenant: "integration-3", TenantSigned: true}))
	// Output:
	// stored for integration-1
	// <nil>
	// the integration does not belong to the sync
	// the sync is not known yet
	// stored for integration-3
	// <nil>
}
