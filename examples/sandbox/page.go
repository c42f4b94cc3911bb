package main

import (
	"cmp"
	"context"
	"crypto/rand"
	_ "embed" // the page
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

//go:embed page.html
var pageHTML string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"time": shownTime, "statusClass": statusClass}).Parse(pageHTML))

func shownTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

func statusClass(status int) string {
	if status == http.StatusOK {
		return "good"
	}
	return "bad"
}

// view is the data of the page template.
type view struct {
	Nonce    string
	LoggedIn bool
	Error    string // of the login
	Now      time.Time

	Providers    []*provider
	Name, Title  string // of the selected provider
	URL, Webhook string
	Clock        formView
	Forms        []formView
	HasAPI       bool
	Faults       faultList
	Requests     []shownRequest
	Deliveries   []shownDelivery
	Integrations []string
}

// formView is a form. After an error, its fields contain the submitted values.
type formView struct {
	Action, Anchor, Title, About, Note string
	Submit                             string
	Fields                             []fieldView
	Error, Done                        string
	HasSample                          bool
}

type fieldView struct {
	Name, Label, Value, Hint string
	Kind                     kind
	Options                  []string
}

// IsChoice reports whether the field has a list of options.
func (f fieldView) IsChoice() bool { return f.Kind == choice || f.Kind == inPath }

// IsRaw reports whether the field has several lines.
func (f fieldView) IsRaw() bool { return f.Kind == raw }

// outcome is the result of a submitted form.
type outcome struct {
	anchor string
	values url.Values
	err    string
}

// Name returns the name of the provider in URLs.
func (p *provider) Name() string { return p.name }

// Title returns the displayed name of the provider.
func (p *provider) Title() string { return p.title }

// addPage adds the routes of the page.
func (c *control) addPage() {
	c.page.HandleFunc("POST /login", c.login)
	c.page.HandleFunc("POST /logout", c.logout)
	c.page.Handle("GET /{$}", c.loggedIn(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/"+c.sandbox.providers[0].name, http.StatusSeeOther)
	}))
	for _, p := range c.sandbox.providers {
		c.page.Handle("GET /"+p.name, c.loggedIn(func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			o := outcome{anchor: q.Get("form"), values: url.Values{"type": q["type"], "integration": q["integration"]}}
			if q.Has("sample") {
				o.values.Set("data", c.indentedSample(p, q.Get("type"), q.Get("integration")))
			}
			c.show(w, http.StatusOK, p, o)
		}))
		for _, op := range c.sandbox.operations(p) {
			c.addForm(p, &op)
		}
		for _, op := range c.sandbox.common() {
			c.addForm(p, &op)
		}
	}
	c.page.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "Page not found. The sandbox is at /.", http.StatusNotFound)
	})
}

// anchor returns the name of the form of an operation in URLs.
func (o *operation) anchor() string {
	name := strings.ReplaceAll(strings.ReplaceAll(o.path, "{id}/", ""), "/", "-")
	if o.method == http.MethodDelete {
		return "clear-" + name
	}
	return name
}

// addForm adds the route that submits the form of an operation. The operation is the same as in the API.
func (c *control) addForm(p *provider, op *operation) {
	if op.form == nil {
		return
	}
	form, do, anchor := op.form, op.do, op.anchor()
	c.page.Handle("POST /"+p.name+"/"+anchor, c.loggedIn(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		if err := r.ParseForm(); err != nil {
			c.show(w, http.StatusBadRequest, p, outcome{anchor: anchor, err: "cannot read the form"})
			return
		}
		if r.PostForm.Has("sample") {
			http.Redirect(w, r, "/"+p.name+"?"+url.Values{"sample": {"1"}, "type": r.PostForm["type"], "integration": r.PostForm["integration"]}.Encode()+"#"+anchor, http.StatusSeeOther)
			return
		}
		body, err := formJSON(form, r.PostForm)
		if err == nil {
			_, err = do(r.Context(), request{integration: r.PostForm.Get("id"), body: body})
		}
		if err != nil {
			c.show(w, statusOf(err), p, outcome{anchor, r.PostForm, err.Error()})
			return
		}
		c.settle(r.Context(), p)
		http.Redirect(w, r, "/"+p.name+"?"+url.Values{"form": {anchor}}.Encode()+"#"+anchor, http.StatusSeeOther)
	}))
}

// settle waits a short time for deliveries, so that the page shows them.
func (c *control) settle(ctx context.Context, p *provider) {
	ctx, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	_ = p.fake.Wait(ctx) // the page is also correct without the delivery
}

// indentedSample returns the indented sample of an event type, or "" if there is none.
func (c *control) indentedSample(p *provider, eventType, integration string) string {
	data, err := p.sampleOf(eventType, integration, c.sandbox.clock.now())
	if err != nil {
		return ""
	}
	var v any
	if json.Unmarshal(data, &v) != nil {
		return ""
	}
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return ""
	}
	return string(b)
}

// formJSON converts the values of a form to the body of an operation. An empty value becomes an absent member.
func formJSON(form []field, values url.Values) ([]byte, error) {
	body := map[string]any{}
	for _, f := range form {
		v := strings.TrimSpace(values.Get(f.name))
		if v == "" || f.kind == inPath {
			continue
		}
		switch f.kind {
		case list:
			body[f.name] = split(v)
		case pairs:
			m := map[string]string{}
			for _, pair := range split(v) {
				name, value, ok := strings.Cut(pair, "=")
				if !ok {
					return nil, badRequest("%s must be a list of name=value separated by commas", f.name)
				}
				m[strings.TrimSpace(name)] = strings.TrimSpace(value)
			}
			body[f.name] = m
		case number, raw:
			if !json.Valid([]byte(v)) {
				return nil, badRequest("%s is not JSON", f.name)
			}
			body[f.name] = json.RawMessage(v)
		case line, choice, inPath:
			body[f.name] = v
		}
	}
	return json.Marshal(body)
}

func split(v string) (parts []string) {
	for part := range strings.SplitSeq(v, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// loggedIn shows the login form instead of a page if the cookie is absent or invalid.
func (c *control) loggedIn(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cookie, err := r.Cookie(c.cookie); err != nil || !same(cookie.Value, c.session) {
			c.render(w, http.StatusUnauthorized, view{})
			return
		}
		next(w, r)
	})
}

// login exchanges the token for a session cookie. The cookie does not contain the token, because a browser
// sends a cookie to every port of the machine. The API does not accept the cookie.
func (c *control) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<12)
	if !same(strings.TrimSpace(r.PostFormValue("token")), c.token) {
		c.render(w, http.StatusUnauthorized, view{Error: "Invalid token. Use control_token from the line that the sandbox printed."})
		return
	}
	c.setCookie(w, c.session, 0)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (c *control) logout(w http.ResponseWriter, r *http.Request) {
	c.setCookie(w, "", -1)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (c *control) setCookie(w http.ResponseWriter, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // not Secure: the page is on loopback, without TLS
		Name: c.cookie, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}

// show writes the page of a provider.
func (c *control) show(w http.ResponseWriter, status int, p *provider, o outcome) {
	const limit = 15
	s := c.sandbox
	v := view{
		LoggedIn: true, Now: s.clock.now(), Providers: s.providers, Name: p.name, Title: p.title, URL: p.url, Webhook: p.registered.get(), HasAPI: p.requests != nil,
		Requests: s.shownRequests(p, limit), Deliveries: s.shownDeliveries(p, limit),
	}
	if p.integrations != nil {
		v.Integrations = p.integrations()
	}
	if p.faults != nil {
		v.Faults = p.faultList()
	}
	for _, op := range s.common() {
		if op.form != nil {
			v.Clock = formOf(p, &op, v.Integrations, o)
		}
	}
	for _, op := range s.operations(p) {
		if op.form != nil {
			v.Forms = append(v.Forms, formOf(p, &op, v.Integrations, o))
		}
	}
	c.render(w, status, v)
}

// labels are the displayed names of the fields.
var labels = map[string]string{
	"advance": "Duration", "arguments": "Arguments (name=value, …)", "count": "Number of requests", "data": "Data (JSON)", "data_type": "Data type",
	"integration": "Integration", "jobs": "Jobs (your ids, separated by commas; default: all open jobs)", "name": "Fault", "state": "State", "type": "Type", "url": "URL",
}

// formOf returns the form of an operation, with the outcome of submitting it.
func formOf(p *provider, op *operation, integrations []string, o outcome) formView {
	v := formView{Action: "/" + p.name + "/" + op.anchor(), Anchor: op.anchor(), Title: op.title, About: op.about, Note: op.note, Submit: op.title}
	v.HasSample = op.path == "events"
	values := url.Values{}
	if o.anchor == v.Anchor || o.anchor == "" && v.HasSample {
		v.Error, values = o.err, o.values
	}
	if o.anchor == v.Anchor && o.err == "" {
		v.Done = "Done."
	}
	for _, f := range op.form {
		shown := fieldView{Name: f.name, Label: labels[f.name], Kind: f.kind, Options: f.options, Hint: f.hint, Value: values.Get(f.name)}
		if f.name == "integration" || f.kind == inPath {
			shown.Label, shown.Options = labels["integration"], integrations
		}
		if shown.IsChoice() && !slices.Contains(shown.Options, shown.Value) {
			shown.Value = cmp.Or(append(slices.Clone(shown.Options), "")...)
		}
		v.Fields = append(v.Fields, shown)
	}
	return v
}

// render writes the page. It loads nothing and runs no script.
func (c *control) render(w http.ResponseWriter, status int, v view) {
	v.Nonce = rand.Text()
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'nonce-"+v.Nonce+"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	_ = pageTemplate.Execute(w, v) // fails only if the browser has disconnected
}
