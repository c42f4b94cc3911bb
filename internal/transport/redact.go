package transport

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/rolecall-dev/rolecall"
)

const (
	redacted = "[redacted]"
	// shortest is the length of the shortest secret that is looked for: what is shorter occurs
	// in any text.
	minSecret = 4
)

// secrets collects the Authorization headers of a call's attempts. The steps of an attempt may run
// on other goroutines than the call.
type secrets struct {
	mu   sync.Mutex
	list []string
}

func (s *secrets) add(header string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if header != "" && !slices.Contains(s.list, header) {
		s.list = append(s.list, header)
	}
}

// newest is the header that the newest attempt was authorized with, "" if none was.
func (s *secrets) newest() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.list) == 0 {
		return ""
	}
	return s.list[len(s.list)-1]
}

// secrets returns what must not be kept of a response, in the spellings that a server may repeat
// it in.
func (c *call) secrets() []string {
	var found []string
	add := func(secret string) {
		if len(secret) < minSecret {
			return
		}
		for _, spelling := range spellings(secret) {
			if !slices.Contains(found, spelling) {
				found = append(found, spelling)
			}
		}
	}
	c.used.mu.Lock()
	for _, header := range c.used.list {
		_, credential, ok := strings.Cut(header, " ")
		if !ok {
			credential = header
		}
		add(credential)
	}
	c.used.mu.Unlock()
	if c.client.spec.Secrets != nil {
		for _, secret := range c.client.spec.Secrets() {
			add(secret)
		}
	}
	// The longest first: one secret may begin with another.
	slices.SortStableFunc(found, func(a, b string) int { return len(b) - len(a) })
	return found
}

// spellings returns a secret as URLs, JSON and HTML have it. Servers differ in the case of the digits
// after %, and in what they escape in JSON beyond what they must.
func spellings(secret string) []string {
	query, path := url.QueryEscape(secret), url.PathEscape(secret)
	if query == secret {
		return []string{secret} // nothing that is escaped anywhere
	}
	quoted, _ := json.Marshal(secret) // a string always encodes
	escaped := string(quoted[1 : len(quoted)-1])
	bare := quotes.Replace(secret)
	return []string{
		secret,
		query, lowerEscapes.ReplaceAllStringFunc(query, strings.ToLower),
		path, lowerEscapes.ReplaceAllStringFunc(path, strings.ToLower),
		escaped, strings.ReplaceAll(escaped, "/", `\/`),
		bare, strings.ReplaceAll(bare, "/", `\/`), gson.Replace(bare),
		html.EscapeString(secret), entities.Replace(secret),
	}
}

var (
	lowerEscapes = regexp.MustCompile("%[0-9A-F]{2}")
	quotes       = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	// gson has what Java's Gson escapes besides, so that its JSON can stand in HTML.
	gson = strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`, "=", `\u003d`, "'", `\u0027`)
	// entities has the quotes under other names than package html.
	entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#039;")
)

// redact takes the secrets out of the strings of e.
func (c *call) redact(e *rolecall.Error) {
	for _, s := range []*string{&e.Code, &e.Title, &e.Message, &e.RequestID, &e.LogURL} {
		*s = c.hide(*s)
	}
}

func (c *call) hide(s string) string {
	if s == "" {
		return s
	}
	for _, secret := range c.secrets() {
		s = strings.ReplaceAll(s, secret, redacted)
	}
	return s
}

// beginning is a copy of the first bytes of a body, without the secrets, nor the first half of one
// that was cut.
func (c *call) errorBody(body []byte) []byte {
	kept := bytes.Clone(body[:min(len(body), rolecall.MaxErrorBody)])
	for _, secret := range c.secrets() {
		kept = bytes.ReplaceAll(kept, []byte(secret), []byte(redacted))
		for n := len(secret) - 1; n >= minSecret; n-- {
			if bytes.HasSuffix(kept, []byte(secret[:n])) {
				kept = kept[:len(kept)-n]
				break
			}
		}
	}
	return slices.Clip(kept[:min(len(kept), rolecall.MaxErrorBody)])
}

// publicHeader is a copy of the last response's header without what must not be kept: cookies,
// credentials, signatures, and any value in which the server repeats a secret.
func (c *call) publicHeader() http.Header {
	secrets := c.secrets()
	out := make(http.Header, len(c.last.header))
	for name, values := range c.last.header {
		switch lower := strings.ToLower(name); {
		case lower == "authorization", lower == "proxy-authorization", lower == "cookie",
			lower == "set-cookie", lower == "set-cookie2", strings.HasSuffix(lower, "signature"):
			continue
		}
		own := slices.Clone(values)
		for i := range own {
			for _, secret := range secrets {
				own[i] = strings.ReplaceAll(own[i], secret, redacted)
			}
		}
		out[name] = own
	}
	return out
}

// limitHeader keeps as much of h as an error may hold, in the order of the names. A header that is
// too large for what is left of the room is left out.
func limitHeader(h http.Header) http.Header {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	left := rolecall.MaxErrorBody
	for _, name := range names {
		size := 0
		for _, value := range h[name] {
			size += len(name) + len(value)
		}
		if size > left {
			delete(h, name)
			continue
		}
		left -= size
	}
	return h
}
