package rolecall

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"strings"
	"time"
)

// Page is one answer of a list, and the way to the rest.
//
//	page, err := client.ListJobs(ctx, opts)
//	for job, err := range page.All(ctx) { … }
//
// Store Next after a page is dealt with, and a later run goes on from there. A page
// is not changed by reading on: Pages and All can be ranged twice and give the same
// both times, and the page may be shared between goroutines that only read it.
type Page[T any] struct {
	// Items are the records that were decoded, in the provider's order.
	Items []T
	// Next is the cursor of the next page, "" at the end. Store it to resume.
	Next string
	// Bad holds the records of this page that did not decode, with their bytes.
	Bad  []*RecordError
	Meta Meta

	raw    []json.RawMessage
	order  []int // order[i] is the place in the answer of Items[i]
	cursor string
	fetch  func(ctx context.Context, cursor string) (*Page[T], error)
}

// RecordError is one record of a page that did not decode. It cost that record alone.
// Its text shows where and why, never the record.
type RecordError struct {
	// Index is the record's place in the provider's answer, from 0.
	Index int
	// Raw is the record as it came.
	Raw json.RawMessage
	// Err says what is wrong with it. Its own text may quote the record.
	Err error
}

// Error says which record it is and what kind of thing is wrong.
func (e *RecordError) Error() string {
	return fmt.Sprintf("rolecall: record %d of the page does not decode%s", e.Index, problem(e.Err))
}

// Unwrap returns Err.
func (e *RecordError) Unwrap() error { return e.Err }

// Format writes [RecordError.Error] under every verb: Raw is somebody's record.
func (e RecordError) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.Error()) }

// MarshalText is [RecordError.Error], for encoders that would print the fields.
func (e RecordError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// problem describes a decoding error by its place and kinds, without any value.
func problem(err error) string {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		// The first name alone: further on may stand keys of a map, which are the record's own.
		field, _, _ := strings.Cut(e.Field, ".")
		if e.Type == reflect.TypeFor[time.Time]() {
			return fmt.Sprintf(": field %q is not a date or time", field)
		}
		return fmt.Sprintf(": field %q is no %s", field, e.Type)
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf(": syntax error at byte %d", e.Offset)
	}
	if e, ok := errors.AsType[interface {
		error
		SafeText() string
	}](err); ok {
		return ": " + e.SafeText()
	}
	return ""
}

// PageParts is what a page is made of. Provider packages and tests use it with [NewPage].
type PageParts[T any] struct {
	Items []T
	// Raw holds the bytes of each of Items, in the same order; nil if there are none.
	Raw []json.RawMessage
	// Order holds the place of each of Items among the records of the answer, so that
	// Bad ones are yielded where they stood; nil: Items first, then Bad.
	Order []int
	Bad   []*RecordError
	Meta  Meta
	// Cursor is the one this page was asked with, "" for the first; Next the one it gave.
	Cursor, Next string
	// Fetch reads the page of a cursor; nil: this is the only page.
	Fetch func(ctx context.Context, cursor string) (*Page[T], error)
}

// Format writes how much the parts hold, under every verb.
func (p PageParts[T]) Format(f fmt.State, verb rune) { NewPage(p).Format(f, verb) }

// NewPage makes a page. It is for provider packages, and for tests of code that reads
// pages.
func NewPage[T any](p PageParts[T]) *Page[T] {
	return &Page[T]{
		Items: p.Items, Next: p.Next, Bad: p.Bad, Meta: p.Meta,
		raw: p.Raw, order: p.Order, cursor: p.Cursor, fetch: p.Fetch,
	}
}

// Format writes how much the page holds, under every verb: its bytes are the customer's records.
func (p Page[T]) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "page of %d records", len(p.Items))
	if len(p.Bad) > 0 {
		_, _ = fmt.Fprintf(f, ", %d bad", len(p.Bad))
	}
	if p.Next != "" {
		_, _ = io.WriteString(f, ", with more after it")
	}
}

// Raw is the exact bytes of Items[i], unknown members included. It is nil where i is
// out of range. Do not change it.
func (p *Page[T]) Raw(i int) json.RawMessage {
	if i < 0 || i >= len(p.raw) {
		return nil
	}
	return p.raw[i]
}

// NextPage reads the page after this one: nil, nil at the end. It returns
// [ErrCursorLoop] where Next is the cursor of this very page; [Page.Pages] and
// [Page.All] find longer loops too.
func (p *Page[T]) NextPage(ctx context.Context) (*Page[T], error) {
	if p.Next == "" || p.fetch == nil {
		return nil, nil //nolint:nilnil // the contract: no page and no error is the end
	}
	if p.Next == p.cursor {
		return nil, fmt.Errorf("%w: the page asked for with a cursor names the same cursor as its next", ErrCursorLoop)
	}
	return p.fetch(ctx, p.Next)
}

// Pages yields this page, then each one after it, and ends with the first error. A page
// that was yielded is whole: store its Next and go on from there another day.
func (p *Page[T]) Pages(ctx context.Context) iter.Seq2[*Page[T], error] {
	return func(yield func(*Page[T], error) bool) {
		// The cursors of this walk, not of the page: a second range starts afresh.
		seen := map[string]struct{}{p.cursor: {}}
		for page := p; ; {
			if !yield(page, nil) || page.Next == "" || page.fetch == nil {
				return
			}
			if _, again := seen[page.Next]; again {
				yield(nil, fmt.Errorf("%w: stopped after %d pages", ErrCursorLoop, len(seen)))
				return
			}
			seen[page.Next] = struct{}{}
			next, err := page.fetch(ctx, page.Next)
			if err != nil {
				yield(nil, err)
				return
			}
			page = next
		}
	}
}

// All yields this page's items, then those of the pages after it. A record that does
// not decode is yielded as a [*RecordError], with a nil item, and the walk goes on if
// the caller does; any other error ends it.
func (p *Page[T]) All(ctx context.Context) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for page, err := range p.Pages(ctx) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !page.each(yield) {
				return
			}
		}
	}
}

// each yields the records of one page, good and bad, in the order of the answer.
func (p *Page[T]) each(yield func(*T, error) bool) bool {
	bad := p.Bad
	for i := range p.Items {
		for len(bad) > 0 && i < len(p.order) && bad[0].Index < p.order[i] {
			if !yield(nil, bad[0]) {
				return false
			}
			bad = bad[1:]
		}
		if !yield(&p.Items[i], nil) {
			return false
		}
	}
	for _, b := range bad {
		if !yield(nil, b) {
			return false
		}
	}
	return true
}
