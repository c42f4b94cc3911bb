package durable

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/attach"
)

var _ = attach.Register(func(engine any) attach.Host { return host{engine.(*Engine)} })

// host is the engine for the packages of the engines that are attached to it.
type host struct{ e *Engine }

// attached holds the functions that other packages have added to an engine. It does not change after Start.
type attached struct {
	tasks  map[string]func(context.Context, rolecall.Task) error
	runOf  func(d *webhook.Delivery) string
	upkeep []func(context.Context) error
}

// add calls f, which changes e.attached, unless it is too late.
func (h host) add(f func(a *attached)) {
	h.e.mu.Lock()
	defer h.e.mu.Unlock()
	if h.e.client != nil {
		panic("durable: attach engines before Start and River")
	}
	f(&h.e.attached)
}

func (h host) Handle(engine string, do func(context.Context, rolecall.Task) error) {
	h.add(func(a *attached) {
		if a.tasks[engine] != nil {
			panic("durable: " + engine + " is attached already")
		}
		if a.tasks == nil {
			a.tasks = map[string]func(context.Context, rolecall.Task) error{}
		}
		a.tasks[engine] = do
	})
}

func (h host) CountRuns(runOf func(d *webhook.Delivery) string) {
	h.add(func(a *attached) { a.runOf = runOf })
}

func (h host) Upkeep(f func(ctx context.Context) error) {
	h.add(func(a *attached) { a.upkeep = append(a.upkeep, f) })
}

func (h host) Tx(ctx context.Context, f func(context.Context, *sql.Tx) error) error {
	if r := runFrom(ctx); r != nil {
		tx, err := Tx(ctx)
		if err != nil {
			return err
		}
		return f(ctx, tx)
	}
	if tx, _ := ctx.Value(ownKey{}).(*sql.Tx); tx != nil {
		return f(ctx, tx)
	}
	if begun, _ := ctx.Value(detachedKey{}).(func() bool); begun != nil && begun() && h.e.pools.dialect == SQLite {
		return errors.New("durable: the transaction of the delivery has begun already and holds SQLite's write lock: do this before Tx")
	}
	tx, err := h.e.pools.work.BeginTx(ctx, nil)
	if err != nil {
		return storeFailed("begin a transaction", err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := f(context.WithValue(ctx, ownKey{}, tx), tx); err != nil {
		return err
	}
	return storeFailed("commit", tx.Commit())
}

// detachedKey is the key of a function that reports whether the transaction that a context was detached from has
// begun, and ownKey that of a transaction of Tx that
// belongs to no delivery.
type (
	detachedKey struct{}
	ownKey      struct{}
)

func (h host) Detach(ctx context.Context) context.Context {
	begun := func() bool { return true }
	switch r := runFrom(ctx); {
	case r != nil:
		begun = r.begun
	case ctx.Value(ownKey{}) == nil:
		return ctx
	}
	ctx = context.WithValue(context.WithValue(ctx, runKey{}, (*run)(nil)), ownKey{}, (*sql.Tx)(nil))
	return context.WithValue(ctx, detachedKey{}, begun)
}

func (h host) Read(ctx context.Context) attach.Queryer {
	if runFrom(ctx) != nil {
		if tx, err := Tx(ctx); err == nil {
			return tx
		}
	}
	if tx, _ := ctx.Value(ownKey{}).(*sql.Tx); tx != nil {
		return tx
	}
	return h.e.pools.work
}

func (h host) SQL(statement string) string {
	if h.e.pools.dialect == SQLite {
		statement = strings.ReplaceAll(statement, " for update", "")
	}
	return h.e.ledger.sql(statement)
}

func (h host) Hashes(column string, n int, values [][]byte) (condition string, parameter any) {
	if h.e.pools.dialect == PostgreSQL {
		return column + " = any($" + strconv.Itoa(n) + ")", values
	}
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = hex.EncodeToString(v)
	}
	list, _ := json.Marshal(texts) // strings always encode
	return column + " in (select unhex(value) from json_each($" + strconv.Itoa(n) + "))", string(list)
}

func (h host) Failed(doing string, err error) error { return storeFailed(doing, err) }
func (h host) Text(s string) string                 { return bounded(s) }
func (h host) RunHash(run string) []byte            { return h.e.codec.runHash(run) }
func (h host) Now() time.Time                       { return h.e.opts.now() }
func (h host) Log() *slog.Logger                    { return h.e.opts.log }
func (h host) Replays() time.Duration               { return h.e.opts.retention.Parked }

func (h host) KeyHashes(tenant, key string) (now, before []byte) {
	return h.e.codec.keyHashes(tenant, key)
}

func (h host) Seal(ctx context.Context, tenant, column string, plain []byte) (value []byte, sealed bool, err error) {
	sealer := h.e.codec.sealer
	if sealer == nil {
		return plain, false, nil
	}
	if value, err = sealer.Seal(ctx, bounded(tenant), plain, []byte(column)); err != nil {
		return nil, false, &sealError{"seal", err}
	}
	return value, true, nil
}

func (h host) Open(ctx context.Context, tenant, column string, value []byte, sealed bool) ([]byte, error) {
	if !sealed {
		return value, nil
	}
	if h.e.codec.sealer == nil {
		return nil, errNoSealer
	}
	plain, err := h.e.codec.sealer.Open(ctx, bounded(tenant), value, []byte(column))
	if err != nil {
		return nil, &sealError{"open", err}
	}
	return plain, nil
}
