// Package runstore keeps the state of package knit/runs in the database of a durable.Engine, in the transaction of
// each delivery.
//
//	engine, err := durable.Open(ctx, os.Getenv("DATABASE_URL"))
//	…
//	tracker := runstore.Attach(engine, runs.OnRunComplete(runDone), runs.OnSweep(deleteRecords))
//	webhook.On(router, knit.IntegrationActivated, tracker.OnActivation(client, requests...))
//	inbox := engine.Inbox(tracker.Wrap(router), durable.OnParked(alert))
//	hooks, err := knit.NewReceiver([]string{apiKey}, inbox)
//	err = engine.Start(ctx)
//
// In the functions of the options that have a ctx and may return an error, durable.Tx returns the transaction in
// which the state of the run changes. Their rows are then written once, as those of a handler:
//
//	func deleteRecords(ctx context.Context, p runs.SweepPlan) error {
//		tx, err := durable.Tx(ctx)
//		if err != nil {
//			return err
//		}
//		for _, id := range p.Records {
//			if _, err := tx.ExecContext(ctx, `delete from employee where integration = $1 and id = $2`, p.Report.Integration, id); err != nil {
//				return err
//			}
//		}
//		return nil
//	}
//
// The events of a run are counted in the inbox's own table, so there is no counter that all transactions write.
// Deliveries that were stored before the tracker was attached are not counted, and their runs end as
// incomplete.
//
// The handlers that [runs.Tracker.Wrap] calls run in a transaction that has locked their record. A handler that calls a
// provider keeps it open, on SQLite with the only write lock: put such calls into a delivery of durable.Later.
//
// If the engine has a sealer, the ids of records are sealed as well. Inbox.Purge also deletes the id of the
// person's record; a later event of the record stores it again.
package runstore

import (
	"context"

	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/attach"
)

// Attach returns a tracker whose store is the database of the engine, and whose tasks are River jobs. It logs to
// the engine's logger, and the options may change that. Call it once, before the engine's Inbox and Start. It
// panics if it is called twice or after Start, and like [runs.New].
func Attach(engine *durable.Engine, opts ...runs.Option) *runs.Tracker {
	if engine == nil {
		panic("runstore: Attach(nil)")
	}
	h := attach.Of(engine)
	s := &store{h}
	tracker := runs.New(s, h, append([]runs.Option{runs.WithLogger(h.Log()), runs.WithClock(h.Now)}, opts...)...)
	h.Handle(runs.Engine, tracker.Do)
	h.CountRuns(func(d *webhook.Delivery) string {
		key, ok := runs.RunOf(d)
		if !ok {
			return ""
		}
		return runName(key)
	})
	h.Upkeep(s.upkeep)
	return tracker
}

// NewStore returns the store of [Attach], for a tracker that you make yourself. It counts only the events of an
// engine that has a tracker attached.
func NewStore(engine *durable.Engine) runs.Store { return &store{attach.Of(engine)} }

var _ runs.Store = (*store)(nil)

// runName is the name of a run of which the ledger has the hash.
func runName(key runs.RunKey) string { return key.SyncJobID + "\x00" + key.SyncRunID }

type store struct{ h attach.Host }

func (s *store) Detach(ctx context.Context) context.Context { return s.h.Detach(ctx) }
