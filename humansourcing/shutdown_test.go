package humansourcing_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/webhook"
)

func TestShutdownLosesNothing(t *testing.T) {
	t.Parallel()
	var in recorder
	var failed failures
	rx := newReceiver(t, &in, failed.option())
	require.NoError(t, rx.Shutdown(t.Context()))
	require.Equal(t, http.StatusOK, statusOf(rx, post(jobDelete)), "the receiver must still handle requests")
	require.Equal(t, []string{"job/4711"}, in.keys())
	require.Empty(t, failed.bodies)
	require.NoError(t, rx.Shutdown(t.Context()))
}

func TestOnErrorReceivesTruncatedBody(t *testing.T) {
	t.Parallel()
	for _, length := range []int64{-1, int64(len(jobDelete))} {
		var in recorder
		var failed failures
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", io.MultiReader(strings.NewReader(jobDelete[:20]), brokenReader{}))
		r.ContentLength = length
		require.Equal(t, http.StatusBadRequest, statusOf(newReceiver(t, &in, failed.option()), r))
		require.Empty(t, in.deliveries())
		require.Equal(t, []string{jobDelete[:20]}, failed.bodies)
	}
}

// brokenReader is the body of a request whose connection breaks.
type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestOnErrorReceivesTooLargeBody(t *testing.T) {
	t.Parallel()
	var in recorder
	var failed failures
	rx, err := humansourcing.NewReceiver(webhook.Unverified(), &in, failed.option(), webhook.MaxBody(30))
	require.NoError(t, err)
	require.Equal(t, http.StatusRequestEntityTooLarge, statusOf(rx, post(jobDelete)))
	require.Equal(t, []string{jobDelete[:30]}, failed.bodies)
}
