package transport

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Layout names the members of a list's payload and the query parameter for the cursor.
type Layout struct {
	Items  string // the member with the array of records, like "jobs"
	Next   string // the member with the next cursor, like "nextPageToken"
	Cursor string // the query parameter for the cursor, like "pageToken"
	// Optional means that a payload without Items is an empty page, not an error.
	Optional bool
	// Normalize converts a payload with the list in another place into an object with Items. It is
	// called only if the list is not in its documented place. It returns nil if it finds no list. If
	// Normalize is nil, the list must be in its documented place.
	Normalize func(payload []byte) []byte
}

// List reads the page that cursor selects; an empty cursor selects the first page. Later pages are
// requested with the same query.
func List[T any](ctx context.Context, c *Client, req Request, layout Layout, cursor string, opts ...rolecall.CallOption) (*rolecall.Page[T], error) {
	parts, err := readPage[T](ctx, c, req, layout, cursor, opts)
	if err != nil {
		return nil, err
	}
	parts.Fetch = func(ctx context.Context, cursor string) (*rolecall.Page[T], error) {
		return List[T](ctx, c, req, layout, cursor, opts...)
	}
	return rolecall.NewPage(*parts), nil
}

// readPage requests one page and decodes its records.
func readPage[T any](ctx context.Context, c *Client, req Request, layout Layout, cursor string, opts []rolecall.CallOption) (*rolecall.PageParts[T], error) {
	if cursor != "" {
		req.Query = maps.Clone(req.Query)
		if req.Query == nil {
			req.Query = url.Values{}
		}
		req.Query.Set(layout.Cursor, cursor)
	}
	parts := &rolecall.PageParts[T]{Cursor: cursor}
	resp, err := c.do(ctx, &req, func(resp *Response) error {
		if err := split(c, resp.Payload, layout, parts); err != nil {
			return c.undecodable(&req, resp, err)
		}
		return nil
	}, opts)
	if err != nil {
		return nil, err
	}
	parts.Meta = resp.Meta
	return parts, nil
}

// nextCursor returns the cursor of the next page: a string, or the literal of a number. If the cursor is
// blank, null or absent, the list ends. Any other value is an error, because the list may continue.
func nextCursor(value []byte) (string, error) {
	switch jsonpeek.KindOf(value) {
	case jsonpeek.Invalid, jsonpeek.Null:
		return "", nil
	case jsonpeek.Number:
		return string(value), nil
	case jsonpeek.String:
		text, ok := jsonpeek.Text(value)
		if !ok || strings.ContainsRune(string(text), utf8.RuneError) {
			return "", errCursor // a decoder replaces an unpaired surrogate with U+FFFD, so the cursor is lost
		}
		if strings.TrimSpace(string(text)) == "" {
			return "", nil
		}
		return string(text), nil
	default:
		return "", errCursor
	}
}

// split decodes each record of the list separately, so that a bad record does not affect the others.
// The raw records are slices of the body, which stays in memory with the page.
func split[T any](c *Client, payload []byte, layout Layout, parts *rolecall.PageParts[T]) error {
	raw, next, err := findList(payload, layout)
	if err != nil && layout.Normalize != nil && !errors.Is(err, rolecall.ErrTooLarge) {
		if normalized := layout.Normalize(payload); normalized != nil {
			raw, next, err = findList(normalized, layout)
		}
	}
	if err == nil {
		parts.Next, err = nextCursor(next)
	}
	if err == nil {
		err = checkMemory(payload, reflect.TypeFor[T]())
	}
	if err != nil {
		return err
	}
	return decodeAll(c.recordDecoder(raw), raw, parts)
}

// decodeAll decodes the raw records into parts. It lets Items grow with the valid records instead of
// allocating all in advance, because a record of two bytes may need a struct of a kilobyte.
func decodeAll[T any](decode func(record []byte, v any) error, raw []json.RawMessage, parts *rolecall.PageParts[T]) error {
	items := make([]T, 0, min(len(raw), usualPage))
	for i, record := range raw {
		var zero T
		items = append(items, zero)
		v := &items[len(items)-1]
		err := decode(record, v)
		if err == nil {
			err = complete(reflect.ValueOf(v).Elem())
		}
		if err == nil {
			raw[len(items)-1] = record
			parts.Order = append(parts.Order, i)
			continue
		}
		clear(items[len(items)-1:]) // the record may be partially decoded
		items = items[:len(items)-1]
		parts.Bad = append(parts.Bad, &rolecall.RecordError{Index: i, Raw: record, Err: explain[T](record, err)})
		if len(parts.Bad) > maxBad && len(parts.Bad) > len(items) {
			return fmt.Errorf("%w: %d of the first %d records of the page do not decode", rolecall.ErrTooLarge, len(parts.Bad), i+1)
		}
	}
	parts.Items, parts.Raw = slices.Clip(items), raw[:len(items):len(items)]
	if len(parts.Bad) == 0 {
		parts.Order = nil
	}
	return nil
}

// usualPage is the number of records for which memory is allocated in advance: the size of the largest
// page that Kombo sends.
const usualPage = 250

// findList returns the raw records and the raw cursor of a payload, in one pass.
func findList(payload []byte, layout Layout) (raw []json.RawMessage, cursor []byte, err error) {
	var next [1][]byte
	kind, err := jsonpeek.PickList(payload, layout.Items, func(record []byte) error {
		if len(raw) == maxRecords {
			return errTooMany
		}
		raw = append(raw, slices.Clip(record))
		return nil
	}, next[:], layout.Next)
	switch {
	case err != nil:
		return nil, nil, err
	case kind == jsonpeek.Invalid && !layout.Optional:
		return nil, nil, errors.New("the list is missing")
	case kind != jsonpeek.Invalid && kind != jsonpeek.Null && kind != jsonpeek.Array:
		return nil, nil, errors.New("the list is not an array")
	}
	return raw, next[0], nil
}

var (
	errCursor  = errors.New("the cursor of the next page is not a string, a number or null")
	errTooMany = fmt.Errorf("%w: more than %d records on one page", rolecall.ErrTooLarge, maxRecords)

	errNull = errors.New("record is null")
	errUTF8 = errors.New("record contains invalid UTF-8")
)

// recordDecoder returns a function that decodes the records. It must be called once for each record,
// in order.
func (c *Client) recordDecoder(records []json.RawMessage) func(record []byte, v any) error {
	if own := c.cfg.Unmarshal; own != nil {
		return func(record []byte, v any) error {
			if err := checkRecord(record); err != nil {
				return err
			}
			return own(record, v)
		}
	}
	next := sequentialDecoder(records)
	return func(record []byte, v any) error {
		if own, ok := v.(json.Unmarshaler); ok {
			// The syntax of the record is already known to be valid, so encoding/json need not scan it again.
			if err := checkRecord(record); err != nil {
				return err
			}
			return own.UnmarshalJSON(record)
		}
		err := next(v) // also for a bad record: the decoder reads the records in order
		if problem := checkRecord(record); problem != nil {
			return problem
		}
		return err
	}
}

// checkRecord rejects records that encoding/json changes without an error: it decodes null as an
// empty record, and replaces bytes that are not UTF-8 by U+FFFD.
func checkRecord(record []byte) error {
	if jsonpeek.KindOf(record) == jsonpeek.Null {
		return errNull
	}
	if !utf8.Valid(record) {
		return errUTF8
	}
	return nil
}

// sequentialDecoder decodes the records with one json.Decoder, because json.Unmarshal allocates its
// state for each record. The syntax of the records is already checked. The only possible error is a
// value of the wrong type, after which the decoder can still read the next record.
func sequentialDecoder(records []json.RawMessage) func(v any) error {
	dec := json.NewDecoder(&recordReader{records: records})
	return func(v any) error { return dec.Decode(v) }
}

// recordReader reads the records one after the other, with white space between them. It has always
// read at least as far as the decoder, so decodeAll may overwrite the records that are decoded.
type recordReader struct {
	records []json.RawMessage
	at      int // offset in records[0]
}

func (r *recordReader) Read(b []byte) (n int, err error) {
	for n < len(b) && len(r.records) > 0 {
		first := r.records[0]
		m := copy(b[n:], first[r.at:])
		n, r.at = n+m, r.at+m
		if r.at == len(first) && n < len(b) {
			b[n] = ' '
			n++
			r.records, r.at = r.records[1:], 0
		}
	}
	if n == 0 && len(r.records) == 0 {
		return 0, io.EOF
	}
	return n, nil
}
