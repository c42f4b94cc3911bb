// Package runs follows the runs of Knit's syncs: it tells you when all records of a run are in your tables, in
// the right order and for the right customer, and which records a customer's tool no longer has.
//
// Knit delivers one record in each request, at least once and in no promised order. It names the customer only in
// a header that it does not sign. And it reports "all consumed" when every request has its response, which is before your
// queue has handled them. A [Tracker] is called before your handlers and adds what is missing:
//
//   - Tenant. A delivery is passed on only if its signed sync belongs to the integration in the header.
//   - Order. An event that is older than what was applied to its record is skipped, and a deleted record is not
//     restored by a change that was read before the deletion.
//   - Barrier. A run is complete when Knit has reported how many events it has, as many have been applied, and
//     none waits or is parked.
//   - Sweep. Records that are missing from a complete initial run were deleted in the tool without an event:
//     your function deletes them too, unless they are suspiciously many.
//   - Watchdog. A run that does not end within four days, for which Knit delivers an event again, is reported as
//     incomplete.
//   - Start. A sync is started once for each customer, even if the process dies in between.
//
// # A backend
//
// With package durable of github.com/rolecall-dev/rolecall/webhook/durable, everything is kept in SQLite or
// PostgreSQL, in the same transaction as your handlers' rows:
//
//	tracker := runstore.Attach(engine,
//		runs.OnSweep(deleteRecords),   // func(ctx context.Context, p runs.SweepPlan) error
//		runs.OnRunComplete(runDone))   // func(ctx context.Context, r runs.Report) error
//	router := webhook.NewRouter()
//	webhook.On(router, knit.EmployeeNew, saveEmployee)
//	webhook.On(router, knit.EmployeeModified, saveEmployee)
//	webhook.On(router, knit.EmployeeDeleted, deleteEmployee)
//	webhook.On(router, knit.IntegrationActivated, tracker.OnActivation(client, requests...))
//	inbox := engine.Inbox(tracker.Wrap(router), durable.InTx(64), durable.OnParked(alert))
//	hooks, err := knit.NewReceiver([]string{apiKey}, inbox)
//
// Without it, give [New] a [Store] on your own database and a [rolecall.Later] on your own queue; package runstest
// tests them. [NewMemoryStore] and [NewTimers] are for trials, as in the example.
//
// A handler needs neither knit.BindTenant, nor knit.StartOnce, and need not compare versions: when it is called, the
// delivery is that of its tenant, and newer than what the record has. It must be idempotent if the store is not in
// the same transaction.
//
// # The life of a run
//
// A run is open until it is final:
//
//	complete     [knit.SyncAllConsumed] has arrived, and the record events that were applied are as many as
//	             Knit has counted. An event that is older than what was applied before counts as applied.
//	incomplete   An event is parked or was dropped; Knit's numbers do not agree with each other or, ten minutes
//	             after its report, with what was applied; Knit has reported a failure (sync.failed, inferred);
//	             or four days have passed.
//
// Then [OnRunComplete] is called, once, with a [Report]. An incomplete run stays incomplete: what a replay applies
// later is applied, and nothing is swept. While a run is open, the tracker looks after it 2 seconds to a
// minute apart. [Tracker.Runs] lists runs with their progress, [OnProgress] reports it, [Tracker.Stats] has the numbers
// for metrics, and each run leaves one line in the log of [WithLogger].
//
// # What is swept
//
// After a complete initial run, the records of its integration and data type that are in no event of the run, nor
// of a run that began later, are given to [OnSweep]. There is no sweep
//
//   - after a delta run, or a run of an unknown type;
//   - if an event of the run is parked or was dropped, or the run is incomplete for another reason;
//   - if the run includes inactive records;
//   - after the first run with a changed request, such as other models: see [Tracker.Start]. Change the
//     models of a sync with Start, not with UpdateSync, so that the tracker knows;
//   - if the guard stops it: by default it allows 20 records, or 20 % of the live ones if that is more.
//     The run is then complete with a [SweepGuardError], and an operator decides: [Tracker.ApproveSweep].
//
// # The order of a record
//
// The version of an event is its signed triggeredAt, or, if Knit does not send it, the time of its first arrival, so
// that an attempt that failed and is repeated does not overwrite what came later. The newest version wins. A
// deletion leaves a tombstone, which a change replaces only if it is newer and its run began later. A run begins
// at the startedAt of its reports; until they arrive, at the time of Start, or at that of its first event. If
// the decision depends on a beginning that is not known yet, the event waits for the report.
//
// Events that belong to no run, as those of Knit's real-time events may, have an order and no barrier
// (inferred: Knit shows none).
//
// # What is inferred
//
// Knit does not document that consumed counts record events only, that a run that failed sends sync.failed with the
// id of the run, or what sync.update responds. See [Tracker.Start] for the last one.
package runs
