package runs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/rolecall-dev/rolecall/knit"
)

// Reason is the reason that a run is incomplete.
type Reason uint8

// The reasons.
const (
	ReasonNone       Reason = iota
	ReasonParked            // events are out of attempts and wait for an operator
	ReasonDropped           // handlers have dropped events
	ReasonCounts            // fewer events have arrived than Knit has counted
	ReasonUnfinished        // Knit has not reported within four days that all events were acknowledged, or some still wait
	ReasonFailed            // Knit has reported that the run failed
)

// String returns "none", "parked", "dropped", "counts", "unfinished" or "failed".
func (r Reason) String() string {
	names := [...]string{"none", "parked", "dropped", "counts", "unfinished", "failed"}
	if int(r) < len(names) {
		return names[r]
	}
	return "unknown"
}

// ErrIncomplete means that a run has ended without all its records. The error is an [*IncompleteError].
var ErrIncomplete = errors.New("runs: the run is incomplete")

// IncompleteError describes the reason that a run is incomplete.
type IncompleteError struct {
	Reason Reason
	// Expected is the number of record events that Knit has counted, and Emitted the number that it has
	// created; -1: not known. Applied, Parked and Dropped are our own counts.
	Expected, Emitted, Applied, Parked, Dropped int
}

// Error returns the reason with its numbers, and what to do.
func (e *IncompleteError) Error() string {
	switch e.Reason {
	case ReasonParked:
		return fmt.Sprintf("runs: the run is incomplete: %d of its events are parked, %d applied: fix the cause, replay them, and start another initial run if deleted records matter", e.Parked, e.Applied)
	case ReasonDropped:
		return fmt.Sprintf("runs: the run is incomplete: %d of its events were dropped, %d applied: look at the errors of the dropped deliveries", e.Dropped, e.Applied)
	case ReasonCounts:
		if e.Expected < 0 {
			return fmt.Sprintf("runs: the run is incomplete: Knit has not reported how many events it has, and %d were applied", e.Applied)
		}
		if e.Emitted > e.Expected {
			return fmt.Sprintf("runs: the run is incomplete: Knit has created %d events and counts only %d as acknowledged; %d were applied", e.Emitted, e.Expected, e.Applied)
		}
		return fmt.Sprintf("runs: the run is incomplete: Knit counts %d events, and %d were applied: has another receiver acknowledged some?", e.Expected, e.Applied)
	case ReasonUnfinished:
		return fmt.Sprintf("runs: the run is incomplete: it has not ended within four days; %d events were applied", e.Applied)
	case ReasonFailed:
		return fmt.Sprintf("runs: the run is incomplete: Knit has reported that it failed; %d events were applied", e.Applied)
	}
	return ErrIncomplete.Error()
}

// Is reports whether target is ErrIncomplete.
func (e *IncompleteError) Is(target error) bool { return target == ErrIncomplete }

// SafeText returns the text, which contains no record.
func (e *IncompleteError) SafeText() string { return e.Error() }

// Report is the result of a run.
type Report struct {
	Integration, SyncJobID string
	// SyncRunID is empty for a sync that was started and of which no event has arrived within four days, if
	// Knit had not returned the id of the run.
	SyncRunID string
	DataType  knit.DataType
	SyncType  knit.SyncType
	// Began is the time at which the run began, and Ended when it became final.
	Began, Ended time.Time
	// Expected is the number of record events that Knit has counted; 0 if it has not reported any.
	Expected int
	// Applied events were handled, or are older than what was applied before. Dropped events were handled
	// with an error of webhook.Drop. Parked events are out of attempts, and those that waited when the run
	// was given up are none of the three.
	Applied, Dropped, Parked int
	// Swept is the number of records that were deleted because they were not in the run.
	Swept int
	// Complete means that every record event of the run was applied. It is final: deliveries that are replayed later do
	// not change it.
	Complete bool
	// Err is an *[IncompleteError] if the run is not complete, and a *[SweepGuardError] if it is complete but
	// the guard has stopped the sweep.
	Err error
}

func reportFrom(r *Run) Report {
	expected, known := r.expected()
	report := Report{
		Integration: r.Integration, SyncJobID: r.SyncJobID, SyncRunID: r.SyncRunID, DataType: r.DataType, SyncType: r.SyncType,
		Began: r.Began, Ended: r.Ended, Expected: expected, Applied: r.Applied, Dropped: r.Dropped, Parked: r.Parked, Swept: r.Swept,
		Complete: r.State == RunComplete,
	}
	if r.Silent {
		report.SyncRunID = ""
	}
	switch {
	case r.State == RunIncomplete:
		e := &IncompleteError{Reason: r.Reason, Expected: expected, Emitted: -1, Applied: r.Applied, Parked: r.Parked, Dropped: r.Dropped}
		if !known {
			e.Expected = -1
		}
		if r.Emitted != nil {
			e.Emitted = *r.Emitted
		}
		report.Err = e
	case r.Sweep == SweepHeld:
		report.Err = &SweepGuardError{r.Planned, r.Live}
	}
	return report
}

// Progress is how far a run has come.
type Progress struct {
	// Report has the numbers so far. Its Complete and Err are final only if Final is true.
	Report Report
	// Seen is the number of record events that have arrived, and Waiting the number of those that will be
	// handled, now or again. If the run has ended, Seen does not include those that waited then.
	Seen, Waiting int
	// Final means that the run has ended.
	Final bool
	// Held means that the sweep waits for [Tracker.ApproveSweep]; Would and Total are the numbers.
	Held         bool
	Would, Total int
	// NoSweep is the reason that there is no sweep after the run, "" if there is one or the run has not ended.
	NoSweep string
}

func progressOf(r *Run, c Counts) Progress {
	p := Progress{Report: reportFrom(r), Seen: c.Applied + c.Dropped + c.Parked + c.Waiting, Waiting: c.Waiting, Final: r.State != RunOpen, Held: r.Sweep == SweepHeld, NoSweep: r.NoSweep}
	if p.Held {
		p.Would, p.Total = r.Planned, r.Live
	}
	if !p.Final {
		p.Report.Applied, p.Report.Parked, p.Report.Dropped = c.Applied, c.Parked, c.Dropped
	}
	return p
}

// Runs returns the runs that the filter selects, with their progress, the one that began last first.
func (t *Tracker) Runs(ctx context.Context, f Filter) ([]Progress, error) {
	found, err := t.store.Runs(ctx, f)
	if err != nil {
		return nil, err
	}
	list := make([]Progress, len(found))
	for i := range found {
		r := &found[i]
		counts := Counts{Applied: r.Applied, Dropped: r.Dropped, Parked: r.Parked} // kept for longer than the events
		if r.State == RunOpen {
			if counts, err = t.store.Counts(ctx, r.RunKey); err != nil {
				return nil, err
			}
		}
		list[i] = progressOf(r, counts)
	}
	return list, nil
}

// counters count since New.
type counters struct{ applied, older, unknown, mismatches atomic.Int64 }

// Stats are the numbers of a tracker, for metrics.
type Stats struct {
	// Open is the number of runs in progress, Oldest the age of the one that began first, and Held the number of
	// sweeps that wait for approval. They are of all processes.
	Open   int
	Oldest time.Duration
	Held   int
	// Applied and Older count the record events that this process has passed on, and those that were older than
	// what was applied; Unknown the attempts with an unknown sync, and Mismatches the deliveries that were
	// dropped because of their integration. All since New.
	Applied, Older, Unknown, Mismatches int64
}

// maxStats limits the runs that Stats reads.
const maxStats = 10000

// Stats returns the numbers of the tracker. It reads all open runs, so call it every few seconds, not for every
// request. It counts at most 10,000 runs.
func (t *Tracker) Stats(ctx context.Context) (Stats, error) {
	s := Stats{
		Applied: t.counters.applied.Load(), Older: t.counters.older.Load(),
		Unknown: t.counters.unknown.Load(), Mismatches: t.counters.mismatches.Load(),
	}
	open, err := t.store.Runs(ctx, Filter{Open: true, Limit: maxStats})
	if err != nil {
		return Stats{}, err
	}
	held, err := t.store.Runs(ctx, Filter{Held: true, Limit: maxStats})
	if err != nil {
		return Stats{}, err
	}
	s.Open, s.Held = len(open), len(held)
	for i := range open {
		s.Oldest = max(s.Oldest, t.now().Sub(open[i].Created))
	}
	return s, nil
}

// logRun writes the one line of a run.
func (t *Tracker) logRun(ctx context.Context, r *Run, report *Report) {
	attrs := runAttrs(r)
	switch {
	case report.Err == nil:
		t.log.InfoContext(ctx, "knit run: complete", attrs...)
	case report.Complete:
		t.log.WarnContext(ctx, "knit run: complete, but the sweep needs approval", append(attrs, "error", report.Err.Error())...)
	default:
		t.log.ErrorContext(ctx, "knit run: incomplete", append(attrs, "error", report.Err.Error())...)
	}
}

func runAttrs(r *Run) []any {
	expected, _ := r.expected()
	attrs := []any{
		slog.String("integration", r.Integration), slog.String("data_type", string(r.DataType)), slog.String("sync_type", string(r.SyncType)),
		slog.String("sync_job", r.SyncJobID), slog.String("sync_run", r.SyncRunID),
		slog.Int("expected", expected), slog.Int("applied", r.Applied), slog.Int("dropped", r.Dropped), slog.Int("parked", r.Parked),
		slog.Int("swept", r.Swept), slog.Duration("took", r.Ended.Sub(r.Began).Round(time.Millisecond)),
	}
	if r.NoSweep != "" && r.SyncType == knit.SyncInitial {
		attrs = append(attrs, slog.String("no_sweep", r.NoSweep))
	}
	return attrs
}
