package knittest

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
)

// page cuts a list into pages, by the token that a request asks with.
func (s *Server) page(c *call, name string, records []any) (any, error) {
	at, stuck, err := c.place(len(records))
	if err != nil {
		return nil, err
	}
	end := min(at+s.opts.pageSize, len(records))
	items, next := append([]any{}, records[at:end]...), any(nil)
	if end < len(records) {
		next = token(end, false)
	}
	if c.mischief.poison && len(items) > 0 {
		items[len(items)/2] = "poison"
	}
	if c.mischief.empty {
		items, next = []any{}, token(at, false)
	}
	if c.mischief.repeat || stuck {
		next = token(at, true)
	}
	return map[string]any{name: items, "nextPageToken": next}, nil
}

// token names a place in a list, for nobody but the fake. A stuck one names itself as the next.
func token(at int, stuck bool) string {
	text := strconv.Itoa(at)
	if stuck {
		text += "!"
	}
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// place is where in a list of n records the request's page begins.
func (c *call) place(n int) (at int, stuck bool, err error) {
	query := c.URL.Query()
	if !query.Has("pageToken") {
		return 0, false, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(query.Get("pageToken"))
	number, stuck := strings.CutSuffix(string(text), "!")
	at, bad := strconv.Atoi(number)
	if err != nil || bad != nil || at < 0 || at > n {
		return 0, false, refusing(http.StatusBadRequest, "invalid pageToken")
	}
	return at, stuck, nil
}
