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

// Page is one page of a list, from which the pages after it are read.
//
//	page, err := client.ListJobs(ctx, opts)
//	for job, err := range page.All(ctx) { … }
//
// [Page.All] yields each record, [Page.Collect] returns all of them, [Page.Pages] yields each page,
// and [Page.Ahead] does so while the next page is being fetched. None of them changes the page: each
// iterator can be ranged twice with the same result, and goroutines that only read the page may
// share it.
//
// Store Next when the records of the page are processed: a later list call resumes there.
type Page[T any] struct {
	// Items are the records that were decoded, in the provider's order.
	Items []T
	// Next is the cursor of the next page, "" at the end. Store it to resume.
	Next string
	// Bad holds the records of this page that did not decode, with their bytes.
	Bad  []*RecordError
	Meta Meta

	raw    []json.RawMessage
	order  []int // order[i] is the place of Items[i] in the response
	cursor string
	fetch  func(ctx context.Context, cursor string) (*Page[T], error)
}

// RecordError is one record of a page that did not decode. It affects only that record.
// Its text shows where and why, never the record.
type RecordError struct {
	// Index is the place of the record in its page, from 0, the bad ones counted. Records of
	// several pages, as [Page.Collect] returns them, are told apart by Raw.
	Index int
	// Raw is the record, unmodified.
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

// Format writes [RecordError.Error] under every verb, since Raw holds personal data.
func (e RecordError) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.Error()) }

// MarshalText is [RecordError.Error], for encoders that would print the fields.
func (e RecordError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// problem describes a decoding error by its place and kinds, without any value.
func problem(err error) string {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		// Only the first name: the later ones may be keys of a map, which belong to the record.
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

// Raw is the exact bytes of Items[i], unknown members included. It is nil if i is out of range.
// Do not change it.
func (p *Page[T]) Raw(i int) json.RawMessage {
	if i < 0 || i >= len(p.raw) {
		return nil
	}
	return p.raw[i]
}

// NextPage reads the page after this one: nil, nil at the end. It returns [ErrCursorLoop] if Next is
// the cursor of this very page; longer loops are found by the iterators and by [Page.Collect].
func (p *Page[T]) NextPage(ctx context.Context) (*Page[T], error) {
	fetch := newTrail(p).after(p)
	if fetch == nil {
		return nil, nil //nolint:nilnil // the contract: no page and no error is the end
	}
	return fetch(ctx)
}

// Pages yields this page, then each one after it, and ends with the first error. A page that was
// yielded is complete: store its Next to resume there on another day. Its records that did not
// decode are in Bad alone. A page is fetched when the caller asks for it; see [Page.Ahead].
func (p *Page[T]) Pages(ctx context.Context) iter.Seq2[*Page[T], error] {
	return func(yield func(*Page[T], error) bool) {
		trail := newTrail(p) // of this iteration: a second range begins with its own
		for page := p; page != nil && yield(page, nil); {
			fetch := trail.after(page)
			if fetch == nil {
				return
			}
			next, err := fetch(ctx)
			if err != nil {
				yield(nil, err)
				return
			}
			page = next
		}
	}
}

// All yields this page's records, then those of the pages after it. A record that does
// not decode is yielded as a [*RecordError] with a nil item, and the iteration continues if
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

// Collect reads this page and all pages after it. It returns their records, and apart from them
// those that did not decode. If a page cannot be read, it returns what it has read until then, with
// the error. A list that does not fit into memory is better read with [Page.All].
func (p *Page[T]) Collect(ctx context.Context) ([]T, []*RecordError, error) {
	var items []T
	var bad []*RecordError
	for page, err := range p.Pages(ctx) {
		if err != nil {
			return items, bad, err
		}
		items, bad = append(items, page.Items...), append(bad, page.Bad...)
	}
	return items, bad, nil
}

// each yields the records of one page, good and bad, in the order of the response.
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

// trail is the cursors of one iteration, so that a list that repeats one ends with an error.
type trail[T any] struct{ seen map[string]struct{} }

func newTrail[T any](first *Page[T]) trail[T] {
	return trail[T]{map[string]struct{}{first.cursor: {}}}
}

// after returns what fetches the page after page, nil at the end of the list. It reads page, so it
// runs on the caller's goroutine; what it returns may run on another.
func (t trail[T]) after(page *Page[T]) func(context.Context) (*Page[T], error) {
	cursor, fetch := page.Next, page.fetch
	if cursor == "" || fetch == nil {
		return nil
	}
	if _, again := t.seen[cursor]; again {
		err := fmt.Errorf("%w: stopped after %d pages", ErrCursorLoop, len(t.seen))
		return func(context.Context) (*Page[T], error) { return nil, err }
	}
	t.seen[cursor] = struct{}{}
	return func(ctx context.Context) (*Page[T], error) { return fetch(ctx, cursor) }
}
