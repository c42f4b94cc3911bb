package transport

import (
	"encoding/json"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// wide is a record like those of a provider: large, with lists of large elements.
type wide struct {
	ID    string `json:"id" required:"true"`
	Text  [40]string
	Parts []struct {
		Name  string
		Texts [20]string
	} `json:"parts"`
	Free json.RawMessage `json:"free"`
}

// TestPageMemory checks that the memory for a page is proportional to its size. It counts all allocations,
// including those that were freed.
func TestPageMemory(t *testing.T) {
	const size = 2 << 20
	fill := func(before, element, after string) string {
		var b strings.Builder
		b.WriteString(before + element)
		for b.Len() < size {
			b.WriteString("," + element)
		}
		return b.String() + after
	}
	for name, tc := range map[string]struct {
		body string
		want error
	}{
		"of numbers":                        {fill(`{"results":[`, `1`, `],"next":null}`), rolecall.ErrTooLarge},
		"of null":                           {fill(`{"results":[`, `null`, `],"next":null}`), rolecall.ErrTooLarge},
		"of empty objects":                  {fill(`{"results":[`, `{}`, `],"next":null}`), rolecall.ErrTooLarge},
		"of empty lists":                    {fill(`{"results":[`, `[]`, `],"next":null}`), rolecall.ErrTooLarge},
		"of records with only an id":        {fill(`{"results":[`, `{"id":"1"}`, `],"next":null}`), rolecall.ErrTooLarge},
		"of one record with empty parts":    {fill(`{"results":[{"id":"1","parts":[`, `{}`, `]}],"next":null}`), rolecall.ErrTooLarge},
		"of one record whose parts are 0":   {fill(`{"results":[{"id":"1","parts":[`, `0`, `]}],"next":null}`), rolecall.ErrTooLarge},
		"of one record with a long id":      {`{"results":[{"id":"` + strings.Repeat("x", size) + `"}]}`, nil},
		"of ordinary records":               {fill(`{"results":[`, `{"id":"1","parts":[{"Name":"`+strings.Repeat("y", 900)+`"}]}`, `],"next":null}`), nil},
		"that is not a list":                {fill(`[`, `1`, `]`), rolecall.ErrUnavailable},
		"with the list in an unknown place": {fill(`{"other":[`, `1`, `]}`), rolecall.ErrUnavailable},
	} {
		t.Run("page "+name, func(t *testing.T) {
			c := newMockClient(t, respondWith(200, tc.body))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			page, err := List[wide](t.Context(), c, readRequest(), layout, "")
			runtime.ReadMemStats(&after)
			if tc.want != nil {
				require.ErrorIs(t, err, tc.want)
			} else {
				require.NoError(t, err)
				require.Empty(t, page.Bad)
			}
			times := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(tc.body))
			require.Less(t, times, 16.0)
		})
	}
}

func TestPageOfBadRecords(t *testing.T) {
	t.Parallel()
	read := func(t *testing.T, elements ...string) (*rolecall.Page[thing], error) {
		t.Helper()
		return list(t, map[string]string{"": `{"results":[` + strings.Join(elements, ",") + `]}`})
	}
	repeat := func(n int, element string) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = element
		}
		return all
	}
	t.Run("fewer bad than good records", func(t *testing.T) {
		t.Parallel()
		page, err := read(t, append(repeat(700, `{"id":"1"}`), repeat(600, `7`)...)...)
		require.NoError(t, err)
		require.Len(t, page.Items, 700)
		require.Len(t, page.Bad, 600)
		require.Equal(t, 700, page.Bad[0].Index)
	})
	t.Run("only bad records up to the limit", func(t *testing.T) {
		t.Parallel()
		page, err := read(t, repeat(maxBad, `7`)...)
		require.NoError(t, err)
		require.Len(t, page.Bad, maxBad)
	})
	t.Run("too many bad records are an error", func(t *testing.T) {
		t.Parallel()
		_, err := read(t, repeat(maxBad+1, `7`)...)
		require.ErrorIs(t, err, rolecall.ErrTooLarge)
	})
	t.Run("maximum number of records", func(t *testing.T) {
		t.Parallel()
		page, err := read(t, repeat(maxRecords, `{"id":"1"}`)...)
		require.NoError(t, err)
		require.Len(t, page.Items, maxRecords)
		_, err = read(t, repeat(maxRecords+1, `{"id":"1"}`)...)
		require.ErrorIs(t, err, rolecall.ErrTooLarge)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
	})
}

func TestCheckMemory(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]int{
		``: 0, `1`: 0, `[]`: 0, `[1]`: 0, `[1,2,3]`: 2, `{"a":1,"b":2}`: 0, `{"a":[1,2],"b":[[1],[2,3]]}`: 3,
		`["a,b","c\",d"]`: 1, `[{"a":1,"b":2},{}]`: 1, `]],[1,2`: 1, `"[1,2`: 0, `["\`: 0,
	} {
		require.Equal(t, want, countElements([]byte(data)), data)
	}
	require.Equal(t, reflect.TypeFor[wide]().Field(2).Type.Elem().Size(), elementSize(reflect.TypeFor[wide]()))
	many := []byte(`[` + strings.Repeat(`1,`, minElements+1) + `1]`)
	require.NoError(t, checkMemory(many, reflect.TypeFor[[]byte]()), "a byte needs less memory than its JSON")
	require.ErrorIs(t, checkMemory(many, reflect.TypeFor[[]wide]()), rolecall.ErrTooLarge)
	// A recursive type must not cause an infinite loop.
	type node struct{ Children []node }
	require.Equal(t, reflect.TypeFor[node]().Size(), elementSize(reflect.TypeFor[node]()))
}

func TestRequiredMembers(t *testing.T) {
	t.Parallel()
	t.Run("unpaired surrogate in an id", func(t *testing.T) {
		t.Parallel()
		type record struct {
			ID string `json:"id" required:"true"`
		}
		c := newMockClient(t, respondWith(200, `{"results":[{"id":"a\ud83d"},{"id":"a\ud83e"},{"id":"a\ud83d\ude00"}]}`))
		page, err := List[record](t.Context(), c, readRequest(), layout, "")
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		require.Len(t, page.Bad, 2)
		require.ErrorContains(t, page.Bad[0], "the member id is not valid Unicode")
	})
	t.Run("required members of a required object", func(t *testing.T) {
		t.Parallel()
		type info struct {
			ID string `json:"id" required:"true"`
		}
		type record struct {
			Info *info `json:"info" required:"true"`
		}
		c := newMockClient(t, respondWith(200, `{"results":[{"info":{"id":"1"}},{"info":null},{"info":{}},{}]}`))
		page, err := List[record](t.Context(), c, readRequest(), layout, "")
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		require.Len(t, page.Bad, 3)
	})
	type Base struct {
		ID string `json:"id" required:"true"`
	}
	type record struct {
		Base
		Name string `json:"name"`
	}
	for name, element := range map[string]string{"absent": `{"name":"x"}`, "null": `{"id":null}`, "empty": `{"id":""}`, "blank": `{"id":" \t"}`, "empty object": `{}`} {
		t.Run(name+" makes a bad record", func(t *testing.T) {
			t.Parallel()
			c := newMockClient(t, respondWith(200, `{"results":[{"id":"1"},`+element+`,{"id":"3"}]}`))
			page, err := List[record](t.Context(), c, readRequest(), layout, "")
			require.NoError(t, err)
			require.Len(t, page.Items, 2)
			require.Len(t, page.Bad, 1)
			require.Equal(t, 1, page.Bad[0].Index)
			require.EqualError(t, page.Bad[0], "rolecall: decoding record 1 of the page failed: the member id is missing or empty")
			require.Equal(t, element, string(page.Bad[0].Raw))
			require.Equal(t, "3", page.Items[1].ID)
		})
		t.Run(name+" makes a write ambiguous", func(t *testing.T) {
			t.Parallel()
			_, err := Call[record](t.Context(), newMockClient(t, respondWith(200, element)), writeRequest())
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.ErrorContains(t, err, "the member id is missing or empty")
		})
	}
}
