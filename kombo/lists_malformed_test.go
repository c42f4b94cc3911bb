package kombo_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

func TestListCursorTypes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ next, cursor string }{
		{`2`, "2"},
		{`1764150000123456789`, "1764150000123456789"},
		{`2.0`, "2.0"},
		{`"2"`, "2"},
		{`"a b"`, "a b"},
		{`null`, ""},
		{`""`, ""},
		{`"  "`, ""},
	} {
		t.Run(tt.next, func(t *testing.T) {
			t.Parallel()
			s := serve(t, noRetry, func(w http.ResponseWriter, r *http.Request) {
				next := tt.next
				if r.URL.Query().Has("cursor") {
					next = "null"
				}
				_, _ = fmt.Fprintf(w, `{"status":"success","data":{"next":%s,"results":[{"id":"a"}]}}`, next)
			})
			page, err := s.integration.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
			require.NoError(t, err)
			require.Equal(t, tt.cursor, page.Next)
			var found int
			for _, err := range page.All(t.Context()) {
				require.NoError(t, err)
				found++
			}
			if tt.cursor == "" {
				require.Len(t, s.requests(), 1)
				return
			}
			require.Equal(t, 2, found)
			require.Equal(t, tt.cursor, s.requests()[1].URL.Query().Get("cursor"))
		})
	}
	for _, next := range []string{`true`, `false`, `{}`, `{"cursor":"2"}`, `[]`, `["2"]`} {
		t.Run(next+" is an error", func(t *testing.T) {
			t.Parallel()
			s := serve(t, noRetry, respondWith(200, "application/json", `{"status":"success","data":{"next":`+next+`,"results":[{"id":"a"}]}}`))
			_, err := s.integration.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
			requireClass(t, err, rolecall.ErrUnavailable)
		})
	}
}

func TestListRecordWithoutID(t *testing.T) {
	t.Parallel()
	const page = `{"status":"success","data":{"next":null,"results":[{"id":"a"},{},{"id":null},{"id":""},{"remote_id":"r","changed_at":"2026-03-02T08:00:00Z"},{"id":"b"}]}}`
	s := serve(t, noRetry, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, page) })
	for _, list := range append(everyList(), everyAccountList(s.client)...) {
		t.Run(list.name, func(t *testing.T) {
			t.Parallel()
			ids, bad, err := list.ids(t.Context(), s.integration, kombo.ListOptions{})
			require.NoError(t, err)
			require.Equal(t, []string{"a", "b"}, ids)
			require.Equal(t, 4, bad)
		})
	}
	t.Run("integration fields", func(t *testing.T) {
		t.Parallel()
		page, err := s.integration.ListIntegrationFields(t.Context(), kombo.ListIntegrationFieldsOptions{})
		require.NoError(t, err)
		require.Len(t, page.Items, 2)
		require.Len(t, page.Bad, 4)
		require.Equal(t, 1, page.Bad[0].Index)
		require.ErrorContains(t, page.Bad[0], "id")
	})
	t.Run("custom fields", func(t *testing.T) {
		t.Parallel()
		page, err := s.integration.ListCustomFields(t.Context(), kombo.ListCustomFieldsOptions{})
		require.NoError(t, err)
		require.Len(t, page.Items, 2)
		require.Len(t, page.Bad, 4)
	})
}
