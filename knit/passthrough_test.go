package knit_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
)

// get returns a passthrough GET.
func get() knit.PassthroughRequest { return knit.PassthroughRequest{Method: "GET", Path: "/v1/x"} }

// mockPassthrough returns an integration whose passthrough calls have a status and the tool's body, as JSON.
func mockPassthrough(t *testing.T, status int, body string) (*knit.Integration, *network) {
	t.Helper()
	return mockIntegration(t, respondWith(status, `{"success":true,"data":{"response":{"headers":{"Content-Type":"text/x","x-n":7,"Set-Cookie":["a=1","b=2"]},"body":`+body+`}}}`))
}

func TestPassthroughBody(t *testing.T) {
	t.Parallel()
	for wire, want := range map[string]string{
		// encoded once
		`"{\"a\":[1.50]}"`: `{"a":[1.50]}`, `"[1]"`: `[1]`, `"7"`: `7`, `"null"`: `null`,
		// encoded twice
		`"\"{\\\"a\\\": []}\""`: `{"a": []}`, `"\"[]\""`: `[]`,
		// the tool's response is a JSON string
		`"\"hello\""`: `"hello"`, `"\"12\""`: `"12"`, `"\"{a\""`: `"{a"`,
		// not JSON: unmodified
		`"<x>&amp;</x>"`: `<x>&amp;</x>`, `"a,b\n1,2"`: "a,b\n1,2", `""`: "", `"{\"a\":"`: `{"a":`,
		// not a string
		`{"a": 1}`: `{"a": 1}`, `[1]`: `[1]`, `null`: "",
	} {
		t.Run(wire, func(t *testing.T) {
			t.Parallel()
			integration, _ := mockPassthrough(t, 200, wire)
			got, err := integration.Passthrough(t.Context(), get())
			require.NoError(t, err)
			require.Equal(t, want, string(got.Body))
			require.Equal(t, 200, got.Status)
			require.Equal(t, json.Valid([]byte(want)), got.Body.IsJSON())
			var v any
			if err = got.Body.Decode(&v); !got.Body.IsJSON() {
				require.Error(t, err)
				if want != "" {
					requireHides(t, err, want)
				}
			} else {
				require.NoError(t, err)
			}
			encoded, err := json.Marshal(got)
			require.NoError(t, err)
			require.Equal(t, *got, decode[knit.PassthroughResponse](t, string(encoded)))
		})
	}
}

func TestPassthroughStatusAndHeaders(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 201, 302, 400, 401, 404, 409, 422, 429, 500, 503} {
		integration, _ := mockPassthrough(t, status, `"{}"`)
		var meta rolecall.Meta
		got, err := integration.Passthrough(t.Context(), get(), rolecall.CaptureMeta(&meta))
		require.NoError(t, err, status)
		require.Equal(t, status, got.Status)
		require.Equal(t, status, meta.StatusCode)
		require.Equal(t, "text/x", got.Headers.Get("content-type"))
		require.Equal(t, "7", got.Headers.Get("X-N"))
		require.Equal(t, []string{"a=1", "b=2"}, got.Headers["Set-Cookie"])
		require.Empty(t, got.Headers.Get("x-none"))
		require.Equal(t, executionID, meta.RequestID)
	}
	integration, _ := mockIntegration(t, respondWith(204, ""))
	got, err := integration.Passthrough(t.Context(), get())
	require.NoError(t, err)
	require.Equal(t, &knit.PassthroughResponse{Status: 204}, got)
}

func TestPassthroughRejectedByKnit(t *testing.T) {
	t.Parallel()
	for status, class := range map[int]error{401: rolecall.ErrUnauthorized, 404: rolecall.ErrNotFound, 422: rolecall.ErrInvalid} {
		integration, _ := mockIntegration(t, respondWith(status, `{"success":false,"error":{"msg":"no"}}`))
		_, err := integration.Passthrough(t.Context(), get())
		require.ErrorIs(t, err, class)
		require.Equal(t, status, asError(t, err).StatusCode)
	}
	for _, body := range []string{`<html>`, `{"success":true}`, `{"success":true,"data":{}}`, `{"success":true,"data":{"response":"x"}}`, `{"success":true,"data":{"response":{"headers":7}}}`} {
		integration, _ := mockIntegration(t, respondWith(200, body))
		_, err := integration.Passthrough(t.Context(), get())
		require.Equal(t, 200, asError(t, err).StatusCode, body)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous, "a GET writes nothing")
	}
}

// Only a GET certainly writes nothing.
func TestPassthroughRetriesByMethod(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]int{"GET": 4, "POST": 1, "PUT": 1, "PATCH": 1, "DELETE": 1} {
		for _, response := range []string{`<html>`, `{"success":true,"data":{"response":{"body":"late"}}}`} {
			integration, network := mockIntegration(t, respondWith(503, response))
			got, err := integration.Passthrough(t.Context(), knit.PassthroughRequest{Method: method, Path: "/x"})
			require.Len(t, network.requests(), want, method)
			if response == `<html>` {
				require.ErrorIs(t, err, rolecall.ErrUnavailable)
				continue
			}
			require.NoError(t, err, "it is the tool's response")
			require.Equal(t, "late", string(got.Body))
		}
	}
}

func TestPassthroughBodyMarshal(t *testing.T) {
	t.Parallel()
	var req knit.PassthroughRequest
	require.NoError(t, req.SetJSON(map[string]any{"html": "<b>&"}))
	require.Equal(t, knit.PassthroughRequest{Body: `{"html":"<b>&"}`, ContentType: "application/json"}, req)
	err := req.SetJSON(func() {})
	require.Error(t, err)
	_, err = knit.JSONText(make(chan int))
	require.Error(t, err)
}

func TestPassthroughWithFake(t *testing.T) {
	t.Parallel()
	for _, opts := range [][]knittest.Option{nil, {knittest.DoubleEncoded()}} {
		fake := knittest.NewServer(t, opts...)
		client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithHTTPClient(newHTTPClient(t)))
		require.NoError(t, err)
		for path, status := range map[string]int{"/jobs": 200, "/missing": 404} {
			got, err := client.Integration(fake.IntegrationID).Passthrough(t.Context(), knit.PassthroughRequest{Method: http.MethodPost, Path: path, Body: "a"})
			require.NoError(t, err)
			require.Equal(t, status, got.Status)
			require.JSONEq(t, fmt.Sprintf(`{"method":"POST","path":%q,"body":"a"}`, path), string(got.Body))
		}
	}
}
