package runstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/attach"
)

// unseen selects the live records of an integration and a data type, and whether they are unseen. The events of a
// run stay in the ledger longer than a run can last.
const unseen = ` from {}rolecall_record r where tenant = $1 and data_type = $2 and deleted is null and record is not null
	and (run is not null or version < $3) and not exists (select 1 from {}rolecall_delivery d where d.key_hash = r.key_hash and d.tenant = r.tenant and %s)`

func (s *store) Unseen(ctx context.Context, r *runs.Run, limit int) (runs.Unseen, error) {
	u, err := s.unseen(ctx, r, limit)
	return u, s.h.Failed("find the records that were not in a run", err)
}

func (s *store) unseen(ctx context.Context, r *runs.Run, limit int) (runs.Unseen, error) {
	var u runs.Unseen
	db := s.h.Read(ctx)
	where, args, err := s.whereUnseen(ctx, db, r)
	if err != nil {
		return u, err
	}
	if err := db.QueryRowContext(ctx, "select count(*)"+where, args...).Scan(&u.Count); err != nil {
		return u, err
	}
	if err := db.QueryRowContext(ctx, s.h.SQL("select count(*) from {}rolecall_record where tenant = $1 and data_type = $2 and deleted is null"), args[:2]...).Scan(&u.Live); err != nil {
		return u, err
	}
	if u.Count == 0 {
		return u, nil
	}
	found, err := s.records(ctx, db, r, limit)
	if err != nil {
		return u, err
	}
	if err := s.lock(ctx, db, r, found); err != nil {
		return u, err
	}
	// An event may have been applied to one of them meanwhile. Now the others wait until the sweep is done.
	locked := make(map[string]bool, len(found))
	for _, f := range found {
		locked[string(f.hash)] = true
	}
	still, err := s.records(ctx, db, r, limit)
	for _, f := range still {
		if locked[string(f.hash)] {
			u.Records = append(u.Records, f.id)
		}
	}
	return u, err
}

// lock locks records until the transaction ends, always in the same order.
func (s *store) lock(ctx context.Context, db attach.Queryer, r *runs.Run, records []record) error {
	keys := make([][]byte, len(records))
	for i := range records {
		keys[i] = records[i].hash
	}
	condition, parameter := s.h.Hashes("key_hash", 2, keys)
	_, err := hashes(ctx, db, s.h.SQL("select key_hash from {}rolecall_record where tenant = $1 and "+condition+" order by key_hash for update"),
		s.h.Text(r.Integration), parameter)
	return err
}

// whereUnseen returns the clauses that select the unseen records of a run, and their arguments.
func (s *store) whereUnseen(ctx context.Context, db attach.Queryer, r *runs.Run) (where string, args []any, err error) {
	later, err := hashes(ctx, db, s.h.SQL("select run_hash from {}rolecall_run where tenant = $1 and data_type = $2 and began >= $3 or job = $4 and run = $5"),
		s.h.Text(r.Integration), s.h.Text(string(r.DataType)), r.Began.UnixMicro(), s.h.Text(r.SyncJobID), s.h.Text(r.SyncRunID))
	condition, parameter := s.h.Hashes("d.run_hash", 4, later)
	return s.h.SQL(fmt.Sprintf(unseen, condition)), []any{s.h.Text(r.Integration), s.h.Text(string(r.DataType)), r.Began.UnixMicro(), parameter}, err
}

// record is an unseen record.
type record struct {
	id   string
	hash []byte
}

// records returns the first unseen records. One that cannot be opened because its key was destroyed has no id
// and is left out.
func (s *store) records(ctx context.Context, db attach.Queryer, r *runs.Run, limit int) ([]record, error) {
	where, args, err := s.whereUnseen(ctx, db, r)
	if err != nil {
		return nil, err
	}
	var found []record
	after := []byte{}
	for len(found) < limit {
		query := fmt.Sprintf("select record, sealed, key_hash%s and key_hash > $%d order by key_hash limit %d", where, len(args)+1, limit)
		page, last, err := s.page(ctx, db, r, query, append(slices.Clone(args), after)...)
		if err != nil {
			return nil, err
		}
		if last == nil {
			break
		}
		found, after = append(found, page...), last
	}
	return found[:min(len(found), limit)], nil
}

// page returns the records of one query, and the last hash, or nil if there is none.
func (s *store) page(ctx context.Context, db attach.Queryer, r *runs.Run, query string, args ...any) (found []record, last []byte, err error) {
	rows, err := db.QueryContext(ctx, s.h.SQL(query), args...)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var value []byte
		var sealed bool
		last = nil // not the buffer of an earlier row
		if err := rows.Scan(&value, &sealed, &last); err != nil {
			return nil, nil, err
		}
		id, err := s.h.Open(ctx, r.Integration, recordColumn, value, sealed)
		if errors.Is(err, durable.ErrKeyGone) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		found = append(found, record{string(id), last})
	}
	return found, last, rows.Err()
}

// Sweep finds the records again, because their ids may be sealed.
func (s *store) Sweep(ctx context.Context, r *runs.Run, records []string) error {
	return s.h.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		found, err := s.records(ctx, tx, r, 2*len(records))
		if err != nil {
			return s.h.Failed("sweep records", err)
		}
		wanted := make(map[string]bool, len(records))
		for _, id := range records {
			wanted[id] = true
		}
		var keys [][]byte
		for _, f := range found {
			if wanted[f.id] {
				keys = append(keys, f.hash)
			}
		}
		condition, parameter := s.h.Hashes("key_hash", 6, keys)
		_, err = tx.ExecContext(ctx, s.h.SQL(`update {}rolecall_record set version = $2, deleted = $3, swept = true,
			run = (select id from {}rolecall_run where job = $4 and run = $5) where tenant = $1 and `+condition),
			s.h.Text(r.Integration), r.Began.UnixMicro(), s.h.Now().UnixMilli(), s.h.Text(r.SyncJobID), s.h.Text(r.SyncRunID), parameter)
		return s.h.Failed("sweep records", err)
	})
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

// upkeep deletes tombstones and runs that nothing can refer to any more.
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
