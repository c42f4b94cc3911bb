package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
)

// TestPageInBrowser uses the page in a browser, starting with nothing but the printed line.
func TestPageInBrowser(t *testing.T) {
	t.Parallel()
	p := openPanel(t)
	r := receivers(t, p)
	b := openBrowser(t)
	b.sized(1280)
	text := func(selector string) string { return b.value("document.querySelector(%q).innerText", selector) }

	b.open(p.ready["control_url"])
	b.typed("[name=token]", "wrong")
	b.clicked(".login button")
	require.Contains(t, text(".error"), "Invalid token")
	b.typed("[name=token]", p.ready["control_token"])
	b.shot("login")
	b.clicked(".login button")
	require.Equal(t, "/knit", b.value("location.pathname"))
	require.Empty(t, b.value("document.cookie"), "scripts must not see the cookie")

	require.Equal(t, r.url["knit"], text("#webhook-now"))

	b.chosen("#events [name=type]", "record.deleted/employee")
	b.clicked("#events [name=sample]")
	require.Contains(t, b.value("document.querySelector('#events textarea').value"), `"employeeId"`)
	require.Equal(t, "record.deleted/employee", b.value("document.querySelector('#events select').value"))
	b.typed("#events textarea", "{")
	b.clicked("#events button")
	require.Contains(t, text("#events .error"), "not JSON")
	require.Equal(t, "{", b.value("document.querySelector('#events textarea').value"), "the typed value must be kept")
	require.Equal(t, "record.deleted/employee", b.value("document.querySelector('#events select').value"))
	b.shot("error")
	b.typed("#events textarea", `{"employeeId": "employee-7"}`)
	b.clicked("#events button")
	require.Equal(t, "Done.", text("#events .done"))
	p.quiet()
	require.Equal(t, []string{string(knit.EmployeeDeleted)}, r.types())
	b.open(p.ready["control_url"] + "/knit")
	require.Contains(t, text("#deliveries-list + div"), "record.deleted")
	require.Contains(t, text("#deliveries-list + div"), "200")

	b.chosen("#faults [name=name]", "Status")
	b.typed("#faults [name=arguments]", "status=many")
	b.clicked("#faults button")
	require.Contains(t, text("#faults .error"), "status")
	require.Equal(t, "status=many", b.value("document.querySelector('#faults [name=arguments]').value"))
	b.typed("#faults [name=arguments]", "status=502")
	b.typed("#faults [name=count]", "2")
	b.clicked("#faults button")
	require.Contains(t, text("tr.pending"), "Status(502)")
	resp, err := http.Get(p.ready["knit"] + "/ats.job.list?access_token=not-real") //nolint:noctx // a test
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusBadGateway, resp.StatusCode)
	b.open(p.ready["control_url"] + "/knit")
	require.Contains(t, text("tr.occurred"), "Status(502)")
	require.Contains(t, text("#requests-list + div"), "/ats.job.list")
	require.NotContains(t, text("body"), "not-real")
	b.shot("knit-1280")
	b.sized(400)
	b.shot("knit-400")
	b.sized(1280)
	b.clicked("#clear-faults button")
	require.True(t, b.eval("document.querySelector('tr.pending') === null").(bool))

	before := text("#now")
	b.typed("#clock input", "tomorrow")
	b.clicked("#clock button")
	require.Contains(t, text("#clock .error"), "90m")
	b.typed("#clock input", "48h")
	b.clicked("#clock button")
	require.Greater(t, text("#now"), before)

	b.clicked("#integrations-activate button")
	p.quiet()
	require.Equal(t, []string{string(knit.IntegrationActivated)}, r.types())
	for _, name := range []string{"kombo", "linkedin", "humansourcing"} {
		b.clicked("nav a[href='/" + name + "']")
		require.Equal(t, "/"+name, b.value("location.pathname"))
		b.clicked("#events button:not(.second)")
		require.Equal(t, "Done.", text("#events .done"))
		p.quiet()
		require.Len(t, r.types(), 1)
		for _, width := range []int{1280, 400} {
			b.sized(width)
			require.LessOrEqual(t, b.eval("document.documentElement.scrollWidth"), float64(width), name)
			b.shot(name + map[int]string{1280: "-1280", 400: "-400"}[width])
		}
		b.sized(1280)
	}
	b.clicked("header form button")
	require.Equal(t, "Sandbox", text(".login h1"))
	b.open(p.ready["control_url"] + "/knit")
	require.Equal(t, "Sandbox", text(".login h1"))
}

// submit submits a form of the page.
func submit(t *testing.T, p *panel, cookie *http.Cookie, path string, form url.Values) *http.Response {
	t.Helper()
	req := p.request("POST", path, form.Encode())
	req.Header.Del("Authorization")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if cookie != nil {
		req.AddCookie(cookie)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return resp
}

func TestPageLogin(t *testing.T) {
	t.Parallel()
	p := openPanel(t, "-knit", "127.0.0.1:0")
	cookie := login(t, p)
	require.True(t, cookie.HttpOnly)
	require.Equal(t, http.SameSiteStrictMode, cookie.SameSite)
	require.NotContains(t, cookie.Value, p.ready["control_token"])
	form := url.Values{"advance": {"1h"}}
	require.Equal(t, http.StatusUnauthorized, submit(t, p, nil, "/knit/clock", form).StatusCode)
	require.Equal(t, http.StatusUnauthorized, submit(t, p, &http.Cookie{Name: cookie.Name, Value: p.ready["control_token"]}, "/knit/clock", form).StatusCode)
	require.Equal(t, http.StatusUnauthorized, submit(t, p, nil, "/login", url.Values{"token": {"wrong"}}).StatusCode)
	resp := submit(t, p, cookie, "/knit/clock", form)
	require.Equal(t, http.StatusSeeOther, resp.StatusCode)
	require.Equal(t, "/knit?form=clock#clock", resp.Header.Get("Location"))
	require.Equal(t, http.StatusNotFound, submit(t, p, cookie, "/knit/nothing", form).StatusCode)
	require.Contains(t, resp.Header.Get("Referrer-Policy"), "same-origin")
}

func TestPageWithoutScripts(t *testing.T) {
	t.Parallel()
	require.NotContains(t, pageHTML, "<script")
	p := openPanel(t, "-knit", "127.0.0.1:0")
	resp := submit(t, p, login(t, p), "/knit/webhook", url.Values{"url": {`"><script>`}})
	require.Equal(t, http.StatusBadRequest, resp.StatusCode)
	policy := resp.Header.Get("Content-Security-Policy")
	require.True(t, strings.HasPrefix(policy, "default-src 'none';"), policy)
	require.NotContains(t, policy, "script-src")
	require.Equal(t, "nosniff", resp.Header.Get("X-Content-Type-Options"))
}
