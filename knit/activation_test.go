package knit_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// activation returns an app.integration.activate event with the integration id tenant and the given data.
func activation(t testing.TB, tenant, data string) *webhook.Delivery {
	t.Helper()
	list, err := knit.ParseDeliveries(http.Header{"X-Knit-Integration-Id": {tenant}},
		[]byte(`{"eventId":"ev_1","eventType":"app.integration.activate","eventData":`+data+`}`))
	require.NoError(t, err)
	return list[0]
}

// twoSyncs returns a request for jobs and one for applications.
func twoSyncs() []knit.StartSyncRequest {
	return []knit.StartSyncRequest{{DataType: knit.DataTypeATSJobs}, {DataType: knit.DataTypeATSApplications}}
}

// activationRouter returns a router that starts twoSyncs on activation, and its network. response receives
// the number of the request, counted from 1.
func activationRouter(t testing.TB, response func(n int, r *http.Request) (*http.Response, error)) (*webhook.Router, *network) {
	t.Helper()
	var mu sync.Mutex
	calls := 0
	n := newNetwork(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		calls++
		k := calls
		mu.Unlock()
		return response(k, r)
	})
	client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(n.client()), fast())
	require.NoError(t, err)
	router := webhook.NewRouter()
	webhook.On(router, knit.IntegrationActivated, knit.StartOnActivation(client, nil, twoSyncs()...))
	return router, n
}

// startedSyncs returns the integration and the data type of each start in a network.
func startedSyncs(n *network) (list []string) {
	for _, r := range n.requests() {
		_, dataType, _ := strings.Cut(strings.TrimSuffix(r.Body, `"}`), `:"`)
		list = append(list, r.Header.Get("X-Knit-Integration-Id")+" "+dataType)
	}
	return list
}

func alwaysRespond(status int, body string) func(int, *http.Request) (*http.Response, error) {
	return func(_ int, r *http.Request) (*http.Response, error) { return respondWith(status, body)(r) }
}

func TestStartOnActivation(t *testing.T) {
	t.Parallel()
	t.Run("starts each sync once per integration", func(t *testing.T) {
		t.Parallel()
		router, n := activationRouter(t, alwaysRespond(200, started))
		for _, tenant := range []string{"mg_a", "mg_b", "mg_a", "mg_b", "mg_a"} {
			require.NoError(t, router.Accept(t.Context(), activation(t, tenant, `{"validation":{"errors":[]}}`)))
		}
		require.Equal(t, []string{"mg_a ats_jobs", "mg_a ats_applications", "mg_b ats_jobs", "mg_b ats_applications"}, startedSyncs(n))
	})
	t.Run("validation errors start nothing", func(t *testing.T) {
		t.Parallel()
		router, n := activationRouter(t, alwaysRespond(200, started))
		require.NoError(t, router.Accept(t.Context(), activation(t, "mg_a", `{"validationErrors":["no permission"]}`)), "a redelivery would not help")
		require.Empty(t, n.requests())
		require.NoError(t, router.Accept(t.Context(), activation(t, "mg_a", `{"validationErrors":null}`)))
		require.Len(t, n.requests(), 2, "after the errors are fixed")
	})
	t.Run("retries only failed starts", func(t *testing.T) {
		t.Parallel()
		router, n := activationRouter(t, func(k int, r *http.Request) (*http.Response, error) {
			if k == 1 || k == 3 {
				return respondWith(400, `{"success":false,"error":{"msg":"sync not enabled"}}`)(r)
			}
			return respondWith(200, started)(r)
		})
		for range 2 {
			err := router.Accept(t.Context(), activation(t, "mg_a", `{}`))
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.ErrorContains(t, err, "sync of ats_jobs not started")
			require.False(t, webhook.Dropped(err), "Knit delivers again")
		}
		for range 2 {
			require.NoError(t, router.Accept(t.Context(), activation(t, "mg_a", `{}`)))
		}
		require.Equal(t, []string{"mg_a ats_jobs", "mg_a ats_applications", "mg_a ats_jobs", "mg_a ats_jobs"}, startedSyncs(n))
	})
	t.Run("does not retry an ambiguous start", func(t *testing.T) {
		t.Parallel()
		router, n := activationRouter(t, func(k int, r *http.Request) (*http.Response, error) {
			if k == 1 {
				return nil, errLost
			}
			return respondWith(200, started)(r)
		})
		err := router.Accept(t.Context(), activation(t, "mg_a", `{}`))
		require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		require.ErrorContains(t, err, "ats_jobs may have been started")
		require.True(t, webhook.Dropped(err), "a redelivery would not help")
		err = router.Accept(t.Context(), activation(t, "mg_a", `{}`))
		require.True(t, webhook.Dropped(err), "OnError is called again")
		require.Equal(t, []string{"mg_a ats_jobs", "mg_a ats_applications"}, startedSyncs(n))
	})
	t.Run("redelivery retries the failed start, not the ambiguous one", func(t *testing.T) {
		t.Parallel()
		router, n := activationRouter(t, func(k int, r *http.Request) (*http.Response, error) {
			switch k {
			case 1:
				return nil, errLost
			case 2:
				return respondWith(503, `{"success":false,"error":{"msg":"busy"}}`)(r)
			}
			return respondWith(200, started)(r)
		})
		err := router.Accept(t.Context(), activation(t, "mg_a", `{}`))
		require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		require.ErrorIs(t, err, rolecall.ErrUnavailable)
		require.False(t, webhook.Dropped(err))
		err = router.Accept(t.Context(), activation(t, "mg_a", `{}`))
		require.True(t, webhook.Dropped(err), "only the ambiguous start is left")
		require.Equal(t, []string{"mg_a ats_jobs", "mg_a ats_applications", "mg_a ats_applications"}, startedSyncs(n))
	})
	t.Run("does not retry a start that panicked", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(respondWith(200, started))
		first := true
		client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(n.client()), rolecall.WithMiddleware(func(next rolecall.Doer) rolecall.Doer {
			return func(r *http.Request) (*http.Response, error) {
				resp, err := next(r)
				if first {
					first = false
					panic("in a middleware")
				}
				return resp, err
			}
		}))
		require.NoError(t, err)
		router := webhook.NewRouter()
		webhook.On(router, knit.IntegrationActivated, knit.StartOnActivation(client, nil, twoSyncs()...))
		func() {
			defer func() { _ = recover() }() // the router may recover before
			_ = router.Accept(t.Context(), activation(t, "mg_a", `{}`))
		}()
		require.ErrorIs(t, router.Accept(t.Context(), activation(t, "mg_a", `{}`)), knit.ErrStarting, "it counts as starting for five minutes")
		require.Equal(t, []string{"mg_a ats_jobs", "mg_a ats_applications"}, startedSyncs(n))
	})
	t.Run("rejects missing or invalid integration id", func(t *testing.T) {
		t.Parallel()
		router, n := activationRouter(t, alwaysRespond(200, started))
		for _, tenant := range []string{"", "mg 1"} {
			err := router.Accept(t.Context(), activation(t, tenant, `{}`))
			require.ErrorIs(t, err, rolecall.ErrInvalid)
		}
		require.Empty(t, n.requests())
	})
	t.Run("copies the requests", func(t *testing.T) {
		t.Parallel()
		n := newNetwork(respondWith(200, started))
		client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(n.client()))
		require.NoError(t, err)
		requests := twoSyncs()
		handle := knit.StartOnActivation(client, nil, requests...)
		clear(requests)
		require.NoError(t, handle(t.Context(), &knit.IntegrationActivatedEvent{}, activation(t, "mg_a", `{}`)))
		require.Equal(t, []string{"mg_a ats_jobs", "mg_a ats_applications"}, startedSyncs(n))
	})
	t.Run("panics on invalid arguments", func(t *testing.T) {
		t.Parallel()
		client, err := knit.NewClient(apiKey)
		require.NoError(t, err)
		require.Panics(t, func() { knit.StartOnActivation(nil, nil, twoSyncs()...) })
		require.Panics(t, func() { knit.StartOnActivation(client, nil) })
		require.Panics(t, func() { knit.StartOnActivation(client, nil, append(twoSyncs(), twoSyncs()[1])...) })
		require.Panics(t, func() { knit.StartOnActivation(client, nil, knit.StartSyncRequest{}) })
		require.Panics(t, func() {
			knit.StartOnActivation(client, nil, knit.StartSyncRequest{DataType: "employee", Destination: "/hooks"})
		})
		require.Panics(t, func() {
			knit.StartOnActivation(client, nil, knit.StartSyncRequest{DataType: "employee", StartHour: new(24)})
		})
	})
}

func TestStartOnActivationConcurrently(t *testing.T) {
	t.Parallel()
	// Two servers share a store, and both receive many deliveries at the same time.
	n := newNetwork(respondWith(200, started))
	syncs := knit.NewMemorySyncStore()
	var servers [2]*webhook.Router
	for k := range servers {
		client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(n.client()))
		require.NoError(t, err)
		servers[k] = webhook.NewRouter()
		webhook.On(servers[k], knit.IntegrationActivated, knit.StartOnActivation(client, syncs, twoSyncs()...))
	}
	var group sync.WaitGroup
	for k := range 60 {
		group.Go(func() {
			err := servers[k%2].Accept(t.Context(), activation(t, fmt.Sprint("mg_", k%3), `{}`))
			if err != nil && (!errors.Is(err, knit.ErrStarting) || webhook.Dropped(err)) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	require.Len(t, n.requests(), 3*2)
	for k := range 3 {
		require.NoError(t, servers[0].Accept(t.Context(), activation(t, fmt.Sprint("mg_", k), `{}`)))
	}
	require.Len(t, n.requests(), 3*2)
}

// The fake delivers every event twice.
func TestStartOnActivationWithFake(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(2), knittest.WithApplications(2), knittest.WithDelta(knittest.Delta{}), knittest.DeliverTwice())
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithHTTPClient(newHTTPClient(t)))
	require.NoError(t, err)
	router := webhook.NewRouter()
	webhook.On(router, knit.IntegrationActivated, knit.StartOnActivation(client, nil, twoSyncs()...))
	receiver, err := knit.NewReceiver([]string{fake.APIKey}, router)
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	fake.SetWebhook(server.URL)

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	require.NoError(t, fake.Activate("no permission"))
	require.NoError(t, fake.Wait(ctx))
	require.Empty(t, fake.Calls(""))
	fake.Inject(knittest.Status(429)) // for the first start
	require.NoError(t, fake.Activate())
	require.NoError(t, fake.Activate())
	require.NoError(t, fake.Wait(ctx))
	require.Len(t, fake.Calls("sync.start"), 3, "two starts and one retry")
}

func TestHasValidationErrors(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]bool{
		`{}`: false, `null`: false, `[]`: false, `""`: false, `{"status":"active"}`: false,
		`{"errors":[]}`: false, `{"errors":null}`: false, `{"errors":{}}`: false, `{"error":""}`: false, `{"hasErrors":false}`: false, `{"errorCount":0}`: false,
		`{"errors":{"ats":[],"hris":null}}`: false, `{"validation":{"errors":[],"success":true}}`: false,
		`{"errors":["x"]}`: true, `{"errors":[null]}`: true, `{"error":"x"}`: true, `{"hasErrors":true}`: true, `{"validationErrors":{"ats":["x"]}}`: true, `{"errorCount":2}`: true,
		`{"validation":{"Errors":[{"code":1}]}}`: true, `{"apps":[{"id":1},{"errorMessage":"x"}]}`: true, `[{"errors":["x"]}]`: true,
		`{"success":false}`: true, `{"success":"false"}`: true, `{"validation":{"isValid":false}}`: true, `{"valid":"FALSE"}`: true,
		strings.Repeat(`{"a":`, 200) + `{"errors":[1]}` + strings.Repeat(`}`, 200): false, // deeper than maxErrorDepth
	} {
		e := decode[knit.IntegrationActivatedEvent](t, `{"eventId":"1","eventType":"app.integration.activate","eventData":`+data+`}`)
		require.Equal(t, want, knit.HasValidationErrors(&e), data)
	}
	for body, want := range map[string]bool{`{"errors":["x"]}`: true, `{"errors":[]}`: false, `{"validation":{"errors":["x"]}}`: true, `{"success":false}`: true, `{"x":1}`: false} {
		e := decode[knit.IntegrationActivatedEvent](t, body)
		require.Equal(t, want, knit.HasValidationErrors(&e), body)
	}
}
