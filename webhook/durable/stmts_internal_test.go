package durable

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A statement can be executed again while its rows are being read, after the table has changed, and after
// more statements than the connection keeps.
func TestKeptStatements(t *testing.T) {
	t.Parallel()
	p := &pools{owned: true}
	require.NoError(t, p.openSQLite(t.Context(), filepath.Join(t.TempDir(), "rolecall.db")))
	t.Cleanup(p.close)
	tx, err := p.accept.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	exec := func(query string, args ...any) {
		t.Helper()
		_, err := tx.ExecContext(t.Context(), query, args...)
		require.NoError(t, err)
	}
	exec("create table t (a)")
	for i := range 3 {
		exec("insert into t (a) values (?)", i)
	}
	const query = "select * from t where a >= ? order by a"
	outer, err := tx.QueryContext(t.Context(), query, 0)
	require.NoError(t, err)
	for want := range 3 {
		require.True(t, outer.Next())
		var a, b int
		require.NoError(t, outer.Scan(&a))
		require.NoError(t, tx.QueryRowContext(t.Context(), query, want+1-want/2).Scan(&b))
		require.Equal(t, []int{want, want + 1 - want/2}, []int{a, b})
	}
	require.NoError(t, outer.Close())
	exec("alter table t add column b default 7")
	var a, b int
	require.NoError(t, tx.QueryRowContext(t.Context(), query, 2).Scan(&a, &b))
	require.Equal(t, []int{2, 7}, []int{a, b})
	for i := range maxStmts + 50 {
		exec(fmt.Sprintf("insert into t (a) values (? + %d)", i), 100)
	}
	require.NoError(t, tx.QueryRowContext(t.Context(), "select count(*) from t where a >= ?", 100).Scan(&a))
	require.Equal(t, maxStmts+50, a)
	require.NoError(t, tx.Rollback())
}
