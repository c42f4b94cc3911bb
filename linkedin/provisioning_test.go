package linkedin_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

func TestChildApplications(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	req := linkedin.ProvisionApplicationRequest{UniqueForeignID: "customer-7", Name: "Example ATS - Steel Works", Description: "Jobs of Steel Works"}
	child, err := h.parent.ProvisionApplication(t.Context(), req)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(child.Key, "urn:li:developerApplication:"))

	// The child's credentials post jobs.
	client := connect(t, h.fake, child.Credentials)
	results, err := client.PostJobs(t.Context(), jobs(1, linkedin.OperationCreate))
	require.NoError(t, err)
	require.NoError(t, results[0].Err)

	_, err = h.parent.ProvisionApplication(t.Context(), req)
	require.ErrorIs(t, err, rolecall.ErrConflict)
	_, err = client.ProvisionApplication(t.Context(), req)
	require.ErrorIs(t, err, rolecall.ErrForbidden)

	require.NoError(t, h.parent.UpdateApplication(t.Context(), child.Key, linkedin.UpdateApplicationRequest{Description: "Their jobs", ValidJSSDKDomains: []string{"https://example.com"}}))
	found, err := h.parent.FindApplication(t.Context(), "customer-7")
	require.NoError(t, err)
	require.Equal(t, child.Key, found.Key)
	require.Equal(t, child.Credentials.ClientID, found.Credentials.ClientID)
	require.Equal(t, "Their jobs", found.Description)
	require.Equal(t, req.Name, found.Name)
	require.Equal(t, []string{"https://example.com"}, found.ValidJSSDKDomains)
	_, err = h.parent.FindApplication(t.Context(), "nobody")
	require.ErrorIs(t, err, rolecall.ErrNotFound)
	failed, ok := errors.AsType[*rolecall.Error](err)
	require.True(t, ok)
	require.Equal(t, "no application has this uniqueForeignId", failed.Message)
	require.Equal(t, "/v2/provisionedApplications", failed.Path)
	require.Equal(t, http.StatusOK, failed.StatusCode)
	require.NotEmpty(t, failed.RequestID, "LinkedIn's support needs it")
	_, err = clientWithResponse(t, http.StatusOK, `{"elements":[{"name":"x"}]}`).FindApplication(t.Context(), "customer-7")
	require.ErrorIs(t, err, rolecall.ErrUnavailable, "an application without a key")
	require.ErrorIs(t, h.parent.UpdateApplication(t.Context(), "urn:li:developerApplication:0", linkedin.UpdateApplicationRequest{Name: "x"}), rolecall.ErrNotFound)
}

func TestInvalidApplications(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	valid := linkedin.ProvisionApplicationRequest{UniqueForeignID: "c", Name: "n", Description: "d"}
	for name, change := range map[string]func(r *linkedin.ProvisionApplicationRequest){
		"no id":              func(r *linkedin.ProvisionApplicationRequest) { r.UniqueForeignID = "" },
		"no name":            func(r *linkedin.ProvisionApplicationRequest) { r.Name = "" },
		"name of 51":         func(r *linkedin.ProvisionApplicationRequest) { r.Name = strings.Repeat("ü", 51) },
		"name with LinkedIn": func(r *linkedin.ProvisionApplicationRequest) { r.Name = "My linkedIn app" },
		"no description":     func(r *linkedin.ProvisionApplicationRequest) { r.Description = "" },
	} {
		req := valid
		change(&req)
		_, err := h.parent.ProvisionApplication(t.Context(), req)
		require.ErrorIs(t, err, rolecall.ErrInvalid, name)
	}
	_, err := h.parent.FindApplication(t.Context(), "")
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	require.ErrorIs(t, h.parent.UpdateApplication(t.Context(), "12345", linkedin.UpdateApplicationRequest{}), rolecall.ErrInvalid)
	require.ErrorIs(t, h.parent.UpdateApplication(t.Context(), "urn:li:developerApplication:1", linkedin.UpdateApplicationRequest{Name: "linkedin"}), rolecall.ErrInvalid)
	require.Empty(t, h.fake.Requests())
}

func TestRotateSecret(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	rotation, err := h.client.RotateSecret(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, rotation.ClientSecret)
	require.NotEmpty(t, rotation.Raw)
	r := h.fake.Calls()[0]
	require.Equal(t, "/v2/developerApplicationsSecurity", r.URL.Path)
	require.Equal(t, "action=rollDeveloperApplicationSecret", r.URL.RawQuery)
	require.Equal(t, "action", r.Header.Get("X-RestLi-Method"))
	require.Equal(t, "2.0.0", r.Header.Get("X-RestLi-Protocol-Version"))
	require.JSONEq(t, `{}`, bodyOf(t, r))

	// Both secrets are valid, and LinkedIn rejects a third one.
	for _, secret := range []string{rotation.ClientSecret, h.fake.Credentials.ClientSecret} {
		client := connect(t, h.fake, linkedin.Credentials{ClientID: h.fake.Credentials.ClientID, ClientSecret: secret})
		_, err := client.RotateSecret(t.Context())
		require.ErrorIs(t, err, rolecall.ErrInvalid)
	}
	h.fake.DropOldSecrets()
	old := connect(t, h.fake, h.fake.Credentials)
	_, err = old.RotateSecret(t.Context())
	require.ErrorIs(t, err, rolecall.ErrUnauthorized)

	for body, want := range map[string]string{
		`{"value":"s"}`: "s", `{"client_secret":"s"}`: "s", `{"value":{"clientSecret":"s"}}`: "s", `{"credentials":{"client_secret":"s"}}`: "s",
		`{"value":7}`: "", `{"other":"s"}`: "", `{"value":{"value":{"value":"s"}}}`: "", ``: "",
	} {
		rotation, err := clientWithResponse(t, http.StatusOK, body).RotateSecret(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, rotation.ClientSecret, body)
	}
}

func TestReportAction(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	action := linkedin.LifecycleAction{
		JobApplicationID: "urn:li:jobApplication:7", Action: linkedin.ActionApplicationViewed,
		PerformedAt: time.UnixMilli(1700000000123).UTC(), IntegrationContext: "urn:li:organization:1234",
	}
	require.NoError(t, h.client.ReportAction(t.Context(), action))
	require.Equal(t, []linkedintest.Action{{
		JobApplicationID: action.JobApplicationID, Action: "APPLICATION_VIEWED", PerformedAt: action.PerformedAt, IntegrationContext: action.IntegrationContext,
	}}, h.fake.Actions())
	r := h.fake.Calls()[0]
	require.Equal(t, "create", r.Header.Get("X-RestLi-Method"))
	require.JSONEq(t, `{"jobApplicationId":"urn:li:jobApplication:7","action":"APPLICATION_VIEWED","performedAt":1700000000123,"integrationContext":"urn:li:organization:1234"}`, bodyOf(t, r))

	action.IntegrationContext = "" // optional since May 2024
	action.Action = "A_VALUE_WITHOUT_A_CONSTANT"
	require.NoError(t, h.client.ReportAction(t.Context(), action))
	require.JSONEq(t, `{"jobApplicationId":"urn:li:jobApplication:7","action":"A_VALUE_WITHOUT_A_CONSTANT","performedAt":1700000000123}`, bodyOf(t, h.fake.Calls()[1]))

	before := len(h.fake.Requests())
	for name, change := range map[string]func(a *linkedin.LifecycleAction){
		"id that is not a URN": func(a *linkedin.LifecycleAction) { a.JobApplicationID = "7" },
		"no action":            func(a *linkedin.LifecycleAction) { a.Action = "" },
		"no time":              func(a *linkedin.LifecycleAction) { a.PerformedAt = time.Time{} },
		"seconds":              func(a *linkedin.LifecycleAction) { a.PerformedAt = time.UnixMilli(1700000000) },
		"nanoseconds":          func(a *linkedin.LifecycleAction) { a.PerformedAt = time.UnixMilli(time.Now().UnixNano()) },
	} {
		invalid := action
		change(&invalid)
		require.ErrorIs(t, h.client.ReportAction(t.Context(), invalid), rolecall.ErrInvalid, name)
	}
	require.Len(t, h.fake.Requests(), before)
}

func TestBlockedWebhooks(t *testing.T) {
	t.Parallel()
	t.Run("sends the query in Rest.li syntax", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		list, err := h.parent.BlockedWebhooks(t.Context())
		require.NoError(t, err)
		require.Empty(t, list)
		require.Equal(t, "q=parentApplication&queryCriteria=(webhookStatus:BLOCKED)", h.fake.Calls()[0].URL.RawQuery)
		_, err = h.client.BlockedWebhooks(t.Context())
		require.ErrorIs(t, err, rolecall.ErrForbidden)
	})
	t.Run("unknown members, and a page without next link", func(t *testing.T) {
		t.Parallel()
		list, err := clientWithResponse(t, http.StatusOK, `{"paging":{"start":0,"count":10,"links":[]},"elements":[{"webhookStatus":"BLOCKED","id":7}]}`).BlockedWebhooks(t.Context())
		require.NoError(t, err)
		require.Equal(t, []linkedin.DeveloperWebhook{{Status: "BLOCKED", Extra: map[string]json.RawMessage{"id": json.RawMessage(`7`)}}}, list)
	})
	t.Run("reads every page", func(t *testing.T) {
		t.Parallel()
		list, starts, err := blocked(t,
			`{"elements":[{"id":1},{"id":2}],"paging":{"links":[{"rel":"next"}]}}`,
			`{"elements":[{"id":3},{"id":4}],"paging":{"links":[{"rel":"next"}]}}`,
			`{"elements":[{"id":5}],"paging":{"links":[{"rel":"prev"}]}}`)
		require.NoError(t, err)
		require.Equal(t, []string{"1", "2", "3", "4", "5"}, list)
		require.Equal(t, []string{"", "2", "4"}, starts)
	})
	t.Run("continues at the start of the next link", func(t *testing.T) {
		t.Parallel()
		list, starts, err := blocked(t,
			`{"elements":[{"id":1}],"paging":{"start":0,"count":10,"links":[{"rel":"next","href":"/v2/developerWebhooks?q=parentApplication&start=20&count=10"}]}}`,
			`{"elements":[{"id":2}],"paging":{"start":20,"count":10,"links":[]}}`)
		require.NoError(t, err)
		require.Equal(t, []string{"1", "2"}, list)
		require.Equal(t, []string{"", "20"}, starts)
	})
	t.Run("short page and empty page", func(t *testing.T) {
		t.Parallel()
		list, starts, err := blocked(t,
			`{"elements":[{"id":1}],"paging":{"start":0,"count":10,"links":[{"rel":"next"}]}}`,
			`{"elements":[],"paging":{"start":10,"count":10,"links":[{"rel":"next"}]}}`,
			`{"elements":[{"id":2}],"paging":{"start":20,"count":10,"links":[]}}`)
		require.NoError(t, err)
		require.Equal(t, []string{"1", "2"}, list)
		require.Equal(t, []string{"", "10", "20"}, starts)
	})
	t.Run("detects that start is ignored", func(t *testing.T) {
		t.Parallel()
		for name, page := range map[string]string{
			"start and count":       `{"elements":[{"id":1},{"id":2}],"paging":{"start":0,"count":2,"links":[{"rel":"next"}]}}`,
			"next link":             `{"elements":[{"id":1},{"id":2}],"paging":{"links":[{"rel":"next","href":"?start=2"}]}}`,
			"next link without URL": `{"elements":[{"id":1},{"id":2}],"paging":{"links":[{"rel":"next"}]}}`,
			"empty pages":           `{"elements":[],"paging":{"links":[{"rel":"next"}]}}`,
		} {
			list, starts, err := blocked(t, page)
			require.ErrorIs(t, err, rolecall.ErrCursorLoop, name)
			require.LessOrEqual(t, len(starts), 2, name)
			require.LessOrEqual(t, len(list), 2, name)
		}
	})
	t.Run("webhook that does not decode", func(t *testing.T) {
		t.Parallel()
		list, _, err := blocked(t, `{"elements":[{"id":1},7,{"id":3}],"paging":{"links":[]}}`)
		record, ok := errors.AsType[*rolecall.RecordError](err)
		require.True(t, ok)
		require.Equal(t, 1, record.Index)
		require.Equal(t, []string{"1", "3"}, list)
	})
	t.Run("error of a later page keeps the webhooks before it", func(t *testing.T) {
		t.Parallel()
		list, _, err := blocked(t, `{"elements":[{"id":1}],"paging":{"links":[{"rel":"next"}]}}`, `{"elements":{}}`)
		require.ErrorIs(t, err, rolecall.ErrUnavailable)
		require.Equal(t, []string{"1"}, list)
		_, _, err = blocked(t, `{}`)
		require.Error(t, err)
		_, _, err = blocked(t, `{"elements":[`+strings.Repeat("{},", 2000)+`{}]}`)
		require.ErrorIs(t, err, rolecall.ErrTooLarge)
	})
}

// blocked calls BlockedWebhooks with a server that serves these pages, and then the last page again. It returns
// the ids of the webhooks and the parameter start of each request.
func blocked(t *testing.T, pages ...string) (ids, starts []string, err error) {
	t.Helper()
	client := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		starts = append(starts, r.URL.Query().Get("start"))
		_, _ = w.Write([]byte(pages[min(len(starts), len(pages))-1]))
	})
	list, err := client.BlockedWebhooks(t.Context())
	for _, webhook := range list {
		ids = append(ids, string(webhook.Extra["id"]))
	}
	return ids, starts, err
}
