package knit_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
)

// countedJob is a caller's struct that embeds a model and has its own JSON methods.
type countedJob struct {
	knit.Job
	Read int `json:"-"`
}

func (v *countedJob) UnmarshalJSON(b []byte) error {
	v.Read++
	return json.Unmarshal(b, &v.Job)
}

func (v countedJob) MarshalJSON() ([]byte, error) { return []byte(`{"read":true}`), nil }

func TestCallerDefinedDataMethods(t *testing.T) {
	var got knit.Event[countedJob]
	require.NoError(t, json.Unmarshal([]byte(`{"eventId":"e","eventData":{"unknown":1}}`), &got))
	require.Equal(t, 1, got.Data.Read)
	require.Equal(t, "1", string(got.Data.Extra["unknown"]))
	again, err := json.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, `{"eventId":"e","eventType":"","eventData":{"read":true}}`, string(again))
}
