package runstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/attach"
)

// unseen selects the live records of an integration and a data type, and whether they are unseen. The events of a
// run stay in the ledger longer than a run can last.
const unseen = ` from {}rolecall_record r where tenant = $1 and data_type = $2 and deleted is null and record is not null
	and (run is not null or version < $3) and not exists (select 1 from {}rolecall_delivery d where d.key_hash = r.key_hash and d.tenant = r.tenant and %s)`

func (s *store) Unseen(ctx context.Context, r *runs.Run) (unseen, live int, err error) {
	db := s.h.Read(ctx)
	where, args, err := s.whereUnseen(ctx, db, r)
	if err == nil {
		err = db.QueryRowContext(ctx, "select count(*)"+where, args...).Scan(&unseen)
	}
	if err == nil {
		err = db.QueryRowContext(ctx, s.h.SQL("select count(*) from {}rolecall_record where tenant = $1 and data_type = $2 and deleted is null"), args[:2]...).Scan(&live)
	}
	return unseen, live, s.h.Failed("find the records that were not in a run", err)
}

// whereUnseen returns the clauses that select the unseen records of a run, and their arguments.
func (s *store) whereUnseen(ctx context.Context, db attach.Queryer, r *runs.Run) (where string, args []any, err error) {
	later, err := hashes(ctx, db, s.h.SQL("select run_hash from {}rolecall_run where tenant = $1 and data_type = $2 and began >= $3 or job = $4 and run = $5"),
		s.h.Text(r.Integration), s.h.Text(string(r.DataType)), r.Began.UnixMicro(), s.h.Text(r.SyncJobID), s.h.Text(r.SyncRunID))
	condition, parameter := s.h.Hashes("d.run_hash", 4, later)
	return s.h.SQL(fmt.Sprintf(unseen, condition)), []any{s.h.Text(r.Integration), s.h.Text(string(r.DataType)), r.Began.UnixMicro(), parameter}, err
}

// Sweep takes further records if the keys of some are gone, because those have no ids.
func (s *store) Sweep(ctx context.Context, r *runs.Run, limit int, f func(context.Context, []string) error) (int, error) {
	swept := 0
	err := s.h.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for swept < limit {
			ids, keys, err := s.lockUnseen(ctx, tx, r, limit-swept)
			if err != nil {
				return s.h.Failed("sweep records", err)
			}
			if len(keys) == 0 {
				return nil
			}
			if len(ids) > 0 {
				if err := f(ctx, ids); err != nil {
					return err
				}
			}
			if err := s.bury(ctx, tx, r, keys); err != nil {
				return s.h.Failed("sweep records", err)
			}
			swept += len(ids)
		}
		return nil
	})
	return swept, err
}

// lockUnseen locks unseen records before it looks again, in a second statement, so that it sees an event that was
// applied in the meantime. A later event finds the tombstone.
func (s *store) lockUnseen(ctx context.Context, tx *sql.Tx, r *runs.Run, limit int) (ids []string, keys [][]byte, err error) {
	for {
		where, args, err := s.whereUnseen(ctx, tx, r)
		if err != nil {
			return nil, nil, err
		}
		locked, err := hashes(ctx, tx, s.h.SQL(fmt.Sprintf("select key_hash%s order by key_hash limit %d for update", where, limit)), args...)
		if err != nil || len(locked) == 0 {
			return nil, nil, err
		}
		condition, parameter := s.h.Hashes("r.key_hash", len(args)+1, locked)
		ids, keys, err = s.records(ctx, tx, r.Integration, "select key_hash, record, sealed"+where+" and "+condition+" order by r.key_hash", append(args, parameter))
		if err != nil || len(keys) > 0 {
			return ids, keys, err
		}
	}
}

// records returns the ids and keys of records. A record whose key was destroyed has no id.
func (s *store) records(ctx context.Context, tx *sql.Tx, tenant, query string, args []any) (ids []string, keys [][]byte, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key, value []byte
		var sealed bool
		if err := rows.Scan(&key, &value, &sealed); err != nil {
			return nil, nil, err
		}
		keys = append(keys, key)
		id, err := s.h.Open(ctx, tenant, recordColumn, value, sealed)
		if errors.Is(err, durable.ErrKeyGone) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		ids = append(ids, string(id))
	}
	return ids, keys, rows.Err()
}

// bury makes records tombstones of a sweep.
func (s *store) bury(ctx context.Context, tx *sql.Tx, r *runs.Run, keys [][]byte) error {
	condition, parameter := s.h.Hashes("key_hash", 6, keys)
	_, err := tx.ExecContext(ctx, s.h.SQL(`update {}rolecall_record set version = $2, deleted = $3, swept = true,
		run = (select id from {}rolecall_run where job = $4 and run = $5) where tenant = $1 and `+condition),
		s.h.Text(r.Integration), r.Began.UnixMicro(), s.h.Now().UnixMilli(), s.h.Text(r.SyncJobID), s.h.Text(r.SyncRunID), parameter)
	return err
}

func hashes(ctx context.Context, db attach.Queryer, query string, args ...any) ([][]byte, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all [][]byte
	for rows.Next() {
		var h []byte
		if err := rows.Scan(&h); err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, rows.Err()
}

const (
	// keepTombstones is for how much longer than a delivery can be handled again a deleted record is remembered,
	// and keepRuns for how much longer a run.
	keepTombstones = 5 * 24 * time.Hour
	keepRuns       = 30 * 24 * time.Hour
)

// upkeep deletes tombstones and runs that nothing refers to any longer.
func (s *store) upkeep(ctx context.Context) error {
	now, replays := s.h.Now(), s.h.Replays()
	return s.h.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, s.h.SQL(`delete from {}rolecall_record where (tenant, key_hash) in
			(select tenant, key_hash from {}rolecall_record where deleted < $1 limit 10000)`), now.Add(-replays-keepTombstones).UnixMilli())
		if err == nil {
			// A live record may still name its last run, whose beginning is then the record's version.
			_, err = tx.ExecContext(ctx, s.h.SQL(`delete from {}rolecall_run where id in (select id from {}rolecall_run where not open and not held and updated < $1 limit 1000)`),
				now.Add(-replays-keepRuns).UnixMilli())
		}
		return s.h.Failed("delete old runs", err)
	})
}
