package knit_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// maxAllocations is the maximum number of allocations for one request of a receiver that only stores.
const maxAllocations = 3

// deliver passes r to h and returns the status of the response.
func deliver(t testing.TB, h http.Handler, r *http.Request) int {
	t.Helper()
	return webhooktest.Deliver(t.Context(), h, r)
}

// discardWriter is a ResponseWriter that keeps only the status.
type discardWriter struct {
	header http.Header
	status int
}

func (b *discardWriter) Header() http.Header         { return b.header }
func (b *discardWriter) Write(p []byte) (int, error) { return len(p), nil }
func (b *discardWriter) WriteHeader(status int)      { b.status = status }

// repeatedRequest is a request that can be served many times.
type repeatedRequest struct {
	request  *http.Request
	body     []byte
	reader   bytes.Reader
	response discardWriter
}

func newRepeatedRequest(body []byte) *repeatedRequest {
	a := &repeatedRequest{request: signedRequest(apiKey, body), body: body, response: discardWriter{header: http.Header{}}}
	a.request.Body = io.NopCloser(&a.reader)
	return a
}

// serve passes the request to h and returns the status of the response.
func (a *repeatedRequest) serve(h http.Handler) int {
	a.reader.Reset(a.body)
	h.ServeHTTP(&a.response, a.request)
	return a.response.status
}

// The sink stores the delivery, as a queue does.
func TestReceiverAllocations(t *testing.T) {
	var kept *webhook.Delivery
	receiver, err := knit.NewReceiver([]string{"another key", apiKey}, webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		kept = d
		return nil
	}))
	require.NoError(t, err)
	for _, file := range []string{"jobs_new_full.json", "guide_jobs_processed.json"} {
		r := newRepeatedRequest(sample(t, file))
		n := testing.AllocsPerRun(200, func() {
			if r.serve(receiver) != http.StatusOK {
				panic("rejected")
			}
		})
		if !raceEnabled {
			require.LessOrEqual(t, n, float64(maxAllocations), file)
		}
		require.Equal(t, integrationID, kept.Tenant)
	}
}

// benchBody returns an event about a job of about two kilobytes, without spaces.
func benchBody(b *testing.B) []byte {
	b.Helper()
	e := decode[knit.JobEvent](b, string(sample(b, "jobs_new_full.json")))
	e.Data.Info.Description = "<p>" + string(bytes.Repeat([]byte("You will lay cables and be thanked for it. "), 20)) + "</p>"
	encoded, err := json.Marshal(e)
	require.NoError(b, err)
	return encoded
}

// baseline does the work that every receiver must do: read the body, compute its MAC and decode it.
func baseline(key string) http.Handler {
	macs := sync.Pool{New: func() any { return hmac.New(sha256.New, []byte(key)) }}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := make([]byte, r.ContentLength)
		if _, err := io.ReadFull(r.Body, body); err != nil {
			panic(err)
		}
		mac := macs.Get().(hash.Hash) //nolint:forcetypeassert // the pool's New returns a hash.Hash
		mac.Reset()
		_, _ = mac.Write(body)
		var sum [sha256.Size]byte
		mac.Sum(sum[:0])
		macs.Put(mac)
		var e knit.JobEvent
		if err := json.Unmarshal(body, &e); err != nil {
			panic(err)
		}
		w.WriteHeader(http.StatusOK)
	})
}

// BenchmarkReceiver compares a typed handler with the baseline (it should take at most 1.2 times as long),
// and with a receiver that only stores.
func BenchmarkReceiver(b *testing.B) {
	queue, err := knit.NewReceiver([]string{apiKey}, acceptAll{})
	require.NoError(b, err)
	router := webhook.NewRouter()
	webhook.On(router, knit.JobNew, func(context.Context, *knit.JobEvent, *webhook.Delivery) error { return nil })
	typed, err := knit.NewReceiver([]string{apiKey}, router)
	require.NoError(b, err)
	for _, bench := range []struct {
		name    string
		handler http.Handler
	}{{"baseline", baseline(apiKey)}, {"queue", queue}, {"typed", typed}} {
		b.Run(bench.name, func(b *testing.B) {
			r := newRepeatedRequest(benchBody(b))
			b.SetBytes(int64(len(r.body)))
			b.ReportAllocs()
			for b.Loop() {
				if status := r.serve(bench.handler); status != http.StatusOK {
					b.Fatal(fmt.Sprint("status ", status))
				}
			}
		})
	}
}
