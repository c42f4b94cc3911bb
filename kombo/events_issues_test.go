package kombo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo"
)

func TestUnknownIssue(t *testing.T) {
	t.Parallel()
	const text = `{"change":"postponed","issue":{"id":"is1","type":"account.moon_rose","title":"T","status":"LATER"},"integration":null}`
	data := decode[kombo.IssueStatusChangedData](t, text)
	require.Equal(t, kombo.IssueChange("postponed"), data.Change)
	require.Equal(t, kombo.IssueType("account.moon_rose"), data.Issue.Type)
	require.Equal(t, kombo.IssueStatus("LATER"), data.Issue.Status)
	require.Nil(t, data.Integration)
	require.JSONEq(t, text, encode(t, data))
}

func TestRegionCA(t *testing.T) {
	t.Parallel()
	_, err := kombo.NewClient("key", kombo.WithRegion(kombo.RegionCA))
	require.NoError(t, err)
	_, err = kombo.NewClient("key", kombo.WithRegion("mars"))
	require.ErrorContains(t, err, "kombo.RegionCA")
}
