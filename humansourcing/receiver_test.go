package humansourcing_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

type verifierFunc func(*http.Request, []byte) error

func (f verifierFunc) Verify(r *http.Request, b []byte) error { return f(r, b) }

func TestNewReceiverErrors(t *testing.T) {
	t.Parallel()
	var noHMAC *webhook.HMAC
	for name, auth := range map[string]webhook.Verifier{
		"nil": nil, "nil HMAC": noHMAC, "nil pointer to a function": (*verifierFunc)(nil), "nil function": verifierFunc(nil),
	} {
		_, err := humansourcing.NewReceiver(auth, &recorder{})
		require.ErrorContains(t, err, "webhook.Unverified()", name)
	}
	_, err := humansourcing.NewReceiver(webhook.Unverified(), nil)
	require.Error(t, err)
	_, err = humansourcing.NewReceiver(webhook.Unverified(), &recorder{}, webhook.MaxBody(0))
	require.Error(t, err)
}

func TestVerifiers(t *testing.T) {
	t.Parallel()
	path, err := webhook.SharedSecret(func(r *http.Request) string { return r.PathValue("secret") }, "not-real-1", "not-real-2")
	require.NoError(t, err)
	header, err := webhook.SharedSecret(func(r *http.Request) string { return r.Header.Get("X-Secret") }, "not-real-1")
	require.NoError(t, err)
	basic, err := webhook.BasicAuth("hs", "not-real-1")
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		auth   webhook.Verifier
		path   string
		change func(r *http.Request)
		want   int
	}{
		"first secret in the path":   {path, "/hooks/not-real-1", nil, 200},
		"second secret in the path":  {path, "/hooks/not-real-2", nil, 200},
		"wrong secret in the path":   {path, "/hooks/not-real-3", nil, 401},
		"secret in a header":         {header, "/hooks/x", func(r *http.Request) { r.Header.Set("X-Secret", "not-real-1") }, 200},
		"header without secret":      {header, "/hooks/x", nil, 401},
		"basic authentication":       {basic, "/hooks/x", func(r *http.Request) { r.SetBasicAuth("hs", "not-real-1") }, 200},
		"wrong password":             {basic, "/hooks/x", func(r *http.Request) { r.SetBasicAuth("hs", "not-real-2") }, 401},
		"unverified, without secret": {webhook.Unverified(), "/hooks/x", nil, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var in recorder
			var failed failures
			rx, err := humansourcing.NewReceiver(tt.auth, &in, failed.option())
			require.NoError(t, err)
			mux := http.NewServeMux()
			mux.Handle("POST /hooks/{secret}", rx)
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, tt.path, strings.NewReader(jobDelete))
			if tt.change != nil {
				tt.change(r)
			}
			require.Equal(t, tt.want, statusOf(mux, r))
			require.Len(t, in.deliveries(), map[int]int{200: 1, 401: 0}[tt.want])
			require.Empty(t, failed.bodies)
		})
	}
}

func TestReceiverKindsAndFramings(t *testing.T) {
	t.Parallel()
	var in recorder
	rx := newReceiver(t, &in)
	for _, body := range []string{jobDelete, "[" + candidateUpdate + "]", " [ " + jobCreation + " ,\n" + candidateDelete + "] ", "[]", " [ ] "} {
		require.Equal(t, http.StatusOK, statusOf(rx, post(body)), body)
	}
	require.Equal(t, []string{"job/4711", "candidate/99", "job/4711", "candidate/99"}, in.keys())
	for i, want := range []struct{ kind, body string }{
		{string(humansourcing.JobDeleted), jobDelete},
		{string(humansourcing.CandidateUpdated), candidateUpdate},
		{string(humansourcing.JobCreated), jobCreation},
		{string(humansourcing.CandidateDeleted), candidateDelete},
	} {
		d := in.deliveries()[i]
		require.Equal(t, want.kind, d.Type)
		require.Equal(t, want.body, string(d.Body), "must be the exact bytes of the event")
		require.Equal(t, "humansourcing", d.Source)
		require.Empty(t, d.Tenant)
	}
}

func TestObjectKeepsWhiteSpace(t *testing.T) {
	t.Parallel()
	body := "\n " + jobDelete + "\r\n"
	d := parse(t, body)
	require.Equal(t, body, string(d.Body))
}

var errUnavailable = errors.New("database unavailable")

func TestFailedEventOfArray(t *testing.T) {
	t.Parallel()
	in := recorder{fail: func(d *webhook.Delivery) error {
		if d.Key == "job/4711" {
			return errUnavailable
		}
		return nil
	}}
	var failed failures
	rx := newReceiver(t, &in, failed.option())
	require.Equal(t, http.StatusInternalServerError, statusOf(rx, post("["+candidateUpdate+","+jobDelete+","+candidateDelete+"]")))
	require.Equal(t, []string{jobDelete}, failed.bodies)
	require.Equal(t, []string{"candidate/99", "job/4711", "candidate/99"}, in.keys())
}

func TestByteOrderMark(t *testing.T) {
	t.Parallel()
	var in recorder
	rx := newReceiver(t, &in)
	for _, body := range []string{jobDelete, " \n" + jobDelete, "[" + candidateDelete + "]"} {
		require.Equal(t, http.StatusOK, statusOf(rx, post("\ufeff"+body)))
	}
	require.Equal(t, []string{"job/4711", "job/4711", "candidate/99"}, in.keys())
	require.Equal(t, jobDelete, string(in.deliveries()[0].Body)) //nolint:testifylint // the bytes must be equal
	require.Equal(t, http.StatusBadRequest, statusOf(rx, post("\ufeff\ufeff"+jobDelete)))
}

func TestUnknownEvents(t *testing.T) {
	t.Parallel()
	router := newRouter(t, func(*webhook.Delivery, any, []byte) {})
	rx := newReceiver(t, router)
	for body, want := range map[string]string{
		`{"event":"archive","type":"job","data":{"job_id":"5"}}`:     "humansourcing:job.archive job/5",
		`{"event":"creation","type":"campaign","data":{"id":6}}`:     "humansourcing:campaign.creation campaign/6",
		`{"event":"Creation","type":"job","data":{"job_id":5}}`:      "humansourcing:job.Creation job/5",
		`{"event":"ping","type":"test"}`:                             "humansourcing:test.ping test",
		`{"event":"update","type":"job/x","data":{"id":"a/b%"}}`:     "humansourcing:job/x.update job%2Fx/a%2Fb%25",
		`{"event":"cr\u00e9ation","type":"job","data":[],"more":[]}`: "humansourcing:job.création job",
	} {
		d := parse(t, body)
		require.Equal(t, want, d.Type+" "+d.Key)
		before := router.Unknown()
		require.Equal(t, http.StatusOK, statusOf(rx, post(body)))
		require.Equal(t, before+1, router.Unknown())
	}
}

func TestInvalidJSON(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, ` `, `{`, `[`, `[{}`, `event=creation`, `<xml/>`, jobDelete + jobDelete, "[" + jobDelete + ",]", `{"event":"\x"}`, strings.Repeat("[", 20000)} {
		var in recorder
		var failed failures
		require.Equal(t, http.StatusBadRequest, statusOf(newReceiver(t, &in, failed.option()), post(body)), body)
		require.Empty(t, in.deliveries())
		require.Equal(t, []string{body}, failed.bodies)
		list, err := humansourcing.ParseDeliveries(nil, []byte(body))
		require.Error(t, err)
		require.Len(t, list, 1)
		require.Equal(t, body, string(list[0].Body))
	}
}

// invalidEvents maps invalid events, which are valid JSON, to a part of the error.
var invalidEvents = map[string]string{
	`{}`:                                 `event requires a member "event" that is a non-empty string`,
	`null`:                               "event is not an object",
	`7`:                                  "event is not an object",
	`"job"`:                              "event is not an object",
	`true`:                               "event is not an object",
	`{"type":"job","data":{"job_id":1}}`: `event requires a member "event" that is a non-empty string`,
	`{"event":"","type":"job","data":{"job_id":1}}`:                          `event requires a member "event" that is a non-empty string`,
	`{"event":1,"type":"job","data":{"job_id":1}}`:                           `event requires a member "event" that is a non-empty string`,
	`{"event":"update","data":{"job_id":1}}`:                                 `event requires a member "type" that is a non-empty string`,
	`{"event":"update","type":null,"data":{"job_id":1}}`:                     `event requires a member "type" that is a non-empty string`,
	`{"event":"update","type":"job"}`:                                        "no id",
	`{"event":"update","type":"job","data":[]}`:                              "no id",
	`{"event":"update","type":"job","data":{"id":1}}`:                        "no id",
	`{"event":"update","type":"job","data":{"job_id":0}}`:                    "no id",
	`{"event":"delete","type":"candidate","data":{"id":""}}`:                 "no id",
	`{"event":"delete","type":"candidate","data":{"id":{"id":1}}}`:           "no id",
	`{"event":"delete","type":"candidate","data":{"id":1,"ID":2}}`:           "duplicate JSON member name",
	`{"event":"delete","event":"update","type":"job","data":{"job_id":1}}`:   "duplicate JSON member name",
	"{\"event\":\"\xff\",\"type\":\"job\",\"data\":{\"job_id\":1}}":          "not valid Unicode",
	"{\"event\":\"update\",\"type\":\"job\",\"data\":{\"job_id\":\"\xff\"}}": "not valid Unicode",
	`{"event":"update","type":"job","data":{"job_id":"\ud83d"}}`:             "not valid Unicode",
}

func TestInvalidEvents(t *testing.T) {
	t.Parallel()
	for body, want := range invalidEvents {
		for _, frame := range []string{"%s", "[%s]"} {
			var in recorder
			var failed failures
			sent := fmt.Sprintf(frame, body)
			require.Equal(t, http.StatusInternalServerError, statusOf(newReceiver(t, &in, failed.option()), post(sent)), sent)
			require.Empty(t, in.deliveries())
			require.Equal(t, []string{body}, failed.bodies, "must be the exact bytes of the event, without the array")
			require.ErrorContains(t, failed.errs[0], want, sent)
			list, err := humansourcing.ParseDeliveries(nil, []byte(sent))
			require.ErrorContains(t, err, want)
			require.Len(t, list, 1)
			require.Equal(t, []string{"humansourcing", "", body}, []string{list[0].Type, list[0].ID, string(list[0].Body)})
		}
	}
}

func TestInvalidEventOfArray(t *testing.T) {
	t.Parallel()
	for invalid := range invalidEvents {
		var in recorder
		var failed failures
		body := "[" + jobDelete + "," + invalid + "," + candidateDelete + "]"
		require.Equal(t, http.StatusInternalServerError, statusOf(newReceiver(t, &in, failed.option()), post(body)))
		require.Equal(t, []string{"job/4711", "candidate/99"}, in.keys())
		require.Equal(t, []string{invalid}, failed.bodies)
	}
}

func TestArrayOfShortElements(t *testing.T) {
	t.Parallel()
	var in recorder
	var failed failures
	body := "[" + strings.Repeat("0,", 5000) + jobDelete + "]"
	require.Equal(t, http.StatusInternalServerError, statusOf(newReceiver(t, &in, failed.option()), post(body)))
	require.Empty(t, in.deliveries())
	require.Equal(t, []string{body}, failed.bodies)

	many := "[" + strings.TrimSuffix(strings.Repeat(jobDelete+",", 5000), ",") + "]"
	require.Equal(t, http.StatusOK, statusOf(newReceiver(t, &in), post(many)), "an array may have 5000 events")
	require.Len(t, in.deliveries(), 5000)
}

func TestMaxBody(t *testing.T) {
	t.Parallel()
	large := func(n int) string {
		const head, tail = `{"event":"update","type":"candidate","data":{"id":1,"first_name":"`, `"}}`
		return head + strings.Repeat("x", n-len(head)-len(tail)) + tail
	}
	var in recorder
	require.Equal(t, http.StatusOK, statusOf(newReceiver(t, &in), post(large(16<<20))))
	require.Equal(t, http.StatusRequestEntityTooLarge, statusOf(newReceiver(t, &in), post(large(16<<20+1))))
	require.Equal(t, http.StatusOK, statusOf(newReceiver(t, &in, webhook.MaxBody(17<<20)), post(large(16<<20+1))))
	require.Len(t, in.deliveries(), 2)
}

// deadlineRecorder is a ResponseWriter that records the durations until the read deadlines that are set.
type deadlineRecorder struct {
	*httptest.ResponseRecorder
	timeouts []time.Duration
}

func (d *deadlineRecorder) SetReadDeadline(at time.Time) error {
	if !at.IsZero() {
		d.timeouts = append(d.timeouts, time.Until(at))
	}
	return nil
}

func TestReadTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for want, opts := range map[time.Duration][]webhook.Option{time.Minute: nil, time.Second: {webhook.ReadTimeout(time.Second)}} {
			var in recorder
			w := &deadlineRecorder{ResponseRecorder: httptest.NewRecorder()}
			newReceiver(t, &in, opts...).ServeHTTP(w, post(jobDelete))
			require.Equal(t, http.StatusOK, w.Code)
			require.Equal(t, []time.Duration{want}, w.timeouts)
		}
	})
}

func TestErrorsAndFormatHidePersonalData(t *testing.T) {
	t.Parallel()
	_, err := humansourcing.ParseDeliveries(nil, []byte(`{"event":"secret`))
	require.ErrorIs(t, err, jsonpeek.ErrSyntax)
	require.NotContains(t, err.Error(), "secret")
	require.NotContains(t, fmt.Sprintf("%+v", parse(t, candidateUpdate)), "Zoé")
}

// OnError can store an event after the sender has closed the connection: its context is not canceled.
func TestOnErrorAfterSenderCloses(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	stored := false
	rx := newReceiver(t, webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
		cancel()
		return errUnavailable
	}), webhook.OnError(func(ctx context.Context, _ *webhook.Delivery, _ error) { stored = ctx.Err() == nil }))
	require.Equal(t, http.StatusInternalServerError, statusOf(rx, post(jobDelete).WithContext(ctx)))
	require.True(t, stored)
}

func TestWindowUsesReceiverClock(t *testing.T) {
	t.Parallel()
	clock := webhooktest.NewClock(time.Time{})
	handled := 0
	rx, err := humansourcing.NewReceiver(webhook.Unverified(), webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
		handled++
		return nil
	}), webhook.Now(clock.Now), humansourcing.RepeatsWithin(5*time.Minute), webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
	require.NoError(t, err)
	send := func() int {
		r := webhooktest.Request("/", webhook.HMAC{}, "", []byte(`{"event":"delete","type":"job","data":{"job_id":1}}`))
		return webhooktest.Deliver(t.Context(), rx, r)
	}
	for _, want := range []int{1, 1, 2} {
		require.Equal(t, 200, send())
		require.Equal(t, want, handled)
		clock.Advance(3 * time.Minute)
	}
}
