package linkedintest

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// isRestli2 reports whether a request follows version 2.0.0 of Rest.li's protocol. Without the
// header it follows 1.0.0.
func isRestli2(r *http.Request) bool { return r.Header.Get("X-Restli-Protocol-Version") == "2.0.0" }

// hasProtocol refuses a protocol that is not Rest.li's.
func hasProtocol(w http.ResponseWriter, r *http.Request) bool {
	switch r.Header.Get("X-Restli-Protocol-Version") {
	case "", "1.0.0", "2.0.0":
		return true
	}
	refuse(w, http.StatusBadRequest, 0, "Rest.li protocol version "+r.Header.Get("X-Restli-Protocol-Version")+" used by the client is not supported")
	return false
}

// isMethod compares the Rest.li method of a request. LinkedIn's Java SDK writes it in capitals.
func isMethod(r *http.Request, method string) bool {
	return strings.EqualFold(r.Header.Get("X-Restli-Method"), method)
}

// batchKeys reads the keys of a BATCH_GET: ids=a&ids=b in protocol 1.0.0, ids=List(a,b) in 2.0.0.
//
// Source: linkedin.github.io/rest.li, "Rest.li Protocol".
func batchKeys(r *http.Request) ([]string, error) {
	if !isRestli2(r) {
		return r.URL.Query()["ids"], nil
	}
	var lists []string // each value as it is in the URL, since the signs of a list are bare there
	for pair := range strings.SplitSeq(r.URL.RawQuery, "&") {
		if value, ok := strings.CutPrefix(pair, "ids="); ok {
			lists = append(lists, value)
		}
	}
	if len(lists) != 1 {
		return nil, errKeys
	}
	inner, begins := strings.CutPrefix(lists[0], "List(")
	inner, ends := strings.CutSuffix(inner, ")")
	if !begins || !ends {
		return nil, errKeys
	}
	var keys []string
	for raw := range strings.SplitSeq(inner, ",") {
		key, err := url.QueryUnescape(raw)
		if err != nil || raw == "" || strings.ContainsAny(raw, "():'") {
			return nil, errKeys
		}
		keys = append(keys, key)
	}
	return keys, nil
}

var errKeys = errors.New("the parameter ids is not a list of keys")

// reserved are the signs that Rest.li's protocol 2.0.0 escapes within bodies and headers.
var reserved = strings.NewReplacer(",", "%2C", "(", "%28", ")", "%29", "'", "%27", ":", "%3A")

// keyOf is a key as bodies and headers have it: escaped in protocol 2.0.0.
func keyOf(r *http.Request, key string) string {
	if !isRestli2(r) {
		return key
	}
	return reserved.Replace(key)
}

// created answers a create with the new entity's key in the header that names it. A nil body is
// none.
func created(w http.ResponseWriter, r *http.Request, key string, body any) {
	w.Header().Set("X-Restli-Id", keyOf(r, key))
	w.Header().Set("Location", r.URL.Path+"/"+url.QueryEscape(key))
	if body == nil {
		w.WriteHeader(http.StatusCreated)
		return
	}
	fake.WriteJSON(w, http.StatusCreated, body)
}

// untunneled is the request within a tunneled one: a POST whose X-HTTP-Method-Override names the
// method, and whose body holds the query, alone or before the real body.
//
// Source: learn.microsoft.com/linkedin, "Query Tunneling".
func untunneled(r *http.Request) (*http.Request, error) {
	method := r.Header.Get("X-HTTP-Method-Override")
	if r.Method != http.MethodPost || method == "" {
		return r, nil
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, errTunnel
	}
	inner := r.Clone(r.Context())
	inner.Method = strings.ToUpper(method)
	inner.Header.Del("X-HTTP-Method-Override")
	inner.Header.Del("Content-Type")
	switch kind {
	case "application/x-www-form-urlencoded":
		query, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, errTunnel
		}
		inner.URL.RawQuery, inner.Body = string(query), http.NoBody
	case "multipart/mixed":
		if err := untunneledParts(inner, multipart.NewReader(r.Body, params["boundary"])); err != nil {
			return nil, err
		}
	default:
		return nil, errTunnel
	}
	return inner, nil
}

// untunneledParts reads the query and the real body.
func untunneledParts(inner *http.Request, parts *multipart.Reader) error {
	for range 2 {
		part, err := parts.NextPart()
		if err != nil {
			return errTunnel
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return errTunnel
		}
		kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if kind == "application/x-www-form-urlencoded" {
			inner.URL.RawQuery = string(content)
			continue
		}
		inner.Header.Set("Content-Type", part.Header.Get("Content-Type"))
		inner.Body = io.NopCloser(bytes.NewReader(content))
	}
	return nil
}

var errTunnel = errors.New("the tunneled query cannot be read")
