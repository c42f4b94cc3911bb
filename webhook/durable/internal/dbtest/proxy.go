package dbtest

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
)

// A Proxy is a TCP proxy on the loopback interface in front of a PostgreSQL server, for tests of a
// database that is lost and comes back. It may be used by several goroutines.
type Proxy struct {
	dsn             string
	network, target string
	listener        net.Listener
	ctx             context.Context // ends with the test; each connection dials the server with it
	running         sync.WaitGroup

	mu    sync.Mutex
	cut   bool
	conns map[net.Conn]struct{} // both ends of every connection
}

// NewProxy starts a proxy in front of the server of dsn, a URL. It stops when the test ends.
func NewProxy(t testing.TB, dsn string) *Proxy {
	t.Helper()
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	config, err := pgx.ParseConfig(dsn)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	require.NoError(t, err)

	p := &Proxy{listener: listener, ctx: ctx, conns: make(map[net.Conn]struct{})}
	p.network, p.target = pgconn.NetworkAddress(config.Host, config.Port)
	u.Host = listener.Addr().String()
	query := u.Query()
	query.Del("host")
	query.Del("port")
	u.RawQuery = query.Encode()
	p.dsn = u.String()

	p.running.Go(p.accept)
	t.Cleanup(func() {
		cancel()
		_ = listener.Close()
		p.Cut()
		p.running.Wait()
	})
	return p
}

// DSN returns the DSN of the same database through the proxy.
func (p *Proxy) DSN() string { return p.dsn }

// Cut closes all connections, and each new one as soon as it is accepted, until Restore. The server still
// processes the statements that it has received: a COMMIT may take effect although its response is lost.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = true
	for conn := range p.conns {
		_ = conn.Close()
	}
	clear(p.conns)
}

// Restore lets new connections through again.
func (p *Proxy) Restore() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = false
}

// accept keeps the listener open while the proxy is cut: another program could take a port that is free
// for a moment.
func (p *Proxy) accept() {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.running.Go(func() { p.serve(conn) })
	}
}

func (p *Proxy) serve(client net.Conn) {
	if !p.add(client) {
		return
	}
	defer p.remove(client)
	dialer := net.Dialer{Timeout: 10 * time.Second}
	server, err := dialer.DialContext(p.ctx, p.network, p.target)
	if err != nil || !p.add(server) {
		return
	}
	defer p.remove(server)

	var toServer sync.WaitGroup
	toServer.Go(func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	})
	_, _ = io.Copy(client, server)
	_ = client.Close()
	toServer.Wait()
}

// add registers conn. If the proxy is cut it closes conn and returns false.
func (p *Proxy) add(conn net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cut {
		_ = conn.Close()
		return false
	}
	p.conns[conn] = struct{}{}
	return true
}

func (p *Proxy) remove(conn net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = conn.Close()
	delete(p.conns, conn)
}
