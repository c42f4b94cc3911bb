package rolecall_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// chain returns pages of integers. The first page has the cursor "", and each page names the next one.
// reads counts the calls of fetch.
type chain struct {
	pages map[string]rolecall.PageParts[int]
	reads int
	mu    sync.Mutex
}

func (c *chain) fetch(ctx context.Context, cursor string) (*rolecall.Page[int], error) {
	c.mu.Lock()
	c.reads++
	c.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	parts, ok := c.pages[cursor]
	if !ok {
		return nil, &rolecall.Error{Op: "example.list", StatusCode: 404}
	}
	parts.Cursor, parts.Fetch = cursor, c.fetch
	return rolecall.NewPage(parts), nil
}

func first(t *testing.T, pages map[string]rolecall.PageParts[int]) (*rolecall.Page[int], *chain) {
	t.Helper()
	c := &chain{pages: pages}
	page, err := c.fetch(t.Context(), "")
	require.NoError(t, err)
	c.reads = 0
	return page, c
}

// iterate ranges over all records and describes each one.
func iterate(ctx context.Context, page *rolecall.Page[int]) (seen []string) {
	for item, err := range page.All(ctx) {
		switch bad, isBad := errors.AsType[*rolecall.RecordError](err); {
		case isBad:
			seen = append(seen, fmt.Sprint("bad ", bad.Index))
		case err != nil:
			seen = append(seen, "end: "+err.Error())
		default:
			seen = append(seen, fmt.Sprint(*item))
		}
	}
	return seen
}

type parts = rolecall.PageParts[int]

func TestPage(t *testing.T) {
	three := map[string]parts{
		"":  {Items: []int{1, 2}, Next: "b"},
		"b": {Next: "c"},
		"c": {Items: []int{3}},
	}
	t.Run("All continues after an empty page", func(t *testing.T) {
		page, c := first(t, three)
		require.Equal(t, []string{"1", "2", "3"}, iterate(t.Context(), page))
		require.Equal(t, 2, c.reads)
	})
	t.Run("ranging twice gives the same", func(t *testing.T) {
		page, _ := first(t, three)
		all, pages := page.All(t.Context()), page.Pages(t.Context())
		for range 2 {
			n := 0
			for _, err := range all {
				require.NoError(t, err)
				n++
			}
			for p, err := range pages {
				require.NoError(t, err)
				require.Equal(t, n == 3, p == page, "this page first")
				n++
			}
			require.Equal(t, 6, n)
		}
		require.Equal(t, "b", page.Next)
		require.Equal(t, []int{1, 2}, page.Items)
	})
	t.Run("concurrent iterations", func(t *testing.T) {
		page, _ := first(t, three)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if got := iterate(t.Context(), page); len(got) != 3 {
					t.Error(got)
				}
			})
		}
		wg.Wait()
	})
	t.Run("reads a page only when the loop continues", func(t *testing.T) {
		page, c := first(t, three)
		for item, err := range page.All(t.Context()) {
			require.NoError(t, err)
			if *item == 2 {
				break
			}
		}
		for _, err := range page.Pages(t.Context()) {
			require.NoError(t, err)
			break
		}
		require.Zero(t, c.reads)
	})
	t.Run("All yields pointers into Items", func(t *testing.T) {
		page, _ := first(t, three)
		for item, err := range page.All(t.Context()) {
			require.NoError(t, err)
			require.Same(t, &page.Items[0], item)
			break
		}
	})
	t.Run("continues from a stored cursor", func(t *testing.T) {
		page, c := first(t, three)
		stored := page.Next
		again, err := c.fetch(t.Context(), stored)
		require.NoError(t, err)
		require.Equal(t, []string{"3"}, iterate(t.Context(), again))
	})
	t.Run("NextPage returns nil, nil after the last page", func(t *testing.T) {
		page, c := first(t, three)
		var err error
		for want := range 3 {
			require.NotNil(t, page)
			require.Equal(t, want, c.reads)
			page, err = page.NextPage(t.Context())
			require.NoError(t, err)
		}
		require.Nil(t, page)
	})
	t.Run("error ends the iteration, a retry continues", func(t *testing.T) {
		page, c := first(t, map[string]parts{"": {Items: []int{1}, Next: "b"}})
		want := []string{"1", "end: example.list: status 404 Not Found"}
		require.Equal(t, want, iterate(t.Context(), page))
		c.pages["b"] = parts{Items: []int{2}}
		require.Equal(t, []string{"1", "2"}, iterate(t.Context(), page))
	})
	t.Run("canceled context", func(t *testing.T) {
		page, _ := first(t, three)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.Equal(t, []string{"1", "2", "end: context canceled"}, iterate(ctx, page))
	})
	t.Run("zero value is an empty page", func(t *testing.T) {
		var page rolecall.Page[int]
		require.Empty(t, iterate(t.Context(), &page))
		next, err := page.NextPage(t.Context())
		require.NoError(t, err)
		require.Nil(t, next)
		require.Nil(t, page.Raw(0))
	})
	t.Run("page without Fetch is the only page", func(t *testing.T) {
		page := rolecall.NewPage(parts{Items: []int{1}, Next: "b"})
		require.Equal(t, []string{"1"}, iterate(t.Context(), page))
		next, err := page.NextPage(t.Context())
		require.NoError(t, err)
		require.Nil(t, next)
	})
	t.Run("Raw", func(t *testing.T) {
		page := rolecall.NewPage(parts{Items: []int{1, 2}, Raw: []json.RawMessage{[]byte(" 1"), []byte("2")}})
		require.Equal(t, " 1", string(page.Raw(0)))
		require.Equal(t, "2", string(page.Raw(1)))
		for _, i := range []int{-1, 2, 99} {
			require.Nil(t, page.Raw(i))
		}
	})
}

func TestCursorLoop(t *testing.T) {
	for name, pages := range map[string]map[string]parts{
		"to the same page": {"": {Next: "b"}, "b": {Next: "b"}},
		"two pages":        {"": {Next: "b"}, "b": {Next: "c"}, "c": {Next: "b"}},
		"four pages":       {"": {Next: "1"}, "1": {Next: "2"}, "2": {Next: "3"}, "3": {Next: "4"}, "4": {Next: "1"}},
		"with records":     {"": {Items: []int{1}, Next: "b"}, "b": {Items: []int{1}, Next: "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			page, c := first(t, pages)
			for range 2 { // the second iteration gives the same
				var last error
				for _, err := range page.Pages(t.Context()) {
					last = err
				}
				require.ErrorIs(t, last, rolecall.ErrCursorLoop)
				last = nil
				for _, err := range page.All(t.Context()) {
					last = err
				}
				require.ErrorIs(t, last, rolecall.ErrCursorLoop)
			}
			require.LessOrEqual(t, c.reads, 4*len(pages))
		})
	}
	t.Run("NextPage finds a loop to the same page", func(t *testing.T) {
		c := &chain{pages: map[string]parts{"b": {Next: "b"}}}
		page, err := c.fetch(t.Context(), "b")
		require.NoError(t, err)
		_, err = page.NextPage(t.Context())
		require.ErrorIs(t, err, rolecall.ErrCursorLoop)
		require.Equal(t, 1, c.reads)
	})
	t.Run("loop to the page where the iteration began", func(t *testing.T) {
		c := &chain{pages: map[string]parts{"b": {Next: "c"}, "c": {Next: "b"}}}
		page, err := c.fetch(t.Context(), "b")
		require.NoError(t, err)
		_, err = page.NextPage(t.Context())
		require.NoError(t, err)
		require.Len(t, iterate(t.Context(), page), 1)
		require.Equal(t, 3, c.reads, "no page is read twice in one iteration")
	})
}

func TestBadRecords(t *testing.T) {
	at := func(i int) *rolecall.RecordError { return &rolecall.RecordError{Index: i, Err: io.EOF} }
	t.Run("yielded in order", func(t *testing.T) {
		page, _ := first(t, map[string]parts{
			"": {
				Items: []int{1, 4, 5}, Order: []int{1, 4, 5}, Next: "b",
				Bad: []*rolecall.RecordError{at(0), at(2), at(3), at(6), at(7)},
			},
			"b": {Bad: []*rolecall.RecordError{at(0)}, Next: "c"},
			"c": {Items: []int{9}},
		})
		require.Equal(t, []string{"bad 0", "1", "bad 2", "bad 3", "4", "5", "bad 6", "bad 7", "bad 0", "9"}, iterate(t.Context(), page))
		require.Len(t, page.Bad, 5, "the iteration does not change the page")
	})
	t.Run("yielded last without Order", func(t *testing.T) {
		page := rolecall.NewPage(parts{Items: []int{1, 2}, Bad: []*rolecall.RecordError{at(0)}})
		require.Equal(t, []string{"1", "2", "bad 0"}, iterate(t.Context(), page))
	})
	t.Run("break", func(t *testing.T) {
		for stop := range 4 {
			page := rolecall.NewPage(parts{Items: []int{1}, Order: []int{1}, Bad: []*rolecall.RecordError{at(0), at(2), at(3)}})
			n := 0
			for item, err := range page.All(t.Context()) {
				require.NotEqual(t, item == nil, err == nil, "either an item or an error")
				if n++; n > stop {
					break
				}
			}
			require.Equal(t, stop+1, n)
		}
	})
}

func TestCollect(t *testing.T) {
	at := func(i int) *rolecall.RecordError { return &rolecall.RecordError{Index: i, Err: io.EOF} }
	one, two, three := at(1), at(0), at(0)
	list := map[string]parts{
		"":  {Items: []int{1, 2}, Order: []int{0, 2}, Bad: []*rolecall.RecordError{one}, Next: "b"},
		"b": {Bad: []*rolecall.RecordError{two}, Next: "c"},
		"c": {Items: []int{3}, Order: []int{1}, Bad: []*rolecall.RecordError{three}},
	}
	t.Run("all pages", func(t *testing.T) {
		page, _ := first(t, list)
		for range 2 {
			items, bad, err := page.Collect(t.Context())
			require.NoError(t, err)
			require.Equal(t, []int{1, 2, 3}, items)
			require.Len(t, bad, 3)
			for i, want := range []*rolecall.RecordError{one, two, three} {
				require.Same(t, want, bad[i])
			}
		}
	})
	t.Run("starts at the page", func(t *testing.T) {
		page, _ := first(t, list)
		next, err := page.NextPage(t.Context())
		require.NoError(t, err)
		items, bad, err := next.Collect(t.Context())
		require.NoError(t, err)
		require.Equal(t, []int{3}, items)
		require.Equal(t, []*rolecall.RecordError{two, three}, bad)
	})
	t.Run("error after some pages", func(t *testing.T) {
		page, _ := first(t, map[string]parts{
			"":  list[""],
			"b": {Items: []int{7}, Next: "missing"},
		})
		items, bad, err := page.Collect(t.Context())
		require.EqualError(t, err, "example.list: status 404 Not Found")
		require.Equal(t, []int{1, 2, 7}, items)
		require.Equal(t, []*rolecall.RecordError{one}, bad)
	})
	t.Run("cursor loop", func(t *testing.T) {
		page, _ := first(t, map[string]parts{"": {Items: []int{1}, Next: "b"}, "b": {Items: []int{2}, Next: "b"}})
		items, _, err := page.Collect(t.Context())
		require.ErrorIs(t, err, rolecall.ErrCursorLoop)
		require.Equal(t, []int{1, 2}, items)
	})
	t.Run("canceled context", func(t *testing.T) {
		page, _ := first(t, list)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		items, _, err := page.Collect(ctx)
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, []int{1, 2}, items)
	})
	t.Run("result does not share memory with the page", func(t *testing.T) {
		page := rolecall.NewPage(parts{Items: []int{1}, Bad: []*rolecall.RecordError{one}})
		items, bad, err := page.Collect(t.Context())
		require.NoError(t, err)
		items[0], bad[0] = 9, nil
		require.Equal(t, []int{1}, page.Items)
		require.Same(t, one, page.Bad[0])
	})
	t.Run("zero value", func(t *testing.T) {
		items, bad, err := new(rolecall.Page[int]).Collect(t.Context())
		require.NoError(t, err)
		require.Empty(t, items)
		require.Empty(t, bad)
	})
}

type safe struct{ error }

func (safe) SafeText() string { return "a date expected" }

func TestRecordError(t *testing.T) {
	const secret = "fake-person@example.com"
	raw := json.RawMessage(`{"id":"` + secret + `","size":"` + secret + `"}`)
	var target struct {
		Size  int            `json:"size"`
		Notes map[string]int `json:"notes"`
	}
	keyed := json.Unmarshal([]byte(`{"notes":{"`+secret+`":"`+secret+`"}}`), &target)
	typed := json.Unmarshal(raw, &target)
	for name, tc := range map[string]struct {
		err  error
		want string
	}{
		"wrong type":                 {typed, `rolecall: decoding record 7 of the page failed: field "size" is not of type int`},
		"wrong type under a map key": {keyed, `rolecall: decoding record 7 of the page failed: field "notes" is not of type int`},
		"syntax error":               {&json.SyntaxError{Offset: 8}, "rolecall: decoding record 7 of the page failed: syntax error at byte 8"},
		"SafeText":                   {safe{errors.New(secret)}, "rolecall: decoding record 7 of the page failed: a date expected"},
		"wrapped SafeText":           {fmt.Errorf(secret+": %w", safe{errors.New(secret)}), "rolecall: decoding record 7 of the page failed: a date expected"},
		"other error":                {errors.New(secret), "rolecall: decoding record 7 of the page failed"},
		"nil":                        {nil, "rolecall: decoding record 7 of the page failed"},
	} {
		t.Run(name, func(t *testing.T) {
			err := &rolecall.RecordError{Index: 7, Raw: raw, Err: tc.err}
			require.Equal(t, tc.want, err.Error())
			for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
				require.Equal(t, tc.want, fmt.Sprintf(verb, err), verb)
				require.Equal(t, tc.want, fmt.Sprintf(verb, *err), verb)
			}
			encoded, marshalErr := json.Marshal([]any{err, *err})
			require.NoError(t, marshalErr)
			var out bytes.Buffer
			slog.New(slog.NewJSONHandler(&out, nil)).Error("bad record", "err", err, "all", []*rolecall.RecordError{err}, "value", *err)
			slog.New(slog.NewTextHandler(&out, nil)).Error("bad record", "err", err, "all", []*rolecall.RecordError{err}, "value", *err)
			require.NotContains(t, string(encoded)+out.String()+fmt.Sprintf("%q %x", err, err), secret)
			require.Equal(t, tc.err, errors.Unwrap(err))
		})
	}
}

func TestPagePrinting(t *testing.T) {
	t.Parallel()
	page := rolecall.NewPage(rolecall.PageParts[string]{
		Items: []string{"fake-record"}, Raw: []json.RawMessage{json.RawMessage(`"fake-record"`)},
		Bad: []*rolecall.RecordError{{Index: 1, Raw: json.RawMessage(`"fake-record"`)}}, Next: "fake-record",
	})
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		require.Equal(t, "page of 1 records, 1 bad, with more after it", fmt.Sprintf(verb, page))
		require.Equal(t, "page of 1 records, 1 bad, with more after it", fmt.Sprintf(verb, *page))
	}
}
