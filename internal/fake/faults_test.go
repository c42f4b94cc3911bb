package fake_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

func TestPendingFaults(t *testing.T) {
	t.Parallel()
	s, handled := serve(t)
	require.Empty(t, s.Faults.Pending())
	require.Empty(t, s.Faults.Counts())
	s.Faults.Inject(fake.HTML(503), nil, fake.HTML(503), fake.Slow(time.Second), fake.Cut())
	require.Equal(t, []string{"HTML(503)", "pass", "HTML(503)", "Slow(1s)", "Cut"}, s.Faults.Pending(), "they can be listed")
	for range 3 {
		resp, err := post(t.Context(), t, s, "")
		require.NoError(t, err)
		_ = read(t, resp.Body)
	}
	require.Equal(t, []string{"Slow(1s)", "Cut"}, s.Faults.Pending())
	require.Equal(t, map[string]int{"HTML(503)": 2}, s.Faults.Counts(), "those that occurred are counted")
	s.Faults.Clear()
	require.Empty(t, s.Faults.Pending(), "they can be cleared")
	resp, err := post(t.Context(), t, s, "")
	require.NoError(t, err)
	require.Equal(t, "hello", read(t, resp.Body))
	require.Equal(t, map[string]int{"HTML(503)": 2}, s.Faults.Counts())
	require.EqualValues(t, 2, handled.Load())
	s.Faults.Counts()["HTML(503)"] = 9
	require.Equal(t, 2, s.Faults.Counts()["HTML(503)"], "the map is a copy")
}

func TestSpare(t *testing.T) {
	t.Parallel()
	s, _ := serve(t)
	s.Spare(func(r *http.Request) bool { return r.ContentLength > 0 })
	s.Faults.Inject(fake.HTML(503))
	for body, status := range map[string]int{"spared": 200} {
		resp, err := post(t.Context(), t, s, body)
		require.NoError(t, err)
		_ = read(t, resp.Body)
		require.Equal(t, status, resp.StatusCode)
	}
	resp, err := post(t.Context(), t, s, "")
	require.NoError(t, err)
	require.Contains(t, read(t, resp.Body), "Service Unavailable")
	require.Equal(t, "text/html", resp.Header.Get("Content-Type"))
}

func TestMark(t *testing.T) {
	t.Parallel()
	s, err := fake.Serve("", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if fake.Marked[fake.Page](r).Empty {
			_, _ = io.WriteString(w, "empty")
		}
		_, _ = io.WriteString(w, fake.Marked[string](r)) // nothing: the mark is of another type
	}))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	s.Faults.Inject(fake.Mark("EmptyPage", fake.Page{Empty: true}))
	for _, want := range []string{"empty", ""} {
		resp, err := post(t.Context(), t, s, "")
		require.NoError(t, err)
		require.Equal(t, want, read(t, resp.Body))
	}
	require.Equal(t, map[string]int{"EmptyPage": 1}, s.Faults.Counts())
}

func TestCatalog(t *testing.T) {
	t.Parallel()
	catalog := fake.Catalog{
		"Cut":  func(*fake.Arguments) fake.Fault { return fake.Cut() },
		"HTML": func(a *fake.Arguments) fake.Fault { return fake.HTML(a.Int("status", 502)) },
		"Slow": func(a *fake.Arguments) fake.Fault { return fake.Slow(a.Duration("for", time.Second)) },
		"Message": func(a *fake.Arguments) fake.Fault {
			return fake.Respond("Message("+a.String("message", "no")+")", func(http.ResponseWriter) {})
		},
	}
	require.Equal(t, []string{"Cut", "HTML", "Message", "Slow"}, catalog.Names())
	require.Equal(t, []string{"status"}, catalog.Arguments("HTML"))
	require.Empty(t, catalog.Arguments("Cut"))
	require.Empty(t, catalog.Arguments("Cat"))
	for _, tt := range []struct {
		name, argument, value, want string
	}{
		{"Cut", "", "", "Cut"},
		{"HTML", "", "", "HTML(502)"},
		{"HTML", "status", "503", "HTML(503)"},
		{"Slow", "for", "1.5s", "Slow(1.5s)"},
		{"Message", "message", "yes", "Message(yes)"},
	} {
		arguments := map[string]string{}
		if tt.argument != "" {
			arguments[tt.argument] = tt.value
		}
		f, err := catalog.Make(tt.name, arguments)
		require.NoError(t, err)
		require.Equal(t, tt.want, f.Name())
	}
	for want, make := range map[string]func() (fake.Fault, error){
		`unknown fault "Cat": use one of Cut, HTML, Message, Slow`: func() (fake.Fault, error) { return catalog.Make("Cat", nil) },
		`fault HTML: argument status: `:                            func() (fake.Fault, error) { return catalog.Make("HTML", map[string]string{"status": "x"}) },
		`fault Slow: argument for: `:                               func() (fake.Fault, error) { return catalog.Make("Slow", map[string]string{"for": "5"}) },
		`fault HTML: unknown argument "code": use one of [status]`: func() (fake.Fault, error) { return catalog.Make("HTML", map[string]string{"code": "5"}) },
	} {
		f, err := make()
		require.ErrorContains(t, err, want)
		require.Nil(t, f)
	}
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	a, b := fake.NewIdentity(), fake.NewIdentity()
	require.NotEqual(t, a, b)
	require.Positive(t, int64(a))
	require.Equal(t, "test-key-"+a.String(), a.Of("test-key"))
}

func TestSettings(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 5, 9, 0, 0, 123456789, time.FixedZone("", 3600))
	var s fake.Settings
	before := time.Now().Add(-time.Millisecond)
	require.True(t, s.Now().After(before), "the zero value has the real time")
	for _, set := range []fake.Setting{
		fake.Addr("127.0.0.1:1"), fake.Clock(func() time.Time { return at }), fake.Twice(), fake.Shuffled(7), fake.Late(1),
		fake.Parallel(2), fake.RetryEvery(3), fake.Once(true),
	} {
		set(&s)
	}
	require.Equal(t, time.Date(2026, 1, 5, 8, 0, 0, 123e6, time.UTC), s.Now())
	require.Equal(t, "127.0.0.1:1", s.Addr)
	require.Equal(t, fake.Delivery{Twice: true, Shuffled: true, Seed: 7, Late: 1, Parallel: 2, Retry: 3, Once: true}, s.Delivery)
	fake.Once(false)(&s)
	require.False(t, s.Delivery.Once)
}

// receiver starts a server that receives webhooks.
func receiver(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	s, err := fake.Serve("", handle)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return "http://" + s.Addr
}

func unsigned(fake.Message) http.Header { return http.Header{} }

func TestWait(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	c := fake.NewCourier(fake.Settings{Clock: func() time.Time { return at }}, unsigned)
	t.Cleanup(c.Close)
	require.NoError(t, c.Wait(t.Context()), "nothing is under way")
	var url string
	started := 0
	url = receiver(t, func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if string(body) != "first" {
			return
		}
		started++ // a handler that starts a sync
		c.Go(func(ctx context.Context) {
			_ = c.Deliver(ctx, []fake.Message{{ID: "run", URL: url}})
			c.Send(fake.Message{ID: "report", URL: url})
		})
	})
	c.Send(fake.Message{ID: "event", Type: "activated", IntegrationID: "i-1", URL: url, Body: []byte("first")})
	require.NoError(t, c.Wait(t.Context()))
	require.Equal(t, 1, started)
	var ids []string
	for _, a := range c.Attempts() {
		ids = append(ids, a.EventID)
		require.Equal(t, 200, a.Status)
	}
	require.ElementsMatch(t, []string{"event", "run", "report"}, ids, "the run that the event started, and what that run sent")
	require.Contains(t, c.Attempts(), fake.Attempt{EventID: "event", EventType: "activated", IntegrationID: "i-1", URL: url, Status: 200, At: at})
}

func TestCourierClosed(t *testing.T) {
	t.Parallel()
	c := fake.NewCourier(fake.Settings{}, unsigned)
	arrived := make(chan struct{})
	url := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		select {
		case arrived <- struct{}{}:
		default:
		}
	})
	c.Send(fake.Message{URL: url})
	<-arrived
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, c.Wait(ctx), context.Canceled, "it is delivered until it is accepted")
	c.Close()
	c.Close()
	require.NoError(t, c.Wait(t.Context()))
	n := len(c.Attempts())
	c.Send(fake.Message{URL: url})
	c.Go(func(context.Context) { t.Error("it runs after Close") })
	require.NoError(t, c.Wait(t.Context()))
	require.Len(t, c.Attempts(), n)
}
