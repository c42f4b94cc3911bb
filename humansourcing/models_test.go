package humansourcing_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/humansourcing"
)

// emptyValues are the ways in which Human Sourcing may write an empty value.
var emptyValues = []string{`""`, `null`, `[]`, `{}`, `false`, `{ }`}

// members returns the JSON names of a model's fields.
func members[M any]() []string {
	var names []string
	for field := range reflect.TypeFor[M]().Fields() {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// requireZero requires that an object whose members are all empty decodes into the zero M. The object does not
// have the members in except.
func requireZero[M any](t *testing.T, empty string, except ...string) {
	t.Helper()
	object := map[string]json.RawMessage{}
	for _, name := range members[M]() {
		if !slices.Contains(except, name) {
			object[name] = json.RawMessage(empty)
		}
	}
	var want M
	require.Equal(t, want, decode[M](t, encode(t, object)), "%T as %s", want, empty)
}

func TestEmptyValues(t *testing.T) {
	t.Parallel()
	for _, empty := range emptyValues {
		requireZero[humansourcing.Job](t, empty)
		requireZero[humansourcing.Country](t, empty)
		requireZero[humansourcing.DeletedJob](t, empty)
		requireZero[humansourcing.Candidate](t, empty)
		requireZero[humansourcing.Consultant](t, empty)
		requireZero[humansourcing.Post](t, empty)
		requireZero[humansourcing.Attachment](t, empty)
		requireZero[humansourcing.Form](t, empty)
		requireZero[humansourcing.Answer](t, empty)
		requireZero[humansourcing.DeletedCandidate](t, empty)
		if empty == `false` {
			requireZero[humansourcing.Action](t, empty, "emailing")
		} else {
			requireZero[humansourcing.Action](t, empty)
		}
	}
	const date = `"0000-00-00 00:00:00"`
	require.Equal(t, humansourcing.Job{}, decode[humansourcing.Job](t, `{"job_jobstart":`+date+`,"job_published_at":`+date+`}`))
	require.Equal(t, humansourcing.Action{}, decode[humansourcing.Action](t, `{"form":{"id":"","image":null,"input":[]},"poste":{"consultant":{}}}`), "nested empty values")
	require.Equal(t, `{}`, encode(t, humansourcing.DeletedJob{}))
}

func TestModelsRoundTrip(t *testing.T) {
	t.Parallel()
	requireRoundTrip[humansourcing.JobEvent](t)
	requireRoundTrip[humansourcing.JobDeletedEvent](t)
	requireRoundTrip[humansourcing.CandidateEvent](t)
	requireRoundTrip[humansourcing.CandidateDeletedEvent](t)
	requireRoundTrip[humansourcing.RawEvent](t)
}

// requireRoundTrip requires that the zero M, and an M whose fields are all set, are unchanged after encoding and
// decoding.
func requireRoundTrip[M any](t *testing.T) {
	t.Helper()
	var zero, full M
	require.Equal(t, zero, decode[M](t, encode(t, zero)))
	n := 0
	fill(t, reflect.ValueOf(&full).Elem(), &n)
	text := encode(t, full)
	require.Equal(t, full, decode[M](t, text))
	require.Empty(t, humansourcing.Unread(&full))
}

// fill sets all fields in v to different values, and counts them in n.
func fill(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch value := v.Addr().Interface().(type) {
	case *time.Time:
		*value = time.Date(2026, 1, 1, 0, 0, *n, 0, time.UTC)
		return
	case *json.RawMessage:
		*value = json.RawMessage(strconv.Itoa(*n))
		return
	case *rolecall.Extra:
		*value = rolecall.Extra{"unknown": json.RawMessage(`{"n":` + strconv.Itoa(*n) + `}`)}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strconv.Itoa(*n))
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(*n%2 == 0)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for k := range v.Len() {
			fill(t, v.Index(k), n)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(t, field, n)
		}
	default:
		require.Fail(t, "fill does not support this type", "%s", v.Type())
	}
}

func TestIDsAsNumbersAndStrings(t *testing.T) {
	t.Parallel()
	for _, id := range []string{`471100`, `"471100"`} {
		require.Equal(t, "471100", decode[humansourcing.Job](t, `{"job_id":`+id+`}`).ID)
		require.Equal(t, "471100", decode[humansourcing.Post](t, `{"id":`+id+`}`).ID)
		require.Equal(t, "471100", decode[humansourcing.Attachment](t, `{"type":`+id+`}`).TypeID)
		require.JSONEq(t, `{"job_id":"471100"}`, encode(t, decode[humansourcing.DeletedJob](t, `{"job_id":`+id+`}`)))
		require.Contains(t, encode(t, decode[humansourcing.Post](t, `{"id":`+id+`}`)), `"id":"471100"`)
	}
	require.JSONEq(t, `{"id":"a-7"}`, encode(t, decode[humansourcing.DeletedCandidate](t, `{"id":"a-7"}`)))
}

func TestRating(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		rating  humansourcing.Rating
		encoded string
		number  int
		ok      bool
	}{
		`0`: {"0", `{"rating":"0"}`, 0, true}, `"0"`: {"0", `{"rating":"0"}`, 0, true}, `"-1"`: {"-1", `{"rating":"-1"}`, -1, true},
		`-1`: {"-1", `{"rating":"-1"}`, -1, true}, `"3"`: {"3", `{"rating":"3"}`, 3, true}, `null`: {"", `{}`, 0, false},
		`""`: {"", `{}`, 0, false}, `[]`: {"", `{}`, 0, false}, `"A"`: {"A", `{"rating":"A"}`, 0, false},
	} {
		action := decode[humansourcing.Action](t, `{"rating":`+text+`}`)
		require.Equal(t, want.rating, action.Rating, text)
		n, ok := action.Rating.Int()
		require.Equal(t, want.number, n, text)
		require.Equal(t, want.ok, ok, text)
		require.JSONEq(t, want.encoded, encode(t, action), text)
		require.Empty(t, humansourcing.Unread(action))
	}
	require.Len(t, humansourcing.Unread(decode[humansourcing.Action](t, `{"rating":true}`)), 1)
}

func TestTimeOffsets(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	for _, date := range []string{`"2026-02-03T10:00:00+0100"`, `"2026-02-03T10:00:00+01:00"`, `"2026-02-03T09:00:00Z"`, `"2026-02-03 09:00:00"`} {
		require.True(t, want.Equal(decode[humansourcing.Job](t, `{"job_updated_at":`+date+`}`).UpdatedAt), date)
		require.True(t, want.Equal(decode[humansourcing.Action](t, `{"date":`+date+`}`).Date), date)
	}
	require.Contains(t, encode(t, humansourcing.Job{UpdatedAt: want}), `"job_updated_at":"2026-02-03T09:00:00Z"`)
	require.Contains(t, encode(t, humansourcing.Candidate{LatestActionAt: want}), `"latest_action":"2026-02-03T09:00:00Z"`)
}

func TestCountry(t *testing.T) {
	t.Parallel()
	const country = `{"name":"Italie","code":"ITA","iso2":"IT"}`
	require.Equal(t, &humansourcing.Country{Name: "Italie", Code: "ITA", ISO2: "IT"}, decode[humansourcing.Job](t, `{"job_country_intl":`+country+`}`).Country)
	require.Nil(t, decode[humansourcing.Job](t, `{"job_country_intl":[]}`).Country)
}

func TestEncodingOmitsEmptyFields(t *testing.T) {
	t.Parallel()
	a := humansourcing.Action{ID: "1", TypeID: "2", DefaultTypeID: "3", Rating: "0", Code: humansourcing.ActionCodeClosed, Emailing: new(false)}
	require.JSONEq(t, `{"id":"1","type":"2","default_type":"3","rating":"0","code":"CLO","emailing":false}`, encode(t, a))
	require.JSONEq(t, `{"id":"7","type":"9"}`, encode(t, humansourcing.Attachment{ID: "7", TypeID: "9"}))
	require.JSONEq(t, `{"id":"1","office":"2"}`, encode(t, humansourcing.Consultant{ID: "1", OfficeID: "2"}))
}

func TestUnknownMembers(t *testing.T) {
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
