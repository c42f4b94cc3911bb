package killtest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
	_ "modernc.org/sqlite"             // the driver sqlite
)

// database reads the tables of an engine with its own SQL, independently of the engine.
type database struct {
	driver, source string
	prefix         string // of the engine's tables
}

// databaseOf returns the database at dsn.
func databaseOf(dsn string) database {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		return database{driver: "sqlite", source: "file:" + path + "?_pragma=busy_timeout(10000)"}
	}
	return database{driver: "pgx", source: dsn, prefix: "rolecall."}
}

// effects returns the name of the table that the handler writes to.
func (d database) effects() string { return d.table("effect") }

// table returns the name of a table of the handler.
func (d database) table(name string) string {
	if d.driver == "sqlite" {
		return name
	}
	return "public." + name // regardless of the engine's search path
}

// prepare creates the table that the handler writes to. It has no unique constraint, so that a delivery that
// is handled twice has two rows.
func (d database) prepare(ctx context.Context) error {
	return d.do(func(db *sql.DB) error {
		_, err := db.ExecContext(ctx, "create table "+d.effects()+" (delivery_id text not null, pid bigint not null)")
		return err
	})
}

// do opens the database, calls f and closes the database again. A connection that stays open would keep the
// engine's SQLite file from being checkpointed and truncated.
func (d database) do(f func(db *sql.DB) error) error {
	db, err := sql.Open(d.driver, d.source)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return f(db)
}

// unfinished returns how many deliveries wait and how many of River's jobs for deliveries are not final. A
// job whose worker was killed counts until it is rescued, so that its second run is part of the test.
func (d database) unfinished(ctx context.Context) (waiting, jobs int, err error) {
	err = d.do(func(db *sql.DB) error {
		if err := db.QueryRowContext(ctx, "select count(*) from "+d.prefix+"rolecall_delivery where state = 1").Scan(&waiting); err != nil {
			return err
		}
		return db.QueryRowContext(ctx, "select count(*) from "+d.prefix+"river_job where kind = 'rolecall_delivery'"+
			" and state in ('available', 'pending', 'retryable', 'running', 'scheduled')").Scan(&jobs)
	})
	return waiting, jobs, err
}

// The states in the ledger.
const (
	stateWaiting = 1
	stateDone    = 2
	stateDropped = 3
	stateParked  = 4
)

// row is one delivery in the ledger.
type row struct {
	state  int
	err    string
	copies int // rows with this id
}

// ledger returns the ledger's rows by delivery id.
func (d database) ledger(ctx context.Context) (map[string]row, error) {
	all := map[string]row{}
	err := d.query(ctx, "select id, state, coalesce(error, '') from "+d.prefix+"rolecall_delivery where source = 'knit'", func(rows *sql.Rows) error {
		var id string
		var r row
		if err := rows.Scan(&id, &r.state, &r.err); err != nil {
			return err
		}
		r.copies = all[id].copies + 1
		all[id] = r
		return nil
	})
	return all, err
}

// counts returns how many effects each delivery has, and how many each process has written.
func (d database) counts(ctx context.Context) (byID map[string]int, byPID map[int]int, err error) {
	byID, byPID = map[string]int{}, map[int]int{}
	err = d.query(ctx, "select delivery_id, pid, count(*) from "+d.effects()+" group by delivery_id, pid", func(rows *sql.Rows) error {
		var id string
		var pid, n int
		if err := rows.Scan(&id, &pid, &n); err != nil {
			return err
		}
		byID[id] += n
		byPID[pid] += n
		return nil
	})
	return byID, byPID, err
}

// query calls scan for each row of a query.
func (d database) query(ctx context.Context, query string, scan func(rows *sql.Rows) error) error {
	return d.do(func(db *sql.DB) error {
		rows, err := db.QueryContext(ctx, query)
		if err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			if err := scan(rows); err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
		}
		return rows.Err()
	})
}
