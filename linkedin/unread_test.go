package linkedin_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/linkedin"
)

func TestReportUnread(t *testing.T) {
	t.Parallel()
	reports := [][]linkedin.UnreadMember{}
	decode := linkedin.ReportUnread(func(members []linkedin.UnreadMember) { reports = append(reports, members) })
	var e linkedin.JobApplicationEvent
	require.NoError(t, decode([]byte(`{"type":"EXPORT_JOB_APPLICATION","jobApplicationId":"urn:li:jobApplication:7","appliedAt":"last week","jobApplicant":7}`), &e))
	require.Equal(t, "urn:li:jobApplication:7", e.JobApplicationID)
	require.Equal(t, "7", e.JobApplicant)
	require.True(t, e.AppliedAt.IsZero())
	require.Len(t, reports, 1)
	require.Equal(t, reports[0], linkedin.Unread(e))
	require.Equal(t, "appliedAt: text that is not a time", reports[0][0].String())
	encoded, err := json.Marshal(e)
	require.NoError(t, err)
	require.Contains(t, string(encoded), `"appliedAt":"last week"`)
}

// Some members must decode. For example, a resync event without readable job ids would be acknowledged although
// no job is sent again.
func TestUnreadableMemberErrors(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"syncAllOpenJobs":"maybe"}`, `{"syncAllOpenJobs":{"a":1}}`, `{"externalJobPostingIds":[1,{"id":"2"}]}`, `{"externalJobPostingIds":7}`,
	} {
		require.Error(t, json.Unmarshal([]byte(body), new(linkedin.ResyncJobsEvent)), body)
	}
	require.Error(t, json.Unmarshal([]byte(`{"jobApplicationId":["x"]}`), new(linkedin.JobApplicationEvent)))
	require.Error(t, json.Unmarshal([]byte(`{"status":{"a":1}}`), new(linkedin.JobTask)))
}
