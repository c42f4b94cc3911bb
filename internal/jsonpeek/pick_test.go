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

func TestPickFindsTheNamedMembers(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		names []string
		want  []string
	}{
		"in any order":                           {`{"b":2,"x":0,"a":1}`, []string{"a", "b"}, []string{"1", "2"}},
		"and leaves the absent ones empty":       {`{"b":2}`, []string{"a", "b"}, []string{"", "2"}},
		"and tells null from absent":             {`{"a":null}`, []string{"a", "b"}, []string{"null", ""}},
		"not in nested objects":                  {`{"x":{"a":1},"a":2}`, []string{"a"}, []string{"2"}},
		"spelt with escapes":                     {`{"\u0065ventType":"x"}`, []string{"eventType"}, []string{`"x"`}},
		"spelt in another case":                  {`{"EVENTTYPE":"x"}`, []string{"eventType"}, []string{`"x"`}},
		"spelt with a long s":                    {`{"ſyncType":"x"}`, []string{"syncType"}, []string{`"x"`}},
		"spelt with a Kelvin sign":               {`{"to\u212Aen":"x"}`, []string{"token"}, []string{`"x"`}},
		"though others only start alike":         {`{"i":0,"idx":0,"ids":0,"id":1}`, []string{"id"}, []string{"1"}},
		"though others that nobody wants repeat": {`{"x":1,"x":2,"id":{"id":1,"id":2}}`, []string{"id"}, []string{`{"id":1,"id":2}`}},
		"though their name is empty":             {`{"":1}`, []string{"", "a"}, []string{"1", ""}},
		"beyond ASCII":                           {`{"STRASSE":1,"ΣΤΡ":2}`, []string{"straße", "στρ"}, []string{"", "2"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := pick(c.text, c.names...)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestPickRefusesARepeatedName(t *testing.T) {
	for name, text := range map[string]string{
		"spelt the same":          `{"syncType":1,"syncType":1}`,
		"spelt with an escape":    `{"syncType":1,"s\u0079ncType":2}`,
		"spelt in another case":   `{"SYNCTYPE":1,"syncType":2}`,
		"spelt with a long s":     `{"syncType":1,"ſyncType":2}`,
		"when the first was null": `{"syncType":null,"syncType":2}`,
		"neither spelt exactly":   `{"SyncType":1,"SYNCtype":2}`,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := pick(text, "id", "syncType")
			require.ErrorIs(t, err, jsonpeek.ErrDuplicate)
			require.Equal(t, []string{"", ""}, got)
		})
	}
}

func TestPickAgreesWithTheDecoderOnSpellings(t *testing.T) {
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

func TestPickValidatesTheWholeText(t *testing.T) {
	for _, text := range []string{``, `[]`, `{"id":1`, `{"id":1}x`, `{"id":1,"x":tru}`, `{"id":1,"x":[1,]}`} {
		got, err := pick(text, "id")
		require.ErrorIs(t, err, jsonpeek.ErrSyntax, text)
		require.Equal(t, []string{""}, got)
	}
}

func TestAMalformedTextIsMalformedEvenIfItRepeatsAName(t *testing.T) {
	_, err := pick(`{"id":1,"id":2,}`, "id")
	require.ErrorIs(t, err, jsonpeek.ErrSyntax)
	require.NotErrorIs(t, err, jsonpeek.ErrDuplicate)
}

func TestPickForgetsWhatIntoHeldBefore(t *testing.T) {
	into := [][]byte{[]byte("old"), []byte("old"), []byte("beyond")}
	require.NoError(t, jsonpeek.Pick([]byte(`{"b":1}`), into, "a", "b"))
	require.Equal(t, [][]byte{nil, []byte("1"), []byte("beyond")}, into)
}

// What a decoder makes of these is the same for many: it replaces what is no Unicode with U+FFFD.
func TestPickExactRefusesStringsThatBecomeOne(t *testing.T) {
	t.Parallel()
	inexact := []string{
		`"evt-\ud83d"`, `"evt-\ud83e"`, `"\udc00"`, `"\ude00\ud83d"`, `"\ud83d\u0041"`, `"\ud83dx"`, `"\ud83d\ud83d\ude00"`, `"\uD83D\n"`,
		"\"\xff\"", "\"a\xc3\"", "\"\xed\xa0\x80\"",
	}
	exact := []string{`""`, `"evt-1"`, `"\ud83d\ude00"`, `"\uD83D\uDE00\ud83d\ude00"`, `"\ufffd"`, `"�"`, `"\\ud83d"`, `"\"\\\/\b\f\n\r\t\u00e9"`, `"é😀"`}
	exact = append(exact, `1`, `null`, `true`, `["\ud83d"]`, `{"id":"\ud83d"}`) // what is inside of these is not looked at
	for _, pick := range []func([]byte, [][]byte, ...string) error{jsonpeek.PickExact, jsonpeek.UncheckedPickExact} {
		for _, value := range inexact {
			into := [2][]byte{nil, []byte("old")}
			err := pick([]byte(`{"type":"t","id":`+value+`}`), into[:], "type", "id")
			require.ErrorIs(t, err, jsonpeek.ErrInvalidUnicode, value)
			require.EqualError(t, err, "jsonpeek: JSON string that is not valid Unicode at byte 12")
			require.Equal(t, [2][]byte{}, into)
			require.NoError(t, pick([]byte(`{"type":"t","other":`+value+`}`), into[:], "type", "id"), "nobody asked for it")
		}
		for _, value := range exact {
			var into [1][]byte
			require.NoError(t, pick([]byte(`{"id":`+value+`}`), into[:], "id"), value)
			require.Equal(t, value, string(into[0]))
		}
	}
}
