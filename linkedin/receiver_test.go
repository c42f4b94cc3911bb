package linkedin_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/webhook"
)

// The secrets of a parent application and of its child 777.
const (
	parentSecret = "test-parent-secret"
	childSecret  = "test-child-secret"
)

const resync = `{"developerApplicationUrn":"urn:li:developerApplication:777","externalJobPostingIds":["a","b"],"syncAllOpenJobs":false,"type":"RESYNC_JOBS"}`

// secretsByApplication returns the secrets of the parent and of two children. Child 777 has two secrets, because
// one is being rotated. The secrets of child 999 cannot be loaded.
func secretsByApplication() linkedin.Secrets {
	return linkedin.ApplicationSecrets(func(_ context.Context, application string) ([]string, error) {
		switch application {
		case "":
			return []string{parentSecret}, nil
		case "777":
			return []string{"test-new-child-secret", childSecret}, nil
		case "888":
			return []string{"test-other-child-secret"}, nil
		case "999":
			return nil, errors.New("the store is down")
		}
		return nil, nil
	})
}

// inbox is a receiver that records deliveries, errors and results.
type inbox struct {
	receiver   *webhook.Receiver
	deliveries []*webhook.Delivery
	errors     []error
	results    []webhook.Result
}

func newInbox(t testing.TB, secrets linkedin.Secrets, opts ...webhook.Option) *inbox {
	t.Helper()
	in := &inbox{}
	opts = append(opts,
		webhook.OnError(func(_ context.Context, _ *webhook.Delivery, err error) { in.errors = append(in.errors, err) }),
		webhook.OnResult(func(_ context.Context, r webhook.Result) { in.results = append(in.results, r) }))
	rx, err := linkedin.NewReceiver(secrets, webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		in.deliveries = append(in.deliveries, d)
		return nil
	}), opts...)
	require.NoError(t, err)
	in.receiver = rx
	return in
}

// post sends an event with these signature headers.
func (in *inbox) post(t testing.TB, body string, signatures ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/linkedin", strings.NewReader(body))
	for _, s := range signatures {
		r.Header.Add("X-LI-Signature", s)
	}
	w := httptest.NewRecorder()
	in.receiver.ServeHTTP(w, r)
	return w
}

// get sends a GET request such as a challenge.
func (in *inbox) get(t testing.TB, query string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	in.receiver.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/linkedin?"+query, nil))
	return w
}

func sign(secret, body string) string {
	return webhook.Sign(secret, []byte(body), webhook.Hex, "hmacsha256=")
}

func TestReceiverVerifies(t *testing.T) {
	t.Parallel()
	// Computed with openssl: printf 'hmacsha256=%s' "$body" | openssl dgst -sha256 -hmac …
	const body = `{"type":"LEAD_ACTION","notificationId":12345}`
	const secret = "linkedin-client-secret-AbC123"
	const signature = "c719ffa481c3eaaf32017269a2daadcfe70e37fff31250b440c09b93b446c332"
	for name, tt := range map[string]struct {
		signatures []string
		want       int
	}{
		"valid":                          {[]string{signature}, 200},
		"upper case":                     {[]string{strings.ToUpper(signature)}, 200},
		"prefix in the header":           {[]string{"hmacsha256=" + signature}, 200},
		"no signature":                   {nil, 401},
		"empty":                          {[]string{""}, 401},
		"two signatures":                 {[]string{signature, signature}, 401},
		"too short":                      {[]string{signature[1:]}, 401},
		"too long":                       {[]string{signature + "0"}, 401},
		"MAC of the body without prefix": {[]string{"1fbf16d9aefa491257a06665918971ca4823ade68af1ca9f6a764d8cf87ddd9b"}, 401},
		"base64":                         {[]string{base64.StdEncoding.EncodeToString(decodeHex(t, signature))}, 401},
		"empty secret":                   {[]string{sign("", body)}, 401},
		"other secret":                   {[]string{sign("other", body)}, 401},
		"wrong prefix":                   {[]string{"sha256=" + signature}, 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := newInbox(t, linkedin.StaticSecrets("other-old-secret", secret))
			w := in.post(t, body, tt.signatures...)
			require.Equal(t, tt.want, w.Code)
			require.Empty(t, w.Body.String())
			require.Len(t, in.deliveries, map[int]int{200: 1}[tt.want])
			require.Equal(t, map[int]int{200: 1, 401: -1}[tt.want], in.results[0].KeyIndex)
		})
	}
}

func decodeHex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}

func TestReceiverEscapedForms(t *testing.T) {
	t.Parallel()
	const body = `{"type":"X","name":"Müller 😀"}`
	for name, tt := range map[string]struct {
		signed string
		want   int
	}{
		"unmodified":        {body, 200},
		"lower case":        {`{"type":"X","name":"M\u00fcller \ud83d\ude00"}`, 200},
		"upper case":        {`{"type":"X","name":"M\u00FCller \uD83D\uDE00"}`, 200},
		"mixed case":        {`{"type":"X","name":"M\u00fcller \uD83D\uDE00"}`, 401},
		"no surrogate pair": {`{"type":"X","name":"M\u00fcller \u1f600"}`, 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, newInbox(t, linkedin.StaticSecrets("s", parentSecret)).post(t, body, sign(parentSecret, tt.signed)).Code)
			require.Equal(t, tt.want, newInbox(t, secretsByApplication()).post(t, body, sign(parentSecret, tt.signed)).Code)
		})
	}
	t.Run("an ASCII body has no escaped form", func(t *testing.T) {
		t.Parallel()
		in := newInbox(t, linkedin.StaticSecrets(parentSecret))
		require.Equal(t, 401, in.post(t, `{"type":"X","name":"M\u00fcller"}`, sign(parentSecret, `{"type":"X","name":"M\u00FCller"}`)).Code)
	})
	t.Run("body that is not UTF-8 is verified, then rejected", func(t *testing.T) {
		t.Parallel()
		in := newInbox(t, linkedin.StaticSecrets(parentSecret))
		body := "{\"type\":\"X\",\"name\":\"\xff\"}"
		w := in.post(t, body, sign(parentSecret, body))
		require.Equal(t, 400, w.Code)
		require.JSONEq(t, `{"errorMessage":"linkedin: the body is not UTF-8"}`, w.Body.String())
	})
}

func TestReceiverApplicationSecrets(t *testing.T) {
	t.Parallel()
	resyncOf := func(application string) string {
		return strings.Replace(resync, "urn:li:developerApplication:777", application, 1)
	}
	for name, tt := range map[string]struct {
		body, secret string
		want, key    int
	}{
		"parent":                              {resync, parentSecret, 200, 0},
		"child":                               {resync, "test-new-child-secret", 200, 1},
		"old secret of the child":             {resync, childSecret, 200, 2},
		"secret of another child":             {resync, "test-other-child-secret", 401, -1},
		"other child":                         {resyncOf("urn:li:developerApplication:888"), "test-other-child-secret", 200, 1},
		"unknown child":                       {resyncOf("urn:li:developerApplication:1"), childSecret, 401, -1},
		"unknown child, secret of the parent": {resyncOf("urn:li:developerApplication:1"), parentSecret, 200, 0},
		"secrets cannot be loaded":            {resyncOf("urn:li:developerApplication:999"), childSecret, 503, -1},
		"invalid URN":                         {resyncOf("777; drop"), childSecret, 401, -1},
		"two URNs":                            {strings.Replace(resync, `{`, `{"DeveloperApplicationUrn":"urn:li:developerApplication:777",`, 1), childSecret, 401, -1},
		"number instead of URN":               {`{"type":"X","developerApplicationId":777}`, childSecret, 200, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := newInbox(t, secretsByApplication())
			w := in.post(t, tt.body, sign(tt.secret, tt.body))
			require.Equal(t, tt.want, w.Code)
			require.Equal(t, tt.key, in.results[0].KeyIndex)
		})
	}
	t.Run("child without parent secret", func(t *testing.T) {
		t.Parallel()
		secrets := linkedin.ApplicationSecrets(func(_ context.Context, application string) ([]string, error) {
			if application == "777" {
				return []string{childSecret}, nil
			}
			return nil, nil
		})
		in := newInbox(t, secrets)
		require.Equal(t, 200, in.post(t, resync, sign(childSecret, resync)).Code)
		require.Equal(t, 401, in.post(t, resync, sign(parentSecret, resync)).Code)
		require.Equal(t, 401, in.post(t, `{"type":"X"}`, sign(childSecret, `{"type":"X"}`)).Code)
	})
	t.Run("secrets are loaded for each request", func(t *testing.T) {
		t.Parallel()
		var secret atomic.Value
		secret.Store("first-secret")
		in := newInbox(t, linkedin.ApplicationSecrets(func(context.Context, string) ([]string, error) {
			return []string{secret.Load().(string)}, nil
		}))
		require.Equal(t, 200, in.post(t, resync, sign("first-secret", resync)).Code)
		secret.Store("second-secret")
		require.Equal(t, 401, in.post(t, resync, sign("first-secret", resync)).Code)
		require.Equal(t, 200, in.post(t, resync, sign("second-secret", resync)).Code)
		secret.Store("")
		require.Equal(t, 503, in.post(t, resync, sign("", resync)).Code, "an empty secret verifies nothing")
	})
}

// ApplicationSecrets looks up an application by number and by URN, because Delivery.Tenant and
// ProvisionedApplication.Key are URNs.
func TestApplicationSecretsByNumberOrURN(t *testing.T) {
	t.Parallel()
	for name, table := range map[string]map[string][]string{
		"by number": {"777": {childSecret}},
		"by URN":    {"urn:li:developerApplication:777": {childSecret}},
	} {
		var lookups []string
		in := newInbox(t, linkedin.ApplicationSecrets(func(_ context.Context, application string) ([]string, error) {
			lookups = append(lookups, application)
			return table[application], nil
		}))
		require.Equal(t, 200, in.post(t, resync, sign(childSecret, resync)).Code, name)
		require.Equal(t, "urn:li:developerApplication:777", in.deliveries[0].Tenant)
		require.True(t, in.deliveries[0].TenantSigned)
		require.Equal(t, 200, in.get(t, "challengeCode=a&applicationId=777").Code, name)
		require.Equal(t, 200, in.get(t, "challengeCode=a&applicationId=urn:li:developerApplication:777").Code, name)
		require.Equal(t, 404, in.get(t, "challengeCode=a&applicationId=778").Code, name)
		require.Contains(t, lookups, "", "the parent's only name is the empty string")
		require.NotContains(t, lookups, "urn:li:developerApplication:")
	}
}

func TestNewReceiverErrors(t *testing.T) {
	t.Parallel()
	for name, secrets := range map[string]linkedin.Secrets{
		"no secret": linkedin.StaticSecrets(), "empty secret": linkedin.StaticSecrets(""), "second secret empty": linkedin.StaticSecrets("a", ""),
	} {
		_, err := linkedin.NewReceiver(secrets, webhook.NewRouter())
		require.ErrorIs(t, err, webhook.ErrEmptyKey, name)
	}
	_, err := linkedin.NewReceiver(nil, webhook.NewRouter())
	require.Error(t, err)
	_, err = linkedin.NewReceiver(linkedin.ApplicationSecrets(nil), webhook.NewRouter())
	require.Error(t, err)
	_, err = linkedin.NewReceiver(linkedin.StaticSecrets("a"), nil)
	require.Error(t, err)
}

func TestChallenge(t *testing.T) {
	t.Parallel()
	const code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
	t.Run("response as documented", func(t *testing.T) {
		t.Parallel()
		in := newInbox(t, linkedin.StaticSecrets("linkedin-client-secret-AbC123", "older"))
		for _, query := range []string{"challengeCode=" + code, "challengeCode=" + code + "&applicationId=12345"} {
			w := in.get(t, query)
			require.Equal(t, 200, w.Code)
			require.Equal(t, "application/json", w.Header().Get("Content-Type"))
			require.JSONEq(t, `{"challengeCode":"`+code+`","challengeResponse":"443355d32defa56eb6708571b48950278f053b0809fff072e5eec0cefe33b05c"}`, w.Body.String())
		}
		require.Empty(t, in.deliveries)
	})
	t.Run("uses the secret of the application", func(t *testing.T) {
		t.Parallel()
		in := newInbox(t, secretsByApplication())
		for query, secret := range map[string]string{
			"": parentSecret, "&applicationId=": parentSecret, "&applicationId=777": "test-new-child-secret",
			"&applicationId=urn%3Ali%3AdeveloperApplication%3A888": "test-other-child-secret",
		} {
			w := in.get(t, "challengeCode="+code+query)
			require.Equal(t, 200, w.Code)
			require.Contains(t, w.Body.String(), webhook.Sign(secret, []byte(code), webhook.Hex, ""))
		}
	})
	for name, tt := range map[string]struct {
		query string
		want  int
	}{
		"unknown application":        {"challengeCode=" + code + "&applicationId=1", 404},
		"invalid application id":     {"challengeCode=" + code + "&applicationId=../777", 404},
		"no code":                    {"applicationId=777", 400},
		"no query":                   {"", 400},
		"empty code":                 {"challengeCode=", 400},
		"two codes":                  {"challengeCode=a&challengeCode=b", 400},
		"two applications":           {"challengeCode=a&applicationId=777&applicationId=888", 400},
		"code of 129 characters":     {"challengeCode=" + strings.Repeat("a", 129), 400},
		"code with a quotation mark": {"challengeCode=a%22b", 400},
		"secrets cannot be loaded":   {"challengeCode=" + code + "&applicationId=999", 503},
	} {
		t.Run("rejects "+name, func(t *testing.T) {
			t.Parallel()
			in := newInbox(t, secretsByApplication())
			w := in.get(t, tt.query)
			require.Equal(t, tt.want, w.Code)
			require.Empty(t, w.Body.String())
			require.Len(t, in.results, 1, "OnResult is called")
			require.Equal(t, tt.want, in.results[0].Status)
			require.Error(t, in.results[0].Err)
		})
	}
	t.Run("cannot be used to sign an event", func(t *testing.T) {
		t.Parallel()
		in := newInbox(t, linkedin.StaticSecrets(parentSecret))
		for _, forged := range []string{"hmacsha256=" + resync, "hmacsha256=", "hmacsha256=x"} {
			w := in.get(t, "challengeCode="+url.QueryEscape(forged))
			require.Equal(t, 400, w.Code)
			require.NotContains(t, w.Body.String(), sign(parentSecret, strings.TrimPrefix(forged, "hmacsha256=")))
		}
	})
	t.Run("loading the secrets has a timeout", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			in := newInbox(t, linkedin.ApplicationSecrets(func(ctx context.Context, _ string) ([]string, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}))
			start := time.Now()
			require.Equal(t, 503, in.get(t, "challengeCode="+code).Code)
			require.Less(t, time.Since(start), 3*time.Second, "LinkedIn waits 3 seconds for the response")
		})
	})
	t.Run("the log does not show the code", func(t *testing.T) {
		t.Parallel()
		var log bytes.Buffer
		in := newInbox(t, secretsByApplication(), webhook.Log(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		in.get(t, "challengeCode="+code)
		in.get(t, "challengeCode="+code+"&applicationId=4")
		require.Contains(t, log.String(), "status=200")
		require.Contains(t, log.String(), "status=404")
		require.Contains(t, log.String(), "a GET, such as a challenge, was rejected")
		require.NotContains(t, log.String(), code)
	})
	t.Run("rejects other methods", func(t *testing.T) {
		t.Parallel()
		in := newInbox(t, secretsByApplication())
		for _, method := range []string{http.MethodHead, http.MethodPut, http.MethodDelete} {
			w := httptest.NewRecorder()
			in.receiver.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, "/?challengeCode="+code, nil))
			require.Equal(t, 405, w.Code)
			require.Equal(t, "GET, POST", w.Header().Get("Allow"))
		}
	})
}

func TestReceiverErrorMessages(t *testing.T) {
	t.Parallel()
	const urn = `"developerApplicationUrn":"urn:li:developerApplication:777"`
	for body, want := range map[string]string{
		``:                        "value expected",
		`no JSON`:                 "malformed JSON",
		`[]`:                      "malformed JSON",
		`{}`:                      "the body has no type",
		`{"type":7.5e}`:           "malformed JSON",
		`{"type":null}`:           "the body has no type",
		`{"type":"A","TYPE":"B"}`: "duplicate JSON member name",
		`{"type":"RESYNC_JOBS","syncAllOpenJobs":true}`:                                           "no developerApplicationUrn",
		`{"type":"RESYNC_JOBS",` + urn + `}`:                                                      "the request names no jobs",
		`{"type":"RESYNC_JOBS",` + urn + `,"syncAllOpenJobs":false,"externalJobPostingIds":[]}`:   "the request names no jobs",
		`{"type":"RESYNC_JOBS",` + urn + `,"syncAllOpenJobs":false,"externalJobPostingIds":null}`: "the request names no jobs",
		`{"type":"JOB_POSTING_STATUS",` + urn + `}`:                                               "no externalJobPostingId",
		`{"type":"JOB_POSTING_STATUS","externalJobPostingId":"a"}`:                                "no developerApplicationUrn",
		"\xef\xbb\xbf" + resync:                                                                   "malformed JSON",
	} {
		in := newInbox(t, linkedin.StaticSecrets(parentSecret))
		w := in.post(t, body, sign(parentSecret, body))
		require.Equal(t, 400, w.Code, body)
		require.Equal(t, "application/json", w.Header().Get("Content-Type"))
		var response map[string]string
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &response))
		require.Len(t, response, 1)
		if body != "" {
			require.Contains(t, response["errorMessage"], want, body)
		}
		require.Empty(t, in.deliveries)
		require.Len(t, in.errors, 1, "OnError is called")
	}
	t.Run("no message without a valid signature", func(t *testing.T) {
		t.Parallel()
		in := newInbox(t, linkedin.StaticSecrets(parentSecret))
		w := in.post(t, `{}`, sign("other", `{}`))
		require.Equal(t, 401, w.Code)
		require.Empty(t, w.Body.String())
	})
}

func TestRouterTypedEvents(t *testing.T) {
	t.Parallel()
	router := webhook.NewRouter()
	var seen []string
	webhook.On(router, linkedin.ResyncJobs, func(_ context.Context, e *linkedin.ResyncJobsEvent, d *webhook.Delivery) error {
		seen = append(seen, strings.Join(e.ExternalJobPostingIDs, "+"))
		require.Equal(t, d.Received.Add(30*time.Minute), e.Deadline(d))
		require.Equal(t, d.Tenant, e.DeveloperApplicationURN)
		return nil
	})
	webhook.On(router, linkedin.JobPostingStatusChanged, func(_ context.Context, e *linkedin.JobPostingStatusEvent, _ *webhook.Delivery) error {
		seen = append(seen, e.ExternalJobPostingID+" "+string(e.ListingStatus))
		return nil
	})
	webhook.On(router, linkedin.JobApplicationExported, func(_ context.Context, e *linkedin.JobApplicationEvent, _ *webhook.Delivery) error {
		seen = append(seen, e.Responses.ContactInformation.Email.Value)
		return nil
	})
	rx, err := linkedin.NewReceiver(linkedin.StaticSecrets(parentSecret), router)
	require.NoError(t, err)
	in := &inbox{receiver: rx}
	for _, body := range []string{
		resync,
		`{"type":"RESYNC_JOBS","developerApplicationUrn":"urn:li:developerApplication:777","externalJobPostingIds":"only"}`,
		`{"type":"JOB_POSTING_STATUS","developerApplicationUrn":"urn:li:developerApplication:777","externalJobPostingId":77,"listingStatus":"LISTED"}`,
		`{"type":"EXPORT_JOB_APPLICATION","jobApplicationId":"urn:li:jobApplication:7","questionResponses":{"contactInformationQuestionResponses":{"emailAnswer":{"value":"ada@example.com"}}}}`,
		`{"type":"SOMETHING_NEW"}`,
	} {
		w := in.post(t, body, sign(parentSecret, body))
		require.Equal(t, 200, w.Code)
		require.Empty(t, w.Body.String())
	}
	require.Equal(t, []string{"a+b", "only", "77 LISTED", "ada@example.com"}, seen)
	require.EqualValues(t, 1, router.Unknown())
}
