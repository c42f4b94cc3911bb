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

// dialError returns the error of a refused connection.
func dialError() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}

// droppingServer is a server that drops its first connections. It counts the connections and the complete
// requests.
type droppingServer struct {
	address               string
	connections, requests atomic.Int64
}

// dropConnections starts a server on loopback. drop handles each of the first n connections, which are then
// closed; the server responds to a request on any later one.
func dropConnections(t *testing.T, n int, drop func(s *droppingServer, conn net.Conn)) *droppingServer {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &droppingServer{address: "http://" + l.Addr().String()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if s.connections.Add(1) <= int64(n) {
				drop(s, conn)
			} else {
				s.receive(conn)
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
			}
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	return s
}

// receive reads one complete request.
func (s *droppingServer) receive(conn net.Conn) {
	req, err := http.ReadRequest(bufio.NewReader(conn))
	if err == nil {
		_, err = io.Copy(io.Discard, req.Body)
	}
	if err == nil {
		s.requests.Add(1)
	}
}

func TestLostConnection(t *testing.T) {
	drops := map[string]struct {
		drop   func(*droppingServer, net.Conn)
		status int
	}{
		"before the request was read": {drop: func(*droppingServer, net.Conn) {}},
		"after the request was read":  {drop: (*droppingServer).receive},
		"in the middle of the response header": {drop: func(s *droppingServer, conn net.Conn) {
			s.receive(conn)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Le")
		}},
		"in the middle of the response body": {status: 200, drop: func(s *droppingServer, conn net.Conn) {
			s.receive(conn)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nX-Request-Id: r-1\r\n\r\n{\"half\":")
		}},
		"in the middle of a chunk of the body": {status: 200, drop: func(s *droppingServer, conn net.Conn) {
			s.receive(conn)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Request-Id: r-1\r\n\r\n8\r\n{\"half\":\r\n")
		}},
	}
	idempotent, never, neverRead := writeRequest(), writeRequest(), readRequest()
	idempotent.Retry, never.Retry, neverRead.Retry = RetryIdempotent, RetryNever, RetryNever
	for moment, tc := range drops {
		t.Run(moment+", read is retried until it succeeds", func(t *testing.T) {
			for _, req := range []Request{readRequest(), idempotent} {
				server := dropConnections(t, 2, tc.drop)
				resp, err := newClient(t, server.address).Do(t.Context(), req)
				require.NoError(t, err)
				require.Equal(t, 3, resp.Meta.Attempts)
				require.EqualValues(t, 3, server.connections.Load())
			}
		})
		t.Run(moment+", read fails after the last attempt", func(t *testing.T) {
			server := dropConnections(t, 100, tc.drop)
			_, err := newClient(t, server.address).Do(t.Context(), readRequest())
			require.ErrorIs(t, err, rolecall.ErrUnavailable)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			e := asError(t, err)
			require.Equal(t, 4, e.Attempts)
			require.Equal(t, tc.status, e.StatusCode)
			if tc.status != 0 {
				require.Equal(t, `{"half":`, string(e.Body))
				require.Equal(t, "r-1", e.RequestID)
			}
			require.NotContains(t, e.Error(), "/jobs")
		})
		t.Run(moment+", write is ambiguous and not retried", func(t *testing.T) {
			for _, req := range []Request{writeRequest(), never, neverRead} {
				server := dropConnections(t, 1, tc.drop)
				_, err := newClient(t, server.address).Do(t.Context(), req)
				e := asError(t, err)
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
		t.Run(moment+", failed idempotent write is ambiguous", func(t *testing.T) {
			server := dropConnections(t, 100, tc.drop)
			_, err := newClient(t, server.address).Do(t.Context(), idempotent)
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Equal(t, 4, asError(t, err).Attempts)
		})
	}
}

// A request that could not connect was not sent: it is retried, even a write, and is not ambiguous.
func TestNoConnection(t *testing.T) {
	never := writeRequest()
	never.Retry = RetryNever
	calls := []Request{readRequest(), writeRequest(), never}
	requireNotSent := func(t *testing.T, err error) {
		t.Helper()
		require.ErrorIs(t, err, rolecall.ErrUnavailable)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		e := asError(t, err)
		require.Zero(t, e.StatusCode)
		require.Equal(t, 4, e.Attempts)
	}
	t.Run("connection refused", func(t *testing.T) {
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
	t.Run("host name not found", func(t *testing.T) {
		httpClient := newHTTPClient(t)
		httpClient.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Name: "api.example.com", IsNotFound: true}}
		}
		for _, req := range calls {
			_, err := newClient(t, "https://api.example.com", rolecall.WithHTTPClient(httpClient)).Do(t.Context(), req)
			requireNotSent(t, err)
			require.ErrorContains(t, err, "no address found for api.example.com")
		}
	})
	t.Run("untrusted certificate", func(t *testing.T) {
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
	t.Run("server without TLS", func(t *testing.T) {
		address, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
		_, err := newClient(t, "https"+strings.TrimPrefix(address, "http")).Do(t.Context(), writeRequest())
		requireNotSent(t, err)
		require.Zero(t, requests.Load())
	})
	t.Run("connects at the third attempt", func(t *testing.T) {
		address, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
		httpClient, dials := newHTTPClient(t), 0
		httpClient.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			if dials++; dials < 3 {
				return nil, dialError()
			}
			return new(net.Dialer).DialContext(ctx, network, addr)
		}
		resp, err := newClient(t, address, rolecall.WithHTTPClient(httpClient)).Do(t.Context(), never)
		require.NoError(t, err)
		require.Equal(t, 3, resp.Meta.Attempts)
		require.EqualValues(t, 1, requests.Load())
	})
	t.Run("custom transport returns a connection error", func(t *testing.T) {
		for _, reason := range []error{
			dialError(), &net.DNSError{Name: "api.example.com"}, x509.UnknownAuthorityError{}, &tls.CertificateVerificationError{Err: io.EOF},
		} {
			httpClient := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) { return nil, reason })}
			_, err := newClient(t, "https://api.example.com", rolecall.WithHTTPClient(httpClient)).Do(t.Context(), writeRequest())
			requireNotSent(t, err)
		}
	})
	t.Run("any other error of a custom transport is ambiguous for a write", func(t *testing.T) {
		for _, reason := range []error{io.EOF, &net.OpError{Op: "read", Err: syscall.ECONNRESET}, errTest} {
			httpClient := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) { return nil, reason })}
			_, err := newClient(t, "https://api.example.com", rolecall.WithHTTPClient(httpClient)).Do(t.Context(), writeRequest())
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Equal(t, 1, asError(t, err).Attempts)
		}
	})
}

// A dial error while following a redirect is ambiguous, because the first request was received.
func TestDialErrorAfterRedirect(t *testing.T) {
	address, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, "/end", http.StatusTemporaryRedirect)
	})
	httpClient, dials := newHTTPClient(t), 0
	httpClient.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if dials++; dials > 1 {
			return nil, dialError()
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	_, err := newClient(t, address, rolecall.WithHTTPClient(httpClient)).Do(t.Context(), writeRequest())
	require.ErrorIs(t, err, rolecall.ErrAmbiguous)
	require.EqualValues(t, 1, requests.Load())
}

func TestDeadline(t *testing.T) {
	// clientWith returns a client that connects with dial, for use in a synctest bubble.
	clientWith := func(t *testing.T, dial func(context.Context) (net.Conn, error)) *Client {
		t.Helper()
		httpClient := newHTTPClient(t)
		httpClient.Transport.(*http.Transport).DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) }
		return newClient(t, "http://localhost", rolecall.WithHTTPClient(httpClient), rolecall.WithTimeout(5*time.Second))
	}
	// silent returns a connection to a server that reads everything and never responds.
	silent := func(context.Context) (net.Conn, error) {
		near, far := net.Pipe()
		go func() { _, _ = io.Copy(io.Discard, far) }()
		return near, nil
	}
	t.Run("passes after a write was sent", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			_, err := clientWith(t, silent).Do(t.Context(), writeRequest())
			require.Equal(t, 5*time.Second, time.Since(start))
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.ErrorContains(t, err, "context deadline exceeded; write may or may not have happened")
			require.Equal(t, 1, asError(t, err).Attempts)
		})
	})
	t.Run("passes after a read was sent", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, err := clientWith(t, silent).Do(t.Context(), readRequest())
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		})
	})
	t.Run("passes in the middle of the response body", func(t *testing.T) {
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
			_, err := clientWith(t, slow).Do(t.Context(), writeRequest())
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Equal(t, 200, asError(t, err).StatusCode)
		})
	})
	t.Run("passes while a write is connecting", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			never := func(ctx context.Context) (net.Conn, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			start := time.Now()
			_, err := clientWith(t, never).Do(t.Context(), writeRequest())
			require.Equal(t, 5*time.Second, time.Since(start))
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		})
	})
	t.Run("Timeout of the caller's http.Client applies to each attempt", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			httpClient := newHTTPClient(t)
			httpClient.Transport.(*http.Transport).DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return silent(ctx) }
			httpClient.Timeout = time.Second
			c := newClient(t, "http://localhost", rolecall.WithHTTPClient(httpClient))
			_, err := c.Do(t.Context(), readRequest())
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.Equal(t, 4, asError(t, err).Attempts)
			_, err = c.Do(t.Context(), writeRequest())
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Equal(t, 1, asError(t, err).Attempts)
		})
	})
	t.Run("context is canceled after a write was sent", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			_, err := clientWith(t, silent).Do(ctx, writeRequest())
			require.ErrorIs(t, err, context.Canceled)
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		})
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
