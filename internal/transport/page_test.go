package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

var layout = Layout{Items: "results", Next: "next", Cursor: "cursor"}

// pagesByCursor responds with the page of the requested cursor; "" is the first page.
func pagesByCursor(pages map[string]string) httpmock.Responder {
	return func(req *http.Request) (*http.Response, error) {
		body, ok := pages[req.URL.Query().Get("cursor")]
		if !ok {
			return httpmock.NewStringResponse(404, `no such page`), nil
		}
		return respondWith(200, body)(req)
	}
}

// list reads the first page.
func list(t *testing.T, pages map[string]string, opts ...rolecall.Option) (*rolecall.Page[thing], error) {
	t.Helper()
	return List[thing](t.Context(), newMockClient(t, pagesByCursor(pages), opts...), readRequest(), layout, "")
}

// collect iterates over all records. It returns their ids, "bad" and the index for a bad record, or "error".
func collect(t *testing.T, page *rolecall.Page[thing]) (seen []string) {
	t.Helper()
	for item, err := range page.All(t.Context()) {
		bad, isBad := errors.AsType[*rolecall.RecordError](err)
		switch {
		case isBad:
			require.Nil(t, item)
			seen = append(seen, fmt.Sprint("bad ", bad.Index))
		case err != nil:
			require.Nil(t, item)
			seen = append(seen, "error")
		default:
			seen = append(seen, item.ID)
		}
	}
	return seen
}

func TestList(t *testing.T) {
	three := map[string]string{
		"":  `{"results":[{"id":"1"},{"id":"2"}],"next":"b"}`,
		"b": `{"results":[],"next":"c"}`,
		"c": `{"results":[{"id":"3"}],"next":null}`,
	}
	t.Run("empty page with cursor continues", func(t *testing.T) {
		page, err := list(t, three)
		require.NoError(t, err)
		require.Equal(t, []string{"1", "2", "3"}, collect(t, page))
	})
	t.Run("iterating twice returns the same", func(t *testing.T) {
		page, err := list(t, three)
		require.NoError(t, err)
		for range 2 {
			require.Equal(t, []string{"1", "2", "3"}, collect(t, page))
		}
		require.Equal(t, "b", page.Next)
	})
	t.Run("resumes from a stored cursor", func(t *testing.T) {
		c := newMockClient(t, pagesByCursor(three))
		page, err := List[thing](t.Context(), c, readRequest(), layout, "")
		require.NoError(t, err)
		rest, err := List[thing](t.Context(), c, readRequest(), layout, page.Next)
		require.NoError(t, err)
		require.Equal(t, []string{"3"}, collect(t, rest))
	})
	t.Run("same query and call options for each page", func(t *testing.T) {
		var seen []string
		pages := pagesByCursor(three)
		c := newMockClient(t, func(req *http.Request) (*http.Response, error) {
			seen = append(seen, req.URL.RawQuery)
			return pages(req)
		})
		req := readRequest()
		req.Query = url.Values{"size": {"2"}}
		var meta rolecall.Meta
		page, err := List[thing](t.Context(), c, req, layout, "", rolecall.CaptureMeta(&meta))
		require.NoError(t, err)
		meta = rolecall.Meta{}
		require.Len(t, collect(t, page), 3)
		require.Equal(t, []string{"size=2", "cursor=b&size=2", "cursor=c&size=2"}, seen)
		require.Equal(t, 200, meta.StatusCode)
		require.Equal(t, url.Values{"size": {"2"}}, req.Query, "the caller's query is not changed")
	})
	t.Run("rejects invalid cursor", func(t *testing.T) {
		for _, next := range []string{`false`, `true`, `{}`, `["b"]`, `[]`, `"b\ud83d"`, "\"b\xff\""} {
			_, err := list(t, map[string]string{"": `{"results":[{"id":"1"}],"next":` + next + `}`})
			require.ErrorIs(t, err, rolecall.ErrUnavailable, next)
		}
	})
	t.Run("accepts number as cursor", func(t *testing.T) {
		for _, next := range []string{`0`, `2`, `1e3`, `12345678901234567890`} {
			page, err := list(t, map[string]string{"": `{"results":[{"id":"1"}],"next":` + next + `}`, next: `{"results":[{"id":"2"}]}`})
			require.NoError(t, err, next)
			require.Equal(t, next, page.Next)
			require.Equal(t, []string{"1", "2"}, collect(t, page))
		}
	})
	t.Run("blank or null cursor ends the list", func(t *testing.T) {
		for _, next := range []string{`""`, `"  "`, `"\t\n"`, `null`} {
			page, err := list(t, map[string]string{"": `{"results":[{"id":"1"}],"next":` + next + `}`})
			require.NoError(t, err, next)
			require.Empty(t, page.Next)
			require.Equal(t, []string{"1"}, collect(t, page))
		}
		page, err := list(t, map[string]string{"": `{"results":[{"id":"1"}]}`})
		require.NoError(t, err)
		end, err := page.NextPage(t.Context())
		require.NoError(t, err)
		require.Nil(t, end)
	})
	t.Run("cursor is unmodified", func(t *testing.T) {
		page, err := list(t, map[string]string{
			"":                  `{"results":[{"id":"1"}],"next":" a\u002Fb+c=\"&? \u00fc"}`,
			` a/b+c="&? ` + "ü": `{"results":[{"id":"2"}]}`,
		})
		require.NoError(t, err)
		require.Equal(t, []string{"1", "2"}, collect(t, page))
	})
	t.Run("repeated cursor is an error", func(t *testing.T) {
		for name, pages := range map[string]map[string]string{
			"of the page itself": {"": `{"results":[],"next":"b"}`, "b": `{"results":[],"next":"b"}`},
			"of an earlier page": {"": `{"results":[],"next":"b"}`, "b": `{"results":[],"next":"c"}`, "c": `{"results":[],"next":"b"}`},
		} {
			page, err := list(t, pages)
			require.NoError(t, err)
			var last error
			n := 0
			for _, err := range page.All(t.Context()) {
				last = err
				n++
			}
			require.ErrorIs(t, last, rolecall.ErrCursorLoop, name)
			require.Equal(t, 1, n)
		}
	})
	t.Run("cursor of a resumed page repeats", func(t *testing.T) {
		c := newMockClient(t, pagesByCursor(map[string]string{"b": `{"results":[],"next":"b"}`}))
		page, err := List[thing](t.Context(), c, readRequest(), layout, "b")
		require.NoError(t, err)
		_, err = page.NextPage(t.Context())
		require.ErrorIs(t, err, rolecall.ErrCursorLoop)
	})
	t.Run("failed page ends the iteration", func(t *testing.T) {
		page, err := list(t, map[string]string{"": `{"results":[{"id":"1"}],"next":"gone"}`})
		require.NoError(t, err)
		require.Equal(t, []string{"1", "error"}, collect(t, page))
		_, err = page.NextPage(t.Context())
		require.ErrorIs(t, err, rolecall.ErrNotFound)
		require.Equal(t, "example.jobs.list", asError(t, err).Op)
	})
	t.Run("page has the Meta of its response", func(t *testing.T) {
		c := newMockClient(t, respondWith(200, `{"results":[]}`, "X-Request-Id", "r-1", "Set-Cookie", "a=b"))
		page, err := List[thing](t.Context(), c, readRequest(), layout, "")
		require.NoError(t, err)
		require.Equal(t, rolecall.Meta{
			StatusCode: 200, RequestID: "r-1", Attempts: 1, Header: http.Header{"X-Request-Id": {"r-1"}},
		}, page.Meta)
	})
	t.Run("next page uses the context of the iteration", func(t *testing.T) {
		page, err := list(t, three)
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = page.NextPage(ctx)
		require.ErrorIs(t, err, context.Canceled)
	})
	t.Run("Ahead captures Meta per page and cancels on break", func(t *testing.T) {
		arrived, ended := make(chan struct{}, 1), make(chan error, 1)
		pages := pagesByCursor(three)
		c := newMockClient(t, func(req *http.Request) (*http.Response, error) {
			if req.URL.Query().Get("cursor") == "c" {
				arrived <- struct{}{}
				<-req.Context().Done()
				ended <- req.Context().Err()
				return nil, req.Context().Err()
			}
			resp, err := pages(req)
			resp.Header = http.Header{"X-Request-Id": {"request of " + req.URL.Query().Get("cursor")}}
			return resp, err
		})
		var meta rolecall.Meta
		page, err := List[thing](t.Context(), c, readRequest(), layout, "", rolecall.CaptureMeta(&meta))
		require.NoError(t, err)
		for page, err := range page.Ahead(t.Context()) {
			require.NoError(t, err)
			require.Equal(t, page.Meta, meta)
			if page.Next == "c" {
				<-arrived
				break
			}
		}
		require.ErrorIs(t, <-ended, context.Canceled)
		require.Equal(t, "request of b", meta.RequestID)
	})
	t.Run("response without a list", func(t *testing.T) {
		for _, body := range []string{
			``, `null`, `[]`, `{"next":"b"}`, `{"results":{}}`, `{"results":"x"}`, `{"results":[{"id":"1"}`, `{"results":[{"id":"1"},]}`,
			`{"results":[{"id":"1"}]} trailing`, `{"results":[],"results":[]}`, `<html>`, `{"results":[],"next":"b","next":"c"}`,
		} {
			_, err := list(t, map[string]string{"": body})
			e := asError(t, err)
			require.Equal(t, 200, e.StatusCode, body)
			require.Equal(t, body, string(e.Body))
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		}
		page, err := list(t, map[string]string{"": `{"results":null}`})
		require.NoError(t, err, "null is an empty list")
		require.Empty(t, page.Items)

		optional := layout
		optional.Optional = true
		page, err = List[thing](t.Context(), newMockClient(t, respondWith(200, `{}`)), readRequest(), optional, "")
		require.NoError(t, err)
		require.Empty(t, page.Items)
	})
}

func TestRecords(t *testing.T) {
	const secret = "fake-person@example.com"
	t.Run("bad record does not affect others", func(t *testing.T) {
		page, err := list(t, map[string]string{
			"":  `{"results":[{"id":7},{"id":"1"},{"id":"2","size":"` + secret + `"},null,{"id":"3"},["x"]],"next":"b"}`,
			"b": `{"results":[{"id":"4"},"` + secret + `"]}`,
		})
		require.NoError(t, err)
		require.Equal(t, []thing{{ID: "1"}, {ID: "3"}}, page.Items)
		require.Equal(t, []string{"bad 0", "1", "bad 2", "bad 3", "3", "bad 5", "4", "bad 1"}, collect(t, page))
		require.Len(t, page.Bad, 4)
		for i, want := range []struct {
			index int
			raw   string
		}{{0, `{"id":7}`}, {2, `{"id":"2","size":"` + secret + `"}`}, {3, `null`}, {5, `["x"]`}} {
			require.Equal(t, want.index, page.Bad[i].Index)
			require.Equal(t, want.raw, string(page.Bad[i].Raw))
			require.Error(t, page.Bad[i].Err)
			require.NotContains(t, fmt.Sprintf("%v %+v %#v", page.Bad[i], page.Bad[i], page.Bad[i]), secret)
		}
	})
	t.Run("invalid UTF-8 is a bad record", func(t *testing.T) {
		record := "{\"id\":\"a\xff\"}"
		page, err := list(t, map[string]string{"": `{"results":[` + record + `,{"id":"1"}]}`})
		require.NoError(t, err)
		require.Equal(t, []string{"bad 0", "1"}, collect(t, page))
		require.Equal(t, record, string(page.Bad[0].Raw), "byte for byte")
	})
	t.Run("break at a bad record ends the iteration", func(t *testing.T) {
		page, err := list(t, map[string]string{"": `{"results":[{"id":"1"},null,{"id":"2"}],"next":"b"}`})
		require.NoError(t, err)
		n := 0
		for _, err := range page.All(t.Context()) {
			n++
			if err != nil {
				break
			}
		}
		require.Equal(t, 2, n)
	})
	t.Run("raw records are unmodified", func(t *testing.T) {
		records := []string{`{ "id" : "1",` + "\n" + `"size":2, "new":{"a":[1.50,"<&>\u00fc"]}}`, `{"id":"2"}`, `{}`}
		page, err := list(t, map[string]string{"": `{"results":[ ` + strings.Join(records, " , ") + ` ]}`})
		require.NoError(t, err)
		for i, want := range records {
			require.Equal(t, want, string(page.Raw(i)))
		}
	})
	t.Run("append to a raw record does not change the next", func(t *testing.T) {
		second := `{"id":"2"}`
		page, err := list(t, map[string]string{"": `{"results":[{"id":"1"},` + second + `]}`})
		require.NoError(t, err)
		_ = append(page.Raw(0), "!!!!!!!!"...)
		require.Equal(t, second, string(page.Raw(1)))
	})
	t.Run("WithUnmarshal is called for each record", func(t *testing.T) {
		var seen []string
		decode := rolecall.WithUnmarshal(func(data []byte, v any) error {
			seen = append(seen, string(data))
			return json.Unmarshal(data, v)
		})
		_, err := list(t, map[string]string{"": `{"results":[{"id":"1"},null,{"id":"2"}]}`}, decode)
		require.NoError(t, err)
		require.Equal(t, []string{`{"id":"1"}`, `{"id":"2"}`}, seen)
	})
	t.Run("partially decoded record is bad", func(t *testing.T) {
		half := rolecall.WithUnmarshal(func(_ []byte, v any) error {
			v.(*thing).ID = "half"
			return errTest
		})
		page, err := list(t, map[string]string{"": `{"results":[{"id":"1"}]}`}, half)
		require.NoError(t, err)
		require.Empty(t, page.Items)
		require.ErrorIs(t, page.Bad[0], errTest)
		require.NotContains(t, page.Bad[0].Error(), fakeKey)
	})
}

func TestListNormalize(t *testing.T) {
	normalizing := layout
	normalizing.Normalize = func(payload []byte) []byte {
		if bytes.HasPrefix(payload, []byte("[")) {
			return []byte(`{"results":` + string(payload) + `,"next":"b"}`)
		}
		return nil
	}
	read := func(body string) (*rolecall.Page[thing], error) {
		return List[thing](t.Context(), newMockClient(t, respondWith(200, body)), readRequest(), normalizing, "")
	}
	page, err := read(`[{"id":"1"},7]`)
	require.NoError(t, err)
	require.Equal(t, []thing{{ID: "1"}}, page.Items)
	require.Len(t, page.Bad, 1)
	require.Equal(t, "b", page.Next)
	page, err = read(`{"results":[{"id":"2"}]}`)
	require.NoError(t, err)
	require.Equal(t, []thing{{ID: "2"}}, page.Items)
	for _, body := range []string{`{}`, `7`, `{"results":{}}`} {
		_, err = read(body)
		require.Error(t, err, body)
	}
}

// unmarshaler is a record that implements json.Unmarshaler.
type unmarshaler struct{ got string }

func (v *unmarshaler) UnmarshalJSON(b []byte) error {
	v.got = string(b)
	if bytes.Contains(b, []byte("bad")) {
		return errors.New("it is bad")
	}
	return nil
}

func TestUnmarshalerExactBytes(t *testing.T) {
	body := `{"results":[ {"id" : 1} ,null,{"bad":1},{"text":"` + "\xff" + `"},7],"next":null}`
	page, err := List[unmarshaler](t.Context(), newMockClient(t, pagesByCursor(map[string]string{"": body})), readRequest(), layout, "")
	require.NoError(t, err)
	require.Equal(t, []unmarshaler{{`{"id" : 1}`}, {"7"}}, page.Items)
	var errs []string
	for _, bad := range page.Bad {
		errs = append(errs, fmt.Sprint(bad.Index, " ", errors.Unwrap(bad)))
	}
	require.Equal(t, []string{"1 record is null", `2 field "bad" cannot be read`, "3 record contains invalid UTF-8"}, errs)
}
