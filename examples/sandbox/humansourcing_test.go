package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/webhook"
)

func TestTheSandboxSendsHumanSourcing(t *testing.T) {
	t.Parallel()
	for _, flags := range [][]string{nil, {"-humansourcing-irregular"}} {
		events := make(chan *webhook.Delivery, 2000)
		auth, err := webhook.BasicAuth("hs", "not-real")
		require.NoError(t, err)
		receiver, err := humansourcing.NewReceiver(auth, webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
			events <- d
			return nil
		}))
		require.NoError(t, err)
		framings := make(chan byte, 2000)
		host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			tee := &first{Body: r.Body}
			r.Body = tee
			receiver.ServeHTTP(w, r)
			framings <- tee.byte
		}))
		t.Cleanup(host.Close)

		ready, stop := open(t, append(flags, "-humansourcing", strings.Replace(host.URL, "://", "://hs:not-real@", 1)+"/hooks/a-secret-path")...)
		require.Equal(t, map[string]string{"humansourcing": host.URL, "humansourcing_jobs": "100", "humansourcing_candidates": "100"}, ready)
		want := map[string]int{
			string(humansourcing.JobCreated): 105, string(humansourcing.JobUpdated): 10, string(humansourcing.JobDeleted): 5,
			string(humansourcing.CandidateCreated): 105, string(humansourcing.CandidateUpdated): 10, string(humansourcing.CandidateDeleted): 5,
		}
		if len(flags) > 0 {
			want["humansourcing:job.archive"], want["humansourcing:campaign.archive"] = 1, 1
		}
		total := 0
		for _, n := range want {
			total += n
		}
		got := map[string]int{}
		for range total {
			select {
			case d := <-events:
				got[d.Type]++
			case <-time.After(30 * time.Second):
				t.Fatal("no event was received")
			}
		}
		require.Equal(t, want, got)
		stop()
		seen := map[byte]bool{}
		for len(framings) > 0 {
			seen[<-framings] = true
		}
		require.Equal(t, map[byte]bool{'[': true, '{': true}, seen)
	}
}

// first remembers the first byte of a body.
type first struct {
	Body interface {
		Read(b []byte) (int, error)
		Close() error
	}
	byte byte
}

func (f *first) Read(b []byte) (int, error) {
	n, err := f.Body.Read(b)
	if n > 0 && f.byte == 0 {
		f.byte = b[0]
	}
	return n, err
}

func (f *first) Close() error { return f.Body.Close() }

// It waits for a receiver that is not listening yet, and stops even so.
func TestTheSandboxWaitsForTheReceiverOfHumanSourcing(t *testing.T) {
	t.Parallel()
	ready, stop := open(t, "-humansourcing", "http://127.0.0.1:1/hooks", "-knit", "127.0.0.1:0")
	require.Equal(t, "http://127.0.0.1:1", ready["humansourcing"])
	require.NotEmpty(t, ready["knit"])
	stop()
}
