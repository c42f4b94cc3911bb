package transport

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

func TestFailure(t *testing.T) {
	t.Run("HTML 502 keeps status, class and beginning of body", func(t *testing.T) {
		page := "<html>" + strings.Repeat("Bad Gateway ", 20<<10) + "</html>"
		address, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("X-Request-Id", "r-502")
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, page)
		})
		_, err := Call[map[string]any](t.Context(), newClient(t, address+"/v1"), readRequest())
		require.ErrorIs(t, err, rolecall.ErrUnavailable)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		require.EqualError(t, err, "example.jobs.list: status 502 Bad Gateway (request id r-502) after 4 attempts")
		require.EqualValues(t, 4, requests.Load())
		e := asError(t, err)
		require.Equal(t, "example", e.Provider)
		require.Equal(t, "example.jobs.list", e.Op)
		require.Equal(t, http.MethodGet, e.Method)
		require.Equal(t, "/v1/jobs", e.Path)
		require.Equal(t, http.StatusBadGateway, e.StatusCode)
		require.Equal(t, "r-502", e.RequestID)
		require.Equal(t, "text/html", e.Header.Get("Content-Type"))
		require.Equal(t, page[:rolecall.MaxErrorBody], string(e.Body))
		require.Equal(t, rolecall.MaxErrorBody, cap(e.Body), "the rest of the body is not kept")
	})
	t.Run("Path does not contain the query", func(t *testing.T) {
		req := readRequest()
		req.Path, req.Query = []string{"jobs", "a/b"}, url.Values{"q": {fakeQuery}}
		_, err := newMockClient(t, respondWith(404, ``)).Do(t.Context(), req)
		require.Equal(t, "/v1/jobs/a%2Fb", asError(t, err).Path)
	})
	t.Run("secret headers are not kept", func(t *testing.T) {
		var meta rolecall.Meta
		responder := respondWith(404, ``, "Set-Cookie", fakeHeader, "Set-Cookie2", fakeHeader, "Authorization", fakeHeader,
			"Proxy-Authorization", fakeHeader, "Cookie", fakeHeader, "X-Example-Signature", fakeHeader, "X-Kept", "kept")
		_, err := newMockClient(t, responder).Do(t.Context(), readRequest(), rolecall.CaptureMeta(&meta))
		require.Equal(t, http.Header{"X-Kept": {"kept"}}, asError(t, err).Header)
		require.Equal(t, http.Header{"X-Kept": {"kept"}}, meta.Header)
	})
	t.Run("calls do not share an error", func(t *testing.T) {
		c := newMockClient(t, respondWith(404, `{}`, "X-Kept", "kept"))
		_, err1 := c.Do(t.Context(), readRequest())
		_, err2 := c.Do(t.Context(), readRequest())
		e1, e2 := asError(t, err1), asError(t, err2)
		require.NotSame(t, e1, e2)
		e1.Header.Set("X-Kept", "changed")
		e1.Body[0] = '!'
		require.Equal(t, "kept", e2.Header.Get("X-Kept"))
		require.Equal(t, "{}", string(e2.Body))
	})
	t.Run("Retry-After is kept at any status", func(t *testing.T) {
		_, err := newMockClient(t, respondWith(403, ``, "Retry-After", "90")).Do(t.Context(), readRequest())
		require.Equal(t, 90*time.Second, asError(t, err).RetryAfter)
	})
}

// Open can report a failure at any status.
func TestOpen(t *testing.T) {
	var failed Failure
	spec := testSpec()
	spec.Open = func(_ int, body []byte) ([]byte, *Failure) {
		if data, ok := strings.CutPrefix(string(body), `{"data":`); ok {
			return []byte(strings.TrimSuffix(data, `}`)), nil
		}
		if failed == (Failure{}) {
			return body, nil
		}
		f := failed
		return nil, &f
	}
	do := func(t *testing.T, req Request, status int, f Failure) error {
		failed = f
		c := newClientFor(t, spec, "https://api.example.com/v1", rolecall.WithHTTPClient(mockHTTPClient(respondWith(status, `{"success":false}`))))
		_, err := c.Do(t.Context(), req)
		return err
	}
	t.Run("returned payload is decoded", func(t *testing.T) {
		c := newClientFor(t, spec, "https://api.example.com/v1", rolecall.WithHTTPClient(mockHTTPClient(respondWith(200, `{"data":[1,2]}`))))
		got, err := Call[[]int](t.Context(), c, readRequest())
		require.NoError(t, err)
		require.Equal(t, []int{1, 2}, *got)
	})
	t.Run("200 that reports a failure is an error with its message", func(t *testing.T) {
		err := do(t, writeRequest(), 200, Failure{
			Code: "PLATFORM.OFF", Title: "Platform off", Message: "switched off", LogURL: "https://example.com/logs/1", Class: rolecall.ErrNeedsHuman,
		})
		require.ErrorIs(t, err, rolecall.ErrNeedsHuman)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous, "the provider reports that nothing was done")
		require.EqualError(t, err, "example.sync.start: status 200 OK: PLATFORM.OFF: Platform off: switched off: a person must act")
		e := asError(t, err)
		require.Equal(t, "PLATFORM.OFF", e.Code)
		require.Equal(t, "https://example.com/logs/1", e.LogURL)
		require.JSONEq(t, `{"success":false}`, string(e.Body), "the error keeps the body, not the payload")
	})
	t.Run("Class overrides the class of an imprecise status", func(t *testing.T) {
		err := do(t, readRequest(), 409, Failure{Code: "SYNC_PENDING", Class: rolecall.ErrPending})
		require.ErrorIs(t, err, rolecall.ErrPending)
		require.NotErrorIs(t, err, rolecall.ErrConflict)
		err = do(t, readRequest(), 401, Failure{Code: "SYNC_PENDING", Class: rolecall.ErrPending})
		require.ErrorIs(t, err, rolecall.ErrPending)
		require.ErrorIs(t, err, rolecall.ErrUnauthorized, "the class of a precise status is added")
		err = do(t, readRequest(), 403, Failure{Code: "NO_PERMISSION", Class: rolecall.ErrNeedsHuman})
		require.ErrorIs(t, err, rolecall.ErrNeedsHuman)
		require.ErrorIs(t, err, rolecall.ErrForbidden)
		err = do(t, readRequest(), 409, Failure{Code: "QA", Class: rolecall.ErrNeedsHuman})
		require.ErrorIs(t, err, rolecall.ErrConflict, "ErrNeedsHuman also has the class of the status")
		err = do(t, readRequest(), 401, Failure{Code: "NEW_CODE"})
		require.ErrorIs(t, err, rolecall.ErrUnauthorized)
	})
	t.Run("NotDone and MayBeDone override the status of a write", func(t *testing.T) {
		for _, status := range []int{408, 500, 502, 504, 520} {
			require.ErrorIs(t, do(t, writeRequest(), status, Failure{Code: "FAILED"}), rolecall.ErrAmbiguous, status)
			require.NotErrorIs(t, do(t, writeRequest(), status, Failure{Code: "REJECTED", NotDone: true}), rolecall.ErrAmbiguous, status)
			require.NotErrorIs(t, do(t, readRequest(), status, Failure{Code: "FAILED"}), rolecall.ErrAmbiguous, status)
		}
		for _, status := range []int{400, 409, 501, 503} {
			require.NotErrorIs(t, do(t, writeRequest(), status, Failure{Code: "FAILED"}), rolecall.ErrAmbiguous, status)
		}
		require.ErrorIs(t, do(t, writeRequest(), 503, Failure{Code: "TOOL_DOWN", MayBeDone: true}), rolecall.ErrAmbiguous)
	})
	t.Run("every failure has a class", func(t *testing.T) {
		for _, failed := range []Failure{{Code: "NEW"}, {Unrecognized: true}} {
			for _, status := range []int{200, 202, 204, 300, 302, 304, 307, 400, 401, 404, 418, 429, 500, 501, 503, 599, 999} {
				e := asError(t, do(t, readRequest(), status, failed))
				require.True(t, hasClass(e), "%d %+v", status, failed)
			}
		}
		require.ErrorIs(t, do(t, readRequest(), 200, Failure{Code: "NEW"}), rolecall.ErrInvalid)
		require.ErrorIs(t, do(t, readRequest(), 200, Failure{Unrecognized: true}), rolecall.ErrUnavailable)
	})
	t.Run("write with an unrecognized response is ambiguous", func(t *testing.T) {
		unrecognized := Failure{Message: "this is not the API", Unrecognized: true}
		require.ErrorIs(t, do(t, writeRequest(), 200, unrecognized), rolecall.ErrAmbiguous)
		require.ErrorIs(t, do(t, writeRequest(), 500, unrecognized), rolecall.ErrAmbiguous)
		require.NotErrorIs(t, do(t, writeRequest(), 404, unrecognized), rolecall.ErrAmbiguous)
		require.NotErrorIs(t, do(t, readRequest(), 200, unrecognized), rolecall.ErrAmbiguous)
	})
}

func TestAmbiguous(t *testing.T) {
	ambiguous := map[int]bool{301: true, 302: true, 303: true, 408: true, 500: true, 502: true, 504: true, 505: true, 507: true, 520: true}
	for _, status := range []int{301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 408, 409, 412, 422, 429, 500, 501, 502, 503, 504, 505, 507, 520} {
		name := fmt.Sprintf("write with status %d has not happened", status)
		if ambiguous[status] {
			name = fmt.Sprintf("write with status %d may have happened", status)
		}
		t.Run(name, func(t *testing.T) {
			_, err := newMockClient(t, respondWith(status, ``)).Do(t.Context(), writeRequest())
			require.Equal(t, ambiguous[status], errors.Is(err, rolecall.ErrAmbiguous))
		})
		t.Run(name+", truncated body", func(t *testing.T) {
			broken := func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: status, Body: io.NopCloser(brokenReader{})}, nil
			}
			_, err := newMockClient(t, broken).Do(t.Context(), writeRequest())
			require.Equal(t, ambiguous[status], errors.Is(err, rolecall.ErrAmbiguous))
			attempts := 1
			if status == http.StatusTooManyRequests {
				attempts = 4 // the status was received and means that nothing was done
			}
			require.Equal(t, attempts, asError(t, err).Attempts)
		})
	}
	t.Run("read is not ambiguous", func(t *testing.T) {
		for status := range ambiguous {
			_, err := newMockClient(t, respondWith(status, ``)).Do(t.Context(), readRequest())
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		}
	})
	t.Run("idempotent write rejected after a lost connection is ambiguous", func(t *testing.T) {
		req := writeRequest()
		req.Retry = RetryIdempotent
		_, err := newMockClient(t, inSequence(httpmock.NewErrorResponder(io.EOF), respondWith(422, ``))).Do(t.Context(), req)
		require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		require.ErrorIs(t, err, rolecall.ErrInvalid)
	})
	t.Run("idempotent write rejected after an ambiguous status", func(t *testing.T) {
		for status, want := range map[int]bool{408: true, 429: false, 502: true, 503: false, 504: true} {
			req := writeRequest()
			req.Retry = RetryIdempotent
			_, err := newMockClient(t, inSequence(respondWith(status, ``), respondWith(422, ``))).Do(t.Context(), req)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.Equal(t, want, errors.Is(err, rolecall.ErrAmbiguous), status)
		}
	})
	t.Run("truncated error response keeps its class", func(t *testing.T) {
		broken := func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 401, Body: io.NopCloser(brokenReader{})}, nil
		}
		_, err := newMockClient(t, broken).Do(t.Context(), readRequest())
		require.ErrorIs(t, err, rolecall.ErrUnauthorized)
		require.NotErrorIs(t, err, rolecall.ErrUnavailable)
	})
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestCaptureMeta(t *testing.T) {
	const date = "Sun, 01 Mar 2026 12:00:00 GMT"
	want := rolecall.Meta{
		StatusCode: 200, Header: http.Header{"Date": {date}, "X-Request-Id": {"r-1"}},
		RequestID: "r-1", Attempts: 2, Date: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}
	stale := rolecall.Meta{StatusCode: 999, RequestID: "stale", Attempts: 9, Date: time.Unix(1, 0)}
	for status, name := range map[int]string{200: "success", 404: "failure"} {
		t.Run(name+" captures the last response", func(t *testing.T) {
			meta, want := stale, want
			want.StatusCode = status
			c := newMockClient(t, inSequence(respondWith(429, ``), respondWith(status, `{}`, "Date", date, "X-Request-Id", "r-1", "Set-Cookie", "a=b")))
			resp, err := c.Do(t.Context(), readRequest(), rolecall.CaptureMeta(&meta))
			require.Equal(t, want, meta)
			if status == 200 {
				require.NoError(t, err)
				require.Equal(t, want, resp.Meta)
			}
		})
	}
	t.Run("call without a response captures the number of attempts", func(t *testing.T) {
		meta := stale
		_, err := newMockClient(t, httpmock.NewErrorResponder(io.EOF)).Do(t.Context(), readRequest(), rolecall.CaptureMeta(&meta))
		require.Error(t, err)
		require.Equal(t, rolecall.Meta{Attempts: 4}, meta)
	})
	t.Run("invalid request captures an empty Meta", func(t *testing.T) {
		req := readRequest()
		req.Path = []string{".."}
		meta := stale
		_, err := newMockClient(t, respondWith(200, ``)).Do(t.Context(), req, rolecall.CaptureMeta(&meta))
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.Equal(t, rolecall.Meta{}, meta)
	})
	t.Run("invalid Date header is ignored", func(t *testing.T) {
		resp, err := newMockClient(t, respondWith(200, ``, "Date", "today")).Do(t.Context(), readRequest())
		require.NoError(t, err)
		require.True(t, resp.Meta.Date.IsZero())
	})
}

// No error contains a secret in its text or in the text of an error that it wraps.
func TestErrorsShowNoSecret(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	req := writeRequest()
	req.Query, req.Header = url.Values{"q": {fakeQuery}}, http.Header{"X-Extra": {fakeHeader}}
	req.Scoped, req.Scope, req.Path = true, fakeScope, []string{"candidates", "fake-person"}
	secrets := []string{fakeKey, fakeQuery, fakeHeader, fakeScope, fakeBody, "fake-person", "Bearer"}
	for name, tc := range map[string]struct {
		ctx       context.Context
		responder httpmock.Responder
	}{
		"error status":               {responder: respondWith(500, fakeBody, "X-Extra", fakeHeader)},
		"lost connection":            {responder: httpmock.NewErrorResponder(io.EOF)},
		"no connection":              {responder: httpmock.NewErrorResponder(dialError())},
		"redirect to another origin": {responder: respondWith(307, fakeBody, "Location", "https://u:"+fakeKey+"@example.net/?"+fakeQuery)},
		"redirect to an invalid URL": {responder: respondWith(307, fakeBody, "Location", "http://[::1/?"+fakeQuery)},
		"canceled context":           {ctx: ended, responder: respondWith(200, ``)},
		"decoding error":             {responder: respondWith(200, `{"id":"`+fakeBody+`"}`)},
		"error that contains the URL": {responder: func(r *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("wrapped: %w", &url.Error{Op: "Get", URL: r.URL.String(), Err: &url.Error{Op: "Get", URL: r.URL.String(), Err: io.EOF}})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := tc.ctx
			if ctx == nil {
				ctx = t.Context()
			}
			_, err := Call[struct{ ID int }](ctx, newMockClient(t, tc.responder), req)
			e := asError(t, err)
			encoded, marshalErr := json.Marshal(map[string]any{"err": e})
			require.NoError(t, marshalErr)
			outputs := []string{err.Error(), string(encoded)}
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
				outputs = append(outputs, fmt.Sprintf(verb, err))
			}
			for _, cause := range e.Unwrap() {
				outputs = append(outputs, cause.Error())
			}
			for _, secret := range secrets {
				require.NotContains(t, strings.Join(outputs, "\n"), secret)
			}
			_, hasURL := errors.AsType[*url.Error](err)
			require.False(t, hasURL, "the text of a url.Error contains the whole URL")
		})
	}
}

// The status of a relayed response is that of another server. Open decides whether the call failed.
func TestRelayed(t *testing.T) {
	c := newClient(t, "https://api.example.com/v1", rolecall.WithHTTPClient(mockHTTPClient(respondWith(404, `good`))))
	c.spec.Open = func(_ int, body []byte) ([]byte, *Failure) {
		if string(body) == "good" {
			return body, nil
		}
		return nil, &Failure{Message: "no"}
	}
	relayed := readRequest()
	relayed.Relayed = true
	resp, err := c.Do(t.Context(), relayed)
	require.NoError(t, err)
	require.Equal(t, "good", string(resp.Payload))
	require.Equal(t, 404, resp.Meta.StatusCode)

	_, err = c.Do(t.Context(), readRequest())
	require.ErrorIs(t, err, rolecall.ErrNotFound)

	c.spec.Open = func(int, []byte) ([]byte, *Failure) { return nil, &Failure{Message: "no"} }
	_, err = c.Do(t.Context(), relayed)
	require.ErrorIs(t, err, rolecall.ErrNotFound)
}

func TestErrorBeforeRequest(t *testing.T) {
	t.Parallel()
	t.Run("invalid request is not sent", func(t *testing.T) {
		t.Parallel()
		req := readRequest()
		req.Invalid = errTest
		_, err := newMockClient(t, func(*http.Request) (*http.Response, error) { t.Error("sent"); return nil, errTest }).Do(t.Context(), req)
		require.ErrorIs(t, err, errTest)
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.Equal(t, errTest.Error(), asError(t, err).Message)
	})
	t.Run("NewError names the operation", func(t *testing.T) {
		t.Parallel()
		err := NewError("knit", "knit.call", "no client", rolecall.ErrInvalid, errTest)
		require.Equal(t, "knit.call", asError(t, err).Op)
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.ErrorIs(t, err, errTest)
	})
}
