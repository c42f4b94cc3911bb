package jsonpeek_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

func pick(text string, names ...string) ([]string, error) {
	into := make([][]byte, len(names))
	err := jsonpeek.Pick([]byte(text), into, names...)
	var values []string
	for _, value := range into {
		values = append(values, string(value))
	}
	return values, err
}

func TestPick(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		names []string
		want  []string
	}{
		"any order":                                 {`{"b":2,"x":0,"a":1}`, []string{"a", "b"}, []string{"1", "2"}},
		"absent member":                             {`{"b":2}`, []string{"a", "b"}, []string{"", "2"}},
		"null is not absent":                        {`{"a":null}`, []string{"a", "b"}, []string{"null", ""}},
		"ignores nested objects":                    {`{"x":{"a":1},"a":2}`, []string{"a"}, []string{"2"}},
		"name with escapes":                         {`{"\u0065ventType":"x"}`, []string{"eventType"}, []string{`"x"`}},
		"name in another case":                      {`{"EVENTTYPE":"x"}`, []string{"eventType"}, []string{`"x"`}},
		"name with a long s":                        {`{"ſyncType":"x"}`, []string{"syncType"}, []string{`"x"`}},
		"name with a Kelvin sign":                   {`{"to\u212Aen":"x"}`, []string{"token"}, []string{`"x"`}},
		"names with the same prefix":                {`{"i":0,"idx":0,"ids":0,"id":1}`, []string{"id"}, []string{"1"}},
		"duplicates of members that are not picked": {`{"x":1,"x":2,"id":{"id":1,"id":2}}`, []string{"id"}, []string{`{"id":1,"id":2}`}},
		"empty name":                                {`{"":1}`, []string{"", "a"}, []string{"1", ""}},
		"non-ASCII names":                           {`{"STRASSE":1,"ΣΤΡ":2}`, []string{"straße", "στρ"}, []string{"", "2"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := pick(c.text, c.names...)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestPickDuplicate(t *testing.T) {
	for name, text := range map[string]string{
		"same spelling":         `{"syncType":1,"syncType":1}`,
		"with an escape":        `{"syncType":1,"s\u0079ncType":2}`,
		"in another case":       `{"SYNCTYPE":1,"syncType":2}`,
		"with a long s":         `{"syncType":1,"ſyncType":2}`,
		"first is null":         `{"syncType":null,"syncType":2}`,
		"neither in exact case": `{"SyncType":1,"SYNCtype":2}`,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := pick(text, "id", "syncType")
			require.ErrorIs(t, err, jsonpeek.ErrDuplicate)
			require.Equal(t, []string{"", ""}, got)
		})
	}
}

func TestPickNameMatching(t *testing.T) {
	for _, key := range []string{
		"syncType", "SYNCTYPE", "ſyncType", "ſYNCTYPE", "sync_type", "sync-type", "synctype ", "syncTypé", "ſſyncType",
		"syncTyp", "syncTypes", "", "ѕyncType" /* a Cyrillic letter */, "ｓyncType", "s\u0307yncType",
	} {
		text, err := json.Marshal(map[string]int{key: 1})
		require.NoError(t, err)
		var decoded struct {
			SyncType int `json:"syncType"`
		}
		require.NoError(t, json.Unmarshal(text, &decoded))
		got, err := pick(string(text), "syncType")
		require.NoError(t, err)
		require.Equal(t, decoded.SyncType == 1, got[0] == "1", key)
	}
}

func TestPickValidates(t *testing.T) {
	for _, text := range []string{``, `[]`, `{"id":1`, `{"id":1}x`, `{"id":1,"x":tru}`, `{"id":1,"x":[1,]}`} {
		got, err := pick(text, "id")
		require.ErrorIs(t, err, jsonpeek.ErrSyntax, text)
		require.Equal(t, []string{""}, got)
	}
}

func TestPickMalformedWithDuplicate(t *testing.T) {
	_, err := pick(`{"id":1,"id":2,}`, "id")
	require.ErrorIs(t, err, jsonpeek.ErrSyntax)
	require.NotErrorIs(t, err, jsonpeek.ErrDuplicate)
}

func TestPickOverwritesInto(t *testing.T) {
	into := [][]byte{[]byte("old"), []byte("old"), []byte("beyond")}
	require.NoError(t, jsonpeek.Pick([]byte(`{"b":1}`), into, "a", "b"))
	require.Equal(t, [][]byte{nil, []byte("1"), []byte("beyond")}, into)
}

// A decoder replaces invalid Unicode with U+FFFD, so that different strings become equal.
func TestPickExactInvalidUnicode(t *testing.T) {
	t.Parallel()
	inexact := []string{
		`"evt-\ud83d"`, `"evt-\ud83e"`, `"\udc00"`, `"\ude00\ud83d"`, `"\ud83d\u0041"`, `"\ud83dx"`, `"\ud83d\ud83d\ude00"`, `"\uD83D\n"`,
		"\"\xff\"", "\"a\xc3\"", "\"\xed\xa0\x80\"",
	}
	exact := []string{`""`, `"evt-1"`, `"\ud83d\ude00"`, `"\uD83D\uDE00\ud83d\ude00"`, `"\ufffd"`, `"�"`, `"\\ud83d"`, `"\"\\\/\b\f\n\r\t\u00e9"`, `"é😀"`}
	exact = append(exact, `1`, `null`, `true`, `["\ud83d"]`, `{"id":"\ud83d"}`) // strings inside these values are not checked
	for _, pick := range []func([]byte, [][]byte, ...string) error{jsonpeek.PickExact, jsonpeek.UncheckedPickExact} {
		for _, value := range inexact {
			into := [2][]byte{nil, []byte("old")}
			err := pick([]byte(`{"type":"t","id":`+value+`}`), into[:], "type", "id")
			require.ErrorIs(t, err, jsonpeek.ErrInvalidUnicode, value)
			require.EqualError(t, err, "jsonpeek: JSON string is not valid Unicode at byte 12")
			require.Equal(t, [2][]byte{}, into)
			require.NoError(t, pick([]byte(`{"type":"t","other":`+value+`}`), into[:], "type", "id"), "the member is not picked")
		}
		for _, value := range exact {
			var into [1][]byte
			require.NoError(t, pick([]byte(`{"id":`+value+`}`), into[:], "id"), value)
			require.Equal(t, value, string(into[0]))
		}
	}
}
