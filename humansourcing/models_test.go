package humansourcing_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
)

// hollows is what stands for nothing.
var hollows = []string{`""`, `null`, `[]`, `{}`, `false`}

func TestNothingIsNothingHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ members, written string }{
		"job": {
			`job_id job_title job_type job_jobstart job_updated_at job_country_intl job_regions job_departments job_nb_cand_to_recruit job_category_id job_salary`,
			encode(t, humansourcing.Job{}),
		},
	} {
		for _, hollow := range append(hollows, `"0000-00-00 00:00:00"`) {
			object := map[string]json.RawMessage{}
			for member := range decode[map[string]json.RawMessage](t, tt.written) {
				object[member] = json.RawMessage(hollow)
			}
			if hollow[1] == '0' {
				object = map[string]json.RawMessage{"job_jobstart": json.RawMessage(hollow), "job_published_at": json.RawMessage(hollow)}
			}
			require.Equal(t, humansourcing.Job{}, decode[humansourcing.Job](t, encode(t, object)), "%s as %s", name, hollow)
		}
	}
	for _, hollow := range hollows {
		require.Equal(t, humansourcing.Candidate{}, decode[humansourcing.Candidate](t, `{"id":`+hollow+`,"id_company":`+hollow+`,"email":`+hollow+`,"tel_mobile":`+hollow+
			`,"tags":`+hollow+`,"action":`+hollow+`,"latest_action":`+hollow+`}`), hollow)
		require.Equal(t, humansourcing.Action{}, decode[humansourcing.Action](t, `{"media":`+hollow+`,"rating":`+hollow+`,"pastille":`+hollow+`,"date":`+hollow+
			`,"consultant":`+hollow+`,"poste":`+hollow+`,"attachment":`+hollow+`,"form":`+hollow+`}`), hollow)
		require.Equal(t, humansourcing.Form{}, decode[humansourcing.Form](t, `{"id":`+hollow+`,"input":`+hollow+`}`), hollow)
	}
	require.Equal(t, `{"job_id":null}`, encode(t, humansourcing.DeletedJob{}))
}

func TestIDsAreTheSameAsNumberAndAsText(t *testing.T) {
	t.Parallel()
	for _, id := range []string{`471100`, `"471100"`} {
		require.Equal(t, "471100", decode[humansourcing.Job](t, `{"job_id":`+id+`}`).ID)
		require.Equal(t, "471100", decode[humansourcing.Post](t, `{"id":`+id+`}`).ID)
		require.Equal(t, "471100", decode[humansourcing.Attachment](t, `{"type":`+id+`}`).TypeID)
		require.JSONEq(t, `{"job_id":471100}`, encode(t, decode[humansourcing.DeletedJob](t, `{"job_id":`+id+`}`)))
		require.Contains(t, encode(t, decode[humansourcing.Post](t, `{"id":`+id+`}`)), `"id":"471100"`)
	}
	require.JSONEq(t, `{"id":"a-7"}`, encode(t, decode[humansourcing.DeletedCandidate](t, `{"id":"a-7"}`)))
}

func TestARatingIsWrittenAsItIsRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		rating  humansourcing.Rating
		written string
		number  int
		ok      bool
	}{
		`0`: {"0", `0`, 0, true}, `"0"`: {"0", `0`, 0, true}, `"-1"`: {"-1", `"-1"`, -1, true}, `-1`: {"-1", `"-1"`, -1, true}, `"3"`: {"3", `"3"`, 3, true},
		`null`: {"", `null`, 0, false}, `""`: {"", `null`, 0, false}, `[]`: {"", `null`, 0, false}, `"A"`: {"A", `"A"`, 0, false},
	} {
		got := decode[humansourcing.Action](t, `{"rating":`+text+`}`).Rating
		require.Equal(t, want.rating, got, text)
		n, ok := got.Int()
		require.Equal(t, want.number, n, text)
		require.Equal(t, want.ok, ok, text)
		require.Equal(t, want.written, encode(t, got), text)
	}
	require.Error(t, json.Unmarshal([]byte(`true`), new(humansourcing.Rating)))
}

func TestDatesComeWithEitherOffset(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	for _, date := range []string{`"2026-02-03T10:00:00+0100"`, `"2026-02-03T10:00:00+01:00"`, `"2026-02-03T09:00:00Z"`, `"2026-02-03 09:00:00"`} {
		require.True(t, want.Equal(decode[humansourcing.Job](t, `{"job_updated_at":`+date+`}`).UpdatedAt), date)
		require.True(t, want.Equal(decode[humansourcing.Action](t, `{"date":`+date+`}`).Date), date)
	}
	require.Contains(t, encode(t, humansourcing.Job{UpdatedAt: want}), `"job_updated_at":"2026-02-03T09:00:00+0000"`)
	require.Contains(t, encode(t, humansourcing.Candidate{LatestActionAt: want}), `"latest_action":"2026-02-03T09:00:00+00:00"`)
}

func TestACountryMayBeAListOfNothing(t *testing.T) {
	t.Parallel()
	const country = `{"name":"Italie","code":"ITA","iso2":"IT"}`
	require.Equal(t, &humansourcing.Country{Name: "Italie", Code: "ITA", ISO2: "IT"}, decode[humansourcing.Job](t, `{"job_country_intl":`+country+`}`).Country)
	require.Nil(t, decode[humansourcing.Job](t, `{"job_country_intl":[]}`).Country)
}

// What an action is without stays absent; what somebody is without stays null.
func TestWhatIsAbsentStaysAbsent(t *testing.T) {
	t.Parallel()
	a := humansourcing.Action{ID: "1", TypeID: "2", DefaultTypeID: "3", Rating: "0", Code: humansourcing.ActionCodeClosed, Emailing: new(false)}
	require.JSONEq(t, `{"id":"1","type":"2","default_type":"3","media":null,"rating":0,"pastille":null,"code":"CLO","emailing":false,"date":null}`, encode(t, a))
	require.JSONEq(t, `{"id":7,"type":9,"mimetype":"","text":"","filename":"","uniqfilename":null}`, encode(t, humansourcing.Attachment{ID: "7", TypeID: "9"}))
	require.JSONEq(t, `{"id":"1","office":"2"}`, encode(t, humansourcing.Consultant{ID: "1", OfficeID: "2"}))
}

func TestMembersThatNobodyKnowsStayReadable(t *testing.T) {
	t.Parallel()
	const text = `{"event":"update","type":"candidate","sent_by":"x","data":{"id":1,"score":{"a":[1]},"action":[{"id":"2","colour":"red","poste":{"id":"3","remote":true},
		"consultant":{"id":"4","team":null},"attachment":[{"id":5,"sha1":"ab"}],"form":{"id":"6","lang":"fr","input":[{"id_form_answer":"7","rank":1}]}}]}}`
	e := decode[humansourcing.CandidateEvent](t, text)
	a := e.Data.Actions[0]
	require.JSONEq(t, `"x"`, string(e.Extra["sent_by"]))
	require.JSONEq(t, `{"a":[1]}`, string(e.Data.Extra["score"]))
	require.JSONEq(t, `"red"`, string(a.Extra["colour"]))
	require.JSONEq(t, `true`, string(a.Post.Extra["remote"]))
	require.JSONEq(t, `null`, string(a.Consultant.Extra["team"]))
	require.JSONEq(t, `"ab"`, string(a.Attachments[0].Extra["sha1"]))
	require.JSONEq(t, `"fr"`, string(a.Form.Extra["lang"]))
	require.JSONEq(t, `1`, string(a.Form.Answers[0].Extra["rank"]))
	require.Equal(t, e, decode[humansourcing.CandidateEvent](t, encode(t, e)))
	for _, member := range []string{`"sent_by":"x"`, `"score":{"a":[1]}`, `"rank":1`} {
		require.Contains(t, encode(t, e), member)
	}
}
