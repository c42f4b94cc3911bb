package linkedin_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
)

var testCreds = linkedin.Credentials{ClientID: "test-id", ClientSecret: "s3cret+/= of a test"}

func TestNewClient(t *testing.T) {
	t.Parallel()
	t.Run("rejects empty credentials", func(t *testing.T) {
		t.Parallel()
		for _, creds := range []linkedin.Credentials{{}, {ClientID: "x"}, {ClientSecret: "x"}} {
			_, err := linkedin.NewClient(creds)
			require.ErrorContains(t, err, "empty")
		}
	})
	t.Run("rejects invalid options", func(t *testing.T) {
		t.Parallel()
		for name, opt := range map[string]rolecall.Option{
			"version without month": linkedin.WithVersion("2026"), "version with month 13": linkedin.WithVersion("202613"),
			"version that is not a number": linkedin.WithVersion("latest"), "empty version": linkedin.WithVersion(""),
			"version before the first one": linkedin.WithVersion("202001"), "revision of one digit": linkedin.WithVersion("202603.1"),
			"token URL without https": linkedin.WithTokenURL("http://example.com/token"), "empty token URL": linkedin.WithTokenURL(""), "token URL without path": linkedin.WithTokenURL("https://example.com/"),
			"base URL without https": rolecall.WithBaseURL("http://example.com"),
		} {
			_, err := linkedin.NewClient(testCreds, opt)
			require.Error(t, err, name)
		}
		for _, version := range []string{"202501", "202603", "202508.02"} {
			_, err := linkedin.NewClient(testCreds, linkedin.WithVersion(version))
			require.NoError(t, err, version)
		}
	})
	t.Run("uses LinkedIn's own URLs by default", func(t *testing.T) {
		t.Parallel()
		network := httpmock.NewMockTransport()
		network.RegisterResponder(http.MethodPost, "https://www.linkedin.com/oauth/v2/accessToken", httpmock.NewStringResponder(200, `{"access_token":"t","expires_in":1800}`))
		network.RegisterResponder(http.MethodGet, "https://api.linkedin.com/v2/simpleJobPostingTasks", httpmock.NewStringResponder(200, `{"results":{}}`))
		client, err := linkedin.NewClient(testCreds, rolecall.WithHTTPClient(&http.Client{Transport: network}))
		require.NoError(t, err)
		_, err = client.JobTasks(t.Context(), []string{"urn:li:simpleJobPostingTask:1"})
		require.NoError(t, err)
		require.Equal(t, 2, network.GetTotalCallCount())
	})
	t.Run("accepts a base URL with /v2 or /rest", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		for _, base := range []string{"", "/", "/v2", "/rest"} {
			client, err := linkedin.NewClient(h.fake.Credentials, rolecall.WithBaseURL(h.fake.URL+base))
			require.NoError(t, err)
			_, err = client.JobPostingStatuses(t.Context(), []string{"x"})
			require.NoError(t, err)
		}
		for _, r := range h.fake.Calls() {
			require.Equal(t, "/v2/jobPostingStatus", r.URL.Path)
		}
	})
}

func TestToken(t *testing.T) {
	t.Parallel()
	call := func(ctx context.Context, client *linkedin.Client) error {
		_, err := client.JobPostingStatuses(ctx, []string{"job-1"})
		return err
	}
	t.Run("concurrent calls share one token request", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		var callers sync.WaitGroup
		for range 16 {
			callers.Go(func() { _ = call(t.Context(), h.client) })
		}
		callers.Wait()
		require.Len(t, h.fake.Requests(), 17)
		require.Len(t, h.fake.Calls(), 16)
		r := h.fake.Requests()[0]
		require.Equal(t, "/oauth/v2/accessToken", r.URL.Path)
		require.Empty(t, r.URL.RawQuery)
		require.Empty(t, r.Header["Authorization"])
		form, err := url.ParseQuery(bodyOf(t, r))
		require.NoError(t, err)
		require.Equal(t, url.Values{"grant_type": {"client_credentials"}, "client_id": {h.fake.Credentials.ClientID}, "client_secret": {h.fake.Credentials.ClientSecret}}, form)
	})
	t.Run("401 fetches a new token once", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		require.NoError(t, call(t.Context(), h.client))
		h.fake.ExpireTokens()
		var meta rolecall.Meta
		results, err := h.client.PostJobs(t.Context(), jobs(2, linkedin.OperationCreate), rolecall.CaptureMeta(&meta), rolecall.CallRetry(rolecall.RetryPolicy{MaxAttempts: 1}))
		require.NoError(t, err)
		require.NoError(t, results[1].Err)
		require.Equal(t, 2, meta.Attempts)
		require.Len(t, h.fake.Requests(), 5, "token, call, rejected call, token, call")
		calls := h.fake.Calls()
		require.Equal(t, bodyOf(t, calls[1]), bodyOf(t, calls[2]), "the retry sends the whole body")
		require.NotEqual(t, calls[1].Header["Authorization"], calls[2].Header["Authorization"])
	})
	t.Run("second 401 is an error", func(t *testing.T) {
		t.Parallel()
		var tokens, calls atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/accessToken") {
				_, _ = fmt.Fprintf(w, `{"access_token":"test-token-%d"}`, tokens.Add(1))
				return
			}
			calls.Add(1)
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte(`{"serviceErrorCode":65600,"message":"Invalid access token","status":401}`))
		}))
		t.Cleanup(server.Close)
		client, err := linkedin.NewClient(testCreds, rolecall.WithBaseURL(server.URL))
		require.NoError(t, err)
		err = call(t.Context(), client)
		require.ErrorIs(t, err, rolecall.ErrUnauthorized)
		e, ok := errors.AsType[*rolecall.Error](err)
		require.True(t, ok)
		require.Equal(t, linkedin.CodeInvalidToken, e.Code)
		require.Equal(t, 2, e.Attempts)
		require.EqualValues(t, 2, calls.Load())
		require.EqualValues(t, 2, tokens.Load())
	})
	t.Run("concurrent 401s fetch one new token", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		require.NoError(t, call(t.Context(), h.client))
		h.fake.ExpireTokens()
		var callers sync.WaitGroup
		for range 8 {
			callers.Go(func() {
				if err := call(t.Context(), h.client); err != nil {
					t.Error(err)
				}
			})
		}
		callers.Wait()
		require.Len(t, h.fake.Requests(), 1+1+len(h.fake.Calls()), "two token requests in all")
	})
	t.Run("failed token request sends no call", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		client := connect(t, h.fake, linkedin.Credentials{ClientID: h.fake.Credentials.ClientID, ClientSecret: "wrong"})
		results, err := client.PostJobs(t.Context(), jobs(1, linkedin.OperationCreate))
		require.ErrorIs(t, err, rolecall.ErrUnauthorized)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous, "only the token request used a connection")
		require.NotErrorIs(t, results[0].Err, rolecall.ErrAmbiguous)
		var e *rolecall.Error
		require.ErrorAs(t, err, &e)
		require.NotEmpty(t, e.RequestID)
		require.EqualError(t, err, "linkedin.simple_job_postings.create: not sent because a call that it needs failed: "+
			"linkedin.token: status 401 Unauthorized: invalid_client_id: Client authentication failed (request id "+e.RequestID+")")
		require.Empty(t, h.fake.Calls())
	})
	t.Run("waiting calls share the failure of a token request", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			release := make(chan struct{})
			tokens := 0
			network := httpmock.NewMockTransport()
			network.RegisterNoResponder(func(*http.Request) (*http.Response, error) {
				tokens++
				<-release
				return httpmock.NewStringResponse(http.StatusUnauthorized, `{"error":"access_denied","error_description":"not switched on"}`), nil
			})
			client, err := linkedin.NewClient(testCreds, rolecall.WithHTTPClient(&http.Client{Transport: network}))
			require.NoError(t, err)
			failures := make(chan error, 8)
			for range 8 {
				go func() { failures <- call(t.Context(), client) }()
			}
			synctest.Wait() // all of them wait for a token
			close(release)
			seen := map[*rolecall.Error]bool{}
			for range 8 {
				err := <-failures
				require.ErrorIs(t, err, rolecall.ErrNeedsHuman)
				inner, ok := errors.AsType[*rolecall.Error](err)
				require.True(t, ok)
				seen[inner] = true
			}
			require.Len(t, seen, 8, "each call has its own error value")
			require.Equal(t, 1, tokens)
			require.ErrorIs(t, call(t.Context(), client), rolecall.ErrNeedsHuman)
			require.Equal(t, 2, tokens, "a later call requests a token again")
		})
	})
	t.Run("waiting for a token ends with the call's context", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			tokens := 0
			network := httpmock.NewMockTransport()
			network.RegisterResponder(http.MethodPost, "=~/accessToken", func(r *http.Request) (*http.Response, error) {
				if tokens++; tokens == 1 {
					<-r.Context().Done()
					return nil, r.Context().Err()
				}
				return httpmock.NewStringResponse(200, `{"access_token":"test-token"}`), nil
			})
			network.RegisterResponder(http.MethodGet, "=~/v2/", httpmock.NewStringResponder(200, `{"results":{}}`))
			client, err := linkedin.NewClient(testCreds, rolecall.WithHTTPClient(&http.Client{Transport: network}))
			require.NoError(t, err)
			first, cancelFirst := context.WithCancel(t.Context())
			second, cancelSecond := context.WithCancel(t.Context())
			start := func(ctx context.Context) <-chan error {
				done := make(chan error, 1)
				go func() { done <- call(ctx, client) }()
				synctest.Wait()
				return done
			}
			fetching, waiting, next := start(first), start(second), start(t.Context())
			cancelSecond()
			require.ErrorIs(t, <-waiting, context.Canceled)
			cancelFirst()
			require.ErrorIs(t, <-fetching, context.Canceled)
			require.NoError(t, <-next, "the next waiting call fetches the token")
			require.Equal(t, 2, tokens)
		})
	})
	t.Run("token with a space is rejected and not shown", func(t *testing.T) {
		t.Parallel()
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"access_token":"test token\r\n"}`))
		}))
		t.Cleanup(server.Close)
		client, err := linkedin.NewClient(testCreds, rolecall.WithBaseURL(server.URL))
		require.NoError(t, err)
		err = call(t.Context(), client)
		require.ErrorContains(t, err, "the token contains a space")
		require.NotContains(t, err.Error(), "test token")
		for e := error(nil); ; err = e {
			failed, ok := errors.AsType[*rolecall.Error](err)
			if !ok {
				break
			}
			require.NotContains(t, string(failed.Body), "test token")
			if e = errors.Join(failed.Unwrap()...); e == nil {
				break
			}
		}
	})
}

// A token is renewed a minute before it expires.
func TestRenewToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tokens := 0
		network := httpmock.NewMockTransport()
		network.RegisterResponder(http.MethodPost, "=~/accessToken", func(*http.Request) (*http.Response, error) {
			tokens++
			return httpmock.NewStringResponse(200, fmt.Sprintf(`{"access_token":"t%d","expires_in":1800}`, tokens)), nil
		})
		network.RegisterResponder(http.MethodGet, "=~/v2/", func(r *http.Request) (*http.Response, error) {
			require.Equal(t, fmt.Sprintf("Bearer t%d", tokens), r.Header.Get("Authorization"))
			return httpmock.NewStringResponse(200, `{"results":{}}`), nil
		})
		client, err := linkedin.NewClient(testCreds, rolecall.WithHTTPClient(&http.Client{Transport: network}))
		require.NoError(t, err)
		call := func() {
			_, err := client.JobPostingStatuses(t.Context(), []string{"job-1"})
			require.NoError(t, err)
		}
		call()
		<-time.After(29*time.Minute - time.Second) // the bubble's clock
		call()
		require.Equal(t, 1, tokens)
		<-time.After(2 * time.Second) // the bubble's clock
		call()
		require.Equal(t, 2, tokens)
	})
}

// Neither a middleware nor the log sees the client secret or the token.
func TestMiddlewareSeesNoSecrets(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	var seen, log bytes.Buffer
	client := connect(t, h.fake, h.fake.Credentials,
		rolecall.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		rolecall.WithMiddleware(func(next rolecall.Doer) rolecall.Doer {
			return func(r *http.Request) (*http.Response, error) {
				resp, err := next(r)
				_, _ = fmt.Fprintln(&seen, rolecall.Operation(r.Context()), r.URL, r.Header, resp.Request.Header)
				return resp, err
			}
		}))
	h.fake.Inject(responding(http.StatusServiceUnavailable, ""))
	_, err := client.JobPostingStatuses(t.Context(), []string{"job-1"})
	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(seen.String(), "linkedin.job_posting_status.get"))
	require.NotContains(t, seen.String(), "accessToken")
	for _, text := range []string{seen.String(), log.String()} {
		require.NotEmpty(t, text)
		require.NotContains(t, text, h.fake.Credentials.ClientSecret)
		require.NotContains(t, text, "test-token")
	}
}
