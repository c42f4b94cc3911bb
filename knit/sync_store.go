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

// SyncStore stores the syncs that your backend has started, and the integration that each belongs to. With
// it, each sync is started only once. [StartOnce] and [StartOnActivation] write to it; [BindTenant] reads
// it.
//
// There is at most one record for an integration and a data type, because Knit has one sync for them. In a
// database, a SyncStore is a table, and each method is one or two statements:
//
//	CREATE TABLE knit_syncs (
//		integration_id text, data_type text, begun_at timestamptz, ambiguous boolean, job_id text, run_id text,
//		PRIMARY KEY (integration_id, data_type));
//	CREATE INDEX ON knit_syncs (job_id);
//
// [NewMemorySyncStore] is for tests, and for a backend of one process that starts its syncs again after a
// restart. All servers of a backend must share one store. A SyncStore must be safe for concurrent use.
// TestSyncStore of package knittest tests your implementation.
type SyncStore interface {
	// Begin stores record and returns nil if there is no record with the same IntegrationID and
	// DataType. If there is one, Begin changes nothing and returns that record. If several servers call
	// Begin at the same time, only one call returns nil: INSERT … ON CONFLICT DO NOTHING.
	Begin(ctx context.Context, record SyncRecord) (*SyncRecord, error)
	// Save stores record, and replaces a record with the same IntegrationID and DataType.
	// Call it for a sync that was started by other means, such as in Knit's dashboard.
	Save(ctx context.Context, record SyncRecord) error
	// Forget removes the record, if there is one. [StartOnce] calls it if the sync was certainly not
	// started.
	Forget(ctx context.Context, integrationID string, dataType DataType) error
	// IntegrationOf returns the IntegrationID of the record with this JobID, "" if there is none.
	IntegrationOf(ctx context.Context, syncJobID string) (integrationID string, err error)
}

// SyncRecord is the record of one sync in a [SyncStore]. It has three states: started, if JobID is set;
// ambiguous, if Ambiguous is true; otherwise, its start has begun.
type SyncRecord struct {
	// IntegrationID and DataType identify the record. For a sync of [Integration.StartCustomSync], choose
	// any name as the DataType.
	IntegrationID string
	DataType      DataType
	// BegunAt is the time at which the start began, UTC.
	BegunAt time.Time
	// Ambiguous means that the sync may or may not have been started. [StartOnce] does not start it again.
	Ambiguous bool
	// JobID and RunID are those of the [Sync] that Knit returned. JobID is "" until then. RunID may
	// remain "".
	JobID, RunID string
}

// memorySyncStore is a SyncStore in memory.
type memorySyncStore struct {
	mu      sync.Mutex
	records map[syncKey]SyncRecord
	owners  map[string]string // the integration id by JobID
}

type syncKey struct {
	integrationID string
	dataType      DataType
}

// NewMemorySyncStore returns a [SyncStore] in memory, with one record per sync. The records are lost when the
// process ends.
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

// remove deletes a record. If another record has the same JobID, the JobID then belongs to the integration
// of that record. The caller holds s.mu.
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
	// maxStartTime limits the duration of a call of sync.start, including its attempts.
	maxStartTime = 2 * time.Minute
	// startLease is how long a start that has begun counts as in progress, on any server. After that, the
	// process that began it was probably killed or could not write to the store. startLease is longer than
	// maxStartTime because the clocks of servers differ.
	startLease = 5 * time.Minute
	// maxSaveTime limits the duration of saving the result in the store.
	maxSaveTime = 10 * time.Second
)

// ErrStarting means that another call of [StartOnce], on this or another server, is starting the sync. Call
// StartOnce again after a few seconds.
var ErrStarting = errors.New("knit: sync is being started")

// StartOnce starts the sync of req.DataType, if the store has no record that it was started. Otherwise it
// returns the ids in the store and makes no call. A sync is therefore started only once, even by several
// servers, or by a process that was killed and restarted. Before StartOnce returns, it saves the ids from
// Knit's response, so that [BindTenant] can read them.
//
// The errors are:
//
//   - [ErrStarting]: another call is starting the sync.
//   - [rolecall.ErrAmbiguous]: the sync may have been started, and StartOnce does not start it again.
//     Either the response was lost, or its status was 408 or a 5xx except 501 and 503, or the process ended
//     before the response arrived. StartOnce reports the last case only five minutes after the start began.
//     To resolve this, call [Integration.UpdateSync]: its response contains the JobID of the sync
//     (inferred). Save the JobID with [SyncStore.Save]. Until then [BindTenant] rejects the events of the
//     sync. If there is no sync after an hour, call [SyncStore.Forget], and StartOnce again.
//   - An error together with a non-nil [Sync]: the sync was started, but the store could not save that.
//   - Any other error: the sync was not started. The store has no record of it, so the next StartOnce
//     starts it.
//
// A call takes at most two minutes.
func StartOnce(ctx context.Context, store SyncStore, integration *Integration, req StartSyncRequest, call ...rolecall.CallOption) (*Sync, error) {
	switch {
	case store == nil:
		return nil, startError("store is nil", rolecall.ErrInvalid)
	case integration == nil:
		return nil, startError("integration is nil", rolecall.ErrInvalid)
	}
	record := SyncRecord{IntegrationID: integration.id, DataType: req.DataType, BegunAt: time.Now().UTC()}
	known, err := store.Begin(ctx, record)
	if err != nil {
		return nil, startError("sync not started: SyncStore.Begin failed", rolecall.ErrUnavailable, err)
	}
	if known != nil {
		return known.result(record.BegunAt)
	}
	started, err := integration.startWithin(ctx, maxStartTime, req, call)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxSaveTime) // save the result even if the caller canceled
	defer cancel()
	switch {
	case err == nil:
		record.JobID, record.RunID = started.JobID, started.RunID
		if err := store.Save(ctx, record); err != nil {
			return started, startError(fmt.Sprintf("sync of %s was started, but SyncStore.Save failed: call Save again with JobID %s",
				record.DataType, record.JobID), rolecall.ErrAmbiguous, err)
		}
		return started, nil
	case errors.Is(err, rolecall.ErrAmbiguous):
		record.Ambiguous = true
		return nil, errors.Join(record.ambiguous(err), store.Save(ctx, record)) // if Save fails, the record becomes ambiguous when its lease ends
	}
	if forgetErr := store.Forget(ctx, record.IntegrationID, record.DataType); forgetErr != nil {
		err = errors.Join(err, forgetErr) // the record becomes ambiguous when its lease ends
	}
	return nil, err
}

// startWithin is StartSync with a time limit.
func (i *Integration) startWithin(ctx context.Context, limit time.Duration, req StartSyncRequest, call []rolecall.CallOption) (*Sync, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return i.StartSync(ctx, req, call...)
}

// result returns what StartOnce returns at the time now if the store has record r.
func (r *SyncRecord) result(now time.Time) (*Sync, error) {
	switch {
	case r.JobID != "":
		return &Sync{JobID: r.JobID, RunID: r.RunID}, nil
	case r.Ambiguous || now.Sub(r.BegunAt) > startLease:
		return nil, r.ambiguous(nil)
	}
	return nil, startError("sync of "+string(r.DataType)+" is being started by another call", rolecall.ErrConflict, ErrStarting)
}

// ambiguous returns the error for a sync that may have been started.
func (r *SyncRecord) ambiguous(cause error) error {
	return startError(fmt.Sprintf("sync of %s may have been started and is not started again: call Integration.UpdateSync; if there is a sync, save its JobID with SyncStore.Save, otherwise call SyncStore.Forget and StartOnce",
		r.DataType), cause, rolecall.ErrConflict, rolecall.ErrAmbiguous)
}

// startError returns an error about the start of a sync.
func startError(message string, causes ...error) error {
	return transport.NewError("knit", opOf("sync.start"), message, causes...)
}
