package humansourcing_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// days is a deduplication that remembers for days.
func days() webhook.Option {
	return webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 30*24*time.Hour)))
}

func TestARepetitionWithinMinutesIsSwallowed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var in inbox
		rx := open(t, &in, days())
		for range 3 {
			for _, body := range []string{jobDelete, "[" + jobDelete + "]", candidateUpdate} {
				require.Equal(t, http.StatusOK, respond(rx, post(body)))
			}
			<-time.After(time.Minute)
		}
		require.Equal(t, []string{"job/4711", "candidate/99"}, in.keys())
	})
}

// A job is deleted, created again and deleted again, each time with the same bytes.
func TestTheSecondDeletionIsNotSwallowed(t *testing.T) {
	t.Parallel()
	for _, apart := range []time.Duration{5 * time.Minute, time.Hour, 24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			var in inbox
			rx := open(t, &in, days())
			for range 2 {
				for _, body := range []string{jobCreation, jobDelete} {
					require.Equal(t, http.StatusOK, respond(rx, post(body)))
					require.Equal(t, http.StatusOK, respond(rx, post(body)), "and its repetition")
				}
				<-time.After(apart)
			}
			require.Equal(t, []string{"job/4711", "job/4711", "job/4711", "job/4711"}, in.keys(), apart)
			require.Equal(t, jobDelete, string(in.got()[3].Body)) //nolint:testifylint // to the byte
		})
	}
}

// In one array they stand for what happened in between, so none is taken for a repetition.
func TestEqualEventsOfOneArrayAreAllDoneOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var in inbox
		rx := open(t, &in, days())
		body := "[" + jobDelete + "," + jobCreation + "," + jobDelete + "]"
		require.Equal(t, http.StatusOK, respond(rx, post(body)))
		require.Equal(t, http.StatusOK, respond(rx, post(body)))
		all := in.got()
		require.Len(t, all, 3)
		require.Equal(t, jobDelete, string(all[2].Body)) //nolint:testifylint // to the byte
		require.Equal(t, all[0].ID+"#2", all[2].ID)
	})
}

func TestAnIDIsMadeOfBytesAndTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		first := parse(t, jobDelete).ID
		require.Regexp(t, `^[0-9a-f]{64}@2000-01-01T00:00Z$`, first)
		require.Equal(t, first, parse(t, jobDelete).ID)
		require.NotEqual(t, first, parse(t, jobCreation).ID)
		<-time.After(5*time.Minute - 1)
		require.Equal(t, first, parse(t, jobDelete).ID)
		<-time.After(1)
		require.NotEqual(t, first, parse(t, jobDelete).ID)
	})
}
