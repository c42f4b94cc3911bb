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

func TestReceiverShutdown(t *testing.T) {
	t.Parallel()
	var in inbox
	var failed failures
	rx := open(t, &in, failed.option())
	require.NoError(t, rx.Shutdown(t.Context()))
	require.Equal(t, http.StatusOK, respond(rx, post(jobDelete)), "the listener is still open")
	require.Equal(t, []string{"job/4711"}, in.keys())
	require.Empty(t, failed.bodies)
	require.NoError(t, rx.Shutdown(t.Context()))
}

func TestOnErrorTruncatedBody(t *testing.T) {
	t.Parallel()
	for _, length := range []int64{-1, int64(len(jobDelete))} {
		var in inbox
		var failed failures
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", io.MultiReader(strings.NewReader(jobDelete[:20]), cut{}))
		r.ContentLength = length
		require.Equal(t, http.StatusBadRequest, respond(open(t, &in, failed.option()), r))
		require.Empty(t, in.got())
		require.Equal(t, []string{jobDelete[:20]}, failed.bodies)
	}
}

// cut is a connection that breaks.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestOnErrorOverLimit(t *testing.T) {
	t.Parallel()
	var in inbox
	var failed failures
	rx, err := humansourcing.NewReceiver(webhook.Unverified(), &in, failed.option(), webhook.MaxBody(30))
	require.NoError(t, err)
	require.Equal(t, http.StatusRequestEntityTooLarge, respond(rx, post(jobDelete)))
	require.Equal(t, []string{jobDelete[:30]}, failed.bodies)
}
