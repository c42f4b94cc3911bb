package transport

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// newListServer returns a client of a server that lists one record for each id in the query parameter ids,
// one per page, and the queries that the server received.
func newListServer(t *testing.T) (*Client, *[]string) {
	t.Helper()
	var received []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		received = append(received, r.URL.RawQuery)
		ids := strings.Split(r.URL.Query().Get("ids"), ",")
		at := 0
		if c := r.URL.Query().Get("cursor"); c != "" {
			_, _ = fmt.Sscanf(c, "at-%d", &at)
		}
		next := "null"
		if at+1 < len(ids) {
			next = fmt.Sprintf(`"at-%d"`, at+1)
		}
		_, _ = fmt.Fprintf(w, `{"results":[{"id":%q}],"next":%s}`, ids[at], next)
	}))
	t.Cleanup(server.Close)
	client, err := New(rolecall.Config{BaseURL: server.URL}, Spec{Provider: "example"})
	require.NoError(t, err)
	return client, &received
}

type record struct {
	ID string `json:"id"`
}

func TestListAll(t *testing.T) {
	t.Parallel()
	req := Request{Op: "example.list", Method: http.MethodGet, Path: []string{"jobs"}}
	layout := Layout{Items: "results", Next: "next", Cursor: "cursor"}
	queries := []url.Values{{"ids": {"a,b"}}, {"ids": {"c"}}, {"ids": {"d,e"}}}
	ids := func(t *testing.T, page *rolecall.Page[record]) []string {
		t.Helper()
		var got []string
		for r, err := range page.All(t.Context()) {
			require.NoError(t, err)
			got = append(got, r.ID)
		}
		return got
	}
	t.Run("several queries are one sequence that can be read twice", func(t *testing.T) {
		t.Parallel()
		client, _ := newListServer(t)
		page, err := ListAll[record](t.Context(), client, req, layout, queries, "")
		require.NoError(t, err)
		require.Equal(t, []string{"a", "b", "c", "d", "e"}, ids(t, page))
		require.Equal(t, []string{"a", "b", "c", "d", "e"}, ids(t, page))
	})
	t.Run("every cursor resumes the list", func(t *testing.T) {
		t.Parallel()
		client, _ := newListServer(t)
		page, err := ListAll[record](t.Context(), client, req, layout, queries, "")
		require.NoError(t, err)
		rest := []string{"b", "c", "d", "e"}
		for page.Next != "" {
			resumed, err := ListAll[record](t.Context(), client, req, layout, queries, page.Next)
			require.NoError(t, err)
			require.Equal(t, rest, ids(t, resumed))
			page, rest = resumed, rest[1:]
		}
		require.Empty(t, rest)
	})
	t.Run("one query keeps the provider's cursors", func(t *testing.T) {
		t.Parallel()
		client, _ := newListServer(t)
		page, err := ListAll[record](t.Context(), client, req, layout, queries[:1], "")
		require.NoError(t, err)
		require.Equal(t, "at-1", page.Next)
	})
	t.Run("cursor of another list is rejected before any request", func(t *testing.T) {
		t.Parallel()
		client, received := newListServer(t)
		for _, cursor := range []string{"at-1", "part:3:", "part:-1:", "part:x:", "part:1"} {
			_, err := ListAll[record](t.Context(), client, req, layout, queries, cursor)
			require.ErrorIs(t, err, rolecall.ErrInvalid, cursor)
		}
		require.Empty(t, *received)
	})
}
