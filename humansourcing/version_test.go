package humansourcing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/webhook"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	newest := at.AddDate(0, 0, 2)
	candidate := func(data string) string {
		return `{"event":"update","type":"candidate","data":{"id":1,` + data + `}}`
	}
	for name, tt := range map[string]struct {
		body string
		want time.Time
	}{
		"job":                                        {jobCreation, at},
		"job with a colon in the offset":             {strings.Replace(jobCreation, "+0100", "+01:00", 1), at},
		"candidate with a newer action":              {candidateUpdate, newest},
		"candidate without actions":                  {candidate(`"latest_action":"2026-02-03T10:00:00+01:00"`), at},
		"candidate without latest_action":            {candidate(`"action":[{"date":"2026-02-05T10:00:00+0100"},{"date":"2026-02-03T10:00:00+01:00"}]`), newest},
		"action that is not in an array":             {candidate(`"action":{"date":"2026-02-03T10:00:00+01:00"}`), at},
		"actions in an object with numbers as names": {candidate(`"action":{"1":{"date":"2026-02-05T10:00:00+01:00"},"4":{"date":"2026-02-03T10:00:00+01:00"}}`), newest},
		"invalid actions and dates":                  {candidate(`"action":[7,{"date":"soon"},{"date":"2026-02-03T10:00:00+01:00"},{"date":null}]`), at},
		"candidate without dates":                    {candidate(`"action":[],"latest_action":""`), time.Time{}},
		"deleted job":                                {jobDelete, time.Time{}},
		"deleted candidate":                          {candidateDelete, time.Time{}},
		"empty date":                                 {`{"event":"update","type":"job","data":{"job_id":1,"job_updated_at":"0000-00-00"}}`, time.Time{}},
		"unknown event":                              {`{"event":"update","type":"campaign","data":{"job_updated_at":"2026-02-03T10:00:00+0100"}}`, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := humansourcing.Version(parse(t, tt.body))
			require.True(t, tt.want.Equal(got), "%s", got)
			require.Equal(t, tt.want.IsZero(), got.IsZero())
		})
	}
	for _, body := range []string{``, `{`, `7`, `[]`, `{"type":"job"}`, `{"type":"job","data":7}`, `{"type":7,"data":{}}`} {
		require.Zero(t, humansourcing.Version(&webhook.Delivery{Body: []byte(body)}), body)
	}
	require.Zero(t, humansourcing.Version(nil))
}
