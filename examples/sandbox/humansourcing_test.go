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

func TestSendHumanSourcing(t *testing.T) {
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
		firstBytes := make(chan byte, 2000)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body := &firstByteReader{Body: r.Body}
			r.Body = body
			receiver.ServeHTTP(w, r)
			firstBytes <- body.first
		}))
		t.Cleanup(server.Close)

		ready, stop := open(t, append(flags, "-humansourcing", strings.Replace(server.URL, "://", "://hs:not-real@", 1)+"/hooks/a-secret-path")...)
		require.Equal(t, map[string]string{"humansourcing": server.URL, "humansourcing_jobs": "100", "humansourcing_candidates": "100"}, ready)
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
		for len(firstBytes) > 0 {
			seen[<-firstBytes] = true
		}
		require.Equal(t, map[byte]bool{'[': true, '{': true}, seen)
	}
}

// firstByteReader is a body that records its first byte.
type firstByteReader struct {
	Body interface {
		Read(b []byte) (int, error)
		Close() error
	}
	first byte
}

func (r *firstByteReader) Read(b []byte) (int, error) {
	n, err := r.Body.Read(b)
	if n > 0 && r.first == 0 {
		r.first = b[0]
	}
	return n, err
}

func (r *firstByteReader) Close() error { return r.Body.Close() }

// TestStopBeforeReceiverListens stops the sandbox while it waits for a receiver that does not listen.
func TestStopBeforeReceiverListens(t *testing.T) {
	t.Parallel()
	ready, stop := open(t, "-humansourcing", "http://127.0.0.1:1/hooks", "-knit", "127.0.0.1:0")
	require.Equal(t, "http://127.0.0.1:1", ready["humansourcing"])
	require.NotEmpty(t, ready["knit"])
	stop()
}
