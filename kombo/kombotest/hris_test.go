package kombotest_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

func TestHRISAndAssessmentFilters(t *testing.T) {
	t.Parallel()
	a := newAPI(t, kombotest.WithEmployees(80))
	is := func(name string, values ...string) func(record) bool {
		return func(r record) bool { return slices.Contains(values, str(r[name])) }
	}
	inside := func(name, id string) func(record) bool {
		return func(r record) bool {
			switch v := r[name].(type) {
			case record:
				return v["id"] == id
			case []any:
				return slices.Contains(refs(v), id)
			}
			return false
		}
	}
	badge := func(want any) func(record) bool {
		return func(r record) bool {
			fields, ok := r["custom_fields"].(record)
			return ok && fields["badge"] == want
		}
	}
	employee, group := a.fake.EmployeeID, a.fake.ID("/hris/groups", 2)
	entity, place := a.fake.ID("/hris/legal-entities", 1), a.fake.ID("/hris/locations", 3)
	kind, cycle, run := a.fake.ID("/hris/absence-types", 2), a.fake.ID("/hris/performance-review-cycles", 1), a.fake.ID("/hris/pay-runs", 4)
	for _, c := range []filterCase{
		{"/hris/employees", "employment_statuses", "PENDING,LEAVE", is("employment_status", "PENDING", "LEAVE")},
		{"/hris/employees", "employment_status", "INACTIVE", is("employment_status", "INACTIVE")},
		{"/hris/employees", "group_ids", group, inside("groups", group)},
		{"/hris/employees", "legal_entity_ids", entity, is("legal_entity_id", entity)},
		{"/hris/employees", "work_location_ids", place, is("work_location_id", place)},
		{"/hris/employees", "work_emails", "EMPLOYEE3@example.com,unknown", is("work_email", "employee3@example.com")},
		{"/hris/employees", "personal_emails", "person2@home.example.com", is("personal_email", "person2@home.example.com")},
		{"/hris/employees", "custom_fields", `{"badge":"B-4"}`, badge("B-4")},
		{"/hris/employees", "custom_fields", `{"extra":null}`, func(r record) bool { return r["custom_fields"] != nil }},
		{"/hris/employees", "custom_fields", `{"first_aid":true}`, func(r record) bool {
			fields, ok := r["custom_fields"].(record)
			return ok && fields["first_aid"] == true
		}},
		{"/hris/groups", "types", "TEAM,COST_CENTER", is("type", "TEAM", "COST_CENTER")},
		{"/hris/groups", "name_contains", "COST", func(r record) bool { return strings.Contains(str(r["name"]), "Cost") }},
		{"/hris/locations", "name_contains", "hill", is("name", "Hill office")},
		{"/hris/legal-entities", "name_contains", "works", func(r record) bool { return strings.Contains(str(r["name"]), "Works") }},
		{"/hris/time-off-balances", "employee_id", employee(3), is("employee_id", employee(3))},
		{"/hris/absences", "employee_id", employee(3), is("employee_id", employee(3))},
		{"/hris/absences", "type_ids", kind, is("type_id", kind)},
		{"/hris/absences", "date_from", "2025-03-01T12:00:00.000Z", func(r record) bool { return str(r["end_date"]) >= "2025-03-01" }},
		{"/hris/absences", "date_until", "2025-03-01", func(r record) bool { return str(r["start_date"]) <= "2025-03-01" }},
		{"/hris/absences", "time_from", "2025-03-01", func(r record) bool { return str(r["end_date"]) >= "2025-03-01" }},
		{"/hris/absences", "time_until", "2025-03-01", func(r record) bool { return str(r["start_date"]) <= "2025-03-01" }},
		{"/hris/timesheets", "employee_id", employee(4), is("employee_id", employee(4))},
		{"/hris/timesheets", "started_before", "2025-01-08T09:00:00Z", func(r record) bool { return r["started_at"] != nil && str(r["started_at"]) < "2025-01-08T09" }},
		{"/hris/timesheets", "started_after", "2025-01-08T07:00:00Z", func(r record) bool { return str(r["started_at"]) > "2025-01-08T07" }},
		{"/hris/timesheets", "ended_before", "2025-01-08T09:00:00Z", func(r record) bool { return r["ended_at"] != nil && str(r["ended_at"]) < "2025-01-08T09" }},
		{"/hris/timesheets", "ended_after", "2025-01-08T07:00:00Z", func(r record) bool { return str(r["ended_at"]) > "2025-01-08T07" }},
		{"/hris/performance-reviews", "types", "SELF", is("type", "SELF")},
		{"/hris/performance-reviews", "review_cycle_ids", cycle, inside("review_cycle", cycle)},
		{"/hris/performance-reviews", "reviewee_ids", employee(6), inside("reviewee", employee(6))},
		{"/hris/staffing-entities", "model_types", "JOB", is("model_type", "JOB")},
		{"/hris/staffing-entities", "statuses", "CLOSED,FROZEN", is("status", "CLOSED", "FROZEN")},
		{"/hris/pay-runs", "legal_entity_ids", entity, is("legal_entity_id", entity)},
		{"/hris/payslips", "employee_ids", employee(2), inside("employee", employee(2))},
		{"/hris/payslips", "payrun_ids", run, inside("pay_run", run)},
		{"/hris/payslips", "legal_entity_ids", entity, func(r record) bool {
			payRun, ok := r["pay_run"].(record)
			return ok && payRun["legal_entity_id"] == entity
		}},
		{"/assessment/orders", "statuses", "OPEN,REJECTED", is("status", "OPEN", "REJECTED")},
		{"/assessment/orders", "ids", a.fake.OrderID(3) + "," + a.fake.OrderID(1), is("id", a.fake.OrderID(1), a.fake.OrderID(3))},
	} {
		c.check(t, a)
	}
	t.Run("orders by created_after", func(t *testing.T) {
		t.Parallel()
		whole := a.all("/assessment/orders", nil)
		later := a.all("/assessment/orders", url.Values{"created_after": {"2024-12-18T08:00:00Z"}})
		require.NotEmpty(t, later)
		require.Equal(t, ids(whole)[len(whole)-len(later):], ids(later))
		require.Less(t, len(later), len(whole))
	})
	for _, value := range []string{`{}`, `{"a":1,"b":2}`, `{"a":[1]}`, `{"a":{}}`, `[]`, `a`, ``} {
		t.Run("invalid custom_fields "+value, func(t *testing.T) {
			t.Parallel()
			a.get("/hris/employees?"+url.Values{"custom_fields": {value}}.Encode()).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		})
	}
	a.get("/hris/timesheets?started_after=yesterday").rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
}

func TestHRISChanges(t *testing.T) {
	t.Parallel()
	start := func(t *testing.T) (*api, string) {
		c := newClock()
		a := newAPIWithClock(t, c, kombotest.WithEmployees(20), kombotest.WithJobs(5), kombotest.WithCandidates(5), kombotest.WithApplications(5))
		return a, c.advance(time.Hour)
	}
	for _, path := range everyList {
		t.Run("change and delete in "+path, func(t *testing.T) {
			t.Parallel()
			a, now := start(t)
			a.fake.Change(path, 0)
			a.fake.Change(path, 1_000_000)
			require.Equal(t, []string{a.fake.ID(path, 0)}, slices.DeleteFunc(a.updatedAfter(now)[path], func(id string) bool { return id != a.fake.ID(path, 0) }))
			require.Equal(t, now, a.one(path, a.fake.ID(path, 0))["changed_at"])
			a.fake.Delete(path, 0)
			require.NotContains(t, a.updatedAfter(now)[path], a.fake.ID(path, 0))
			require.Contains(t, a.updatedAfter(now, "deleted")[path], a.fake.ID(path, 0))
			require.Equal(t, now, a.one(path, a.fake.ID(path, 0))["remote_deleted_at"])
		})
	}
	employee := func(a *api, list ...int) (all []string) {
		for _, e := range list {
			all = append(all, a.fake.EmployeeID(e))
		}
		return all
	}
	for _, tt := range []struct {
		path string
		i    int
		want map[string][]int // in addition to the record itself
	}{
		{"/hris/employees", 1, map[string][]int{"/hris/employees": {0, 9, 10, 11, 12, 13, 14, 15}, "/hris/performance-reviews": {0}}},
		{"/hris/employments", 22, map[string][]int{"/hris/employees": {2}}},
		{"/hris/time-off-balances", 3, map[string][]int{"/hris/employees": {3}}},
		{"/hris/groups", 2, map[string][]int{"/hris/staffing-entities": {2, 10, 18}}},
		{"/hris/performance-review-cycles", 3, map[string][]int{"/hris/performance-reviews": {3, 7}}},
		{"/hris/locations", 4, map[string][]int{"/hris/employees": {4, 9, 14, 19}, "/hris/staffing-entities": {4, 9, 14, 19}}},
		{"/hris/absences", 1, nil},
		{"/hris/timesheets", 1, nil},
	} {
		t.Run("touched by a change in "+tt.path, func(t *testing.T) {
			t.Parallel()
			a, now := start(t)
			a.fake.Change(tt.path, tt.i)
			want := map[string][]string{tt.path: {a.fake.ID(tt.path, tt.i)}}
			for path, list := range tt.want {
				for _, i := range list {
					want[path] = append(want[path], a.fake.ID(path, i))
				}
				slices.Sort(want[path])
			}
			got := a.updatedAfter(now)
			for _, list := range got {
				slices.Sort(list)
			}
			require.Equal(t, want, got)
		})
	}
	t.Run("touched by changed absence type and legal entity", func(t *testing.T) {
		t.Parallel()
		a, now := start(t)
		a.fake.Change("/hris/absence-types", 1)
		got := a.updatedAfter(now)
		require.Equal(t, ids(a.filtered("/hris/absences", "type_ids", a.fake.ID("/hris/absence-types", 1))), got["/hris/absences"])
		require.NotEmpty(t, got["/hris/time-off-balances"])
		a.fake.Change("/hris/legal-entities", 1)
		require.Equal(t, ids(a.filtered("/hris/employees", "legal_entity_ids", a.fake.ID("/hris/legal-entities", 1))), a.updatedAfter(now)["/hris/employees"])
	})
	t.Run("deleted group touches its employees", func(t *testing.T) {
		t.Parallel()
		a, now := start(t)
		members := ids(a.filtered("/hris/employees", "group_ids", a.fake.ID("/hris/groups", 2)))
		require.NotEmpty(t, members)
		a.fake.Delete("/hris/groups", 2)
		require.Equal(t, members, a.updatedAfter(now)["/hris/employees"])
		require.Empty(t, a.filtered("/hris/employees", "group_ids", a.fake.ID("/hris/groups", 2)))
	})
	t.Run("add and delete an employee", func(t *testing.T) {
		t.Parallel()
		a, now := start(t)
		e := a.fake.AddEmployee()
		require.Equal(t, employee(a, e), a.updatedAfter(now)["/hris/employees"])
		a.fake.ChangeEmployee(e)
		a.fake.DeleteEmployee(e)
		require.Len(t, a.all("/hris/employees", nil), 20)
	})
	t.Run("data-changed contains model names", func(t *testing.T) {
		t.Parallel()
		h := newReceiver(t, 0)
		a, _ := start(t)
		h.trust(a.fake)
		a.fake.SetWebhook(h.URL)
		a.fake.Change("/hris/groups", 1)
		a.fake.Delete("/hris/absences", 1)
		a.fake.Change("/hris/payslips", 1) // Kombo has no model name for it
		a.fake.NotifyChanges()
		wait(t, a.fake)
		require.Equal(t, []any{record{"name": "hris_absences"}, record{"name": "hris_teams"}}, h.got()[0].Data["changed_models"])
	})
	t.Run("panics for a list without changes", func(t *testing.T) {
		t.Parallel()
		a, _ := start(t)
		require.Panics(t, func() { a.fake.Change("/hris/nothing", 0) })
		require.Panics(t, func() { a.fake.Change("/assessment/orders", 0) })
	})
	t.Run("deleted records are cleared where embedded", func(t *testing.T) {
		t.Parallel()
		c := newClock()
		a := newAPIWithClock(t, c, kombotest.WithEmployees(20))
		a.fake.Delete("/hris/absence-types", 0)
		a.fake.DeleteEmployee(1)
		require.Nil(t, a.one("/hris/employees", a.fake.EmployeeID(0))["manager"])
		c.advance(15 * 24 * time.Hour)
		review := object(t, a.one("/hris/performance-reviews", a.fake.ID("/hris/performance-reviews", 0))["reviewer"])
		require.Equal(t, a.fake.EmployeeID(1), review["id"])
		require.Nil(t, review["first_name"])
		require.Nil(t, review["work_email"])
		require.Nil(t, object(t, a.one("/hris/time-off-balances", a.fake.ID("/hris/time-off-balances", 0))["type"])["name"])
	})
}

func TestHRISReferences(t *testing.T) {
	t.Parallel()
	a := newAPI(t, kombotest.WithEmployees(60))
	a.ok(http.MethodPost, "/hris/employees/form", record{"properties": newEmployee(a.fake, "nora.new@example.com")})
	a.ok(http.MethodPost, "/hris/absences", newAbsence(a.fake))
	b := relations{t, a.everything()}
	b.employees()
	b.partsOfEmployees()
	b.staffingAndPayroll()
	applications := a.all("/ats/applications", nil)
	for _, r := range a.all("/assessment/orders", nil) {
		remote := object(t, r["application"])["remote_id"]
		require.True(t, remote == nil || slices.ContainsFunc(applications, func(a record) bool { return a["remote_id"] == remote }))
	}
}

func (b relations) employees() {
	t, all, requireRecord := b.t, b.all, b.requireRecord
	for id, e := range all["/hris/employees"] {
		for name, path := range map[string]string{"manager": "/hris/employees", "legal_entity": "/hris/legal-entities", "work_location": "/hris/locations"} {
			require.Equal(t, e[name] == nil, e[name+"_id"] == nil, name)
			if e[name] != nil {
				require.Equal(t, e[name+"_id"], object(t, e[name])["id"])
				requireRecord(path, e[name+"_id"])
			}
		}
		require.NotEqual(t, id, e["manager_id"])
		for name, path := range map[string]string{"employments": "/hris/employments", "time_off_balances": "/hris/time-off-balances"} {
			for _, part := range refs(e[name]) {
				require.Equal(t, id, all[path][part]["employee_id"], path)
			}
		}
		for _, group := range refs(e["groups"]) {
			requireRecord("/hris/groups", group)
		}
		require.Equal(t, e["groups"], e["teams"])
	}
}

func (b relations) partsOfEmployees() {
	t, all, requireRecord := b.t, b.all, b.requireRecord
	for _, path := range []string{"/hris/employments", "/hris/time-off-balances", "/hris/absences", "/hris/timesheets"} {
		require.NotEmpty(t, all[path])
		for _, r := range all[path] {
			require.Contains(t, all["/hris/employees"], str(r["employee_id"]), path)
			requireRecord("/hris/absence-types", r["type_id"])
			requireRecord("/hris/employees", r["approver_id"])
			if r["type"] != nil {
				require.Equal(t, r["type_id"], object(t, r["type"])["id"])
			}
		}
	}
	for _, r := range all["/hris/performance-reviews"] {
		requireRecord("/hris/employees", object(t, r["reviewee"])["id"])
		for name, path := range map[string]string{"reviewer": "/hris/employees", "review_cycle": "/hris/performance-review-cycles"} {
			if r[name] != nil {
				requireRecord(path, object(t, r[name])["id"])
			}
		}
	}
}

func (b relations) staffingAndPayroll() {
	t, all, requireRecord := b.t, b.all, b.requireRecord
	for _, r := range all["/hris/staffing-entities"] {
		for name, path := range map[string]string{"locations": "/hris/locations", "legal_entities": "/hris/legal-entities", "groups": "/hris/groups"} {
			for _, id := range refs(r[name]) {
				requireRecord(path, id)
			}
		}
	}
	for _, path := range []string{"/hris/groups", "/hris/staffing-entities"} {
		for id, r := range all[path] {
			for up := r["parent_id"]; up != nil; up = all[path][str(up)]["parent_id"] {
				requireRecord(path, up)
				require.NotEqual(t, id, up, "a record is its own ancestor")
			}
		}
	}
	for _, r := range all["/hris/payslips"] {
		requireRecord("/hris/employees", object(t, r["employee"])["id"])
		if r["pay_run"] != nil {
			requireRecord("/hris/pay-runs", object(t, r["pay_run"])["id"])
		}
	}
}
