package humansourcingtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest"
	"github.com/rolecall-dev/rolecall/internal/sharedtest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// backend stores the records of the events that it receives.
type backend struct {
	router *webhook.Router

	mu         sync.Mutex
	jobs       map[string]humansourcing.Job
	candidates map[string]humansourcing.Candidate
	events     map[string]int
}

func newBackend() *backend {
	b := &backend{router: webhook.NewRouter(), jobs: map[string]humansourcing.Job{}, candidates: map[string]humansourcing.Candidate{}, events: map[string]int{}}
	for _, t := range []webhook.EventType[humansourcing.JobEvent]{humansourcing.JobCreated, humansourcing.JobUpdated} {
		handle(b, t, func(e *humansourcing.JobEvent) { b.jobs[e.Data.ID] = e.Data })
	}
	for _, t := range []webhook.EventType[humansourcing.CandidateEvent]{humansourcing.CandidateCreated, humansourcing.CandidateUpdated} {
		handle(b, t, func(e *humansourcing.CandidateEvent) { b.candidates[e.Data.ID] = e.Data })
	}
	handle(b, humansourcing.JobDeleted, func(e *humansourcing.JobDeletedEvent) { delete(b.jobs, e.Data.ID) })
	handle(b, humansourcing.CandidateDeleted, func(e *humansourcing.CandidateDeletedEvent) { delete(b.candidates, e.Data.ID) })
	return b
}

func handle[E any](b *backend, t webhook.EventType[E], change func(e *E)) {
	webhook.On(b.router, t, func(_ context.Context, e *E, d *webhook.Delivery) error {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.events[d.Type]++
		change(e)
		return nil
	})
}

// requireRecords requires that got has exactly the records of want. It compares their encodings, because the
// bytes of an unknown member may differ.
func requireRecords[R any](t *testing.T, want []json.RawMessage, got map[string]R, id func(R) string) {
	t.Helper()
	require.Len(t, got, len(want))
	for _, raw := range want {
		r := decode[R](t, raw)
		wantJSON, err := json.Marshal(r)
		require.NoError(t, err)
		gotJSON, err := json.Marshal(got[id(r)])
		require.NoError(t, err)
		require.JSONEq(t, string(wantJSON), string(gotJSON))
	}
}

func decode[R any](t *testing.T, raw json.RawMessage) R {
	t.Helper()
	var r R
	require.NoError(t, json.Unmarshal(raw, &r))
	return r
}

// requireRecordsOf requires that the backend has exactly the records that remain after all events of s.
func (b *backend) requireRecordsOf(t *testing.T, s *humansourcingtest.Sender) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	requireRecords(t, s.Jobs(), b.jobs, func(j humansourcing.Job) string { return j.ID })
	requireRecords(t, s.Candidates(), b.candidates, func(c humansourcing.Candidate) string { return c.ID })
}

func serve(t *testing.T, auth webhook.Verifier, sink webhook.Sink, opts ...webhook.Option) string {
	t.Helper()
	rx, err := humansourcing.NewReceiver(auth, sink, opts...)
	require.NoError(t, err)
	server := httptest.NewServer(rx)
	t.Cleanup(server.Close)
	return server.URL
}

var irregularities = map[string]humansourcingtest.Irregularity{
	"none": humansourcingtest.NoIrregularity, "every": humansourcingtest.EveryIrregularity,
	"ids": humansourcingtest.IrregularIDs, "ratings": humansourcingtest.IrregularRatings, "offsets": humansourcingtest.IrregularOffsets,
	"nothings": humansourcingtest.IrregularNothings, "times": humansourcingtest.IrregularTimes, "absences": humansourcingtest.IrregularAbsences, "countries": humansourcingtest.IrregularCountries,
	"flags": humansourcingtest.IrregularFlags, "lists": humansourcingtest.IrregularLists, "letters": humansourcingtest.IrregularLetters, "order": humansourcingtest.IrregularOrder,
	"files": humansourcingtest.IrregularFiles, "members": humansourcingtest.IrregularMembers, "events": humansourcingtest.IrregularEvents,
}

// After all events, a backend has the generated records in every combination of irregularities and framings.
func TestSendIrregularities(t *testing.T) {
	t.Parallel()
	for name, irregularity := range irregularities {
		for framing, option := range map[string]humansourcingtest.Framing{
			"both": humansourcingtest.FramingBoth, "objects": humansourcingtest.FramingObject, "arrays": humansourcingtest.FramingArray,
		} {
			t.Run(name+" in "+framing, func(t *testing.T) {
				t.Parallel()
				for seed := range uint64(2) {
					s := humansourcingtest.NewSender(t, humansourcingtest.WithIrregularities(irregularity), humansourcingtest.WithFraming(option),
						humansourcingtest.WithJobs(24), humansourcingtest.WithCandidates(9), humansourcingtest.WithActions(4), humansourcingtest.WithTextSize(0),
						humansourcingtest.WithArrayLength(int(1+3*seed)), humansourcingtest.WithSeed(seed))
					b := newBackend()
					require.NoError(t, s.Send(t.Context(), serve(t, webhook.Unverified(), b.router)))
					for _, a := range s.Attempts() {
						require.Equal(t, http.StatusOK, a.Status, a.EventID)
					}
					b.requireRecordsOf(t, s)
					require.Equal(t, map[string]int{
						string(humansourcing.JobCreated): 24, string(humansourcing.JobUpdated): 2, string(humansourcing.JobDeleted): 1,
						string(humansourcing.CandidateCreated): 9, string(humansourcing.CandidateUpdated): 2, string(humansourcing.CandidateDeleted): 1,
					}, b.events)
					unknown := uint64(0)
					if irregularity&humansourcingtest.IrregularEvents != 0 {
						unknown = 2
					}
					require.Equal(t, unknown, b.router.Unknown())
				}
			})
		}
	}
}

// Each irregularity changes the bodies. Otherwise TestSendIrregularities would prove nothing.
func TestIrregularitiesChangeBodies(t *testing.T) {
	t.Parallel()
	regular := humansourcingtest.NewSender(t).Bodies()
	for name, irregularity := range irregularities {
		s := humansourcingtest.NewSender(t, humansourcingtest.WithIrregularities(irregularity))
		require.Equal(t, irregularity == humansourcingtest.NoIrregularity, slices.EqualFunc(regular, s.Bodies(), slices.Equal[[]byte]), name)
		for _, body := range s.Bodies() {
			require.True(t, json.Valid(body), name)
		}
	}
	all := ""
	for _, e := range humansourcingtest.NewSender(t, humansourcingtest.WithJobs(200), humansourcingtest.WithCandidates(40), humansourcingtest.WithIrregularities(humansourcingtest.EveryIrregularity)).Events() {
		all += string(e.Body)
	}
	for _, shape := range []string{
		`"job_id":"1`, `"job_id":1`, `"rating":"0"`, `"rating":-1`, `"rating":"-1"`, `+0200"`, `+02:00"`, `"job_logo":false`, `"tel_mobile":{}`, `"tags":""`, `"date":"`,
		`"job_country_intl":[]`, `"attachment":{"0":{`, `"job_regions":{"0":`, `"attachment":null`, `"form":[]`, `"emailing":"0"`, `\u00e9`, `<\/p>`, `"x_future"`, `"archive"`, `"campaign"`,
		`..\/..\/`, `"0000-00-00`, `"id_company":11`, `"-0001-11-30`, `"None"`, `"timezone_type":1`, `,000+0`,
	} {
		require.True(t, strings.Contains(all, shape), shape) //nolint:testifylint // Contains would print all bodies
	}
}

func TestSizeOptions(t *testing.T) {
	t.Parallel()
	s := humansourcingtest.NewSender(t, humansourcingtest.WithJobs(0), humansourcingtest.WithCandidates(1), humansourcingtest.WithChanges(humansourcingtest.Changes{}),
		humansourcingtest.WithActions(40), humansourcingtest.WithTextSize(20_000), humansourcingtest.WithFraming(humansourcingtest.FramingArray))
	require.Empty(t, s.Jobs())
	require.Len(t, s.Candidates(), 1)
	candidate := decode[humansourcing.Candidate](t, s.Candidates()[0])
	require.Len(t, candidate.Actions, 40)
	require.Len(t, s.Bodies(), 1)
	require.Greater(t, len(s.Bodies()[0]), 40*20_000/2)
	require.Equal(t, "candidate/"+candidate.ID, s.Events()[0].Key)
	require.Equal(t, "["+string(s.Events()[0].Body)+"]", string(s.Bodies()[0]))

	irregular := func() [][]byte {
		return humansourcingtest.NewSender(t, humansourcingtest.WithIrregularities(humansourcingtest.EveryIrregularity), humansourcingtest.WithSeed(7)).Bodies()
	}
	first := irregular()
	require.Equal(t, first, irregular(), "the same seed must produce the same bodies")
}

// The generated records have exactly the members of the page's samples, with values of the same kinds.
func TestRecordsHaveShapeOfSharedSamples(t *testing.T) {
	t.Parallel()
	s := humansourcingtest.NewSender(t, humansourcingtest.WithActions(3))
	for name, records := range map[string][]json.RawMessage{"humansourcing-job-creation.object.json": s.Jobs(), "humansourcing-candidate-creation.object.json": s.Candidates()} {
		var page struct {
			Data any `json:"data"`
		}
		require.NoError(t, json.Unmarshal(sharedtest.Read(t, "humansourcing", name), &page))
		want, got := map[string]map[string]bool{}, map[string]map[string]bool{}
		addKinds(want, "", page.Data)
		for _, raw := range records {
			addKinds(got, "", decode[any](t, raw))
		}
		for path, kinds := range want {
			require.Contains(t, got, path, name)
			for kind := range kinds {
				require.True(t, got[path][kind] || kind == "null" || kind == "", "%s: %s is never a %s", name, path, kind)
			}
		}
		for path := range got {
			if path != ".job_regions[]" && path != ".tags[]" { // empty in the page's samples
				require.Contains(t, want, path, name)
			}
		}
	}
}

// addKinds adds the kind of value, and the kinds of all values in it, to kinds. Its keys are paths.
func addKinds(kinds map[string]map[string]bool, path string, value any) {
	kind := fmt.Sprintf("%T", value)
	switch v := value.(type) {
	case nil:
		kind = "null"
	case string:
		if v == "" {
			kind = ""
		}
	case []any:
		for _, element := range v {
			addKinds(kinds, path+"[]", element)
		}
	case map[string]any:
		for name, member := range v {
			addKinds(kinds, path+"."+name, member)
		}
	}
	if kinds[path] == nil {
		kinds[path] = map[string]bool{}
	}
	kinds[path][kind] = true
}

func TestSendTo(t *testing.T) {
	t.Parallel()
	s := humansourcingtest.NewSender(t, humansourcingtest.WithArrayLength(5))
	jobs, candidates := newBackend(), newBackend()
	require.NoError(t, s.SendTo(t.Context(), serve(t, webhook.Unverified(), jobs.router), serve(t, webhook.Unverified(), candidates.router)))
	require.Len(t, jobs.jobs, 19)
	require.Empty(t, jobs.candidates)
	require.Len(t, candidates.candidates, 19)
	require.Empty(t, candidates.jobs)
}

func TestAttemptsPerBody(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		opts     []humansourcingtest.Option
		attempts int
	}{
		"by default":     {nil, 1},
		"twice":          {[]humansourcingtest.Option{humansourcingtest.DeliverTwice()}, 2},
		"until accepted": {[]humansourcingtest.Option{humansourcingtest.DeliverUntilAccepted(), humansourcingtest.RetryEvery(time.Millisecond)}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := humansourcingtest.NewSender(t, append(tt.opts, humansourcingtest.WithJobs(1), humansourcingtest.WithCandidates(0),
				humansourcingtest.WithChanges(humansourcingtest.Changes{}), humansourcingtest.DeliverParallel(1), humansourcingtest.DeliverShuffled(1))...)
			requests := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if requests++; requests < 3 {
					w.WriteHeader(http.StatusInternalServerError)
				}
			}))
			t.Cleanup(server.Close)
			require.NoError(t, s.Send(t.Context(), server.URL))
			require.Equal(t, tt.attempts, requests)
			require.Len(t, s.Attempts(), tt.attempts)
		})
	}
}

func TestSendCredentials(t *testing.T) {
	t.Parallel()
	header, err := webhook.SharedSecret(func(r *http.Request) string { return r.Header.Get("X-Secret") }, "not-real")
	require.NoError(t, err)
	basic, err := webhook.BasicAuth("user", "not-real")
	require.NoError(t, err)
	for _, tt := range []struct {
		auth   webhook.Verifier
		option humansourcingtest.Option
		status int
	}{
		{header, humansourcingtest.WithHeader("X-Secret", "not-real"), 200},
		{header, humansourcingtest.WithHeader("X-Secret", "other"), 401},
		{basic, humansourcingtest.WithBasicAuth("user", "not-real"), 200},
		{basic, humansourcingtest.WithBasicAuth("user", "other"), 401},
	} {
		s := humansourcingtest.NewSender(t, tt.option, humansourcingtest.WithJobs(1), humansourcingtest.WithCandidates(1))
		require.NoError(t, s.Send(t.Context(), serve(t, tt.auth, newBackend().router)))
		for _, a := range s.Attempts() {
			require.Equal(t, tt.status, a.Status)
		}
	}
}

func TestSendRejectsOtherMachines(t *testing.T) {
	t.Parallel()
	s := humansourcingtest.NewSender(t)
	for _, to := range []string{"", "127.0.0.1:80", "ftp://127.0.0.1/", "https://hooks.example.com/s3cret", "http://192.0.2.1/s3cret", "http://\x7f"} {
		err := s.Send(t.Context(), to)
		require.ErrorContains(t, err, "this machine", to)
		require.NotContains(t, err.Error(), "s3cret")
		require.Error(t, s.SendTo(t.Context(), "http://127.0.0.1:1/", to))
	}
	require.Empty(t, s.Attempts())
}

func TestWithClock(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	s := humansourcingtest.NewSender(t, humansourcingtest.WithClock(func() time.Time { return at }))
	require.NoError(t, s.Send(t.Context(), serve(t, webhook.Unverified(), newBackend().router)))
	require.Equal(t, at, s.Attempts()[0].At)
	require.Regexp(t, `^humansourcing:job.creation-\d+$`, s.Attempts()[0].EventID)
}

func TestDeliverLate(t *testing.T) {
	t.Parallel()
	s := humansourcingtest.NewSender(t, humansourcingtest.DeliverLate(time.Hour), humansourcingtest.WithJobs(1), humansourcingtest.WithCandidates(0))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, s.Send(ctx, serve(t, webhook.Unverified(), newBackend().router)), context.DeadlineExceeded)
	require.Empty(t, s.Attempts())
}

// Send retries while no receiver is listening, until its context ends.
func TestSendWithoutReceiver(t *testing.T) {
	t.Parallel()
	s := humansourcingtest.NewSender(t, humansourcingtest.RetryEvery(time.Millisecond))
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	go func() {
		for len(s.Attempts()) < 20 {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Millisecond):
			}
		}
		cancel()
	}()
	require.ErrorIs(t, s.Send(ctx, strings.Replace(server.URL, "127.0.0.1", "localhost", 1)), context.Canceled)
	require.Zero(t, s.Attempts()[0].Status)
}
