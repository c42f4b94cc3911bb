package record_test

import (
	"embed"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

//go:embed testdata/samples/*.json
var files embed.FS

// wire returns the JSON of a value, including the order of members.
func wire(v any) string { return string(record.AppendJSON(nil, v)) }

func TestSamples(t *testing.T) {
	t.Parallel()
	samples := record.MustLoad(files, "testdata/samples")
	const file = `{"id":"job-0","info":{"title":"Nurse","openings":2.50,"closedAt":null},` +
		`"stages":[{"id":"st-1","name":"Screening"},{"id":"st-2","name":"Interview"}],"remote":false}`
	t.Run("keeps the order of the file", func(t *testing.T) {
		t.Parallel()
		require.JSONEq(t, file, wire(samples.Get("job")))
	})
	t.Run("With copies", func(t *testing.T) {
		t.Parallel()
		job := samples.Get("job").With("id", "job-7", "info.title", "Cook", "info.closedAt", time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC), "stages.1.name", "Talk", "remote", true)
		require.JSONEq(t, `{"id":"job-7","info":{"title":"Cook","openings":2.50,"closedAt":"2026-01-02T03:04:05.006Z"},`+
			`"stages":[{"id":"st-1","name":"Screening"},{"id":"st-2","name":"Talk"}],"remote":true}`, wire(job))
		require.JSONEq(t, file, wire(samples.Get("job")))
	})
	t.Run("unknown path or name panics", func(t *testing.T) {
		t.Parallel()
		job := samples.Get("job")
		for _, path := range []string{"ID", "info.name", "stages.2", "stages.0.text", "stages.x", "id.x", ""} {
			require.PanicsWithValue(t, `record: there is no member "`+path+`" in the sample`, func() { job.With(path, 1) })
		}
		require.Panics(t, func() { samples.Get("employee") })
		require.Panics(t, func() { record.MustLoad(files, "testdata/none") })
	})
}

func TestObject(t *testing.T) {
	t.Parallel()
	o := record.Object{"a", 1, "b", record.Object{"c", "x"}, "n", nil}
	t.Run("members", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, 1, o.Get("a"))
		require.Equal(t, "x", o.Object("b").String("c"))
		require.Nil(t, o.Get("z"))
		require.Empty(t, o.String("a"))
		require.True(t, o.Has("n"))
		require.False(t, o.Has("z"))
	})
	t.Run("And, Merge and Without copy", func(t *testing.T) {
		t.Parallel()
		require.JSONEq(t, `{"a":1,"b":{"c":"x"},"n":null,"d":2}`, wire(o.And("d", 2)))
		require.JSONEq(t, `{"a":3,"b":{"c":"x"},"n":null,"d":2}`, wire(o.Merge(record.Object{"a", 3, "d", 2})))
		require.JSONEq(t, `{"b":{"c":"x"}}`, wire(o.Without("a", "n")))
		changed := o.Merge(nil)
		changed.Set("a", 9)
		changed.Set("z", 9)
		require.JSONEq(t, `{"a":1,"b":{"c":"x"},"n":null}`, wire(o.Merge(nil)))
	})
	t.Run("encodes every type", func(t *testing.T) {
		t.Parallel()
		all := record.Object{
			"s", "a<b>é\n", "f", 1.5, "t",
			time.Time{},
			"l",
			[]string{"x", "y"},
			"b",
			[]bool{true},
			"o",
			[]record.Object{{"a", 1}, nil},
			"any",
			[]any{1, "x", nil},
			"raw", json.RawMessage(`[1.0]`), "nil", record.Object(nil), "none", []string(nil),
		}
		require.JSONEq(t, `{"s":"a<b>é\n","f":1.5,"t":null,"l":["x","y"],"b":[true],"o":[{"a":1},null],`+
			`"any":[1,"x",null],"raw":[1.0],"nil":null,"none":[]}`, wire(all))
		require.Panics(t, func() { record.AppendJSON(nil, record.Object{"x", int64(1)}) })
	})
	t.Run("round trip", func(t *testing.T) {
		t.Parallel()
		const in = `{"z":[1.10,{"y":null}],"a":"é","b":true}`
		var read record.Object
		require.NoError(t, json.Unmarshal([]byte(in), &read))
		out, err := json.Marshal(map[string]any{"in": read})
		require.NoError(t, err)
		require.JSONEq(t, `{"in":`+in+`}`, string(out))
		require.Error(t, json.Unmarshal([]byte(`[1]`), &read))
		_, err = record.Parse([]byte(`{} {}`))
		require.Error(t, err)
		for _, bad := range []string{``, `{`, `[`, `{"a"}`, `{"a":1`, `[1,`} {
			_, err := record.Parse([]byte(bad))
			require.Error(t, err, bad)
		}
	})
}

func TestIDs(t *testing.T) {
	t.Parallel()
	plain, base58 := record.IDs{Prefix: "job-3-", Length: 12}, record.IDs{Prefix: "testIll3x", Length: 24, Base58: true}
	require.Equal(t, "job-3-000042", plain.ID(42))
	require.Equal(t, "job-3-12345678", plain.ID(12345678))
	require.Equal(t, "testiLL3xoooooooooooo1o2", base58.ID(102))
	for _, s := range []record.IDs{plain, base58} {
		for _, n := range []int{0, 1, 9, 10, 99, 500_000} {
			got, ok := s.Number(s.ID(n))
			require.True(t, ok)
			require.Equal(t, n, got)
		}
		for _, id := range []string{"", "job-3-", "job-3-1", "job-2-000042", "job-3--00042", "job-3-00004x", "job-3-000042 ", "testiLL4xoooooooooooo1o2"} {
			_, ok := s.Number(id)
			require.False(t, ok, id)
		}
	}
}

func TestOrNull(t *testing.T) {
	t.Parallel()
	require.Nil(t, record.OrNull(""))
	require.Equal(t, "x", record.OrNull("x"))
	require.Nil(t, record.If(false, 1))
	require.Equal(t, 1, record.If(true, 1))
}
