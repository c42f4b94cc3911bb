package kombo_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// TestBadRecordReason checks that the error of a bad record names the field that does not decode, and
// does not contain its value.
func TestBadRecordReason(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, record, want string
	}{
		{"invalid time", `{"id":"e","changed_at":"a secret time"}`, `field "changed_at" is not a date or time`},
		{"number instead of a time", `{"id":"e","first_name":"secret","changed_at":1700000000}`, `field "changed_at" is not a date or time`},
		{"invalid date", `{"id":"e","date_of_birth":"secret"}`, `field "date_of_birth" is not a date or time`},
		{"date that does not exist", `{"id":"e","start_date":"2026-02-31"}`, `field "start_date" is not a date or time`},
		{"number instead of a date", `{"id":"e","start_date":7}`, `field "start_date" is not a date or time`},
		{"invalid date in a nested record", `{"id":"e","employments":[{"id":"x"},{"id":"y","effective_date":"secret"}]}`, `field "employments" is not a date or time`},
		{"number instead of a string", `{"id":"e","first_name":7}`, `field "first_name" is not of type string`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{response: func(*http.Request) string {
				return `{"status":"success","data":{"results":[{"id":"a"},` + tt.record + `],"next":null}}`
			}}
			_, integration := connect(t, w)
			page, err := integration.HRIS.ListEmployees(t.Context(), kombo.ListEmployeesOptions{})
			require.NoError(t, err)
			require.Len(t, page.Items, 1)
			require.Len(t, page.Bad, 1)
			require.EqualError(t, page.Bad[0], "rolecall: decoding record 1 of the page failed: "+tt.want)
			require.NotContains(t, page.Bad[0].Error(), "secret")
			require.JSONEq(t, tt.record, string(page.Bad[0].Raw))
		})
	}
	t.Run("cause is in the error chain", func(t *testing.T) {
		t.Parallel()
		w := &wire{response: func(*http.Request) string {
			return `{"status":"success","data":{"results":[{"id":"e","changed_at":"never"}],"next":null}}`
		}}
		_, integration := connect(t, w)
		page, err := integration.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
		require.NoError(t, err)
		var bad error = page.Bad[0]
		_, ok := errors.AsType[*time.ParseError](bad)
		require.True(t, ok)
		_, ok = errors.AsType[*rolecall.RecordError](bad)
		require.True(t, ok)
	})
}
