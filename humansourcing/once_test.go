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

// days is a deduplication that remembers for days.
func days() webhook.Option {
	return webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 30*24*time.Hour)))
}

// A job is created, deleted, created with newer data and deleted again within five minutes, with a deduplication that
// must let all of it through: what is deleted last stays deleted.
func TestJobDeletedTwice(t *testing.T) {
	t.Parallel()
	const newer = `{"event":"creation","type":"job","data":{"job_id":4711,"job_title":"Cuisinier h/f","job_updated_at":"2026-02-03T10:03:00+0100"}}`
	for _, second := range []string{jobCreation, newer} {
		synctest.Test(t, func(t *testing.T) {
			var in inbox
			rx := open(t, &in, days())
			live := map[string]bool{}
			for _, body := range []string{jobCreation, jobDelete, second, "[" + jobDelete + "]"} {
				require.Equal(t, http.StatusOK, respond(rx, post(body)))
				<-time.After(time.Minute)
			}
			for _, d := range in.got() {
				live[d.Key] = d.Type != string(humansourcing.JobDeleted)
				require.Empty(t, d.ID)
			}
			require.Equal(t, map[string]bool{"job/4711": false}, live)
			require.Len(t, in.got(), 4)
		})
	}
}

func TestDeliveryID(t *testing.T) {
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
	t.Run("equal events are handled once per window", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var in inbox
			rx := open(t, &in, days(), window())
			for range 3 {
				for _, body := range []string{jobDelete, " [ " + jobDelete + "]\n", candidateUpdate} {
					require.Equal(t, http.StatusOK, respond(rx, post(body)))
				}
				<-time.After(time.Minute)
			}
			require.Equal(t, []string{"job/4711", "candidate/99"}, in.keys())
			<-time.After(2*time.Minute - 1)
			require.Equal(t, http.StatusOK, respond(rx, post(jobDelete)))
			require.Len(t, in.got(), 2)
			<-time.After(1)
			require.Equal(t, http.StatusOK, respond(rx, post(jobDelete)))
			require.Len(t, in.got(), 3, "the next window has begun")
			require.Regexp(t, `^[0-9a-f]{64}@2000-01-01T00:05Z$`, in.got()[2].ID)
		})
	})
	t.Run("equal events of one array are all handled", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var in inbox
			rx := open(t, &in, window(), days())
			body := "[" + jobDelete + "," + jobCreation + "," + jobDelete + "]"
			require.Equal(t, http.StatusOK, respond(rx, post(body)))
			require.Equal(t, http.StatusOK, respond(rx, post(body)))
			all := in.got()
			require.Len(t, all, 3)
			require.Equal(t, jobDelete, string(all[2].Body)) //nolint:testifylint // to the byte
			require.Equal(t, all[0].ID+"#2", all[2].ID)
		})
	})
	t.Run("failed event of an array is handled again", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			broken := true
			in := inbox{fail: func(d *webhook.Delivery) error {
				if broken && d.Key == "job/4711" {
					return errAway
				}
				return nil
			}}
			rx := open(t, &in, window(), days())
			body := "[" + candidateUpdate + "," + jobDelete + "," + candidateDelete + "]"
			require.Equal(t, http.StatusInternalServerError, respond(rx, post(body)))
			broken = false
			require.Equal(t, http.StatusOK, respond(rx, post(body)))
			require.Equal(t, http.StatusOK, respond(rx, post(body)))
			require.Equal(t, []string{"candidate/99", "job/4711", "candidate/99", "job/4711"}, in.keys())
		})
	})
	t.Run("only whole minutes are accepted", func(t *testing.T) {
		t.Parallel()
		for _, wrong := range []time.Duration{-time.Minute, 0, time.Second, 90 * time.Second} {
			_, err := humansourcing.NewReceiver(webhook.Unverified(), &inbox{}, humansourcing.RepeatsWithin(wrong))
			require.ErrorContains(t, err, "RepeatsWithin("+wrong.String()+")")
		}
	})
}
