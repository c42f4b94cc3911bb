package linkedin_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

func TestCall(t *testing.T) {
	t.Parallel()
	t.Run("calls an operation without a method", func(t *testing.T) {
		t.Parallel()
		fake := linkedintest.NewServer(t)
		client := connect(t, fake, fake.Credentials, linkedin.WithVersion("202603"))
		secret, err := linkedin.Call[json.RawMessage](t.Context(), client, linkedin.CallRequest{
			Method: "action", Path: "/v2/developerApplicationsSecurity",
			Query: linkedin.Query{"action": "rollDeveloperApplicationSecret"}, Body: struct{}{},
		})
		require.NoError(t, err)
		require.Contains(t, string(*secret), "client_secret")

		var meta rolecall.Meta
		none, err := linkedin.Call[map[string]any](t.Context(), client, linkedin.CallRequest{
			Method: "create", Path: "v2/jobApplicationLifecycleActions",
			Body: map[string]any{"jobApplicationId": "urn:li:jobApplication:7", "action": "APPLICATION_VIEWED"},
		}, rolecall.CaptureMeta(&meta))
		require.NoError(t, err)
		require.Nil(t, *none, "a 201 without a body")
		require.NotEmpty(t, meta.Header.Get("X-Restli-Id"))

		_, err = linkedin.Call[json.RawMessage](t.Context(), client, linkedin.CallRequest{
			Method: "batch_get", Path: "/rest/simpleJobPostingTasks", Query: linkedin.Query{"ids": []string{"urn:li:simpleJobPostingTask:1"}},
		})
		require.NoError(t, err)
		_, err = linkedin.Call[json.RawMessage](t.Context(), client, linkedin.CallRequest{Method: "get", Path: "/rest/nothing/a%2Fb"})
		require.ErrorIs(t, err, rolecall.ErrNotFound)

		var sent []string
		for _, r := range fake.Calls() {
			require.Equal(t, "2.0.0", r.Header.Get("X-Restli-Protocol-Version"))
			sent = append(sent, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("X-Restli-Method")+" "+r.Header.Get("LinkedIn-Version"))
		}
		require.Equal(t, []string{
			"POST /v2/developerApplicationsSecurity?action=rollDeveloperApplicationSecret action ",
			"POST /v2/jobApplicationLifecycleActions create ",
			"GET /rest/simpleJobPostingTasks?ids=List(urn%3Ali%3AsimpleJobPostingTask%3A1) batch_get 202603",
			"GET /rest/nothing/a%2Fb get 202603",
		}, sent)
	})
	t.Run("encodes the query in Rest.li syntax", func(t *testing.T) {
		t.Parallel()
		fake := linkedintest.NewServer(t)
		client := connect(t, fake, fake.Credentials)
		_, _ = linkedin.Call[json.RawMessage](t.Context(), client, linkedin.CallRequest{Method: "finder", Path: "/v2/x", Query: linkedin.Query{
			"q": "a b", "empty": "", "yes": true, "n": 3, "long": int64(1) << 40, "signs": "(:,')&=+%ü",
			"list": []string{"a,b", "c"}, "any": []any{1, "x", linkedin.Query{"k": "v:w"}}, "none": []string{},
			"numbers": []int64{1, 2}, "objects": []linkedin.Query{{"a": 1}}, "nested": linkedin.Query{"a": linkedin.Query{"b": []string{"c"}}},
		}})
		require.Equal(t, "any=List(1,x,(k:v%3Aw))&empty=''&list=List(a%2Cb,c)&long=1099511627776&n=3&nested=(a:(b:List(c)))&none=List()&"+
			"numbers=List(1,2)&objects=List((a:1))&q=a%20b&signs=%28%3A%2C%27%29%26%3D%2B%25%C3%BC&yes=true", fake.Calls()[0].URL.RawQuery)
	})
	t.Run("rejects invalid requests", func(t *testing.T) {
		t.Parallel()
		fake := linkedintest.NewServer(t)
		client := connect(t, fake, fake.Credentials)
		for _, tt := range []struct {
			method, path string
			query        linkedin.Query
			body         any
			want         string
		}{
			{"GET", "/v2/x", nil, nil, "Method is not a Rest.li method"},
			{"", "/v2/x", nil, nil, "Method is not a Rest.li method"},
			{"finder", "/v2/x", nil, struct{}{}, "finder has no body"},
			{"get", "/x", nil, nil, "neither /rest/ nor /v2/"},
			{"get", "/v2", nil, nil, "neither /rest/ nor /v2/"},
			{"get", "/v2/x?a=b", nil, nil, "has a query"},
			{"get", "/v2//x", nil, nil, "empty segment"},
			{"get", "/v2/%x", nil, nil, "percent sign"},
			{"get", "/rest/x", nil, nil, "use WithVersion"},
			{"get", "/v2/x", linkedin.Query{"a&b": 1}, nil, `"a&b" has an invalid name`},
			{"get", "/v2/x", linkedin.Query{"": 1}, nil, `the query parameter "" has an empty name`},
			{"get", "/v2/x", linkedin.Query{"a": nil}, nil, `the query parameter "a" is of type <nil>`},
			{"get", "/v2/x", linkedin.Query{"a": linkedin.Query{"b": 1.5}}, nil, `the query parameter "a.b" is of type float64`},
			{"get", "/v2/x", linkedin.Query{"a": []any{struct{}{}}}, nil, `the query parameter "a" is of type struct`},
			{"get", "/v2/x", linkedin.Query{"a": strings.Repeat("x", 4096)}, nil, "Query is longer than 4 kB"},
			{"get", "/v2/" + strings.Repeat("x", 8192), nil, nil, "Path and Query together are longer than 8 kB"},
		} {
			_, err := linkedin.Call[json.RawMessage](t.Context(), client, linkedin.CallRequest{Method: tt.method, Path: tt.path, Query: tt.query, Body: tt.body})
			require.ErrorIs(t, err, rolecall.ErrInvalid, tt.want)
			require.ErrorContains(t, err, tt.want)
		}
		_, err := linkedin.Call[json.RawMessage](t.Context(), nil, linkedin.CallRequest{Method: "get", Path: "/v2/x"})
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		_, err = linkedin.CallList[json.RawMessage](t.Context(), &linkedin.Client{}, linkedin.CallRequest{Path: "/v2/x"})
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		for want, req := range map[string]linkedin.CallRequest{
			`"start" is not a whole number`: {Path: "/v2/x", Query: linkedin.Query{"start": "later"}},
			"Method is not a list method":   {Method: "batch_get", Path: "/v2/x"},
			"get_all has no body":           {Path: "/v2/x", Body: struct{}{}},
			"Path is empty":                 {},
		} {
			_, err = linkedin.CallList[json.RawMessage](t.Context(), client, req)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.ErrorContains(t, err, want)
		}
		require.Empty(t, fake.Requests())
	})
}

// listOf returns a client of a server that serves pages by the parameter start. It also returns the requests so
// far, each as "method query".
func listOf(t *testing.T, pages map[string]string) (client *linkedin.Client, requests *[]string) {
	requests = new([]string)
	client = clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		*requests = append(*requests, r.Header.Get("X-Restli-Method")+" "+r.URL.RawQuery)
		_, _ = w.Write([]byte(pages[r.URL.Query().Get("start")]))
	})
	return client, requests
}

func TestCallList(t *testing.T) {
	t.Parallel()
	type thing struct {
		ID string `json:"id" required:"true"`
	}
	all := func(t *testing.T, client *linkedin.Client, query linkedin.Query) (ids []string, err error) {
		page, err := linkedin.CallList[thing](t.Context(), client, linkedin.CallRequest{Path: "/v2/things", Query: query})
		if err != nil {
			return nil, err
		}
		for v, failed := range page.All(t.Context()) {
			if failed != nil {
				err = failed
				continue
			}
			ids = append(ids, v.ID)
		}
		return ids, err
	}
	t.Run("follows the total if there are no links", func(t *testing.T) {
		t.Parallel()
		client, requests := listOf(t, map[string]string{
			"":  `{"elements":[{"id":"a"},{"id":"b"}],"paging":{"start":0,"count":2,"total":3,"links":[]}}`,
			"2": `{"elements":[{"id":"c"}],"paging":{"start":2,"count":2,"total":3}}`,
		})
		ids, err := all(t, client, linkedin.Query{"q": "owner", "count": 2})
		require.NoError(t, err)
		require.Equal(t, []string{"a", "b", "c"}, ids)
		require.Equal(t, []string{"finder count=2&q=owner", "finder count=2&q=owner&start=2"}, *requests)
	})
	t.Run("follows links from the requested start", func(t *testing.T) {
		t.Parallel()
		client, requests := listOf(t, map[string]string{
			"4": `{"elements":[{"id":"a"}],"paging":{"start":4,"count":2,"links":[{"rel":"next","href":"/v2/things?start=6"}]}}`,
			"6": `{"elements":[],"paging":{"start":6,"count":2}}`,
		})
		ids, err := all(t, client, linkedin.Query{"start": 4})
		require.NoError(t, err)
		require.Equal(t, []string{"a"}, ids)
		require.Equal(t, []string{"get_all start=4", "get_all start=6"}, *requests)
	})
	t.Run("reports a record without an id", func(t *testing.T) {
		t.Parallel()
		client, _ := listOf(t, map[string]string{"": `{"elements":[{"id":"a"},{"name":"x"},{"id":"c"}]}`})
		ids, err := all(t, client, nil)
		require.ErrorContains(t, err, "id")
		require.Equal(t, []string{"a", "c"}, ids)
	})
	t.Run("detects that start is ignored", func(t *testing.T) {
		t.Parallel()
		same := `{"elements":[{"id":"a"}],"paging":{"start":0,"count":1,"total":5}}`
		client, _ := listOf(t, map[string]string{"": same, "1": same})
		_, err := all(t, client, nil)
		require.ErrorIs(t, err, rolecall.ErrCursorLoop)
	})
}
