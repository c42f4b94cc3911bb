package runs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
)

const destination = "http://127.0.0.1:1/hooks" // nothing listens there: these tests do not need the events

// starting is a rig with a fake Knit.
type starting struct {
	*rig
	fake *knittest.Server
	acme *knit.Integration
	req  knit.StartSyncRequest
}

func newStarting(t *testing.T, opts ...Option) *starting {
	t.Helper()
	s := &starting{rig: newRig(t, opts...), fake: knittest.NewServer(t)}
	s.acme = s.client().Integration(s.fake.IntegrationID)
	s.req = knit.StartSyncRequest{DataType: knit.DataTypeEmployee, Destination: destination}
	return s
}

func (s *starting) client() *knit.Client {
	s.t.Helper()
	client, err := knit.NewClient(s.fake.APIKey, rolecall.WithBaseURL(s.fake.URL))
	require.NoError(s.t, err)
	return client
}

func (s *starting) starts() int { return len(s.fake.Calls("sync.start")) }

func (s *starting) start() (*knit.Sync, error) { return s.tracker.Start(s.t.Context(), s.acme, s.req) }

func (s *starting) mustStart() *knit.Sync {
	s.t.Helper()
	sync, err := s.start()
	require.NoError(s.t, err)
	return sync
}

func TestStartHappensOnce(t *testing.T) {
	t.Parallel()
	s := newStarting(t)
	first := s.mustStart()
	require.NotEmpty(t, first.RunID)
	require.Equal(t, first, s.mustStart())
	s.tracker = New(s.store, s) // another process
	require.Equal(t, first, s.mustStart())
	require.Equal(t, 1, s.starts())
	owner, err := s.tracker.IntegrationOf(t.Context(), first.JobID)
	require.NoError(t, err)
	require.Equal(t, s.fake.IntegrationID, owner)

	s.req.Models = []knit.Model{knit.ModelEmployeeProfile}
	second := s.mustStart()
	require.Equal(t, first.JobID, second.JobID)
	require.NotEqual(t, first.RunID, second.RunID)
	require.Equal(t, 2, s.starts())
}

func TestStartAtTheSameTime(t *testing.T) {
	t.Parallel()
	s := newStarting(t)
	s.fake.Inject(knittest.Slow(50 * time.Millisecond))
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { _, errs[i] = s.start() })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			require.ErrorIs(t, err, knit.ErrStarting)
		}
	}
	require.Equal(t, 1, s.starts())
}

func TestStartThatKnitRejects(t *testing.T) {
	t.Parallel()
	s := newStarting(t)
	first := s.mustStart()
	s.req.Models = []knit.Model{knit.ModelEmployeeProfile}
	s.fake.Inject(knittest.Status(400))
	_, err := s.start()
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	s.req.Models = nil
	require.Equal(t, first, s.mustStart(), "the sync is that of the first request")
	require.Equal(t, 2, s.starts())

	for _, bad := range []func() (*knit.Sync, error){
		func() (*knit.Sync, error) { return s.tracker.Start(t.Context(), nil, s.req) },
		func() (*knit.Sync, error) { return s.tracker.Start(t.Context(), s.client().Integration(""), s.req) },
		func() (*knit.Sync, error) { return s.tracker.Start(t.Context(), s.acme, knit.StartSyncRequest{}) },
	} {
		_, err := bad()
		require.ErrorIs(t, err, rolecall.ErrInvalid)
	}
	require.ErrorIs(t, s.tracker.Bind(t.Context(), "", "mg"), rolecall.ErrInvalid)
}

// ambiguous makes the first start one of which nobody knows whether it has happened.
func (s *starting) ambiguous(fault knittest.Fault) {
	s.t.Helper()
	s.fake.Inject(fault)
	_, err := s.start()
	require.ErrorIs(s.t, err, rolecall.ErrAmbiguous)
	require.Equal(s.t, 1, s.starts())
}

func TestAmbiguousStartIsResolvedByUpdateSync(t *testing.T) {
	t.Parallel()
	t.Run("it has happened", func(t *testing.T) {
		t.Parallel()
		s := newStarting(t)
		s.ambiguous(knittest.ActThenRespond(504))
		s.fake.Inject(knittest.Status(500))
		_, err := s.start()
		require.ErrorIs(t, err, rolecall.ErrAmbiguous, "Knit does not tell")
		sync := s.mustStart()
		require.NotEmpty(t, sync.JobID)
		require.Equal(t, sync, s.mustStart())
		require.Equal(t, 1, s.starts())
		require.Len(t, s.fake.Calls("sync.update"), 2)
	})
	t.Run("it has not", func(t *testing.T) {
		t.Parallel()
		s := newStarting(t)
		s.ambiguous(knittest.Status(504))
		_, err := s.start()
		require.Error(t, err)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		require.NotEmpty(t, s.mustStart().RunID)
		require.Equal(t, 2, s.starts())
	})
	t.Run("the process dies", func(t *testing.T) {
		t.Parallel()
		s := newStarting(t)
		hash, err := hashOf(s.req)
		require.NoError(t, err)
		_, err = s.tracker.intend(t.Context(), Start{StartKey: StartKey{s.fake.IntegrationID, s.req.DataType}, State: StartBegun, BegunAt: s.now, Request: hash})
		require.NoError(t, err)
		_, err = s.start()
		require.ErrorIs(t, err, knit.ErrStarting)
		s.now = s.now.Add(5 * time.Minute)
		_, err = s.start()
		require.Error(t, err, "Knit has no such sync")
		s.mustStart()
		require.Equal(t, 1, s.starts())
	})
	t.Run("nothing tells", func(t *testing.T) {
		t.Parallel()
		s := newStarting(t)
		s.fake.SetWebhook(destination)
		s.req.Destination = ""
		s.ambiguous(knittest.ActThenRespond(504))
		s.now = s.now.Add(4*24*time.Hour - time.Second)
		_, err := s.start()
		require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		require.Empty(t, s.fake.Calls("sync.update"))
		s.now = s.now.Add(time.Second)
		s.mustStart()
		require.Equal(t, 2, s.starts())
	})
}

func TestAmbiguousStartIsResolvedByAnEvent(t *testing.T) {
	t.Parallel()
	s := newStarting(t)
	mg := s.fake.IntegrationID
	s.ambiguous(knittest.ActThenRespond(504))
	begun := s.now
	for name, e := range map[string]event{
		"from before":      {at: begun.Add(-2 * time.Minute)},
		"without a time":   {unstamped: true},
		"of a delta run":   {syncType: knit.SyncDelta},
		"another customer": {tenant: "mg"},
	} {
		e.job, e.record = "sj_new", "e1"
		if e.tenant == "" {
			e.tenant = mg
		}
		require.ErrorIs(t, s.send(e), rolecall.ErrNotFound, name)
	}
	s.mustSend(event{job: "sj_new", tenant: mg, run: "r9", record: "e1"})
	require.Equal(t, []string{"e1"}, s.handled)
	sync := s.mustStart()
	require.Equal(t, &knit.Sync{JobID: "sj_new", RunID: "r9"}, sync)
	require.Equal(t, 1, s.starts())

	// What an operator says replaces what was inferred.
	require.NoError(t, s.tracker.Bind(t.Context(), "sj_new", "mg_right"))
	require.ErrorIs(t, s.send(event{job: "sj_new", tenant: mg, run: "r9", record: "e1"}), rolecall.ErrForbidden)
	require.ErrorIs(t, s.tracker.Bind(t.Context(), "sj_new", mg), rolecall.ErrConflict)
}

// failingStore fails in UpdateJob.
type failingStore struct{ Store }

func (failingStore) UpdateJob(context.Context, string, func(*Job) error) error {
	return errors.New("the database is down")
}

func TestStartThatCannotBeSaved(t *testing.T) {
	t.Parallel()
	s := newStarting(t)
	s.tracker.store = failingStore{s.store}
	sync, err := s.start()
	require.ErrorIs(t, err, rolecall.ErrAmbiguous)
	require.NotEmpty(t, sync.JobID)
	s.tracker.store = s.store
	_, err = s.start()
	require.ErrorIs(t, err, knit.ErrStarting)
	s.now = s.now.Add(5 * time.Minute)
	require.Equal(t, sync.JobID, s.mustStart().JobID, "UpdateSync finds it")
	require.Equal(t, 1, s.starts())
}

// failingLater cannot plan anything.
type failingLater struct{}

func (failingLater) At(context.Context, time.Time, rolecall.Task) error {
	return errors.New("no queue")
}

// A sync is not started if its watchdog cannot be planned.
func TestStartWithoutAQueue(t *testing.T) {
	t.Parallel()
	s := newStarting(t)
	s.tracker.later = failingLater{}
	_, err := s.start()
	require.ErrorContains(t, err, "no queue")
	require.Zero(t, s.starts())
	s.tracker.later = s
	s.mustStart()
}

func TestSilentStart(t *testing.T) {
	t.Parallel()
	s := newStarting(t)
	s.ambiguous(knittest.ActThenRespond(504))
	sync := s.mustStart() // by UpdateSync, so without a run
	require.Empty(t, sync.RunID)
	s.wait(4*24*time.Hour - time.Second)
	require.Empty(t, s.reports)
	s.wait(time.Second)
	require.Len(t, s.reports, 1)
	require.Empty(t, s.reports[0].SyncRunID)
	require.Equal(t, sync.JobID, s.reports[0].SyncJobID)
	require.ErrorIs(t, s.reports[0].Err, ErrIncomplete)
	s.wait(4 * 24 * time.Hour)
	require.Len(t, s.reports, 1)
}

func TestSilentStartThatWasHeard(t *testing.T) {
	t.Parallel()
	s := newStarting(t)
	s.ambiguous(knittest.ActThenRespond(504))
	sync := s.mustStart()
	s.mustSend(event{job: sync.JobID, tenant: s.fake.IntegrationID, run: "r9", record: "e1"})
	require.Equal(t, "r9", s.mustStart().RunID)
	end := s.consumed("r9", 1)
	end.job, end.tenant = sync.JobID, s.fake.IntegrationID
	s.mustSend(end)
	s.wait(8 * 24 * time.Hour)
	require.Len(t, s.reports, 1)
	require.True(t, s.reports[0].Complete)
}

// activate handles the event of an activation.
func (s *starting) activate(h func(context.Context, *knit.IntegrationActivatedEvent, *webhook.Delivery) error, data string) error {
	s.t.Helper()
	return h(s.t.Context(), &knit.IntegrationActivatedEvent{Data: []byte(data)}, &webhook.Delivery{Source: "knit", Tenant: s.fake.IntegrationID})
}

func TestOnActivation(t *testing.T) {
	t.Parallel()
	var failures []string
	s := newStarting(t, OnStartFailed(func(_ context.Context, key StartKey, err error) {
		failures = append(failures, fmt.Sprintf("%s %s %t", key.Integration, key.DataType, errors.Is(err, rolecall.ErrUnavailable)))
	}))
	h := s.tracker.OnActivation(s.client(), s.req, knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: destination})
	require.NoError(t, s.activate(h, `{"errors":["a field is missing"]}`))
	s.wait(time.Second)
	require.Zero(t, s.starts())

	s.fake.Inject(knittest.Status(503), nil, knittest.Status(503))
	require.NoError(t, s.activate(h, `{}`))
	require.Zero(t, s.starts(), "the handler itself calls nobody")
	s.wait(time.Hour)
	require.Equal(t, 4, s.starts())
	require.Len(t, failures, 2)
	require.Contains(t, failures[0], s.fake.IntegrationID)
	require.NoError(t, s.activate(h, `{}`))
	s.wait(time.Hour)
	require.Equal(t, 4, s.starts(), "each sync is started once")
	require.Empty(t, s.tasksOf("start"))
}

// tasksOf returns the names of the pending tasks of a kind.
func (r *rig) tasksOf(kind string) []string {
	var names []string
	for task := range r.tasks {
		if len(task.Name) > len(kind) && task.Name[:len(kind)] == kind {
			names = append(names, task.Name)
		}
	}
	return names
}

func TestOnActivationGivesUp(t *testing.T) {
	t.Parallel()
	s := newStarting(t)
	h := s.tracker.OnActivation(s.client(), knit.StartSyncRequest{DataType: "not_enabled", Destination: destination})
	require.NoError(t, s.activate(h, `{}`))
	s.wait(5 * 24 * time.Hour)
	require.Empty(t, s.tasksOf("start"))
	require.Contains(t, s.log.String(), "gave up starting a sync")
	require.Greater(t, s.starts(), 90)
	require.Less(t, s.starts(), 120, "at most once an hour")
}

func TestOnActivationMisuse(t *testing.T) {
	t.Parallel()
	s := newStarting(t)
	client := s.client()
	require.Panics(t, func() { s.tracker.OnActivation(nil, s.req) })
	require.Panics(t, func() { s.tracker.OnActivation(client) })
	require.Panics(t, func() { s.tracker.OnActivation(client, s.req, s.req) })
	require.Panics(t, func() { s.tracker.OnActivation(client, knit.StartSyncRequest{}) })
	task := taskOf("start", "mg/with a slash", "employee", stamp(s.now))
	require.ErrorIs(t, s.tracker.Do(t.Context(), task), rolecall.ErrUnavailable, "this process has no OnActivation")
	h := s.tracker.OnActivation(client, s.req)
	require.Panics(t, func() { s.tracker.OnActivation(client, s.req) })
	require.ErrorIs(t, h(t.Context(), &knit.IntegrationActivatedEvent{Data: []byte(`{}`)}, &webhook.Delivery{}), rolecall.ErrInvalid)
	require.NoError(t, s.tracker.Do(t.Context(), taskOf("start", "mg", "ats_jobs", stamp(s.now))), "no longer wanted")
	for _, task := range []rolecall.Task{{Engine: "other", Name: "run/a/b"}, {Engine: Engine, Name: "run/a"}, {Engine: Engine, Name: "run/%zz/b"}, {Engine: Engine}} {
		require.ErrorIs(t, s.tracker.Do(t.Context(), task), rolecall.ErrInvalid, task.Name)
	}
	require.NoError(t, s.tracker.Do(t.Context(), taskOf("run", "unknown", "run")))
}
