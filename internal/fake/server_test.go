package fake_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/deadlinetest"
	"github.com/rolecall-dev/rolecall/internal/fake"
)

// serve starts a server whose handler responds "hello" and counts its calls.
func serve(t *testing.T) (s *fake.Server, handled *atomic.Int64) {
	t.Helper()
	handled = new(atomic.Int64)
	s, err := fake.Serve("", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		handled.Add(1)
		_, _ = io.WriteString(w, "hello")
	}))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s, handled
}

// post sends body on a new connection.
func post(ctx context.Context, t *testing.T, s *fake.Server, body string) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.Addr+"/path?q=1", strings.NewReader(body))
	require.NoError(t, err)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	return client.Do(req)
}

// read returns the whole body.
func read(t *testing.T, body io.ReadCloser) string {
	t.Helper()
	defer func() { require.NoError(t, body.Close()) }()
	b, err := io.ReadAll(body)
	require.NoError(t, err)
	return string(b)
}

func TestServer(t *testing.T) {
	t.Parallel()
	t.Run("Requests returns readable copies", func(t *testing.T) {
		t.Parallel()
		s, _ := serve(t)
		for _, body := range []string{"first", "second"} {
			resp, err := post(t.Context(), t, s, body)
			require.NoError(t, err)
			require.Equal(t, "hello", read(t, resp.Body))
		}
		for range 2 {
			seen := s.Requests()
			require.Len(t, seen, 2)
			require.Equal(t, "/path", seen[0].URL.Path)
			require.Equal(t, "first", read(t, seen[0].Body))
			require.Equal(t, "second", read(t, seen[1].Body))
		}
	})
	t.Run("one fault for each request, none for nil", func(t *testing.T) {
		t.Parallel()
		s, handled := serve(t)
		teapot := fake.Respond("Teapot", func(w http.ResponseWriter) { w.WriteHeader(http.StatusTeapot) })
		s.Faults.Inject(teapot, nil)
		s.Faults.Inject(teapot)
		var got []int
		for range 4 {
			resp, err := post(t.Context(), t, s, "")
			require.NoError(t, err)
			_ = read(t, resp.Body)
			got = append(got, resp.StatusCode)
		}
		require.Equal(t, []int{http.StatusTeapot, http.StatusOK, http.StatusTeapot, http.StatusOK}, got)
		require.EqualValues(t, 2, handled.Load())
		require.Len(t, s.Requests(), 4)
	})
	t.Run("rejects an address in use", func(t *testing.T) {
		t.Parallel()
		s, _ := serve(t)
		_, err := fake.Serve(s.Addr, http.NotFoundHandler())
		require.Error(t, err)
	})
	t.Run("Close twice", func(t *testing.T) {
		t.Parallel()
		s, _ := serve(t)
		s.Close()
		s.Close()
		_, err := post(t.Context(), t, s, "")
		require.Error(t, err)
	})
	t.Run("Close waits for running requests", func(t *testing.T) {
		t.Parallel()
		begun, done := make(chan struct{}), new(atomic.Bool)
		s, err := fake.Serve("", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(begun)
			<-r.Context().Done() // the connection is gone
			done.Store(true)
		}))
		require.NoError(t, err)
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			if resp, err := http.Get("http://" + s.Addr); err == nil { //nolint:noctx // Close ends it
				_ = resp.Body.Close()
			}
		}()
		<-begun
		s.Close()
		require.True(t, done.Load(), "the handler was still running")
		<-gone
	})
}

func TestFaults(t *testing.T) {
	t.Parallel()
	t.Run("Cut does not act on the request", func(t *testing.T) {
		t.Parallel()
		s, handled := serve(t)
		s.Faults.Inject(fake.Cut())
		_, err := post(t.Context(), t, s, "lost")
		require.Error(t, err)
		require.Zero(t, handled.Load())
		require.Equal(t, "lost", read(t, s.Requests()[0].Body), "the server has read it")
	})
	t.Run("CutBody acts and sends half of the response", func(t *testing.T) {
		t.Parallel()
		s, handled := serve(t)
		s.Faults.Inject(fake.CutBody())
		resp, err := post(t.Context(), t, s, "")
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, resp.StatusCode)
		got, err := io.ReadAll(resp.Body)
		require.NoError(t, resp.Body.Close())
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.Equal(t, "he", string(got))
		require.EqualValues(t, 1, handled.Load())
	})
	t.Run("CutBody keeps status and header", func(t *testing.T) {
		t.Parallel()
		s, err := fake.Serve("", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Id", "id-1")
			fake.WriteJSON(w, http.StatusBadRequest, map[string]string{"text": "a < b"})
		}))
		require.NoError(t, err)
		t.Cleanup(s.Close)
		s.Faults.Inject(fake.CutBody())
		resp, err := post(t.Context(), t, s, "")
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusBadRequest, resp.StatusCode)
		require.Equal(t, "id-1", resp.Header.Get("X-Id"))
	})
	t.Run("ActThen acts and replaces the response", func(t *testing.T) {
		t.Parallel()
		s, err := fake.Serve("", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Id", "id-1")
			w.Header().Set("Content-Length", "2")
			_, _ = io.WriteString(w, "ok")
		}))
		require.NoError(t, err)
		t.Cleanup(s.Close)
		s.Faults.Inject(fake.ActThen("ActThenRespond(504)", func(w http.ResponseWriter) {
			fake.WriteJSON(w, http.StatusGatewayTimeout, "too late")
		}))
		resp, err := post(t.Context(), t, s, "")
		require.NoError(t, err)
		require.Equal(t, http.StatusGatewayTimeout, resp.StatusCode)
		require.Equal(t, "id-1", resp.Header.Get("X-Id"), "the handler has run")
		require.JSONEq(t, `"too late"`, read(t, resp.Body))
	})
	t.Run("Slow responds after the wait", func(t *testing.T) {
		t.Parallel()
		s, _ := serve(t)
		s.Faults.Inject(fake.Slow(30 * time.Millisecond))
		began := time.Now()
		resp, err := post(t.Context(), t, s, "")
		require.NoError(t, err)
		require.Equal(t, "hello", read(t, resp.Body))
		require.GreaterOrEqual(t, time.Since(began), 30*time.Millisecond)
	})
	t.Run("Slow does not act after a disconnect", func(t *testing.T) {
		t.Parallel()
		s, handled := serve(t)
		slow := fake.Slow(time.Hour)
		ctx, pass := deadlinetest.New(t.Context())
		s.Faults.Inject(fake.NewFault("", func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			pass()
			slow.Serve(w, r, next)
		}))
		_, err := post(ctx, t, s, "")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		s.Close() // waits for the request
		require.Zero(t, handled.Load())
	})
}

func TestWriteJSON(t *testing.T) {
	t.Parallel()
	s, err := fake.Serve("", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fake.WriteJSON(w, http.StatusAccepted, map[string]string{"text": "<p>a & b</p>"})
	}))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	resp, err := post(t.Context(), t, s, "")
	require.NoError(t, err)
	require.Equal(t, http.StatusAccepted, resp.StatusCode)
	require.Equal(t, "application/json", resp.Header.Get("Content-Type"))
	require.Contains(t, read(t, resp.Body), "<p>a & b</p>")
}
