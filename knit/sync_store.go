package knit

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// SyncStore remembers the syncs that your backend starts: that each was started, so that it is
// started once, and which integration it belongs to. [StartOnce] and [StartOnActivation] write it;
// [BindTenant] reads it.
//
// There is at most one record for an integration and a data type, as there is one sync at Knit. In a
// database it is a table, and each method one statement or two:
//
//	CREATE TABLE knit_syncs (
//		integration_id text, data_type text, begun_at timestamptz, ambiguous boolean, job_id text, run_id text,
//		PRIMARY KEY (integration_id, data_type));
//	CREATE INDEX ON knit_syncs (job_id);
//
// [NewMemorySyncStore] is for tests, and for a backend of one process that starts its syncs again
// after a restart. All servers of a backend share one store. A SyncStore is used by many goroutines.
// Package knittest has TestSyncStore, which checks yours.
type SyncStore interface {
	// Begin stores record, and returns nil, if there is no record of the same IntegrationID and
	// DataType. If there is one, Begin changes nothing and returns it. Of several calls at the
	// same time, on any server, one returns nil: INSERT … ON CONFLICT DO NOTHING.
	Begin(ctx context.Context, record SyncRecord) (*SyncRecord, error)
	// Save stores record in place of that of the same IntegrationID and DataType, if there is one.
	// Call it for a sync that was started by other means, such as in Knit's dashboard.
	Save(ctx context.Context, record SyncRecord) error
	// Forget removes the record, if there is one: the sync was certainly not started.
	Forget(ctx context.Context, integrationID string, dataType DataType) error
	// IntegrationOf returns the IntegrationID of the record with this JobID, "" if there is none.
	IntegrationOf(ctx context.Context, syncJobID string) (integrationID string, err error)
}

// SyncRecord is what a [SyncStore] keeps of one sync: begun, if it has no JobID and is not ambiguous;
// ambiguous; or started, if it has a JobID.
type SyncRecord struct {
	// IntegrationID and DataType name the record. For a sync of [Integration.StartCustomSync], the
	// DataType is a name of your own.
	IntegrationID string
	DataType      DataType
	// BegunAt is when the start began, UTC.
	BegunAt time.Time
	// Ambiguous: the sync may or may not have been started. It is not started again.
	Ambiguous bool
	// JobID and RunID are those of the [Sync] that Knit returned. JobID is "" until then; RunID may
	// stay "".
	JobID, RunID string
}

// memorySyncStore is a SyncStore in memory.
type memorySyncStore struct {
	mu      sync.Mutex
	records map[syncKey]SyncRecord
	owners  map[string]string // the integration by JobID
}

type syncKey struct {
	integrationID string
	dataType      DataType
}

// NewMemorySyncStore returns a [SyncStore] in memory, which ends with the process. It holds one record
// for each sync.
func NewMemorySyncStore() SyncStore {
	return &memorySyncStore{records: map[syncKey]SyncRecord{}, owners: map[string]string{}}
}

func (s *memorySyncStore) Begin(_ context.Context, record SyncRecord) (*SyncRecord, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.records[syncKey{record.IntegrationID, record.DataType}]; ok {
		return &known, nil
	}
	s.put(record)
	return nil, nil //nolint:nilnil // no record
}

func (s *memorySyncStore) Save(_ context.Context, record SyncRecord) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(record)
	return nil
}

// put stores a record. The caller holds s.mu.
func (s *memorySyncStore) put(record SyncRecord) {
	s.remove(syncKey{record.IntegrationID, record.DataType})
	s.records[syncKey{record.IntegrationID, record.DataType}] = record
	if record.JobID != "" {
		s.owners[record.JobID] = record.IntegrationID
	}
}

func (s *memorySyncStore) Forget(_ context.Context, integrationID string, dataType DataType) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(syncKey{integrationID, dataType})
	return nil
}

// remove drops a record. If another record has the same JobID, that one says whose it is from then
// on. The caller holds s.mu.
func (s *memorySyncStore) remove(key syncKey) {
	jobID := s.records[key].JobID
	delete(s.records, key)
	if jobID == "" {
		return
	}
	delete(s.owners, jobID)
	for _, other := range s.records {
		if other.JobID == jobID {
			s.owners[jobID] = other.IntegrationID
		}
	}
}

func (s *memorySyncStore) IntegrationOf(_ context.Context, syncJobID string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.owners[syncJobID], nil
}

const (
	// longestStart bounds a call of sync.start, its attempts included.
	longestStart = 2 * time.Minute
	// startLease is how long a start that has begun is taken to be under way, here or on another
	// server. After that, the process that began it is taken to have ended: it was killed, or could
	// not write to the store. It is longer than longestStart by what clocks may differ.
	startLease = 5 * time.Minute
	// longestSave bounds a write of the outcome to the store.
	longestSave = 10 * time.Second
)

// ErrStarting is matched by the error of [StartOnce] for a sync that is being started right now, here
// or on another server: try again in some seconds.
var ErrStarting = errors.New("knit: the sync is being started")

// StartOnce starts the sync of req.DataType, unless the store says that it was started; then it
// returns the ids that the store has, without a call. So several servers, and a process that was
// killed and started again, start a sync once. What Knit returns is in the store before StartOnce
// returns, where [BindTenant] finds it.
//
// The error, if any, tells what the store has now:
//
//   - [ErrStarting]: another call is starting the sync.
//   - [rolecall.ErrAmbiguous]: the sync may have been started, and StartOnce does not start it again:
//     the response was lost or said 408, 500, 502, 504 or another 5xx, or the process ended between
//     the call and its response (which is noticed five minutes after the start began). Call
//     [Integration.UpdateSync]: its response has the JobID of the sync (inferred). Save that with
//     [SyncStore.Save]. [BindTenant] rejects the events of the sync until then. If there is no sync
//     after an hour, call [SyncStore.Forget], and StartOnce again.
//   - A non-nil [Sync] with an error: the sync was started, and the store could not save that.
//   - Any other: the sync was not started. The store has no record of it, so the next StartOnce tries
//     again.
//
// A call takes at most two minutes.
func StartOnce(ctx context.Context, store SyncStore, integration *Integration, req StartSyncRequest, call ...rolecall.CallOption) (*Sync, error) {
	if store == nil || integration == nil {
		return nil, startError("StartOnce needs a store and an integration", rolecall.ErrInvalid)
	}
	record := SyncRecord{IntegrationID: integration.id, DataType: req.DataType, BegunAt: time.Now().UTC()}
	known, err := store.Begin(ctx, record)
	if err != nil {
		return nil, startError("not started: the store of syncs failed", rolecall.ErrUnavailable, err)
	}
	if known != nil {
		return known.outcome(record.BegunAt)
	}
	started, err := integration.startWithin(ctx, longestStart, req, call)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestSave) // a caller who left does not lose the outcome
	defer cancel()
	switch {
	case err == nil:
		record.JobID, record.RunID = started.JobID, started.RunID
		if err := store.Save(ctx, record); err != nil {
			return started, startError(fmt.Sprintf("the sync of %s was started, and the store of syncs did not save it: call SyncStore.Save with the job id %s",
				record.DataType, record.JobID), rolecall.ErrAmbiguous, err)
		}
		return started, nil
	case errors.Is(err, rolecall.ErrAmbiguous):
		record.Ambiguous = true
		return nil, errors.Join(record.doubt(err), store.Save(ctx, record)) // unsaved, it is ambiguous when its lease ends
	}
	if lost := store.Forget(ctx, record.IntegrationID, record.DataType); lost != nil {
		err = errors.Join(err, lost) // it is ambiguous when its lease ends
	}
	return nil, err
}

// startWithin is StartSync with a limit to its time.
func (i *Integration) startWithin(ctx context.Context, limit time.Duration, req StartSyncRequest, call []rolecall.CallOption) (*Sync, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return i.StartSync(ctx, req, call...)
}

// outcome is what a record says to a caller who would start the sync now.
func (r *SyncRecord) outcome(now time.Time) (*Sync, error) {
	switch {
	case r.JobID != "":
		return &Sync{JobID: r.JobID, RunID: r.RunID}, nil
	case r.Ambiguous || now.Sub(r.BegunAt) > startLease:
		return nil, r.doubt(nil)
	}
	return nil, startError("the sync of "+string(r.DataType)+" is being started by another call", rolecall.ErrConflict, ErrStarting)
}

// doubt is the error of a start that may have happened.
func (r *SyncRecord) doubt(cause error) error {
	return startError(fmt.Sprintf("the sync of %s may have been started, and is not started again: call Integration.UpdateSync, whose response has the job id if there is a sync, and SyncStore.Save; if there is none, call SyncStore.Forget and StartOnce",
		r.DataType), cause, rolecall.ErrConflict, rolecall.ErrAmbiguous)
}

// startError is an error about the start of a sync. Its text says what to do.
func startError(message string, causes ...error) error {
	return transport.NewError("knit", opOf("sync.start"), message, causes...)
}
