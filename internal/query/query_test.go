package query_test

import (
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/query"
)

// stamp writes itself.
type stamp time.Time

func (s stamp) EncodeValues(key string, v *url.Values) error {
	v.Set(key, time.Time(s).UTC().Format("2006-01-02T15:04:05.000Z"))
	return nil
}

func (s stamp) IsZero() bool { return time.Time(s).IsZero() }

// commas is a list that writes itself.
type commas []string

func (c commas) EncodeValues(key string, v *url.Values) error {
	v.Set(key, strings.Join(c, ","))
	return nil
}

// shy writes itself, but only where it is held by pointer.
type shy string

func (*shy) EncodeValues(string, *url.Values) error { return nil }

type shyList []string

func (*shyList) EncodeValues(string, *url.Values) error { return nil }

type paging struct {
	Cursor string `url:"cursor,omitempty"`
	Size   int    `url:"page_size,omitempty"`
}

type options struct {
	paging
	Name    string   `url:"name,omitempty"`
	Deleted *bool    `url:"deleted,omitempty"`
	IDs     []string `url:"ids,omitempty"`
	Tags    commas   `url:"tags,omitempty"`
	After   stamp    `url:"after,omitempty"`
	Before  *stamp   `url:"before,omitempty"`
	Ignored any      `url:"-"`
	private map[string]string
}

func TestEncode(t *testing.T) {
	at := stamp(time.Date(2026, 3, 1, 12, 0, 0, 5e6, time.UTC))
	t.Run("writes what is set", func(t *testing.T) {
		got, err := query.Encode(options{
			paging: paging{Cursor: "a b&c=d", Size: 50}, Name: "ü", Deleted: new(bool), IDs: []string{"1", "2,3"},
			Tags: commas{"x", "y"}, After: at, Before: &at, Ignored: 1, private: map[string]string{"a": "b"},
		})
		require.NoError(t, err)
		require.Equal(t, url.Values{
			"cursor": {"a b&c=d"}, "page_size": {"50"}, "name": {"ü"}, "deleted": {"false"}, "ids": {"1", "2,3"},
			"tags": {"x,y"}, "after": {"2026-03-01T12:00:00.005Z"}, "before": {"2026-03-01T12:00:00.005Z"},
		}, got)
	})
	t.Run("writes nothing of what is not set", func(t *testing.T) {
		got, err := query.Encode(options{IDs: []string{}})
		require.NoError(t, err)
		require.Equal(t, url.Values{}, got)
	})
	t.Run("takes pointers, nil ones too", func(t *testing.T) {
		opts := &options{Name: "x"}
		for _, v := range []any{opts, &opts} {
			got, err := query.Encode(v)
			require.NoError(t, err)
			require.Equal(t, url.Values{"name": {"x"}}, got)
		}
		for _, v := range []any{nil, (*options)(nil), new(*options)} {
			got, err := query.Encode(v)
			require.NoError(t, err)
			require.NotNil(t, got, "it can be written to")
			require.Empty(t, got)
		}
	})
	t.Run("is safe for many at once", func(t *testing.T) {
		type fresh struct {
			Name string `url:"name,omitempty"`
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if got, err := query.Encode(fresh{Name: "x"}); err != nil || got.Get("name") != "x" {
					t.Error(got, err)
				}
			})
		}
		wg.Wait()
	})
}

func TestEncodeRefuses(t *testing.T) {
	type inner struct {
		M map[string]string `url:"m,omitempty"`
	}
	for name, tc := range map[string]struct {
		opts any
		why  string
	}{
		"a map": {struct {
			M map[string]string `url:"m,omitempty"`
		}{}, "kind map"},
		"a pointer to a map": {struct {
			M *map[string]string `url:"m,omitempty"`
		}{}, "kind map"},
		"a list of maps": {struct {
			M []map[string]string `url:"m,omitempty"`
		}{}, "kind map"},
		"a struct": {struct {
			S struct{ A int } `url:"s,omitempty"`
		}{}, "kind struct"},
		"an array of structs": {struct {
			S [2]struct{ A int } `url:"s,omitempty"`
		}{}, "kind struct"},
		"an interface": {struct {
			I any `url:"i,omitempty"`
		}{}, "kind interface"},
		"a time": {struct {
			T time.Time `url:"t,omitempty"`
		}{}, "time.Time"},
		"a pointer to a time": {struct {
			T *time.Time `url:"t,omitempty"`
		}{}, "time.Time"},
		"a list of times": {struct {
			T []time.Time `url:"t,omitempty"`
		}{}, "time.Time"},
		"an embedded time":                            {struct{ time.Time }{}, "time.Time"},
		"an embedded pointer":                         {struct{ *paging }{}, "is an embedded pointer"},
		"a wrong embedded struct":                     {struct{ inner }{}, "kind map"},
		"an embedded string":                          {struct{ Key }{}, "is no struct"},
		"a struct that is embedded and writes itself": {struct{ Written }{}, "writes itself"},
		"a list of values that write themselves": {struct {
			L []stamp `url:"l,omitempty"`
		}{}, "write themselves"},
		"a pointer to a pointer that writes itself": {struct {
			P **stamp `url:"p,omitempty"`
		}{}, "write themselves"},
		"a value that writes itself by pointer only": {struct {
			S shy `url:"s,omitempty"`
		}{}, "pointer"},
		"a list that writes itself by pointer only": {struct {
			S shyList `url:"s,omitempty"`
		}{}, "pointer"},
		"a field without omitempty": {struct {
			P *int `url:"p"`
		}{}, "without omitempty"},
		"a field with an option like omitempty": {struct {
			P *int `url:"p,omitemptyish"`
		}{}, "without omitempty"},
		"a field without a tag": {struct{ P int }{}, "no url tag"},
		"a field without a name": {struct {
			P int `url:",omitempty"`
		}{}, "no url tag"},
		"what is no struct": {"text", "is no struct"},
		"a map of its own":  {map[string]string{"a": "b"}, "is no struct"},
	} {
		t.Run(name, func(t *testing.T) {
			for range 2 { // the second time from memory
				got, err := query.Encode(tc.opts)
				require.ErrorContains(t, err, tc.why)
				require.True(t, strings.HasPrefix(err.Error(), "query: "), err)
				require.Nil(t, got)
				require.Error(t, query.Check(reflect.TypeOf(tc.opts)))
			}
		})
	}
	t.Run("but a pointer to what writes itself by pointer is good", func(t *testing.T) {
		_, err := query.Encode(struct {
			S *shy `url:"s,omitempty"`
		}{})
		require.NoError(t, err)
	})
}

// Key and Written are embedded by the structs above.
type (
	Key     string
	Written struct {
		A int `url:"a,omitempty"`
	}
)

func (Written) EncodeValues(string, *url.Values) error { return nil }
