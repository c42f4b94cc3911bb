package transport

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/rolecall-dev/rolecall"
)

const (
	redacted = "[redacted]"
	// shortest is the length of the shortest secret that is looked for: what is shorter occurs
	// in any text.
	shortest = 4
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
		if len(secret) < shortest {
			return
		}
		quoted, _ := json.Marshal(secret) // a string always encodes
		for _, spelling := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), string(quoted[1 : len(quoted)-1])} {
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
func (c *call) beginning(body []byte) []byte {
	kept := bytes.Clone(body[:min(len(body), rolecall.MaxErrorBody)])
	for _, secret := range c.secrets() {
		kept = bytes.ReplaceAll(kept, []byte(secret), []byte(redacted))
		for n := len(secret) - 1; n >= shortest; n-- {
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

// limitHeader keeps as much of h as an error may hold, in the order of the names.
func limitHeader(h http.Header) http.Header {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	left := rolecall.MaxErrorBody
	for _, name := range names {
		for _, value := range h[name] {
			left -= len(name) + len(value)
		}
		if left < 0 {
			delete(h, name)
		}
	}
	return h
}
