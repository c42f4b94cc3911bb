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

// addSeeds adds the samples that are stored outside the repository, if there are any, and generated bodies.
func addSeeds(f *testing.F) {
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
	for body := range invalidEvents {
		f.Add([]byte(body))
		f.Add([]byte("[" + jobDelete + "," + body + "]"))
	}
	for _, body := range []string{``, `[`, `[]`, ` [ ] `, jobDelete, candidateDelete, "[" + jobDelete + "," + jobDelete + "]", jobCreation, candidateUpdate, strings.Repeat("[", 600)} {
		f.Add([]byte(body))
	}
}

// ParseDeliveries must not panic or lose an event, for any body. A body that is JSON becomes one delivery for each
// event, with its bytes; there is an error if one of them is invalid. A valid event must be handled, and its encoding
// must decode to the same event.
func FuzzParseDeliveries(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := humansourcing.ParseDeliveries(nil, body)
		if !json.Valid(bytes.TrimPrefix(body, []byte("\ufeff"))) {
			require.Error(t, err)
			require.Len(t, list, 1)
			require.Equal(t, string(body), string(list[0].Body))
			return
		}
		router := newRouter(t, func(_ *webhook.Delivery, event any, encoded []byte) { requireRoundTrips(t, event, encoded) })
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
			require.NoError(t, router.Accept(t.Context(), d), "a valid event must be handled")
			stored, errMarshal := json.Marshal(d)
			require.NoError(t, errMarshal)
			var decoded webhook.Delivery
			require.NoError(t, json.Unmarshal(stored, &decoded))
			require.Equal(t, []string{d.Type, d.ID, d.Key, string(d.Body)}, []string{decoded.Type, decoded.ID, decoded.Key, string(decoded.Body)})
		}
	})
}

// requireRoundTrips requires that encoded, the encoding of event, decodes and encodes to the same JSON.
func requireRoundTrips(t *testing.T, event any, encoded []byte) {
	t.Helper()
	switch event.(type) {
	case *humansourcing.JobEvent:
		requireRoundTripsAs[humansourcing.JobEvent](t, encoded)
	case *humansourcing.JobDeletedEvent:
		requireRoundTripsAs[humansourcing.JobDeletedEvent](t, encoded)
	case *humansourcing.CandidateEvent:
		requireRoundTripsAs[humansourcing.CandidateEvent](t, encoded)
	case *humansourcing.CandidateDeletedEvent:
		requireRoundTripsAs[humansourcing.CandidateDeletedEvent](t, encoded)
	}
}

func requireRoundTripsAs[E any](t *testing.T, encoded []byte) {
	t.Helper()
	var e E
	require.NoError(t, json.Unmarshal(encoded, &e))
	again, err := json.Marshal(e)
	require.NoError(t, err)
	require.JSONEq(t, string(encoded), string(again))
}
