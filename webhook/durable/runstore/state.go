package runstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/rolecall-dev/rolecall/knit/runs"
)

// get decodes the column data of one row into v. It returns false if there is no row.
func (s *store) get(ctx context.Context, v any, query string, args ...any) (bool, error) {
	var data string
	err := s.h.Read(ctx).QueryRowContext(ctx, s.h.SQL(query), args...).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(data), v)
	}
	return err == nil, s.h.Failed("read the state of runs", err)
}

// update locks a row, which it inserts if there is none, has f change v, and saves v with the other columns.
func (s *store) update(ctx context.Context, t stateTable, key []any, v any, f func(ctx context.Context) error, columns func() []any) error {
	return s.h.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, s.h.SQL(t.insert()), append(append([]any{}, key...), t.empty...)...); err != nil {
			return s.h.Failed("lock the state of runs", err)
		}
		var data string
		if err := tx.QueryRowContext(ctx, s.h.SQL("select data from {}"+t.name+t.where()+" for update"), key...).Scan(&data); err != nil {
			return s.h.Failed("lock the state of runs", err)
		}
		if data != "" {
			if err := json.Unmarshal([]byte(data), v); err != nil {
				return s.h.Failed("read the state of runs", err)
			}
		}
		if err := f(ctx); err != nil {
			return err
		}
		saved, err := json.Marshal(v)
		if err != nil {
			return s.h.Failed("save the state of runs", err)
		}
		_, err = tx.ExecContext(ctx, s.h.SQL(t.update()), append(append(append([]any{}, key...), string(saved)), columns()...)...)
		return s.h.Failed("save the state of runs", err)
	})
}

// stateTable is a table with a key, the column data and others.
type stateTable struct {
	name       string
	key, other []string
	empty      []any // of the other columns
}

var (
	startTable = stateTable{name: "rolecall_sync_start", key: []string{"tenant", "data_type"}}
	jobTable   = stateTable{name: "rolecall_sync", key: []string{"job"}}
	runTable   = stateTable{
		name: "rolecall_run", key: []string{"job", "run"},
		other: []string{"run_hash", "tenant", "data_type", "began", "open", "held", "updated"},
		empty: []any{[]byte{}, "", "", 0, true, false, 0},
	}
)

// insert inserts an empty row unless there is one.
func (t stateTable) insert() string {
	columns := append(append([]string{}, t.key...), t.other...)
	values := make([]string, len(columns))
	for i := range values {
		values[i] = fmt.Sprintf("$%d", i+1)
	}
	return fmt.Sprintf("insert into {}%s (%s, data) values (%s, '') on conflict do nothing", t.name, strings.Join(columns, ", "), strings.Join(values, ", "))
}

func (t stateTable) where() string {
	conditions := make([]string, len(t.key))
	for i, column := range t.key {
		conditions[i] = fmt.Sprintf("%s = $%d", column, i+1)
	}
	return " where " + strings.Join(conditions, " and ")
}

func (t stateTable) update() string {
	set := []string{fmt.Sprintf("data = $%d", len(t.key)+1)}
	for i, column := range t.other {
		set = append(set, fmt.Sprintf("%s = $%d", column, len(t.key)+2+i))
	}
	return "update {}" + t.name + " set " + strings.Join(set, ", ") + t.where()
}

func none() []any { return nil }

func (s *store) startKey(key runs.StartKey) []any {
	return []any{s.h.Text(key.Integration), s.h.Text(string(key.DataType))}
}

func (s *store) Start(ctx context.Context, key runs.StartKey) (*runs.Start, error) {
	start := new(runs.Start)
	found, err := s.get(ctx, start, "select data from {}rolecall_sync_start where tenant = $1 and data_type = $2", s.startKey(key)...)
	if !found {
		return nil, err
	}
	return start, nil
}

func (s *store) UpdateStart(ctx context.Context, key runs.StartKey, f func(*runs.Start) error) error {
	start := &runs.Start{StartKey: key}
	return s.update(ctx, startTable, s.startKey(key), start, func(context.Context) error { return f(start) }, none)
}

func (s *store) UpdateJob(ctx context.Context, syncJobID string, f func(*runs.Job) error) error {
	job := &runs.Job{SyncJobID: syncJobID}
	return s.update(ctx, jobTable, []any{s.h.Text(syncJobID)}, job, func(context.Context) error { return f(job) }, none)
}

func (s *store) runKey(key runs.RunKey) []any {
	return []any{s.h.Text(key.SyncJobID), s.h.Text(key.SyncRunID)}
}

func (s *store) UpdateRun(ctx context.Context, key runs.RunKey, f func(context.Context, *runs.Run) error) error {
	run := &runs.Run{RunKey: key}
	return s.update(ctx, runTable, s.runKey(key), run, func(ctx context.Context) error { return f(ctx, run) }, func() []any {
		open := run.State == runs.RunOpen || !run.Reported
		return []any{
			s.h.RunHash(runName(key)), s.h.Text(run.Integration), s.h.Text(string(run.DataType)), run.Began.UnixMicro(), open,
			run.Sweep == runs.SweepHeld, s.h.Now().UnixMilli(),
		}
	})
}

func (s *store) Lookup(ctx context.Context, key runs.RunKey) (*runs.Job, *runs.Run, error) {
	var job, run sql.NullString
	err := s.h.Read(ctx).QueryRowContext(ctx, s.h.SQL(`select s.data, r.data from {}rolecall_sync s
		left join {}rolecall_run r on r.job = s.job and r.run = $2 where s.job = $1`), s.runKey(key)...).Scan(&job, &run)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, s.h.Failed("look up a sync", err)
	}
	var j *runs.Job
	var r *runs.Run
	if job.String != "" {
		j = new(runs.Job)
		err = json.Unmarshal([]byte(job.String), j)
	}
	if run.String != "" && err == nil {
		r = new(runs.Run)
		err = json.Unmarshal([]byte(run.String), r)
	}
	return j, r, s.h.Failed("look up a sync", err)
}

func (s *store) Runs(ctx context.Context, f runs.Filter) ([]runs.Run, error) {
	query, args := "select data from {}rolecall_run where data <> ''", []any{}
	for _, c := range []struct{ column, value string }{{"tenant", f.Integration}, {"job", f.SyncJobID}} {
		if c.value != "" {
			args = append(args, s.h.Text(c.value))
			query += fmt.Sprintf(" and %s = $%d", c.column, len(args))
		}
	}
	if f.Open {
		query += " and open"
	}
	if f.Held {
		query += " and held"
	}
	if f.Limit <= 0 {
		f.Limit = 100
	}
	args = append(args, f.Limit)
	rows, err := s.h.Read(ctx).QueryContext(ctx, s.h.SQL(fmt.Sprintf("%s order by began desc, run desc limit $%d", query, len(args))), args...)
	if err != nil {
		return nil, s.h.Failed("list runs", err)
	}
	defer func() { _ = rows.Close() }()
	var found []runs.Run
	for rows.Next() {
		var data string
		var run runs.Run
		if err := rows.Scan(&data); err != nil {
			return nil, s.h.Failed("list runs", err)
		}
		if err := json.Unmarshal([]byte(data), &run); err != nil {
			return nil, s.h.Failed("list runs", err)
		}
		found = append(found, run)
	}
	return found, s.h.Failed("list runs", rows.Err())
}
