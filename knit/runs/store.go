package runs

import (
	"context"
	"errors"
	"time"

	"github.com/rolecall-dev/rolecall/knit"
)

// Store keeps what a [Tracker] knows. [NewMemoryStore] is for tests and trials. Package runstore of
// github.com/rolecall-dev/rolecall/webhook/durable keeps it in SQLite or PostgreSQL, in the transaction of the
// delivery. In your own store, each kind of state is one table with the exported fields as columns or
// as JSON; TestStore of package runstest tests it.
//
// All processes of a backend share one store. It is safe for concurrent use. If a method returns an error,
// the tracker does the same again later.
//
// A ctx may belong to a transaction, that of a delivery or a task that your backend is working on. Then all
// that is written with it takes effect when that transaction commits, or not at all, together with what your
// handlers write. Without one, each method has its own transaction.
type Store interface {
	// Detach returns a context that does not belong to the transaction of ctx, for writes that must be
	// kept whatever happens next. A store without transactions returns ctx.
	Detach(ctx context.Context) context.Context

	// Start returns the start of a sync, or nil if there is none.
	Start(ctx context.Context, key StartKey) (*Start, error)
	// UpdateStart locks the start of a sync, calls f with it and saves it, unless f returns an error, which
	// UpdateStart returns. If there is none, f receives a start with only its StartKey set.
	UpdateStart(ctx context.Context, key StartKey, f func(s *Start) error) error
	// UpdateJob is like UpdateStart, for a sync by its id.
	UpdateJob(ctx context.Context, syncJobID string, f func(j *Job) error) error
	// UpdateRun is like UpdateStart, for a run. All that f does with its context belongs to the same
	// transaction. f calls the other methods of the store for this run, except UpdateRun.
	UpdateRun(ctx context.Context, key RunKey, f func(ctx context.Context, r *Run) error) error
	// Lookup returns the sync of a run and the run, nil for each that is not in the store. It does not lock.
	Lookup(ctx context.Context, key RunKey) (*Job, *Run, error)
	// Runs returns the runs that the filter selects, the one that began last first.
	Runs(ctx context.Context, f Filter) ([]Run, error)

	// Arrival remembers that an attempt to handle a record event has begun, even if it fails later, and returns
	// the time of the first attempt: e.Received, or that of an earlier call for the same EventID. The store
	// of an inbox returns e.Received, because an inbox keeps the time of the first arrival, and counts
	// the attempts itself.
	Arrival(ctx context.Context, e *Event) (time.Time, error)
	// Apply applies an event to its record, which it locks, so that two events of one record wait for one
	// another. If the record has no state, or [Event.Supersedes] its last state, Apply calls next, and then
	// keeps the state of the event as the last, and returns true. Otherwise it returns false: the event
	// is older, or is about a deleted record. In both cases the event counts as done, and the record as seen in
	// the event's run. If Supersedes or next returns an error, Apply keeps nothing and returns the error;
	// if that is one of webhook.Drop, the event counts as dropped.
	//
	// If the record has no state and [Event.BeforeBaseline] is true, Apply keeps the event's state as a
	// swept one and returns false.
	//
	// The state of a deleted record is a tombstone. It is kept for at least five days longer than an event
	// can be retried.
	Apply(ctx context.Context, e *Event, next func(ctx context.Context) error) (bool, error)
	// Counts counts the record events of a run, each EventID once.
	Counts(ctx context.Context, key RunKey) (Counts, error)
	// Unseen counts the live records of the run's integration and data type, and those of them that are unseen:
	// none of their events belongs to this run or to a run that began when it did or later, and their last
	// state is not that of an event without a run with a Version of that time or later.
	Unseen(ctx context.Context, r *Run) (unseen, live int, err error)
	// Sweep locks up to limit unseen records, so that no event is applied to them in the meantime, calls f with their
	// ids, and then makes their last state a tombstone with Swept, the Version r.Began and the run r. It
	// returns how many. If f returns an error, Sweep keeps nothing and returns the error. It does not call f
	// if there is none.
	Sweep(ctx context.Context, r *Run, limit int, f func(ctx context.Context, records []string) error) (int, error)
}

// StartKey identifies the sync of one kind of data of a customer, of which Knit has one.
type StartKey struct {
	Integration string
	DataType    knit.DataType
}

// StartState is how far the start of a sync has come.
type StartState uint8

// The states. The zero value means that the sync was not started.
const (
	StartNone      StartState = iota
	StartBegun                // sync.start is being called, or the process has ended in the meantime
	StartAmbiguous            // it may or may not have happened
	StartDone
)

// Start is the start of a sync by [Tracker.Start].
type Start struct {
	StartKey

	State   StartState
	BegunAt time.Time
	// Request identifies the request, including the models. It is a hash.
	Request string
	// Inactive means that the request includes inactive records.
	Inactive bool
	// JobID and RunID are those that Knit returned. RunID may be empty.
	JobID, RunID string
	// Previous is the last start with StartDone, while another request is being started.
	Previous *Start
}

// Job is a sync, by its id at Knit.
type Job struct {
	SyncJobID string
	// Integration is the customer's integration that the sync belongs to.
	Integration string
	// Inferred means that Integration follows from an event, not from a response of Knit.
	Inferred bool
	// Baseline is the beginning of the last initial run that was complete, and Request its request, or that of
	// the first start while there is none. Both are zero for a sync that was started elsewhere.
	Baseline time.Time
	Request  string
	// Swept is the beginning of the last initial run after which the records were swept.
	Swept time.Time
}

// RunKey identifies a run.
type RunKey struct{ SyncJobID, SyncRunID string }

// RunState is the state of a run.
type RunState uint8

// The states. The last two are final.
const (
	RunOpen       RunState = iota
	RunComplete            // all its events were applied
	RunIncomplete          // something is missing
)

// SweepState is how far the sweep after an initial run has come.
type SweepState uint8

// The states of a sweep.
const (
	SweepNone    SweepState = iota // not decided
	SweepRunning                   // deleting, in slices
	SweepHeld                      // the guard has stopped it: see Tracker.ApproveSweep
	SweepSkipped                   // none, for the reason in Run.NoSweep
	SweepDone
)

// Run is one run of a sync.
type Run struct {
	RunKey

	Integration string
	DataType    knit.DataType
	SyncType    knit.SyncType
	// Request is that of the start under which the run began; "" if that is not certain.
	Request  string
	Inactive bool

	// Began is the time at which the run began: Knit's startedAt, or else the time of Start, or else that of
	// its first event. In the last case, BeganSure is false and the run may have begun earlier.
	Began     time.Time
	BeganSure bool
	// Created is the time of the run's first event or of its start, by the tracker's clock, and Ended the time at
	// which it became final.
	Created, Ended time.Time

	// Emitted and Consumed are Knit's counters of record events; nil: not known.
	Emitted, Consumed *int
	// AllConsumed is the time at which Knit reported that all events were acknowledged. It is zero before that.
	AllConsumed time.Time
	// Failed means that Knit reported that the run failed.
	Failed bool
	// Silent means that this is not a run, but a start without a run.
	Silent bool

	State    RunState
	Reported bool // OnRunComplete was called
	// Applied, Parked and Dropped are the counts when the run became final, and Reason why it is
	// incomplete.
	Applied, Parked, Dropped int
	Reason                   Reason

	Sweep   SweepState
	NoSweep string // the reason that there is no sweep
	// Planned records will be swept, or would be if the guard allowed it, of Live records. Swept records
	// were deleted so far.
	Planned, Live, Swept int
}

// Event is one record event.
type Event struct {
	RunKey

	EventID     string
	Integration string
	DataType    knit.DataType
	RecordID    string
	// Key is webhook.Delivery.Key.
	Key     string
	Deleted bool
	// Received is the time at which the delivery arrived, and Version the time that orders the states of the record.
	Received, Version time.Time
	// Began and BeganSure are those of the run, and Baseline is Job.Swept.
	Began     time.Time
	BeganSure bool
	Baseline  time.Time
}

// Last is the last state of a record, and the run of its event.
type Last struct {
	RunKey

	Version        time.Time
	Deleted, Swept bool
	Began          time.Time
	BeganSure      bool
}

// ErrUndecided means that it is not known yet whether the run of an event began before the run that has
// deleted its record. It is known when the report of the run has arrived, so the tracker tries again later.
var ErrUndecided = errors.New("runs: it is not known yet whether the record was deleted before or after the run began")

// Supersedes reports whether the event is newer than the last state of its record. An equal version is
// newer. A deletion is final unless the event is newer and its run began later: an event that was read before
// the deletion and arrives after it must not restore the record. A swept record is restored by the run that has
// swept it, and by later ones. An event from before the last sweep restores nothing, see [Event.BeforeBaseline]. The
// error is [ErrUndecided].
func (e *Event) Supersedes(last *Last) (bool, error) {
	if !last.Deleted || e.Deleted {
		return !e.Version.Before(last.Version), nil
	}
	if e.BeforeBaseline() {
		return false, nil // the record was deleted before the last sweep, and was not in its run either
	}
	if last.Swept { // it was not in a run that began at the version
		if before := e.Began.Before(last.Version); before || e.BeganSure {
			return !before, nil
		}
		return false, ErrUndecided
	}
	if sameRun := e.SyncRunID != "" && e.RunKey == last.RunKey; sameRun || !e.Version.After(last.Version) {
		return false, nil
	}
	return e.beganAfter(last)
}

// beganAfter reports whether the run of the event began after that of the last state. A run whose beginning is not
// sure began at that time or before.
func (e *Event) beganAfter(last *Last) (bool, error) {
	later := e.Began.After(last.Began)
	if e.BeganSure && last.BeganSure || !later && last.BeganSure || later && e.BeganSure {
		return later, nil
	}
	return false, ErrUndecided
}

// BeforeBaseline reports whether the event belongs to a run that began before the last swept one. A record
// without a state, or with that of a deletion, was not in that run, so it has been deleted since.
func (e *Event) BeforeBaseline() bool { return !e.Deleted && e.Began.Before(e.Baseline) }

// Counts are the numbers of record events of a run, each event once.
type Counts struct {
	// Applied events were handled, or are older than a state that was applied. Dropped events were
	// handled with an error of webhook.Drop. Waiting events will be handled again, and Parked events
	// only if an operator replays them.
	Applied, Dropped, Waiting, Parked int
}

// Filter selects runs. The zero value selects all.
type Filter struct {
	// Integration and SyncJobID, if not empty, are those of the runs.
	Integration, SyncJobID string
	// Open selects only runs that are not final or not reported, and Held only those whose sweep the guard
	// has stopped.
	Open, Held bool
	// Limit is the maximum number of runs. 0 means 100.
	Limit int
}
