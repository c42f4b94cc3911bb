package humansourcing_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/webhook"
)

// unreadEvents maps events with values that do not fit their fields to the descriptions of these members.
var unreadEvents = map[string][]string{
	`{"event":"update","type":"job","data":{"job_id":1,"job_title":{"fr":"Chef"},"job_jobstart":"dès que possible","job_city":"Lyon"}}`: {
		"Job data.job_jobstart: text that is not a time", "Job data.job_title: an object where text is expected",
	},
	`{"event":"creation","type":"job","data":{"job_id":1,"job_nb_cand_to_recruit":"deux ou trois","job_regions":7,"job_country_intl":"France","job_city":"Lyon"}}`: {
		"Job data.job_country_intl: text that is not an object", "Job data.job_nb_cand_to_recruit: text that is not a whole number",
		"Job data.job_regions: a number where a list is expected",
	},
	`{"event":"update","type":"candidate","data":{"id":1,"last_name":["Secret"],"latest_action":"secret","action":[{"id":"2","date":"mardi, Mme Secret","emailing":"oui"},7,{"id":"3"}]}}`: {
		"Candidate data.action[1]: a number where an object is expected", "Candidate data.last_name: an array where text is expected",
		"Candidate data.latest_action: text that is not a time",
		"Action data.action[0].date: text that is not a time", "Action data.action[0].emailing: text that is not a boolean",
	},
}

func TestReportUnread(t *testing.T) {
	t.Parallel()
	for body, want := range unreadEvents {
		var failed failures
		reports, handled := [][]humansourcing.UnreadMember{}, 0
		router := newRouter(t, func(*webhook.Delivery, any, []byte) { handled++ })
		router.UseUnmarshal(humansourcing.ReportUnread(func(members []humansourcing.UnreadMember) { reports = append(reports, members) }))
		rx := newReceiver(t, router, failed.option())
		require.Equal(t, http.StatusOK, statusOf(rx, post(body)), body)
		require.Equal(t, 1, handled)
		require.Empty(t, failed.bodies)
		require.Len(t, reports, 1, "one report for each record")
		var got []string
		for _, m := range reports[0] {
			got = append(got, m.Model+" "+m.String())
		}
		require.Equal(t, want, got)
		require.NotContains(t, fmt.Sprintf("%v %+v", reports[0], reports[0]), "ecret")
		require.Equal(t, http.StatusOK, statusOf(rx, post(jobCreation)))
		require.Len(t, reports, 1, "no report for a record without unread members")
	}
}

func TestUnreadMembersRoundTrip(t *testing.T) {
	t.Parallel()
	for body, want := range unreadEvents {
		check := func(event any, encoded string) {
			require.Len(t, humansourcing.Unread(event), len(want))
			for _, kept := range []string{`"dès que possible"`, `{"fr":"Chef"}`, `"deux ou trois"`, `"mardi, Mme Secret"`, `"oui"`, `["Secret"]`, `,7,`} {
				require.Equal(t, strings.Contains(body, kept), strings.Contains(encoded, kept), kept)
			}
		}
		if strings.Contains(body, `"type":"job"`) {
			e := decode[humansourcing.JobEvent](t, body)
			require.Equal(t, "Lyon", e.Data.City)
			require.True(t, e.Data.StartsAt.IsZero())
			check(&e, encode(t, e))
			require.Equal(t, e, decode[humansourcing.JobEvent](t, encode(t, e)))
			e.Data.StartsAt = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
			require.Contains(t, encode(t, e), `"job_jobstart":"2026-03-01T09:00:00Z"`, "a field that was set after decoding")
		} else {
			e := decode[humansourcing.CandidateEvent](t, body)
			require.Len(t, e.Data.Actions, 3)
			require.Equal(t, "3", e.Data.Actions[2].ID, "the other elements must be decoded")
			check(&e, encode(t, e))
			require.Equal(t, e, decode[humansourcing.CandidateEvent](t, encode(t, e)))
		}
	}
}

func TestTimeNotations(t *testing.T) {
	t.Parallel()
	at := time.Date(2019, 8, 29, 15, 16, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		`"-0001-11-30T00:00:00+0100"`: {}, `"-0001-11-30"`: {}, `"Invalid date"`: {}, `"None"`: {}, `"null"`: {}, `""`: {}, `0`: {},
		`"2019-08-29T17:16+0200"`: at, `"2019-08-29t15:16:00z"`: at, `"2019-08-29T17:16:00,0+02"`: at, `"2019-08-29T10:16:00-5:00"`: at,
		`1567091760`: at, `"1567091760"`: at, `1567091760000`: at,
		`{"date":"2019-08-29 17:16:00.000000","timezone_type":3,"timezone":"Europe/Paris"}`: at,
	} {
		body := `{"event":"update","type":"job","data":{"job_id":1,"job_updated_at":` + text + `}}`
		e := decode[humansourcing.JobEvent](t, body)
		require.True(t, want.Equal(e.Data.UpdatedAt), text)
		require.Empty(t, humansourcing.Unread(e), text)
		require.True(t, want.Equal(humansourcing.Version(parse(t, body))), text)
	}
}
