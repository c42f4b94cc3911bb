package codec_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/codec"
)

// one is a struct with a single field, V.
type one[T any] struct {
	V T `json:"v"`
}

// decode decodes {"v": value} into a field of type T. value is JSON.
func decode[T any](value string) (T, error) {
	var target one[T]
	err := codec.Unmarshal([]byte(`{"v":`+value+`}`), &target)
	return target.V, err
}

// decodesTo requires that each JSON value of table decodes to the Go value next to it. The field holds before
// at first.
func decodesTo[T any](t *testing.T, before T, table map[string]T) {
	t.Helper()
	for value, want := range table {
		target := one[T]{V: before}
		require.NoError(t, codec.Unmarshal([]byte(`{"v":`+value+`}`), &target), value)
		require.Equal(t, want, target.V, value)
	}
}

// rejects requires that each JSON value of table fails with the error text next to it.
func rejects[T any](t *testing.T, table map[string]string) {
	t.Helper()
	for value, want := range table {
		_, err := decode[T](value)
		require.EqualError(t, err, want, value)
	}
}

type status string

func TestStrings(t *testing.T) {
	t.Run("string, number and empty value", func(t *testing.T) {
		decodesTo(t, "old", map[string]string{
			`"x"`: "x", `""`: "", `"a\nb\u00e9"`: "a\nbé", `12`: "12", `-1.50e3`: "-1.50e3", `0`: "0", `"12"`: "12", `"null"`: "null",
			`null`: "", `false`: "", `{}`: "", `[]`: "", `{ }`: "", "[\n]": "", `12345678901234567890123`: "12345678901234567890123",
			"\"a\xff\xfeb\"": "a\uFFFD\uFFFDb",
		})
	})
	t.Run("named string type", func(t *testing.T) {
		decodesTo(t, "OLD", map[string]status{`"OPEN"`: "OPEN", `7`: "7", `null`: "", `[]`: ""})
	})
	t.Run("pointer distinguishes an empty string from null", func(t *testing.T) {
		x, empty := "x", ""
		decodesTo(t, &x, map[string]*string{`"x"`: &x, `""`: &empty, `null`: nil, `false`: nil, `{}`: nil, `[]`: nil})
	})
	t.Run("other kinds are rejected", func(t *testing.T) {
		rejects[string](t, map[string]string{
			`true`: "v: true where text is expected", `[1]`: "v: an array where text is expected", `{"a":1}`: "v: an object where text is expected",
		})
	})
}

func TestBooleans(t *testing.T) {
	yes, no := true, false
	t.Run("true and false, as strings also, and empty values", func(t *testing.T) {
		decodesTo(t, true, map[string]bool{
			`true`: true, `"true"`: true, `"TRUE"`: true, `"tru\u0065"`: true, `false`: false, `"False"`: false,
			`1`: true, `"1"`: true, `0`: false, `"0"`: false,
			`null`: false, `""`: false, `"NOT_SPECIFIED"`: false, `{}`: false, `[]`: false,
		})
	})
	t.Run("pointer distinguishes false from null", func(t *testing.T) {
		decodesTo(t, &yes, map[string]*bool{
			`true`: &yes, `"True"`: &yes, `false`: &no, `"FALSE"`: &no,
			`null`: nil, `""`: nil, `"NOT_SPECIFIED"`: nil, `{}`: nil, `[ ]`: nil,
		})
	})
	t.Run("other values are rejected", func(t *testing.T) {
		rejects[*bool](t, map[string]string{
			`2`: "v: a number where a boolean is expected", `"01"`: "v: text that is not a boolean", `"yes"`: "v: text that is not a boolean", `" true"`: "v: text that is not a boolean",
			`[true]`: "v: an array where a boolean is expected", `{"a":true}`: "v: an object where a boolean is expected",
		})
	})
}

func TestWholeNumbers(t *testing.T) {
	t.Run("number, numeric string and empty value", func(t *testing.T) {
		decodesTo(t, 7, map[string]int64{
			`0`: 0, `-12`: -12, `"12"`: 12, `"-12"`: -12, `"007"`: 7, `1.0`: 1, `"1.0"`: 1, `1e3`: 1000, `"1E+3"`: 1000, `12.50e1`: 125,
			`1000e-3`: 1, `0.0`: 0, `-0`: 0, `0e999999999999999999999`: 0, `9223372036854775807`: math.MaxInt64,
			`-9223372036854775808`: math.MinInt64, `9007199254740993.0`: 9007199254740993, `"1\u0032"`: 12,
			`null`: 0, `""`: 0, `false`: 0, `{}`: 0, `[]`: 0,
		})
	})
	t.Run("pointer distinguishes zero from null", func(t *testing.T) {
		zero, five := int64(0), int64(5)
		decodesTo(t, &five, map[string]*int64{`0`: &zero, `"0"`: &zero, `5`: &five, `null`: nil, `""`: nil, `false`: nil, `{}`: nil, `[]`: nil})
	})
	t.Run("unsigned type rejects negative numbers", func(t *testing.T) {
		decodesTo(t, 7, map[string]uint64{`18446744073709551615`: math.MaxUint64, `"12"`: 12, `1e1`: 10, `-0`: 0, `null`: 0})
		rejects[uint8](t, map[string]string{
			`-1`: "v: a number out of range where a whole number is expected", `256`: "v: a number out of range where a whole number is expected",
			`99999999999999999999`: "v: a number out of range where a whole number is expected", `true`: "v: true where a whole number is expected",
		})
	})
	t.Run("out of range is rejected", func(t *testing.T) {
		for _, text := range []string{`128`, `"128"`, `9223372036854775808`, `1e19`, `"1e999999999999999999999"`, `-1e400`} {
			_, err := decode[int8](text)
			require.EqualError(t, err, "v: a number out of range where a whole number is expected", text)
		}
	})
	t.Run("fractions and other notations are rejected", func(t *testing.T) {
		rejects[int](t, map[string]string{
			`1.5`: "v: a fraction where a whole number is expected", `"1.5"`: "v: a fraction where a whole number is expected",
			`1e-1`: "v: a fraction where a whole number is expected", `1e-99999999999999999999`: "v: a fraction where a whole number is expected",
			`"abc"`: "v: text that is not a whole number", `" 1"`: "v: text that is not a whole number", `"1 "`: "v: text that is not a whole number",
			`"+1"`: "v: text that is not a whole number", `"0x10"`: "v: text that is not a whole number", `"1_000"`: "v: text that is not a whole number",
			`"1."`: "v: text that is not a whole number", `"-"`: "v: text that is not a whole number", `"1e"`: "v: text that is not a whole number",
			`true`: "v: true where a whole number is expected", `[1]`: "v: an array where a whole number is expected",
		})
	})
}

func TestNumbers(t *testing.T) {
	t.Run("number, numeric string and empty value", func(t *testing.T) {
		decodesTo(t, 7, map[string]float64{
			`0`: 0, `1.5`: 1.5, `-1e-3`: -0.001, `"1.5"`: 1.5, `"60000"`: 60000, `1e-999`: 0, `null`: 0, `""`: 0, `false`: 0, `{}`: 0, `[]`: 0,
			`"None"`: 0, `"null"`: 0, `"NaN"`: 0, `"undefined"`: 0, `"N/A"`: 0, `" nil "`: 0,
		})
		decodesTo(t, 7, map[string]float32{`0.1`: 0.1, `"16777216"`: 16777216})
	})
	t.Run("pointer distinguishes zero from null", func(t *testing.T) {
		zero := 0.0
		decodesTo(t, &zero, map[string]*float64{`0`: &zero, `"0.0"`: &zero, `null`: nil, `""`: nil, `false`: nil, `{}`: nil, `[]`: nil, `"None"`: nil})
	})
	t.Run("other values are rejected", func(t *testing.T) {
		rejects[float64](t, map[string]string{
			`1e999`: "v: a number out of range where a number is expected", `"-"`: "v: text that is not a number", `"Inf"`: "v: text that is not a number",
			`"0x1p-2"`: "v: text that is not a number", `"1,5"`: "v: text that is not a number", `"1 "`: "v: text that is not a number",
			`true`: "v: true where a number is expected", `{"a":1}`: "v: an object where a number is expected",
		})
		_, err := decode[float32](`1e39`)
		require.EqualError(t, err, "v: a number out of range where a number is expected")
	})
}

func TestLongNumberTime(t *testing.T) {
	_, err := decode[int](strings.Repeat("9", 1<<20))
	require.EqualError(t, err, "v: a number out of range where a whole number is expected")
}
