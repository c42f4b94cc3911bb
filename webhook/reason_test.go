package webhook_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// reasonOf collects the log and the Result of one request.
type reasonOf struct {
	text     buffer
	reported results
}

func (o *reasonOf) options() []webhook.Option {
	return append(o.reported.options(), webhook.Log(debugLog(&o.text)))
}

func (o *reasonOf) only(t testing.TB) (reason string, result webhook.Result) {
	t.Helper()
	all := lines(t, o.text.String())
	require.Len(t, all, 1)
	reason, _ = all[0]["reason"].(string)
	return reason, o.reported.only(t)
}

const readBefore = "the body is empty (did a middleware read it?)"

func sharedSecret(t testing.TB) webhook.Verifier {
	t.Helper()
	v, err := webhook.SharedSecret(func(r *http.Request) string { return r.PathValue("secret") }, "not-real")
	require.NoError(t, err)
	return v
}

func TestReasonReadBefore(t *testing.T) {
	hmac, unverified := acme(t), acme(t)
	unverified.Verifier = webhook.Unverified()
	body := hired.body()
	for name, read := range map[string]func(r *http.Request){
		"read":               func(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) },
		"read and closed":    func(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body); _ = r.Body.Close() },
		"replaced by NoBody": func(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body); r.Body = http.NoBody },
	} {
		for source, src := range map[string]webhook.Source{"HMAC": hmac, "Unverified": unverified, "several events": acmeBatch(t)} {
			for framing, sent := range map[string]io.Reader{"with a length": bytes.NewReader(body), "in chunks": chunked(body)} {
				t.Run(fmt.Sprint(name, "/", source, "/", framing), func(t *testing.T) {
					var logged reasonOf
					rx := receiver(t, src, &inbox{}, logged.options()...)
					s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						read(r)
						rx.ServeHTTP(w, r)
					}))
					got := s.send(t, http.MethodPost, sent, signedHeader(body))
					require.Contains(t, []int{400, 401}, got.status)
					require.Empty(t, got.body)
					reason, result := logged.only(t)
					require.Equal(t, readBefore, reason)
					require.ErrorContains(t, result.Err, readBefore)
					require.Equal(t, got.status, result.Status)
					if got.status == 401 {
						require.ErrorIs(t, result.Err, webhook.ErrSignature)
					}
				})
			}
		}
	}
}

func TestReasonMaxBytesHandler(t *testing.T) {
	t.Parallel()
	for framing, chunks := range map[string]bool{"with a length": false, "in chunks": true} {
		t.Run(framing, func(t *testing.T) {
			t.Parallel() // net/http takes half a second to close such a connection
			var logged reasonOf
			body := padded(t, 2000)
			s := serve(t, http.MaxBytesHandler(receiver(t, acme(t), &inbox{}, logged.options()...), 1000))
			sent := io.Reader(bytes.NewReader(body))
			if chunks {
				sent = chunked(body)
			}
			require.Equal(t, 413, s.send(t, http.MethodPost, sent, signedHeader(body)).status)
			reason, result := logged.only(t)
			require.Equal(t, "the body is over the limit of another handler (http.MaxBytesReader)", reason)
			require.Equal(t, 413, result.Status)
			_, isLimit := errors.AsType[*http.MaxBytesError](result.Err)
			require.True(t, isLimit, "the error must wrap *http.MaxBytesError")
		})
	}
}

func TestReasons(t *testing.T) {
	basic, err := webhook.BasicAuth("user", "not-real")
	require.NoError(t, err)
	texts := map[string]string{}
	for name, c := range map[string]struct {
		verifier webhook.Verifier
		change   func(*http.Request)
		opts     []webhook.Option
		status   int
		want     string
	}{
		"cut short": {change: func(r *http.Request) {
			r.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), iotest.ErrReader(io.ErrUnexpectedEOF)))
		}, status: 400, want: "cut short"},
		"over the limit":                   {opts: []webhook.Option{webhook.MaxBody(10)}, status: 413, want: "over the limit"},
		"over the limit of MaxBytesReader": {change: func(r *http.Request) { r.Body = http.MaxBytesReader(nil, r.Body, 10) }, status: 413, want: "of another handler"},
		"read by a middleware":             {change: func(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }, status: 400, want: "did a middleware read it"},
		"longer than Content-Length":       {change: func(r *http.Request) { r.ContentLength = 3 }, status: 400, want: "longer"},
		"no secret":                        {verifier: sharedSecret(t), status: 401, want: "no secret found in the request"},
		"wrong secret":                     {verifier: sharedSecret(t), change: func(r *http.Request) { r.SetPathValue("secret", "guessed") }, status: 401, want: "wrong secret"},
		"no password":                      {verifier: basic, status: 401, want: "no user and password found"},
		"wrong password":                   {verifier: basic, change: func(r *http.Request) { r.SetBasicAuth("user", "guessed") }, status: 401, want: "wrong user or password"},
		"no signature":                     {change: func(r *http.Request) { r.Header.Del(acmeHeader) }, status: 401, want: "missing, repeated or malformed"},
		"wrong signature":                  {change: func(r *http.Request) { r.Header.Set(acmeHeader, signature(nil)) }, status: 401, want: "no key matches"},
	} {
		t.Run(name, func(t *testing.T) {
			src := acme(t)
			if c.verifier != nil {
				src.Verifier = c.verifier
			}
			var logged reasonOf
			r := signed(hired.body())
			if c.change != nil {
				c.change(r)
			}
			w := respond(receiver(t, src, &inbox{}, append(logged.options(), c.opts...)...), r)
			require.Equal(t, c.status, w.Code)
			require.Empty(t, w.Body.String(), "the response must not contain the reason")
			reason, result := logged.only(t)
			require.Contains(t, reason, c.want)
			require.ErrorContains(t, result.Err, c.want)
			require.Empty(t, texts[reason], "%s has the text of %s", name, texts[reason])
			texts[reason] = name
		})
	}
}

func TestReasonStalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var logged reasonOf
		took, got := after(t, dial(t, receiver(t, acme(t), &inbox{}, logged.options()...)), stalledRequest("POST", ""))
		require.Contains(t, got, "HTTP/1.1 400")
		require.Equal(t, 10*time.Second, took)
		reason, result := logged.only(t)
		require.Equal(t, "the body did not arrive in time", reason)
		require.ErrorContains(t, result.Err, reason)
	})
}

// safeTextError is an error with a text that is safe to log, like *rolecall.Error.
type safeTextError struct{}

func (safeTextError) Error() string    { return "held-error" }
func (safeTextError) SafeText() string { return "kombo: ats.jobs.list: 429" }

type pqError struct{}

func (*pqError) Error() string { return "held-error" }

func TestReasonHandlerFailed(t *testing.T) {
	router := webhook.NewRouter()
	webhook.On(router, hiredType, func(context.Context, *acmeEvent, *webhook.Delivery) error { return nil })
	router.UseUnmarshal(func([]byte, any) error { return errors.New("held-decode") })
	for name, c := range map[string]struct {
		sink webhook.Sink
		want string
	}{
		"error with SafeText":            {failing(safeTextError{}), "kombo: ats.jobs.list: 429"},
		"error with SafeText, wrapped":   {failing(fmt.Errorf("held: %w", safeTextError{})), "kombo: ats.jobs.list: 429"},
		"error with SafeText, postponed": {failing(webhook.RetryAfter(time.Second, safeTextError{})), "kombo: ats.jobs.list: 429"},
		"error with SafeText, joined":    {failing(errors.Join(errSink, safeTextError{})), "kombo: ats.jobs.list: 429"},
		"panic":                          {panicking("held"), "the handler panicked with a string"},
		"event does not decode":          {router, "an event of type acme:person.hired/people does not decode (its bytes are in Delivery.Body)"},
		"other error":                    {failing(&pqError{}), "*webhook_test.pqError"},
		"other error, wrapped":           {failing(fmt.Errorf("held: %w", &pqError{})), "*webhook_test.pqError"},
		"other error, dropped":           {failing(webhook.Drop(fmt.Errorf("held: %w", fmt.Errorf("held: %w", &pqError{})))), "*webhook_test.pqError"},
	} {
		t.Run(name, func(t *testing.T) {
			var logged reasonOf
			deliver(t, receiver(t, acme(t), c.sink, logged.options()...), hired.body())
			reason, _ := logged.only(t)
			require.Equal(t, c.want, reason)
			require.NotContains(t, logged.text.String(), "held")
		})
	}
}
