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

// failingFor returns a sink that fails with the error of a delivery's id in errs, and succeeds for any
// other id.
func failingFor(errs map[string]error, in *inbox) webhook.Sink {
	return webhook.SinkFunc(func(ctx context.Context, d *webhook.Delivery) error {
		_ = in.Accept(ctx, d)
		return errs[d.ID]
	})
}

func TestBatchDeliveries(t *testing.T) {
	var in inbox
	var reported results
	body := batch("a", "b", "c")
	require.Equal(t, 200, deliver(t, receiver(t, acmeBatch(t), &in, reported.options()...), body))
	require.Equal(t, []string{"a", "b", "c"}, in.ids())
	for i, d := range in.all() {
		e := hired
		e.ID = d.ID
		require.Equal(t, e.body(), d.Body, "the bytes of the event")
		require.Equal(t, len(d.Body), cap(d.Body))
		require.Same(t, d, reported.all[i].Delivery)
		require.Equal(t, 200, reported.all[i].Status)
		require.Equal(t, 0, reported.all[i].KeyIndex)
	}
	require.Len(t, reported.all, 3)
}

func TestBatchStatus(t *testing.T) {
	for name, c := range map[string]struct {
		errs   map[string]error
		status int
		retry  string
	}{
		"first fails":             {map[string]error{"a": errSink}, 500, ""},
		"last fails":              {map[string]error{"c": errSink}, 500, ""},
		"one is postponed":        {map[string]error{"b": webhook.RetryAfter(9*time.Second, errSink)}, 503, "9"},
		"postponed, then failed":  {map[string]error{"a": webhook.RetryAfter(9*time.Second, errSink), "b": errSink}, 500, ""},
		"failed, then postponed":  {map[string]error{"a": errSink, "b": webhook.RetryAfter(9*time.Second, errSink)}, 500, ""},
		"one is dropped":          {map[string]error{"b": webhook.Drop(errSink)}, 200, ""},
		"dropped, then failed":    {map[string]error{"a": webhook.Drop(errSink), "c": errSink}, 500, ""},
		"postponed, then dropped": {map[string]error{"a": webhook.RetryAfter(9*time.Second, errSink), "b": webhook.Drop(errSink)}, 503, "9"},
	} {
		t.Run(name, func(t *testing.T) {
			var in inbox
			var reported results
			w := respond(receiver(t, acmeBatch(t), failingFor(c.errs, &in), reported.options()...), signed(batch("a", "b", "c")))
			require.Equal(t, c.status, w.Code)
			require.Equal(t, c.retry, w.Header().Get("Retry-After"))
			require.Equal(t, []string{"a", "b", "c"}, in.ids())
			require.Len(t, reported.failed, len(c.errs))
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
	errs := map[string]error{"b": errSink}
	rx := receiver(t, acmeBatch(t), failingFor(errs, &in), webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
	require.Equal(t, 500, deliver(t, rx, batch("a", "b", "c")))
	delete(errs, "b")
	require.Equal(t, 200, deliver(t, rx, batch("a", "b", "c")))
	require.Equal(t, 200, deliver(t, rx, batch("a", "b", "c")))
	require.Equal(t, []string{"a", "b", "c", "b"}, in.ids())
}

func TestBatchRejected(t *testing.T) {
	bad := append(append([]byte("["), hired.body()...), []byte(`,{"value":"no event"}]`)...)
	for name, c := range map[string]struct{ body, delivery []byte }{
		"body is not an array": {[]byte(`{"event":"x"`), []byte(`{"event":"x"`)},
		"event without a type": {bad, []byte(`{"value":"no event"}`)},
	} {
		t.Run(name, func(t *testing.T) {
			var in inbox
			var reported results
			require.Equal(t, 400, deliver(t, receiver(t, acmeBatch(t), &in, reported.options()...), c.body))
			require.Empty(t, in.all())
			require.Equal(t, c.delivery, reported.failed[0].delivery.Body)
			require.Equal(t, "acme", reported.failed[0].delivery.Source)
			require.Equal(t, 400, reported.only(t).Status)
		})
	}
}

func TestBatchEmpty(t *testing.T) {
	var in inbox
	var reported results
	require.Equal(t, 200, deliver(t, receiver(t, acmeBatch(t), &in, reported.options()...), []byte("[]")))
	require.Empty(t, in.all())
	one := reported.only(t)
	require.Equal(t, 200, one.Status)
	require.Nil(t, one.Delivery)
	require.NoError(t, one.Err)
}

func TestBatchVerifiedBeforeSplit(t *testing.T) {
	src := acmeBatch(t)
	src.Split = splitting(func([]byte) ([][]byte, error) {
		t.Error("Split was called before the body was verified")
		return nil, errors.New("no")
	})
	r := signed([]byte("[]"))
	r.Header.Set(acmeHeader, signature([]byte("other")))
	require.Equal(t, http.StatusUnauthorized, respond(receiver(t, src, &inbox{}), r).Code)
}

// acmeNotUnderstood is acmeBatch with a Route that returns NotUnderstood for an event without a type, and
// Drop for an event of type "test".
func acmeNotUnderstood(t testing.TB) webhook.Source {
	t.Helper()
	src := acmeBatch(t)
	src.Route = func(d *webhook.Delivery) (webhook.Route, error) {
		r, err := acmeRoute(d)
		switch {
		case err == nil && len(r.Event) == 0:
			return r, webhook.NotUnderstood(errNoType)
		case string(r.Event) == "test":
			return r, webhook.Drop(errNoType)
		}
		return r, err
	}
	return src
}

var errNoType = errors.New("the event has no type")

func TestBatchNotUnderstood(t *testing.T) {
	a, untyped, dropped, b := hired, acmeEvent{ID: "n"}, acmeEvent{Event: "test", ID: "t"}, hired
	a.ID, b.ID = "a", "b"
	body := slices.Concat([]byte("["), a.body(), []byte(","), untyped.body(), []byte(" ,"), dropped.body(), []byte(","), b.body(), []byte("]"))
	var in inbox
	var reported results
	require.Equal(t, 500, deliver(t, receiver(t, acmeNotUnderstood(t), &in, reported.options()...), body))
	require.Equal(t, []string{"a", "b"}, in.ids())
	require.Len(t, reported.all, 4)
	require.Equal(t, []int{200, 500, 200, 200}, []int{reported.all[0].Status, reported.all[1].Status, reported.all[2].Status, reported.all[3].Status})
	require.Len(t, reported.failed, 2)
	require.ErrorIs(t, reported.failed[0].err, errNoType)
	require.Equal(t, untyped.body(), reported.failed[0].delivery.Body, "the bytes of the event")
	require.Equal(t, "acme", reported.failed[0].delivery.Type)
	require.Empty(t, reported.failed[0].delivery.ID)

	list, err := acmeNotUnderstood(t).Parse(nil, body)
	require.ErrorIs(t, err, errNoType)
	require.Len(t, list, 4)
	require.Equal(t, []string{"a", "", "", "b"}, []string{list[0].ID, list[1].ID, list[2].ID, list[3].ID})
	require.Equal(t, untyped.body(), list[1].Body)
}

func TestNotUnderstood(t *testing.T) {
	src := acmeNotUnderstood(t)
	for name, split := range map[string]func([]byte) iter.Seq2[[]byte, error]{
		"from Route": nil,
		"from Split": splitting(func([]byte) ([][]byte, error) { return nil, webhook.NotUnderstood(errNoType) }),
	} {
		t.Run(name, func(t *testing.T) {
			src.Split = split
			src.Explain = func(error) []byte { return []byte("only for a 400") }
			var reported results
			w := respond(receiver(t, src, &inbox{}, reported.options()...), signed([]byte("{}")))
			require.Equal(t, 500, w.Code)
			require.Empty(t, w.Body.String())
			require.ErrorIs(t, reported.failed[0].err, errNoType)
			require.Equal(t, "{}", string(reported.failed[0].delivery.Body))
			require.Equal(t, 500, reported.only(t).Status)
		})
	}
	require.NoError(t, webhook.NotUnderstood(nil))
}

func TestBatchNumberedIDs(t *testing.T) {
	src := acmeBatch(t)
	require.Equal(t, []string{"a", "a"}, parsedIDs(t, src, batch("a", "a")), "the provider's ids are unmodified")
	src.Route = func(d *webhook.Delivery) (webhook.Route, error) {
		r, err := acmeRoute(d)
		r.Numbered = true
		return r, err
	}
	body := batch("a", "b", "a", "", "", "a")
	require.Equal(t, []string{"a", "b", "a#2", "", "", "a#3"}, parsedIDs(t, src, body))
	require.Equal(t, []string{"a", "b", "a#2", "", "", "a#3"}, parsedIDs(t, src, body), "a second call returns the same ids")
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

// If Split yields the whole body, the body is not copied. If it yields the body twice, there are two
// deliveries.
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
