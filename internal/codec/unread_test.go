package codec_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
)

type action struct {
	Date           time.Time `json:"date"`
	Rate           *int      `json:"rate"`
	rolecall.Extra `json:"-"`
}

type person struct {
	ID             string      `json:"id" codec:"strict"`
	Name           string      `json:"name"`
	At             time.Time   `json:"at,omitzero"`
	Epoch          time.Time   `json:"epoch,omitzero" wire:"epochms"`
	Past           *time.Time  `json:"past" alt:"before,earlier"`
	Age            int         `json:"age"`
	Score          *float64    `json:"score,omitempty"`
	Active         *bool       `json:"active"`
	Kind           status      `json:"kind"`
	Tags           []string    `json:"tags"`
	Numbers        []*int      `json:"numbers"`
	Actions        []action    `json:"actions"`
	Latest         *action     `json:"latest"`
	Plain          *department `json:"plain"`
	Custom         numberOnly  `json:"custom"`
	rolecall.Extra `json:"-"`
}

// numberOnly has its own UnmarshalJSON, which accepts only a number.
type numberOnly struct{ N int }

func (n *numberOnly) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, &n.N) }
func (n numberOnly) MarshalJSON() ([]byte, error)  { return json.Marshal(n.N) }

func TestUnreadMember(t *testing.T) {
	t.Parallel()
	for member, want := range map[string]string{
		`"at":"yesterday"`:                  "at: text that is not a time",
		`"at":true`:                         "at: true where a time is expected",
		`"at":{"date":5}`:                   "at: an object where a time is expected",
		`"at":2019`:                         "at: a number out of range where a time is expected",
		`"epoch":"soon"`:                    "epoch: text that is not a time",
		`"past":"soon"`:                     "past: text that is not a time",
		`"earlier":"soon"`:                  "earlier: text that is not a time",
		`"AT":"soon"`:                       "AT: text that is not a time",
		`"age":"forty"`:                     "age: text that is not a whole number",
		`"age":1.5`:                         "age: a fraction where a whole number is expected",
		`"age":1e99`:                        "age: a number out of range where a whole number is expected",
		`"score":[1]`:                       "score: an array where a number is expected",
		`"active":"oui"`:                    "active: text that is not a boolean",
		`"active":2`:                        "active: a number where a boolean is expected",
		`"name":{"fr":"x"}`:                 "name: an object where text is expected",
		`"kind":["OPEN"]`:                   "kind: an array where text is expected",
		`"tags":7`:                          "tags: a number where a list is expected",
		`"latest":"x"`:                      "latest: text that is not an object",
		`"latest":{"rate":null,"date":"x"}`: "latest.date: text that is not a time",
		`"plain":{"id":true,"name":"p"}`:    "plain.id: true where text is expected",
		`"plain":[1]`:                       "plain: an array where an object is expected",
		`"custom":"x"`:                      "custom: text that is not a numberOnly",
	} {
		text := `{"id":"7","name":"n","unknown":1,` + member + `,"age":7}`
		if member[1:4] == "age" {
			text = `{"id":"7","name":"n","unknown":1,` + member + `}`
		}
		var got person
		require.NoError(t, codec.Unmarshal([]byte(text), &got), text)
		require.Equal(t, "7", got.ID)
		require.Equal(t, "1", string(got.Extra["unknown"]))
		members := codec.Unread(&got)
		require.Len(t, members, 1, text)
		require.Equal(t, want, members[0].String(), text)
		again, err := codec.Marshal(got)
		require.NoError(t, err)
		require.Contains(t, string(again), member, "the value is written unmodified")
		var second person
		require.NoError(t, codec.Unmarshal(again, &second))
		require.Equal(t, got, second, text)
		require.Equal(t, members, codec.Unread(second), "the unread members of the decoded record")
	}
}

func TestUnreadListElement(t *testing.T) {
	t.Parallel()
	const text = `{"id":"7","actions":[{"rate":1},5,{"rate":"x","date":"2024-05-01"}],"numbers":[1,"x",3],"tags":["a",{},["b"],"c"]}`
	one, three := 1, 3
	var got person
	require.NoError(t, codec.Unmarshal([]byte(text), &got))
	require.Equal(t, []*int{&one, nil, &three}, got.Numbers)
	require.Equal(t, []string{"a", "", "", "c"}, got.Tags)
	require.Len(t, got.Actions, 3)
	require.Equal(t, &one, got.Actions[0].Rate)
	require.Equal(t, 2024, got.Actions[2].Date.Year())
	require.Equal(t, []codec.UnreadMember{
		{Model: "person", Path: "actions[1]", Want: "object", Got: "number"},
		{Model: "person", Path: "numbers[1]", Want: "whole number", Got: "text"},
		{Model: "person", Path: "tags[2]", Want: "text", Got: "array"},
		{Model: "action", Path: "actions[2].rate", Want: "whole number", Got: "text"},
	}, codec.Unread(got))
	again, err := codec.Marshal(got)
	require.NoError(t, err)
	for _, list := range []string{`"actions":[{"rate":1},5,`, `"numbers":[1,"x",3]`, `"tags":["a",{},["b"],"c"]`} {
		require.Contains(t, string(again), list)
	}
}

func TestMarshalChangedField(t *testing.T) {
	t.Parallel()
	var got person
	require.NoError(t, codec.Unmarshal([]byte(`{"id":"7","at":"soon","tags":["a",["b"]],"age":"x"}`), &got))
	got.At = time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	got.Tags = []string{"a"}
	again, err := codec.Marshal(got)
	require.NoError(t, err)
	require.Contains(t, string(again), `"at":"2024-05-01T00:00:00Z"`)
	require.Contains(t, string(again), `"tags":["a"]`)
	require.Contains(t, string(again), `"age":"x"`)
}

func TestRepeatedMember(t *testing.T) {
	t.Parallel()
	var got person
	require.NoError(t, codec.Unmarshal([]byte(`{"id":"7","age":"x","AGE":8,"name":"n","kind":"k","kind":{"a":1},"score":1,"score":"x","score":"y"}`), &got))
	require.Equal(t, 8, got.Age)
	require.Empty(t, got.Kind, "the last value counts, although it does not fit")
	require.Nil(t, got.Score)
	require.Equal(t, raws("kind", `{"a":1}`, "score", `"y"`), got.Extra)
}

func TestInvalidRequiredMember(t *testing.T) {
	t.Parallel()
	require.EqualError(t, codec.Unmarshal([]byte(`{"id":{"a":1},"age":7}`), new(person)), "id: an object where text is expected")
	require.NoError(t, codec.Unmarshal([]byte(`{"age":7}`), new(person)), "strict rejects an invalid value, not an absent member")
	type family struct {
		People         []person `json:"people"`
		rolecall.Extra `json:"-"`
	}
	var got family
	require.NoError(t, codec.Unmarshal([]byte(`{"people":[{"id":["x"]},{"id":2}]}`), &got))
	require.Equal(t, "2", got.People[1].ID)
	require.Equal(t, "people[0].id: an array where text is expected", codec.Unread(got)[0].String())
}

func TestErrorWithoutExtra(t *testing.T) {
	t.Parallel()
	var got department
	require.EqualError(t, codec.Unmarshal([]byte(`{"id":true,"name":"n"}`), &got), "id: true where text is expected")
	require.Equal(t, "n", got.Name, "the other members are decoded")
}

func TestInvalidTagsAlwaysFail(t *testing.T) {
	t.Parallel()
	type wrong struct {
		N string `json:"n" wire:"millis"`
	}
	var got struct {
		Wrong          wrong `json:"wrong"`
		rolecall.Extra `json:"-"`
	}
	require.ErrorContains(t, codec.Unmarshal([]byte(`{"wrong":{"n":"1"}}`), &got), `wire:"millis"`)
}

func TestReporting(t *testing.T) {
	t.Parallel()
	calls := [][]codec.UnreadMember{}
	decode := codec.Reporting(func(members []codec.UnreadMember) { calls = append(calls, members) })

	var first, second model
	require.NoError(t, decode([]byte(` {"id":"1"} `), &first))
	require.NoError(t, decode([]byte(`{"id":"1","noted":[]}`), &second))
	var plain map[string]int
	require.NoError(t, decode([]byte(`{"a":1}`), &plain))
	require.Equal(t, map[string]int{"a": 1}, plain)
	require.Empty(t, calls)

	var p reporting
	require.NoError(t, decode([]byte(`{"id":"secret","at":"secret","age":"secret","actions":[{"date":"secret"}]}`), &p))
	require.Len(t, calls, 1, "one report per record")
	require.Len(t, calls[0], 3)
	require.NotContains(t, fmt.Sprintf("%+v %v", calls[0], calls[0]), "secret")

	for _, malformed := range []string{`{"id":`, `{"id":"1"}x`, `7`} {
		require.Error(t, decode([]byte(malformed), &p))
	}
	require.Error(t, decode([]byte(`7`), &plain))
	require.Len(t, calls, 1)
	_, isCodecError := errors.AsType[*codec.Error](decode([]byte(`{"id":{"a":"secret"}}`), &p))
	require.True(t, isCodecError)
}

// reporting is a person with its own UnmarshalJSON.
type reporting person

func (r *reporting) UnmarshalJSON(b []byte) error { return codec.UnmarshalValid(b, (*person)(r)) }
