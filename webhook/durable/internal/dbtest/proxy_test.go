package dbtest

import (
	"net"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProxy(t *testing.T) {
	p := NewProxy(t, Postgres(t))
	db := open(t, p.DSN())
	db.SetMaxOpenConns(1)
	var one int
	query := func() error { return db.QueryRowContext(t.Context(), "SELECT 1").Scan(&one) }
	require.NoError(t, query())
	require.Equal(t, 1, one)

	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	p.Cut()
	require.Error(t, tx.Commit(), "the connection that was open is closed")
	require.Error(t, query(), "new connections are closed")
	p.Cut()
	require.Error(t, query())

	p.Restore()
	require.NoError(t, query())
}

func TestProxyWithoutServer(t *testing.T) {
	p := NewProxy(t, "postgres://someone@127.0.0.1:1/postgres?sslmode=disable")
	require.Error(t, open(t, p.DSN()).PingContext(t.Context()))
}

func TestProxyStopsWithTheTest(t *testing.T) {
	var p *Proxy
	t.Run("use", func(t *testing.T) {
		p = NewProxy(t, Postgres(t))
		require.NoError(t, open(t, p.DSN()).PingContext(t.Context()))
	})
	p.running.Wait()
	require.Empty(t, p.conns)
	_, err := new(net.Dialer).DialContext(t.Context(), "tcp", p.listener.Addr().String())
	require.Error(t, err)
}

func TestProxyReplacesTheAddressInTheDSN(t *testing.T) {
	for _, dsn := range []string{
		"postgres://someone:not-a-password@db.example.com:6000/jobs?sslmode=disable",
		"postgres://someone:not-a-password@/jobs?host=/run/postgresql&port=6000&sslmode=disable",
	} {
		u, err := url.Parse(NewProxy(t, dsn).DSN())
		require.NoError(t, err)
		require.Equal(t, "127.0.0.1", u.Hostname())
		require.NotEqual(t, "6000", u.Port())
		require.Equal(t, "/jobs", u.Path)
		require.Equal(t, url.Values{"sslmode": {"disable"}}, u.Query())
		require.Equal(t, "someone:not-a-password", u.User.String())
	}
}
