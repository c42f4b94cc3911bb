package durable

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sentinel is an error whose text is safe to log.
type sentinel struct{ text string }

func (e *sentinel) Error() string { return e.text }

// SafeText returns the text, for the log of a webhook.Receiver.
func (e *sentinel) SafeText() string { return e.text }

// The errors to compare with errors.Is. They are safe to log.
var (
	// ErrClosed means that the engine is not running: Start was not called, or Stop was.
	ErrClosed error = &sentinel{"durable: the engine is not running"}
	// ErrNoDelivery means that Tx, Newer or Later was called outside a handler of an inbox, or after the
	// handler had returned.
	ErrNoDelivery error = &sentinel{"durable: the context is not that of a running handler of an inbox"}
	// ErrBacklog means that a delivery has waited too long. See [Engine.Ready].
	ErrBacklog error = &sentinel{"durable: deliveries are waiting too long: add workers, or look at Inbox.List for the errors"}
	// ErrFileGone means that the SQLite file was deleted or replaced while the engine was using it. New
	// deliveries would be lost, so none are accepted. Restart the process.
	ErrFileGone error = &sentinel{"durable: the SQLite file was deleted or replaced: restart the process"}
	// ErrSchema means that the tables do not fit this version of the package. The error is a
	// [*SchemaError].
	ErrSchema error = &sentinel{"durable: the tables do not fit"}

	// errHandled is returned by Tx if another run has handled the delivery.
	errHandled error = &sentinel{"durable: another run has handled the delivery: return this error"}
	errFull    error = &sentinel{"durable: too many deliveries are waiting to be stored"}
)

// storeError is a failed access to the database. Its text does not contain that of the database's
// error, which may quote a record.
type storeError struct {
	doing string
	err   error
}

// Error returns what was being done, and what an operator can do about the failure.
func (e *storeError) Error() string {
	return fmt.Sprintf("durable: %s: %s", e.doing, storeAdvice(e.err))
}

func (e *storeError) SafeText() string { return e.Error() }
func (e *storeError) Unwrap() error    { return e.err }

// Format writes the text under every verb, because the wrapped error may quote a record.
func (e *storeError) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.Error()) }

func storeFailed(doing string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[interface {
		error
		SafeText() string
	}](err); ok {
		return err // it says what to do already
	}
	return &storeError{doing, err}
}

// storeAdvice names the class of a database error, and what to do about it.
func storeAdvice(err error) string {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return sqliteAdvice(e.Code())
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresAdvice(e.Code)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "the database did not respond in time"
	case errors.Is(err, context.Canceled):
		return "canceled"
	case unavailable(err):
		return "the database is not reachable: check that it runs and accepts connections"
	case errors.Is(err, sql.ErrTxDone):
		return "the transaction has ended already: a handler must not commit it or roll it back"
	}
	return fmt.Sprintf("%T", err)
}

func sqliteAdvice(code int) string {
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return "the disk is full: free space on it"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "another transaction held the write lock too long: keep transactions short"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return "the file cannot be written: check that its folder exists, and the permissions of both"
	case sqlite3.SQLITE_IOERR:
		return "the disk failed or is full: check it"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "the file is damaged or is not a SQLite database: restore a backup"
	}
	return fmt.Sprintf("SQLite error %d", code)
}

func postgresAdvice(code string) string {
	switch class := code[:min(2, len(code))]; {
	case code == "53100":
		return "the server's disk is full: free space on it"
	case code == "53300":
		return "the server has too many connections: raise max_connections or lower WithWorkers"
	case class == "28" || class == "42" && code == "42501":
		return "the server denies access (SQLSTATE " + code + "): check user, password and privileges"
	case class == "57" || class == "08":
		return "the server is shutting down or starting (SQLSTATE " + code + ")"
	}
	return "SQLSTATE " + code
}

// outage reports whether err, of this package or of a statement in a handler's transaction, concerns the
// database or the sealer as a whole, so that the delivery is not to blame. The end of a context is not an outage.
func outage(err error) (is bool) {
	defer func() {
		if v := recover(); v != nil { // a method of a handler's error
			is = false
		}
	}()
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return false
	}
	if e, ok := errors.AsType[*storeError](err); ok {
		return unavailable(e.err)
	}
	if _, panicked := errors.AsType[*panicError](err); panicked {
		return false
	}
	if e, ok := errors.AsType[*sealError](err); ok { // the sealer's store of keys does not respond
		return !errors.Is(e.err, errSealedChanged)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && strings.HasPrefix(e.Code, "28") {
		return false // a handler's own connection to another server
	}
	_, isSQLite := errors.AsType[*sqlite.Error](err)
	_, isPostgres := errors.AsType[*pgconn.PgError](err)
	return (isSQLite || isPostgres || errors.Is(err, driver.ErrBadConn)) && unavailable(err)
}

// unavailable reports whether err concerns the database as a whole, so that another statement would fail
// as well.
func unavailable(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY,
			sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOMEM:
			return true
		}
		return false // such as a statement that is wrong
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "25006", "57P01", "57P02", "57P03": // read-only, as a standby is; shutting down; starting
			return true
		}
		switch e.Code[:min(2, len(e.Code))] {
		case "08", "28", "53", "58", "XX":
			return true
		}
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, ErrFileGone) || pgconn.SafeToRetry(err) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}
