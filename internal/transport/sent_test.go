package transport

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// dialError is what a refused connection gives.
func dialError() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}

// cutting listens on loopback and serves each connection with cut, the last ones after
// good connections as they should be. It counts the connections and the whole requests.
type droppingServer struct {
	address               string
	connections, requests atomic.Int64
}

func dropConnections(t *testing.T, bad int, how func(c *droppingServer, conn net.Conn)) *droppingServer {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &droppingServer{address: "http://" + l.Addr().String()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if c.connections.Add(1) <= int64(bad) {
				how(c, conn)
			} else {
				c.receive(conn)
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
			}
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	return c
}

// receive reads one whole request.
func (c *droppingServer) receive(conn net.Conn) {
	req, err := http.ReadRequest(bufio.NewReader(conn))
	if err == nil {
		_, err = io.Copy(io.Discard, req.Body)
	}
	if err == nil {
		c.requests.Add(1)
	}
}

func TestLostConnection(t *testing.T) {
	cuts := map[string]struct {
		how    func(*droppingServer, net.Conn)
		status int
	}{
		"before the request was read": {how: func(*droppingServer, net.Conn) {}},
		"after the request was read":  {how: (*droppingServer).receive},
		"in the middle of the answer's head": {how: func(c *droppingServer, conn net.Conn) {
			c.receive(conn)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Le")
		}},
		"in the middle of the answer's body": {status: 200, how: func(c *droppingServer, conn net.Conn) {
			c.receive(conn)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nX-Request-Id: r-1\r\n\r\n{\"half\":")
		}},
		"in the middle of a chunk of the answer's body": {status: 200, how: func(c *droppingServer, conn net.Conn) {
			c.receive(conn)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Request-Id: r-1\r\n\r\n8\r\n{\"half\":\r\n")
		}},
	}
	idempotent, never, neverRead := writing(), writing(), reading()
	idempotent.Retry, never.Retry, neverRead.Retry = RetryIdempotent, RetryNever, RetryNever
	for where, tc := range cuts {
		t.Run(where+": a read is repeated and then succeeds", func(t *testing.T) {
			for _, req := range []Request{reading(), idempotent} {
				server := dropConnections(t, 2, tc.how)
				resp, err := newClient(t, server.address).Do(t.Context(), req)
				require.NoError(t, err)
				require.Equal(t, 3, resp.Meta.Attempts)
				require.EqualValues(t, 3, server.connections.Load())
			}
		})
		t.Run(where+": a read that never succeeds says so", func(t *testing.T) {
			server := dropConnections(t, 100, tc.how)
			_, err := newClient(t, server.address).Do(t.Context(), reading())
			require.ErrorIs(t, err, rolecall.ErrUnavailable)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			e := failureOf(t, err)
			require.Equal(t, 4, e.Attempts)
			require.Equal(t, tc.status, e.StatusCode)
			if tc.status != 0 {
				require.Equal(t, `{"half":`, string(e.Body))
				require.Equal(t, "r-1", e.RequestID)
			}
			require.NotContains(t, e.Error(), "/jobs")
		})
		t.Run(where+": a write is not repeated and is ambiguous", func(t *testing.T) {
			for _, req := range []Request{writing(), never, neverRead} {
				server := dropConnections(t, 1, tc.how)
				_, err := newClient(t, server.address).Do(t.Context(), req)
				e := failureOf(t, err)
				require.Equal(t, 1, e.Attempts)
				require.Equal(t, tc.status, e.StatusCode)
				require.EqualValues(t, 1, server.connections.Load())
				require.LessOrEqual(t, server.requests.Load(), int64(1))
				if req.Method == http.MethodPost {
					require.ErrorIs(t, err, rolecall.ErrAmbiguous)
					require.ErrorContains(t, err, "may or may not have happened")
				}
			}
		})
		t.Run(where+": an idempotent write that never succeeds is ambiguous", func(t *testing.T) {
			server := dropConnections(t, 100, tc.how)
			_, err := newClient(t, server.address).Do(t.Context(), idempotent)
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Equal(t, 4, failureOf(t, err).Attempts)
		})
	}
}

// What never had a connection is repeated, even a write, and leaves no doubt.
func TestNoConnection(t *testing.T) {
	never := writing()
	never.Retry = RetryNever
	calls := []Request{reading(), writing(), never}
	requireNotSent := func(t *testing.T, err error) {
		t.Helper()
		require.ErrorIs(t, err, rolecall.ErrUnavailable)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		e := failureOf(t, err)
		require.Zero(t, e.StatusCode)
		require.Equal(t, 4, e.Attempts)
	}
	t.Run("where nothing listens", func(t *testing.T) {
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		address := "http://" + l.Addr().String()
		require.NoError(t, l.Close())
		for _, req := range calls {
			_, err := newClient(t, address).Do(t.Context(), req)
			requireNotSent(t, err)
			require.ErrorIs(t, err, syscall.ECONNREFUSED)
			require.ErrorContains(t, err, "connection refused")
		}
	})
	t.Run("where a name has no address", func(t *testing.T) {
		own := pool(t)
		own.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Name: "api.example.com", IsNotFound: true}}
		}
		for _, req := range calls {
			_, err := newClient(t, "https://api.example.com", rolecall.WithHTTPClient(own)).Do(t.Context(), req)
			requireNotSent(t, err)
			require.ErrorContains(t, err, "no address found for api.example.com")
		}
	})
	t.Run("where the server cannot be trusted", func(t *testing.T) {
		var requests atomic.Int64
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		t.Cleanup(server.Close)
		for _, req := range calls {
			_, err := newClient(t, server.URL).Do(t.Context(), req)
			requireNotSent(t, err)
			_, ok := errors.AsType[*tls.CertificateVerificationError](err)
			require.True(t, ok)
		}
		require.Zero(t, requests.Load())
	})
	t.Run("where the server speaks no TLS", func(t *testing.T) {
		address, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
		_, err := newClient(t, "https"+strings.TrimPrefix(address, "http")).Do(t.Context(), writing())
		requireNotSent(t, err)
		require.Zero(t, requests.Load())
	})
	t.Run("and then has one", func(t *testing.T) {
		address, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
		own, dials := pool(t), 0
		own.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			if dials++; dials < 3 {
				return nil, dialError()
			}
			return new(net.Dialer).DialContext(ctx, network, addr)
		}
		resp, err := newClient(t, address, rolecall.WithHTTPClient(own)).Do(t.Context(), never)
		require.NoError(t, err)
		require.Equal(t, 3, resp.Meta.Attempts)
		require.EqualValues(t, 1, requests.Load())
	})
	t.Run("as a transport says that reports nothing else", func(t *testing.T) {
		for _, reason := range []error{
			dialError(), &net.DNSError{Name: "api.example.com"}, x509.UnknownAuthorityError{}, &tls.CertificateVerificationError{Err: io.EOF},
		} {
			own := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) { return nil, reason })}
			_, err := newClient(t, "https://api.example.com", rolecall.WithHTTPClient(own)).Do(t.Context(), writing())
			requireNotSent(t, err)
		}
	})
	t.Run("but where such a transport does not say so, a write is ambiguous", func(t *testing.T) {
		for _, reason := range []error{io.EOF, &net.OpError{Op: "read", Err: syscall.ECONNRESET}, errTest} {
			own := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) { return nil, reason })}
			_, err := newClient(t, "https://api.example.com", rolecall.WithHTTPClient(own)).Do(t.Context(), writing())
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Equal(t, 1, failureOf(t, err).Attempts)
		}
	})
}

// A dial error on the way of a redirect comes after a request that did arrive.
func TestLostOnTheSecondHop(t *testing.T) {
	address, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, "/end", http.StatusTemporaryRedirect)
	})
	own, dials := pool(t), 0
	own.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if dials++; dials > 1 {
			return nil, dialError()
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	_, err := newClient(t, address, rolecall.WithHTTPClient(own)).Do(t.Context(), writing())
	require.ErrorIs(t, err, rolecall.ErrAmbiguous)
	require.EqualValues(t, 1, requests.Load())
}

func TestDeadline(t *testing.T) {
	// over is a client in a bubble whose connections are made by dial.
	over := func(t *testing.T, dial func(context.Context) (net.Conn, error)) *Client {
		t.Helper()
		own := pool(t)
		own.Transport.(*http.Transport).DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) }
		return newClient(t, "http://localhost", rolecall.WithHTTPClient(own), rolecall.WithTimeout(5*time.Second))
	}
	// mute is a server that reads whatever comes and never says a word.
	silent := func(context.Context) (net.Conn, error) {
		near, far := net.Pipe()
		go func() { _, _ = io.Copy(io.Discard, far) }()
		return near, nil
	}
	t.Run("passed after a write was sent: ambiguous", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			_, err := over(t, silent).Do(t.Context(), writing())
			require.Equal(t, 5*time.Second, time.Since(start))
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.ErrorContains(t, err, "context deadline exceeded; write may or may not have happened")
			require.Equal(t, 1, failureOf(t, err).Attempts)
		})
	})
	t.Run("passed after a read was sent: not ambiguous", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, err := over(t, silent).Do(t.Context(), reading())
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		})
	})
	t.Run("passed in the middle of the answer's body: ambiguous, with its status", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			slow := func(context.Context) (net.Conn, error) {
				near, far := net.Pipe()
				go func() {
					req, err := http.ReadRequest(bufio.NewReader(far))
					if err == nil {
						_, _ = io.Copy(io.Discard, req.Body)
					}
					_, _ = io.WriteString(far, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":")
					_, _ = io.Copy(io.Discard, far)
				}()
				return near, nil
			}
			_, err := over(t, slow).Do(t.Context(), writing())
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Equal(t, 200, failureOf(t, err).StatusCode)
		})
	})
	t.Run("passed while a write looked for a connection: not ambiguous", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			never := func(ctx context.Context) (net.Conn, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			start := time.Now()
			_, err := over(t, never).Do(t.Context(), writing())
			require.Equal(t, 5*time.Second, time.Since(start))
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		})
	})
	t.Run("passed in the caller's own client: each attempt has its own", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			own := pool(t)
			own.Transport.(*http.Transport).DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return silent(ctx) }
			own.Timeout = time.Second
			c := newClient(t, "http://localhost", rolecall.WithHTTPClient(own))
			_, err := c.Do(t.Context(), reading())
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.Equal(t, 4, failureOf(t, err).Attempts)
			_, err = c.Do(t.Context(), writing())
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Equal(t, 1, failureOf(t, err).Attempts)
		})
	})
	t.Run("cancelled after a write was sent: ambiguous", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			_, err := over(t, silent).Do(ctx, writing())
			require.ErrorIs(t, err, context.Canceled)
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		})
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
