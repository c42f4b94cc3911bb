package knit_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

func TestUnreadReportedOncePerRecord(t *testing.T) {
	t.Parallel()
	var reports [][]knit.UnreadMember
	report := func(members []knit.UnreadMember) { reports = append(reports, members) }
	const body = `{"success":true,"data":{"jobs":[{"info":{"id":"1","createdAt":"1785750000"}},` +
		`{"info":{"id":"2","createdAt":"jo@example.com","title":{"fr":"x"}}},{"info":{"id":"3","createdAt":"None"}}],"nextPageToken":""}}`
	integration, _ := mockIntegration(t, respondWith(200, body), rolecall.WithUnmarshal(knit.ReportUnread(report)))
	page, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
	require.NoError(t, err)
	require.Len(t, page.Items, 3)
	require.Empty(t, page.Bad)
	require.Len(t, reports, 1)
	require.Len(t, reports[0], 2)
	require.Equal(t, "info.createdAt: text that is not a time", reports[0][0].String())
	require.Equal(t, reports[0], knit.Unread(page.Items[1]))
	require.Equal(t, 2026, page.Items[0].Info.CreatedAt.Year(), "ten digits are seconds")
}
