package runstore_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/knit/runs/runstest"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/attach"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
	"github.com/rolecall-dev/rolecall/webhook/durable/runstore"
)

// server is one process with an inbox whose handler is the function that a test gives for a delivery.
type server struct {
	t     *testing.T
	inbox *durable.Inbox

	mu      *sync.Mutex
	pending map[string]*pending // by id; shared by all servers, because any of them may handle a delivery
}

type pending struct {
	do   func(context.Context) error
	done chan error
}

func (s *server) handle(ctx context.Context, d *webhook.Delivery) error {
	s.mu.Lock()
	p := s.pending[d.ID]
	s.mu.Unlock()
	err := p.do(ctx)
	// The state is committed after this: see deliver.
	p.done <- err
	return err
}

// deliver passes a delivery through the inbox and waits until its outcome is committed.
func (s *server) deliver(ctx context.Context, d *webhook.Delivery, do func(context.Context) error) error {
	p := &pending{do, make(chan error, 1000)}
	s.mu.Lock()
	known := s.pending[d.ID] != nil
	s.pending[d.ID] = p
	s.mu.Unlock()
	if known { // a delivery that failed is handled again by itself
		_, err := s.inbox.Replay(ctx, durable.Filter{Source: "knit", Tenant: d.Tenant, Key: d.Key, State: durable.StateParked})
		require.NoError(s.t, err)
	} else {
		require.NoError(s.t, s.inbox.Accept(ctx, d))
	}
	err := <-p.done
	require.Eventually(s.t, func() bool {
		waiting, listErr := s.inbox.List(ctx, durable.Filter{Source: "knit", Tenant: d.Tenant, State: durable.StateWaiting})
		require.NoError(s.t, listErr)
		for _, e := range waiting {
			if e.ID == d.ID {
				return false
			}
		}
		return true
	}, patience, 1e6)
	return err
}

func TestStoreContract(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		mu, all := new(sync.Mutex), map[string]*pending{}
		open := func() runstest.Backend {
			engine, err := durable.Open(t.Context(), dsn)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, engine.Stop(context.WithoutCancel(t.Context()))) })
			runstore.Attach(engine)
			s := &server{t: t, mu: mu, pending: all}
			s.inbox = engine.Inbox(webhook.SinkFunc(s.handle), durable.Attempts(1))
			require.NoError(t, engine.Start(t.Context()))
			return runstest.Backend{Store: runstore.NewStore(engine), Deliver: s.deliver}
		}
		runstest.TestStore(t, open)
	})
}

func TestLaterContract(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		runstest.TestLater(t, func(do func(context.Context, rolecall.Task) error) rolecall.Later {
			engine, err := durable.Open(t.Context(), dsn)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, engine.Stop(context.WithoutCancel(t.Context()))) })
			h := attach.Of(engine)
			h.Handle("runstest", do)
			engine.Inbox(runs.New(runs.NewMemoryStore(), h).Wrap(webhook.NewRouter()))
			require.NoError(t, engine.Start(t.Context()))
			return h
		})
	})
}
