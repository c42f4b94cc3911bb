package webhook_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// nginxRequest returns a request like those of nginx with its default configuration, with a malformed
// signature.
func nginxRequest(headers, body string) string {
	return fmt.Sprintf("POST / HTTP/1.0\r\nHost: acme\r\n%s: malformed\r\n%s\r\n\r\n%s", acmeHeader, headers, body)
}

// after returns the response to text, and the time until conn was closed.
func after(t *testing.T, conn net.Conn, text string) (time.Duration, string) {
	t.Helper()
	start := time.Now()
	_, err := io.WriteString(conn, text)
	require.NoError(t, err)
	got, err := io.ReadAll(conn)
	require.NoError(t, err)
	return time.Since(start), string(got)
}

func TestDrain(t *testing.T) {
	for _, size := range []int{200 << 10, 2 << 20, 16 << 20} {
		rest := &counted{Reader: strings.NewReader(strings.Repeat("x", size))}
		s := serve(t, receiver(t, acme(t), &inbox{}))
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
		require.NoError(t, err)
		defer func() { _ = conn.Close() }()
		_, err = io.WriteString(conn, nginxRequest(fmt.Sprint("Content-Length: ", size), ""))
		require.NoError(t, err)
		_, err = io.Copy(conn, rest)
		require.NoError(t, err, "the connection was reset")
		got, err := io.ReadAll(conn)
		require.NoError(t, err)
		require.Contains(t, string(got), "401 Unauthorized")
		require.Equal(t, size, rest.n)
	}
}

type counted struct {
	io.Reader
	n int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}

func TestDrainLimits(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want time.Duration
	}{
		"body never arrives":  {nginxRequest("Content-Length: 100", "x"), 10 * time.Second},
		"body over the limit": {nginxRequest("Content-Length: 33554433", "x"), 0},
		"Expect 100-continue": {strings.Replace(nginxRequest("Content-Length: 100\r\nExpect: 100-continue\r\nConnection: close", ""), "HTTP/1.0", "HTTP/1.1", 1), 0},
		"body has arrived":    {nginxRequest("Content-Length: 3", "xyz"), 0},
		"no body":             {nginxRequest("X: y", ""), 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				took, got := after(t, dial(t, receiver(t, acme(t), &inbox{})), c.text)
				require.Contains(t, got, "401 Unauthorized")
				require.Equal(t, c.want, took.Truncate(time.Second))
			})
		})
	}
}

func TestDrainAfterShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rx := receiver(t, acme(t), &inbox{})
		require.NoError(t, rx.Shutdown(t.Context()))
		took, got := after(t, dial(t, rx), nginxRequest("Content-Length: 100", "x"))
		require.Contains(t, got, "503 Service Unavailable")
		require.Equal(t, 2*time.Second, took.Truncate(time.Second))
	})
}

func TestDrainConcurrency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rx := receiver(t, acme(t), &inbox{})
		text := nginxRequest("Content-Length: 100", "x")
		waited := make(chan time.Duration, 64)
		for range cap(waited) {
			conn := dial(t, rx)
			go func() {
				start := time.Now()
				_, _ = io.WriteString(conn, text)
				_, _ = io.Copy(io.Discard, conn)
				waited <- time.Since(start)
			}()
		}
		synctest.Wait()
		took, got := after(t, dial(t, rx), text)
		require.Contains(t, got, "401 Unauthorized")
		require.Less(t, took, time.Second)
		for range cap(waited) {
			require.Equal(t, 10*time.Second, (<-waited).Truncate(time.Second))
		}
		took, _ = after(t, dial(t, rx), text)
		require.Equal(t, 10*time.Second, took.Truncate(time.Second), "the other requests still count")
	})
}
