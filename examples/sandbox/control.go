package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// startControl starts the control API and its page. Its requests end when ctx is done.
func (s *sandbox) startControl(ctx context.Context) error {
	host, _, err := net.SplitHostPort(s.control)
	if err != nil || !isLocal(host) {
		return errors.New("the address must be on this machine, such as 127.0.0.1:8090")
	}
	l, err := net.Listen("tcp", s.control) //nolint:noctx // listening on loopback does not block
	if err != nil {
		return err
	}
	token := rand.Text()
	s.ready["control_url"], s.ready["control_token"] = "http://"+l.Addr().String(), token
	c := newControl(s, token, l.Addr().String())
	ctx, cancel := context.WithCancel(ctx)
	server := http.Server{Handler: c, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(l) })
	s.closers = append(s.closers, func() {
		cancel()
		_ = server.Close()
		serving.Wait()
	})
	return nil
}

// control is the handler of the control API and its page.
type control struct {
	sandbox *sandbox
	token   string
	session string // value of the session cookie
	cookie  string // name of the session cookie; contains the port, because browsers share cookies between ports
	api     *http.ServeMux
	page    *http.ServeMux
	guarded http.Handler
	routes  []route
}

// route is an operation with its full path, as GET /api describes it.
type route struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	About  string `json:"about,omitempty"`
}

func newControl(s *sandbox, token, address string) *control {
	mac := hmac.New(sha256.New, []byte(token))
	_, _ = io.WriteString(mac, "page")
	c := &control{sandbox: s, token: token, session: hex.EncodeToString(mac.Sum(nil)), api: http.NewServeMux(), page: http.NewServeMux()}
	_, port, _ := net.SplitHostPort(address)
	c.cookie = "sandbox-" + port
	for _, op := range s.common() {
		c.addRoute("/api/"+op.path, &op)
	}
	for _, p := range s.providers {
		for _, op := range s.operations(p) {
			c.addRoute("/api/"+p.name+"/"+op.path, &op)
		}
	}
	c.api.HandleFunc("/", c.missing)
	c.addPage()
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeError(w, &statusError{http.StatusForbidden, "request from another site: send it from a program or from the page of the sandbox"})
	}))
	c.guarded = cross.Handler(http.HandlerFunc(c.serve))
	s.describe = c.describe
	return c
}

func (c *control) addRoute(path string, op *operation) {
	path = strings.TrimSuffix(path, "/")
	do := op.do
	c.api.HandleFunc(op.method+" "+path, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			writeError(w, &statusError{http.StatusRequestEntityTooLarge, "the body is larger than 1 MiB"})
			return
		}
		result, err := do(r.Context(), request{integration: r.PathValue("id"), limit: r.URL.Query().Get("limit"), body: body})
		if err != nil {
			writeError(w, err)
			return
		}
		writeJSON(w, http.StatusOK, result)
	})
	if op.about != "" {
		c.routes = append(c.routes, route{op.method, path, op.about})
	}
}

// ServeHTTP rejects a request whose Host is not this machine. This prevents DNS rebinding: a site whose name
// resolves to 127.0.0.1 would be of the same origin.
func (c *control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if !isLocal(strings.Trim(host, "[]")) {
		writeError(w, &statusError{http.StatusForbidden, "the Host header must be an address of this machine: use the control_url that the sandbox printed"})
		return
	}
	c.guarded.ServeHTTP(w, r)
}

// serve checks the token of API requests. The page has its own login.
func (c *control) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/api" && !strings.HasPrefix(r.URL.Path, "/api/") {
		c.page.ServeHTTP(w, r)
		return
	}
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || !same(token, c.token) {
		w.Header().Set("WWW-Authenticate", "Bearer")
		writeError(w, &statusError{http.StatusUnauthorized, "missing or invalid token: send the header \"Authorization: Bearer\" with the control_token that the sandbox printed"})
		return
	}
	c.api.ServeHTTP(w, r)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// missing responds to a request for an unknown route.
func (c *control) missing(w http.ResponseWriter, r *http.Request) {
	name, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
	var names []string
	for _, p := range c.sandbox.providers {
		names = append(names, p.name)
	}
	global := slices.ContainsFunc(c.sandbox.common(), func(op operation) bool { return op.path == name })
	if !global && !slices.Contains(names, name) {
		writeError(w, notFound("unknown provider %q: it must be one of %s", name, strings.Join(names, ", ")))
		return
	}
	writeError(w, notFound("unknown route %s %s: GET /api lists all routes", r.Method, r.URL.Path))
}

// description is the response of GET /api.
type description struct {
	Now       time.Time             `json:"now"`
	Routes    []route               `json:"routes"`
	Providers []providerDescription `json:"providers"`
}

type providerDescription struct {
	Name         string              `json:"name"`
	URL          string              `json:"url,omitempty"`
	Webhook      string              `json:"webhook,omitempty"`
	Integrations []string            `json:"integrations"`
	Events       []sample            `json:"events"`
	Faults       map[string][]string `json:"faults"`
}

// describe returns the response of GET /api. The samples are those of the first integration.
func (c *control) describe() any {
	now := c.sandbox.clock.now()
	d := description{Now: now.UTC(), Routes: c.routes}
	for _, p := range c.sandbox.providers {
		described := providerDescription{Name: p.name, URL: p.url, Webhook: p.registered.get(), Integrations: []string{}, Events: []sample{}, Faults: map[string][]string{}}
		if p.integrations != nil {
			described.Integrations = p.integrations()
		}
		for _, eventType := range p.types() {
			if data, err := p.sampleOf(eventType, "", now); err == nil {
				described.Events = append(described.Events, sample{eventType, data})
			}
		}
		if p.faults != nil {
			for _, name := range p.faults.names() {
				described.Faults[name] = append([]string{}, p.faults.arguments(name)...)
			}
		}
		d.Providers = append(d.Providers, described)
	}
	return d
}

func writeError(w http.ResponseWriter, err error) {
	writeJSON(w, statusOf(err), map[string]string{"error": err.Error()})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}
