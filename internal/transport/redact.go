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
	// minSecret is the minimum length of a secret that is redacted, in bytes. A shorter string occurs in
	// many texts by chance.
	minSecret = 4
)

// secrets collects the Authorization headers of a call's attempts. It is safe for concurrent use,
// because the steps of an attempt may run on other goroutines than the call.
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

// newest returns the Authorization header of the last attempt, "" if there is none.
func (s *secrets) newest() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.list) == 0 {
		return ""
	}
	return s.list[len(s.list)-1]
}

// secrets returns the strings that must be redacted in a response: the secrets in each spelling in which
// a server may repeat them, longest first.
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
	// Redact longer secrets first, because one secret may be the prefix of another.
	slices.SortStableFunc(found, func(a, b string) int { return len(b) - len(a) })
	return found
}

// spellings returns a secret as it may be written in text, URLs, JSON and HTML. Servers differ in the
// case of the hexadecimal digits after a percent sign, and in the optional escapes of JSON.
func spellings(secret string) []string {
	query, path := url.QueryEscape(secret), url.PathEscape(secret)
	if query == secret {
		return []string{secret} // no character needs an escape in any format
	}
	quoted, _ := json.Marshal(secret) // never fails for a string
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
	// gson has the characters that Java's Gson escapes in addition, for JSON inside HTML.
	gson = strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`, "=", `\u003d`, "'", `\u0027`)
	// entities escapes the quotes with other names than package html does.
	entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#039;")
)

// redact replaces the secrets in the strings of e.
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

// errorBody returns a copy of the first [rolecall.MaxErrorBody] bytes of a body, without secrets. If the
// end cuts off a secret, its first part is removed as well.
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

// publicHeader returns a copy of the header of the last response without cookies, credentials and
// signatures. Secrets in other values are redacted.
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

// limitHeader deletes fields from h until it has at most [rolecall.MaxErrorBody] bytes. It keeps the
// fields in the order of their names, and skips a field that does not fit into the remaining bytes.
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
