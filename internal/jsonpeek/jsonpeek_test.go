package jsonpeek_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// members returns the members of an object as "name=value" strings.
func members(text string) ([]string, error) {
	var lines []string
	err := jsonpeek.Members([]byte(text), func(key, value []byte) error {
		lines = append(lines, string(key)+"="+string(value))
		return nil
	})
	return lines, err
}

// elements returns the elements of an array.
func elements(text string) ([]string, error) {
	var values []string
	err := jsonpeek.Elements([]byte(text), func(value []byte) error {
		values = append(values, string(value))
		return nil
	})
	return values, err
}

func TestMembers(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"empty object":                   {`{}`, nil},
		"empty object with space inside": {" {\n} ", nil},
		"in order":                       {`{"b":1,"a":2}`, []string{"b=1", "a=2"}},
		"without space around values":    {"\t{ \"a\" :\r\n 1 , \"b\" : [ 1 ] }\n", []string{"a=1", "b=[ 1 ]"}},
		"names are unescaped":            {`{"\u0065v\"\\\/\b\f\n\r\t":1}`, []string{"ev\"\\/\b\f\n\r\t=1"}},
		"surrogate pair":                 {`{"\ud83d\ude00":1}`, []string{"😀=1"}},
		"unpaired surrogates":            {`{"\ud83d":1,"\ude00x":2,"\ud83d\u0041":3}`, []string{"\uFFFD=1", "\uFFFDx=2", "\uFFFDA=3"}},
		"duplicate name":                 {`{"a":1,"a":2}`, []string{"a=1", "a=2"}},
		"empty name":                     {`{"":1}`, []string{"=1"}},
		"nested values are unmodified":   {`{"a":{"b":[{"c":"}]"},[]]},"d":null}`, []string{`a={"b":[{"c":"}]"},[]]}`, "d=null"}},
		"all kinds of scalars":           {`{"a":-0.5e+10,"b":true,"c":false,"d":null,"e":"x"}`, []string{"a=-0.5e+10", "b=true", "c=false", "d=null", `e="x"`}},
		"invalid UTF-8 is unmodified":    {"{\"\xff\":\"\xfe\"}", []string{"\xff=\"\xfe\""}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := members(c.text)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestElements(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"empty array":          {` [ ] `, nil},
		"in order":             {`[1,"a",null]`, []string{"1", `"a"`, "null"}},
		"without space around": {"[ 1 ,\n[ 2 , 3 ] , { } ]", []string{"1", "[ 2 , 3 ]", "{ }"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := elements(c.text)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

// malformed contains invalid JSON. Each entry is tested as a document, as the value of a member and
// as an element.
var malformed = map[string]string{
	"nothing":                       "",
	"a byte order mark":             "\xef\xbb\xbf1",
	"a form feed for space":         "\f1",
	"a no-break space":              "\u00a01",
	"an unknown literal":            "nil",
	"a truncated literal":           "tru",
	"a literal in upper case":       "True",
	"a leading plus":                "+1",
	"a leading zero":                "01",
	"a minus without digits":        "-",
	"a point without digits before": ".5",
	"a point without digits after":  "1.",
	"an exponent without digits":    "1e",
	"an exponent with only a sign":  "1e+",
	"a hexadecimal number":          "0x10",
	"not a number":                  "NaN",
	"an open string":                `"a`,
	"a control character in text":   "\"a\x1f\"",
	"a line break in text":          "\"a\n\"",
	"an unknown escape":             `"\x"`,
	"a truncated escape":            `"\`,
	"three hexadecimal digits":      `"\u12"`,
	"a letter that is not a digit":  `"\u12g4"`,
	"single quotes":                 `'a'`,
	"an open array":                 `[1`,
	"a comma before the bracket":    `[1,]`,
	"a comma first":                 `[,1]`,
	"a comma missing":               `[1 2]`,
	"a wrong bracket":               `[1}`,
	"an open object":                `{"a":1`,
	"an object with a last comma":   `{"a":1,}`,
	"an object with a first comma":  `{,"a":1}`,
	"a name without quotes":         `{a:1}`,
	"a name alone":                  `{"a"}`,
	"a name without value":          `{"a":}`,
	"a value without name":          `{:1}`,
	"a number for a name":           `{1:1}`,
	"an equals sign":                `{"a"=1}`,
	"a comment":                     `/**/1`,
	"two values":                    `1 1`,
}

func TestMalformed(t *testing.T) {
	for name, text := range malformed {
		t.Run(name, func(t *testing.T) {
			require.False(t, json.Valid([]byte(text)), "the test case is valid JSON")
			_, err := jsonpeek.Value([]byte(text))
			require.ErrorIs(t, err, jsonpeek.ErrSyntax)
			_, err = members(`{"a":` + text + `}`)
			require.ErrorIs(t, err, jsonpeek.ErrSyntax)
			_, err = elements(`[{"x":[` + text + `,1]}]`)
			require.ErrorIs(t, err, jsonpeek.ErrSyntax)
		})
	}
}

func TestWrongKind(t *testing.T) {
	for _, text := range []string{``, ` `, `[]`, `"{}"`, `1`, `null`, `true`, `{}{}`, `{} x`, "\xef\xbb\xbf{}"} {
		_, err := members(text)
		require.ErrorIs(t, err, jsonpeek.ErrSyntax, text)
	}
	for _, text := range []string{``, ` `, `{}`, `"[]"`, `1`, `null`, `[][]`, `[] x`} {
		_, err := elements(text)
		require.ErrorIs(t, err, jsonpeek.ErrSyntax, text)
	}
}

func TestErrorText(t *testing.T) {
	_, err := members(`{"secret": "hush", "n": 01}`)
	var rejected *jsonpeek.Error
	require.ErrorAs(t, err, &rejected)
	require.Equal(t, 25, rejected.Offset)
	require.EqualError(t, err, "jsonpeek: malformed JSON at byte 25: comma or closing bracket expected")

	err = jsonpeek.Pick([]byte(`{"id":1, "ID":2}`), make([][]byte, 1), "id")
	require.EqualError(t, err, "jsonpeek: duplicate JSON member name at byte 9")
}

func TestValueTrimsSpace(t *testing.T) {
	got, err := jsonpeek.Value([]byte("\n [1, 2]\t"))
	require.NoError(t, err)
	require.Equal(t, "[1, 2]", string(got))
}

func TestDepth(t *testing.T) {
	const limit = 10000
	nested := func(open, inner, closing string, levels int) string {
		return strings.Repeat(open, levels) + inner + strings.Repeat(closing, levels)
	}
	t.Run("accepts 10000 levels like encoding/json", func(t *testing.T) {
		for _, text := range []string{nested("[", "", "]", limit), nested(`{"a":`, "1", "}", limit), nested(`[{"a":`, "1", "}]", limit/2)} {
			require.True(t, json.Valid([]byte(text)))
			_, err := jsonpeek.Value([]byte(text))
			require.NoError(t, err)
		}
		_, err := members(nested(`{"a":`, "1", "}", limit))
		require.NoError(t, err)
		_, err = elements(nested("[", "", "]", limit))
		require.NoError(t, err)
	})
	t.Run("rejects 10001 levels", func(t *testing.T) {
		for _, text := range []string{nested("[", "", "]", limit+1), nested(`{"a":`, "1", "}", limit+1), nested("[", "", "", 1<<20)} {
			require.False(t, json.Valid([]byte(text)))
			_, err := jsonpeek.Value([]byte(text))
			require.ErrorIs(t, err, jsonpeek.ErrTooDeep)
		}
		_, err := members(nested(`{"a":`, "1", "}", limit+1))
		require.ErrorIs(t, err, jsonpeek.ErrTooDeep)
		_, err = elements(nested("[", "", "]", limit+1))
		require.ErrorIs(t, err, jsonpeek.ErrTooDeep)
	})
}

func TestMembersWithin(t *testing.T) {
	within := func(depth int, text string) error {
		return jsonpeek.MembersWithin([]byte(text), depth, func(_, _ []byte) error { return nil })
	}
	require.NoError(t, within(1, `{"a":1}`))
	require.ErrorIs(t, within(1, `{"a":[]}`), jsonpeek.ErrTooDeep)
	require.NoError(t, within(3, `{"a":[{}],"b":[[]]}`))
	require.ErrorIs(t, within(3, `{"a":[{}],"b":[[{}]]}`), jsonpeek.ErrTooDeep)
	require.ErrorIs(t, within(1<<30, strings.Repeat(`{"a":`, 10001)), jsonpeek.ErrTooDeep)
}

func TestCallbackError(t *testing.T) {
	stop := errors.New("stop")
	calls := 0
	err := jsonpeek.Members([]byte(`{"a":1,"b":2,`), func(_, _ []byte) error { calls++; return stop })
	require.Equal(t, err, stop)
	require.Equal(t, 1, calls)
	err = jsonpeek.Elements([]byte(`[1,2,`), func([]byte) error { calls++; return stop })
	require.Equal(t, err, stop)
	require.Equal(t, 2, calls)
}

func TestAppendToResult(t *testing.T) {
	text := []byte(`{"a":"b","c":[1,2]}`)
	was := string(text)
	require.NoError(t, jsonpeek.Members(text, func(key, value []byte) error {
		_ = append(key, '!')
		_ = append(value, '!')
		inner, _ := jsonpeek.Text(value)
		_ = append(inner, '!')
		return nil
	}))
	require.Equal(t, was, string(text))
}

func TestKindOf(t *testing.T) {
	for text, want := range map[string]jsonpeek.Kind{
		`null`: jsonpeek.Null, `true`: jsonpeek.Bool, `false`: jsonpeek.Bool, `0`: jsonpeek.Number, `-1`: jsonpeek.Number,
		`9`: jsonpeek.Number, `""`: jsonpeek.String, `[]`: jsonpeek.Array, `{}`: jsonpeek.Object, ``: jsonpeek.Invalid,
		` 1`: jsonpeek.Invalid, `+1`: jsonpeek.Invalid, `x`: jsonpeek.Invalid,
	} {
		require.Equal(t, want, jsonpeek.KindOf([]byte(text)), text)
	}
	require.Equal(t, "invalid null bool number string array object", strings.Join([]string{
		jsonpeek.Invalid.String(), jsonpeek.Null.String(), jsonpeek.Bool.String(), jsonpeek.Number.String(),
		jsonpeek.String.String(), jsonpeek.Array.String(), jsonpeek.Object.String(),
	}, " "))
}

func TestText(t *testing.T) {
	for literal, want := range map[string]string{
		`""`: "", `"a"`: "a", `"ünï"`: "ünï", `"\u00fc"`: "ü", `"\u20AC"`: "€", `"a\/b"`: "a/b", `"\"\\\b\f\n\r\t"`: "\"\\\b\f\n\r\t",
		`"\ud83d\ude00"`: "😀", `"\uD83D\uDE00!"`: "😀!", `"\ud83d"`: "\uFFFD", `"\ude00\ud83d"`: "\uFFFD\uFFFD",
		`"\ud83d\ud83d\ude00"`: "\uFFFD😀", `"\ud83dx"`: "\uFFFDx", `"\ud83d\n"`: "\uFFFD\n", `"\u0000"`: "\x00",
		`"a long text without any escape at all"`: "a long text without any escape at all",
	} {
		got, ok := jsonpeek.Text([]byte(literal))
		require.True(t, ok, literal)
		require.Equal(t, want, string(got), literal)
	}
	for _, literal := range []string{``, `"`, `a`, `null`, `1`, `["a"]`, `"a`, `a"`, `"a" `, ` "a"`, `"a"b"`, `"a""`, `"\"`, `"\u12"`, "\"\n\""} {
		_, ok := jsonpeek.Text([]byte(literal))
		require.False(t, ok, literal)
	}
}
