package webhook_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"
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

func TestBatchDeliveries(t *testing.T) {
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

func TestBatchStatus(t *testing.T) {
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

func TestBatchPanic(t *testing.T) {
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

func TestBatchDedup(t *testing.T) {
	var in inbox
	answers := map[string]error{"b": errSink}
	rx := receiver(t, acmeBatch(t), by(answers, &in), webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
	require.Equal(t, 500, deliver(t, rx, batch("a", "b", "c")))
	delete(answers, "b")
	require.Equal(t, 200, deliver(t, rx, batch("a", "b", "c")))
	require.Equal(t, 200, deliver(t, rx, batch("a", "b", "c")))
	require.Equal(t, []string{"a", "b", "c", "b"}, in.ids())
}

func TestBatchRejected(t *testing.T) {
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

func TestBatchEmpty(t *testing.T) {
	var in inbox
	var told results
	require.Equal(t, 200, deliver(t, receiver(t, acmeBatch(t), &in, told.options()...), []byte("[]")))
	require.Empty(t, in.all())
	one := told.only(t)
	require.Equal(t, 200, one.Status)
	require.Nil(t, one.Delivery)
	require.NoError(t, one.Err)
}

func TestBatchVerifiedBeforeSplit(t *testing.T) {
	src := acmeBatch(t)
	src.Split = splitting(func([]byte) ([][]byte, error) {
		t.Error("split before it was verified")
		return nil, errors.New("no")
	})
	r := signed([]byte("[]"))
	r.Header.Set(acmeHeader, signature([]byte("other")))
	require.Equal(t, http.StatusUnauthorized, respond(receiver(t, src, &inbox{}), r).Code)
}

// picky is acmeBatch, but what has no name is sound and not understood.
func picky(t testing.TB) webhook.Source {
	t.Helper()
	src := acmeBatch(t)
	src.Route = func(d *webhook.Delivery) (webhook.Route, error) {
		r, err := acmeRoute(d)
		switch {
		case err == nil && len(r.Event) == 0:
			return r, webhook.NotUnderstood(errNameless)
		case string(r.Event) == "test":
			return r, webhook.Drop(errNameless)
		}
		return r, err
	}
	return src
}

var errNameless = errors.New("an event without a name")

func TestBatchNotUnderstood(t *testing.T) {
	a, nameless, dropped, b := hired, acmeEvent{ID: "n"}, acmeEvent{Event: "test", ID: "t"}, hired
	a.ID, b.ID = "a", "b"
	body := slices.Concat([]byte("["), a.body(), []byte(","), nameless.body(), []byte(" ,"), dropped.body(), []byte(","), b.body(), []byte("]"))
	var in inbox
	var told results
	require.Equal(t, 500, deliver(t, receiver(t, picky(t), &in, told.options()...), body))
	require.Equal(t, []string{"a", "b"}, in.ids())
	require.Len(t, told.all, 4)
	require.Equal(t, []int{200, 500, 200, 200}, []int{told.all[0].Status, told.all[1].Status, told.all[2].Status, told.all[3].Status})
	require.Len(t, told.failed, 2)
	require.ErrorIs(t, told.failed[0].err, errNameless)
	require.Equal(t, nameless.body(), told.failed[0].delivery.Body, "its own bytes, and no others")
	require.Equal(t, "acme", told.failed[0].delivery.Type)
	require.Empty(t, told.failed[0].delivery.ID)

	list, err := picky(t).Parse(nil, body)
	require.ErrorIs(t, err, errNameless)
	require.Len(t, list, 4)
	require.Equal(t, []string{"a", "", "", "b"}, []string{list[0].ID, list[1].ID, list[2].ID, list[3].ID})
	require.Equal(t, nameless.body(), list[1].Body)
}

func TestNotUnderstood(t *testing.T) {
	src := picky(t)
	for name, split := range map[string]func([]byte) iter.Seq2[[]byte, error]{
		"by Route": nil,
		"by Split": splitting(func([]byte) ([][]byte, error) { return nil, webhook.NotUnderstood(errNameless) }),
	} {
		t.Run(name, func(t *testing.T) {
			src.Split = split
			src.Explain = func(error) []byte { return []byte("what only a 400 has") }
			var told results
			w := respond(receiver(t, src, &inbox{}, told.options()...), signed([]byte("{}")))
			require.Equal(t, 500, w.Code)
			require.Empty(t, w.Body.String())
			require.ErrorIs(t, told.failed[0].err, errNameless)
			require.Equal(t, "{}", string(told.failed[0].delivery.Body))
			require.Equal(t, 500, told.only(t).Status)
		})
	}
	require.NoError(t, webhook.NotUnderstood(nil))
}

func TestBatchNumberedIDs(t *testing.T) {
	src := acmeBatch(t)
	require.Equal(t, []string{"a", "a"}, parsedIDs(t, src, batch("a", "a")), "an id of the provider's own is taken at its word")
	src.Route = func(d *webhook.Delivery) (webhook.Route, error) {
		r, err := acmeRoute(d)
		r.Numbered = true
		return r, err
	}
	body := batch("a", "b", "a", "", "", "a")
	require.Equal(t, []string{"a", "b", "a#2", "", "", "a#3"}, parsedIDs(t, src, body))
	require.Equal(t, []string{"a", "b", "a#2", "", "", "a#3"}, parsedIDs(t, src, body), "the same another time")
}

func parsedIDs(t *testing.T, src webhook.Source, body []byte) []string {
	t.Helper()
	list, err := src.Parse(nil, body)
	require.NoError(t, err)
	var ids []string
	for _, d := range list {
		ids = append(ids, d.ID)
	}
	return ids
}

// A Split that cuts nothing off costs no copy, and one that gives a body twice makes two deliveries.
func TestSplitWholeBody(t *testing.T) {
	for _, times := range []int{1, 2} {
		src := acme(t)
		src.Split = splitting(func(body []byte) ([][]byte, error) { return slices.Repeat([][]byte{body}, times), nil })
		list, err := src.Parse(nil, hired.body())
		require.NoError(t, err)
		require.Len(t, list, times)
		for _, d := range list {
			require.Equal(t, hired.body(), d.Body)
			require.Equal(t, "evt-1", d.ID)
		}
		list[0].Body[0] = 'x'
		require.Equal(t, times > 1, list[times-1].Body[0] == '{')
	}
}
