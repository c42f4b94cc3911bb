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

// chunked splits ids so that each chunk has at most maxIDs ids and fits into a query together with
// otherBytes bytes of other parameters. It rejects an empty id, and a duplicate, because LinkedIn's
// response is a map by id.
func chunked(ids []string, maxIDs, otherBytes int, what string) ([][]string, error) {
	var chunks [][]string
	seen := make(map[string]bool, len(ids))
	size := otherBytes
	for i, id := range ids {
		if id == "" {
			return nil, fmt.Errorf("%s number %d is empty", what, i+1)
		}
		if seen[id] {
			return nil, fmt.Errorf("%s number %d is a duplicate", what, i+1)
		}
		seen[id] = true
		idBytes := len("&ids=") + len(url.QueryEscape(id))
		if otherBytes+idBytes > maxQueryBytes {
			return nil, fmt.Errorf("%s number %d is too long for a query of 4 kB", what, i+1)
		}
		if size += idBytes; len(chunks) == 0 || size > maxQueryBytes || len(chunks[len(chunks)-1]) == maxIDs {
			chunks, size = append(chunks, nil), otherBytes+idBytes
		}
		last := len(chunks) - 1
		chunks[last] = append(chunks[last], id)
	}
	return chunks, nil
}

// lookup describes a read of many records by their ids.
type lookup struct {
	transport.Request        // without the ids
	query             Query  // the other parameters for protocol 2.0.0; nil: the request uses protocol 1.0.0
	maxIDs            int    // maximum number of ids per request
	what              string // what an id is, for errors: "job id"
}

// otherBytes returns the number of bytes in the query that are not ids.
func (l *lookup) otherBytes() int {
	if l.query == nil {
		return 0
	}
	others, _ := l.query.encode() // no error: the types of its values are known
	return len(others) + len("&ids=List()")
}

// requestFor returns the request for one chunk of the ids.
func (l *lookup) requestFor(ids []string) transport.Request {
	req := l.Request
	if l.query == nil {
		req.Query = url.Values{"ids": ids}
		return req
	}
	query := maps.Clone(l.query)
	query["ids"] = ids
	req.RawQuery, _ = query.encode() // no error: the types of its values are known
	return req
}

// readByID sends the requests of a lookup and returns one record for each id, in the order of the ids.
// setID sets the id of a record, and its error if LinkedIn returned no record with this id. If a request
// fails, its error is returned with the records of earlier requests.
func readByID[T any](ctx context.Context, c *Client, l lookup, ids []string, setID func(record *T, id string, err error), call []rolecall.CallOption) ([]T, error) {
	chunks, err := chunked(ids, l.maxIDs, l.otherBytes(), l.what)
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
		req, b := l.requestFor(chunk), batchResponse{}
		resp, err := transport.DoInto(ctx, c.api, req, &b, nil, call...)
		if err != nil {
			return records, err
		}
		for _, id := range chunk {
			key := id
			if l.query != nil {
				key = b.keyOf(id)
			}
			var record T
			if raw := b.results[key]; jsonpeek.KindOf(raw) != jsonpeek.Object {
				err = b.errorOf(resp, key)
			} else if err = transport.Decode(c.api, &req, resp, raw, &record); err != nil {
				record = *new(T)
			}
			setID(&record, id, err)
			records = append(records, record)
		}
	}
	return records, nil
}

// batchResponse is the response to a batch_get: {"results":{id:…},"statuses":{id:404},"errors":{id:…}}.
type batchResponse struct {
	results  map[string]json.RawMessage
	errors   map[string]json.RawMessage
	statuses map[string]json.RawMessage
}

// UnmarshalJSON splits the response into its maps by id. In LinkedIn's OpenAPI document, the response has
// an array called elements instead of results, and each element has its id.
func (r *batchResponse) UnmarshalJSON(b []byte) error {
	var member [4][]byte
	if err := jsonpeek.Pick(b, member[:], "results", "errors", "statuses", "elements"); err != nil {
		return err
	}
	var err error
	if r.results, err = membersOf(member[0]); err != nil {
		return err
	}
	// errors and statuses only explain why ids are missing. If they cannot be decoded, the results still count.
	r.errors, _ = membersOf(member[1])
	r.statuses, _ = membersOf(member[2])
	switch {
	case jsonpeek.KindOf(member[0]) == jsonpeek.Object:
		return nil
	case jsonpeek.KindOf(member[3]) != jsonpeek.Array:
		return errors.New("the response has no results")
	}
	return jsonpeek.Elements(member[3], func(raw []byte) error {
		var id [1][]byte
		if jsonpeek.KindOf(raw) == jsonpeek.Object && jsonpeek.Pick(raw, id[:], "id") == nil {
			key, _ := jsonpeek.Text(id[0])
			r.results[string(key)] = append(json.RawMessage(nil), raw...)
		}
		return nil
	})
}

// membersOf returns the members of an object; an empty map if object is null or absent.
func membersOf(object []byte) (map[string]json.RawMessage, error) {
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

// keyOf returns the key of id in the response: protocol 2.0.0 of Rest.li escapes its delimiters in keys.
func (r *batchResponse) keyOf(id string) string {
	for _, escape := range []func(string) string{delimiterEscaper.Replace, escapeValue} {
		key := escape(id)
		for _, members := range []map[string]json.RawMessage{r.results, r.errors, r.statuses} {
			if _, ok := members[id]; ok {
				return id
			}
			if _, ok := members[key]; ok {
				return key
			}
		}
	}
	return id
}

// delimiterEscaper escapes the delimiters of protocol 2.0.0 as in bodies.
var delimiterEscaper = strings.NewReplacer(",", "%2C", "(", "%28", ")", "%29", "'", "%27", ":", "%3A")

// errorOf returns the error of an id that has no record in the response.
func (r *batchResponse) errorOf(resp *transport.Response, id string) error {
	fail, status := &transport.Failure{}, http.StatusNotFound
	if n, ok := number(r.statuses[id]); ok && n >= 400 {
		status = n
	}
	var member [4][]byte
	reason := r.errors[id]
	if jsonpeek.KindOf(reason) == jsonpeek.Object && jsonpeek.Pick(reason, member[:], "message", "code", "serviceErrorCode", "status") == nil {
		fail = failureOf(member[0], member[1], member[2])
		if n, ok := number(member[3]); ok && n >= 400 {
			status = n
		}
	}
	fail.Message = cmp.Or(fail.Message, "LinkedIn has no record with this id")
	fail.Class = class(status)
	return resp.Failed(*fail, status, reason)
}
