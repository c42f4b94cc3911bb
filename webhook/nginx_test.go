package webhook_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// requireNginx is the environment variable that makes a missing nginx a failure.
const requireNginx = "ROLECALL_REQUIRE_NGINX"

// nginxConfig is Debian's default for a proxy in front of two servers: nginx uses HTTP/1.0 for the servers,
// and does not use a server for ten seconds after it has failed once.
const nginxConfig = `
daemon off;
master_process off;
pid %[1]s/pid;
error_log %[1]s/error.log info;
events { worker_connections 256; }
http {
	access_log off;
	client_max_body_size 64m;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	upstream hooks { server %[2]s; server %[3]s; %[5]s }
	server {
		listen %[4]s;
		location / { proxy_pass http://hooks; %[6]s }
	}
}
`

// The lines of the README, with which nginx keeps the connections to the servers open.
const (
	keptUpstream = "keepalive 16;"
	keptLocation = `proxy_http_version 1.1; proxy_set_header Connection "";`
)

// proxied starts nginx in front of two servers of h, and returns its address and its log.
func proxied(t *testing.T, h http.Handler, upstream, location string) (url string, log func() string) {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		program = "/usr/sbin/nginx" // its folder may be missing in PATH
		_, err = os.Stat(program)
	}
	if err != nil && os.Getenv(requireNginx) != "1" {
		t.Skipf("nginx is missing (%s=1 makes this a failure)", requireNginx)
	}
	require.NoError(t, err, "nginx is missing")
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())

	dir := t.TempDir()
	config := filepath.Join(dir, "nginx.conf")
	one, two := serve(t, h).Listener.Addr().String(), serve(t, h).Listener.Addr().String()
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, nginxConfig, dir, one, two, address, upstream, location), 0o600))
	cmd := exec.CommandContext(t.Context(), program, "-p", dir, "-c", config, "-e", filepath.Join(dir, "error.log"))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	var output buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	require.Eventually(t, func() bool {
		conn, err := net.DialTimeout("tcp", address, time.Second) //nolint:noctx // loopback
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	}, time.Minute, 5*time.Millisecond, "nginx did not start: %s", &output)
	return "http://" + address, func() string {
		text, _ := os.ReadFile(filepath.Join(dir, "error.log"))
		return string(text)
	}
}

func postTo(t *testing.T, url string, body []byte, header http.Header) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	require.NoError(t, err)
	r.Header = header
	res, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// TestRejectionsThroughNginx sends requests that are rejected before their bodies are read. If the receiver
// closed a connection with unread bytes, nginx would respond 502 and mark the server as failed.
func TestRejectionsThroughNginx(t *testing.T) {
	if testing.Short() {
		t.Skip("takes more than a second")
	}
	t.Parallel()
	if testing.Short() {
		t.Skip("starts nginx twice, which takes more than a second")
	}
	for name, lines := range map[string][2]string{
		"with its defaults":          {"", ""},
		"with the README's upstream": {keptUpstream, keptLocation},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			secret, err := webhook.SharedSecret(func(r *http.Request) string { return r.Header.Get("X-Secret") }, "not-real")
			require.NoError(t, err)
			large := acme(t)
			large.Verifier, large.MaxBody = secret, 16<<20
			small := acme(t)
			small.Get = func(http.ResponseWriter, *http.Request) {}
			closed := receiver(t, acme(t), &inbox{})
			require.NoError(t, closed.Shutdown(t.Context()))
			mux := http.NewServeMux()
			mux.Handle("/large", receiver(t, large, &inbox{}))
			mux.Handle("/small", receiver(t, small, &inbox{}))
			mux.Handle("/closed", closed)
			url, log := proxied(t, mux, lines[0], lines[1])

			bytesOf := func(n int) []byte { return bytes.Repeat([]byte("x"), n) }
			good, coded := signedHeader(nil), with(signedHeader(nil), "Content-Encoding", "gzip")
			for range 20 {
				require.Equal(t, 401, postTo(t, url+"/small", bytesOf(200<<10), http.Header{}))
				require.Equal(t, 401, postTo(t, url+"/large", bytesOf(2<<20), http.Header{}))
				require.Equal(t, 413, postTo(t, url+"/small", bytesOf(2<<20), good))
				require.Equal(t, 415, postTo(t, url+"/small", bytesOf(500<<10), coded))
				require.Equal(t, 503, postTo(t, url+"/closed", bytesOf(500<<10), good))
			}
			for range 2 {
				require.Equal(t, 401, postTo(t, url+"/small", bytesOf(16<<20), http.Header{}), "the size limit of Human Sourcing")
			}
			require.Equal(t, 413, postTo(t, url+"/large", bytesOf(20<<20), http.Header{"X-Secret": {"not-real"}}))
			for range 4 {
				res, err := http.Get(url + "/small") //nolint:noctx // a test
				require.NoError(t, err)
				_ = res.Body.Close()
				require.Equal(t, http.StatusOK, res.StatusCode, "a challenge")
			}
			require.NotContains(t, log(), "[error]")
		})
	}
}
