// Package attach is what the stores of the engines, such as package runstore, need of a durable.Engine. It is
// not exported by package durable, because a caller needs none of it.
package attach

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Host is an engine that another one is attached to. It is a [rolecall.Later]: a task is a River job, stored in
// the transaction of ctx, if there is one.
type Host interface {
	rolecall.Later

	// Handle has do called with the tasks of an engine. It panics after Start, or if the engine has a function.
	Handle(engine string, do func(context.Context, rolecall.Task) error)
	// CountRuns sets the function that names the run that a delivery counts for, "" for none. It panics like
	// Handle.
	CountRuns(runOf func(d *webhook.Delivery) string)
	// Upkeep adds a function that is called once a minute in one of the processes.
	Upkeep(f func(ctx context.Context) error)

	// Tx calls f with the transaction of the delivery or task that ctx belongs to. If there is none, f has its
	// own transaction, which is committed if it returns nil.
	Tx(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) error) error
	// Detach returns a context that does not belong to the transaction of ctx.
	Detach(ctx context.Context) context.Context
	// Read returns the transaction of ctx if it has begun, and otherwise the pool for reading.
	Read(ctx context.Context) Queryer

	// SQL completes a statement: {} stands for the schema, $1 for a parameter, and for update for that or,
	// on SQLite, nothing.
	SQL(statement string) string
	// Hashes returns the condition that a column is one of the values of parameter n, and the parameter.
	Hashes(column string, n int, values [][]byte) (condition string, parameter any)
	// Failed returns an error that does not quote the database's.
	Failed(doing string, err error) error
	// Text returns a string that every database stores.
	Text(s string) string
	// RunHash returns the hash of a run as it is stored in rolecall_delivery, and KeyHashes that of a Key: now,
	// and before the engine had a sealer. Without a sealer they are equal.
	RunHash(run string) []byte
	KeyHashes(tenant, key string) (now, before []byte)
	// Seal seals a value of a column if the engine has a sealer, and Open opens it.
	Seal(ctx context.Context, tenant, column string, plain []byte) (value []byte, sealed bool, err error)
	Open(ctx context.Context, tenant, column string, value []byte, sealed bool) ([]byte, error)

	Now() time.Time
	Log() *slog.Logger
	// Replays returns for how long a delivery can be handled again after it has arrived.
	Replays() time.Duration
}

// Queryer is a pool or a transaction.
type Queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// of returns the host of an engine. Package durable sets it.
var of func(engine any) Host

// Register is called by package durable.
func Register(f func(engine any) Host) struct{} {
	of = f
	return struct{}{}
}

// Of returns the host of a *durable.Engine.
func Of(engine any) Host { return of(engine) }
