package api

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// isProtocol2 reports whether a request uses version 2.0.0 of Rest.li's protocol. A request without the header
// uses 1.0.0.
func isProtocol2(r *http.Request) bool { return r.Header.Get("X-Restli-Protocol-Version") == "2.0.0" }

// errKeys rejects keys that LinkedIn cannot parse.
var errKeys = &rejection{
	status: http.StatusBadRequest,
	other:  record.Object{"message", "Batch key parameter value is invalid", "status", http.StatusBadRequest},
}

// batchKeys parses the keys of a BATCH_GET: ids=a&ids=b in protocol 1.0.0, ids=List(a,b) in 2.0.0.
//
// Source: linkedin.github.io/rest.li, "Rest.li Protocol".
func batchKeys(r *http.Request) ([]string, error) {
	if !isProtocol2(r) {
		return r.URL.Query()["ids"], nil
	}
	var lists []string // the raw values, because the delimiters of a list are not escaped
	for pair := range strings.SplitSeq(r.URL.RawQuery, "&") {
		if value, ok := strings.CutPrefix(pair, "ids="); ok {
			lists = append(lists, value)
		}
	}
	if len(lists) != 1 {
		return nil, errKeys
	}
	inner, hasPrefix := strings.CutPrefix(lists[0], "List(")
	inner, hasSuffix := strings.CutSuffix(inner, ")")
	if !hasPrefix || !hasSuffix {
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

// reserved escapes the characters that Rest.li's protocol 2.0.0 escapes in bodies and headers.
var reserved = strings.NewReplacer(",", "%2C", "(", "%28", ")", "%29", "'", "%27", ":", "%3A")

// key returns a key as it is written in bodies and headers: escaped in protocol 2.0.0.
func (c *call) key(key string) string {
	if isProtocol2(c.Request) {
		return reserved.Replace(key)
	}
	return key
}

// batch returns the response to a BATCH_GET. find returns nil for an unknown key.
func (c *call) batch(keys []string, find func(key string) record.Object) any {
	results, statuses, errs := record.Object{}, record.Object{}, record.Object{}
	for _, key := range keys {
		if found := find(key); found != nil {
			results = append(results, c.key(key), found)
			continue
		}
		statuses = append(statuses, c.key(key), http.StatusNotFound)
		errs = append(errs, c.key(key), record.Object{"message", "Not found", "status", http.StatusNotFound})
	}
	return record.Object{"results", results, "statuses", statuses, "errors", errs}
}

// created returns the response to a CREATE, with the key of the new entity in the header.
func (c *call) created(key string, body any) (any, error) {
	c.header.Set("X-Restli-Id", c.key(key))
	c.header.Set("Location", c.URL.Path+"/"+url.QueryEscape(key))
	c.status = http.StatusCreated
	return body, nil
}

const formType = "application/x-www-form-urlencoded"

var errTunnel = invalid("The tunneled query is invalid")

// untunnel replaces a tunneled request with the request inside it. A tunneled request is a POST with the real
// method in X-HTTP-Method-Override. Its body is the query, or a multipart message with the query and the real
// body.
//
// Source: learn.microsoft.com/linkedin, "Query Tunneling".
func (c *call) untunnel() error {
	method := c.Header.Get("X-HTTP-Method-Override")
	if c.Method != http.MethodPost || method == "" {
		return nil
	}
	kind, params, err := mime.ParseMediaType(c.Header.Get("Content-Type"))
	if err != nil {
		return errTunnel
	}
	c.Method = strings.ToUpper(method)
	c.Header.Del("Content-Type")
	if kind == formType {
		query, _ := io.ReadAll(c.Body) // cannot fail: fake.Server has already read the body
		c.URL.RawQuery, c.Body = string(query), http.NoBody
		return nil
	}
	parts := multipart.NewReader(c.Body, params["boundary"]) // has no parts if the body is not multipart
	for range 2 {
		part, err := parts.NextPart()
		if err != nil {
			return errTunnel
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return errTunnel
		}
		if kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind == formType {
			c.URL.RawQuery = string(content)
			continue
		}
		c.Header.Set("Content-Type", part.Header.Get("Content-Type"))
		c.Body = io.NopCloser(bytes.NewReader(content))
	}
	return nil
}
