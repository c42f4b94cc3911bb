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

// swift repeats as often as by default, without waits to speak of.
var swift = rolecall.RetryPolicy{MinWait: time.Millisecond, MaxWait: 5 * time.Millisecond}

// host is a program that uses a fake LinkedIn.
type host struct {
	fake   *linkedintest.Server
	client *linkedin.Client // of the customer
	parent *linkedin.Client
}

func newHost(t testing.TB, opts ...linkedintest.Option) *host {
	t.Helper()
	fake := linkedintest.NewServer(t, opts...)
	return &host{fake, connect(t, fake, fake.Credentials), connect(t, fake, fake.Parent)}
}

func connect(t testing.TB, fake *linkedintest.Server, creds linkedin.Credentials, opts ...rolecall.Option) *linkedin.Client {
	t.Helper()
	opts = append([]rolecall.Option{rolecall.WithBaseURL(fake.URL), rolecall.WithRetry(swift)}, opts...)
	client, err := linkedin.NewClient(creds, opts...)
	require.NoError(t, err)
	return client
}

// good is a job that LinkedIn takes.
func good(id string, op linkedin.Operation) linkedin.JobPosting {
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

// jobs are n good ones, "job-0" and on.
func jobs(n int, op linkedin.Operation) []linkedin.JobPosting {
	list := make([]linkedin.JobPosting, n)
	for i := range list {
		list[i] = good(fmt.Sprintf("job-%d", i), op)
	}
	return list
}

// taskIDs are those of all results, none of which has failed.
func taskIDs(t testing.TB, results []linkedin.PostResult) []string {
	t.Helper()
	var ids []string
	for _, r := range results {
		require.NoError(t, r.Err)
		ids = append(ids, r.TaskIDs...)
	}
	return ids
}

// bodyOf is what a recorded request sent.
func bodyOf(t testing.TB, r *http.Request) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(body)
}

// serving is a client of a server that has a token, and h for everything else.
func serving(t *testing.T, h http.HandlerFunc, opts ...rolecall.Option) *linkedin.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/accessToken") {
			_, _ = w.Write([]byte(`{"access_token":"test-token","expires_in":"1800"}`))
			return
		}
		h(w, r)
	}))
	t.Cleanup(server.Close)
	opts = append([]rolecall.Option{rolecall.WithBaseURL(server.URL), rolecall.WithRetry(swift)}, opts...)
	client, err := linkedin.NewClient(linkedin.Credentials{ClientID: "test-id", ClientSecret: "test-secret"}, opts...)
	require.NoError(t, err)
	return client
}

// answering is a client of a server that has one answer to everything.
func answering(t *testing.T, status int, body string, opts ...rolecall.Option) *linkedin.Client {
	t.Helper()
	return serving(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}, opts...)
}

// tokenServer is a client of a server with one answer to who asks for a token.
func tokenServer(t *testing.T, status int, token string) *linkedin.Client {
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
