package jsonpeek_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

var seeds = []string{
	`{}`, `[]`, ` { } `, "\n[\t]\r", `null`, `true`, `false`, `0`, `-0`, `1e5`, `-1.5E-3`, `01`, `1.`, `"x"`, `"\u00e9\ud83d\ude00"`,
	`"\ud83d"`, `"\u12"`, `{"a":1}`, `{"a":1,"a":2}`, `{"a":{"b":[1,{"c":null}]},"d":[[],[[]],{}]}`, `{"a" : "b" , "c" : [ 1 , 2 ] }`,
	`{"\u0061":1,"a":2}`, `{"a":1,}`, `[1,]`, `[,]`, `{,}`, `{"a"}`, `{"a":}`, `{"a":1}{}`, `[1] x`, "\xef\xbb\xbf{}", "{\"a\":\"\x01\"}",
	"{\"\xff\":\"\xfe\"}", `[1,"two",3.0e0,true,false,null,{"x":[]}]`, `{"long name without escapes":"long text, eight bytes at a time"}`,
	`["\"","\\","\/","\b\f\n\r\t"]`, `[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]`, `{"a":"\`, `{"a":"`, `[nul]`, `[truefalse]`, `[1 2]`,
}

func addSeeds(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	for _, text := range malformed {
		f.Add([]byte(text))
	}
	f.Add(webhook(1 << 10))
}

// startsWith reports whether the first byte of data that is not white space is c.
func startsWith(data []byte, c byte) bool {
	data = bytes.TrimLeft(data, " \t\r\n")
	return len(data) > 0 && data[0] == c
}

func FuzzMembers(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		got := map[string]json.RawMessage{}
		err := jsonpeek.Members(data, func(key, value []byte) error {
			got[string(key)] = value
			return nil
		})
		require.Equal(t, json.Valid(data) && startsWith(data, '{'), err == nil)
		require.Equal(t, err, jsonpeek.Pick(data, nil), "Pick without names validates like Members")
		if err != nil || !utf8.Valid(data) {
			return // encoding/json changes names that are not UTF-8
		}
		want := map[string]json.RawMessage{}
		require.NoError(t, json.Unmarshal(data, &want))
		require.Equal(t, want, got)
	})
}

func FuzzElements(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		got := []json.RawMessage{}
		err := jsonpeek.Elements(data, func(value []byte) error {
			got = append(got, value)
			return nil
		})
		require.Equal(t, json.Valid(data) && startsWith(data, '['), err == nil)
		value, whole := jsonpeek.Value(data)
		require.Equal(t, json.Valid(data), whole == nil)
		if whole == nil {
			require.Equal(t, bytes.Trim(data, " \t\r\n"), value)
		}
		if err != nil {
			return
		}
		want := []json.RawMessage{}
		require.NoError(t, json.Unmarshal(data, &want))
		require.Equal(t, want, got)
	})
}

func FuzzText(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		got, ok := jsonpeek.Text(data)
		literal := json.Valid(data) && len(data) > 0 && data[0] == '"' && data[len(data)-1] == '"'
		require.Equal(t, literal, ok)
		if !ok || !utf8.Valid(data) {
			return
		}
		var want string
		require.NoError(t, json.Unmarshal(data, &want))
		require.Equal(t, want, string(got))
	})
}

// FuzzPickExact checks that encoding/json inserts no U+FFFD into strings that PickExact accepts.
func FuzzPickExact(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, literal []byte) {
		if !json.Valid(literal) || !startsWith(literal, '"') {
			return
		}
		literal = bytes.Trim(literal, " \t\r\n")
		var into [1][]byte
		if jsonpeek.PickExact([]byte(`{"id":`+string(literal)+`}`), into[:], "id") != nil {
			return
		}
		var decoded string
		require.NoError(t, json.Unmarshal(literal, &decoded))
		wanted := strings.Count(string(literal), "\ufffd") + strings.Count(strings.ToLower(string(literal)), `\ufffd`)
		require.LessOrEqual(t, strings.Count(decoded, "\ufffd"), wanted, "the decoder inserted a replacement character")
	})
}

// FuzzPick checks that Pick returns the values that encoding/json decodes.
func FuzzPick(f *testing.F) {
	addSeeds(f)
	f.Add([]byte(`{"ſyncType":1}`))
	f.Add([]byte(`{"syncType":[1],"SYNCTYPE":2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var into [2][]byte
		if jsonpeek.Pick(data, into[:], "syncType", "a") != nil {
			require.Equal(t, [2][]byte{}, into)
			return
		}
		var decoded struct {
			SyncType json.RawMessage `json:"syncType"`
			A        json.RawMessage `json:"a"`
		}
		require.NoError(t, json.Unmarshal(data, &decoded))
		require.Equal(t, string(decoded.SyncType), string(into[0]))
		require.Equal(t, string(decoded.A), string(into[1]))
	})
}
