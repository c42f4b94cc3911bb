package durable

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// turnConnector opens connections that take turns to write.
type turnConnector struct {
	driver.Connector
	turns *turns
	first bool
}

// sqliteConn has the methods of SQLite's connections that database/sql uses.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// Connect opens a connection.
func (c *turnConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &turnConn{sqliteConn: conn.(sqliteConn), from: c, stmts: stmts{}}, nil
}

// newTurnConnector returns a connector for sql.OpenDB.
func newTurnConnector(url string, t *turns, first bool) (driver.Connector, error) {
	c, err := sqlite.NewConnector(url)
	if err != nil {
		return nil, err
	}
	return &turnConnector{c, t, first}, nil
}

// turnConn is a connection that takes turns to write. A transaction is one turn, and outside of one, a statement
// that may write.
type turnConn struct {
	sqliteConn
	from  *turnConnector
	stmts stmts
	inTx  bool
	// broken is the error after which SQLite may have rolled back the transaction.
	broken error
}

// errRolledBack is the error of every statement after one that was interrupted or for which the disk failed.
// SQLite then rolls back the whole transaction, and would commit each later statement by itself.
var errRolledBack error = &sentinel{"durable: SQLite has rolled back the transaction after a failed statement: return the error of every statement"}

// note remembers an error after which SQLite may have rolled back the transaction.
func (c *turnConn) note(err error) {
	if c.inTx && c.broken == nil && rollsBack(err) {
		c.broken = fmt.Errorf("%w: %w", errRolledBack, err)
	}
}

// rollsBack reports whether SQLite may roll back the transaction of a statement with this error.
// Source: sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction".
func rollsBack(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_INTERRUPT:
		return true
	}
	return false
}

// Close closes the statements and the connection.
func (c *turnConn) Close() error {
	c.stmts.close()
	return c.sqliteConn.Close()
}

// Unwrap returns the driver's connection.
func (c *turnConn) Unwrap() driver.Conn { return c.sqliteConn }

func (c *turnConn) take(ctx context.Context) (func(), error) {
	return c.from.turns.take(ctx, c.from.first)
}

// BeginTx begins a transaction in a turn.
func (c *turnConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	end, err := c.take(ctx)
	if err != nil {
		return nil, err
	}
	tx, err := c.sqliteConn.BeginTx(ctx, opts)
	if err != nil {
		end()
		return nil, err
	}
	c.inTx, c.broken = true, nil
	return &turnTx{tx, c, end}, nil
}

// PrepareContext returns a statement that is executed like one without preparation.
func (c *turnConn) PrepareContext(_ context.Context, query string) (driver.Stmt, error) {
	return &turnStmt{c, query}, nil
}

// turnStmt is a prepared statement. The connection keeps the statement of the driver.
type turnStmt struct {
	conn  *turnConn
	query string
}

// Close does nothing.
func (s *turnStmt) Close() error { return nil }

// NumInput returns -1, so that the driver counts the parameters.
func (s *turnStmt) NumInput() int { return -1 }

// Exec is not called, because there is ExecContext.
func (s *turnStmt) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }

// Query is not called, because there is QueryContext.
func (s *turnStmt) Query([]driver.Value) (driver.Rows, error) { return nil, driver.ErrSkip }

// ExecContext executes the statement.
func (s *turnStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.conn.ExecContext(ctx, s.query, args)
}

// QueryContext executes the statement.
func (s *turnStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.conn.QueryContext(ctx, s.query, args)
}

// ExecContext executes a statement, in a turn if the connection has none.
func (c *turnConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if c.inTx && c.broken != nil {
		return nil, c.broken
	}
	result, err := c.exec(ctx, query, args)
	c.note(err)
	return result, err
}

func (c *turnConn) exec(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !c.inTx && writes(query) {
		end, err := c.take(ctx)
		if err != nil {
			return nil, err
		}
		defer end()
	}
	s, err := c.stmts.get(ctx, c.sqliteConn, query, args)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.sqliteConn.ExecContext(ctx, query, args)
	}
	return s.ExecContext(ctx, args)
}

// QueryContext executes a statement that returns rows. A statement that writes holds the lock until
// the rows are closed.
func (c *turnConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if c.inTx && c.broken != nil {
		return nil, c.broken
	}
	end := func() {}
	if !c.inTx && writes(query) {
		var err error
		if end, err = c.take(ctx); err != nil {
			return nil, err
		}
	}
	rows, err := c.query(ctx, query, args, end)
	c.note(err)
	if err != nil {
		end()
	}
	return rows, err
}

func (c *turnConn) query(ctx context.Context, query string, args []driver.NamedValue, end func()) (driver.Rows, error) {
	s, err := c.stmts.get(ctx, c.sqliteConn, query, args)
	if err != nil {
		return nil, err
	}
	var rows driver.Rows
	if s == nil {
		rows, err = c.sqliteConn.QueryContext(ctx, query, args)
	} else {
		rows, err = s.QueryContext(ctx, args)
	}
	if err != nil {
		return nil, err
	}
	if s != nil {
		s.inUse = true
	}
	return &turnRows{rows.(sqliteRows), c, s, end}, nil
}

type turnTx struct {
	driver.Tx
	conn *turnConn
	end  func()
}

// Commit commits and ends the turn.
func (t *turnTx) Commit() error {
	defer t.over()
	if t.conn.broken != nil {
		_ = t.Tx.Rollback()
		return t.conn.broken
	}
	return t.Tx.Commit()
}

// Rollback rolls back and ends the turn.
func (t *turnTx) Rollback() error {
	defer t.over()
	return t.Tx.Rollback()
}

func (t *turnTx) over() {
	t.conn.inTx = false
	t.end()
}

// sqliteRows has the methods of SQLite's rows that database/sql uses.
type sqliteRows interface {
	driver.Rows
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeLength
	driver.RowsColumnTypeNullable
	driver.RowsColumnTypePrecisionScale
	driver.RowsColumnTypeScanType
}

type turnRows struct {
	sqliteRows
	conn *turnConn
	stmt *stmt // nil: not kept
	end  func()
}

// Next reads a row.
func (r *turnRows) Next(dest []driver.Value) error {
	err := r.sqliteRows.Next(dest)
	r.conn.note(err)
	return err
}

// Close ends the statement and the turn.
func (r *turnRows) Close() error {
	defer r.end()
	if r.stmt != nil {
		r.stmt.inUse = false
	}
	return r.sqliteRows.Close()
}

// writes reports whether a statement may write. River's begin with a line of comment.
func writes(query string) bool {
	query = strings.TrimSpace(query)
	for strings.HasPrefix(query, "--") {
		_, rest, _ := strings.Cut(query, "\n")
		query = strings.TrimSpace(rest)
	}
	for _, word := range []string{"select", "pragma", "explain"} {
		if len(query) >= len(word) && strings.EqualFold(query[:len(word)], word) {
			return false
		}
	}
	return true
}
