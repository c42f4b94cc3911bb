package knit_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/deadlinetest"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
)

// retryAlways makes up to six attempts of a call that may be retried.
var retryAlways = rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 6, MinWait: 1, MaxWait: time.Minute})

// newHTTPClient returns an http.Client with its own connection pool, whose idle connections are closed
// when the test ends.
func newHTTPClient(t *testing.T) *http.Client {
	t.Helper()
	pool := &http.Transport{}
	t.Cleanup(pool.CloseIdleConnections)
	return &http.Client{Transport: pool}
}

// Every start delivers every record again, so a start that Knit may have received is not sent again.
func TestStartSyncNotRetried(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault     knittest.Fault
		ambiguous bool
	}{
		"after 429":                      {knittest.Status(429), false},
		"after 429 with Retry-After":     {knittest.RetryAfter(429, time.Second), false},
		"after 503":                      {knittest.Status(503), false},
		"after 503 with Retry-After":     {knittest.RetryAfter(503, 0), false},
		"after 408":                      {knittest.Status(408), true},
		"after 500":                      {knittest.Status(500), true},
		"after 502":                      {knittest.Status(502), true},
		"after 504":                      {knittest.Status(504), true},
		"after 200 with success false":   {knittest.Unsuccessful("try again"), false},
		"when connection is cut":         {knittest.Cut(), true},
		"when response is cut":           {knittest.CutBody(), true},
		"when gateway responds with 502": {gateway(502), true},
		"after 500 although Knit acted":  {knittest.ActThenRespond(500), true},
	} {
		for _, op := range []string{"knit.sync.start", "knit.sync.update"} {
			t.Run(name+" in "+op, func(t *testing.T) {
				t.Parallel()
				fake := knittest.NewServer(t, knittest.WithJobs(0))
				client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithHTTPClient(newHTTPClient(t)), retryAlways)
				require.NoError(t, err)
				integration := client.Integration(fake.IntegrationID)
				req := jobs()
				req.Destination = "http://127.0.0.1:1/"
				_, err = integration.StartSync(t.Context(), req) // the sync to update
				require.NoError(t, err)
				fake.Inject(tt.fault)
				err = calls(req)[op](t.Context(), integration)
				require.Equal(t, 1, asError(t, err).Attempts)
				if tt.ambiguous {
					require.ErrorIs(t, err, rolecall.ErrAmbiguous)
				} else {
					require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
					require.NotEmpty(t, asError(t, err).RequestID)
				}
				require.Len(t, fake.Requests(), 1+1)
			})
		}
	}

	t.Run("when deadline passes", func(t *testing.T) {
		t.Parallel()
		fake := knittest.NewServer(t, knittest.WithJobs(0))
		client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithHTTPClient(newHTTPClient(t)), retryAlways)
		require.NoError(t, err)
		ctx, pass := deadlinetest.New(t.Context())
		fake.Inject(knittest.NewFault("deadline", func(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
			pass()
			<-r.Context().Done()
		}))
		_, err = client.Integration(fake.IntegrationID).StartSync(ctx, jobs())
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		require.Len(t, fake.Requests(), 1)
	})
	t.Run("when connection is cut before request is read", func(t *testing.T) {
		t.Parallel()
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		var connections atomic.Int64
		done := make(chan struct{})
		go func() {
			defer close(done)
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				connections.Add(1)
				_ = conn.Close()
			}
		}()
		client, err := knit.NewClient(apiKey, rolecall.WithBaseURL("http://"+l.Addr().String()), rolecall.WithHTTPClient(newHTTPClient(t)), retryAlways)
		require.NoError(t, err)
		_, err = client.Integration(integrationID).StartSync(t.Context(), jobs())
		require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		require.NoError(t, l.Close())
		<-done
		require.EqualValues(t, 1, connections.Load())
	})
	t.Run("when call sets its own retry policy", func(t *testing.T) {
		t.Parallel()
		integration, network := mockIntegration(t, respondWith(429, `{"success":false}`))
		_, err := integration.StartSync(t.Context(), jobs(), rolecall.CallRetry(rolecall.RetryPolicy{MaxAttempts: 9, MinWait: 1, MaxWait: 1}))
		require.ErrorIs(t, err, rolecall.ErrRateLimited)
		require.Len(t, network.requests(), 1)
	})
}

// gateway responds in the place of Knit without acting on the request, as a gateway does.
func gateway(status int) knittest.Fault {
	return knittest.NewFault("gateway", func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<html>gateway</html>")
	})
}

func TestStartSyncRetriesFailedDial(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(0), knittest.WithWebhook("http://127.0.0.1:1/"))
	var dials atomic.Int64
	pool := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if dials.Add(1) <= 2 {
			return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
		}
		var d net.Dialer
		return d.DialContext(ctx, network, address)
	}}
	t.Cleanup(pool.CloseIdleConnections)
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithHTTPClient(&http.Client{Transport: pool}), fast())
	require.NoError(t, err)
	var meta rolecall.Meta
	sync, err := client.Integration(fake.IntegrationID).StartSync(t.Context(), knit.StartSyncRequest{DataType: knit.DataTypeATSJobs}, rolecall.CaptureMeta(&meta))
	require.NoError(t, err)
	require.NotEmpty(t, sync.JobID)
	require.Equal(t, 3, meta.Attempts)
	require.Len(t, fake.Requests(), 1)
}

func TestStartSyncUnreachable(t *testing.T) {
	t.Parallel()
	pool := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}}
	client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(&http.Client{Transport: pool}), fast())
	require.NoError(t, err)
	_, err = client.Integration(integrationID).StartSync(t.Context(), jobs())
	require.ErrorIs(t, err, rolecall.ErrUnavailable)
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
	require.Equal(t, 4, asError(t, err).Attempts)
}

// A 429 is retried: Knit has not acted on the request, and pausing a sync twice does no harm.
func TestPauseSyncRetries429(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	integration, network := mockIntegration(t, func(r *http.Request) (*http.Response, error) {
		if n.Add(1) == 1 {
			return respondWith(429, `{"success":false,"error":{"msg":"slow down"}}`)(r)
		}
		return respondWith(200, `{"success":true,"data":null}`)(r)
	})
	require.NoError(t, integration.PauseSync(t.Context(), knit.PauseSyncRequest{DataType: knit.DataTypeATSJobs}))
	require.Len(t, network.requests(), 2)
}

func TestCrossOriginRedirect(t *testing.T) {
	t.Parallel()
	integration, network := mockIntegration(t, respondWith(307, "", "Location", "https://elsewhere.example.com/v1.0/sync.start"))
	_, err := integration.StartSync(t.Context(), jobs())
	require.ErrorIs(t, err, rolecall.ErrCrossOrigin)
	require.Len(t, network.requests(), 1)
	require.NotErrorIs(t, err, rolecall.ErrUnavailable)
}
