package durable

import (
	"context"
	"database/sql/driver"
	"slices"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
)

// maxTurnWait is how long a connection waits for its turn before it tries SQLite's lock all the same. With
// SQLite's own timeout of 10 seconds it is less than commitTimeout, so that the error names the lock.
const maxTurnWait = 2 * time.Second

// turns is the order in which the connections of this process write to a SQLite file. SQLite has one write
// lock, and whoever waits for it looks at growing intervals of up to 100 ms: with 32 busy workers, accepting
// would rarely find it free. A turn goes to the connection that waits longest, and first of all to the one
// that accepts. Other processes are not part of the order; SQLite's lock keeps them out.
type turns struct {
	mu    sync.Mutex
	taken bool
	first []chan struct{} // accepting
	rest  []chan struct{}
}

// take waits for a turn. The caller calls end when it is over. After maxTurnWait there is no turn, and end
// does nothing.
func (t *turns) take(ctx context.Context, first bool) (end func(), err error) {
	t.mu.Lock()
	if !t.taken {
		t.taken = true
		t.mu.Unlock()
		return sync.OnceFunc(t.next), nil
	}
	queue := &t.rest
	if first {
		queue = &t.first
	}
	turn := make(chan struct{})
	*queue = append(*queue, turn)
	t.mu.Unlock()
	patience := time.NewTimer(maxTurnWait)
	defer patience.Stop()
	select {
	case <-turn:
		return sync.OnceFunc(t.next), nil
	case <-patience.C:
	case <-ctx.Done():
		err = ctx.Err()
	}
	t.leave(queue, turn)
	return func() {}, err
}

// next ends a turn and begins that of the connection that waits longest.
func (t *turns) next() {
	t.mu.Lock()
	defer t.mu.Unlock()
	queue := &t.first
	if len(*queue) == 0 {
		queue = &t.rest
	}
	if len(*queue) == 0 {
		t.taken = false
		return
	}
	close((*queue)[0])
	*queue = (*queue)[1:]
}

// leave gives up a place in a queue, or the turn that has just begun.
func (t *turns) leave(queue *[]chan struct{}, turn chan struct{}) {
	t.mu.Lock()
	i := slices.Index(*queue, turn)
	if i >= 0 {
		*queue = slices.Delete(*queue, i, i+1)
	}
	t.mu.Unlock()
	if i < 0 {
		t.next()
	}
}

// turnConnector opens connections that write in turns.
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
	return &turnConn{conn.(sqliteConn), c, false}, nil //nolint:forcetypeassert,errcheck // the driver documents these methods
}

// newTurnConnector returns a connector for sql.OpenDB.
func newTurnConnector(url string, t *turns, first bool) (driver.Connector, error) {
	c, err := sqlite.NewConnector(url)
	if err != nil {
		return nil, err
	}
	return &turnConnector{c, t, first}, nil
}

// turnConn is a connection that writes in turns. A transaction is one turn, and outside of one, a statement
// that may write.
type turnConn struct {
	sqliteConn
	from *turnConnector
	inTx bool
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
	c.inTx = true
	return &turnTx{tx, c, end}, nil
}

// ExecContext executes a statement, in a turn if the connection has none.
func (c *turnConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !c.inTx && writes(query) {
		end, err := c.take(ctx)
		if err != nil {
			return nil, err
		}
		defer end()
	}
	return c.sqliteConn.ExecContext(ctx, query, args)
}

// QueryContext executes a statement that returns rows. One that writes holds the lock until they are closed.
func (c *turnConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if c.inTx || !writes(query) {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	end, err := c.take(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := c.sqliteConn.QueryContext(ctx, query, args)
	if err != nil {
		end()
		return nil, err
	}
	return &turnRows{rows, end}, nil
}

type turnTx struct {
	driver.Tx
	conn *turnConn
	end  func()
}

// Commit commits and ends the turn.
func (t *turnTx) Commit() error {
	defer t.over()
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

type turnRows struct {
	driver.Rows
	end func()
}

// Close ends the statement and the turn.
func (r *turnRows) Close() error {
	defer r.end()
	return r.Rows.Close()
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
