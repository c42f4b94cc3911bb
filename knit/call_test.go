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

// callDeal makes a call and returns its error.
func callDeal(t *testing.T, on knit.Caller, req knit.CallRequest) error {
	t.Helper()
	return errOf(knit.Call[deal](t.Context(), on, req))
}

func TestCall(t *testing.T) {
	t.Parallel()
	t.Run("reads with a query and writes with a body", func(t *testing.T) {
		t.Parallel()
		c, network := mockCaller(t, 200, `{"success":true,"data":{"id":"7"}}`)
		query := url.Values{"dealId": {"7"}}
		for _, req := range []knit.CallRequest{
			{Name: "crm.deal.get", Query: query},
			{Name: "crm.deal.create", Body: deal{Name: "<x>"}},
			{Name: "crm.deal.touch", Query: query, Body: struct{}{}},
		} {
			got, err := knit.Call[deal](t.Context(), c.integration, req)
			require.NoError(t, err)
			require.Equal(t, &deal{ID: "7"}, got)
		}
		raw, err := knit.Call[json.RawMessage](t.Context(), c.client, knit.CallRequest{Name: "apps.list"})
		require.NoError(t, err)
		require.JSONEq(t, `{"id":"7"}`, string(*raw))

		const base = "https://api.getknit.dev/v1.0/"
		var sent []string
		for _, r := range network.requests() {
			sent = append(sent, r.Method+" "+r.URL+" "+r.Header.Get("X-Knit-Integration-Id")+" "+r.Body)
		}
		require.Equal(t, []string{
			"GET " + base + "crm.deal.get?dealId=7 " + integrationID + " ",
			"POST " + base + "crm.deal.create " + integrationID + ` {"id":"","name":"<x>"}`,
			"POST " + base + "crm.deal.touch?dealId=7 " + integrationID + " {}",
			"GET " + base + "apps.list  ",
		}, sent)
	})
	t.Run("fails like any other call", func(t *testing.T) {
		t.Parallel()
		c, _ := mockCaller(t, 404, `{"success":false,"error":{"msg":"crm.deal.get is not supported"}}`)
		err := callDeal(t, c.integration, knit.CallRequest{Name: "crm.deal.get"})
		require.ErrorIs(t, err, knit.ErrNotSupported)
		require.Equal(t, "knit.crm.deal.get", asError(t, err).Op)
		c, network := mockCaller(t, 502, `<html>`)
		err = callDeal(t, c.integration, knit.CallRequest{Name: "crm.deal.create", Body: deal{}})
		require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		require.Len(t, network.requests(), 1)
		require.Error(t, callDeal(t, c.integration, knit.CallRequest{Name: "crm.deal.get"}))
		require.Len(t, network.requests(), 1+4)
	})
	t.Run("does not send invalid request", func(t *testing.T) {
		t.Parallel()
		c, network := mockCaller(t, 200, `{"success":true,"data":{}}`)
		for _, method := range []string{"", ".", "a.", ".a", "a..b", "a/b", "../x", "a b", "a?b=c", "a.b#", "é", "a.b\n"} {
			err := callDeal(t, c.integration, knit.CallRequest{Name: method})
			require.ErrorIs(t, err, rolecall.ErrInvalid, method)
			require.Equal(t, "knit.call", asError(t, err).Op, "an invalid name is not used for metrics")
		}
		for problem, req := range map[string]knit.CallRequest{
			"Body is url.Values: set Query instead": {Name: "a.b", Body: url.Values{"x": {"1"}}},
			"Items is set: use CallList":            {Name: "a.b", Items: "deals"},
			"the request cannot be encoded as JSON": {Name: "a.b", Body: func() {}},
		} {
			err := callDeal(t, c.integration, req)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.Equal(t, problem, asError(t, err).Message)
		}
		require.ErrorIs(t, callDeal(t, c.integration, knit.CallRequest{Name: "a.b", Body: knit.NewCandidate{}}), rolecall.ErrInvalid)
		require.ErrorIs(t, callDeal(t, c.client.Integration(""), knit.CallRequest{Name: "a.b"}), rolecall.ErrInvalid)
		for _, req := range []knit.CallRequest{{Name: "a/b"}, {}, {Name: "a.b", Body: struct{}{}}, {Name: "a.b", Body: url.Values{}}} {
			_, err := knit.CallList[deal](t.Context(), c.integration, req)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.Equal(t, "knit.call", asError(t, err).Op)
		}
		require.Empty(t, network.requests())
	})
	t.Run("rejects response of another shape", func(t *testing.T) {
		t.Parallel()
		c, _ := mockCaller(t, 200, `{"success":true,"data":[1]}`)
		require.Contains(t, asError(t, callDeal(t, c.integration, knit.CallRequest{Name: "a.b"})).Message, "does not match the documented format")
	})
}

func TestCallListPages(t *testing.T) {
	t.Parallel()
	for items, name := range map[string]string{"deals": "deals", "": "whatever"} {
		integration, network := mockPages(t, map[string]string{
			"a": `{"` + name + `":[{"id":"1"},7],"nextPageToken":"b"}`,
			"b": `{"` + name + `":[{"id":"2"}],"nextPageToken":"b"}`,
		})
		query := url.Values{"pageToken": {"a"}, "x": {"1"}}
		page, err := knit.CallList[deal](t.Context(), integration, knit.CallRequest{Name: "crm.deal.list", Items: items, Query: query})
		require.NoError(t, err)
		query.Set("x", "2") // the caller's copy
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

func TestCallNilCaller(t *testing.T) {
	t.Parallel()
	for name, on := range map[string]knit.Caller{
		"nil": nil, "nil client": (*knit.Client)(nil), "nil integration": (*knit.Integration)(nil), "zero client": &knit.Client{}, "zero integration": &knit.Integration{},
	} {
		_, err := knit.Call[deal](t.Context(), on, knit.CallRequest{Name: "crm.deal.get"})
		require.ErrorIs(t, err, rolecall.ErrInvalid, name)
		require.Equal(t, "knit.call", asError(t, err).Op)
		_, err = knit.CallList[deal](t.Context(), on, knit.CallRequest{Name: "crm.deal.list", Items: "deals"})
		require.ErrorIs(t, err, rolecall.ErrInvalid, name)
	}
	require.False(t, knit.HasValidationErrors(nil))
	_, err := knit.NewReceiver(nil, acceptAll{})
	require.Error(t, err)
	_, err = knit.NewReceiver([]string{apiKey}, nil)
	require.Error(t, err)
	require.Error(t, new(knit.RawAnswer{Raw: []byte(`{}`)}).Decode(nil))
	require.Error(t, knit.PassthroughBody(`{}`).Decode(nil))
}

// A misspelled name returned another list, because it was the only one.
func TestCallListName(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		`{"deals":[{"id":"1"}],"leads":[{"id":"2"}]}`:           "1",
		`{"deals":{"deals":[{"id":"1"}]},"nextPageToken":null}`: "1",
		`{"deals":{"id":"1","name":"x"}}`:                       "1",
		`{"deals":null}`:                                        "", `{"deals":{},"total":0}`: "", `{"deals":""}`: "",
		`null`: "", `{}`: "", `[]`: "", `[ ]`: "", `""`: "", `{"nextPageToken":null}`: "",
	} {
		integration, _ := mockPages(t, map[string]string{"": data})
		page, err := knit.CallList[deal](t.Context(), integration, knit.CallRequest{Name: "crm.deal.list", Items: "deals"})
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
		integration, network := mockPages(t, map[string]string{"": data})
		_, err := knit.CallList[deal](t.Context(), integration, knit.CallRequest{Name: "crm.deal.list", Items: "deals"})
		require.Contains(t, asError(t, err).Message, "does not match the documented format", data)
		require.Len(t, network.requests(), 1)
	}
}
