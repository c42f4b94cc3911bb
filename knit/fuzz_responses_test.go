package knit_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

// Every response body of a tool is kept, and decodes from its own encoding.
func FuzzPassthroughBody(f *testing.F) {
	for _, body := range []string{`"{\"a\":1}"`, `"\"{\\\"a\\\":1}\""`, `"<x>"`, `""`, `null`, `{"a":[1]}`, `[]`, `7`, `"\ud800"`, `"\"\\\"[]\\\"\""`, `1e400`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var body knit.PassthroughBody
		if json.Unmarshal(data, &body) != nil {
			return
		}
		encoded, err := json.Marshal(body)
		require.NoError(t, err)
		// Not an any: a number may be too large for a float64.
		var v json.RawMessage
		require.Equal(t, body.IsJSON(), body.Decode(&v) == nil)
		var again knit.PassthroughBody
		require.NoError(t, json.Unmarshal(encoded, &again), string(encoded))
	})
}

// No response of a list panics. It is either an error or a page of records with their raw JSON.
func FuzzList(f *testing.F) {
	for _, data := range []string{
		`{"jobs":[{"info":{"id":"1"}},7],"nextPageToken":"b"}`, `[{"info":{}}]`, `{"jobs":{"jobs":[]}}`, `{"jobs":{"x":[1]},"nextPageToken":1}`,
		`{"a":{"b":[{}]}}`, `{"info":{},"stages":[]}`, `null`, `""`, `{"jobs":"x"}`, `{"jobs":[],"JOBS":[]}`,
	} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n := newNetwork(respondWith(200, `{"success":true,"data":`+string(data)+`}`))
		client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(n.client()))
		require.NoError(t, err)
		page, err := client.Integration(integrationID).ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
		if err != nil {
			require.Nil(t, page)
			_, ok := errors.AsType[*rolecall.Error](err)
			require.True(t, ok)
			return
		}
		for i := range page.Items {
			require.True(t, json.Valid(page.Raw(i)))
		}
		for _, bad := range page.Bad {
			require.NotEmpty(t, bad.Raw)
		}
	})
}

// No activation panics. An activation without any word for an error or for success has no validation errors.
func FuzzHasValidationErrors(f *testing.F) {
	for _, data := range []string{`{"errors":[]}`, `{"validation":{"isValid":false}}`, `[{"error":{"a":{"b":null}}}]`, `null`, `"x"`} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return
		}
		event := knit.IntegrationActivatedEvent{Data: data}
		hasErrors := knit.HasValidationErrors(&event)
		lower := strings.ToLower(string(data))
		for _, sign := range []string{"error", "valid", "success", `\`, "\u017f"} { // encoding/json matches U+017F with s
			if strings.Contains(lower, sign) {
				return
			}
		}
		require.False(t, hasErrors, "no member reports an error")
	})
}
