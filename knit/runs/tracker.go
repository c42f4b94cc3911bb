package runs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Engine is the Engine of the tracker's tasks.
const Engine = "knit/runs"

const (
	// knitRetries is for how long Knit delivers an event again, so an older run can no longer end.
	knitRetries = 4 * 24 * time.Hour
	// unknownFor is how long an event of an unknown sync waits, because events can arrive before the response
	// of sync.start.
	unknownFor = 10 * time.Minute
	retryAfter = 10 * time.Second
	// maxAhead is how far a time of Knit's may be in the future.
	maxAhead    = 10 * time.Minute
	defaultRows = 20
	defaultPart = 0.2
)

// Tracker follows the runs of Knit's syncs. It is safe for concurrent use.
type Tracker struct {
	store Store
	later rolecall.Later
	options
	counters counters

	mu      sync.Mutex
	starter *starter // of OnActivation
}

type options struct {
	now              func() time.Time
	log              *slog.Logger
	onComplete       func(ctx context.Context, r Report) error
	onSweep          func(ctx context.Context, p SweepPlan) error
	onProgress       func(ctx context.Context, p Progress)
	onTenantMismatch func(ctx context.Context, d *webhook.Delivery, want string)
	onStartFailed    func(ctx context.Context, key StartKey, err error)
	guardRows        int
	guardShare       float64
}

// Option is an option of [New].
type Option func(*options) error

// New returns a tracker that keeps its state in store and asks later for work at a later time. Like
// [webhook.On] it panics on a programming error: a nil argument or an invalid option.
func New(store Store, later rolecall.Later, opts ...Option) *Tracker {
	if store == nil || later == nil {
		panic("runs: New: the store or the Later is nil")
	}
	t := &Tracker{store: store, later: later, options: options{
		now: time.Now, log: slog.New(slog.DiscardHandler), guardRows: defaultRows, guardShare: defaultPart,
	}}
	for _, opt := range opts {
		if opt == nil {
			panic("runs: New: an option is nil")
		}
		if err := opt(&t.options); err != nil {
			panic(err.Error())
		}
	}
	return t
}

// WithClock sets the clock. The default is time.Now. now is called by several goroutines.
func WithClock(now func() time.Time) Option {
	return func(o *options) error { o.now = now; return required("WithClock", now == nil) }
}

// WithLogger sets a logger. Each run leaves one line when it ends, and a rejected delivery, a sweep that was
// stopped and a start that failed leave one each. They have the ids of integrations, syncs and runs,
// and numbers; never the id or the content of a record.
func WithLogger(l *slog.Logger) Option {
	return func(o *options) error { o.log = l; return required("WithLogger", l == nil) }
}

// OnRunComplete sets the function that is called once for each run, when it is complete and swept, or when it
// is certain that it is incomplete: see [Report]. If f returns an error, it is called again later. With a
// store in a database, what f writes in the transaction of ctx is written once.
func OnRunComplete(f func(ctx context.Context, r Report) error) Option {
	return func(o *options) error { o.onComplete = f; return required("OnRunComplete", f == nil) }
}

// OnSweep sets the function that deletes the records of a plan. Without it nothing is swept. f is called with
// up to 1,000 records at a time. If it returns an error, it is called again later with the same records, so
// deleting a record that does not exist must not be an error.
func OnSweep(f func(ctx context.Context, p SweepPlan) error) Option {
	return func(o *options) error { o.onSweep = f; return required("OnSweep", f == nil) }
}

// OnProgress sets a function that is called while a run is in progress, every ten seconds at first and every
// ten minutes for a run that takes hours. It must return soon, and must not call [Tracker.ApproveSweep] or [Tracker.Do].
func OnProgress(f func(ctx context.Context, p Progress)) Option {
	return func(o *options) error { o.onProgress = f; return required("OnProgress", f == nil) }
}

// OnTenantMismatch sets a function that is called for a delivery that was dropped, because its header names another
// integration than want, to which its sync belongs. An attacker has sent a recorded event with the id of another
// customer, or a proxy has confused two requests. The body is authentic, and that of want.
func OnTenantMismatch(f func(ctx context.Context, d *webhook.Delivery, want string)) Option {
	return func(o *options) error { o.onTenantMismatch = f; return required("OnTenantMismatch", f == nil) }
}

// OnStartFailed sets a function that is called each time the sync of an activated integration could not be
// started: see [Tracker.OnActivation]. The tracker tries again for four days.
func OnStartFailed(f func(ctx context.Context, key StartKey, err error)) Option {
	return func(o *options) error { o.onStartFailed = f; return required("OnStartFailed", f == nil) }
}

// WithGuard sets how many records a sweep may delete without asking: rows, or the share of the live records
// (0 to 1), whichever is more. The default is 20 rows or 20 %. With zero rows and a zero share every sweep
// needs [Tracker.ApproveSweep].
func WithGuard(rows int, share float64) Option {
	return func(o *options) error {
		if rows < 0 || !(share >= 0 && share <= 1) { // not NaN either
			return fmt.Errorf("runs: WithGuard(%d, %v): use 0 or more rows, and a share of 0 to 1", rows, share)
		}
		o.guardRows, o.guardShare = rows, share
		return nil
	}
}

func required(option string, missing bool) error {
	if missing {
		return errors.New("runs: " + option + "(nil)")
	}
	return nil
}

// Bind records that a sync belongs to an integration. It is for a sync that was started elsewhere: in Knit's
// dashboard, by Knit when the customer connected the tool, or by another program. [Tracker.Start] binds its
// syncs itself. The error matches [rolecall.ErrConflict] if the sync belongs to another integration.
func (t *Tracker) Bind(ctx context.Context, syncJobID, integration string) error {
	if syncJobID == "" || integration == "" {
		return failed("bind", "the id of the sync or of the integration is empty", rolecall.ErrInvalid)
	}
	return t.bind(t.store.Detach(ctx), syncJobID, integration, "")
}

// bind binds a sync by what Knit or an operator says, which replaces what was inferred from an event. The
// first request is the one that the first run is compared with.
func (t *Tracker) bind(ctx context.Context, syncJobID, integration, request string) error {
	return t.store.UpdateJob(ctx, syncJobID, func(j *Job) error {
		if j.Integration != "" && j.Integration != integration && !j.Inferred {
			return failed("bind", "the sync belongs to another integration already", rolecall.ErrConflict)
		}
		j.Integration, j.Inferred = integration, false
		if j.Request == "" && j.Baseline.IsZero() {
			j.Request = request
		}
		return nil
	})
}

// IntegrationOf returns the integration that a sync belongs to, "" if it is not known. Pass it to
// [knit.BindTenant] in front of an inbox if a delivery with a forged header should not even be stored. Then the
// events of an unknown sync are not stored either: Knit delivers them again for four days.
func (t *Tracker) IntegrationOf(ctx context.Context, syncJobID string) (string, error) {
	job, _, err := t.store.Lookup(ctx, RunKey{SyncJobID: syncJobID})
	if err != nil || job == nil {
		return "", err
	}
	return job.Integration, nil
}

// failed returns an error about a call of the tracker. message must not contain any part of a record.
func failed(op, message string, causes ...error) error {
	return transport.NewError("knit", "knit.runs."+op, message, causes...)
}

// wait returns how long to wait until something that has waited since a time is looked at again: longer and
// longer.
func wait(now, since time.Time, part int, least, most time.Duration) time.Duration {
	return min(max(now.Sub(since)/time.Duration(part), least), most)
}

// reportOf decodes the report of a run.
func reportOf(body []byte) (*knit.SyncEvent, error) {
	e := new(knit.SyncEvent)
	if err := json.Unmarshal(body, e); err != nil {
		return nil, &decodeError{err}
	}
	return e, nil
}

// decodeError is a body that does not decode. The cause may quote it.
type decodeError struct{ err error }

func (e *decodeError) Error() string {
	return "runs: the report of a run does not decode (its bytes are in Delivery.Body)"
}
func (e *decodeError) SafeText() string           { return e.Error() }
func (e *decodeError) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, e.Error()) }
func (e *decodeError) Unwrap() error              { return e.err }
