package durable

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Entry is a row of the ledger, without the contents of the delivery.
type Entry struct {
	Seq    int64  // the number of the row, ascending in the order of storing
	Source string // the provider: "knit"
	Type   string
	// ID, Tenant and Key are those of the delivery. Unless the row is sealed, they are shortened to 200
	// bytes, and NUL and invalid UTF-8 are replaced. ID and Key are empty after a purge.
	ID, Tenant, Key string
	Received        time.Time
	Due             time.Time // when the next run is planned; while waiting
	Finished        time.Time // when it was done, dropped, parked or purged; zero while waiting
	State           State
	Tries           int    // failed attempts
	Error           string // the class of the last error, never its text
	Size            int    // of the stored body, in bytes
}

// Filter selects rows of the ledger. All fields that are set must match.
type Filter struct {
	Seqs   []int64 // numbers of rows; nil: any
	State  State   // 0: any
	Source string
	Type   string
	Tenant string
	Key    string
	After  int64 // only rows with a higher number: the last Seq of the previous page
	Limit  int   // at most so many rows, 10,000 at most; 0: 100 for List, and no limit for Replay
}

const (
	defaultLimit = 100
	maxLimit     = 10_000
)

// where returns the condition of the filter, and its parameters.
func (f Filter) where(l *ledger, c codec) (string, []any) {
	conditions, args := []string{"seq > $1"}, []any{f.After}
	add := func(condition string, value any) {
		args = append(args, value)
		conditions = append(conditions, fmt.Sprintf(condition, len(args)))
	}
	if f.Seqs != nil {
		args = append(args, l.list(f.Seqs))
		conditions = append(conditions, l.in(len(args)))
	}
	if f.State != 0 {
		add("state = $%d", f.State)
	}
	if f.Source != "" {
		add("source = $%d", bounded(f.Source))
	}
	if f.Type != "" {
		add("type = $%d", bounded(f.Type))
	}
	if f.Tenant != "" {
		add("tenant = $%d", bounded(f.Tenant))
	}
	if f.Key != "" {
		if c.sealer != nil && f.Tenant == "" {
			// The hash depends on the tenant.
			return "false", nil
		}
		now, before := c.keyHashes(f.Tenant, f.Key)
		args = append(args, now, before)
		conditions = append(conditions, fmt.Sprintf("key_hash in ($%d, $%d)", len(args)-1, len(args)))
	}
	return strings.Join(conditions, " and "), args
}

func (f Filter) check(c codec) error {
	switch {
	case f.Limit < 0 || f.Limit > maxLimit:
		return fmt.Errorf("durable: Filter.Limit is %d and must be 0 to %d", f.Limit, maxLimit)
	case f.State > StatePurged:
		return fmt.Errorf("durable: Filter.State is %d: there is no such state", f.State)
	case c.sealer != nil && f.Key != "" && f.Tenant == "":
		return errors.New("durable: Filter.Key needs Tenant, because keys are sealed by tenant")
	}
	return nil
}

const entryColumns = "seq, source, type, tenant, id_hash, key_hash, sealed, head, received, due, state, tries, coalesce(done, 0), coalesce(error, ''), coalesce(length(body), 0), id, key"

// List returns rows of the ledger in the order of their numbers. It never reads a body. For the next page,
// set After to the Seq of the last entry; a page that is shorter than Limit is the last.
func (i *Inbox) List(ctx context.Context, f Filter) ([]Entry, error) {
	e := i.engine
	if err := f.check(e.codec); err != nil {
		return nil, err
	}
	if f.Limit == 0 {
		f.Limit = defaultLimit
	}
	where, args := f.where(e.ledger, e.codec)
	rows, err := e.pools.read.QueryContext(ctx, e.ledger.sql("select "+entryColumns+" from {}rolecall_delivery where "+where+
		fmt.Sprintf(" order by seq limit %d", f.Limit)), args...)
	if err != nil {
		return nil, storeFailed("list deliveries", err)
	}
	defer func() { _ = rows.Close() }()
	var entries []Entry
	for rows.Next() {
		r := new(row)
		var state State
		var done int64
		var class string
		var size int
		if err := rows.Scan(&r.seq, &r.source, &r.typ, &r.tenant, &r.idHash, &r.keyHash, &r.sealed, &r.head, &r.received, &r.due,
			&state, &r.tries, &done, &class, &size, &r.id, &r.key); err != nil {
			return nil, storeFailed("list deliveries", err)
		}
		entry := e.entry(ctx, r)
		entry.State, entry.Error, entry.Size = state, class, size
		if done != 0 {
			entry.Finished = time.UnixMilli(done).UTC()
		}
		if state != StateWaiting {
			entry.Due = time.Time{}
		}
		entries = append(entries, entry)
	}
	return entries, storeFailed("list deliveries", rows.Err())
}

// entry returns the entry of a row. The ID and Key of a sealed row are in its head; without the key of the
// seal they stay empty.
func (e *Engine) entry(ctx context.Context, r *row) Entry {
	entry := Entry{
		Seq: r.seq, Source: r.source, Type: r.typ, ID: r.id, Tenant: r.tenant, Key: r.key, Tries: r.tries, State: StateWaiting,
		Received: time.UnixMilli(r.received).UTC(), Due: time.UnixMilli(r.due).UTC(), Size: len(r.body),
	}
	if r.sealed && r.head != nil {
		if h, err := e.codec.head(ctx, r); err == nil {
			entry.ID, entry.Key = string(h.ID), string(h.Key)
		}
	}
	return entry
}
