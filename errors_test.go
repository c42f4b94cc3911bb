package rolecall_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// secretError returns an Error whose fields hold values that its text must not show.
func secretError() *rolecall.Error {
	return &rolecall.Error{
		Provider: "example", Op: "example.jobs.list", Method: "GET", Path: "/v1/fake-path", StatusCode: 429,
		Code: "RATE", Title: "Slow down", Message: "too many calls", RequestID: "r-1", LogURL: "https://example.com/fake-log?fake-query",
		RetryAfter: time.Minute, Attempts: 3,
		Header: http.Header{"X-Key": {"fake-header"}}, Body: []byte("fake-body"),
	}
}

const secretErrorText = "example.jobs.list: status 429 Too Many Requests: RATE: Slow down: too many calls (request id r-1) after 3 attempts"

// requireNoSecret fails if text contains a value of [secretError], in any form in which fmt prints bytes.
func requireNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{"fake-", "X-Key", "102 97 107 101", "66616b65", "ZmFrZS1", "0x66"} {
		require.NotContains(t, text, secret)
	}
}

func TestErrorText(t *testing.T) {
	cause := errors.New("https://api.example.com/?key=fake-key")
	err := secretError().WithCause(cause)
	t.Run("call and response", func(t *testing.T) {
		require.Equal(t, secretErrorText, err.Error())
		for text, e := range map[string]*rolecall.Error{
			"rolecall":                     {},
			"example":                      {Provider: "example"},
			"example.jobs.get":             {Provider: "example", Op: "example.jobs.get", Attempts: 1},
			"example.jobs.get: status 599": {Op: "example.jobs.get", StatusCode: 599},
			"example.jobs.get: status 404 Not Found: no such": {Op: "example.jobs.get", StatusCode: 404, Message: "no such"},
		} {
			require.Equal(t, text, e.Error())
		}
	})
	t.Run("every fmt verb", func(t *testing.T) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%d", "%10v", "%-200s", "%.3s", "%t", "%p"} {
			text := fmt.Sprintf(verb, err)
			requireNoSecret(t, text)
			if verb != "%p" { // fmt prints the pointer itself
				require.Equal(t, secretErrorText, text, verb)
			}
		}
		require.Equal(t, `"`+secretErrorText+`"`, fmt.Sprintf("%q", err))
		requireNoSecret(t, fmt.Sprint(err, []any{err}, map[string]error{"a": err}, struct{ Err error }{err}))
		requireNoSecret(t, fmt.Sprintf("%+v %#v", []*rolecall.Error{err}, struct{ Err *rolecall.Error }{err}))
	})
	t.Run("value instead of pointer", func(t *testing.T) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			require.Equal(t, secretErrorText, fmt.Sprintf(verb, *err), verb)
		}
		encoded, marshalErr := json.Marshal(*err)
		require.NoError(t, marshalErr)
		requireNoSecret(t, string(encoded))
		text := logged(func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) }, *err)
		require.Contains(t, text, `"op":"example.jobs.list"`)
		requireNoSecret(t, text)
	})
	t.Run("wrapped", func(t *testing.T) {
		wrapped := fmt.Errorf("refresh: %w", errors.Join(err, io.EOF))
		for _, verb := range []string{"%v", "%+v", "%#v"} {
			requireNoSecret(t, fmt.Sprintf(verb, wrapped))
		}
	})
	t.Run("encoding/json", func(t *testing.T) {
		encoded, marshalErr := json.Marshal(map[string]any{"err": err, "list": []*rolecall.Error{err}})
		require.NoError(t, marshalErr)
		require.JSONEq(t, `{"err":"`+secretErrorText+`","list":["`+secretErrorText+`"]}`, string(encoded))
	})
	t.Run("slog attributes", func(t *testing.T) {
		text := logged(func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) }, err)
		var line map[string]any
		require.NoError(t, json.Unmarshal([]byte(text), &line))
		require.Equal(t, map[string]any{
			"provider": "example", "op": "example.jobs.list", "status": 429.0, "code": "RATE", "title": "Slow down",
			"message": "too many calls", "request_id": "r-1", "attempts": 3.0,
		}, line["err"])
		text += logged(func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) }, err)
		text += logged(func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) }, fmt.Errorf("wrapped: %w", err))
		text += logged(func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) }, []error{err})
		text += logged(func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) }, rolecall.Error{Op: "example.jobs.list"})
		requireNoSecret(t, text)
		require.NotContains(t, logged(func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) }, &rolecall.Error{}), "status")
	})
	t.Run("control characters", func(t *testing.T) {
		hostile := "a\nlevel=ERROR msg=forged\r\x1b[2J\u0085\u009b2J\u2028\u2029\x7f\x00z\xff"
		e := &rolecall.Error{Op: "example.jobs.get", Code: hostile, Title: hostile, Message: hostile, RequestID: hostile}
		for _, text := range []string{
			e.Error(), logged(func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) }, e)[:10], e.LogValue().String(),
		} {
			require.NotRegexp(t, `[\x00-\x1f\x7f\x{80}-\x{9f}\x{2028}\x{2029}]`, text)
			require.True(t, utf8.ValidString(text))
		}
		require.Contains(t, e.Error(), "level=ERROR msg=forged", "other characters are kept")
	})
	t.Run("long texts", func(t *testing.T) {
		long := "x" + strings.Repeat("ü", 1<<16) // the limit is in the middle of a letter
		e := &rolecall.Error{Op: "example.jobs.get", Code: long, Title: long, Message: long, RequestID: long}
		for _, text := range []string{e.Error(), e.LogValue().String()} {
			require.Less(t, len(text), 1400)
			require.True(t, utf8.ValidString(text))
		}
		require.Contains(t, e.Error(), "…")
	})
	t.Run("nil pointer", func(t *testing.T) {
		require.Equal(t, "<nil>", fmt.Sprint((*rolecall.Error)(nil)))
	})
}

func logged(handler func(io.Writer) slog.Handler, v any) string {
	var out bytes.Buffer
	slog.New(handler(&out)).Error("call failed", "err", v)
	return out.String()
}

func TestErrorHints(t *testing.T) {
	for name, tc := range map[string]struct {
		err  *rolecall.Error
		want string
	}{
		"ambiguous write":            {(&rolecall.Error{StatusCode: 502}).WithCause(rolecall.ErrAmbiguous), "status 502 Bad Gateway: write may or may not have happened"},
		"redirect to another origin": {(&rolecall.Error{StatusCode: 307}).WithCause(rolecall.ErrCrossOrigin), "status 307 Temporary Redirect: redirect to another origin was not followed"},
		"response too large":         {(&rolecall.Error{StatusCode: 200}).WithCause(rolecall.ErrTooLarge), "status 200 OK: response is too large"},
		"first sync pending":         {(&rolecall.Error{StatusCode: 404}).WithCause(rolecall.ErrPending), "status 404 Not Found: first sync pending"},
		"operator needed":            {(&rolecall.Error{StatusCode: 401}).WithCause(rolecall.ErrNeedsHuman), "status 401 Unauthorized: a person must act"},
		"class of the status":        {(&rolecall.Error{StatusCode: 404}).WithCause(rolecall.ErrNotFound), "status 404 Not Found"},
		"class without a status":     {(&rolecall.Error{}).WithCause(rolecall.ErrInvalid), "invalid request"},
		"canceled context":           {(&rolecall.Error{}).WithCause(fmt.Errorf("fake-key: %w", context.Canceled)), "context canceled"},
		"deadline exceeded":          {(&rolecall.Error{}).WithCause(context.DeadlineExceeded), "context deadline exceeded"},
		"lost connection":            {(&rolecall.Error{}).WithCause(fmt.Errorf("fake-key: %w", io.ErrUnexpectedEOF)), "connection lost"},
		"unknown host name":          {(&rolecall.Error{}).WithCause(&net.DNSError{Name: "api.example.com"}), "no address found for api.example.com"},
		"connection refused":         {(&rolecall.Error{}).WithCause(connectionRefused()), "dial tcp: connect: connection refused"},
		"error of another call":      {(&rolecall.Error{}).WithCause(fmt.Errorf("fake-key: %w", &rolecall.Error{Op: "example.token", StatusCode: 401, Body: []byte("fake-key")})), "example.token: status 401 Unauthorized"},
		"other error":                {(&rolecall.Error{StatusCode: 200}).WithCause(errors.New("fake-key")), "status 200 OK"},
		"two causes": {
			(&rolecall.Error{}).WithCause(context.DeadlineExceeded, rolecall.ErrAmbiguous),
			"context deadline exceeded; write may or may not have happened",
		},
	} {
		t.Run(name, func(t *testing.T) {
			tc.err.Op = "example.jobs.get"
			require.Equal(t, "example.jobs.get: "+tc.want, tc.err.Error())
		})
	}
}

func connectionRefused() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}

var classes = []error{
	rolecall.ErrUnauthorized, rolecall.ErrForbidden, rolecall.ErrNotFound, rolecall.ErrConflict, rolecall.ErrInvalid,
	rolecall.ErrRateLimited, rolecall.ErrUnavailable, rolecall.ErrPending, rolecall.ErrNeedsHuman,
}

var additional = []error{rolecall.ErrAmbiguous, rolecall.ErrCursorLoop, rolecall.ErrCrossOrigin, rolecall.ErrTooLarge}

// byStatus is the documented class of a status.
func byStatus(status int) error {
	precise := map[int]error{
		401: rolecall.ErrUnauthorized, 403: rolecall.ErrForbidden, 404: rolecall.ErrNotFound, 410: rolecall.ErrNotFound,
		409: rolecall.ErrConflict, 412: rolecall.ErrConflict, 408: rolecall.ErrUnavailable, 429: rolecall.ErrRateLimited,
	}
	switch class := precise[status]; {
	case class != nil:
		return class
	case status >= 500:
		return rolecall.ErrUnavailable
	case status >= 400:
		return rolecall.ErrInvalid
	}
	return nil
}

func TestErrorClass(t *testing.T) {
	t.Run("class of the status", func(t *testing.T) {
		for status := range 600 {
			err := error(&rolecall.Error{StatusCode: status})
			for _, class := range append(classes, additional...) {
				require.Equal(t, errors.Is(byStatus(status), class), errors.Is(err, class), "%d %v", status, class)
			}
		}
	})
	t.Run("class of the code replaces that of the status", func(t *testing.T) {
		for _, class := range classes {
			err := (&rolecall.Error{StatusCode: 409}).WithCause(io.EOF, nil, class, rolecall.ErrAmbiguous)
			require.ErrorIs(t, err, class)
			conflict := errors.Is(class, rolecall.ErrConflict) || errors.Is(class, rolecall.ErrNeedsHuman)
			require.Equal(t, conflict, errors.Is(err, rolecall.ErrConflict), class)
		}
	})
	t.Run("class of a precise status is added", func(t *testing.T) {
		for _, status := range []int{401, 403, 404, 410, 429} {
			for _, class := range classes {
				err := (&rolecall.Error{StatusCode: status}).WithCause(class)
				require.ErrorIs(t, err, class)
				require.ErrorIs(t, err, byStatus(status), "%d %v", status, class)
			}
		}
	})
	t.Run("first class wins", func(t *testing.T) {
		err := (&rolecall.Error{StatusCode: 400}).WithCause(rolecall.ErrPending).WithCause(rolecall.ErrUnavailable)
		require.True(t, err.Is(rolecall.ErrPending))
		require.False(t, err.Is(rolecall.ErrUnavailable))
		require.ErrorIs(t, err, rolecall.ErrUnavailable, "it is still a cause")
		require.NotErrorIs(t, err, rolecall.ErrInvalid)
	})
	t.Run("additional classes keep that of the status", func(t *testing.T) {
		for _, cause := range additional {
			err := (&rolecall.Error{StatusCode: 502}).WithCause(cause)
			require.ErrorIs(t, err, cause)
			require.ErrorIs(t, err, rolecall.ErrUnavailable)
		}
	})
	t.Run("other errors do not match", func(t *testing.T) {
		a, b := &rolecall.Error{StatusCode: 404}, &rolecall.Error{StatusCode: 404}
		require.NotErrorIs(t, a, b)
		require.NotErrorIs(t, a, nil)
		require.NotErrorIs(t, a, errors.New("rolecall: not found"))
	})
}

func TestWithCause(t *testing.T) {
	t.Run("does not change the error", func(t *testing.T) {
		e := &rolecall.Error{StatusCode: 404}
		one := e.WithCause(io.EOF, io.ErrNoProgress, io.ErrShortWrite) // an array with spare capacity
		two, three := one.WithCause(rolecall.ErrPending), one.WithCause(rolecall.ErrConflict)
		require.Empty(t, e.Unwrap())
		require.Len(t, one.Unwrap(), 3)
		require.Equal(t, rolecall.ErrPending, two.Unwrap()[3])
		require.Equal(t, rolecall.ErrConflict, three.Unwrap()[3])
		require.ErrorIs(t, one, rolecall.ErrNotFound)
	})
	t.Run("nil causes", func(t *testing.T) {
		require.Empty(t, (&rolecall.Error{}).WithCause(nil, nil).Unwrap())
	})
	t.Run("errors.As finds causes", func(t *testing.T) {
		err := error((&rolecall.Error{}).WithCause(connectionRefused(), &net.DNSError{IsTimeout: true}))
		_, ok := errors.AsType[*net.OpError](err)
		require.True(t, ok)
		var network net.Error
		require.ErrorAs(t, err, &network)
		require.ErrorIs(t, err, syscall.ECONNREFUSED)
		e, ok := errors.AsType[*rolecall.Error](fmt.Errorf("wrapped: %w", err))
		require.True(t, ok)
		require.Len(t, e.Unwrap(), 2)
	})
	t.Run("cause that is not comparable", func(t *testing.T) {
		err := (&rolecall.Error{StatusCode: 404}).WithCause(list{"fake-key"})
		require.ErrorIs(t, err, rolecall.ErrNotFound)
		require.NotErrorIs(t, err, list{"fake-key"})
		require.NotContains(t, err.Error(), "fake-key")
	})
}

type list []string

func (l list) Error() string { return strings.Join(l, ",") }

func TestNotMade(t *testing.T) {
	t.Parallel()
	call := func(needed *rolecall.Error) *rolecall.Error {
		return (&rolecall.Error{Provider: "example", Op: "example.jobs.create", Method: "POST"}).NotMade(needed)
	}
	token := func(status int, causes ...error) *rolecall.Error {
		return (&rolecall.Error{
			Op: "example.token", StatusCode: status, Code: "slow_down", RequestID: "r-7", RetryAfter: time.Hour,
			Header: http.Header{"X-Region": {"eu"}}, Body: []byte("wait"),
		}).WithCause(causes...)
	}
	t.Run("copies the fields of the needed call", func(t *testing.T) {
		t.Parallel()
		err := call(token(429))
		require.Equal(t, "example.jobs.create", err.Op)
		require.Equal(t, 429, err.StatusCode)
		require.Equal(t, time.Hour, err.RetryAfter)
		require.Equal(t, "slow_down", err.Code)
		require.Equal(t, "r-7", err.RequestID)
		require.Equal(t, "eu", err.Header.Get("X-Region"))
		require.Equal(t, "wait", string(err.Body))
		require.EqualError(t, err, "example.jobs.create: not sent because a call that it needs failed: "+token(429).Error())
		require.Contains(t, logged(func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) }, err), "example.token")
	})
	t.Run("keeps only classes that apply to both calls", func(t *testing.T) {
		t.Parallel()
		for status, want := range map[int]error{
			0: rolecall.ErrUnavailable, 200: rolecall.ErrUnavailable, 302: rolecall.ErrUnavailable, 400: rolecall.ErrUnavailable,
			404: rolecall.ErrUnavailable, 409: rolecall.ErrUnavailable, 500: rolecall.ErrUnavailable, 999: rolecall.ErrUnavailable,
			401: rolecall.ErrUnauthorized, 403: rolecall.ErrForbidden, 429: rolecall.ErrRateLimited,
		} {
			for _, cause := range []error{nil, rolecall.ErrAmbiguous, rolecall.ErrTooLarge} {
				err := call(token(status, cause))
				require.ErrorIs(t, err, want, status)
				for _, class := range append(classes, rolecall.ErrAmbiguous) {
					require.Equal(t, class == want, errors.Is(err, class), "%d: %v", status, class) //nolint:errorlint // exactly this class
				}
			}
		}
	})
	t.Run("keeps causes", func(t *testing.T) {
		t.Parallel()
		require.ErrorIs(t, call(token(400, rolecall.ErrNeedsHuman)), rolecall.ErrNeedsHuman)
		require.ErrorIs(t, call(token(400, rolecall.ErrUnauthorized)), rolecall.ErrUnauthorized)
		require.ErrorIs(t, call(token(0, context.Canceled)), context.Canceled)
	})
}
