package runs

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Wrap returns a sink in front of next, usually a [webhook.Router] with the handlers of records. For each of Knit's
// deliveries it
//
//   - checks that the integration in the unsigned header is the one that the signed sync belongs to, and sets
//     [webhook.Delivery.TenantSigned]. A delivery of another integration is dropped, and reported to
//     [OnTenantMismatch]. A delivery of an unknown sync waits for ten minutes, because events can arrive
//     before the response of sync.start; after that the error is an ordinary one, so that a queue parks it.
//   - passes a record event on only if it is newer than what was applied to the record, see
//     [Event.Supersedes]. An older one is done without next.
//   - counts what next has done for the run, and follows the run's reports.
//
// Deliveries of other providers, and Knit's events that do not belong to a sync, pass unchanged.
//
// The reports of a run, such as [knit.SyncAllConsumed], are passed on as well. A run is complete later than
// that, when everything was applied: see [OnRunComplete].
func (t *Tracker) Wrap(next webhook.Sink) webhook.Sink {
	if next == nil {
		panic("runs: Wrap(nil)")
	}
	return webhook.SinkFunc(func(ctx context.Context, d *webhook.Delivery) error {
		if d == nil || d.Source != "knit" {
			return next.Accept(ctx, d)
		}
		env, err := peek(d.Body)
		if err != nil {
			return err
		}
		if env.SyncJobID == "" && !env.isRecord() {
			return next.Accept(ctx, d)
		}
		return t.accept(ctx, d, env, next)
	})
}

// envelope has the members of an event that a tracker reads.
type envelope struct {
	RunKey

	eventType, eventID, recordID string
	syncType                     knit.SyncType
	dataType                     knit.DataType
	triggeredAt                  time.Time
}

func (e *envelope) isRecord() bool { return strings.HasPrefix(e.eventType, "record.") }

// RunOf returns the run that a delivery counts for: the run of a record event. ok is false for all other
// deliveries. A store that keeps deliveries counts with it.
func RunOf(d *webhook.Delivery) (key RunKey, ok bool) {
	if d.Source != "knit" || !strings.HasPrefix(d.Type, "knit:record.") {
		return RunKey{}, false
	}
	env, err := peek(d.Body)
	if err != nil || env.SyncJobID == "" || env.SyncRunID == "" {
		return RunKey{}, false
	}
	return env.RunKey, true
}

func peek(body []byte) (*envelope, error) {
	var v [8][]byte
	if err := jsonpeek.PickExact(body, v[:], "eventType", "eventId", "recordId", "syncType", "syncDataType", "syncJobId", "syncRunId", "triggeredAt"); err != nil {
		return nil, err
	}
	text := func(value []byte) string {
		s, ok := jsonpeek.Text(value)
		if !ok && jsonpeek.KindOf(value) == jsonpeek.Number {
			return string(value) // the decoder also accepts a number
		}
		return string(s)
	}
	return &envelope{
		RunKey:    RunKey{text(v[5]), text(v[6])},
		eventType: text(v[0]), eventID: text(v[1]), recordID: text(v[2]),
		syncType: knit.SyncType(text(v[3])), dataType: knit.DataType(text(v[4])), triggeredAt: epoch(v[7]),
	}, nil
}

// epoch returns the time of a member that has milliseconds since 1970, zero if there is none.
func epoch(value []byte) time.Time {
	if len(value) == 0 {
		return time.Time{}
	}
	if n, err := strconv.ParseInt(strings.Trim(string(value), `"`), 10, 64); err == nil && n > 1e12 && n < 1e13 {
		return time.UnixMilli(n).UTC()
	}
	var e knit.RawEvent // it knows the other notations
	if err := json.Unmarshal([]byte(`{"triggeredAt":`+string(value)+`}`), &e); err != nil {
		return time.Time{}
	}
	return e.TriggeredAt
}

// accept handles a delivery that belongs to a sync.
func (t *Tracker) accept(ctx context.Context, d *webhook.Delivery, env *envelope, next webhook.Sink) error {
	if problem := env.problem(d); problem != "" {
		return failed("accept", problem, rolecall.ErrInvalid)
	}
	job, run, err := t.store.Lookup(ctx, env.RunKey)
	if err != nil {
		return err
	}
	e := t.event(d, env)
	if job == nil || job.Integration == "" {
		if job, err = t.infer(ctx, d.Tenant, env); err != nil {
			return err
		}
	}
	switch {
	case job == nil:
		return t.unknown(ctx, e, env)
	case job.Integration != d.Tenant:
		return t.mismatch(ctx, d, job)
	}
	d.TenantSigned = true
	if !env.isRecord() {
		if err := t.report(ctx, d, env); err != nil {
			return err
		}
		return next.Accept(ctx, d)
	}
	if run == nil && env.SyncRunID != "" {
		if run, err = t.discover(ctx, env, d.Tenant); err != nil {
			return err
		}
	}
	return t.record(ctx, d, e, job, run, next)
}

// problem returns what is wrong with an event that belongs to a sync, or "".
func (e *envelope) problem(d *webhook.Delivery) string {
	switch {
	case e.SyncJobID == "":
		return "record event has no syncJobId: its tenant cannot be verified"
	case e.isRecord() && e.recordID == "":
		return "record event has no recordId"
	case d.Tenant == "":
		return "no integration id in header X-Knit-Integration-Id (removed by a proxy?)"
	}
	return ""
}

// event returns the event of a delivery, without what follows from its run. It removes an impossible time from
// env.
func (t *Tracker) event(d *webhook.Delivery, env *envelope) *Event {
	env.triggeredAt = t.plausible(env.triggeredAt)
	e := &Event{
		RunKey: env.RunKey, EventID: env.eventID, Integration: d.Tenant, DataType: env.dataType, RecordID: env.recordID, Key: d.Key,
		Deleted: env.eventType == "record.deleted", Received: d.Received, Version: env.triggeredAt,
	}
	if e.Received.IsZero() {
		e.Received = t.now()
	}
	return e
}

// plausible returns a time of Knit, or zero if it is in the future or before Knit existed. Such a version
// would win over all later ones, and such a beginning would make all later runs old.
func (t *Tracker) plausible(at time.Time) time.Time {
	if at.After(t.now().Add(maxAhead)) || at.Year() < 2015 {
		return time.Time{}
	}
	return at
}

// unknown returns the error for an event of a sync whose integration is not known.
func (t *Tracker) unknown(ctx context.Context, e *Event, env *envelope) error {
	t.counters.unknown.Add(1)
	first := e.Received
	if env.isRecord() {
		var err error
		if first, err = t.store.Arrival(ctx, e); err != nil {
			return err
		}
	}
	err := failed("accept", "unknown sync: it was started elsewhere (see Tracker.Bind), or its start has not returned yet", rolecall.ErrNotFound)
	if t.now().Sub(first) < unknownFor {
		return webhook.RetryAfter(retryAfter, err)
	}
	return err
}

// mismatch drops a delivery whose header names another integration than that of its sync.
func (t *Tracker) mismatch(ctx context.Context, d *webhook.Delivery, job *Job) error {
	t.counters.mismatches.Add(1)
	t.log.WarnContext(ctx, "knit run: a delivery under another integration's id was dropped",
		"header_integration", d.Tenant, "integration", job.Integration, "sync_job", job.SyncJobID)
	if t.onTenantMismatch != nil {
		t.onTenantMismatch(ctx, d, job.Integration)
	}
	return webhook.Drop(failed("accept", "the sync does not belong to the integration in header X-Knit-Integration-Id", rolecall.ErrForbidden))
}

// record handles a record event.
func (t *Tracker) record(ctx context.Context, d *webhook.Delivery, e *Event, job *Job, run *Run, next webhook.Sink) error {
	first, err := t.store.Arrival(ctx, e)
	if err != nil {
		return err
	}
	signed := !e.Version.IsZero()
	if !signed {
		e.Version = first
	}
	e.Baseline = job.Swept
	e.Began, e.BeganSure = e.Version, true // an event without a run, such as a real-time event
	if run != nil {
		e.Began, e.BeganSure = run.Began, run.BeganSure
		if !run.BeganSure && signed && e.Version.Before(run.Began) {
			e.Began = e.Version // the run was discovered by an event that Knit has created later
		}
	}
	applied, err := t.store.Apply(ctx, e, func(ctx context.Context) error { return next.Accept(ctx, d) })
	switch {
	case errors.Is(err, ErrUndecided):
		return webhook.RetryAfter(retryAfter, err)
	case err != nil:
		return err
	case applied:
		t.counters.applied.Add(1)
	default:
		t.counters.older.Add(1)
	}
	return nil
}

// discover stores a new run, at its first event.
func (t *Tracker) discover(ctx context.Context, env *envelope, integration string) (*Run, error) {
	var found Run
	err := t.updateRun(ctx, env, integration, func(_ context.Context, r *Run) error { found = *r; return nil })
	return &found, err
}

// updateRun calls f with the run of an event, which it creates if it is new.
func (t *Tracker) updateRun(ctx context.Context, env *envelope, integration string, f func(ctx context.Context, r *Run) error) error {
	return t.store.UpdateRun(ctx, env.RunKey, func(ctx context.Context, r *Run) error {
		if r.Created.IsZero() {
			if err := t.create(ctx, r, env, integration); err != nil {
				return err
			}
		}
		if r.SyncType == "" {
			r.SyncType = env.syncType
		}
		return f(ctx, r)
	})
}

// create fills in a new run and plans its watchdog.
func (t *Tracker) create(ctx context.Context, r *Run, env *envelope, integration string) error {
	now := t.now().UTC()
	r.Integration, r.DataType, r.SyncType, r.Created = integration, env.dataType, env.syncType, now
	r.Began = now
	if !env.triggeredAt.IsZero() {
		r.Began = env.triggeredAt
	}
	start, err := t.store.Start(ctx, StartKey{integration, env.dataType})
	if err != nil {
		return err
	}
	if start != nil {
		r.Inactive = start.Inactive
		if start.State == StartDone {
			r.Request = start.Request
		}
		if err := t.noticed(ctx, r, env, start); err != nil {
			return err
		}
	}
	return t.later.At(ctx, t.nextLook(now, r), runTask(r.RunKey))
}

// The events that report about a run.
const (
	processedEvent = "sync.events.processed"
	consumedEvent  = "sync.events.allConsumed"
	failedEvent    = "sync.failed"
)

// report follows the reports of a run.
func (t *Tracker) report(ctx context.Context, d *webhook.Delivery, env *envelope) error {
	if env.SyncRunID == "" {
		return nil
	}
	var e *knit.SyncEvent
	switch env.eventType {
	case processedEvent, consumedEvent:
		var err error
		if e, err = reportOf(d.Body); err != nil {
			return err
		}
	case failedEvent:
	default:
		return nil
	}
	return t.updateRun(ctx, env, d.Tenant, func(ctx context.Context, r *Run) error {
		if r.State != RunOpen {
			return nil // it is final
		}
		if e == nil {
			r.Failed = true
			return t.lookNow(ctx, r)
		}
		t.learn(r, &e.Data)
		if env.eventType == processedEvent || e.Data.Complete != nil && !*e.Data.Complete {
			return nil
		}
		if n := e.Data.Consumed; n != nil && *n >= 0 {
			r.Consumed = n
		}
		if r.AllConsumed.IsZero() {
			r.AllConsumed = t.now().UTC()
		}
		return t.lookNow(ctx, r)
	})
}

// learn takes over what both reports of a run have.
func (t *Tracker) learn(r *Run, report *knit.SyncReport) {
	if at := t.plausible(report.StartedAt); !at.IsZero() && r.Created.Sub(at) < knitRetries {
		r.Began = at
	}
	r.BeganSure = true // nothing will tell more
	if n := report.Emitted; n != nil && *n >= 0 {
		r.Emitted = n
	}
}
