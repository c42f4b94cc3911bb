package runstore

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook/durable"
)

// Arrival returns the time of the first arrival, which the inbox keeps.
func (s *store) Arrival(_ context.Context, e *runs.Event) (time.Time, error) { return e.Received, nil }

// recordColumn is the name of the column that seals are bound to.
const recordColumn = "rolecall_record.record"

func (s *store) Apply(ctx context.Context, e *runs.Event, next func(context.Context) error) (bool, error) {
	applied := false
	err := s.h.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var err error
		if applied, err = s.apply(ctx, tx, e); err != nil || !applied {
			return err
		}
		return next(ctx)
	})
	return applied && err == nil, err
}

// apply locks the record and keeps the event as its last state, if it is newer. The transaction ends without it
// if the handler fails.
func (s *store) apply(ctx context.Context, tx *sql.Tx, e *runs.Event) (bool, error) {
	if err := s.rekey(ctx, tx, e); err != nil {
		return false, err
	}
	if !e.BeforeBaseline() {
		done, err := s.upsert(ctx, tx, e)
		if done || err != nil {
			return done, err
		}
	}
	last, err := s.last(ctx, tx, e)
	switch {
	case err != nil:
		return false, err
	case last == nil && e.BeforeBaseline():
		return false, s.insertSwept(ctx, tx, e)
	}
	newer := true
	if last != nil {
		if newer, err = e.Supersedes(last); err != nil || !newer {
			return false, err
		}
	}
	return true, s.save(ctx, tx, e)
}

// rekey finds the state that was kept before the engine had a sealer, under another hash. Otherwise the record
// would have two states, and the old one would look as if the record were gone.
func (s *store) rekey(ctx context.Context, tx *sql.Tx, e *runs.Event) error {
	now, before := s.h.KeyHashes(e.Integration, e.Key)
	if bytes.Equal(now, before) {
		return nil
	}
	_, err := tx.ExecContext(ctx, s.h.SQL(`update {}rolecall_record set key_hash = $2 where tenant = $1 and key_hash = $3
		and not exists (select 1 from {}rolecall_record where tenant = $1 and key_hash = $2)`), s.h.Text(e.Integration), now, before)
	return s.h.Failed("find the state of a record", err)
}

// keyHash returns the hash by which the state of the event's record is kept.
func (s *store) keyHash(e *runs.Event) []byte {
	now, _ := s.h.KeyHashes(e.Integration, e.Key)
	return now
}

const insertRecord = `insert into {}rolecall_record as r (tenant, key_hash, data_type, record, sealed, version, deleted, swept, run)
	values ($1, $2, $3, $4, $5, $6, $7, $8, (select id from {}rolecall_run where job = $9 and run = $10))`

// keepRecord replaces the last state. The id stays, except after Purge.
const keepRecord = ` on conflict (tenant, key_hash) do update set version = excluded.version, deleted = excluded.deleted, swept = excluded.swept,
	run = excluded.run, record = coalesce(r.record, excluded.record), sealed = case when r.record is null then excluded.sealed else r.sealed end`

func (s *store) values(ctx context.Context, e *runs.Event, version time.Time, deleted, swept bool) ([]any, error) {
	record, sealed, err := s.h.Seal(ctx, e.Integration, recordColumn, []byte(e.RecordID))
	if err != nil {
		return nil, err
	}
	var at *int64
	if deleted {
		ms := s.h.Now().UnixMilli()
		at = &ms
	}
	return []any{
		s.h.Text(e.Integration), s.keyHash(e), s.h.Text(string(e.DataType)), record, sealed, version.UnixMicro(), at, swept,
		s.h.Text(e.SyncJobID), s.h.Text(e.SyncRunID),
	}, nil
}

// upsert is the common case in one statement: the record has no state, or an older one of a live record.
func (s *store) upsert(ctx context.Context, tx *sql.Tx, e *runs.Event) (bool, error) {
	values, err := s.values(ctx, e, e.Version, e.Deleted, false)
	if err != nil {
		return false, err
	}
	var one int
	err = tx.QueryRowContext(ctx, s.h.SQL(insertRecord+keepRecord+" where r.deleted is null and r.version <= excluded.version returning 1"), values...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, s.h.Failed("keep the state of a record", err)
}

func (s *store) save(ctx context.Context, tx *sql.Tx, e *runs.Event) error {
	values, err := s.values(ctx, e, e.Version, e.Deleted, false)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, s.h.SQL(insertRecord+keepRecord), values...)
	return s.h.Failed("keep the state of a record", err)
}

func (s *store) insertSwept(ctx context.Context, tx *sql.Tx, e *runs.Event) error {
	values, err := s.values(ctx, e, e.Baseline, true, true)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, s.h.SQL(insertRecord+" on conflict do nothing"), values...)
	return s.h.Failed("keep the state of a record", err)
}

// last returns the last state of the event's record, which it locks, or nil.
func (s *store) last(ctx context.Context, tx *sql.Tx, e *runs.Event) (*runs.Last, error) {
	var version int64
	var run, deleted sql.NullInt64
	last := new(runs.Last)
	err := tx.QueryRowContext(ctx, s.h.SQL("select version, deleted, swept, run from {}rolecall_record where tenant = $1 and key_hash = $2 for update"),
		s.h.Text(e.Integration), s.keyHash(e)).Scan(&version, &deleted, &last.Swept, &run)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // no state
	}
	if err != nil {
		return nil, s.h.Failed("read the state of a record", err)
	}
	last.Version, last.Deleted = time.UnixMicro(version).UTC(), deleted.Valid
	last.Began, last.BeganSure = last.Version, true
	if !run.Valid {
		return last, nil
	}
	r := new(runs.Run)
	found, err := s.get(ctx, r, "select data from {}rolecall_run where id = $1", run.Int64)
	if found {
		last.RunKey, last.Began, last.BeganSure = r.RunKey, r.Began, r.BeganSure
	}
	return last, err
}

// Counts does not count what was sent with the id of another integration.
func (s *store) Counts(ctx context.Context, key runs.RunKey) (runs.Counts, error) {
	var c runs.Counts
	rows, err := s.h.Read(ctx).QueryContext(ctx, s.h.SQL(`select state, count(*) from {}rolecall_delivery where run_hash = $1
		and tenant = (select tenant from {}rolecall_run where job = $2 and run = $3) group by state`),
		s.h.RunHash(runName(key)), s.h.Text(key.SyncJobID), s.h.Text(key.SyncRunID))
	if err != nil {
		return c, s.h.Failed("count the events of a run", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var state durable.State
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return c, s.h.Failed("count the events of a run", err)
		}
		switch state {
		case durable.StateWaiting:
			c.Waiting += n
		case durable.StateDropped:
			c.Dropped += n
		case durable.StateParked:
			c.Parked += n
		default: // done, or purged
			c.Applied += n
		}
	}
	return c, s.h.Failed("count the events of a run", rows.Err())
}
