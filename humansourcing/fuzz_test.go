package humansourcing_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest"
	"github.com/rolecall-dev/rolecall/internal/sharedtest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// seeds are all samples beside the repository, where there are any, and bodies of our own.
func seeds(f *testing.F) {
	f.Helper()
	if sharedtest.Has("humansourcing") {
		for _, body := range sharedSamples(f) {
			f.Add([]byte(body))
		}
	}
	s := humansourcingtest.New(humansourcingtest.WithJobs(3), humansourcingtest.WithCandidates(3), humansourcingtest.WithTextSize(0), humansourcingtest.WithArrayLength(2),
		humansourcingtest.WithIrregularities(humansourcingtest.EveryIrregularity))
	defer s.Close()
	for _, body := range s.Bodies() {
		f.Add(body)
	}
	for body := range notUnderstood {
		f.Add([]byte(body))
		f.Add([]byte("[" + jobDelete + "," + body + "]"))
	}
	for _, body := range []string{``, `[`, `[]`, ` [ ] `, jobDelete, candidateDelete, "[" + jobDelete + "," + jobDelete + "]", jobCreation, candidateUpdate, strings.Repeat("[", 600)} {
		f.Add([]byte(body))
	}
}

// Whatever comes, nothing panics and nothing is lost: what is JSON is delivered event by event, with
// its bytes, or said to be not understood; and what a handler gets is what it writes again.
func FuzzParseDeliveries(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := humansourcing.ParseDeliveries(nil, body)
		if !json.Valid(bytes.TrimPrefix(body, []byte("\ufeff"))) {
			require.Error(t, err)
			require.Len(t, list, 1)
			require.Equal(t, string(body), string(list[0].Body))
			return
		}
		router := typed(t, func(_ *webhook.Delivery, event any, again []byte) { requireStable(t, event, again) })
		for _, d := range list {
			require.Contains(t, string(body), string(d.Body))
			humansourcing.Version(d)
			if d.Type == "humansourcing" {
				require.Error(t, err)
				continue
			}
			require.True(t, json.Valid(d.Body))
			require.NotEmpty(t, d.Key)
			require.Empty(t, d.ID)
			require.NoError(t, router.Accept(t.Context(), d), "what is understood decodes, whatever its members are")
			stored, failed := json.Marshal(d)
			require.NoError(t, failed)
			var back webhook.Delivery
			require.NoError(t, json.Unmarshal(stored, &back))
			require.Equal(t, []string{d.Type, d.ID, d.Key, string(d.Body)}, []string{back.Type, back.ID, back.Key, string(back.Body)})
		}
	})
}

// requireStable: what was written decodes into the same, and is written in the same way.
func requireStable(t *testing.T, event any, again []byte) {
	t.Helper()
	switch event.(type) {
	case *humansourcing.JobEvent:
		requireSame[humansourcing.JobEvent](t, again)
	case *humansourcing.JobDeletedEvent:
		requireSame[humansourcing.JobDeletedEvent](t, again)
	case *humansourcing.CandidateEvent:
		requireSame[humansourcing.CandidateEvent](t, again)
	case *humansourcing.CandidateDeletedEvent:
		requireSame[humansourcing.CandidateDeletedEvent](t, again)
	}
}

func requireSame[E any](t *testing.T, text []byte) {
	t.Helper()
	var e E
	require.NoError(t, json.Unmarshal(text, &e))
	written, err := json.Marshal(e)
	require.NoError(t, err)
	require.JSONEq(t, string(text), string(written))
}
