package webhook_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

func batch(ids ...string) []byte {
	var all [][]byte
	for _, id := range ids {
		e := hired
		e.ID = id
		all = append(all, e.body())
	}
	return append(append([]byte("["), bytes.Join(all, []byte(" , "))...), ']')
}

// by answers each id its own way; what is not named succeeds.
func by(answers map[string]error, in *inbox) webhook.Sink {
	return webhook.SinkFunc(func(ctx context.Context, d *webhook.Delivery) error {
		_ = in.Accept(ctx, d)
		return answers[d.ID]
	})
}

func TestABodyOfSeveralEventsIsSeveralDeliveries(t *testing.T) {
	var in inbox
	var told results
	body := batch("a", "b", "c")
	require.Equal(t, 200, deliver(t, receiver(t, acmeBatch(t), &in, told.options()...), body))
	require.Equal(t, []string{"a", "b", "c"}, in.ids())
	for i, d := range in.all() {
		e := hired
		e.ID = d.ID
		require.Equal(t, e.body(), d.Body, "its own bytes, and no others")
		require.Equal(t, len(d.Body), cap(d.Body))
		require.Same(t, d, told.all[i].Delivery)
		require.Equal(t, 200, told.all[i].Status)
		require.Equal(t, 0, told.all[i].KeyIndex)
	}
	require.Len(t, told.all, 3)
}

func TestOneEventThatFailsMakesTheAnswerAFailureAndTheOthersAreDone(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]error
		status  int
		retry   string
	}{
		"the first fails":          {map[string]error{"a": errSink}, 500, ""},
		"the last fails":           {map[string]error{"c": errSink}, 500, ""},
		"one is put off":           {map[string]error{"b": webhook.RetryAfter(9*time.Second, errSink)}, 503, "9"},
		"put off, then fails":      {map[string]error{"a": webhook.RetryAfter(9*time.Second, errSink), "b": errSink}, 500, ""},
		"fails, then put off":      {map[string]error{"a": errSink, "b": webhook.RetryAfter(9*time.Second, errSink)}, 500, ""},
		"one is dropped":           {map[string]error{"b": webhook.Drop(errSink)}, 200, ""},
		"dropped, then fails":      {map[string]error{"a": webhook.Drop(errSink), "c": errSink}, 500, ""},
		"put off, then is dropped": {map[string]error{"a": webhook.RetryAfter(9*time.Second, errSink), "b": webhook.Drop(errSink)}, 503, "9"},
	} {
		t.Run(name, func(t *testing.T) {
			var in inbox
			var told results
			w := respond(receiver(t, acmeBatch(t), by(c.answers, &in), told.options()...), signed(batch("a", "b", "c")))
			require.Equal(t, c.status, w.Code)
			require.Equal(t, c.retry, w.Header().Get("Retry-After"))
			require.Equal(t, []string{"a", "b", "c"}, in.ids())
			require.Len(t, told.failed, len(c.answers))
		})
	}
}

func TestAPanicInOneEventLeavesTheOthers(t *testing.T) {
	var in inbox
	rx := receiver(t, acmeBatch(t), webhook.SinkFunc(func(ctx context.Context, d *webhook.Delivery) error {
		if d.ID == "a" {
			panic("at the record")
		}
		return in.Accept(ctx, d)
	}))
	require.Equal(t, 500, deliver(t, rx, batch("a", "b")))
	require.Equal(t, []string{"b"}, in.ids())
}

func TestUnderDedupOnlyWhatFailedIsDoneAgain(t *testing.T) {
	var in inbox
	answers := map[string]error{"b": errSink}
	rx := receiver(t, acmeBatch(t), by(answers, &in), webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
	require.Equal(t, 500, deliver(t, rx, batch("a", "b", "c")))
	delete(answers, "b")
	require.Equal(t, 200, deliver(t, rx, batch("a", "b", "c")))
	require.Equal(t, 200, deliver(t, rx, batch("a", "b", "c")))
	require.Equal(t, []string{"a", "b", "c", "b"}, in.ids())
}

func TestABatchThatIsNotUnderstoodIsRefusedWhole(t *testing.T) {
	bad := append(append([]byte("["), hired.body()...), []byte(`,{"value":"no event"}]`)...)
	for name, c := range map[string]struct{ body, told []byte }{
		"no list":                 {[]byte(`{"event":"x"`), []byte(`{"event":"x"`)},
		"an event without a name": {bad, []byte(`{"value":"no event"}`)},
	} {
		t.Run(name, func(t *testing.T) {
			var in inbox
			var told results
			require.Equal(t, 400, deliver(t, receiver(t, acmeBatch(t), &in, told.options()...), c.body))
			require.Empty(t, in.all())
			require.Equal(t, c.told, told.failed[0].delivery.Body)
			require.Equal(t, "acme", told.failed[0].delivery.Source)
			require.Equal(t, 400, told.only(t).Status)
		})
	}
}

func TestABatchOfNothingIsAcknowledgedAndReported(t *testing.T) {
	var in inbox
	var told results
	require.Equal(t, 200, deliver(t, receiver(t, acmeBatch(t), &in, told.options()...), []byte("[]")))
	require.Empty(t, in.all())
	one := told.only(t)
	require.Equal(t, 200, one.Status)
	require.Nil(t, one.Delivery)
	require.NoError(t, one.Err)
}

func TestABatchIsVerifiedBeforeItIsSplit(t *testing.T) {
	src := acmeBatch(t)
	src.Split = func([]byte) ([][]byte, error) {
		t.Error("split before it was verified")
		return nil, errors.New("no")
	}
	r := signed([]byte("[]"))
	r.Header.Set(acmeHeader, signature([]byte("other")))
	require.Equal(t, http.StatusUnauthorized, respond(receiver(t, src, &inbox{}), r).Code)
}
