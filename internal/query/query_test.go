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

// stamp implements query.Encoder.
type stamp time.Time

func (s stamp) EncodeValues(key string, v *url.Values) error {
	v.Set(key, time.Time(s).UTC().Format("2006-01-02T15:04:05.000Z"))
	return nil
}

func (s stamp) IsZero() bool { return time.Time(s).IsZero() }

// commas is a list that implements query.Encoder.
type commas []string

func (c commas) EncodeValues(key string, v *url.Values) error {
	v.Set(key, strings.Join(c, ","))
	return nil
}

// pointerEncoder implements query.Encoder with a pointer receiver.
type pointerEncoder string

func (*pointerEncoder) EncodeValues(string, *url.Values) error { return nil }

type pointerEncoderList []string

func (*pointerEncoderList) EncodeValues(string, *url.Values) error { return nil }

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
	t.Run("encodes set fields", func(t *testing.T) {
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
	t.Run("omits empty fields", func(t *testing.T) {
		got, err := query.Encode(options{IDs: []string{}})
		require.NoError(t, err)
		require.Equal(t, url.Values{}, got)
	})
	t.Run("accepts pointers, including nil", func(t *testing.T) {
		opts := &options{Name: "x"}
		for _, v := range []any{opts, &opts} {
			got, err := query.Encode(v)
			require.NoError(t, err)
			require.Equal(t, url.Values{"name": {"x"}}, got)
		}
		for _, v := range []any{nil, (*options)(nil), new(*options)} {
			got, err := query.Encode(v)
			require.NoError(t, err)
			require.NotNil(t, got, "the caller can add parameters")
			require.Empty(t, got)
		}
	})
	t.Run("concurrent calls", func(t *testing.T) {
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

func TestEncodeRejects(t *testing.T) {
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
		"an embedded time":           {struct{ time.Time }{}, "time.Time"},
		"an embedded pointer":        {struct{ *paging }{}, "is an embedded pointer"},
		"an invalid embedded struct": {struct{ inner }{}, "kind map"},
		"an embedded string":         {struct{ Key }{}, "is not a struct"},
		"an embedded encoder":        {struct{ Written }{}, "is embedded and implements query.Encoder"},
		"a list of encoders": {struct {
			L []stamp `url:"l,omitempty"`
		}{}, "contains values that implement query.Encoder"},
		"a pointer to a pointer to an encoder": {struct {
			P **stamp `url:"p,omitempty"`
		}{}, "contains values that implement query.Encoder"},
		"an encoder with a pointer receiver": {struct {
			S pointerEncoder `url:"s,omitempty"`
		}{}, "the type of the field itself must implement it"},
		"a list encoder with a pointer receiver": {struct {
			S pointerEncoderList `url:"s,omitempty"`
		}{}, "the type of the field itself must implement it"},
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
		"a string instead of a struct": {"text", "is not a struct"},
		"a map instead of a struct":    {map[string]string{"a": "b"}, "is not a struct"},
	} {
		t.Run(name, func(t *testing.T) {
			for range 2 { // the second result is cached
				got, err := query.Encode(tc.opts)
				require.ErrorContains(t, err, tc.why)
				require.True(t, strings.HasPrefix(err.Error(), "query: "), err)
				require.Nil(t, got)
				require.Error(t, query.Check(reflect.TypeOf(tc.opts)))
			}
		})
	}
	t.Run("accepts a pointer to an encoder with a pointer receiver", func(t *testing.T) {
		_, err := query.Encode(struct {
			S *pointerEncoder `url:"s,omitempty"`
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
