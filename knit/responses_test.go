package knit_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// The member "success" takes precedence over the status: Knit has been seen to respond with 200 and success
// false.
func TestSuccessFalse(t *testing.T) {
	t.Parallel()
	for status, class := range map[int]error{
		200: rolecall.ErrInvalid, 201: rolecall.ErrInvalid, 400: rolecall.ErrInvalid, 401: rolecall.ErrUnauthorized, 403: rolecall.ErrForbidden, 404: rolecall.ErrNotFound,
		409: rolecall.ErrConflict, 422: rolecall.ErrInvalid, 429: rolecall.ErrRateLimited, 500: rolecall.ErrUnavailable, 503: rolecall.ErrUnavailable,
	} {
		for _, value := range []string{`false`, `"false"`} {
			for op, call := range calls(jobs()) {
				t.Run(fmt.Sprintf("%s at %d in %s", value, status, op), func(t *testing.T) {
					t.Parallel()
					response := `{"success":` + value + `,"error":{"msg":"sync not enabled"}}`
					integration, network := mockIntegration(t, respondWith(status, response), rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 1}))
					err := call(t.Context(), integration)
					e := asError(t, err)
					require.Equal(t, "knit", e.Provider)
					require.Equal(t, op, e.Op)
					require.Equal(t, http.MethodPost, e.Method)
					require.Equal(t, "/v1.0/"+strings.TrimPrefix(op, "knit."), e.Path)
					require.Equal(t, status, e.StatusCode)
					require.Equal(t, "sync not enabled", e.Message)
					require.Equal(t, executionID, e.RequestID)
					require.Equal(t, response, string(e.Body))
					require.Len(t, network.requests(), 1)
					require.ErrorIs(t, err, class)
					require.Equal(t, status == 500, errors.Is(err, rolecall.ErrAmbiguous), "with 200 and success false Knit has not acted")
					require.Contains(t, err.Error(), "sync not enabled")
					require.Contains(t, err.Error(), executionID)
				})
			}
		}
	}
}

func TestFailureWithoutMessage(t *testing.T) {
	t.Parallel()
	for _, problem := range []string{`null`, `{}`, `"text"`, `{"msg":null}`, `{"msg":{"deep":1}}`, `[]`, `{"msg":"one","msg":"two"}`} {
		integration, _ := mockIntegration(t, respondWith(400, `{"success":false,"error":`+problem+`}`))
		_, err := integration.StartSync(t.Context(), jobs())
		require.ErrorIs(t, err, rolecall.ErrInvalid, problem)
		require.Empty(t, asError(t, err).Message)
		require.Equal(t, executionID, asError(t, err).RequestID)
	}
}

func TestUnrecognizedResponse(t *testing.T) {
	t.Parallel()
	const page = "<html><body><h1>502 Bad Gateway</h1></body></html>"
	for name, tt := range map[string]struct {
		status    int
		response  string
		ambiguous bool // the run may have started
		message   string
	}{
		"HTML with 502":             {502, page, true, ""},
		"HTML with 200":             {200, page, true, "response is not a JSON object"},
		"HTML with 403":             {403, page, false, ""},
		"empty body":                {200, "", true, "response is not a JSON object"},
		"truncated JSON":            {200, started[:len(started)-5], true, "response is not a JSON object"},
		"JSON array":                {200, `[true]`, true, "response is not a JSON object"},
		"no success":                {200, `{"data":{"syncJobId":"sj_1"}}`, true, `"success"`},
		"success twice":             {200, `{"success":false,"success":true,"data":{"syncJobId":"sj_1"}}`, true, "response is not a JSON object"},
		"success and SUCCESS":       {200, `{"success":true,"SUCCESS":false,"data":{"syncJobId":"sj_1"}}`, true, "response is not a JSON object"},
		"null success":              {200, `{"success":null,"data":{"syncJobId":"sj_1"}}`, true, `"success"`},
		"success as a number":       {200, `{"success":1,"data":{"syncJobId":"sj_1"}}`, true, `"success"`},
		"success as another string": {200, `{"success":"yes","data":{"syncJobId":"sj_1"}}`, true, `"success"`},
		"null data":                 {200, `{"success":true,"data":null}`, true, "does not match the documented format"},
		"no data":                   {200, `{"success":true}`, true, "does not match the documented format"},
		"data is a string":          {200, `{"success":true,"data":"done"}`, true, "does not match the documented format"},
		"data is an array":          {200, `{"success":true,"data":[{"syncJobId":"sj_1"}]}`, true, "does not match the documented format"},
		"no syncJobId":              {200, `{"success":true,"data":{"syncRunId":"sr_1"}}`, true, "does not match the documented format"},
		"empty syncJobId":           {200, `{"success":true,"data":{"syncJobId":""}}`, true, "does not match the documented format"},
		"syncJobId is an object":    {200, `{"success":true,"data":{"syncJobId":{"id":"sj_1"}}}`, true, "does not match the documented format"},
		"success true with 400":     {400, started, false, ""},
		"success true with 500":     {500, started, true, ""},
		"redirect without location": {302, "", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			integration, network := mockIntegration(t, respondWith(tt.status, tt.response))
			sync, err := integration.StartSync(t.Context(), jobs())
			require.Nil(t, sync)
			e := asError(t, err)
			require.Equal(t, tt.status, e.StatusCode)
			require.Equal(t, executionID, e.RequestID)
			require.Equal(t, executionID, e.Header.Get("X-Knit-Execution-Id"))
			require.Contains(t, e.Message, tt.message)
			require.Len(t, network.requests(), 1, "the call is not retried")
			if tt.ambiguous {
				require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			} else {
				require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			}
			for _, part := range []string{"<html>", "sj_1"} {
				require.NotContains(t, fmt.Sprintf("%+v", err), part, "the text of an error contains no body")
			}
		})
	}
}

func TestErrorTruncatesLongBody(t *testing.T) {
	t.Parallel()
	long := bytes.Repeat([]byte("<p>sorry</p>"), 20_000)
	for name, response := range map[string]string{
		"not JSON":     string(long),
		"invalid data": `{"success":true,"data":{"text":"` + string(long) + `"}}`,
	} {
		for _, status := range []int{200, 502} {
			t.Run(fmt.Sprintf("%s at %d", name, status), func(t *testing.T) {
				t.Parallel()
				integration, _ := mockIntegration(t, respondWith(status, response))
				_, err := integration.StartSync(t.Context(), jobs())
				require.Len(t, asError(t, err).Body, rolecall.MaxErrorBody)
				require.Less(t, len(err.Error()), 1000)
			})
		}
	}
}

func TestErrorRetryAfter(t *testing.T) {
	t.Parallel()
	integration, network := mockIntegration(t, respondWith(429, `{"success":false,"error":{"msg":"slow down"}}`, "Retry-After", "7"))
	_, err := integration.StartSync(t.Context(), jobs())
	require.ErrorIs(t, err, rolecall.ErrRateLimited)
	require.Equal(t, 7*time.Second, asError(t, err).RetryAfter)
	require.Len(t, network.requests(), 1)
}
