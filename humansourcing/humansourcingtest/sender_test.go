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

// host stands for your backend's database: it does what it is told.
type host struct {
	router *webhook.Router

	mu         sync.Mutex
	jobs       map[string]humansourcing.Job
	candidates map[string]humansourcing.Candidate
	events     map[string]int
}

func newHost() *host {
	h := &host{router: webhook.NewRouter(), jobs: map[string]humansourcing.Job{}, candidates: map[string]humansourcing.Candidate{}, events: map[string]int{}}
	for _, t := range []webhook.EventType[humansourcing.JobEvent]{humansourcing.JobCreated, humansourcing.JobUpdated} {
		do(h, t, func(e *humansourcing.JobEvent) { h.jobs[e.Data.ID] = e.Data })
	}
	for _, t := range []webhook.EventType[humansourcing.CandidateEvent]{humansourcing.CandidateCreated, humansourcing.CandidateUpdated} {
		do(h, t, func(e *humansourcing.CandidateEvent) { h.candidates[e.Data.ID] = e.Data })
	}
	do(h, humansourcing.JobDeleted, func(e *humansourcing.JobDeletedEvent) { delete(h.jobs, e.Data.ID) })
	do(h, humansourcing.CandidateDeleted, func(e *humansourcing.CandidateDeletedEvent) { delete(h.candidates, e.Data.ID) })
	return h
}

func do[E any](h *host, t webhook.EventType[E], change func(e *E)) {
	webhook.On(h.router, t, func(_ context.Context, e *E, d *webhook.Delivery) error {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.events[d.Type]++
		change(e)
		return nil
	})
}

// requireSame compares records by what they say: the bytes of a member that nobody knows may be spelt
// in another way.
func requireSame[R any](t *testing.T, want []json.RawMessage, got map[string]R, id func(R) string) {
	t.Helper()
	require.Len(t, got, len(want))
	for _, raw := range want {
		w := decode[R](t, raw)
		expected, err := json.Marshal(w)
		require.NoError(t, err)
		found, err := json.Marshal(got[id(w)])
		require.NoError(t, err)
		require.JSONEq(t, string(expected), string(found))
	}
}

func decode[R any](t *testing.T, raw json.RawMessage) R {
	t.Helper()
	var r R
	require.NoError(t, json.Unmarshal(raw, &r))
	return r
}

func (h *host) requireAllOf(t *testing.T, s *humansourcingtest.Sender) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	requireSame(t, s.Jobs(), h.jobs, func(j humansourcing.Job) string { return j.ID })
	requireSame(t, s.Candidates(), h.candidates, func(c humansourcing.Candidate) string { return c.ID })
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

// What a host has in the end is what was generated, in whatever shapes it came.
func TestSendIrregular(t *testing.T) {
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
					h := newHost()
					require.NoError(t, s.Send(t.Context(), serve(t, webhook.Unverified(), h.router)))
					for _, a := range s.Attempts() {
						require.Equal(t, http.StatusOK, a.Status, a.EventID)
					}
					h.requireAllOf(t, s)
					require.Equal(t, map[string]int{
						string(humansourcing.JobCreated): 24, string(humansourcing.JobUpdated): 2, string(humansourcing.JobDeleted): 1,
						string(humansourcing.CandidateCreated): 9, string(humansourcing.CandidateUpdated): 2, string(humansourcing.CandidateDeleted): 1,
					}, h.events)
					unknown := uint64(0)
					if irregularity&humansourcingtest.IrregularEvents != 0 {
						unknown = 2
					}
					require.Equal(t, unknown, h.router.Unknown())
				}
			})
		}
	}
}

// Each irregularity is seen in the bytes, so that what arrives in spite of it means something.
func TestIrregularityChangesBytes(t *testing.T) {
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
		require.True(t, strings.Contains(all, shape), shape) //nolint:testifylint // the whole would be pages
	}
}

func TestSenderOptions(t *testing.T) {
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

	again := humansourcingtest.NewSender(t, humansourcingtest.WithIrregularities(humansourcingtest.EveryIrregularity), humansourcingtest.WithSeed(7))
	require.Equal(t, again.Bodies(), humansourcingtest.NewSender(t, humansourcingtest.WithIrregularities(humansourcingtest.EveryIrregularity), humansourcingtest.WithSeed(7)).Bodies())
}

// The samples of the fake have the members of the page's samples, in the same kinds of values, and no others.
func TestSamplesMatchPage(t *testing.T) {
	t.Parallel()
	s := humansourcingtest.NewSender(t, humansourcingtest.WithActions(3))
	for name, records := range map[string][]json.RawMessage{"humansourcing-job-creation.object.json": s.Jobs(), "humansourcing-candidate-creation.object.json": s.Candidates()} {
		var page struct {
			Data any `json:"data"`
		}
		require.NoError(t, json.Unmarshal(sharedtest.Read(t, "humansourcing", name), &page))
		want, got := map[string]map[string]bool{}, map[string]map[string]bool{}
		shape(want, "", page.Data)
		for _, raw := range records {
			shape(got, "", decode[any](t, raw))
		}
		for path, kinds := range want {
			require.Contains(t, got, path, name)
			for kind := range kinds {
				require.True(t, got[path][kind] || kind == "null" || kind == "", "%s: %s is never a %s", name, path, kind)
			}
		}
		for path := range got {
			if path != ".job_regions[]" && path != ".tags[]" { // empty on the page
				require.Contains(t, want, path, name)
			}
		}
	}
}

// shape notes the kind of each value below a path.
func shape(kinds map[string]map[string]bool, path string, value any) {
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
			shape(kinds, path+"[]", element)
		}
	case map[string]any:
		for name, member := range v {
			shape(kinds, path+"."+name, member)
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
	jobs, candidates := newHost(), newHost()
	require.NoError(t, s.SendTo(t.Context(), serve(t, webhook.Unverified(), jobs.router), serve(t, webhook.Unverified(), candidates.router)))
	require.Len(t, jobs.jobs, 19)
	require.Empty(t, jobs.candidates)
	require.Len(t, candidates.candidates, 19)
	require.Empty(t, candidates.jobs)
}

func TestSenderAttempts(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		opts  []humansourcingtest.Option
		tries int
	}{
		"by default":     {nil, 1},
		"twice":          {[]humansourcingtest.Option{humansourcingtest.DeliverTwice()}, 2},
		"until accepted": {[]humansourcingtest.Option{humansourcingtest.DeliverUntilAccepted(), humansourcingtest.RetryEvery(time.Millisecond)}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := humansourcingtest.NewSender(t, append(tt.opts, humansourcingtest.WithJobs(1), humansourcingtest.WithCandidates(0),
				humansourcingtest.WithChanges(humansourcingtest.Changes{}), humansourcingtest.DeliverParallel(1), humansourcingtest.DeliverShuffled(1))...)
			seen := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if seen++; seen < 3 {
					w.WriteHeader(http.StatusInternalServerError)
				}
			}))
			t.Cleanup(server.Close)
			require.NoError(t, s.Send(t.Context(), server.URL))
			require.Equal(t, tt.tries, seen)
			require.Len(t, s.Attempts(), tt.tries)
		})
	}
}

func TestSenderAuth(t *testing.T) {
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
		require.NoError(t, s.Send(t.Context(), serve(t, tt.auth, newHost().router)))
		for _, a := range s.Attempts() {
			require.Equal(t, tt.status, a.Status)
		}
	}
}

func TestSendRejectsOtherHosts(t *testing.T) {
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
	require.NoError(t, s.Send(t.Context(), serve(t, webhook.Unverified(), newHost().router)))
	require.Equal(t, at, s.Attempts()[0].At)
	require.Regexp(t, `^humansourcing:job.creation-\d+$`, s.Attempts()[0].EventID)
}

func TestDeliverLate(t *testing.T) {
	t.Parallel()
	s := humansourcingtest.NewSender(t, humansourcingtest.DeliverLate(time.Hour), humansourcingtest.WithJobs(1), humansourcingtest.WithCandidates(0))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, s.Send(ctx, serve(t, webhook.Unverified(), newHost().router)), context.DeadlineExceeded)
	require.Empty(t, s.Attempts())
}

// Where nobody listens yet it waits, until its time is over.
func TestSendWaitsForReceiver(t *testing.T) {
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
