package rolecall_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// TestErrorClasses tries each status with each body for each provider: every error has a class,
// regardless of what the provider or a proxy sends.
func TestErrorClasses(t *testing.T) {
	t.Parallel()
	bodies := map[string]string{
		"empty":            ``,
		"HTML":             `<html><body>Bad Gateway</body></html>`,
		"empty object":     `{}`,
		"null":             `null`,
		"number":           `7`,
		"list":             `[]`,
		"cut object":       `{"status":"suc`,
		"Kombo's error":    `{"status":"error","error":{"code":"NEW.CODE","title":"New","message":"new"}}`,
		"Kombo's null":     `{"status":"error","error":null}`,
		"wrong types":      `{"status":"success","success":true,"data":{"results":{"a":1},"jobs":7},"access_token":5,"results":7,"elements":7}`,
		"Knit's error":     `{"success":false,"error":{"msg":"no"}}`,
		"LinkedIn's error": `{"serviceErrorCode":100,"message":"no","status":418}`,
		"error in a 200":   `{"status":500,"message":"no","success":false}`,
		"invalid UTF-8":    "{\"status\":\"\xff\"}",
	}
	statuses := []int{200, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 412, 413, 414, 415, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 530, 599, 999}
	for call, do := range calls(t) {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			for shape, body := range bodies {
				for _, status := range statuses {
					err := do(t.Context(), status, body)
					if status < 300 && err == nil {
						continue // the provider package accepts it
					}
					require.Error(t, err, "%d with %s", status, shape)
					require.True(t, hasClass(err), "%d with %s: %v", status, shape, err)
					_, ok := errors.AsType[*rolecall.Error](err)
					require.True(t, ok, "%d with %s: %T", status, shape, err)
					ambiguous := errors.Is(err, rolecall.ErrAmbiguous)
					switch {
					case strings.HasPrefix(call, "read"):
						require.False(t, ambiguous, "%d with %s", status, shape)
					case status == 408 || status == 500 || status == 502 || status == 504 || status > 504:
						require.True(t, ambiguous, "%d with %s", status, shape)
					case status >= 400:
						require.False(t, ambiguous, "%d with %s", status, shape)
					}
				}
			}
		})
	}
}

func hasClass(err error) bool {
	for _, class := range classes {
		if errors.Is(err, class) && !errors.Is(class, rolecall.ErrNeedsHuman) {
			return true
		}
	}
	return false
}

// calls returns a read and a write of each provider that has both. Each takes the provider's response.
func calls(t *testing.T) map[string]func(ctx context.Context, status int, body string) error {
	t.Helper()
	respond := func(status int, body string) []rolecall.Option {
		mock := httpmock.NewMockTransport()
		mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/accessToken") {
				return httpmock.NewStringResponse(200, `{"access_token":"fake-token","expires_in":1800}`), nil
			}
			return httpmock.NewStringResponse(status, body), nil
		})
		return []rolecall.Option{
			rolecall.WithHTTPClient(&http.Client{Transport: mock}),
			rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 1}),
		}
	}
	onKnit := func(do func(ctx context.Context, i *knit.Integration) error) func(context.Context, int, string) error {
		return func(ctx context.Context, status int, body string) error {
			c, err := knit.NewClient("fake-key-of-the-tests", respond(status, body)...)
			require.NoError(t, err)
			return do(ctx, c.Integration("fake-integration"))
		}
	}
	onKombo := func(do func(ctx context.Context, i *kombo.Integration) error) func(context.Context, int, string) error {
		return func(ctx context.Context, status int, body string) error {
			c, err := kombo.NewClient("fake-key-of-the-tests", respond(status, body)...)
			require.NoError(t, err)
			return do(ctx, c.Integration("workday:fake"))
		}
	}
	onLinkedIn := func(do func(ctx context.Context, c *linkedin.Client) error) func(context.Context, int, string) error {
		return func(ctx context.Context, status int, body string) error {
			c, err := linkedin.NewClient(linkedin.Credentials{ClientID: "fake-id", ClientSecret: "fake-secret"}, respond(status, body)...)
			require.NoError(t, err)
			return do(ctx, c)
		}
	}
	return map[string]func(context.Context, int, string) error{
		"read: knit list": onKnit(func(ctx context.Context, i *knit.Integration) error {
			_, err := i.ATS.ListJobs(ctx, knit.ListJobsOptions{})
			return err
		}),
		"write: knit sync": onKnit(func(ctx context.Context, i *knit.Integration) error {
			_, err := i.StartSync(ctx, knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: "https://example.com/hooks"})
			return err
		}),
		"read: kombo list": onKombo(func(ctx context.Context, i *kombo.Integration) error {
			_, err := i.ATS.ListJobs(ctx, kombo.ListJobsOptions{})
			return err
		}),
		"write: kombo application": onKombo(func(ctx context.Context, i *kombo.Integration) error {
			_, err := i.ATS.RejectApplication(ctx, "fake-application", kombo.RejectApplicationRequest{RejectionReasonID: "fake-reason"})
			return err
		}),
		"read: linkedin tasks": onLinkedIn(func(ctx context.Context, c *linkedin.Client) error {
			_, err := c.JobTasks(ctx, []string{"urn:li:simpleJobPostingTask:1"})
			return err
		}),
		"write: linkedin rotation": onLinkedIn(func(ctx context.Context, c *linkedin.Client) error {
			_, err := c.RotateSecret(ctx)
			return err
		}),
	}
}
