package humansourcing_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/webhook"
)

// dedup returns an option that deduplicates deliveries by their ID for 30 days.
func dedup() webhook.Option {
	return webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 30*24*time.Hour)))
}

// A job is created, deleted, created again and deleted again within five minutes. Without RepeatsWithin,
// deduplication must pass all four events, so that the job is deleted at the end.
func TestDedupPassesEqualEvents(t *testing.T) {
	t.Parallel()
	const newer = `{"event":"creation","type":"job","data":{"job_id":4711,"job_title":"Cuisinier h/f","job_updated_at":"2026-02-03T10:03:00+0100"}}`
	for _, second := range []string{jobCreation, newer} {
		synctest.Test(t, func(t *testing.T) {
			var in recorder
			rx := newReceiver(t, &in, dedup())
			exists := map[string]bool{}
			for _, body := range []string{jobCreation, jobDelete, second, "[" + jobDelete + "]"} {
				require.Equal(t, http.StatusOK, statusOf(rx, post(body)))
				<-time.After(time.Minute)
			}
			for _, d := range in.deliveries() {
				exists[d.Key] = d.Type != string(humansourcing.JobDeleted)
				require.Empty(t, d.ID)
			}
			require.Equal(t, map[string]bool{"job/4711": false}, exists)
			require.Len(t, in.deliveries(), 4)
		})
	}
}

func TestDeliveriesHaveNoID(t *testing.T) {
	t.Parallel()
	list, err := humansourcing.ParseDeliveries(nil, []byte("["+jobDelete+","+jobDelete+"]"))
	require.NoError(t, err)
	require.Len(t, list, 2)
	for _, d := range list {
		require.Empty(t, d.ID)
	}
}

func TestRepeatsWithin(t *testing.T) {
	t.Parallel()
	window := func() webhook.Option { return humansourcing.RepeatsWithin(5 * time.Minute) }
	t.Run("passes equal events once per window", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var in recorder
			rx := newReceiver(t, &in, dedup(), window())
			for range 3 {
				for _, body := range []string{jobDelete, " [ " + jobDelete + "]\n", candidateUpdate} {
					require.Equal(t, http.StatusOK, statusOf(rx, post(body)))
				}
				<-time.After(time.Minute)
			}
			require.Equal(t, []string{"job/4711", "candidate/99"}, in.keys())
			<-time.After(2*time.Minute - 1)
			require.Equal(t, http.StatusOK, statusOf(rx, post(jobDelete)))
			require.Len(t, in.deliveries(), 2)
			<-time.After(1)
			require.Equal(t, http.StatusOK, statusOf(rx, post(jobDelete)))
			require.Len(t, in.deliveries(), 3, "the next window has begun")
			require.Regexp(t, `^[0-9a-f]{64}@2000-01-01T00:05Z$`, in.deliveries()[2].ID)
		})
	})
	t.Run("passes equal events of one array", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var in recorder
			rx := newReceiver(t, &in, window(), dedup())
			body := "[" + jobDelete + "," + jobCreation + "," + jobDelete + "]"
			require.Equal(t, http.StatusOK, statusOf(rx, post(body)))
			require.Equal(t, http.StatusOK, statusOf(rx, post(body)))
			all := in.deliveries()
			require.Len(t, all, 3)
			require.Equal(t, jobDelete, string(all[2].Body)) //nolint:testifylint // the bytes must be equal
			require.Equal(t, all[0].ID+"#2", all[2].ID)
		})
	})
	t.Run("handles a failed event of an array again", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			broken := true
			in := recorder{fail: func(d *webhook.Delivery) error {
				if broken && d.Key == "job/4711" {
					return errUnavailable
				}
				return nil
			}}
			rx := newReceiver(t, &in, window(), dedup())
			body := "[" + candidateUpdate + "," + jobDelete + "," + candidateDelete + "]"
			require.Equal(t, http.StatusInternalServerError, statusOf(rx, post(body)))
			broken = false
			require.Equal(t, http.StatusOK, statusOf(rx, post(body)))
			require.Equal(t, http.StatusOK, statusOf(rx, post(body)))
			require.Equal(t, []string{"candidate/99", "job/4711", "candidate/99", "job/4711"}, in.keys())
		})
	})
	t.Run("rejects windows that are not whole minutes", func(t *testing.T) {
		t.Parallel()
		for _, invalid := range []time.Duration{-time.Minute, 0, time.Second, 90 * time.Second} {
			_, err := humansourcing.NewReceiver(webhook.Unverified(), &recorder{}, humansourcing.RepeatsWithin(invalid))
			require.ErrorContains(t, err, "RepeatsWithin("+invalid.String()+")")
		}
	})
}
