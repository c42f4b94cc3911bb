package linkedin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// chunked splits ids so that no query is too long, with the taken bytes of its other parameters, and
// none has more than most ids. An empty id is
// refused, and a repeated one, which a map cannot answer twice.
func chunked(ids []string, most, taken int, what string) ([][]string, error) {
	var chunks [][]string
	seen := make(map[string]bool, len(ids))
	size := taken
	for i, id := range ids {
		if id == "" || seen[id] {
			return nil, fmt.Errorf("the %s number %d is empty or was given before", what, i+1)
		}
		seen[id] = true
		cost := len("&ids=") + len(url.QueryEscape(id))
		if taken+cost > mostQuery {
			return nil, fmt.Errorf("the %s number %d is longer than a query may be", what, i+1)
		}
		if size += cost; len(chunks) == 0 || size > mostQuery || len(chunks[len(chunks)-1]) == most {
			chunks, size = append(chunks, nil), taken+cost
		}
		last := len(chunks) - 1
		chunks[last] = append(chunks[last], id)
	}
	return chunks, nil
}

// found is the answer to a batch look-up: {"results":{id:…},"statuses":{id:404},"errors":{id:…}}.
type found[T any] struct {
	results map[string]json.RawMessage
	reasons map[string]json.RawMessage
	codes   map[string]json.RawMessage

	decode func(raw []byte, v *T) error
	failed func() *rolecall.Error
	redact func(e *rolecall.Error)
}

// lookUp makes a batch look-up.
func lookUp[T any](ctx context.Context, c *Client, req transport.Request, call []rolecall.CallOption) (*found[T], error) {
	f := &found[T]{}
	resp, err := transport.DoInto(ctx, c.api, req, f, nil, call...)
	if err != nil {
		return nil, err
	}
	f.redact = resp.Redact
	f.decode = func(raw []byte, v *T) error { return transport.Decode(c.api, &req, resp, raw, v) }
	f.failed = func() *rolecall.Error {
		return &rolecall.Error{
			Provider: "linkedin", Op: req.Op, Method: req.Method, Path: "/" + req.Path[0] + "/" + req.Path[1],
			StatusCode: resp.Meta.StatusCode, RequestID: resp.Meta.RequestID, Attempts: resp.Meta.Attempts, Header: resp.Meta.Header,
		}
	}
	return f, nil
}

// UnmarshalJSON cuts the answer into its entries. Where there are no results LinkedIn's OpenAPI
// document has a list called elements, whose members name themselves.
func (f *found[T]) UnmarshalJSON(b []byte) error {
	var member [4][]byte
	if err := jsonpeek.Pick(b, member[:], "results", "errors", "statuses", "elements"); err != nil {
		return err
	}
	var err error
	if f.results, err = entries(member[0]); err != nil {
		return err
	}
	// What LinkedIn adds to say why an id is missing must not cost the ids that are there.
	f.reasons, _ = entries(member[1])
	f.codes, _ = entries(member[2])
	switch {
	case jsonpeek.KindOf(member[0]) == jsonpeek.Object:
		return nil
	case jsonpeek.KindOf(member[3]) != jsonpeek.Array:
		return errors.New("the answer has no results")
	}
	return jsonpeek.Elements(member[3], func(raw []byte) error {
		var id [1][]byte
		if jsonpeek.KindOf(raw) == jsonpeek.Object && jsonpeek.Pick(raw, id[:], "id") == nil {
			text, _ := jsonpeek.Text(id[0])
			f.results[string(text)] = append(json.RawMessage(nil), raw...)
		}
		return nil
	})
}

func entries(object []byte) (map[string]json.RawMessage, error) {
	out := map[string]json.RawMessage{}
	switch jsonpeek.KindOf(object) {
	case jsonpeek.Invalid, jsonpeek.Null:
		return out, nil
	}
	err := jsonpeek.Members(object, func(key, value []byte) error {
		out[string(key)] = append(json.RawMessage(nil), value...)
		return nil
	})
	return out, err
}

// keyOf is the id as the response has it: protocol 2.0.0 of Rest.li escapes its own signs in keys.
func (f *found[T]) keyOf(id string) string {
	for _, escape := range []func(string) string{reserved.Replace, escaped} {
		key := escape(id)
		for _, entries := range []map[string]json.RawMessage{f.results, f.reasons, f.codes} {
			if _, ok := entries[id]; ok {
				return id
			}
			if _, ok := entries[key]; ok {
				return key
			}
		}
	}
	return id
}

// reserved are the signs that protocol 2.0.0 escapes within bodies.
var reserved = strings.NewReplacer(",", "%2C", "(", "%28", ")", "%29", "'", "%27", ":", "%3A")

// get returns the entry of an id, or why there is none.
func (f *found[T]) get(id string) (*T, error) {
	if raw, ok := f.results[id]; ok && jsonpeek.KindOf(raw) == jsonpeek.Object {
		v := new(T)
		if err := f.decode(raw, v); err != nil {
			return nil, err
		}
		return v, nil
	}
	e := f.failed()
	e.StatusCode = 404
	e.Message = "LinkedIn has nothing under this id"
	if raw, ok := f.codes[id]; ok {
		if n, ok := number(raw); ok && n >= 400 {
			e.StatusCode = n
		}
	}
	if raw, ok := f.reasons[id]; ok {
		var member [4][]byte
		if jsonpeek.KindOf(raw) == jsonpeek.Object && jsonpeek.Pick(raw, member[:], "message", "code", "serviceErrorCode", "status") == nil {
			w := words(member[0], member[1], member[2])
			if n, ok := number(member[3]); ok && n >= 400 {
				e.StatusCode = n
			}
			if w.Message != "" {
				e.Message = w.Message
			}
			e.Code = w.Code
		}
		e.Body = raw
	}
	f.redact(e)
	return nil, e.WithCause(class(e.StatusCode))
}
