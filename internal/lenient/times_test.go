package lenient_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/lenient"
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
		`"1676292064"`:                        time.UnixMilli(1676292064).UTC(),
		`0`:                                   time.UnixMilli(0).UTC(),
		`-1000`:                               time.UnixMilli(-1000).UTC(),
		`null`:                                {}, `""`: {}, `false`: {}, `{}`: {}, `[]`: {},
		`"0000-00-00"`: {}, `"0000-00-00 00:00:00"`: {}, `"0000-00-00T00:00:00.000Z"`: {},
		`"0001-01-01T00:00:00"`: {}, `"0001-01-01T01:00:00+01:00"`: {},
	} {
		target := one[time.Time]{V: time.Unix(1, 0)}
		require.NoError(t, lenient.Unmarshal([]byte(`{"v":`+text+`}`), &target), text)
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

func TestTimesThatAreNone(t *testing.T) {
	for _, text := range []string{
		`"yesterday"`, `"2019"`, `"2019-07"`, `"20190719"`, `"2019-7-9"`, `"2019-13-01"`, `"2019-00-01"`, `"2019-01-00"`, `"2019-02-29"`,
		`"2019-04-31"`, `"2019-07-19T"`, `"2019-07-19T12"`, `"2019-07-19T12:30"`, `"2019-07-19T24:00:00Z"`, `"2019-07-19T12:60:00Z"`,
		`"2019-07-19T12:30:60Z"`, `"2019-07-19T12:30:15.Z"`, `"2019-07-19T12:30:15z"`, `"2019-07-19T12:30:15Zx"`, `"2019-07-19T12:30:15+2"`,
		`"2019-07-19T12:30:15+24:00"`, `"2019-07-19T12:30:15 +0200"`, `" 2019-07-19"`, `"2019-07-19 "`, `"19/07/2019"`, `"123456789"`,
		`"12345678901x"`, `"-"`,
	} {
		_, err := decode[time.Time](text)
		require.EqualError(t, err, "v: text that is no time", text)
	}
	refuses[time.Time](t, map[string]string{
		`true`: "v: true where a time is expected", `[1]`: "v: an array where a time is expected", `{"a":1}`: "v: an object where a time is expected",
		`1.5`: "v: a number out of range where a time is expected", `253402300800000`: "v: a number out of range where a time is expected",
		`"99999999999999999999"`: "v: a number out of range where a time is expected",
	})
}

type stamped struct {
	At      time.Time  `json:"at" wire:"epochms"`
	Maybe   *time.Time `json:"maybe,omitempty" wire:"epochms"`
	Omitted time.Time  `json:"omitted,omitzero" wire:"epochms"`
}

func TestATimeTaggedMillis(t *testing.T) {
	type numbered struct {
		At    time.Time  `json:"at" wire:"millis"`
		Maybe *time.Time `json:"maybe,omitempty" wire:"millis"`
	}
	at := time.UnixMilli(1676292064383).UTC()
	got, err := lenient.Marshal(numbered{At: at, Maybe: &at})
	require.NoError(t, err)
	require.Equal(t, `{"at":1676292064383,"maybe":1676292064383}`, string(got))
	var back numbered
	require.NoError(t, lenient.Unmarshal(got, &back))
	require.Equal(t, numbered{At: at, Maybe: &at}, back)
	got, err = lenient.Marshal(numbered{})
	require.NoError(t, err)
	require.Equal(t, `{"at":null}`, string(got))
}

func TestATimeTaggedEpochms(t *testing.T) {
	t.Run("is written as text of milliseconds", func(t *testing.T) {
		at := time.UnixMilli(1676292064383)
		got, err := lenient.Marshal(stamped{At: at, Maybe: &at})
		require.NoError(t, err)
		require.JSONEq(t, `{"at":"1676292064383","maybe":"1676292064383"}`, string(got))
	})
	t.Run("is null when zero", func(t *testing.T) {
		got, err := lenient.Marshal(stamped{})
		require.NoError(t, err)
		require.Equal(t, `{"at":null}`, string(got))
	})
	t.Run("takes text of few digits too", func(t *testing.T) {
		for _, text := range []string{`5000`, `"5000"`, `"1970-01-01T00:00:05.000999Z"`, `"1970-01-01T02:00:05+0200"`} {
			var got stamped
			require.NoError(t, lenient.Unmarshal([]byte(`{"at":`+text+`}`), &got), text)
			require.Equal(t, time.Unix(5, 0).UTC(), got.At, text)
		}
	})
}
