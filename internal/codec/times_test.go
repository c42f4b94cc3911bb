package codec_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/codec"
)

func TestTimes(t *testing.T) {
	noon := time.Date(2019, 7, 19, 12, 30, 15, 0, time.UTC)
	east := time.FixedZone("", 2*3600)
	for text, want := range map[string]time.Time{
		`"2019-07-19T12:30:15Z"`:              noon,
		`"2019-07-19T12:30:15.25Z"`:           noon.Add(250 * time.Millisecond),
		`"2019-07-19T12:30:15.123456789123Z"`: noon.Add(123456789),
		`"2019-07-19T12:30:15+00:00"`:         noon,
		`"2019-07-19T12:30:15+02:00"`:         time.Date(2019, 7, 19, 12, 30, 15, 0, east),
		`"2019-07-19T12:30:15+0200"`:          time.Date(2019, 7, 19, 12, 30, 15, 0, east),
		`"2019-07-19T12:30:15.5-0330"`:        time.Date(2019, 7, 19, 12, 30, 15, 5e8, time.FixedZone("", -(3*3600+1800))),
		`"2019-07-19T12:30:15"`:               noon,
		`"2019-07-19T12:30:15.000"`:           noon,
		`"2019-07-19 12:30:15"`:               noon,
		`"2019-07-19"`:                        time.Date(2019, 7, 19, 0, 0, 0, 0, time.UTC),
		`"2020-02-29"`:                        time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC),
		`"2019-07-19T12:30:15\u005a"`:         noon,
		`1563539415000`:                       noon,
		`1.563539415e12`:                      noon,
		`"1563539415000"`:                     noon,
		`-1563539415000`:                      time.UnixMilli(-1563539415000).UTC(),
		// Ten digits are seconds; thirteen digits are milliseconds.
		`1676292064`:              time.Unix(1676292064, 0).UTC(),
		`"1676292064"`:            time.Unix(1676292064, 0).UTC(),
		`"0001676292064"`:         time.UnixMilli(1676292064).UTC(),
		`123456789`:               time.Unix(123456789, 0).UTC(),
		`-1676292064`:             time.Unix(-1676292064, 0).UTC(),
		`16762920640`:             time.UnixMilli(16762920640).UTC(),
		`1676292064383001`:        time.UnixMicro(1676292064383001).UTC(),
		`1676292064383001002`:     time.Unix(0, 1676292064383001002).UTC(),
		`1676292064.25`:           time.UnixMilli(1676292064250).UTC(),
		`-1676292064.25`:          time.UnixMilli(-1676292064250).UTC(),
		`"1676292064.1234567891"`: time.Unix(1676292064, 123456789).UTC(),
		`1676292064383.5`:         time.UnixMicro(1676292064383500).UTC(),
		`1.676292064e9`:           time.Unix(1676292064, 0).UTC(),
		// Formats of ISO 8601 that RFC 3339 does not allow.
		`"2019-07-19T12:30Z"`:            noon.Add(-15 * time.Second),
		`"2019-07-19T12:30"`:             noon.Add(-15 * time.Second),
		`"2019-07-19 12:30+02:00"`:       time.Date(2019, 7, 19, 12, 30, 0, 0, east),
		`"2019-07-19t12:30:15z"`:         noon,
		`"2019-07-19T12:30:15,25Z"`:      noon.Add(250 * time.Millisecond),
		`"2019-07-19T12:30:15+02"`:       time.Date(2019, 7, 19, 12, 30, 15, 0, east),
		`"2019-07-19T12:30:15+2"`:        time.Date(2019, 7, 19, 12, 30, 15, 0, east),
		`"2019-07-19T12:30:15-5:00"`:     time.Date(2019, 7, 19, 12, 30, 15, 0, time.FixedZone("", -5*3600)),
		`"2019-07-19T12:30:15+00:34:08"`: time.Date(2019, 7, 19, 12, 30, 7, 0, time.FixedZone("", 34*60)),
		`"2019-07-19T12:30:15-003408"`:   time.Date(2019, 7, 19, 12, 30, 23, 0, time.FixedZone("", -34*60)),
		`"2019-07-19T12:30:15 +0200"`:    time.Date(2019, 7, 19, 12, 30, 15, 0, east),
		`"2019-07-19 12:30:15 UTC"`:      noon,
		`" 2019-07-19T12:30:15Z\n"`:      noon,
		`"+010000-07-19T12:30:15Z"`:      time.Date(10000, 7, 19, 12, 30, 15, 0, time.UTC),
		`"-000044-03-15"`:                time.Date(-44, 3, 15, 0, 0, 0, 0, time.UTC),
		`253402300800000`:                time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC),
		// PHP DateTime objects.
		`{"date":"2019-07-19 14:30:15.000000","timezone_type":1,"timezone":"+02:00"}`:        time.Date(2019, 7, 19, 14, 30, 15, 0, east),
		`{"date":"2019-07-19 14:30:15.000000","timezone_type":2,"timezone":"CEST"}`:          time.Date(2019, 7, 19, 14, 30, 15, 0, east),
		`{"date":"2019-07-19 12:30:15.250000","timezone_type":3,"timezone":"UTC"}`:           noon.Add(250 * time.Millisecond),
		`{"date":"2019-07-19 14:30:15.000000","timezone_type":3,"timezone":"Europe\/Paris"}`: time.Date(2019, 7, 19, 14, 30, 15, 0, east),
		`{"date":"-0001-11-30 00:00:00.000000","timezone_type":3,"timezone":"Europe/Paris"}`: {},
		// Empty values.
		`null`: {}, `""`: {}, `false`: {}, `{}`: {}, `[]`: {}, `" "`: {}, `0`: {}, `"0"`: {},
		`"0000-00-00"`: {}, `"0000-00-00 00:00:00"`: {}, `"0000-00-00T00:00:00.000Z"`: {},
		`"-0001-11-30T00:00:00+0100"`: {}, `"-0001-11-30"`: {}, `"-0001-11-29T23:50:39+00:00"`: {},
		`"Invalid date"`: {}, `"Invalid Date"`: {}, `"None"`: {}, `"null"`: {}, `"NULL"`: {}, `"undefined"`: {}, `"NaN"`: {}, `"NaT"`: {}, `"nil"`: {}, `"n/a"`: {},
		`"0001-01-01T00:00:00"`: {}, `"0001-01-01T01:00:00+01:00"`: {}, `"0001-01-01T00:00:00+00:34:08"`: {},
	} {
		target := one[time.Time]{V: time.Unix(1, 0)}
		require.NoError(t, codec.Unmarshal([]byte(`{"v":`+text+`}`), &target), text)
		require.Equal(t, want, target.V, text)

		pointed, err := decode[*time.Time](text)
		require.NoError(t, err, text)
		if want.IsZero() {
			require.Nil(t, pointed, text)
		} else {
			require.Equal(t, want, *pointed, text)
		}
	}
}

func TestInvalidTimes(t *testing.T) {
	for _, text := range []string{
		`"yesterday"`, `"2019-07"`, `"2019-7-9"`, `"2019-13-01"`, `"2019-00-01"`, `"2019-01-00"`, `"2019-02-29"`,
		`"2019-04-31"`, `"2019-07-19T"`, `"2019-07-19T12"`, `"2019-07-19T12:30:"`, `"2019-07-19T24:00:00Z"`, `"2019-07-19T12:60:00Z"`,
		`"2019-07-19T12:30:60Z"`, `"2019-07-19T12:30:15.Z"`, `"2019-07-19T12:30:15Zx"`, `"2019-07-19T12:30:15+"`, `"2019-07-19T12:30:15+200"`,
		`"2019-07-19T12:30:15+24:00"`, `"2019-07-19T12:30:15+02:0"`, `"2019-07-19T12:30:15+02:00:60"`, `"2019-07-19T12:30:15 CEST"`, `"19/07/2019"`, `"+10000-07-19"`, `"-44-03-15"`,
		`"12345678901x"`, `"-"`,
	} {
		_, err := decode[time.Time](text)
		require.EqualError(t, err, "v: text that is not a time", text)
	}
	rejects[time.Time](t, map[string]string{
		`true`: "v: true where a time is expected", `[1]`: "v: an array where a time is expected", `{"a":1}`: "v: an object where a time is expected",
		`1.5`: "v: a number out of range where a time is expected", `2019`: "v: a number out of range where a time is expected",
		`"20190719"`: "v: a number out of range where a time is expected", `-1000`: "v: a number out of range where a time is expected",
		`12345678901234567`: "v: a number out of range where a time is expected", `1e400`: "v: a number out of range where a time is expected",
		`{"date":"2019-07-19 14:30:15","timezone":"Mars/Olympus"}`: "v: an object where a time is expected",
		`{"date":"2019-07-19 14:30:15","timezone":"Local"}`:        "v: an object where a time is expected",
		`{"date":"2019-07-19 14:30:15","timezone":"../zoneinfo"}`:  "v: an object where a time is expected",
		`{"date":"2019-07-32 14:30:15","timezone":"UTC"}`:          "v: an object where a time is expected",
		`"99999999999999999999"`:                                   "v: a number out of range where a time is expected",
	})
}

type epochTimes struct {
	At      time.Time  `json:"at" wire:"epochms"`
	Maybe   *time.Time `json:"maybe,omitempty" wire:"epochms"`
	Omitted time.Time  `json:"omitted,omitzero" wire:"epochms"`
}

func TestTagMillis(t *testing.T) {
	type numbered struct {
		At    time.Time  `json:"at" wire:"millis"`
		Maybe *time.Time `json:"maybe,omitempty" wire:"millis"`
	}
	at := time.UnixMilli(1676292064383).UTC()
	got, err := codec.Marshal(numbered{At: at, Maybe: &at})
	require.NoError(t, err)
	require.Equal(t, `{"at":1676292064383,"maybe":1676292064383}`, string(got))
	var back numbered
	require.NoError(t, codec.Unmarshal(got, &back))
	require.Equal(t, numbered{At: at, Maybe: &at}, back)
	got, err = codec.Marshal(numbered{})
	require.NoError(t, err)
	require.Equal(t, `{"at":null}`, string(got))
}

func TestTagEpochms(t *testing.T) {
	t.Run("written as a string of milliseconds", func(t *testing.T) {
		at := time.UnixMilli(1676292064383)
		got, err := codec.Marshal(epochTimes{At: at, Maybe: &at})
		require.NoError(t, err)
		require.JSONEq(t, `{"at":"1676292064383","maybe":"1676292064383"}`, string(got))
	})
	t.Run("zero time is written as null", func(t *testing.T) {
		got, err := codec.Marshal(epochTimes{})
		require.NoError(t, err)
		require.Equal(t, `{"at":null}`, string(got))
	})
	t.Run("round trip keeps the value", func(t *testing.T) {
		for _, n := range []int64{
			0, 1, 99_999_999, 100_000_000, -100_000_000, 2_678_400_000, -2_678_400_000, 9_999_999_999, 10_000_000_000, 1676292064383,
			253402300800000, 999_999_999_999_999, 1_000_000_000_000_000, -9_000_000_000_000_000,
		} {
			type both struct {
				Text   time.Time `json:"text" wire:"epochms"`
				Number time.Time `json:"number" wire:"millis"`
			}
			want := both{Text: time.UnixMilli(n).UTC(), Number: time.UnixMilli(n).UTC()}
			text, err := codec.Marshal(want)
			require.NoError(t, err)
			var got both
			require.NoError(t, codec.Unmarshal(text, &got), "%s", text)
			require.Equal(t, want, got, "%s", text)
		}
	})
	t.Run("short numeric strings are accepted", func(t *testing.T) {
		for _, text := range []string{`5000`, `"5000"`, `"1970-01-01T00:00:05.000999Z"`, `"1970-01-01T02:00:05+0200"`} {
			var got epochTimes
			require.NoError(t, codec.Unmarshal([]byte(`{"at":`+text+`}`), &got), text)
			require.Equal(t, time.Unix(5, 0).UTC(), got.At, text)
		}
	})
}
