package knit_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

type deal struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

func TestCall(t *testing.T) {
	t.Parallel()
	t.Run("reads with a query and writes with a body", func(t *testing.T) {
		t.Parallel()
		c, network := mockedCaller(t, 200, `{"success":true,"data":{"id":"7"}}`)
		query := url.Values{"dealId": {"7"}}
		var got deal
		require.NoError(t, c.integration.Call(t.Context(), "crm.deal.get", query, &got))
		require.Equal(t, deal{ID: "7"}, got)
		require.NoError(t, c.integration.Call(t.Context(), "crm.deal.create", deal{Name: "<x>"}, nil))
		require.NoError(t, c.integration.Call(t.Context(), "crm.deal.touch", struct{}{}, nil))
		require.NoError(t, c.client.Call(t.Context(), "apps.list", nil, &got))
		typed, err := knit.Call[deal](t.Context(), c.integration, "crm.deal.get", query)
		require.NoError(t, err)
		require.Equal(t, &deal{ID: "7"}, typed)
		raw, err := knit.Call[json.RawMessage](t.Context(), c.client, "apps.list", nil)
		require.NoError(t, err)
		require.JSONEq(t, `{"id":"7"}`, string(*raw))

		const base = "https://api.getknit.dev/v1.0/"
		var left []string
		for _, r := range network.requests() {
			left = append(left, r.Method+" "+r.URL+" "+r.Header.Get("X-Knit-Integration-Id")+" "+r.Body)
		}
		require.Equal(t, []string{
			"GET " + base + "crm.deal.get?dealId=7 " + integrationID + " ",
			"POST " + base + "crm.deal.create " + integrationID + ` {"id":"","name":"<x>"}`,
			"POST " + base + "crm.deal.touch " + integrationID + " {}",
			"GET " + base + "apps.list  ",
			"GET " + base + "crm.deal.get?dealId=7 " + integrationID + " ",
			"GET " + base + "apps.list  ",
		}, left)
	})
	t.Run("fails like any other call", func(t *testing.T) {
		t.Parallel()
		c, _ := mockedCaller(t, 404, `{"success":false,"error":{"msg":"crm.deal.get is not supported"}}`)
		err := c.integration.Call(t.Context(), "crm.deal.get", nil, nil)
		require.ErrorIs(t, err, knit.ErrNotSupported)
		require.Equal(t, "knit.crm.deal.get", asError(t, err).Op)
		c, network := mockedCaller(t, 502, `<html>`)
		err = c.integration.Call(t.Context(), "crm.deal.create", deal{}, nil)
		require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		require.Len(t, network.requests(), 1)
		require.Error(t, c.integration.Call(t.Context(), "crm.deal.get", nil, nil))
		require.Len(t, network.requests(), 1+4)
	})
	t.Run("does not send what makes no sense", func(t *testing.T) {
		t.Parallel()
		c, network := mockedCaller(t, 200, `{"success":true,"data":{}}`)
		for _, method := range []string{"", ".", "a.", ".a", "a..b", "a/b", "../x", "a b", "a?b=c", "a.b#", "é", "a.b\n"} {
			err := c.integration.Call(t.Context(), method, nil, nil)
			require.ErrorIs(t, err, rolecall.ErrInvalid, method)
			require.Equal(t, "knit.call", asError(t, err).Op, "what a caller made up is in no metric")
		}
		for _, out := range []any{deal{}, (*deal)(nil), "x"} {
			require.ErrorIs(t, c.integration.Call(t.Context(), "a.b", nil, out), rolecall.ErrInvalid)
		}
		require.ErrorIs(t, c.integration.Call(t.Context(), "a.b", func() {}, nil), rolecall.ErrInvalid)
		require.ErrorIs(t, c.client.Integration("").Call(t.Context(), "a.b", nil, nil), rolecall.ErrInvalid)
		_, err := knit.CallList[deal](t.Context(), c.integration, "a/b", "", nil)
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.Empty(t, network.requests())
	})
	t.Run("says where an answer does not fit", func(t *testing.T) {
		t.Parallel()
		c, _ := mockedCaller(t, 200, `{"success":true,"data":[1]}`)
		var got deal
		require.Contains(t, asError(t, c.integration.Call(t.Context(), "a.b", nil, &got)).Message, "not what this call returns")
	})
}

func TestCallListFollowsPageTokens(t *testing.T) {
	t.Parallel()
	for items, name := range map[string]string{"deals": "deals", "": "whatever"} {
		integration, network := paged(t, map[string]string{
			"a": `{"` + name + `":[{"id":"1"},7],"nextPageToken":"b"}`,
			"b": `{"` + name + `":[{"id":"2"}],"nextPageToken":"b"}`,
		})
		query := url.Values{"pageToken": {"a"}, "x": {"1"}}
		page, err := knit.CallList[deal](t.Context(), integration, "crm.deal.list", items, query)
		require.NoError(t, err)
		query.Set("x", "2") // of the caller's own
		var seen []string
		var last error
		for d, err := range page.All(t.Context()) {
			if last = err; err == nil {
				seen = append(seen, d.ID)
			}
		}
		require.Equal(t, []string{"1", "2"}, seen)
		require.ErrorIs(t, last, rolecall.ErrCursorLoop)
		require.Len(t, page.Bad, 1)
		for _, r := range network.requests() {
			require.Contains(t, r.URL, "x=1")
		}
	}
}

func TestACallOfNobodyIsAnError(t *testing.T) {
	t.Parallel()
	for name, on := range map[string]knit.Caller{
		"nil": nil, "a nil client": (*knit.Client)(nil), "a nil integration": (*knit.Integration)(nil), "a client that was not made": &knit.Client{}, "an integration that was not made": &knit.Integration{},
	} {
		_, err := knit.Call[deal](t.Context(), on, "crm.deal.get", nil)
		require.ErrorIs(t, err, rolecall.ErrInvalid, name)
		require.Equal(t, "knit.call", asError(t, err).Op)
		_, err = knit.CallList[deal](t.Context(), on, "crm.deal.list", "deals", nil)
		require.ErrorIs(t, err, rolecall.ErrInvalid, name)
	}
	require.ErrorIs(t, (*knit.Integration)(nil).Call(t.Context(), "crm.deal.get", nil, nil), rolecall.ErrInvalid)
	require.ErrorIs(t, (*knit.Client)(nil).Call(t.Context(), "crm.deal.get", nil, nil), rolecall.ErrInvalid)
	require.False(t, knit.HasValidationErrors(nil))
	_, err := knit.NewReceiver(nil, nothing{})
	require.Error(t, err)
	_, err = knit.NewReceiver([]string{apiKey}, nil)
	require.Error(t, err)
	require.Error(t, new(knit.RawAnswer{Raw: []byte(`{}`)}).Decode(nil))
	require.Error(t, knit.PassthroughBody(`{}`).Decode(nil))
}

// Under a misspelled name another list was returned, because it was the only one.
func TestCallListFindsTheNamedListOrNone(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		`{"deals":[{"id":"1"}],"leads":[{"id":"2"}]}`:           "1",
		`{"deals":{"deals":[{"id":"1"}]},"nextPageToken":null}`: "1",
		`{"deals":{"id":"1","name":"x"}}`:                       "1",
		`{"deals":null}`:                                        "", `{"deals":{},"total":0}`: "", `{"deals":""}`: "",
		`null`: "", `{}`: "", `[]`: "", `[ ]`: "", `""`: "", `{"nextPageToken":null}`: "",
	} {
		integration, _ := paged(t, map[string]string{"": data})
		page, err := knit.CallList[deal](t.Context(), integration, "crm.deal.list", "deals", nil)
		require.NoError(t, err, data)
		ids := ""
		for _, d := range page.Items {
			ids += d.ID
		}
		require.Equal(t, want, ids, data)
		require.Empty(t, page.Bad, data)
	}
	for _, data := range []string{
		`{"leads":[{"id":"2"}]}`, `{"leads":[],"nextPageToken":"b"}`, `{"leads":{}}`, `{"leads":null}`, `{"data":{"deals":[]}}`, `{"deal":{"id":"2"}}`,
		`[{"id":"2"}]`, `{"id":"2","name":"x"}`, `{"total":0}`, `{"deals":7}`, `{"deals":[],"deals":[]}`, `7`, `"x"`,
	} {
		integration, network := paged(t, map[string]string{"": data})
		_, err := knit.CallList[deal](t.Context(), integration, "crm.deal.list", "deals", nil)
		require.Contains(t, asError(t, err).Message, "not what this call returns", data)
		require.Len(t, network.requests(), 1)
	}
}
