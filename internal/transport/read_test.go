package transport

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// respondBytes returns a handler that responds with n bytes, in chunks or with a Content-Length.
func respondBytes(chunked bool, status, n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		n := n
		if !chunked {
			w.Header().Set("Content-Length", strconv.Itoa(n))
		}
		w.WriteHeader(status)
		for piece := strings.Repeat("x", 16<<10); n > 0; n -= len(piece) {
			_, _ = w.Write([]byte(piece[:min(n, len(piece))]))
			if chunked {
				_ = http.NewResponseController(w).Flush()
			}
		}
	}
}

func TestRead(t *testing.T) {
	spec := testSpec()
	spec.Limit = 128 << 10
	for _, chunked := range []bool{false, true} {
		framing := map[bool]string{false: "with Content-Length", true: "in chunks"}[chunked]
		t.Run("response "+framing+" at the limit is complete", func(t *testing.T) {
			address, _ := serve(t, respondBytes(chunked, 200, 128<<10))
			resp, err := newClientFor(t, spec, address).Do(t.Context(), readRequest())
			require.NoError(t, err)
			require.Len(t, resp.Payload, 128<<10)
		})
		t.Run("response "+framing+" over the limit is not retried", func(t *testing.T) {
			for _, req := range []Request{readRequest(), writeRequest()} {
				address, requests := serve(t, respondBytes(chunked, 200, 128<<10+1))
				_, err := newClientFor(t, spec, address).Do(t.Context(), req)
				require.ErrorIs(t, err, rolecall.ErrTooLarge)
				require.NotErrorIs(t, err, rolecall.ErrUnavailable)
				e := asError(t, err)
				require.Equal(t, 200, e.StatusCode)
				require.Equal(t, 1, e.Attempts)
				require.Len(t, e.Body, rolecall.MaxErrorBody, "the beginning of the body is kept")
				require.EqualValues(t, 1, requests.Load())
				if req.Method == http.MethodPost {
					require.ErrorIs(t, err, rolecall.ErrAmbiguous)
				}
			}
		})
		t.Run("error response "+framing+" over the limit keeps its class", func(t *testing.T) {
			address, _ := serve(t, respondBytes(chunked, 401, 1<<20))
			_, err := newClientFor(t, spec, address).Do(t.Context(), readRequest())
			require.ErrorIs(t, err, rolecall.ErrTooLarge)
			require.ErrorIs(t, err, rolecall.ErrUnauthorized)
		})
	}
	t.Run("Content-Length does not allocate a large buffer", func(t *testing.T) {
		// Otherwise 20 empty responses with a Content-Length of 32 MiB would need 640 MiB.
		resp := &http.Response{ContentLength: defaultLimit, Body: http.NoBody}
		a, err := read(resp, defaultLimit)
		require.NoError(t, err)
		require.LessOrEqual(t, cap(a.body), 2*presize)
	})
	t.Run("response with a Content-Length over the limit is not read", func(t *testing.T) {
		body := strings.NewReader(strings.Repeat("x", 1<<20))
		_, err := read(&http.Response{ContentLength: 1 << 20, Body: io.NopCloser(body)}, 128<<10)
		require.ErrorIs(t, err, rolecall.ErrTooLarge)
		require.GreaterOrEqual(t, body.Len(), 1<<20-rolecall.MaxErrorBody)
	})
	t.Run("twenty large responses use one connection", func(t *testing.T) {
		var connections atomic.Int64
		server := httptest.NewUnstartedServer(respondBytes(true, 200, 200<<10))
		server.Config.ConnState = countConnections(&connections)
		server.Start()
		t.Cleanup(server.Close)
		c := newClient(t, server.URL)
		for range 20 {
			resp, err := c.Do(t.Context(), readRequest())
			require.NoError(t, err)
			require.Len(t, resp.Payload, 200<<10)
		}
		require.EqualValues(t, 1, connections.Load())
	})
	t.Run("twenty error responses use one connection", func(t *testing.T) {
		var connections atomic.Int64
		server := httptest.NewUnstartedServer(respondBytes(true, 500, 20<<10))
		server.Config.ConnState = countConnections(&connections)
		server.Start()
		t.Cleanup(server.Close)
		c := newClient(t, server.URL)
		for i := range 20 {
			_, err := c.Do(t.Context(), readRequest())
			require.ErrorIs(t, err, rolecall.ErrUnavailable, fmt.Sprint(i))
		}
		require.EqualValues(t, 1, connections.Load())
	})
	t.Run("every body is closed", func(t *testing.T) {
		for _, status := range []int{200, 302, 404, 503} {
			var opened, closed atomic.Int64
			c := newMockClient(t, func(*http.Request) (*http.Response, error) {
				opened.Add(1)
				body := &watchedBody{Reader: strings.NewReader(`{}`), closed: &closed}
				return &http.Response{StatusCode: status, Body: body, ContentLength: -1, Header: http.Header{}}, nil
			})
			_, _ = c.Do(t.Context(), readRequest())
			require.Positive(t, opened.Load())
			require.Equal(t, opened.Load(), closed.Load(), status)
		}
	})
}

type watchedBody struct {
	*strings.Reader
	closed *atomic.Int64
}

func (b *watchedBody) Close() error {
	b.closed.Add(1)
	return nil
}
