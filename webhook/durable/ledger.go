package durable

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"
)

// State is the state of a delivery in the ledger. The zero value in a [Filter] matches every state.
type State uint8

const (
	// StateWaiting means that the delivery will be handled, now or at its Due time.
	StateWaiting State = iota + 1
	// StateDone means that a handler has returned nil.
	StateDone
	// StateDropped means that a handler has returned an error of webhook.Drop.
	StateDropped
	// StateParked means that the delivery is out of attempts and waits for an operator. See Inbox.Replay.
	StateParked
	// StatePurged means that the contents were deleted, or that the key of their seal is gone. The hash of
	// the id is kept, so that a late redelivery is still a duplicate.
	StatePurged
)

// String returns "waiting", "done", "dropped", "parked" or "purged".
func (s State) String() string {
	names := [...]string{"any", "waiting", "done", "dropped", "parked", "purged"}
	if int(s) < len(names) {
		return names[s]
	}
	return "unknown"
}

// ledger has the statements of the table rolecall_delivery.
type ledger struct {
	tables
	now func() time.Time
}

const insertColumns = "source, id_hash, id, type, tenant, key_hash, key, sealed, head, body, received, due, run_hash"

// insert stores rows in a transaction and returns the numbers of those that are not duplicates.
func (l *ledger) insert(ctx context.Context, tx *sql.Tx, rows []*row) ([]int64, error) {
	if l.dialect == PostgreSQL && len(rows) > 1 {
		return l.insertMany(ctx, tx, rows)
	}
	statement, err := tx.PrepareContext(ctx, l.sql("insert into {}rolecall_delivery ("+insertColumns+`)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (source, id_hash) do nothing returning seq`))
	if err != nil {
		return nil, err
	}
	defer func() { _ = statement.Close() }()
	seqs := make([]int64, 0, len(rows))
	for _, r := range rows {
		var seq int64
		switch err := statement.QueryRowContext(ctx, r.source, r.idHash, r.id, r.typ, r.tenant, r.keyHash, r.key, r.sealed,
			r.head, r.body, r.received, r.due, r.runHash).Scan(&seq); {
		case errors.Is(err, sql.ErrNoRows):
		case err != nil:
			return nil, err
		default:
			seqs = append(seqs, seq)
		}
	}
	return seqs, nil
}

// insertMany is insert in one statement.
func (l *ledger) insertMany(ctx context.Context, tx *sql.Tx, rows []*row) ([]int64, error) {
	n := len(rows)
	source, id, typ, tenant, key := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	idHash, keyHash, runHash, heads, bodies := make([][]byte, n), make([][]byte, n), make([][]byte, n), make([][]byte, n), make([][]byte, n)
	sealed, received, due := make([]bool, n), make([]int64, n), make([]int64, n)
	for i, r := range rows {
		source[i], id[i], typ[i], tenant[i], key[i] = r.source, r.id, r.typ, r.tenant, r.key
		idHash[i], keyHash[i], runHash[i], heads[i], bodies[i] = r.idHash, r.keyHash, r.runHash, r.head, r.body
		sealed[i], received[i], due[i] = r.sealed, r.received, r.due
	}
	return queryInts(ctx, tx, l.sql("insert into {}rolecall_delivery ("+insertColumns+`)
		select * from unnest($1::text[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[],
			$8::boolean[], $9::bytea[], $10::bytea[], $11::bigint[], $12::bigint[], $13::bytea[])
		on conflict (source, id_hash) do nothing returning seq`),
		source, idHash, id, typ, tenant, keyHash, key, sealed, heads, bodies, received, due, runHash)
}

// load returns the rows that are waiting, in the order of their numbers.
func (l *ledger) load(ctx context.Context, db queryer, seqs []int64) ([]*row, error) {
	rows, err := db.QueryContext(ctx, l.sql(`select seq, source, type, tenant, id_hash, key_hash, sealed, head, body, received, due, tries, id, key
		from {}rolecall_delivery where state = 1 and `+l.in(1)+" order by seq"), l.list(seqs))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []*row
	for rows.Next() {
		r := new(row)
		if err := rows.Scan(&r.seq, &r.source, &r.typ, &r.tenant, &r.idHash, &r.keyHash, &r.sealed, &r.head, &r.body,
			&r.received, &r.due, &r.tries, &r.id, &r.key); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// outcome is the state of a delivery after a run.
type outcome struct {
	state State
	tries int
	due   time.Time // for StateWaiting
	class string    // "": no error
}

// mark records the outcome of deliveries that are in the state from, and returns their numbers. A delivery
// that another run has handled in the meantime is not among them. The rows stay locked until the
// transaction ends, so that of two runs at the same time one waits here and then finds nothing.
func (l *ledger) mark(ctx context.Context, db queryer, from State, o outcome, seqs ...int64) ([]int64, error) {
	var done, due *int64
	if o.state == StateWaiting {
		ms := o.due.UnixMilli()
		due = &ms
	} else {
		now := l.now().UnixMilli()
		done = &now
	}
	var class *string
	if o.class != "" {
		class = &o.class
	}
	return queryInts(ctx, db, l.sql(`update {}rolecall_delivery set state = $2, done = $3, due = coalesce($4, due),
		error = $5, tries = case when $6 > 0 then $6 else tries end
		where state = $7 and `+l.in(1)+" returning seq"), l.list(seqs), o.state, done, due, class, o.tries, from)
}

// settle removes the token of a group from the deliveries that it has marked as done.
func (l *ledger) settle(ctx context.Context, db queryer, token string, rows []*row) error {
	_, err := db.ExecContext(ctx, l.sql("update {}rolecall_delivery set error = null where error = $1 and "+l.in(2)), token, l.list(seqsOf(rows)))
	return err
}

// emptied deletes the contents of a delivery. $1 is the time.
const emptied = "state = 5, head = null, body = null, id = '', key = '', done = coalesce(done, $1), error = null"

// purge deletes the contents of deliveries, by number.
func (l *ledger) purge(ctx context.Context, db queryer, seqs []int64) error {
	_, err := db.ExecContext(ctx, l.sql("update {}rolecall_delivery set "+emptied+" where body is not null and "+l.in(2)), l.now().UnixMilli(), l.list(seqs))
	return err
}

// in returns the condition that seq is one of the numbers of list, which is parameter n.
func (l *ledger) in(n int) string {
	if l.dialect == SQLite {
		return "seq in (select value from json_each($" + strconv.Itoa(n) + "))"
	}
	return "seq = any($" + strconv.Itoa(n) + ")"
}

// list returns the parameter for in.
func (l *ledger) list(values []int64) any {
	if l.dialect == PostgreSQL {
		return values
	}
	return jsonList(values)
}

func queryInts(ctx context.Context, db queryer, query string, args ...any) ([]int64, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

func jsonList(values []int64) string {
	text := []byte("[")
	for i, v := range values {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendInt(text, v, 10)
	}
	return string(append(text, ']'))
}
