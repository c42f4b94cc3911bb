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

// dialServer is dial with a server of the caller's making.
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

// stalling is a request whose body never comes whole.
func stalling(method, headers string) string {
	return fmt.Sprintf("%s / HTTP/1.1\r\nHost: acme\r\nConnection: close\r\n%s: %s\r\n%sContent-Length: 100\r\n\r\n{", method, acmeHeader, signature(nil), headers)
}

// No path waits for a client that has stopped sending its body.
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
		"a body":                       {src, stalling("POST", ""), false, "400"},
		"a GET that reads its body":    {src, stalling("GET", ""), false, "400"},
		"a GET that does not":          {unread, stalling("GET", ""), false, "200"},
		"after Shutdown":               {src, stalling("POST", ""), true, "503"},
		"a GET after Shutdown":         {src, stalling("GET", ""), true, "503"},
		"after Shutdown, never again":  {never, stalling("POST", ""), true, "400"},
		"another method":               {src, stalling("PUT", ""), false, "405"},
		"a signature that is repeated": {src, stalling("POST", acmeHeader+": x\r\n"), false, "401"},
		"an encoded body":              {src, stalling("POST", "Content-Encoding: br\r\n"), false, "415"},
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
				require.NoError(t, srv.Shutdown(t.Context()), "no connection is left")
			})
		})
	}
}

func TestReadDeadlineEarlierApplies(t *testing.T) {
	for name, c := range map[string]struct{ server, receiver, want time.Duration }{
		"the server's":        {3 * time.Second, 10 * time.Second, 3 * time.Second},
		"the receiver's":      {10 * time.Second, 3 * time.Second, 3 * time.Second},
		"one for both":        {3 * time.Second, 3 * time.Second, 3 * time.Second},
		"only the receiver's": {0, 3 * time.Second, 3 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rx := receiver(t, acme(t), &inbox{}, webhook.ReadTimeout(c.receiver))
				took, got := after(t, dialServer(t, &http.Server{Handler: rx, ReadTimeout: c.server}), stalling("POST", ""))
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
		"of a later one": {time.Minute, 0, func(start time.Time) []time.Time {
			return []time.Time{start.Add(10 * time.Second), {}, start.Add(time.Minute)}
		}},
		"of an earlier one, which is left alone": {time.Second, 0, func(start time.Time) []time.Time {
			return []time.Time{{}, start.Add(time.Second)}
		}},
		"not of one that has passed: net/http would end what comes next": {time.Second, time.Minute, func(time.Time) []time.Time {
			return []time.Time{{}}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &deadlined{ResponseRecorder: httptest.NewRecorder()}
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
