package transport

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

func TestFailed(t *testing.T) {
	t.Parallel()
	respond := func(t *testing.T, req Request) *Response {
		t.Helper()
		resp, err := newMockClient(t, respondWith(200, `[]`, "X-Request-Id", "r-1", "Set-Cookie", fakeHeader, "X-Kept", "kept")).Do(t.Context(), req)
		require.NoError(t, err)
		return resp
	}
	t.Run("combines status of the part and details of the response", func(t *testing.T) {
		t.Parallel()
		resp := respond(t, writeRequest())
		fail := Failure{Code: "NO", Title: "title", Message: "not with " + fakeKey, LogURL: "https://log.example.com/?" + fakeKey}
		e := resp.Failed(fail, 409, []byte(`{"key":"`+fakeKey+`"}`))
		require.EqualError(t, e, e.Op+": status 409 Conflict: NO: title: not with [redacted] (request id r-1)")
		require.Equal(t, "example", e.Provider)
		require.Equal(t, http.MethodPost, e.Method)
		require.Equal(t, "/v1/sync", e.Path)
		require.Equal(t, "https://log.example.com/?[redacted]", e.LogURL)
		require.JSONEq(t, `{"key":"[redacted]"}`, string(e.Body))
		require.Equal(t, http.Header{"X-Request-Id": {"r-1"}, "X-Kept": {"kept"}}, e.Header)
		require.Equal(t, 1, e.Attempts)
		e.Header.Set("X-Kept", "changed")
		require.Equal(t, "kept", resp.Meta.Header.Get("X-Kept"), "the error has its own copy of the header")
		require.Equal(t, "r-7", resp.Failed(Failure{RequestID: "r-7"}, 409, nil).RequestID)
		require.Nil(t, resp.Failed(Failure{}, 409, nil).Body)
	})
	t.Run("error class", func(t *testing.T) {
		t.Parallel()
		for _, tt := range []struct {
			fail   Failure
			status int
			class  error
		}{
			{Failure{}, 404, rolecall.ErrNotFound},
			{Failure{Class: rolecall.ErrConflict}, 400, rolecall.ErrConflict},
			{Failure{Class: rolecall.ErrNotFound}, 200, rolecall.ErrNotFound},
			{Failure{Code: "NO"}, 200, rolecall.ErrInvalid},
			{Failure{Unrecognized: true}, 200, rolecall.ErrUnavailable},
			{Failure{}, 302, rolecall.ErrUnavailable},
			{Failure{}, 0, rolecall.ErrUnavailable},
		} {
			require.ErrorIs(t, respond(t, readRequest()).Failed(tt.fail, tt.status, nil), tt.class, tt)
		}
	})
	t.Run("ambiguous if a write may have been done", func(t *testing.T) {
		t.Parallel()
		for _, tt := range []struct {
			fail      Failure
			status    int
			ambiguous bool
		}{
			{Failure{}, 500, true},
			{Failure{}, 503, false},
			{Failure{}, 302, false},
			{Failure{NotDone: true}, 500, false},
			{Failure{MayBeDone: true}, 503, true},
			{Failure{Unrecognized: true}, 200, true},
			{Failure{}, 200, false},
			{Failure{}, 0, false},
			{Failure{}, 422, false},
		} {
			require.Equal(t, tt.ambiguous, errors.Is(respond(t, writeRequest()).Failed(tt.fail, tt.status, nil), rolecall.ErrAmbiguous), tt)
			require.NotErrorIs(t, respond(t, readRequest()).Failed(tt.fail, tt.status, nil), rolecall.ErrAmbiguous, tt)
		}
	})
}

func TestErrorWithoutResponse(t *testing.T) {
	t.Parallel()
	c := newMockClient(t, func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return nil, http.ErrAbortHandler
	})
	cause := errors.New("a cause")
	err := c.Invalid("example.jobs.create", "no title", cause)
	require.EqualError(t, err, "example.jobs.create: no title: invalid request")
	require.ErrorIs(t, err, cause)

	local := c.Local("example.jobs.create", "not sent", cause)
	require.Equal(t, "example", local.Provider)
	require.ErrorIs(t, local, cause)
	require.NotErrorIs(t, local, rolecall.ErrInvalid)

	err = NewError("example", "example.call", "no client", rolecall.ErrInvalid)
	require.EqualError(t, err, "example.call: no client: invalid request")
	require.Equal(t, "example", asError(t, err).Provider)

	req := writeRequest()
	req.Reject("")
	req.Reject("the id is empty")
	req.Reject("a second problem")
	_, err = c.Do(t.Context(), req)
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	require.ErrorContains(t, err, ": the id is empty")
}

func TestNamed(t *testing.T) {
	t.Parallel()
	require.Equal(t, "example.jobs.pick_one", NewRequest("example", "POST jobs/{job_id}", "7").Named("pickOne").Op)
}
