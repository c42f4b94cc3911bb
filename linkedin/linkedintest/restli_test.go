package linkedintest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

// protocol2 is the header that LinkedIn's JavaScript client sends with every request.
var protocol2 = []string{"X-Restli-Protocol-Version", "2.0.0"}

// keysOf returns the keys of the object that is the member name of the body.
func (r response) keysOf(name string) []string {
	object, _ := r.body[name].(map[string]any)
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	return keys
}

func TestBatchKeys(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t, linkedintest.WithJobs("job-1", "job:2", "job 3"))
	r := newRaw(t, fake, fake.Credentials)
	element, _ := r.post(postings, nil).body["elements"].([]any)[0].(map[string]any)
	task, _ := element["id"].(string)
	escaped := url.QueryEscape(task)
	inBody := strings.ReplaceAll(task, ":", "%3A")
	for _, tt := range []struct {
		name, path, query string
		header            []string
		status            int
		results           []string
	}{
		{"one parameter per key, no protocol", "simpleJobPostingTasks", "ids=" + escaped, nil, 200, []string{task}},
		{"one parameter per key, protocol 1.0.0", "simpleJobPostingTasks", "ids=" + escaped, []string{"X-Restli-Protocol-Version", "1.0.0"}, 200, []string{task}},
		{"one parameter per key, protocol 2.0.0", "simpleJobPostingTasks", "ids=" + escaped, protocol2, 400, nil},
		{"list, protocol 2.0.0", "simpleJobPostingTasks", "ids=List(" + escaped + ")", protocol2, 200, []string{inBody}},
		{"list, no protocol", "simpleJobPostingTasks", "ids=List(" + escaped + ")", nil, 400, nil},
		{"list with keys that are not escaped", "simpleJobPostingTasks", "ids=List(" + task + ")", protocol2, 400, nil},
		{"list with escaped delimiters", "simpleJobPostingTasks", "ids=List%28" + escaped + "%29", protocol2, 400, nil},
		{"unknown protocol", "simpleJobPostingTasks", "ids=" + escaped, []string{"X-Restli-Protocol-Version", "3.0.0"}, 400, nil},
		{"statuses, list", "jobPostingStatus", "ids=List(job-1,job%3A2,job%203)", protocol2, 200, []string{"job-1", "job%3A2", "job 3"}},
		{"statuses, parameters", "jobPostingStatus", "ids=job-1&ids=job%3A2", nil, 200, []string{"job-1", "job:2"}},
		{"statuses, parameters, protocol 2.0.0", "jobPostingStatus", "ids=job-1&ids=job%3A2", protocol2, 400, nil},
		{"statuses, empty key", "jobPostingStatus", "ids=List(job-1,)", protocol2, 400, nil},
	} {
		got := r.do(http.MethodGet, "/v2/"+tt.path+"?"+tt.query, "", tt.header...)
		require.Equal(t, tt.status, got.status, tt.name)
		require.ElementsMatch(t, tt.results, got.keysOf("results"), tt.name)
		require.Empty(t, got.keysOf("statuses"), tt.name)
	}
}

func TestTunneledQueries(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t, linkedintest.WithJobs("job-1"))
	r := newRaw(t, fake, fake.Credentials)
	query := "ids=List(job-1," + strings.Repeat("x", 5000) + ")"
	require.Equal(t, 414, r.do(http.MethodGet, "/v2/jobPostingStatus?"+query, "", protocol2...).status)

	const form = "application/x-www-form-urlencoded"
	got := r.do(http.MethodPost, "/v2/jobPostingStatus", query, "X-HTTP-Method-Override", "GET", "Content-Type", form, protocol2[0], protocol2[1])
	require.Equal(t, 200, got.status)
	require.Equal(t, []string{"job-1"}, got.keysOf("results"))

	parent := newRaw(t, fake, fake.Parent)
	body := "--b\r\nContent-Type: " + form + "\r\n\r\nx=" + strings.Repeat("x", 5000) +
		"\r\n--b\r\nContent-Type: application/json\r\n\r\n{\"patch\":{\"$set\":{\"name\":\"New name\"}}}\r\n--b--"
	got = parent.do(http.MethodPost, "/v2/provisionedApplications/"+url.PathEscape(fake.ApplicationURN), body,
		"X-HTTP-Method-Override", "POST", "Content-Type", "multipart/mixed; boundary=b", protocol2[0], protocol2[1])
	require.Equal(t, 204, got.status)
	got = parent.do(http.MethodGet, "/v2/provisionedApplications?q=credentialsByUniqueForeignId&uniqueForeignId=customer-1", "")
	element, _ := got.body["elements"].([]any)[0].(map[string]any)
	require.Equal(t, "New name", element["name"])

	for name, header := range map[string][]string{
		"plain text": {"Content-Type", "text/plain"}, "no content type": nil, "no parts": {"Content-Type", "multipart/mixed; boundary=b"},
	} {
		got := r.do(http.MethodPost, "/v2/jobPostingStatus", query, append(header, "X-HTTP-Method-Override", "GET")...)
		require.Equal(t, 400, got.status, name)
	}
}

// LinkedIn's Java SDK sends a trailing slash in this path, and the Rest.li method in upper case.
func TestJavaSDKRequests(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	parent := newRaw(t, fake, fake.Parent)
	got := parent.do(http.MethodPost, "/v2/provisionedApplications/", `{"uniqueForeignId":"customer-7","name":"Example","description":"Jobs"}`)
	require.Equal(t, 201, got.status)
	require.Equal(t, got.body["key"], got.header.Get("X-Restli-Id"))
	require.Equal(t, 200, parent.do(http.MethodGet, "/v2/provisionedApplications/?q=credentialsByUniqueForeignId&uniqueForeignId=customer-7", "").status)

	r := newRaw(t, fake, fake.Credentials)
	got = r.do(http.MethodPost, postings, `{"elements":[{}]}`, "X-Restli-Method", "BATCH_CREATE")
	require.Equal(t, 200, got.status)
}

func TestRestliIDHeader(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	parent := newRaw(t, fake, fake.Parent)
	got := parent.do(http.MethodPost, "/v2/provisionedApplications", `{"uniqueForeignId":"customer-7","name":"Example","description":"Jobs"}`, protocol2...)
	require.Equal(t, 201, got.status)
	key, _ := got.body["key"].(string)
	require.Equal(t, strings.ReplaceAll(key, ":", "%3A"), got.header.Get("X-Restli-Id"), "escaped in protocol 2.0.0")

	r := newRaw(t, fake, fake.Credentials)
	got = r.do(http.MethodPost, "/v2/jobApplicationLifecycleActions", `{"jobApplicationId":"urn:li:jobApplication:7","action":"APPLICATION_VIEWED"}`,
		append([]string{"X-Restli-Method", "create"}, protocol2...)...)
	require.Equal(t, 201, got.status)
	require.NotEmpty(t, got.header.Get("X-Restli-Id"))
}

func TestInactiveVersions(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	r := newRaw(t, fake, fake.Credentials)
	get := func(version string) int {
		return r.do(http.MethodGet, "/rest/simpleJobPostingTasks?ids=urn%3Ali%3AsimpleJobPostingTask%3A1", "", "LinkedIn-Version", version).status
	}
	next := fake.Now().AddDate(0, 0, 40).Format("200601")
	for _, version := range []string{"abcdef", "202401", "202513", "20250", "2025011", "202501.", "202501.x1", "202501.1", next} {
		require.Equal(t, 426, get(version), version)
	}
	require.Equal(t, 400, get(""))
	for _, version := range []string{"202501", "202508.02", fake.Now().Format("200601")} {
		require.Equal(t, 200, get(version), version)
	}
}

func TestInjectToken(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	fake.InjectToken(linkedintest.Status(500), nil)
	fake.Inject(linkedintest.Status(503))
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {fake.Credentials.ClientID}, "client_secret": {fake.Credentials.ClientSecret}}.Encode()
	r := &raw{t: t, fake: fake}
	for _, want := range []int{500, 200, 200} {
		require.Equal(t, want, r.do(http.MethodPost, "/oauth/v2/accessToken", form, "Content-Type", "application/x-www-form-urlencoded").status)
	}
	require.Equal(t, 503, r.do(http.MethodGet, "/v2/jobPostingStatus?ids=x", "").status, "a token request does not use it up")
}

func TestActThenRespond(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t, linkedintest.WithTaskTime(time.Minute))
	r := newRaw(t, fake, fake.Credentials)
	for _, status := range []int{408, 500, 504} {
		fake.Inject(linkedintest.ActThenRespond(status))
		got := r.post(postings, []string{`externalJobPostingId:"job-` + http.StatusText(status) + `"`})
		require.Equal(t, status, got.status)
		require.InDelta(t, status, got.body["status"], 0, "LinkedIn's error body has the status")
	}
	fake.Advance(time.Minute)
	require.Equal(t, 3, fake.Jobs(fake.Credentials.ClientID))
}
