package durable

import (
	"context"
	"database/sql/driver"
)

// maxStmts limits the prepared statements of a connection. The engine and River have about 30.
const maxStmts = 100

// stmts are the prepared statements of a SQLite connection, by their text. To prepare a statement takes as
// long as to execute it: it was 40 percent of the CPU time of handling deliveries one by one.
type stmts map[string]*stmt

type stmt struct {
	sqliteStmt
	inUse bool // its rows are not closed
}

// sqliteStmt has the methods of SQLite's statements that a connection uses.
type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// get returns the statement, or nil if it should be executed without being prepared: it has no parameters,
// so its text may contain the values, or it is in use.
func (s stmts) get(ctx context.Context, c driver.ConnPrepareContext, query string, args []driver.NamedValue) (*stmt, error) {
	if len(args) == 0 {
		return nil, nil //nolint:nilnil // documented
	}
	if found, ok := s[query]; ok {
		if found.inUse {
			return nil, nil //nolint:nilnil // documented
		}
		return found, nil
	}
	prepared, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if len(s) >= maxStmts {
		s.forget()
	}
	added := &stmt{sqliteStmt: prepared.(sqliteStmt)}
	s[query] = added
	return added, nil
}

// forget closes any one statement that is not in use.
func (s stmts) forget() {
	for query, old := range s {
		if !old.inUse {
			_ = old.Close()
			delete(s, query)
			return
		}
	}
}

func (s stmts) close() {
	for query, old := range s {
		_ = old.Close()
		delete(s, query)
	}
}
