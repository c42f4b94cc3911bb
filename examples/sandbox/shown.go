package main

import (
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// shownRequest is an API request without its credentials.
type shownRequest struct {
	Method string            `json:"method"`
	Path   string            `json:"path"`
	Query  string            `json:"query,omitempty"`
	Header map[string]string `json:"header,omitempty"`
	Body   string            `json:"body,omitempty"`
}

// shownDelivery is a delivery attempt. Status is 0 without a response.
type shownDelivery struct {
	At          time.Time `json:"at"`
	Type        string    `json:"type"`
	EventID     string    `json:"event_id"`
	Integration string    `json:"integration,omitempty"`
	To          string    `json:"to"`
	Status      int       `json:"status"`
}

const hidden = "[hidden]"

// shownHeaders are the headers that contain no credentials. All others are omitted.
var shownHeaders = []string{
	"Content-Type", "User-Agent", "X-Knit-Integration-Id", "X-Integration-Id", "Linkedin-Version", "X-Restli-Protocol-Version", "X-Restli-Method",
}

const (
	defaultLimit  = 20
	maxLimit      = 500
	maxBodyLength = 10_000 // in bytes; longer bodies are truncated
)

// limitOf returns the limit of a list.
func limitOf(r request) (int, error) {
	if r.limit == "" {
		return defaultLimit, nil
	}
	n, err := strconv.Atoi(r.limit)
	if err != nil || n < 1 || n > maxLimit {
		return 0, badRequest("limit must be a number between 1 and %d", maxLimit)
	}
	return n, nil
}

func (s *sandbox) requests(p *provider, r request) (any, error) {
	limit, err := limitOf(r)
	if err != nil {
		return nil, err
	}
	if p.requests == nil {
		return nil, notFound("%s has no API and therefore no requests", p.title)
	}
	return map[string]any{"requests": s.shownRequests(p, limit)}, nil
}

func (s *sandbox) shownRequests(p *provider, limit int) []shownRequest {
	list := []shownRequest{}
	if p.requests == nil {
		return list
	}
	for _, r := range last(p.requests(), limit) {
		shown := shownRequest{Method: r.Method, Path: s.hide(r.URL.Path), Query: s.hide(hiddenValues(r.URL.Query())), Header: map[string]string{}, Body: s.shownBody(r)}
		for _, name := range shownHeaders {
			if v := r.Header.Get(name); v != "" {
				shown.Header[name] = s.hide(v)
			}
		}
		list = append(list, shown)
	}
	return list
}

func (s *sandbox) deliveries(p *provider, r request) (any, error) {
	limit, err := limitOf(r)
	if err != nil {
		return nil, err
	}
	return map[string]any{"deliveries": s.shownDeliveries(p, limit)}, nil
}

func (s *sandbox) shownDeliveries(p *provider, limit int) []shownDelivery {
	list := []shownDelivery{}
	for _, a := range last(p.fake.Attempts(), limit) {
		list = append(list, shownDelivery{a.At, a.EventType, a.EventID, a.IntegrationID, withoutSecrets(a.URL), a.Status})
	}
	return list
}

// last returns the last elements of a list, newest first.
func last[E any](all []E, limit int) []E {
	list := slices.Clone(all[max(0, len(all)-limit):])
	slices.Reverse(list)
	return list
}

// withoutSecrets returns the scheme and host of a URL: its path, query and user may contain secrets.
func withoutSecrets(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return hidden
	}
	if u.Path != "" && u.Path != "/" || u.RawQuery != "" {
		return u.Scheme + "://" + u.Host + "/…"
	}
	return u.Scheme + "://" + u.Host
}

// secretNames are the names of members whose values are hidden, in lower case without hyphens and underscores.
var secretNames = []string{
	"authorization", "password", "secret", "clientsecret", "apikey", "xapikey", "accesstoken", "refreshtoken", "token", "signature", "assertion", "cookie",
}

func isSecret(name string) bool {
	return slices.Contains(secretNames, strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name)))
}

// hide replaces the credentials of the fakes, anywhere in a string.
func (s *sandbox) hide(v string) string {
	for name, secret := range s.ready {
		if strings.HasSuffix(name, "_key") || strings.HasSuffix(name, "_secret") || strings.HasSuffix(name, "_token") {
			v = strings.ReplaceAll(v, secret, hidden)
		}
	}
	return v
}

// shownBody returns the body of a request without credentials if it is JSON or a form, and otherwise its
// length.
func (s *sandbox) shownBody(r *http.Request) string {
	b, err := io.ReadAll(r.Body)
	if err != nil || len(b) == 0 {
		return ""
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var shown string
	var v any
	switch form, formErr := url.ParseQuery(string(b)); {
	case kind == "application/x-www-form-urlencoded" && formErr == nil:
		shown = hiddenValues(form)
	case json.Unmarshal(b, &v) == nil:
		hideMembers(v)
		clean, _ := json.Marshal(v) // cannot fail: v was decoded from JSON
		shown = string(clean)
	default:
		return "(" + strconv.Itoa(len(b)) + " bytes)"
	}
	if shown = s.hide(shown); len(shown) > maxBodyLength {
		shown = shown[:maxBodyLength] + "… (" + strconv.Itoa(len(b)) + " bytes)"
	}
	return shown
}

func hiddenValues(values url.Values) string {
	shown := url.Values{}
	maps.Copy(shown, values)
	for name := range shown {
		if isSecret(name) {
			shown.Set(name, hidden)
		}
	}
	text, err := url.QueryUnescape(shown.Encode())
	if err != nil {
		return hidden
	}
	return text
}

func hideMembers(v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if isSecret(name) {
				v[name] = hidden
			} else {
				hideMembers(member)
			}
		}
	case []any:
		for _, element := range v {
			hideMembers(element)
		}
	}
}
