package knit_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

// countRecords returns a function that reads a list and counts its valid and its bad records.
func countRecords[T any](list func(ctx context.Context, i *knit.Integration) (*rolecall.Page[T], error)) func(t *testing.T, i *knit.Integration) (good, bad int) {
	return func(t *testing.T, i *knit.Integration) (int, int) {
		t.Helper()
		page, err := list(t.Context(), i)
		require.NoError(t, err)
		for _, b := range page.Bad {
			require.ErrorContains(t, b.Err, "is missing or empty")
		}
		return len(page.Items), len(page.Bad)
	}
}

// A caller would store a record with an empty id under the key "".
func TestRecordWithoutID(t *testing.T) {
	t.Parallel()
	none := knit.EmployeeOptions{}
	for name, tt := range map[string]struct {
		read     func(t *testing.T, i *knit.Integration) (good, bad int)
		response string
	}{
		"jobs": {countRecords(func(ctx context.Context, i *knit.Integration) (*rolecall.Page[knit.Job], error) {
			return i.ATS.ListJobs(ctx, knit.ListJobsOptions{})
		}), `{"jobs":[{"info":{"id":"1"}},{"info":{"id":null,"title":"x"}},{"info":{"id":""}},{"info":{}},{"info":null},{}]}`},
		"applications": {countRecords(func(ctx context.Context, i *knit.Integration) (*rolecall.Page[knit.Application], error) {
			return i.ATS.ListApplications(ctx, knit.ListApplicationsOptions{})
		}), `{"applications":[{"info":{"id":"1","candidate":null}},{"info":{"id":null}},{"info":{"id":""}},{"info":{"jobId":"j"}},{"currentStage":{"id":"s"}},{}]}`},
		"candidates": {countRecords(func(ctx context.Context, i *knit.Integration) (*rolecall.Page[knit.CandidateInfo], error) {
			return i.ATS.SearchCandidates(ctx, knit.SearchCandidatesRequest{Emails: []string{"jo@example.com"}})
		}), `{"candidates":[{"id":"1"},{"id":null},{"id":""},{"firstName":"Jo"},{"info":{"id":"1"}},{}]}`},
		"leave types": {countRecords(func(ctx context.Context, i *knit.Integration) (*rolecall.Page[knit.LeaveType], error) {
			return i.HRIS.ListLeaveTypes(ctx, none)
		}), `[{"id":"1"},{"id":null},{"id":""},{"name":"Sick"},{"type":"SICK"},{}]`},
		"leave requests": {countRecords(func(ctx context.Context, i *knit.Integration) (*rolecall.Page[knit.LeaveRequest], error) {
			return i.HRIS.ListLeaveRequests(ctx, none)
		}), `[{"id":"1","leaveType":{"name":"Sick"}},{"id":null},{"id":""},{"leaveType":{"id":"2"}},{"note":"x"},{}]`},
		"documents": {countRecords(func(ctx context.Context, i *knit.Integration) (*rolecall.Page[knit.Document], error) {
			return i.HRIS.ListDocuments(ctx, none)
		}), `[{"id":"1"},{"id":null},{"id":""},{"fileName":"a.pdf"},{"url":"https://files.example.com/a"},{}]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			integration, _ := mockIntegration(t, respondWith(200, `{"success":true,"data":`+tt.response+`}`))
			good, bad := tt.read(t, integration)
			require.Equal(t, []int{1, 5}, []int{good, bad})
		})
	}
}

// The key of a record event is its recordId: the ids in the data are empty in Knit's own samples.
func TestRecordEventWithoutRecordID(t *testing.T) {
	t.Parallel()
	for _, member := range []string{``, `,"recordId":null`, `,"recordId":""`, `,"recordId":{}`, `,"recordId":true`} {
		for _, event := range []string{"record.new", "record.modified", "record.deleted"} {
			list, err := knit.ParseDeliveries(nil, []byte(`{"eventId":"ev_1","eventType":"`+event+`","syncDataType":"ats_jobs","eventData":{"info":{"id":"1"}}`+member+`}`))
			require.ErrorContains(t, err, "recordId", member)
			require.Len(t, list, 1, "the delivery has its body, for OnError")
		}
		_, err := knit.ParseDeliveries(nil, []byte(`{"eventId":"ev_1","eventType":"sync.events.processed","eventData":{}`+member+`}`))
		require.NoError(t, err, "an event about a run has no recordId")
	}
	for _, kind := range []string{`5`, `{}`, `[]`, `true`} {
		_, err := knit.ParseDeliveries(nil, []byte(`{"eventId":"ev_1","eventType":"record.new","recordId":"1","eventData":{},"syncDataType":`+kind+`}`))
		require.ErrorContains(t, err, "syncDataType", kind)
	}
	list, err := knit.ParseDeliveries(nil, []byte(`{"eventId":"ev_1","eventType":"record.new","syncDataType":"ats_jobs","recordId":42,"eventData":{}}`))
	require.NoError(t, err)
	require.Equal(t, "/ats_jobs/42", list[0].Key)
}
