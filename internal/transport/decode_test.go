package transport

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
)

type thing struct {
	ID   string `json:"id"`
	Size int    `json:"size"`
}

func TestCall(t *testing.T) {
	t.Run("decodes the response and ignores unknown members", func(t *testing.T) {
		got, err := Call[thing](t.Context(), newMockClient(t, respondWith(200, `{"id":"1","size":2,"new":{}}`)), readRequest())
		require.NoError(t, err)
		require.Equal(t, &thing{ID: "1", Size: 2}, got)
	})
	for name, body := range map[string]string{
		"truncated":           `{"id":"fake-body-value","si`,
		"followed by garbage": `{"id":"fake-body-value"} trailing`,
		"of another shape":    `{"id":"fake-body-value","size":"fake-body-value"}`,
		"HTML":                `<html>fake-body-value</html>`,
		"empty":               ``,
	} {
		t.Run("response that is "+name+" is an error", func(t *testing.T) {
			for _, req := range []Request{readRequest(), writeRequest()} {
				c := newMockClient(t, respondWith(200, body, "X-Request-Id", "r-1", "Set-Cookie", "a=b"))
				_, err := Call[thing](t.Context(), c, req)
				e := asError(t, err)
				require.Equal(t, 200, e.StatusCode)
				require.Equal(t, req.Op, e.Op)
				require.Equal(t, body, string(e.Body))
				require.Equal(t, "r-1", e.RequestID)
				require.Equal(t, 1, e.Attempts, "the call is not retried")
				require.NotContains(t, e.Header, "Set-Cookie")
				require.Contains(t, err.Error(), "the response does not match the documented format")
				require.NotContains(t, err.Error(), fakeBody)
				require.Equal(t, req.Method == http.MethodPost, errors.Is(err, rolecall.ErrAmbiguous), "a write may have happened")
			}
		})
	}
	t.Run("error has the whole body and a safe text", func(t *testing.T) {
		spec := testSpec()
		spec.Open = func(int, []byte) ([]byte, *Failure) { return []byte(`{"size":"much"}`), nil }
		c := newClientFor(t, spec, "https://api.example.com/v1", rolecall.WithHTTPClient(mockHTTPClient(respondWith(200, `{"data":1}`))),
			rolecall.WithUnmarshal(func([]byte, any) error { return &codec.Error{Path: "size", Want: "number", Got: "text"} }))
		_, err := Call[thing](t.Context(), c, readRequest())
		require.Equal(t, `{"data":1}`, string(asError(t, err).Body))
		require.ErrorContains(t, err, "the response does not match the documented format: size: text that is not a number")
	})
	t.Run("error wraps the decoding error", func(t *testing.T) {
		_, err := Call[thing](t.Context(), newMockClient(t, respondWith(200, `{"size":"1"}`)), readRequest())
		wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
		require.True(t, ok)
		require.Equal(t, "size", wrong.Field)
	})
	t.Run("error has the beginning of a large body", func(t *testing.T) {
		_, err := Call[thing](t.Context(), newMockClient(t, respondWith(200, string(bytes.Repeat([]byte("x"), 1<<20)))), readRequest())
		require.Len(t, asError(t, err).Body, rolecall.MaxErrorBody)
	})
	t.Run("uses WithUnmarshal", func(t *testing.T) {
		var seen []string
		decode := rolecall.WithUnmarshal(func(data []byte, v any) error {
			seen = append(seen, string(data))
			return json.Unmarshal(data, v)
		})
		got, err := Call[thing](t.Context(), newMockClient(t, respondWith(200, `{"id":"1"}`), decode), readRequest())
		require.NoError(t, err)
		require.Equal(t, "1", got.ID)
		require.Equal(t, []string{`{"id":"1"}`}, seen, "once")

		broken := rolecall.WithUnmarshal(func([]byte, any) error { return errTest })
		_, err = Call[thing](t.Context(), newMockClient(t, respondWith(200, `{"id":"1"}`), broken), readRequest())
		require.ErrorIs(t, err, errTest)
		require.NotContains(t, err.Error(), fakeKey)
	})
	t.Run("does not decode a failure", func(t *testing.T) {
		never := rolecall.WithUnmarshal(func([]byte, any) error { t.Error("decoded"); return nil })
		_, err := Call[thing](t.Context(), newMockClient(t, respondWith(404, `{"id":"1"}`), never), readRequest())
		require.ErrorIs(t, err, rolecall.ErrNotFound)
	})
}

func TestCallRequiredMembers(t *testing.T) {
	type created struct {
		ID    string `json:"id" required:"or other"`
		Other string `json:"other"`
	}
	for body, missing := range map[string]bool{
		`{"id":"1"}`: false, `{"other":"1"}`: false, `{"id":" ","other":"1"}`: false,
		`{}`: true, `{"id":"","other":null}`: true, `{"other":" "}`: true, `null`: true,
	} {
		got, err := Call[created](t.Context(), newMockClient(t, respondWith(200, body)), writeRequest())
		if !missing {
			require.NoError(t, err, body)
			continue
		}
		require.ErrorContains(t, err, "the member id is missing or empty", body)
		require.ErrorIs(t, err, rolecall.ErrUnavailable)
		require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		require.Nil(t, got)

		req := writeRequest()
		req.Partial = true
		_, err = Call[created](t.Context(), newMockClient(t, respondWith(200, body)), req)
		require.NoError(t, err, "a response that may lack it: %s", body)
	}
}
