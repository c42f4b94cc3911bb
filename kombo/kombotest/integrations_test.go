package kombotest_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// forIntegration returns a client of another integration of the same fake.
func (a *api) forIntegration(i *kombotest.Integration) *api {
	other := *a
	other.header = a.header.Clone()
	other.header.Set("X-Integration-Id", i.IntegrationID)
	return &other
}

// newAPIWithReceiver starts a fake and a receiver of its webhooks, which are delivered in order.
func newAPIWithReceiver(t *testing.T, opts ...kombotest.Option) (*api, *receiver) {
	t.Helper()
	h := newReceiver(t, 0)
	a := newAPI(t, append(opts, kombotest.WithWebhook(h.URL), kombotest.DeliverParallel(1))...)
	h.trust(a.fake)
	return a, h
}

// types returns the types of the acknowledged events.
func (h *receiver) types() []string {
	types := []string{}
	for _, e := range h.got() {
		types = append(types, e.Type)
	}
	return types
}

func TestIntegrationIsolation(t *testing.T) {
	t.Parallel()
	few := []kombotest.Option{kombotest.WithCandidates(10), kombotest.WithApplications(10), kombotest.WithEmployees(10)}
	a, h := newAPIWithReceiver(t, append(few, kombotest.WithJobs(10))...)
	second := a.fake.AddIntegration(append(few,
		kombotest.WithJobs(3), kombotest.WithTool("other"), kombotest.WithCategory("HRIS"),
		kombotest.WithEndUser(kombotest.EndUser{Organization: "Second Works", OriginID: "customer-2"}),
	)...)
	b := a.forIntegration(second)
	require.Regexp(t, `^other:`, second.IntegrationID)
	require.Len(t, a.all("/ats/jobs", nil), 10)
	require.Len(t, b.all("/ats/jobs", nil), 3)

	t.Run("ids are unique", func(t *testing.T) {
		owner := map[string]string{}
		third := client(t, kombotest.NewServer(t, append(few, kombotest.WithJobs(10))...))
		for _, path := range append(slices.Clone(everyList), "/assessment/orders", assignmentsPath) {
			for name, one := range map[string]*api{"first": a, "second": b, "third": third} {
				for _, id := range ids(one.all(path, nil)) {
					require.Empty(t, owner[id], "%s %s", path, id)
					owner[id] = name
				}
			}
		}
		require.NotEqual(t, a.fake.APIKey, third.fake.APIKey)
		require.NotEqual(t, a.fake.WebhookSecret, third.fake.WebhookSecret)
		require.NotEqual(t, a.fake.ID("/ai-apply/postings", 1), third.fake.ID("/ai-apply/postings", 1))
	})
	t.Run("write changes one integration", func(t *testing.T) {
		before := b.all("/ats/candidates", nil)
		a.ok(http.MethodPost, "/ats/jobs/"+a.fake.JobID(0)+"/applications", record{"candidate": person("Mona")})
		require.Equal(t, before, b.all("/ats/candidates", nil))
		b.do(http.MethodPost, "/ats/jobs/"+a.fake.JobID(0)+"/applications", record{"candidate": person("Mona")}).
			rejected(t, http.StatusNotFound, "PLATFORM.INPUT_INVALID")
		b.ok(http.MethodPost, "/hris/skills", record{"name": "Knitting"})
		require.Len(t, b.all("/hris/skills", nil), len(a.all("/hris/skills", nil))+1)
		b.ok(http.MethodPut, "/assessment/packages", record{"packages": []record{}})
		require.NotEmpty(t, a.ok(http.MethodGet, "/assessment/packages", nil)["packages"])
	})
	t.Run("webhooks contain the integration id", func(t *testing.T) {
		second.ChangeJob(1)
		a.fake.NotifyChanges() // for the writes above
		second.NotifyChanges()
		second.FinishSync("SUCCEEDED")
		wait(t, a.fake)
		got := h.got()
		require.Equal(t, a.fake.IntegrationID, got[0].Data["integration_id"])
		for _, e := range got[1:] {
			require.Equal(t, second.IntegrationID, e.Data["integration_id"])
			require.Equal(t, "other", e.Data["integration_tool"])
			require.Equal(t, "HRIS", e.Data["integration_category"])
		}
		require.Equal(t, record{"organization_name": "Second Works", "creator_email": nil, "origin_id": "customer-2"}, got[2].Data["end_user"])
		for _, attempt := range a.fake.Attempts()[1:] {
			require.Equal(t, second.IntegrationID, attempt.IntegrationID)
			require.False(t, attempt.At.IsZero())
		}
	})
	t.Run("disconnecting one keeps the other", func(t *testing.T) {
		second.Disconnect()
		b.get("/ats/jobs").rejected(t, http.StatusNotFound, "PLATFORM.INTEGRATION_NOT_FOUND")
		require.NotEmpty(t, a.all("/ats/jobs", nil))
	})
}

// TestSampleIDs checks that no response contains an id of a sample. These ids have the identity "0".
func TestSampleIDs(t *testing.T) {
	t.Parallel()
	sampleID := regexp.MustCompile(`"test[A-Za-z]+ox[^"]*"`)
	a := newAPI(t)
	for _, path := range append(slices.Concat(everyList, aiApplyLists), "/assessment/orders", assignmentsPath) {
		require.Empty(t, sampleID.FindString(string(a.get(path).body)), path)
	}
	for _, op := range everyOperation(a.fake) {
		require.Empty(t, sampleID.FindString(string(a.do(op.method(), op.path, op.body).body)), op.documented)
	}
}

// newLink returns a link of create-link. more overrides members of the body.
func newLink(a *api, more record) string {
	body := record{"end_user_email": "boss@example.com", "end_user_organization_name": "New Works", "end_user_origin_id": "customer-9"}
	maps.Copy(body, more)
	return str(a.ok(http.MethodPost, "/connect/create-link", body)["link"])
}

func TestConnect(t *testing.T) {
	t.Parallel()
	t.Run("customer completes the flow", func(t *testing.T) {
		t.Parallel()
		a, h := newAPIWithReceiver(t)
		link := newLink(a, record{"integration_category": "ATS", "integration_tool": "greenhouse"})
		i, token, err := a.fake.Connect(link, kombotest.WithJobs(2), kombotest.WithTool("not this one"))
		require.NoError(t, err)
		require.Regexp(t, `^greenhouse:`, i.IntegrationID)
		details := a.ok(http.MethodGet, "/connect/integration-by-token/"+token, nil)
		require.Equal(t, record{
			"tool": "greenhouse", "id": i.IntegrationID, "end_user_origin_id": "customer-9", "end_user_organization_name": "New Works",
			"end_user_email": "boss@example.com", "setup_status": "COMPLETED",
		}, details)
		require.Len(t, a.forIntegration(i).all("/ats/jobs", nil), 2)
		wait(t, a.fake)
		require.Equal(t, []string{"integration-created"}, h.types())
		require.Equal(t, record{
			"id": i.IntegrationID, "tool": "greenhouse", "category": "ATS",
			"end_user": record{"organization_name": "New Works", "creator_email": "boss@example.com", "origin_id": "customer-9"},
		}, h.got()[0].Data)
	})
	t.Run("requesting the token completes the flow", func(t *testing.T) {
		t.Parallel()
		a, h := newAPIWithReceiver(t)
		link := newLink(a, nil)
		token := link[len(link)-24:]
		for range 2 { // the second time, it is already connected
			id := str(a.ok(http.MethodPost, "/connect/activate-integration", record{"token": token})["id"])
			require.NotEqual(t, a.fake.IntegrationID, id)
			require.Equal(t, "HRIS", a.ok(http.MethodGet, "/integrations/"+id, nil)["category"])
		}
		wait(t, a.fake)
		require.Equal(t, []string{"integration-created"}, h.types())
	})
	t.Run("flow fails", func(t *testing.T) {
		t.Parallel()
		a, h := newAPIWithReceiver(t)
		link := newLink(a, record{"integration_category": "ATS"})
		require.NoError(t, a.fake.FailConnection(link))
		require.NoError(t, a.fake.FailConnection(str(a.ok(http.MethodPost, "/integrations/"+a.fake.IntegrationID+"/relink", nil)["link"])))
		wait(t, a.fake)
		require.Equal(t, []string{"connection-flow-failed", "connection-flow-failed"}, h.types())
		data := h.got()[0].Data
		require.NotEmpty(t, data["log_url"])
		delete(data, "log_url")
		require.Equal(t, record{
			"integration_tool": "kombotest", "integration_category": "ATS",
			"end_user": record{"organization_name": "New Works", "creator_email": "boss@example.com", "origin_id": "customer-9"},
		}, data)
	})
	t.Run("unknown link", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		_, _, err := a.fake.Connect("https://connect.example.com/start/x")
		require.ErrorContains(t, err, "unknown link")
		require.ErrorContains(t, a.fake.FailConnection(""), "unknown link")
	})
}

func TestIntegrationStates(t *testing.T) {
	t.Parallel()
	a, h := newAPIWithReceiver(t, kombotest.WithJobs(3))
	integration := "/integrations/" + a.fake.IntegrationID
	write := func() response { return a.do(http.MethodPost, "/hris/skills", record{"name": "Juggling"}) }
	passthrough := func() response {
		return a.do(http.MethodPost, "/passthrough/kombotest/rest", record{"method": "GET", "path": "/"})
	}

	a.fake.FinishSync("AUTHENTICATION_FAILED")
	require.Equal(t, "INVALID", a.ok(http.MethodGet, integration, nil)["status"])
	write().rejected(t, http.StatusForbidden, "INTEGRATION.AUTHENTICATION_INVALID")
	passthrough().rejected(t, http.StatusForbidden, "INTEGRATION.AUTHENTICATION_INVALID")
	require.Len(t, a.all("/ats/jobs", nil), 3, "synced data must stay readable")
	a.ok(http.MethodPut, integration+"/enabled", record{"value": true}) // no effect: it is not disabled
	require.Equal(t, "INVALID", a.ok(http.MethodGet, integration, nil)["status"])

	link := str(a.ok(http.MethodPost, integration+"/relink", nil)["link"])
	i, _, err := a.fake.Connect(link)
	require.NoError(t, err)
	require.Equal(t, a.fake.IntegrationID, i.IntegrationID)
	require.Equal(t, http.StatusOK, write().status)
	require.Equal(t, http.StatusOK, passthrough().status)

	require.NoError(t, a.fake.SetState("INVALID"))
	a.fake.Reconnect()
	a.fake.Reconnect() // no effect: it is already ACTIVE
	require.NoError(t, a.fake.SetState("INACTIVE"))
	a.get("/ats/jobs").rejected(t, http.StatusForbidden, "INTEGRATION.INACTIVE")
	require.ErrorContains(t, a.fake.SetState("BROKEN"), "BROKEN")
	a.fake.Disconnect()
	a.fake.Disconnect() // no effect: it is already deleted
	a.fake.Reconnect()
	a.get("/ats/jobs").rejected(t, http.StatusNotFound, "PLATFORM.INTEGRATION_NOT_FOUND")

	wait(t, a.fake)
	states := []any{}
	for _, e := range h.got() {
		if e.Type == "integration-state-changed" {
			states = append(states, e.Data["state"])
		}
	}
	require.Equal(t, []any{"INVALID", "ACTIVE", "INVALID", "ACTIVE", "INACTIVE"}, states)
	require.Equal(t, "sync-finished", h.types()[0])
	require.Equal(t, "integration-deleted", h.types()[6])
	require.Len(t, h.types(), 7)
}

func TestDisableModels(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	require.NoError(t, a.fake.DisableModels("ats_offers", "hris_employee_skill_assignments"))
	a.get("/ats/offers").rejected(t, http.StatusForbidden, "INTEGRATION.MODEL_DISABLED")
	a.get(assignmentsPath).rejected(t, http.StatusForbidden, "INTEGRATION.MODEL_DISABLED")
	require.NotEmpty(t, a.all("/ats/jobs", nil))
	require.NotEmpty(t, a.forIntegration(a.fake.AddIntegration()).all("/ats/offers", nil))
	require.ErrorContains(t, a.fake.DisableModels("ats_nothing"), "ats_nothing")
	a.get("/ats/offers").rejected(t, http.StatusForbidden, "INTEGRATION.MODEL_DISABLED")
	require.NoError(t, a.fake.DisableModels())
	require.NotEmpty(t, a.all("/ats/offers", nil))
}

func TestWithVendor(t *testing.T) {
	t.Parallel()
	var received kombotest.PassthroughRequest
	a := newAPI(t, kombotest.WithTool("greenhouse"), kombotest.WithVendor(func(r kombotest.PassthroughRequest) kombotest.PassthroughResponse {
		received = r
		return kombotest.PassthroughResponse{Status: http.StatusTeapot, Header: http.Header{"Content-Type": {"text/plain"}, "Vary": {"a", "b"}}}
	}))
	data := a.ok(http.MethodPost, "/passthrough/greenhouse/harvest", record{"method": "PUT", "path": "/jobs/1", "data": record{"a": 1}})
	require.Equal(t, kombotest.PassthroughRequest{API: "harvest", Method: "PUT", Path: "/jobs/1", Data: json.RawMessage(`{"a":1}`)}, received)
	require.Equal(t, record{
		"url": "https://ats.example.com/jobs/1", "status": 418.0, "data": nil,
		"headers": record{"content-type": "text/plain", "vary": []any{"a", "b"}},
	}, data)
	a.do(http.MethodPost, "/passthrough/kombotest/harvest", record{"method": "PUT", "path": "/"}).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
}

func TestWaitForEventsOfHandlers(t *testing.T) {
	t.Parallel()
	h := newReceiver(t, 0)
	a := newAPI(t, kombotest.WithWebhook(h.URL))
	h.trust(a.fake)
	h.onEvent(func(e event) {
		if e.Type == "sync-finished" {
			a.fake.ChangeJob(1)
			a.fake.NotifyChanges()
		}
	})
	a.fake.FinishSync("SUCCEEDED")
	wait(t, a.fake)
	require.Equal(t, []string{"sync-finished", "data-changed"}, h.types())
}

func TestScreeningQuestionAnswers(t *testing.T) {
	t.Parallel()
	a := newAPI(t, kombotest.WithJobs(20))
	path := "/ats/jobs/" + a.fake.JobID(0) + "/applications"
	questions := map[string]record{} // by type
	for _, v := range list(t, a.one("/ats/jobs", a.fake.JobID(0))["screening_questions"]) {
		q := object(t, v)
		questions[str(object(t, q["format"])["type"])] = q
	}
	candidates := 0
	apply := func(path, format string, value any) response {
		candidates++
		return a.do(http.MethodPost, path, record{
			"candidate":                  record{"first_name": "A", "last_name": "B", "email_address": "x" + strconv.Itoa(candidates) + "@example.com"},
			"screening_question_answers": []record{{"question_id": questions[format]["id"], "answer": value}},
		})
	}
	long := make([]byte, 400)
	for i := range long {
		long[i] = 'x'
	}
	for _, c := range []struct {
		format string
		value  any
		errMsg string // "" if the answer is accepted
	}{
		{"TEXT", string(long), ""},
		{"TEXT", string(long) + "x", "max_length is 400"},
		{"TEXT", "", "required"},
		{"NUMBER", 0, ""},
		{"NUMBER", 99.5, ""},
		{"NUMBER", -0.5, "min is 0"},
		{"NUMBER", 100, "max is 99.5"},
		{"MULTI_SELECT", []string{}, "required"},
		{"MULTI_SELECT", []string{"unknown"}, "not one of the question's options"},
		{"SINGLE_SELECT", "unknown", "not one of the question's options"},
		{"FILE", record{"name": "a.txt", "content_type": "text/plain", "data": "eA=="}, "text/plain are not accepted"},
		{"FILE", record{"name": "a.pdf", "content_type": "application/pdf", "data": "eA=="}, ""},
	} {
		r := apply(path, c.format, c.value)
		if c.errMsg == "" {
			require.Equal(t, http.StatusOK, r.status, "%s %s", c.format, r.body)
			continue
		}
		r.rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		require.Contains(t, string(r.body), c.errMsg)
	}
	t.Run("questions without limits", func(t *testing.T) {
		t.Parallel()
		job := a.one("/ats/jobs", a.fake.JobID(5))
		require.Equal(t, "OPEN", job["status"])
		for _, v := range list(t, job["screening_questions"]) {
			q := object(t, v)
			require.Nil(t, object(t, q["format"])["max_length"])
		}
	})
	t.Run("AnswersRequired rejects a missing answer", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t, kombotest.AnswersRequired())
		r := a.do(http.MethodPost, "/ats/jobs/"+a.fake.JobID(0)+"/applications", record{"candidate": person("Nils")})
		r.rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		require.Contains(t, string(r.body), "has no answer")
		a.ok(http.MethodPost, "/ats/jobs/"+a.fake.JobID(1)+"/applications", record{"candidate": person("Nils")}) // the job has no questions
	})
}

func TestFaultNamed(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, name := range kombotest.FaultNames() {
		f, err := kombotest.FaultNamed(name, nil)
		require.NoError(t, err)
		require.Regexp(t, `^`+name+`(\(|$)`, f.Name())
	}
	f, err := kombotest.FaultNamed("Code", map[string]string{"status": "409", "code": "ATS.JOB_CLOSED"})
	require.NoError(t, err)
	a.fake.Inject(f, nil, f)
	require.Equal(t, []string{"Code(409, ATS.JOB_CLOSED)", "pass", "Code(409, ATS.JOB_CLOSED)"}, a.fake.Faults())
	a.get("/ats/jobs").rejected(t, http.StatusConflict, "ATS.JOB_CLOSED")
	a.fake.ClearFaults()
	require.NotEmpty(t, a.all("/ats/jobs", nil))
	require.Empty(t, a.fake.Faults())
	require.Equal(t, map[string]int{"Code(409, ATS.JOB_CLOSED)": 1}, a.fake.FaultCounts())
	_, err = kombotest.FaultNamed("Nothing", nil)
	require.ErrorContains(t, err, "Nothing")
	_, err = kombotest.FaultNamed("Status", map[string]string{"status": "x"})
	require.ErrorContains(t, err, "status")
}
