package webhook_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

func TestMaxBodyDefault(t *testing.T) {
	var in inbox
	s := serve(t, receiver(t, acme(t), &in))
	most, more := padded(t, 1<<20), padded(t, 1<<20+1)
	require.Equal(t, 200, s.send(t, "POST", bytes.NewReader(most), signedHeader(most)).status)
	require.Equal(t, 200, s.send(t, "POST", chunked(most), signedHeader(most)).status)
	require.Equal(t, 413, s.send(t, "POST", bytes.NewReader(more), signedHeader(more)).status)
	require.Equal(t, 413, s.send(t, "POST", chunked(more), signedHeader(more)).status)
	require.Len(t, in.all(), 2)
	require.Equal(t, most, in.all()[0].Body)
	require.Equal(t, most, in.all()[1].Body)
}

func TestMaxBodyClosesConnection(t *testing.T) {
	s := serve(t, receiver(t, acme(t), &inbox{}, webhook.MaxBody(100)))
	body := strings.Repeat("x", 101)
	for name, rest := range map[string]string{
		"with Content-Length": "Content-Length: 101\r\n\r\n" + body,
		"in chunks":           "Transfer-Encoding: chunked\r\n\r\n65\r\n" + body + "\r\n0\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			got := s.raw(t, fmt.Sprintf("POST / HTTP/1.1\r\nHost: acme\r\n%s: %s\r\n%s", acmeHeader, signature(nil), rest), false)
			require.Contains(t, got, "HTTP/1.1 413 ")
			require.Contains(t, got, "Connection: close")
		})
	}
}

func TestMaxBodyPrecedence(t *testing.T) {
	src := acme(t)
	src.MaxBody = 200
	require.Equal(t, 200, deliver(t, receiver(t, src, &inbox{}), padded(t, 200)))
	require.Equal(t, 413, deliver(t, receiver(t, src, &inbox{}), padded(t, 201)))
	require.Equal(t, 200, deliver(t, receiver(t, src, &inbox{}, webhook.MaxBody(300)), padded(t, 300)))
	require.Equal(t, 413, deliver(t, receiver(t, src, &inbox{}, webhook.MaxBody(300)), padded(t, 301)))
}

func TestReadWithoutContentLength(t *testing.T) {
	var in inbox
	s := serve(t, receiver(t, acme(t), &in))
	for _, n := range []int{130, 1 << 10, 5 << 10, 70 << 10, 400 << 10} {
		body := padded(t, n)
		require.Equal(t, 200, s.send(t, "POST", bytes.NewReader(body), signedHeader(body)).status)
		require.Equal(t, 200, s.send(t, "POST", chunked(body), signedHeader(body)).status)
	}
	got := in.all()
	for i := 0; i < len(got); i += 2 {
		require.Equal(t, got[i].Body, got[i+1].Body)
		require.Equal(t, len(got[i+1].Body), cap(got[i+1].Body))
	}
}

func TestReadInPieces(t *testing.T) {
	body := padded(t, 3000)
	for name, slow := range map[string]func(io.Reader) io.Reader{
		"one byte ": iotest.OneByteReader, "half ": iotest.HalfReader, "EOF with data ": iotest.DataErrReader,
	} {
		for _, length := range []int64{int64(len(body)), -1} {
			t.Run(fmt.Sprint(name, length), func(t *testing.T) {
				var in inbox
				r := signed(body)
				r.Body, r.ContentLength = io.NopCloser(slow(bytes.NewReader(body))), length
				require.Equal(t, 200, respond(receiver(t, acme(t), &in), r).Code)
				require.Equal(t, body, in.all()[0].Body)
			})
		}
	}
}

func TestReadEmpty(t *testing.T) {
	src := acme(t)
	src.Route = func(*webhook.Delivery) (webhook.Route, error) { return webhook.Route{Event: []byte("ping")}, nil }
	for name, body := range map[string]io.ReadCloser{"none": nil, "NoBody": http.NoBody, "a reader": io.NopCloser(strings.NewReader(""))} {
		t.Run(name, func(t *testing.T) {
			var in inbox
			r := signed(nil)
			r.Body, r.ContentLength = body, 0
			require.Equal(t, 200, respond(receiver(t, src, &in), r).Code)
			require.Empty(t, in.all()[0].Body)
			r.Header.Set(acmeHeader, signature([]byte("x")))
			require.Equal(t, 401, respond(receiver(t, src, &in), r).Code)
		})
	}
}

func TestReadCut(t *testing.T) {
	body := string(hired.body())
	for name, text := range map[string]string{
		"shorter than Content-Length": fmt.Sprintf("POST / HTTP/1.1\r\nHost: acme\r\n%s: %s\r\nContent-Length: %d\r\n\r\n%s", acmeHeader, signature([]byte(body)), len(body)+10, body),
		"no bytes":                    fmt.Sprintf("POST / HTTP/1.1\r\nHost: acme\r\n%s: %s\r\nContent-Length: %d\r\n\r\n", acmeHeader, signature(nil), len(body)),
		"no last chunk":               fmt.Sprintf("POST / HTTP/1.1\r\nHost: acme\r\n%s: %s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", acmeHeader, signature([]byte(body)), len(body), body),
		"chunk cut short":             fmt.Sprintf("POST / HTTP/1.1\r\nHost: acme\r\n%s: %s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s", acmeHeader, signature([]byte(body)), len(body)+10, body),
	} {
		t.Run(name, func(t *testing.T) {
			var in inbox
			s := serve(t, receiver(t, acme(t), &in))
			require.Contains(t, s.raw(t, text, true), "HTTP/1.1 400 ")
			require.Empty(t, in.all())
		})
	}
}

func TestReadError(t *testing.T) {
	for _, length := range []int64{100, -1} {
		var in inbox
		var reported results
		r := signed(hired.body())
		r.Body, r.ContentLength = io.NopCloser(io.MultiReader(strings.NewReader("{"), iotest.ErrReader(errors.New("reset")))), length
		require.Equal(t, 400, respond(receiver(t, acme(t), &in, reported.options()...), r).Code)
		require.Empty(t, in.all())
		require.Nil(t, reported.only(t).Delivery)
	}
}

// A body that a middleware or an adapter has replaced may be longer than the Content-Length. The receiver
// must not handle only a part of it.
func TestReadLongerThanContentLength(t *testing.T) {
	src := acme(t)
	src.Verifier = webhook.Unverified()
	first, both := hired.body(), append(hired.body(), ` {"event":"person.fired"}`...)
	var in inbox
	r := signed(both)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(both)), int64(len(first))
	require.Equal(t, 400, respond(receiver(t, src, &in), r).Code)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(first)), 0
	require.Equal(t, 400, respond(receiver(t, src, &in), r).Code)
	require.Empty(t, in.all())
}

func TestReadNextRequest(t *testing.T) {
	var in inbox
	s := serve(t, receiver(t, acme(t), &in))
	one := func(body, more string) string {
		return fmt.Sprintf("POST / HTTP/1.1\r\nHost: acme\r\n%s%s: %s\r\nContent-Length: %d\r\n\r\n%s", more, acmeHeader, signature([]byte(body)), len(body), body)
	}
	first, second := hired, hired
	second.ID = "evt-2"
	got := s.raw(t, one(string(first.body()), "")+one(string(second.body()), "Connection: close\r\n"), false)
	require.Equal(t, 2, strings.Count(got, "HTTP/1.1 200 OK"))
	require.Equal(t, []string{"evt-1", "evt-2"}, in.ids())
}

func TestMaxBodyInvalid(t *testing.T) {
	for limit, ok := range map[int64]bool{1: true, 1 << 30: true, 0: false, -1: false, 1<<30 + 1: false, math.MaxInt64: false, math.MinInt64: false} {
		_, err := webhook.NewReceiver(acme(t), &inbox{}, webhook.MaxBody(limit))
		require.Equal(t, ok, err == nil, "MaxBody(%d): %v", limit, err)
		src := acme(t)
		src.MaxBody = limit
		_, err = webhook.NewReceiver(src, &inbox{})
		require.Equal(t, ok || limit == 0, err == nil, "Source.MaxBody %d: %v", limit, err)
	}
}

func TestReadChunkedAtLimit(t *testing.T) {
	rx := receiver(t, acme(t), &inbox{}, webhook.MaxBody(1<<30))
	r := signed(hired.body())
	r.ContentLength = math.MaxInt64
	require.Equal(t, 413, respond(rx, r).Code)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(hired.body())), -1
	require.Equal(t, 200, respond(rx, r).Code)
}

func TestReadExpectContinue(t *testing.T) {
	s := serve(t, receiver(t, acme(t), &inbox{}))
	body := hired.body()
	head := func(sig string) string {
		return fmt.Sprintf("POST / HTTP/1.1\r\nHost: acme\r\nConnection: close\r\nExpect: 100-continue\r\n%s: %s\r\nContent-Length: %d\r\n\r\n", acmeHeader, sig, len(body))
	}
	got := s.raw(t, head("malformed"), false)
	require.Contains(t, got, "HTTP/1.1 401 ")
	require.NotContains(t, got, "100 Continue")

	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, head(signature(body)))
	require.NoError(t, err)
	lines := bufio.NewReader(conn)
	line, err := lines.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "HTTP/1.1 100 Continue\r\n", line)
	_, err = conn.Write(body)
	require.NoError(t, err)
	_, err = lines.ReadString('\n') // the empty line
	require.NoError(t, err)
	line, err = lines.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "HTTP/1.1 200 OK\r\n", line)
}

// pipes is a listener of connections in memory, whose deadlines use the clock of a synctest bubble.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

// dial returns a connection to an http.Server that serves h, inside a synctest bubble.
func dial(t *testing.T, h http.Handler) net.Conn {
	t.Helper()
	p := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: time.Second}
	go func() { _ = srv.Serve(p) }()
	client, end := net.Pipe()
	p.conns <- end
	t.Cleanup(func() {
		_ = client.Close()
		_ = srv.Close()
	})
	return client
}

func TestReadTimeout(t *testing.T) {
	for name, c := range map[string]struct {
		head string
		opts []webhook.Option
		wait time.Duration
		want string
	}{
		"with Content-Length": {head: "Content-Length: 100\r\n\r\n{", wait: 10 * time.Second, want: "400 Bad Request"},
		"in chunks":           {head: "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", wait: 10 * time.Second, want: "400 Bad Request"},
		"ReadTimeout is set":  {head: "Content-Length: 100\r\n\r\n{", opts: []webhook.Option{webhook.ReadTimeout(3 * time.Second)}, wait: 3 * time.Second, want: "400 Bad Request"},
		"rejected request":    {head: "Content-Encoding: gzip\r\nContent-Length: 100\r\n\r\n{", wait: 10 * time.Second, want: "415 Unsupported Media Type"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				conn := dial(t, receiver(t, acme(t), &inbox{}, c.opts...))
				_, err := fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: acme\r\n%s: %s\r\n%s", acmeHeader, signature(nil), c.head)
				require.NoError(t, err)
				got, err := io.ReadAll(conn)
				require.NoError(t, err)
				require.Contains(t, string(got), "HTTP/1.1 "+c.want)
				require.Equal(t, c.wait, time.Since(start).Round(time.Second))
			})
		})
	}
}

func TestReadTimeoutAndHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := webhook.SinkFunc(func(ctx context.Context, _ *webhook.Delivery) error {
			select {
			case <-time.After(time.Hour):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		conn := dial(t, receiver(t, acme(t), sink, webhook.SinkTimeout(2*time.Hour)))
		body := hired.body()
		_, err := fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: acme\r\nConnection: close\r\n%s: %s\r\nContent-Length: %d\r\n\r\n%s", acmeHeader, signature(body), len(body), body)
		require.NoError(t, err)
		got, err := io.ReadAll(conn)
		require.NoError(t, err)
		require.Contains(t, string(got), "HTTP/1.1 200 OK")
	})
}

func TestReadTimeoutAfterRejectedBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := dial(t, receiver(t, acme(t), &inbox{}))
		lines := bufio.NewReader(conn)
		body := hired.body()
		for range 3 {
			for _, c := range []struct{ sig, status string }{{"malformed", "401 Unauthorized"}, {signature(body), "200 OK"}} {
				_, err := fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: acme\r\n%s: %s\r\nContent-Length: %d\r\n\r\n%s", acmeHeader, c.sig, len(body), body)
				require.NoError(t, err)
				res, err := http.ReadResponse(lines, nil)
				require.NoError(t, err)
				require.NoError(t, res.Body.Close())
				require.Equal(t, c.status, res.Status)
				<-time.After(time.Minute)
			}
		}
	})
}

// deadlineRecorder is a ResponseWriter that records the read deadlines.
type deadlineRecorder struct {
	*httptest.ResponseRecorder
	set []time.Time
	err error
}

func (d *deadlineRecorder) SetReadDeadline(at time.Time) error {
	d.set = append(d.set, at)
	return d.err
}

type wrapped struct{ http.ResponseWriter }

func (w wrapped) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func TestReadTimeoutWrappedWriter(t *testing.T) {
	for name, wrap := range map[string]func(http.ResponseWriter) http.ResponseWriter{
		"not wrapped":   func(w http.ResponseWriter) http.ResponseWriter { return w },
		"wrapped once":  func(w http.ResponseWriter) http.ResponseWriter { return wrapped{w} },
		"wrapped twice": func(w http.ResponseWriter) http.ResponseWriter { return wrapped{wrapped{w}} },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &deadlineRecorder{ResponseRecorder: httptest.NewRecorder()}
				receiver(t, acme(t), &inbox{}).ServeHTTP(wrap(w), signed(hired.body()))
				require.Equal(t, 200, w.Code)
				require.Equal(t, []time.Time{time.Now().Add(10 * time.Second), {}}, w.set)
			})
		})
	}
}

func TestReadTimeoutWithoutDeadlines(t *testing.T) {
	for name, w := range map[string]http.ResponseWriter{
		"no SetReadDeadline":               struct{ http.ResponseWriter }{httptest.NewRecorder()},
		"wrapped, no SetReadDeadline":      wrapped{httptest.NewRecorder()},
		"SetReadDeadline returns an error": &deadlineRecorder{ResponseRecorder: httptest.NewRecorder(), err: http.ErrNotSupported},
	} {
		t.Run(name, func(t *testing.T) {
			var in inbox
			receiver(t, acme(t), &in).ServeHTTP(w, signed(hired.body()))
			require.Len(t, in.all(), 1)
		})
	}
}
