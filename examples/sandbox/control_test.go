package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// panel is a running sandbox with its control API.
type panel struct {
	t     *testing.T
	ready map[string]string
}

func openPanel(t *testing.T, args ...string) *panel {
	t.Helper()
	if len(args) == 0 {
		args = []string{"-knit", "127.0.0.1:0", "-kombo", "127.0.0.1:0", "-linkedin", "127.0.0.1:0"}
	}
	ready, _ := openAll(t, args...)
	return &panel{t, ready}
}

// request returns a request with the token.
func (p *panel) request(method, path, body string) *http.Request {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.ready["control_url"]+path, strings.NewReader(body))
	require.NoError(p.t, err)
	req.Header.Set("Authorization", "Bearer "+p.ready["control_token"])
	return req
}

// do sends a request and returns the status and the members of the response.
func (p *panel) do(req *http.Request) (int, map[string]any) {
	p.t.Helper()
	resp, err := http.DefaultClient.Do(req)
	require.NoError(p.t, err)
	defer func() { require.NoError(p.t, resp.Body.Close()) }()
	b, err := io.ReadAll(resp.Body)
	require.NoError(p.t, err)
	require.Equal(p.t, "application/json", resp.Header.Get("Content-Type"), string(b))
	var members map[string]any
	require.NoError(p.t, json.Unmarshal(b, &members), string(b))
	return resp.StatusCode, members
}

// call sends a request, requires a successful response, and returns its members.
func (p *panel) call(method, path, body string) map[string]any {
	p.t.Helper()
	status, members := p.do(p.request(method, path, body))
	require.Equal(p.t, http.StatusOK, status, "%s %s: %v", method, path, members)
	return members
}

// rejected sends a request, requires an error response with this status, and returns its text.
func (p *panel) rejected(status int, method, path, body string) string {
	p.t.Helper()
	got, members := p.do(p.request(method, path, body))
	require.Equal(p.t, status, got, "%s %s %s: %v", method, path, body, members)
	text, _ := members["error"].(string)
	require.NotEmpty(p.t, text)
	return text
}

// quiet waits until everything is delivered.
func (p *panel) quiet() {
	p.t.Helper()
	require.Equal(p.t, map[string]any{"quiet": true}, p.call("POST", "/api/wait", `{"timeout":"1m"}`))
}

func TestControlToken(t *testing.T) {
	t.Parallel()
	p := openPanel(t, "-knit", "127.0.0.1:0")
	for name, change := range map[string]func(*http.Request){
		"no token":     func(r *http.Request) { r.Header.Del("Authorization") },
		"wrong token":  func(r *http.Request) { r.Header.Set("Authorization", "Bearer wrong") },
		"other scheme": func(r *http.Request) { r.Header.Set("Authorization", "Basic "+p.ready["control_token"]) },
		"token in query": func(r *http.Request) {
			r.Header.Del("Authorization")
			r.URL.RawQuery = "token=" + p.ready["control_token"]
		},
		"API key of the fake": func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+p.ready["knit_api_key"]) },
		"session cookie":      func(r *http.Request) { r.Header.Del("Authorization"); r.AddCookie(login(t, p)) },
	} {
		t.Run(name, func(t *testing.T) {
			for _, route := range []string{"GET /api", "POST /api/clock", "GET /api/knit/requests", "POST /api/knit/events", "GET /api/unknown"} {
				method, path, _ := strings.Cut(route, " ")
				req := p.request(method, path, `{}`)
				change(req)
				status, members := p.do(req)
				require.Equal(t, http.StatusUnauthorized, status, route)
				require.Contains(t, members["error"], "control_token")
			}
		})
	}
}

// login logs in and returns the session cookie.
func login(t *testing.T, p *panel) *http.Cookie {
	t.Helper()
	req := p.request("POST", "/login", url.Values{"token": {p.ready["control_token"]}}.Encode())
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusSeeOther, resp.StatusCode)
	require.Len(t, resp.Cookies(), 1)
	return resp.Cookies()[0]
}

func TestControlRejectsOtherSites(t *testing.T) {
	t.Parallel()
	p := openPanel(t, "-knit", "127.0.0.1:0")
	t.Run("by browser headers", func(t *testing.T) {
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://attacker.example.com"} {
			for _, path := range []string{"/api/clock", "/login", "/knit/clock"} {
				req := p.request("POST", path, `{"advance":"1h"}`)
				req.Header.Set(name, value)
				status, members := p.do(req)
				require.Equal(t, http.StatusForbidden, status)
				require.Contains(t, members["error"], "another site")
			}
		}
	})
	t.Run("by Host header", func(t *testing.T) {
		for _, host := range []string{"attacker.example.com", "attacker.example.com:80", "192.0.2.1", "127.0.0.1.example.com"} {
			req := p.request("GET", "/api", "")
			req.Host = host
			status, members := p.do(req)
			require.Equal(t, http.StatusForbidden, status, host)
			require.Contains(t, members["error"], "control_url")
		}
		for _, host := range []string{"localhost:1", "localhost", "127.0.0.1", "[::1]:80", "[::1]"} {
			req := p.request("GET", "/api", "")
			req.Host = host
			status, _ := p.do(req)
			require.Equal(t, http.StatusOK, status, host)
		}
	})
}

func TestControlDescription(t *testing.T) {
	t.Parallel()
	p := openPanel(t)
	var d description
	b, err := json.Marshal(p.call("GET", "/api", ""))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &d))
	require.NotZero(t, d.Now)
	require.Len(t, d.Providers, 4)
	for i, name := range []string{"knit", "kombo", "linkedin", "humansourcing"} {
		got := d.Providers[i]
		require.Equal(t, name, got.Name)
		require.Equal(t, p.ready[name], got.URL)
		require.NotEmpty(t, got.Events)
		for _, e := range got.Events {
			require.True(t, json.Valid(e.Data), e.Type)
			require.NotContains(t, string(e.Data), "{{", e.Type)
		}
		if name == "humansourcing" {
			require.Empty(t, got.Integrations)
			require.Empty(t, got.Faults)
			continue
		}
		require.Len(t, got.Integrations, 1)
		require.Equal(t, []string{"status"}, got.Faults["Status"])
	}
	for _, secret := range []string{"knit_api_key", "kombo_api_key", "kombo_webhook_secret", "linkedin_client_secret", "linkedin_parent_client_secret", "control_token"} {
		require.NotEmpty(t, p.ready[secret])
		require.NotContains(t, string(b), p.ready[secret])
	}
	require.Equal(t, []string{p.ready["knit_integration_id"]}, d.Providers[0].Integrations)
	for _, r := range d.Routes {
		require.NotEmpty(t, r.About)
		if r.Method == "GET" {
			p.call(r.Method, r.Path, "")
		}
	}
}

func TestControlErrors(t *testing.T) {
	t.Parallel()
	p := openPanel(t)
	for _, tt := range []struct {
		status             int
		method, path, body string
		want               string
	}{
		{400, "POST", "/api/clock", `{`, "cannot decode"},
		{400, "POST", "/api/clock", `[]`, "JSON object"},
		{400, "POST", "/api/clock", `{"advance":"1h"} {}`, "one JSON object"},
		{400, "POST", "/api/clock", `{"advance":"1h","by":"1h"}`, `unknown field "by"`},
		{400, "POST", "/api/clock", `{"advance":3600}`, "cannot decode"},
		{400, "POST", "/api/clock", `{}`, `"90m"`},
		{400, "POST", "/api/clock", `{"advance":"-1h"}`, "does not go back"},
		{400, "POST", "/api/clock", `{"advance":"99999h"}`, "at most"},
		{413, "POST", "/api/clock", `{"advance":"` + strings.Repeat("9", 1<<20) + `"}`, "1 MiB"},
		{400, "POST", "/api/wait", `{"timeout":"soon"}`, "timeout"},
		{404, "GET", "/api/unknown/requests", ``, "one of knit, kombo, linkedin, humansourcing"},
		{404, "GET", "/api/knit/nothing", ``, "GET /api lists"},
		{404, "DELETE", "/api/clock", ``, "GET /api lists"},
		{404, "PUT", "/api/knit/events", ``, "GET /api lists"},
		{404, "POST", "/api/knit/resyncs", `{}`, "GET /api lists"},
		{400, "GET", "/api/knit/requests?limit=0", ``, "limit"},
		{400, "GET", "/api/knit/deliveries?limit=many", ``, "limit"},
		{400, "POST", "/api/knit/events", `{}`, "record.new/ats_jobs"},
		{404, "POST", "/api/knit/events", `{"type":"sync-finished"}`, "unlisted"},
		{404, "POST", "/api/knit/events", `{"type":"sync-finished","unlisted":true}`, "data"},
		{404, "POST", "/api/knit/events", `{"type":"record.new/ats_jobs","integration":"unknown"}`, p.ready["knit_integration_id"]},
		{422, "POST", "/api/knit/events", `{"type":"record.new/ats_jobs"}`, "no webhook is registered"},
		{422, "POST", "/api/kombo/events", `{"type":"data-changed"}`, "no webhook is registered"},
		{422, "POST", "/api/linkedin/events", `{"type":"RESYNC_JOBS"}`, "no webhook is registered"},
		{422, "POST", "/api/humansourcing/events", `{"type":"job.creation"}`, "no webhook is registered"},
		{400, "POST", "/api/humansourcing/events", `{"type":"job.creation","integration":"one"}`, "no integrations"},
		{404, "POST", "/api/humansourcing/faults", `{}`, "no API"},
		{404, "GET", "/api/humansourcing/requests", ``, "no API"},
		{404, "POST", "/api/humansourcing/integrations/one/activate", ``, "GET /api lists"},
		{400, "POST", "/api/knit/webhook", `{"url":"https://hooks.example.com/s3cret"}`, "this machine"},
		{400, "POST", "/api/knit/webhook", `{"url":"http://192.0.2.1/"}`, "this machine"},
		{400, "POST", "/api/knit/webhook", `{"url":"ftp://127.0.0.1/"}`, "this machine"},
		{400, "POST", "/api/knit/webhook", `{"url":"http://127.0.0.1:1/","integration":"one"}`, "all integrations"},
		{400, "POST", "/api/linkedin/webhook", `{}`, "url is missing"},
		{422, "POST", "/api/linkedin/webhook", `{"url":"http://127.0.0.1:1/"}`, "challenge"},
		{404, "POST", "/api/linkedin/webhook", `{"url":"http://127.0.0.1:1/","integration":"urn:unknown"}`, p.ready["linkedin_application_urn"]},
		{404, "POST", "/api/knit/integrations/unknown/activate", ``, p.ready["knit_integration_id"]},
		{400, "POST", "/api/knit/integrations", `{"name":"two"}`, `unknown field "name"`},
		{422, "POST", "/api/kombo/integrations/" + p.ready["kombo_integration_id"] + "/activate", ``, "no webhook is registered"},
		{400, "POST", "/api/knit/faults", `{}`, "name is missing"},
		{404, "POST", "/api/knit/faults", `{"name":"Earthquake"}`, "pass, "},
		{400, "POST", "/api/knit/faults", `{"name":"Status","arguments":{"code":"503"}}`, "status"},
		{400, "POST", "/api/knit/faults", `{"name":"Status","arguments":{"status":"many"}}`, "status"},
		{400, "POST", "/api/knit/faults", `{"name":"Status","count":0}`, "count"},
		{400, "POST", "/api/knit/faults", `{"name":"pass","arguments":{"status":"1"}}`, "no arguments"},
		{422, "POST", "/api/knit/syncs", `{}`, "ats_jobs"},
		{422, "POST", "/api/knit/syncs", `{"data_type":"crm"}`, "ats_jobs"},
		{422, "POST", "/api/knit/syncs", `{"data_type":"ats_jobs","state":"lost"}`, "completed"},
		{422, "POST", "/api/knit/syncs", `{"data_type":"ats_jobs"}`, "no webhook is registered"},
	} {
		text := p.rejected(tt.status, tt.method, tt.path, tt.body)
		require.Contains(t, text, tt.want, "%s %s", tt.path, tt.body)
		require.NotContains(t, text, "s3cret")
	}
	p.call("POST", "/api/kombo/webhook", `{"url":"http://127.0.0.1:1/"}`)
	require.Contains(t, p.rejected(422, "POST", "/api/kombo/syncs", `{"state":"DONE"}`), "SUCCEEDED")
	require.Contains(t, p.rejected(422, "POST", "/api/kombo/states", `{"state":"DONE"}`), "ACTIVE")
	p.call("POST", "/api/kombo/webhook", `{"url":""}`)
	require.Contains(t, p.rejected(422, "POST", "/api/kombo/syncs", `{"state":"FAILED"}`), "no webhook is registered")
}

func TestControlFaults(t *testing.T) {
	t.Parallel()
	p := openPanel(t)
	none := map[string]any{"pending": []any{}, "occurred": map[string]any{}}
	for _, provider := range []string{"knit", "kombo", "linkedin"} {
		faults := "/api/" + provider + "/faults"
		require.Equal(t, none, p.call("GET", faults, ""))
		p.call("POST", faults, `{"name":"pass"}`)
		p.call("POST", faults, `{"name":"Status","arguments":{"status":"503"},"count":2}`)
		p.call("POST", faults, `{"name":"HTML"}`)
		pending, _ := p.call("GET", faults, "")["pending"].([]any)
		require.Len(t, pending, 4)
		require.Equal(t, "pass", pending[0])
		require.Contains(t, pending[1], "503")
		require.Equal(t, pending[1], pending[2])

		for _, want := range []bool{false, true} {
			resp, err := http.Get(p.ready[provider] + "/anything") //nolint:noctx // a test
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, want, resp.StatusCode == http.StatusServiceUnavailable, resp.Status)
		}
		listed := p.call("GET", faults, "")
		require.Len(t, listed["pending"], 2)
		require.Len(t, listed["occurred"], 1)
		cleared := p.call("DELETE", faults, "")
		require.Empty(t, cleared["pending"])
		require.Equal(t, listed["occurred"], cleared["occurred"])
	}
}

func TestControlClock(t *testing.T) {
	t.Parallel()
	p := openPanel(t)
	r := receivers(t, p)
	before := p.call("GET", "/api", "")["now"]
	now := p.call("POST", "/api/clock", `{"advance":"1000h"}`)["now"]
	require.Greater(t, now, before)
	moved, err := time.Parse(time.RFC3339, now.(string))
	require.NoError(t, err)
	for name, events := range map[string]string{"knit": "sync.heartbeat", "kombo": "data-changed", "linkedin": "RESYNC_JOBS", "humansourcing": "job.delete"} {
		p.call("POST", "/api/"+name+"/events", `{"type":"`+events+`"}`)
		p.quiet()
		list, _ := p.call("GET", "/api/"+name+"/deliveries", "")["deliveries"].([]any)
		require.NotEmpty(t, list)
		newest, _ := list[0].(map[string]any)
		at, err := time.Parse(time.RFC3339, newest["at"].(string))
		require.NoError(t, err)
		require.WithinRange(t, at, moved.Add(-time.Second), moved.Add(time.Hour), name)
	}
	require.NotEmpty(t, r.types())
}

func TestRequestsHideCredentials(t *testing.T) {
	t.Parallel()
	p := openPanel(t)
	secrets := []string{p.ready["knit_api_key"], p.ready["linkedin_client_secret"], p.ready["control_token"], "not-real", "0ld-passw0rd"}
	send := func(method, address, kind, body string, header ...string) {
		req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Content-Type", kind)
		req.Header.Set("Authorization", "Bearer "+p.ready["knit_api_key"])
		for i := 0; i < len(header); i += 2 {
			req.Header.Set(header[i], header[i+1])
		}
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
	}
	send("POST", p.ready["knit"]+"/sync.start?a=b&access_token=not-real", "application/json",
		`{"dataType":"ats_jobs","headers":[{"Authorization":"not-real","x-api-key":"not-real"}],"note":"`+p.ready["knit_api_key"]+`"}`,
		"X-Knit-Integration-Id", p.ready["knit_integration_id"], "Cookie", "a=not-real", "X-Knit-Signature", "not-real")
	send("POST", p.ready["knit"]+"/upload", "application/octet-stream", "0ld-passw0rd")
	send("POST", p.ready["linkedin"]+"/oauth/v2/accessToken", "application/x-www-form-urlencoded",
		url.Values{"grant_type": {"client_credentials"}, "client_id": {p.ready["linkedin_client_id"]}, "client_secret": {p.ready["linkedin_client_secret"]}}.Encode())

	var all bytes.Buffer
	for _, name := range []string{"knit", "linkedin"} {
		b, err := json.Marshal(p.call("GET", "/api/"+name+"/requests", ""))
		require.NoError(t, err)
		all.Write(b)
	}
	for _, want := range []string{"/sync.start", "a=b", "ats_jobs", p.ready["knit_integration_id"], "(12 bytes)", "client_credentials", p.ready["linkedin_client_id"], "[hidden]"} {
		require.Contains(t, all.String(), want)
	}
	for _, secret := range secrets {
		require.NotContains(t, all.String(), secret)
	}
	list, _ := p.call("GET", "/api/knit/requests?limit=1", "")["requests"].([]any)
	require.Len(t, list, 1)
	newest, _ := list[0].(map[string]any)
	require.Equal(t, "/upload", newest["path"])
}

func TestDeliveriesHideCredentials(t *testing.T) {
	t.Parallel()
	p := openPanel(t)
	r := receivers(t, p)
	p.call("POST", "/api/humansourcing/webhook", `{"url":"`+strings.Replace(r.url["humansourcing"], "://", "://hs:not-real@", 1)+`/a-secret-path?k=not-real"}`)
	p.call("POST", "/api/humansourcing/events", `{"type":"job.creation"}`)
	p.quiet()
	b, err := json.Marshal(p.call("GET", "/api/humansourcing/deliveries", ""))
	require.NoError(t, err)
	require.Contains(t, string(b), `"status":200`)
	require.Contains(t, string(b), r.url["humansourcing"]+"/…")
	require.NotContains(t, string(b), "secret")
	require.NotContains(t, string(b), "not-real")
}

func TestNoControlAPI(t *testing.T) {
	t.Parallel()
	ready, _ := openAll(t, "-knit", "127.0.0.1:0", "-control", "")
	require.Len(t, ready, 3)
}
