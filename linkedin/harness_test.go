package linkedin_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

// fastRetry makes as many attempts as the default policy, with a backoff of at most 5ms.
var fastRetry = rolecall.RetryPolicy{MinWait: time.Millisecond, MaxWait: 5 * time.Millisecond}

// harness is a fake LinkedIn with two clients.
type harness struct {
	fake   *linkedintest.Server
	client *linkedin.Client // of the fake's first child application
	parent *linkedin.Client // of the parent application
}

func newHarness(t testing.TB, opts ...linkedintest.Option) *harness {
	t.Helper()
	fake := linkedintest.NewServer(t, opts...)
	return &harness{fake, connect(t, fake, fake.Credentials), connect(t, fake, fake.Parent)}
}

// connect returns a client of a fake.
func connect(t testing.TB, fake *linkedintest.Server, creds linkedin.Credentials, opts ...rolecall.Option) *linkedin.Client {
	t.Helper()
	opts = append([]rolecall.Option{rolecall.WithBaseURL(fake.URL), rolecall.WithRetry(fastRetry)}, opts...)
	client, err := linkedin.NewClient(creds, opts...)
	require.NoError(t, err)
	return client
}

// validJob returns a job that LinkedIn accepts.
func validJob(id string, op linkedin.Operation) linkedin.JobPosting {
	return linkedin.JobPosting{
		ExternalJobPostingID: id,
		Operation:            op,
		Company:              "urn:li:organization:1234",
		CompanyApplyURL:      "https://careers.example.com/" + id,
		Title:                "Welder",
		PosterEmail:          "hr@example.com",
		Description:          "<p>" + strings.Repeat("You join sheets of steel. ", 8) + "</p>",
		ListedAt:             time.Now().Add(-24 * time.Hour),
		Location:             "Hamburg, Germany",
	}
}

// jobs returns n valid jobs with the ids "job-0", "job-1" and so on.
func jobs(n int, op linkedin.Operation) []linkedin.JobPosting {
	list := make([]linkedin.JobPosting, n)
	for i := range list {
		list[i] = validJob(fmt.Sprintf("job-%d", i), op)
	}
	return list
}

// taskIDs returns the task ids of all results. It fails the test if one of them has an error.
func taskIDs(t testing.TB, results []linkedin.PostResult) []string {
	t.Helper()
	var ids []string
	for _, r := range results {
		require.NoError(t, r.Err)
		ids = append(ids, r.TaskIDs...)
	}
	return ids
}

// bodyOf returns the body of a recorded request.
func bodyOf(t testing.TB, r *http.Request) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(body)
}

// clientOf returns a client of a server that issues a token and lets h serve all other requests.
func clientOf(t *testing.T, h http.HandlerFunc, opts ...rolecall.Option) *linkedin.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/accessToken") {
			_, _ = w.Write([]byte(`{"access_token":"test-token","expires_in":"1800"}`))
			return
		}
		h(w, r)
	}))
	t.Cleanup(server.Close)
	opts = append([]rolecall.Option{rolecall.WithBaseURL(server.URL), rolecall.WithRetry(fastRetry)}, opts...)
	client, err := linkedin.NewClient(linkedin.Credentials{ClientID: "test-id", ClientSecret: "test-secret"}, opts...)
	require.NoError(t, err)
	return client
}

// clientWithResponse returns a client of a server that issues a token and responds to all other requests with
// the same status and body.
func clientWithResponse(t *testing.T, status int, body string, opts ...rolecall.Option) *linkedin.Client {
	t.Helper()
	return clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}, opts...)
}

// clientWithTokenResponse returns a client of a server that responds to token requests with this status and
// body.
func clientWithTokenResponse(t *testing.T, status int, token string) *linkedin.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/accessToken") {
			_, _ = w.Write([]byte(`{"results":{}}`))
			return
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(token))
	}))
	t.Cleanup(server.Close)
	client, err := linkedin.NewClient(testCreds, rolecall.WithBaseURL(server.URL))
	require.NoError(t, err)
	return client
}
