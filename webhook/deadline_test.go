package webhook_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// dialServer is dial with the given server.
func dialServer(t *testing.T, srv *http.Server) net.Conn {
	t.Helper()
	p := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	go func() { _ = srv.Serve(p) }()
	client, end := net.Pipe()
	p.conns <- end
	t.Cleanup(func() {
		_ = client.Close()
		_ = srv.Close()
	})
	return client
}

// stalledRequest returns a request whose body never arrives completely.
func stalledRequest(method, headers string) string {
	return fmt.Sprintf("%s / HTTP/1.1\r\nHost: acme\r\nConnection: close\r\n%s: %s\r\n%sContent-Length: 100\r\n\r\n{", method, acmeHeader, signature(nil), headers)
}

// Every response is sent in time, even if the client stops sending its body.
func TestReadDeadline(t *testing.T) {
	src := acme(t)
	src.Get = func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			w.WriteHeader(http.StatusBadRequest)
		}
	}
	unread := acme(t)
	unread.Get = func(http.ResponseWriter, *http.Request) {}
	never := acme(t)
	never.NeverRepeats = true
	for name, c := range map[string]struct {
		src    webhook.Source
		text   string
		closed bool
		want   string
	}{
		"POST":                         {src, stalledRequest("POST", ""), false, "400"},
		"GET reads the body":           {src, stalledRequest("GET", ""), false, "400"},
		"GET does not read the body":   {unread, stalledRequest("GET", ""), false, "200"},
		"after Shutdown":               {src, stalledRequest("POST", ""), true, "503"},
		"GET after Shutdown":           {src, stalledRequest("GET", ""), true, "503"},
		"after Shutdown, NeverRepeats": {never, stalledRequest("POST", ""), true, "400"},
		"method is not POST":           {src, stalledRequest("PUT", ""), false, "405"},
		"signature is repeated":        {src, stalledRequest("POST", acmeHeader+": x\r\n"), false, "401"},
		"encoded body":                 {src, stalledRequest("POST", "Content-Encoding: br\r\n"), false, "415"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rx := receiver(t, c.src, &inbox{})
				if c.closed {
					require.NoError(t, rx.Shutdown(t.Context()))
				}
				srv := &http.Server{Handler: rx, ReadHeaderTimeout: time.Second}
				took, got := after(t, dialServer(t, srv), c.text)
				require.Contains(t, got, "HTTP/1.1 "+c.want)
				require.LessOrEqual(t, took, 11*time.Second)
				require.NoError(t, srv.Shutdown(t.Context()), "a connection is still open")
			})
		})
	}
}

func TestReadDeadlineEarlierApplies(t *testing.T) {
	for name, c := range map[string]struct{ server, receiver, want time.Duration }{
		"server is earlier":   {3 * time.Second, 10 * time.Second, 3 * time.Second},
		"receiver is earlier": {10 * time.Second, 3 * time.Second, 3 * time.Second},
		"both are equal":      {3 * time.Second, 3 * time.Second, 3 * time.Second},
		"no server timeout":   {0, 3 * time.Second, 3 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rx := receiver(t, acme(t), &inbox{}, webhook.ReadTimeout(c.receiver))
				took, got := after(t, dialServer(t, &http.Server{Handler: rx, ReadTimeout: c.server}), stalledRequest("POST", ""))
				require.Contains(t, got, "HTTP/1.1 400")
				require.Equal(t, c.want, took.Truncate(time.Second))
			})
		})
	}
}

func TestReadDeadlineRestored(t *testing.T) {
	for name, c := range map[string]struct {
		server, sink time.Duration
		want         func(start time.Time) []time.Time
	}{
		"server is later": {time.Minute, 0, func(start time.Time) []time.Time {
			return []time.Time{start.Add(10 * time.Second), {}, start.Add(time.Minute)}
		}},
		"server is earlier": {time.Second, 0, func(start time.Time) []time.Time {
			return []time.Time{{}, start.Add(time.Second)}
		}},
		// Setting a deadline that has passed would make net/http end the connection.
		"server deadline has passed": {time.Second, time.Minute, func(time.Time) []time.Time {
			return []time.Time{{}}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &deadlineRecorder{ResponseRecorder: httptest.NewRecorder()}
				rx := receiver(t, acme(t), webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
					<-time.After(c.sink)
					return nil
				}))
				r := signed(hired.body())
				start := time.Now()
				rx.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), http.ServerContextKey, &http.Server{ReadTimeout: c.server})))
				require.Equal(t, 200, w.Code)
				require.Equal(t, c.want(start), w.set)
			})
		})
	}
}
