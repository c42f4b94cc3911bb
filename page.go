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

// Page is one page of a list, with methods that read the pages after it.
//
//	page, err := client.ListJobs(ctx, opts)
//	for job, err := range page.All(ctx) { … }
//
// [Page.All] yields each record. [Page.Collect] returns all records. [Page.Pages] yields each page, and
// [Page.Ahead] yields each page while it fetches the next one. None of them changes the page: ranging
// over an iterator again gives the same result, and goroutines that only read the page may share it.
//
// Store Next after the records of the page have been processed. A later list call continues there.
type Page[T any] struct {
	// Items holds the decoded records in the order of the response.
	Items []T
	// Next is the cursor of the next page, "" on the last page. Store it to continue later.
	Next string
	// Bad holds the records of this page that did not decode, with their bytes.
	Bad []*RecordError
	// Meta holds the status, the header and the limits of the response with this page.
	Meta Meta

	raw    []json.RawMessage
	order  []int // order[i] is the index of Items[i] among all records of the response
	cursor string
	fetch  func(ctx context.Context, cursor string) (*Page[T], error)
}

// RecordError reports a record of a page that did not decode. The other records of the page are not
// affected. The error text has the index of the record and the reason, and never the record itself.
type RecordError struct {
	// Index is the index of the record in its page, starting at 0 and including the records that did
	// not decode. It does not identify the page, so use Raw to distinguish the records that
	// [Page.Collect] returns.
	Index int
	// Raw is the record, verbatim.
	Raw json.RawMessage
	// Err is the decoding error. Its text may quote the record.
	Err error
}

// Error returns the index of the record and the kind of error.
func (e *RecordError) Error() string {
	return fmt.Sprintf("rolecall: decoding record %d of the page failed%s", e.Index, problem(e.Err))
}

// Unwrap returns Err.
func (e *RecordError) Unwrap() error { return e.Err }

// Format writes the text of [RecordError.Error] for every verb, because Raw holds personal data.
func (e RecordError) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.Error()) }

// MarshalText returns the same text as [RecordError.Error], so that encoders do not show the fields.
func (e RecordError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// problem describes a decoding error by its field and type, without any value.
func problem(err error) string {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		// Only the first name, because the others may be keys of a map, which are part of the record.
		field, _, _ := strings.Cut(e.Field, ".")
		if e.Type == reflect.TypeFor[time.Time]() {
			return fmt.Sprintf(": field %q is not a date or time", field)
		}
		return fmt.Sprintf(": field %q is not of type %s", field, e.Type)
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

// Format writes the number of records for every verb, and never the records.
func (p Page[T]) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "page of %d records", len(p.Items))
	if len(p.Bad) > 0 {
		_, _ = fmt.Fprintf(f, ", %d bad", len(p.Bad))
	}
	if p.Next != "" {
		_, _ = io.WriteString(f, ", with more after it")
	}
}

// Raw returns the exact bytes of Items[i], including unknown members, or nil if i is out of range. The
// caller must not change them.
func (p *Page[T]) Raw(i int) json.RawMessage {
	if i < 0 || i >= len(p.raw) {
		return nil
	}
	return p.raw[i]
}

// NextPage reads the next page. After the last page it returns nil, nil. It returns [ErrCursorLoop] if
// Next is the cursor of this page. The iterators and [Page.Collect] also detect longer loops.
func (p *Page[T]) NextPage(ctx context.Context) (*Page[T], error) {
	fetch := newTrail(p).after(p)
	if fetch == nil {
		return nil, nil //nolint:nilnil // documented as the end of the list
	}
	return fetch(ctx)
}

// Pages yields this page and all pages after it, and ends after the first error. A page that is yielded
// is complete, so its Next can be stored to continue later. Records that did not decode are only in
// Bad. Pages fetches a page when the loop continues; see also [Page.Ahead].
func (p *Page[T]) Pages(ctx context.Context) iter.Seq2[*Page[T], error] {
	return func(yield func(*Page[T], error) bool) {
		trail := newTrail(p) // for this iteration only
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

// All yields the records of this page and of all pages after it. For a record that does not decode, it
// yields nil and a [*RecordError], and the iteration continues. Any other error ends the iteration.
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

// Collect reads all pages after this one. It returns the records of all pages and, separately, the
// records that did not decode. If a page cannot be read, it returns the error and the records up to
// that page. Use [Page.All] for a list that does not fit into memory.
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

// each yields the records of one page in the order of the response, including those that did not decode.
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

// trail holds the cursors of one iteration, to detect a list that repeats a cursor.
type trail[T any] struct{ seen map[string]struct{} }

func newTrail[T any](first *Page[T]) trail[T] {
	return trail[T]{map[string]struct{}{first.cursor: {}}}
}

// after returns a function that fetches the page after page, or nil if page is the last one. It reads
// page, so it must run on the caller's goroutine. The returned function may run on another goroutine.
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
