package linkedintest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// response is the response to a request of [raw].
type response struct {
	status int
	header http.Header
	body   map[string]any
}

// raw sends requests to the fake without package linkedin, with the token of one application.
type raw struct {
	t     *testing.T
	fake  *linkedintest.Server
	token string
}

func newRaw(t *testing.T, fake *linkedintest.Server, creds linkedin.Credentials) *raw {
	t.Helper()
	r := &raw{t: t, fake: fake}
	got := r.do(http.MethodPost, "/oauth/v2/accessToken", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {creds.ClientID}, "client_secret": {creds.ClientSecret},
	}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	require.Equal(t, 200, got.status)
	require.InDelta(t, 1800, got.body["expires_in"], 0)
	r.token, _ = got.body["access_token"].(string)
	return r
}

func (r *raw) do(method, path, body string, header ...string) response {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.fake.URL+path, strings.NewReader(body))
	require.NoError(r.t, err)
	req.Header.Set("Authorization", "Bearer "+r.token)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	require.NoError(r.t, err)
	decoded := response{status: resp.StatusCode, header: resp.Header}
	if len(b) > 0 {
		require.NoError(r.t, json.Unmarshal(b, &decoded.body), string(b))
	}
	return decoded
}

// post sends a batch. Each element is a valid job with changes: "name:value" sets a member to a JSON value,
// "-name" removes it.
func (r *raw) post(path string, elements ...[]string) response {
	r.t.Helper()
	var list []map[string]json.RawMessage
	for _, changes := range elements {
		e := map[string]json.RawMessage{
			"externalJobPostingId": json.RawMessage(`"job-1"`), "jobPostingOperationType": json.RawMessage(`"CREATE"`),
			"companyApplyUrl": json.RawMessage(`"https://careers.example.com"`), "title": json.RawMessage(`"Welder"`),
			"description": json.RawMessage(`"` + strings.Repeat("steel ", 20) + `"`), "listedAt": json.RawMessage(`1700000000123`), "location": json.RawMessage(`"Hamburg"`),
			"companyName": json.RawMessage(`"Example"`),
		}
		for _, change := range changes {
			if name, remove := strings.CutPrefix(change, "-"); remove {
				delete(e, name)
				continue
			}
			name, value, _ := strings.Cut(change, ":")
			e[name] = json.RawMessage(value)
		}
		list = append(list, e)
	}
	body, err := json.Marshal(map[string]any{"elements": list})
	require.NoError(r.t, err)
	header := []string{"X-Restli-Method", "batch_create"}
	if strings.HasPrefix(path, "/rest/") {
		header = append(header, "LinkedIn-Version", "202603")
	}
	return r.do(http.MethodPost, path, string(body), header...)
}

const postings = "/v2/simpleJobPostings"

func TestRejectJobs(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	r := newRaw(t, fake, fake.Credentials)
	other := []string{`externalJobPostingId:"other"`}
	for name, tt := range map[string]struct {
		change          []string
		element, status int // of the element in a batch, and of the response if the batch has only this job
	}{
		"no title":                        {[]string{"-title"}, 422, 200},
		"empty location":                  {[]string{`location:""`}, 422, 200},
		"short description":               {[]string{`description:"short"`}, 422, 200},
		"unknown operation":               {[]string{`jobPostingOperationType:"CREATED"`}, 422, 200},
		"unknown employment status":       {[]string{`employmentStatus:"FREE"`}, 422, 422},
		"unknown experience level":        {[]string{`experienceLevel:"WIZARD"`}, 422, 422},
		"listedAt is a string":            {[]string{`listedAt:"today"`}, 422, 200},
		"listedAt is tomorrow":            {[]string{`listedAt:` + fmt.Sprint(time.Now().Add(24*time.Hour).UnixMilli())}, 400, 200},
		"two workplace types":             {[]string{`workplaceTypes:["Remote","Hybrid"]`}, 400, 200},
		"eight alternate locations":       {[]string{`alternateLocations:["1","2","3","4","5","6","7","8"]`}, 422, 422},
		"no company":                      {[]string{"-companyName"}, 400, 400},
		"relative URL":                    {[]string{`companyApplyUrl:"careers"`}, 400, 400},
		"promoted without contract":       {[]string{`listingType:"PREMIUM"`}, 422, 200},
		"close a job that does not exist": {[]string{`jobPostingOperationType:"CLOSE"`}, 409, 409},
		"upgrade below /v2":               {[]string{`jobPostingOperationType:"UPGRADE"`}, 422, 200},
	} {
		got := r.post(postings, tt.change, other)
		require.Equal(t, 200, got.status, name)
		elements, _ := got.body["elements"].([]any)
		require.Len(t, elements, 2)
		require.InDelta(t, tt.element, elements[0].(map[string]any)["status"], 0, name)
		require.InDelta(t, 202, elements[1].(map[string]any)["status"], 0, name)
		require.Equal(t, tt.status, r.post(postings, tt.change).status, name)
	}
}

func TestRejectBatches(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	r := newRaw(t, fake, fake.Credentials)
	many := make([][]string, 101)
	for i := range many {
		many[i] = []string{fmt.Sprintf(`externalJobPostingId:"%d"`, i)}
	}
	require.Equal(t, 400, r.post(postings, many...).status)
	require.Equal(t, 200, r.post(postings, many[:100]...).status)
	require.Equal(t, 400, r.post(postings, nil, nil).status, "duplicate id")
	require.Equal(t, 400, r.do(http.MethodPost, postings, `{"elements":[]}`, "X-Restli-Method", "batch_create").status)
	require.Equal(t, 500, r.post(postings, []string{"externalJobPostingId:7"}).status)
	require.Equal(t, 403, r.post(postings, []string{"colour:7"}).status)
	require.Equal(t, 403, r.post(postings, []string{`company:"urn:li:organization:1"`}).status)
	require.Equal(t, 403, r.post("/rest/simpleJobPostings", []string{`integrationContext:"urn:li:organization:1"`}).status)
	require.Equal(t, 200, r.post("/rest/simpleJobPostings", []string{`company:"urn:li:organization:1"`, `jobPostingOperationType:"UPGRADE"`}).status)
	require.Equal(t, 403, r.do(http.MethodPost, postings, `{"elements":[]}`).status, "no X-Restli-Method")
	require.Equal(t, 403, r.do(http.MethodPost, postings, `[]`, "X-Restli-Method", "batch_create").status)
	require.Equal(t, 400, r.do(http.MethodGet, "/rest/simpleJobPostingTasks?ids=x", "").status, "no version")
	require.Equal(t, 426, r.do(http.MethodGet, "/rest/simpleJobPostingTasks?ids=x", "", "LinkedIn-Version", "202401").status)
	require.Equal(t, 400, r.do(http.MethodGet, "/v2/simpleJobPostingTasks?ids=x", "").status)
	require.Equal(t, 414, r.do(http.MethodGet, "/v2/simpleJobPostingTasks?ids="+strings.Repeat("x", 5000), "").status)
	require.Equal(t, 404, r.do(http.MethodGet, "/v2/simpleJobPostingss", "").status)
	require.Equal(t, 200, r.do(http.MethodGet, "/jobPostingStatus?ids=x", "").status, "no prefix in the path")
	require.Equal(t, 403, newRaw(t, fake, fake.Parent).post(postings, nil).status)
}

func TestTokens(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	r := newRaw(t, fake, fake.Credentials)
	creds := url.Values{"client_id": {fake.Credentials.ClientID}, "client_secret": {fake.Credentials.ClientSecret}}.Encode()
	for name, tt := range map[string]struct {
		path, body string
		status     int
		code       string
	}{
		"credentials in the URL": {"?grant_type=client_credentials&" + creds, "", 400, "invalid_request"},
		"no grant type":          {"", creds, 400, "invalid_request"},
		"unknown client":         {"", "grant_type=client_credentials&client_id=x&client_secret=y", 401, "invalid_client_id"},
	} {
		got := r.do(http.MethodPost, "/oauth/v2/accessToken"+tt.path, tt.body, "Content-Type", "application/x-www-form-urlencoded")
		require.Equal(t, tt.status, got.status, name)
		require.Equal(t, tt.code, got.body["error"], name)
	}
	require.Equal(t, 200, r.do(http.MethodGet, "/v2/jobPostingStatus?ids=x", "").status)
	fake.Advance(29 * time.Minute)
	require.Equal(t, 200, r.do(http.MethodGet, "/v2/jobPostingStatus?ids=x", "").status)
	fake.Advance(time.Minute)
	got := r.do(http.MethodGet, "/v2/jobPostingStatus?ids=x", "")
	require.Equal(t, 401, got.status)
	require.InDelta(t, 65602, got.body["serviceErrorCode"], 0)
	r.token = "forged"
	require.InDelta(t, 65600, r.do(http.MethodGet, "/v2/jobPostingStatus?ids=x", "").body["serviceErrorCode"], 0)
}

// hook is a receiver that a test can break: it then responds 500 to events and challenges.
type hook struct {
	*httptest.Server
	broken   atomic.Bool
	events   atomic.Int64
	rejected chan struct{} // holds a value after the hook rejected an event
}

func newHook(t *testing.T, secrets linkedin.Secrets, sink webhook.Sink) *hook {
	t.Helper()
	h := &hook{rejected: make(chan struct{}, 1)}
	rx, err := linkedin.NewReceiver(secrets, webhook.SinkFunc(func(ctx context.Context, d *webhook.Delivery) error {
		h.events.Add(1)
		return sink.Accept(ctx, d)
	}))
	require.NoError(t, err)
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.broken.Load() {
			w.WriteHeader(http.StatusInternalServerError)
			if r.Method == http.MethodPost {
				select {
				case h.rejected <- struct{}{}:
				default:
				}
			}
			return
		}
		rx.ServeHTTP(w, r)
	}))
	t.Cleanup(h.Close)
	return h
}

func secretsOf(fake *linkedintest.Server) linkedin.Secrets {
	return linkedin.ApplicationSecrets(func(_ context.Context, application string) ([]string, error) {
		switch application {
		case "":
			return []string{fake.Parent.ClientSecret}, nil
		case strings.TrimPrefix(fake.ApplicationURN, "urn:li:developerApplication:"):
			return []string{fake.Credentials.ClientSecret}, nil
		}
		return nil, nil
	})
}

func TestChallengesAndBlocking(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	router := webhook.NewRouter()
	h := newHook(t, secretsOf(fake), router)
	require.ErrorIs(t, fake.Resync("a"), linkedintest.ErrNoWebhook)
	require.NoError(t, fake.Register(t.Context(), h.URL))
	require.Len(t, fake.Challenges(), 1)

	// The fake sends a challenge every two hours.
	fake.Advance(6*time.Hour + time.Minute)
	require.Len(t, fake.Challenges(), 4)
	for i, c := range fake.Challenges() {
		require.True(t, c.Passed)
		require.Equal(t, http.StatusOK, c.Status)
		require.WithinDuration(t, fake.Challenges()[0].At.Add(time.Duration(i)*2*time.Hour), c.At, time.Minute)
	}

	// Three failures in a row block the webhook, two do not.
	h.broken.Store(true)
	fake.Advance(4 * time.Hour)
	require.False(t, fake.Blocked())
	h.broken.Store(false)
	fake.Advance(2 * time.Hour)
	h.broken.Store(true)
	fake.Advance(4 * time.Hour)
	require.False(t, fake.Blocked())
	require.NoError(t, fake.Resync("a"))
	<-h.rejected
	fake.Advance(2 * time.Hour)
	require.True(t, fake.Blocked())
	require.ErrorIs(t, fake.ResyncAll(), linkedintest.ErrBlocked)
	before := len(fake.Challenges())
	fake.Advance(24 * time.Hour)
	require.Len(t, fake.Challenges(), before, "a blocked webhook receives no challenges")

	parent, err := linkedin.NewClient(fake.Parent, rolecall.WithBaseURL(fake.URL))
	require.NoError(t, err)
	blocked, err := parent.BlockedWebhooks(t.Context())
	require.NoError(t, err)
	require.Len(t, blocked, 1)
	require.Equal(t, "BLOCKED", blocked[0].Status)

	// The webhook stays blocked until it passes a challenge.
	require.ErrorIs(t, fake.Register(t.Context(), h.URL), linkedintest.ErrChallenge)
	require.True(t, fake.Blocked())
	h.broken.Store(false)
	require.NoError(t, fake.Register(t.Context(), h.URL))
	require.False(t, fake.Blocked())
	require.NoError(t, fake.Wait(t.Context()), "the event was retried until the response was 200")
	require.EqualValues(t, 1, h.events.Load())
	require.Greater(t, len(fake.Attempts()), 1)
}

func TestResyncRetries(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]linkedintest.Option{"signed by the child": nil, "signed by the parent": {linkedintest.SignAsParent()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := linkedintest.NewServer(t, append(opts, linkedintest.RetryEvery(time.Millisecond))...)
			router := webhook.NewRouter()
			var attempts atomic.Int64
			got := make(chan linkedin.ResyncJobsEvent, 2)
			webhook.On(router, linkedin.ResyncJobs, func(_ context.Context, e *linkedin.ResyncJobsEvent, _ *webhook.Delivery) error {
				if attempts.Add(1) < 3 {
					return webhook.ErrBusy
				}
				got <- *e
				return nil
			})
			h := newHook(t, secretsOf(fake), router)
			require.NoError(t, fake.Register(t.Context(), h.URL))
			require.NoError(t, fake.Resync("a", "b"))
			require.NoError(t, fake.Wait(t.Context()))
			require.NoError(t, fake.ResyncAll())
			require.NoError(t, fake.Wait(t.Context()))
			some, all := <-got, <-got
			require.Equal(t, []string{"a", "b"}, some.ExternalJobPostingIDs)
			require.Equal(t, fake.ApplicationURN, some.DeveloperApplicationURN)
			require.False(t, some.SyncAllOpenJobs)
			require.True(t, all.SyncAllOpenJobs)
			require.Empty(t, all.ExternalJobPostingIDs)
			var statuses []int
			for _, a := range fake.Attempts() {
				require.Equal(t, "RESYNC_JOBS", a.EventType)
				require.Equal(t, fake.ApplicationURN, a.IntegrationID)
				require.Equal(t, h.URL, a.URL)
				statuses = append(statuses, a.Status)
			}
			require.Equal(t, []int{503, 503, 200, 200}, statuses)
		})
	}
}

func TestJobExpiry(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t, linkedintest.WithTaskTime(time.Minute))
	r := newRaw(t, fake, fake.Credentials)
	status := func() any {
		got := newRaw(t, fake, fake.Credentials).do(http.MethodGet, "/v2/jobPostingStatus?ids=job-1", "")
		results, _ := got.body["results"].(map[string]any)
		job, _ := results["job-1"].(map[string]any)
		return job["listingStatus"]
	}
	require.Equal(t, 200, r.post(postings, nil).status)
	require.Nil(t, status())
	fake.Advance(time.Minute)
	require.Equal(t, "LISTED", status())
	require.Error(t, fake.NotifyStatus("other"))
	require.ErrorIs(t, fake.NotifyStatus("job-1"), linkedintest.ErrNoWebhook)
	require.Equal(t, 1, fake.Jobs(fake.Credentials.ClientID))

	fake.Advance(170 * 24 * time.Hour)
	r = newRaw(t, fake, fake.Credentials)
	require.Equal(t, 200, r.post(postings, []string{`jobPostingOperationType:"RENEW"`}).status)
	fake.Advance(20 * 24 * time.Hour)
	require.Equal(t, "LISTED", status(), "the job was renewed for 30 days")
	fake.Advance(30 * 24 * time.Hour)
	require.Equal(t, "NOT_LISTED", status())
	require.Equal(t, 0, fake.Jobs(fake.Credentials.ClientID))
}

func TestWithJobs(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t, linkedintest.WithJobs("job-1", "job-2"))
	require.Equal(t, 2, fake.Jobs(fake.Credentials.ClientID))
	r := newRaw(t, fake, fake.Credentials)
	require.Equal(t, 200, r.post(postings, []string{`jobPostingOperationType:"CLOSE"`}).status)
	fake.Advance(linkedintest.TaskTime)
	require.Equal(t, 1, fake.Jobs(fake.Credentials.ClientID))
}

func TestInjectOrder(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	r := newRaw(t, fake, fake.Credentials)
	fake.Inject(linkedintest.Status(503), nil, linkedintest.Slow(time.Millisecond))
	for _, want := range []int{503, 200, 200} {
		newRaw(t, fake, fake.Credentials) // a token request has no fault
		require.Equal(t, want, r.do(http.MethodGet, "/v2/jobPostingStatus?ids=x", "").status)
	}
	require.Len(t, fake.Calls(), 3)
	require.Len(t, fake.Requests(), 7)
}

func TestStartErrors(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	_, err := linkedintest.Start(linkedintest.WithAddr(strings.TrimPrefix(fake.URL, "http://")))
	require.Error(t, err)
	failed := &brokenTB{}
	require.Nil(t, linkedintest.NewServer(failed, linkedintest.WithAddr("nowhere")))
	require.True(t, failed.fatal)
}

type brokenTB struct{ fatal bool }

func (*brokenTB) Helper()                 {}
func (*brokenTB) Cleanup(func())          {}
func (b *brokenTB) Fatalf(string, ...any) { b.fatal = true }
