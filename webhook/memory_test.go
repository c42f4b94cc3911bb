package webhook_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

const memoryServerEnv = "ROLECALL_TEST_MEMORY_SERVER"

// TestMain runs a server instead of the tests if TestMemoryOfLargeContentLength has started this program.
func TestMain(m *testing.M) {
	if os.Getenv(memoryServerEnv) == "" {
		os.Exit(m.Run())
	}
	if err := runMemoryServer(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runMemoryServer serves acme's receiver until its standard input ends. It prints its address, and for each
// line of the input the numbers of [usage].
func runMemoryServer() error {
	keys, err := webhook.StaticKeys(acmeSecret)
	if err != nil {
		return err
	}
	src := webhook.Source{Name: "acme", Verifier: webhook.HMAC{Header: acmeHeader, Keys: keys}, Route: acmeRoute}
	rx, err := webhook.NewReceiver(src, webhook.SinkFunc(func(context.Context, *webhook.Delivery) error { return nil }), webhook.ReadTimeout(time.Hour))
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // the process ends before the listener
	if err != nil {
		return err
	}
	var requests atomic.Int64
	srv := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		rx.ServeHTTP(w, r)
	})}
	go func() { _ = srv.Serve(l) }()
	_, _ = fmt.Fprintln(os.Stdout, l.Addr())
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		_, _ = fmt.Fprintln(os.Stdout, m.Sys-m.HeapReleased, m.TotalAlloc, requests.Load())
	}
	return srv.Close()
}

// memoryServer is the parent process's side of such a server.
type memoryServer struct {
	addr string
	in   io.Writer
	out  *bufio.Scanner
}

func startMemoryServer(t *testing.T) *memoryServer {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), memoryServerEnv+"=1", "GOMEMLIMIT=64MiB")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	h := &memoryServer{in: in, out: bufio.NewScanner(out)}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	h.addr = h.line(t)
	return h
}

func (h *memoryServer) line(t *testing.T) string {
	t.Helper()
	require.True(t, h.out.Scan(), "the server process has ended")
	return h.out.Text()
}

// usage holds the resources that the server has used.
type usage struct {
	held      int // bytes of memory that it has obtained from the system
	allocated int // bytes that it has allocated since its start
	requests  int // requests that reached the receiver
}

func (h *memoryServer) usage(t *testing.T) (u usage) {
	t.Helper()
	_, err := fmt.Fprintln(h.in)
	require.NoError(t, err)
	_, err = fmt.Sscan(h.line(t), &u.held, &u.allocated, &u.requests)
	require.NoError(t, err)
	return u
}

// sendComplete sends n complete requests in sequence and returns the bytes that the server allocates for each.
func (h *memoryServer) sendComplete(t *testing.T, n int) int {
	t.Helper()
	body := padded(t, 2<<10)
	before := h.usage(t)
	for range n {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+h.addr, bytes.NewReader(body))
		require.NoError(t, err)
		r.Header = signedHeader(body)
		res, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		_ = res.Body.Close()
		require.Equal(t, http.StatusOK, res.StatusCode)
	}
	return (h.usage(t).allocated - before.allocated) / n
}

// openStalled opens n connections. Each announces a body of 1 MiB and sends only a hundred bytes of it.
func (h *memoryServer) openStalled(t *testing.T, n int) {
	t.Helper()
	text := fmt.Sprintf("POST / HTTP/1.1\r\nHost: acme\r\n%s: %s\r\nContent-Length: %d\r\n\r\n%s", acmeHeader, signature(nil), 1<<20, strings.Repeat("x", 100))
	var all sync.WaitGroup
	defer all.Wait()
	for range 8 {
		all.Go(func() {
			for range n / 8 {
				conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", h.addr)
				if err == nil {
					t.Cleanup(func() { _ = conn.Close() })
					_, err = io.WriteString(conn, text)
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
}

func TestMemoryOfLargeContentLength(t *testing.T) {
	if testing.Short() {
		t.Skip("opens 3000 connections to another process")
	}
	const connections = 3000
	h := startMemoryServer(t)
	h.sendComplete(t, 100)
	quiet := h.sendComplete(t, 1000)
	before := h.usage(t)
	h.openStalled(t, connections)
	for h.usage(t).requests < before.requests+connections {
		runtime.Gosched() // wait until all requests have reached the receiver
	}
	busy := h.sendComplete(t, 1000)
	each := (h.usage(t).held - before.held) / connections
	t.Logf("a request allocates %d bytes without the connections and %d with them; each connection holds %d", quiet, busy, each)
	require.Less(t, busy, 2*quiet, "complete requests must not allocate more because of the connections")
	require.Less(t, each, 32<<10)
}
