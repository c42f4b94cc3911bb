// Package durable stores the deliveries of webhooks in a database before they are acknowledged, and handles
// each of them once in effect, also if the process dies, the database restarts, or the provider sends an
// event twice.
//
// An [Inbox] is a webhook.Sink in front of your handlers. It commits a delivery to SQLite or PostgreSQL,
// and only then the receiver responds 200. Workers handle the stored deliveries, with retries, and park what
// fails too often. Underneath is the job queue River; what the inbox adds is a table of its own, the ledger,
// with one row for each delivery.
//
// # A backend
//
// Open the engine, give it your handlers, pass the inbox to the receivers, start:
//
//	engine, err := durable.Open(ctx, os.Getenv("DATABASE_URL"), durable.WithLogger(slog.Default()))
//	…
//	router := webhook.NewRouter()
//	webhook.On(router, knit.JobNew, saveJob)
//	inbox := engine.Inbox(router, durable.OnParked(alert))
//	hooks, err := knit.NewReceiver([]string{apiKey}, inbox, webhook.Use(knit.BindTenant(syncs.IntegrationOf)))
//	…
//	err = engine.Start(ctx)
//	…
//	mux.Handle("POST /hooks/knit", hooks)
//	mux.HandleFunc("GET /ready", func(w http.ResponseWriter, r *http.Request) {
//		if err := engine.Ready(r.Context()); err != nil {
//			http.Error(w, err.Error(), http.StatusServiceUnavailable)
//		}
//	})
//
// DATABASE_URL is "postgres://…" or the path of a SQLite file; if it is empty, the engine uses the file
// rolecall.db. To stop, shut down the HTTP server, and then call [Engine.Stop].
//
// Do not use webhook.Dedup or webhook.Serial in front of an inbox: the ledger finds duplicates, and [Newer]
// orders the states of a record. Knit does not sign the customer of an event: use package
// runstore, or knit.BindTenant in front of the inbox, so that no event is handled for another customer:
//
//	hooks, err := knit.NewReceiver([]string{apiKey}, inbox, webhook.Use(knit.BindTenant(syncs.IntegrationOf)))
//
// Human Sourcing never sends an event again, so a 503 loses it: give its receiver an OnError that writes
// the delivery elsewhere, and see [NewerHumanSourcing].
//
// # Handlers
//
// Create the tables of your handlers with your own migrations, in the same database: the engine has no pool
// for writing outside of handlers. For SQLite, open the file with the driver "sqlite" and the parameters
// _pragma=busy_timeout(10000) and _txlock=immediate. Placeholders are $1 on PostgreSQL and ? on SQLite, which
// does not check foreign keys.
//
// A handler writes its rows in the transaction of [Tx]:
//
//	func saveJob(ctx context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
//		tx, err := durable.Tx(ctx)
//		if err != nil {
//			return err
//		}
//		if newer, err := durable.Newer(ctx, e.TriggeredAt); err != nil || !newer {
//			return err
//		}
//		_, err = tx.ExecContext(ctx, `insert into job … on conflict … do update …`, …)
//		return err
//	}
//
// The rows and the mark that the delivery is done are committed together, so that neither happens without
// the other. Two runs of one delivery at the same time, because a worker was given up too early, wait for one
// another at the mark, and the second finds that there is nothing left to do.
//
// Between Tx and its end, a handler must not call Accept, Replay or Purge: on SQLite they would wait for the
// write lock that its own transaction holds.
//
// A delivery whose type has no handler is done, as with every webhook.Router; see Router.OnUnknown.
//
// An effect outside the database, such as a call to a provider, cannot be part of the transaction: it may
// happen twice if the process dies after it. Make it idempotent, or put it into its own delivery with
// [Later], which is stored in the transaction and handled afterwards.
//
// The error of a handler decides what happens next:
//
//	nil                  done
//	webhook.Drop         dropped: marked with the class of the error, not retried
//	webhook.RetryAfter   handled again after the wait; not a failed attempt. Parked when older than GiveUpAfter
//	any other, a panic   handled again after 1 second to 1 hour. Parked after 25 attempts, see Attempts
//
// A handler that only writes to the engine's database can share a transaction with others: [InTx] is
// several times as fast.
//
// # Parked deliveries
//
// A parked delivery waits for an operator. [OnParked] is called once for it, Stats.Parked counts, and
// [Inbox.List] lists them with the class of the error. After the cause is fixed:
//
//	n, err := inbox.Replay(ctx, durable.Filter{State: durable.StateParked, Type: "knit:record.new/ats_jobs"})
//
// # What is stored where
//
// The tables are in the SQLite file, or in the PostgreSQL schema "rolecall" (see [WithSchema]):
//
//	rolecall_delivery   the ledger: one row for each delivery, with its body; see Retention
//	rolecall_key        the newest version of each record, for Newer; it has hashes of keys only
//	rolecall_task       work that an attached engine does later; see package runstore
//	rolecall_sync, rolecall_sync_start, rolecall_run
//	                    Knit's syncs and runs: ids, times and numbers, see package runstore
//	rolecall_record     the last state of each record of Knit, with its id, see package runstore
//	rolecall_migration  the version of these tables
//	river_…             River's tables; a job has the numbers of its rows and no other data
//
// Personal data is only in rolecall_delivery, and the ids of records also in rolecall_record, both sealed if you
// use [WithSealer]. It is never in River's tables,
// logs, errors or Stats: of a handler's error only the class is stored, such as its type, or the operation
// and the status of a *rolecall.Error. [Inbox.Purge] deletes the contents of all deliveries about a person.
//
// [Open] creates the tables and migrates them. To do that with a migration tool, see [PrintMigrations] and
// [WithoutMigration].
//
// If River's tables are lost, or an operator deletes a job in them, the deliveries that wait receive new
// jobs within minutes: the ledger counts.
//
// # SQLite or PostgreSQL
//
// SQLite needs no server and is durable: the file is in WAL mode, and what is accepted is synchronized to the
// disk. One or more processes on one machine can share the file, on a local disk, never on a network file
// system. River's SQLite driver is young; the ledger does not depend on it, since it can rebuild all jobs,
// and changing to PostgreSQL is one environment variable.
//
// When a process dies, another one, or the same after a restart, handles what it was handling within about a
// minute: River's lease on the leadership takes 15 seconds, and it looks for jobs of dead processes every 30.
// While the only process dies every few seconds, retries wait.
//
// PostgreSQL serves any number of processes on any number of machines. Behind PgBouncer, the DSN must lead to
// a pool in session mode.
//
// This module needs a 64-bit target, because River's SQLite driver (v0.51.2) does not compile for 32 bits.
//
// MySQL has no River driver. Store deliveries with your own webhook.Sink then.
//
// # Beyond one database
//
// Deliveries a second, measured on a machine with two cores that the database shares, and whose disk
// synchronizes 2,200 times a second. Yours depend on the disk: run the benchmarks of this package there.
//
//	                                 SQLite   PostgreSQL   no inbox
//	accepted, 1 request in flight       760          500      7,000
//	accepted, 64 requests in flight   5,000        3,600     13,900
//	handled, one by one               1,280          450
//	handled, InTx(64)                 9,100        3,500
//
// If that is not enough, in this order, each without touching a handler:
//
//   - Processes that only accept (WithWorkers(0)) next to processes that work.
//   - Several engines, one for each shard, chosen in a webhook.Sink by a hash of Delivery.Tenant. All
//     deliveries of a customer must stay in one shard.
//   - A log in front, such as JetStream or Kafka: a Sink that publishes with Delivery.Key as the partition
//     key and returns when the log has acknowledged, and a consumer that passes deliveries to Inbox.Accept.
//     A burst is then absorbed at the rate of the log.
//
// # River, and River UI
//
// [Engine.River] is the engine's own River client. With [WithRiver] it also works your jobs, inserted for
// example in the transaction of [Tx]. The dashboard River UI shows queues, failures and errors:
//
//	ui, err := riverui.NewHandler(&riverui.HandlerOpts{
//		Endpoints: riverui.NewEndpoints(engine.River(), nil),
//		Logger:    slog.Default(),
//		Prefix:    "/river",
//	})
//	…
//	err = ui.Start(ctx)
//	…
//	mux.Handle("/river/", requireOperator(ui))
//
// It is the module riverqueue.com/riverui, which this module does not require. Protect it: it can cancel and
// delete jobs. A job that is deleted there does not delete its delivery; use Inbox.Purge.
//
// River is licensed under the MPL 2.0. Only this module and those that import it depend on River.
package durable
