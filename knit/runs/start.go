package runs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
	"github.com/rolecall-dev/rolecall/knit"
)

const (
	// maxStartTime limits a call of sync.start with its attempts, and startLease is how long one that has begun
	// counts as in progress, on any server. It is longer because the clocks of servers differ.
	maxStartTime = 2 * time.Minute
	startLease   = 5 * time.Minute
	maxSaveTime  = 10 * time.Second
	// clockSkew is how far Knit's clock may be behind ours.
	clockSkew = time.Minute
)

// Start starts the sync of a kind of data at most once, whatever happens: the process dies, the response is
// lost, several servers start it at the same time. It stores first that the start has begun. A further call with
// an equal request returns the first result and makes no call. A different request is started, and the
// initial run that follows is not swept, because other models or filters may select other records.
//
// sync.start is never repeated blindly, because each call starts another initial run. After an ambiguous
// start, the next call of Start, or the first event, shows whether it has happened:
//
//   - [knit.Integration.UpdateSync] with the frequency and the destination that the request has changes
//     nothing. If it finds a sync that was not there before, the start has happened; if it finds none, it has
//     not (inferred). That is not possible for a request without both, nor if the sync was started before
//     with another request.
//   - An event of the sync that Knit has created since shows that the start has happened (inferred). Such an event
//     also binds the sync to the integration, if Knit signed its time (member triggeredAt).
//
// If neither happens within four days, the sync counts as not started, and Start starts it.
//
// The errors are:
//
//   - [knit.ErrStarting]: another call is starting the sync.
//   - [rolecall.ErrAmbiguous]: it is not known yet whether the sync was started. Call Start again later.
//   - An error together with a non-nil Sync: the sync was started, but the store could not save that.
//   - Any other error: the sync was not started. Call Start again.
//
// Do not call Start in a handler that has used the transaction of its delivery: see [Tracker.OnActivation].
func (t *Tracker) Start(ctx context.Context, i *knit.Integration, req knit.StartSyncRequest) (*knit.Sync, error) {
	if i == nil || i.ID() == "" {
		return nil, failed("start", "the integration is nil or has no id", rolecall.ErrInvalid)
	}
	if problem := transport.ProblemIn(req); problem != "" {
		return nil, failed("start", problem, rolecall.ErrInvalid)
	}
	hash, err := hashOf(req)
	if err != nil {
		return nil, failed("start", "the request does not encode", rolecall.ErrInvalid, err)
	}
	ctx = t.store.Detach(ctx)
	intent := Start{
		StartKey: StartKey{i.ID(), req.DataType}, State: StartBegun, BegunAt: t.now().UTC(), Request: hash,
		Inactive: req.IncludeInactiveRecords != nil && *req.IncludeInactiveRecords,
	}
	known, err := t.intend(ctx, intent)
	switch {
	case err != nil:
		return nil, err
	case known == nil:
		// The watchdog first: if that is not possible, nothing is started.
		silent := taskOf("silent", intent.Integration, string(intent.DataType), stamp(intent.BegunAt))
		if err := t.later.At(ctx, intent.BegunAt.Add(knitRetries), silent); err != nil {
			return nil, errors.Join(err, t.change(ctx, intent, undo))
		}
		return t.start(ctx, i, req, intent)
	case known.State == StartDone:
		return &knit.Sync{JobID: known.JobID, RunID: known.RunID}, nil
	}
	return t.resolve(ctx, i, req, *known, known.Request == hash)
}

func hashOf(req knit.StartSyncRequest) (string, error) {
	text, err := json.Marshal(req)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16]), nil
}

// intend stores that the start begins and returns nil, or returns the start that there is: one that is done, or
// an ambiguous one.
func (t *Tracker) intend(ctx context.Context, intent Start) (known *Start, err error) {
	err = t.store.UpdateStart(ctx, intent.StartKey, func(s *Start) error {
		known = nil
		age := intent.BegunAt.Sub(s.BegunAt)
		switch {
		case s.State == StartDone && s.Request == intent.Request:
			known = s
			return nil
		case s.State == StartBegun && age < startLease:
			return failed("start", "the sync is being started by another call", rolecall.ErrConflict, knit.ErrStarting)
		case (s.State == StartBegun || s.State == StartAmbiguous) && age < knitRetries:
			s.State = StartAmbiguous
			copied := *s
			known = &copied
			return nil
		}
		before := s.Previous
		if s.State == StartDone {
			copied := *s
			copied.Previous, before = nil, &copied
		}
		*s = intent
		s.Previous = before
		return nil
	})
	return known, err
}

// start calls sync.start and saves the result.
func (t *Tracker) start(ctx context.Context, i *knit.Integration, req knit.StartSyncRequest, intent Start) (*knit.Sync, error) {
	call, cancel := context.WithTimeout(ctx, maxStartTime)
	defer cancel()
	sync, err := i.StartSync(call, req)
	ctx, cancelSave := context.WithTimeout(context.WithoutCancel(ctx), maxSaveTime) // even when the caller has canceled
	defer cancelSave()
	switch {
	case err == nil:
		if err := t.started(ctx, intent, sync, t.now()); err != nil {
			return sync, failed("start", "the sync was started, but the store could not save that: call Start again later", rolecall.ErrAmbiguous, err)
		}
		return sync, nil
	case errors.Is(err, rolecall.ErrAmbiguous):
		return nil, errors.Join(err, t.change(ctx, intent, func(s *Start) { s.State = StartAmbiguous }))
	}
	return nil, errors.Join(err, t.change(ctx, intent, undo)) // if it fails, the start becomes ambiguous
}

// undo makes a start that has not happened the one before it.
func undo(s *Start) {
	if s.Previous != nil {
		*s = *s.Previous
		return
	}
	*s = Start{StartKey: s.StartKey}
}

// change changes a start unless another call has begun since.
func (t *Tracker) change(ctx context.Context, intent Start, f func(s *Start)) error {
	return t.store.UpdateStart(ctx, intent.StartKey, func(s *Start) error {
		if s.State != StartDone && s.BegunAt.Equal(intent.BegunAt) {
			f(s)
		}
		return nil
	})
}

// started saves a start that has happened.
func (t *Tracker) started(ctx context.Context, intent Start, sync *knit.Sync, now time.Time) error {
	if err := t.bind(ctx, sync.JobID, intent.Integration, intent.Request); err != nil {
		return err
	}
	if sync.RunID != "" {
		key := RunKey{sync.JobID, sync.RunID}
		if err := t.store.UpdateRun(ctx, key, func(ctx context.Context, r *Run) error {
			r.Request, r.Inactive = intent.Request, intent.Inactive
			if !r.Created.IsZero() {
				return nil // an event was faster
			}
			r.Integration, r.DataType, r.Created = intent.Integration, intent.DataType, now.UTC()
			r.Began, r.BeganSure = intent.BegunAt, true
			return t.later.At(ctx, t.nextLook(now, r), runTask(key))
		}); err != nil {
			return err
		}
	}
	return t.change(ctx, intent, func(s *Start) { s.done(sync.JobID, sync.RunID) })
}

func (s *Start) done(jobID, runID string) {
	s.State, s.JobID, s.RunID, s.Previous = StartDone, jobID, runID, nil
}

// resolve finds out whether an ambiguous start has happened. same says that its request was req.
func (t *Tracker) resolve(ctx context.Context, i *knit.Integration, req knit.StartSyncRequest, s Start, same bool) (*knit.Sync, error) {
	if s.Previous != nil || !same || req.Frequency == "" && req.Destination == "" {
		return nil, failed("start", "the sync may have been started: the first event of its run will tell", rolecall.ErrConflict, rolecall.ErrAmbiguous)
	}
	found, err := i.UpdateSync(ctx, knit.UpdateSyncRequest{DataType: req.DataType, Frequency: req.Frequency, Destination: req.Destination})
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxSaveTime)
	defer cancel()
	switch {
	case err == nil && found.JobID != "":
		sync := &knit.Sync{JobID: found.JobID}
		return sync, t.started(ctx, s, sync, t.now())
	case errors.Is(err, rolecall.ErrNotFound):
		err = failed("start", "the sync was not started: call Start again", rolecall.ErrUnavailable)
		return nil, errors.Join(err, t.change(ctx, s, undo))
	}
	return nil, failed("start", "the sync may have been started, and Knit did not say whether it exists: call Start again later", rolecall.ErrConflict, rolecall.ErrAmbiguous, err)
}

// infer returns the sync of an event whose start is ambiguous, if the event shows that it has happened: Knit
// has created it since, and signed that. The integration follows from the header that Knit does not sign. So
// what Knit or an operator says later replaces it. It returns nil if the event shows nothing.
func (t *Tracker) infer(ctx context.Context, integration string, env *envelope) (*Job, error) {
	if env.triggeredAt.IsZero() || env.dataType == "" {
		return nil, nil //nolint:nilnil // nothing is inferred
	}
	s, err := t.store.Start(ctx, StartKey{integration, env.dataType})
	if err != nil || s == nil || !t.shows(s, env) || s.Previous != nil {
		return nil, err
	}
	var inferred *Job
	err = t.store.UpdateJob(ctx, env.SyncJobID, func(j *Job) error {
		if j.Integration == "" {
			j.Integration, j.Inferred = integration, true
		}
		copied := *j
		inferred = &copied
		return nil
	})
	return inferred, err
}

// shows reports whether an event shows that an ambiguous start has happened.
func (t *Tracker) shows(s *Start, env *envelope) bool {
	ambiguous := s.State == StartAmbiguous || s.State == StartBegun && t.now().Sub(s.BegunAt) > startLease
	return ambiguous && env.syncType == knit.SyncInitial && !env.triggeredAt.Before(s.BegunAt.Add(-clockSkew))
}

// noticed completes a start by a run that has begun after it.
func (t *Tracker) noticed(ctx context.Context, r *Run, env *envelope, s *Start) error {
	silent := s.State == StartDone && s.RunID == "" && !r.Began.Before(s.BegunAt.Add(-clockSkew)) && env.syncType == knit.SyncInitial
	if !silent && !t.shows(s, env) {
		return nil
	}
	return t.store.UpdateStart(ctx, s.StartKey, func(now *Start) error {
		if now.BegunAt.Equal(s.BegunAt) && now.State == s.State {
			now.done(r.SyncJobID, r.SyncRunID)
			r.Request, r.Inactive = now.Request, now.Inactive
		}
		return nil
	})
}

// watchStart reports a start without a run for four days.
func (t *Tracker) watchStart(ctx context.Context, key StartKey, begun string) error {
	s, err := t.store.Start(ctx, key)
	if err != nil || s == nil || s.State != StartDone || s.RunID != "" || stamp(s.BegunAt) != begun {
		return err
	}
	return t.store.UpdateRun(ctx, RunKey{SyncJobID: s.JobID, SyncRunID: "silent " + begun}, func(ctx context.Context, r *Run) error {
		if r.Reported {
			return nil
		}
		now := t.now().UTC()
		*r = Run{
			RunKey: r.RunKey, Integration: s.Integration, DataType: s.DataType, SyncType: knit.SyncInitial, Request: s.Request,
			Silent: true, Began: s.BegunAt, BeganSure: true, Created: s.BegunAt, Ended: now, State: RunIncomplete, Reason: ReasonUnfinished,
			Sweep: SweepSkipped, NoSweep: "the run is incomplete",
		}
		return t.finish(ctx, r)
	})
}
