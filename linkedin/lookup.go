package linkedin

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// chunked splits ids so that no query is too long, with the taken bytes of its other parameters, and
// none has more than most ids. It rejects an empty id, and one that occurs twice, since LinkedIn
// responds with a map.
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
		if taken+cost > maxQueryBytes {
			return nil, fmt.Errorf("the %s number %d is longer than a query may be", what, i+1)
		}
		if size += cost; len(chunks) == 0 || size > maxQueryBytes || len(chunks[len(chunks)-1]) == most {
			chunks, size = append(chunks, nil), taken+cost
		}
		last := len(chunks) - 1
		chunks[last] = append(chunks[last], id)
	}
	return chunks, nil
}

// lookup asks for many records by their ids.
type lookup struct {
	transport.Request        // without the ids
	query             Query  // its parameters in the syntax of protocol 2.0.0; nil: it is one of the protocol before
	most              int    // how many ids a request may have
	what              string // what an id is, in errors
}

// taken is how many bytes of the query are not ids.
func (l *lookup) taken() int {
	if l.query == nil {
		return 0
	}
	others, _ := l.query.encode() // its values are of known types
	return len(others) + len("&ids=List()")
}

// of returns the request for some of the ids.
func (l *lookup) of(ids []string) transport.Request {
	req := l.Request
	if l.query == nil {
		req.Query = url.Values{"ids": ids}
		return req
	}
	query := maps.Clone(l.query)
	query["ids"] = ids
	req.RawQuery, _ = query.encode() // its values are of known types
	return req
}

// lookUp makes the calls of a look-up and returns one record for each id, in their order. named gives a
// record its id, and the error if LinkedIn has no record of this id. The error of a call is returned
// with the records before it.
func lookUp[T any](ctx context.Context, c *Client, l lookup, ids []string, named func(record *T, id string, err error), call []rolecall.CallOption) ([]T, error) {
	chunks, err := chunked(ids, l.most, l.taken(), l.what)
	if err != nil {
		l.Reject(err.Error())
	}
	if l.Invalid != nil {
		return nil, c.send(ctx, l.Request, nil, call)
	}
	ctx, cancel := c.withTimeout(ctx)
	defer cancel()
	records := make([]T, 0, len(ids))
	for _, chunk := range chunks {
		req, f := l.of(chunk), found{}
		resp, err := transport.DoInto(ctx, c.api, req, &f, nil, call...)
		if err != nil {
			return records, err
		}
		for _, id := range chunk {
			key := id
			if l.query != nil {
				key = f.keyOf(id)
			}
			var record T
			if raw := f.results[key]; jsonpeek.KindOf(raw) != jsonpeek.Object {
				err = f.missing(resp, key)
			} else if err = transport.Decode(c.api, &req, resp, raw, &record); err != nil {
				record = *new(T)
			}
			named(&record, id, err)
			records = append(records, record)
		}
	}
	return records, nil
}

// found is the response to a batch look-up: {"results":{id:…},"statuses":{id:404},"errors":{id:…}}.
type found struct {
	results map[string]json.RawMessage
	reasons map[string]json.RawMessage
	codes   map[string]json.RawMessage
}

// UnmarshalJSON cuts the response into its entries. Where there are no results LinkedIn's OpenAPI
// document has a list called elements, whose members name themselves.
func (f *found) UnmarshalJSON(b []byte) error {
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
		return errors.New("the response has no results")
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

// keyOf returns the id as the response has it: protocol 2.0.0 of Rest.li escapes its own signs in keys.
func (f *found) keyOf(id string) string {
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

// missing is the error of an id under which the response has no record.
func (f *found) missing(resp *transport.Response, id string) error {
	fail, status := &transport.Failure{}, http.StatusNotFound
	if n, ok := number(f.codes[id]); ok && n >= 400 {
		status = n
	}
	var member [4][]byte
	reason := f.reasons[id]
	if jsonpeek.KindOf(reason) == jsonpeek.Object && jsonpeek.Pick(reason, member[:], "message", "code", "serviceErrorCode", "status") == nil {
		fail = failureOf(member[0], member[1], member[2])
		if n, ok := number(member[3]); ok && n >= 400 {
			status = n
		}
	}
	fail.Message = cmp.Or(fail.Message, "LinkedIn has nothing under this id")
	fail.Class = class(status)
	return resp.Failed(*fail, status, reason)
}
