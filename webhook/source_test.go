package webhook_test

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// routed returns a source whose Route always returns r.
func routed(r webhook.Route) webhook.Source {
	return webhook.Source{Name: "acme", Route: func(*webhook.Delivery) (webhook.Route, error) { return r, nil }}
}

func parseOne(t testing.TB, src webhook.Source, h http.Header, body []byte) *webhook.Delivery {
	t.Helper()
	list, err := src.Parse(h, body)
	require.NoError(t, err)
	require.Len(t, list, 1)
	return list[0]
}

func parts(s ...string) (key [3][]byte) {
	for i, part := range s {
		key[i] = []byte(part)
	}
	return key
}

func TestRouteType(t *testing.T) {
	for want, r := range map[string]webhook.Route{
		"acme:a":     {Event: []byte("a")},
		"acme:a/b":   {Event: []byte("a"), Object: []byte("b")},
		"acme:a.b-c": {Event: []byte("a.b-c"), Object: []byte{}},
	} {
		require.Equal(t, want, parseOne(t, routed(r), nil, []byte("{}")).Type)
	}
}

func TestRouteKey(t *testing.T) {
	for _, c := range []struct {
		parts []string
		want  string
	}{
		{nil, ""},
		{[]string{"a"}, "a"},
		{[]string{"a", "b", "c"}, "a/b/c"},
		{[]string{"a", "", "c"}, "a//c"},
		{[]string{"", "", "c"}, "//c"},
		{[]string{"a", "", ""}, "a"},
		{[]string{"a/b"}, "a%2Fb"},
		{[]string{"a%2Fb"}, "a%252Fb"},
		{[]string{"a%", "2Fb"}, "a%25/2Fb"},
		{[]string{"", "/"}, "/%2F"},
	} {
		require.Equal(t, c.want, parseOne(t, routed(webhook.Route{Event: []byte("e"), Key: parts(c.parts...)}), nil, nil).Key)
	}
	seen := map[string][3]string{}
	pieces := []string{"", "a", "/", "%", "%2F", "a/", "/a", "//"}
	for _, a := range pieces {
		for _, b := range pieces {
			for _, c := range pieces {
				key := parseOne(t, routed(webhook.Route{Event: []byte("e"), Key: parts(a, b, c)}), nil, nil).Key
				require.NotContains(t, seen, key, "%q and %q", seen[key], []string{a, b, c})
				seen[key] = [3]string{a, b, c}
			}
		}
	}
}

func TestParse(t *testing.T) {
	src := acme(t)
	src.Keep = []string{"X-Acme-Run", "X-Absent", "X-Many"}
	h := http.Header{"X-Acme-Run": {"r-1"}, "X-Many": {"1", "2"}, "X-Other": {"no"}, acmeHeader: {signature(hired.body())}}
	parsed := parseOne(t, src, h, hired.body())

	var in inbox
	r := signed(hired.body())
	r.Header = h
	require.Equal(t, 200, respond(receiver(t, src, &in), r).Code)
	received := in.all()[0]
	require.WithinDuration(t, parsed.Received, received.Received, time.Minute)
	received.Received = parsed.Received
	require.Equal(t, parsed, received)
	require.Equal(t, http.Header{"X-Acme-Run": {"r-1"}, "X-Many": {"1", "2"}}, parsed.Header)
}

func TestParseSplit(t *testing.T) {
	list, err := acmeBatch(t).Parse(nil, batch("a", "b"))
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, "b", list[1].ID)
}

func TestParseCopiesBody(t *testing.T) {
	body := hired.body()
	d := parseOne(t, acme(t), nil, body)
	clear(body)
	require.Equal(t, hired.body(), d.Body)
	require.Equal(t, "evt-1", d.ID)
}

func TestParseRejects(t *testing.T) {
	for _, body := range []string{"", "{", "{}", `{"event":""}`} {
		_, err := acme(t).Parse(nil, []byte(body))
		require.Error(t, err, body)
	}
	_, err := webhook.Source{Name: "acme"}.Parse(nil, nil)
	require.Error(t, err)
	list, err := acme(t).Parse(nil, []byte("{"))
	require.Error(t, err)
	require.Equal(t, []byte("{"), list[0].Body, "Parse must return the bytes with the error")
}

func TestRouteError(t *testing.T) {
	routeErr := errors.New("a member twice")
	src := acme(t)
	src.Route = func(*webhook.Delivery) (webhook.Route, error) { return webhook.Route{}, routeErr }
	var reported results
	require.Equal(t, 400, deliver(t, receiver(t, src, &inbox{}, reported.options()...), hired.body()))
	require.ErrorIs(t, reported.failed[0].err, routeErr)
	require.Equal(t, "acme", reported.failed[0].delivery.Type)
}

func TestRouteDelivery(t *testing.T) {
	src := acme(t)
	src.Keep = []string{"X-Acme-Run"}
	src.Route = func(d *webhook.Delivery) (webhook.Route, error) {
		require.Equal(t, "acme", d.Source)
		require.Equal(t, hired.body(), d.Body)
		require.Equal(t, "r-1", d.Header.Get("X-Acme-Run"))
		require.False(t, d.Received.IsZero())
		return webhook.Route{Event: []byte("e"), Tenant: d.Header.Get("X-Acme-Run")}, nil
	}
	require.Equal(t, "r-1", parseOne(t, src, http.Header{"X-Acme-Run": {"r-1"}}, hired.body()).Tenant)
}

func TestKeepCopiesHeader(t *testing.T) {
	src := acme(t)
	src.Keep = []string{"X-1", "X-2", "X-3", "X-4", "X-5", "X-Many", "X-1"}
	h := http.Header{"X-1": {"1"}, "X-2": {"2"}, "X-3": {"3"}, "X-4": {"4"}, "X-5": {"5"}, "X-Many": {"a", "b", "c"}}
	want := h.Clone()
	d := parseOne(t, src, h, hired.body())
	for name := range h {
		h[name][0] = "changed"
	}
	require.Equal(t, want, d.Header)
	for _, name := range []string{"X-1", "X-2", "X-3", "X-4", "X-5"} {
		d.Header[name] = append(d.Header[name], "more")
		d.Header[name][0] = "mine " + name
	}
	require.Equal(t, http.Header{
		"X-1": {"mine X-1", "more"}, "X-2": {"mine X-2", "more"}, "X-3": {"mine X-3", "more"},
		"X-4": {"mine X-4", "more"}, "X-5": {"mine X-5", "more"}, "X-Many": {"a", "b", "c"},
	}, d.Header)
}

func TestKeepAbsentHeader(t *testing.T) {
	src := acme(t)
	src.Keep = []string{"X-Acme-Run"}
	require.Nil(t, parseOne(t, src, nil, hired.body()).Header)
	require.Nil(t, parseOne(t, src, http.Header{"X-Acme-Run": {}}, hired.body()).Header)
}

// encoding/json would change a string that is not UTF-8, so that two ids could become equal.
func TestRouteNotUTF8(t *testing.T) {
	for name, r := range map[string]webhook.Route{
		"event":  {Event: []byte("e\xff")},
		"object": {Event: []byte("e"), Object: []byte("\xc3")},
		"id":     {Event: []byte("e"), ID: []byte("evt-\xfe")},
		"key":    {Event: []byte("e"), Key: parts("a", "\xff", "b")},
		"tenant": {Event: []byte("e"), Key: parts("a"), Tenant: "t\xff"},
		"joined": {Event: []byte("e"), Key: parts("a", "\xc3", "\xbc")},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := routed(r).Parse(nil, nil)
			require.ErrorContains(t, err, "UTF-8")
			src := routed(r)
			src.Verifier = webhook.Unverified()
			require.Equal(t, 400, respond(receiver(t, src, &inbox{}), signed([]byte("{}"))).Code)
		})
	}
}

func TestKeepNotUTF8(t *testing.T) {
	src := routed(webhook.Route{Event: []byte("e")})
	src.Keep = []string{"X-One", "X-Many"}
	d := parseOne(t, src, http.Header{"X-One": {"a\xffb"}, "X-Many": {"\xfe", "fine"}}, nil)
	require.Equal(t, http.Header{"X-One": {"a\ufffdb"}, "X-Many": {"\ufffd", "fine"}}, d.Header)
}

func TestBodyNotUTF8(t *testing.T) {
	body := []byte("{\"name\":\"\xff\xfe\"}")
	require.Equal(t, body, parseOne(t, routed(webhook.Route{Event: []byte("e")}), nil, body).Body)
}

func TestRouteLongStrings(t *testing.T) {
	long := strings.Repeat("0123456789", 100)
	d := parseOne(t, routed(webhook.Route{
		Event: []byte(long + "e"), Object: []byte(long + "o"), ID: []byte(long + "i"), Key: parts(long+"1", "", long+"/"), Tenant: long,
	}), nil, bytes.Repeat([]byte("b"), 1000))
	require.Equal(t, "acme:"+long+"e/"+long+"o", d.Type)
	require.Equal(t, long+"i", d.ID)
	require.Equal(t, long+"1//"+long+"%2F", d.Key)
	require.Equal(t, bytes.Repeat([]byte("b"), 1000), d.Body)
}

func TestRouteKeyTenant(t *testing.T) {
	t.Parallel()
	for want, route := range map[string]webhook.Route{
		"t%2F1":          {Tenant: "t/1"},
		"t%2F1/jobs/j-1": {Tenant: "t/1", Key: [3][]byte{nil, []byte("jobs"), []byte("j-1")}},
		"other/jobs":     {Tenant: "t/1", Key: [3][]byte{[]byte("other"), []byte("jobs")}},
		"":               {},
		"/jobs":          {Key: [3][]byte{nil, []byte("jobs")}},
		"t-2/%25":        {Tenant: "t-2", Key: [3][]byte{nil, []byte("%")}},
	} {
		route.Event = []byte("e")
		require.Equal(t, want, parseOne(t, routed(route), nil, nil).Key)
	}
}
