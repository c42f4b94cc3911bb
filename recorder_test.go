package rolecall_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httputil"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

// everything records requests and responses with all headers and bodies.
type everything struct {
	mu   sync.Mutex
	text bytes.Buffer
	next rolecall.Doer
}

func (e *everything) RoundTrip(req *http.Request) (*http.Response, error) {
	request, err := httputil.DumpRequest(req, true)
	if err != nil {
		return nil, err
	}
	resp, err := e.next(req)
	if err != nil {
		return nil, err
	}
	response, err := httputil.DumpResponse(resp, true)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.text.Write(request)
	e.text.Write(response)
	return resp, err
}

// TestRecorder checks where a recorder sees secrets and where it does not.
func TestRecorder(t *testing.T) {
	t.Parallel()
	knitFake, komboFake, linkedinFake := knittest.NewServer(t), kombotest.NewServer(t), linkedintest.NewServer(t)
	providers := map[string]struct {
		call    func(ctx context.Context, opts ...rolecall.Option) error
		secrets []string
	}{
		"knit": {func(ctx context.Context, opts ...rolecall.Option) error {
			c, err := knit.NewClient(knitFake.APIKey, append(opts, rolecall.WithBaseURL(knitFake.URL))...)
			if err != nil {
				return err
			}
			_, err = c.Integration(knitFake.IntegrationID).ATS.ListJobs(ctx, knit.ListJobsOptions{})
			return err
		}, []string{knitFake.APIKey}},
		"kombo": {func(ctx context.Context, opts ...rolecall.Option) error {
			c, err := kombo.NewClient(komboFake.APIKey, append(opts, rolecall.WithBaseURL(komboFake.URL))...)
			if err != nil {
				return err
			}
			_, err = c.Integration(komboFake.IntegrationID).ATS.ListJobs(ctx, kombo.ListJobsOptions{})
			return err
		}, []string{komboFake.APIKey}},
		"linkedin": {func(ctx context.Context, opts ...rolecall.Option) error {
			c, err := linkedin.NewClient(linkedinFake.Credentials, append(opts, rolecall.WithBaseURL(linkedinFake.URL))...)
			if err != nil {
				return err
			}
			_, err = c.JobTasks(ctx, []string{"urn:li:simpleJobPostingTask:1"})
			return err
		}, []string{linkedinFake.Credentials.ClientSecret, "access_token", "Bearer"}},
	}
	for name, p := range providers {
		t.Run("middleware sees no secret of "+name, func(t *testing.T) {
			t.Parallel()
			var recorder everything
			require.NoError(t, p.call(t.Context(), rolecall.WithMiddleware(func(next rolecall.Doer) rolecall.Doer {
				recorder.next = next
				return recorder.RoundTrip
			})))
			require.NotEmpty(t, recorder.text.String())
			for _, secret := range p.secrets {
				require.NotContains(t, recorder.text.String(), secret)
			}
		})
		t.Run("HTTP client sees the secrets of "+name, func(t *testing.T) {
			t.Parallel()
			recorder := everything{next: http.DefaultTransport.RoundTrip}
			require.NoError(t, p.call(t.Context(), rolecall.WithHTTPClient(&http.Client{Transport: &recorder})))
			for _, secret := range p.secrets {
				require.Contains(t, recorder.text.String(), secret)
			}
		})
	}
}
