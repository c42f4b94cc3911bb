package kombotest_test

import (
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

func TestAbsenceWrites(t *testing.T) {
	t.Parallel()
	c := newClock()
	a := newAPIWithClock(t, c)
	now := c.advance(time.Hour)
	created := a.ok(http.MethodPost, "/hris/absences", newAbsence(a.fake))
	require.Equal(t, "2026-03-02", created["start_date"])
	require.Equal(t, "2026-03-03", created["end_date"])
	require.Equal(t, "REQUESTED", created["status"])
	require.NotContains(t, created, "type")
	listed := a.one("/hris/absences", str(created["id"]))
	require.Equal(t, created["type_id"], object(t, listed["type"])["id"])
	require.Equal(t, []string{str(created["id"])}, a.updatedAfter(now)["/hris/absences"])

	deleted := a.ok(http.MethodDelete, "/hris/absences/"+str(created["id"]), record{})
	require.Equal(t, now, deleted["remote_deleted_at"])
	require.Empty(t, a.updatedAfter(now)["/hris/absences"])
	a.do(http.MethodDelete, "/hris/absences/"+str(created["id"]), record{}).rejected(t, http.StatusNotFound, "PLATFORM.INPUT_INVALID")
	a.do(http.MethodDelete, "/hris/absences/"+a.fake.ID("/hris/absences", 1), nil).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")

	remote := newAbsence(a.fake)
	remote["employee_id"] = "remote:employee-000006"
	require.Equal(t, a.fake.EmployeeID(6), a.ok(http.MethodPost, "/hris/absences", remote)["employee_id"])

	for name, alter := range map[string]record{
		"unknown employee":            {"employee_id": "none"},
		"remote absence type id":      {"absence_type_id": "remote:absence-type-000001"},
		"invalid status":              {"status": "DECLINED"},
		"no start date":               {"start_date": ""},
		"invalid end date":            {"end_date": "03.03.2026"},
		"end date before start date":  {"end_date": "2026-03-01"},
		"note is not a string":        {"employee_note": 7},
		"unit without amount":         {"amount": nil},
		"unknown unit":                {"unit": "WEEKS"},
		"negative amount":             {"amount": -1},
		"start time without end time": {"end_time": ""},
		"invalid end time":            {"end_time": "25:00"},
		"half day is not a boolean":   {"start_half_day": "yes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := newAbsence(a.fake)
			maps.Copy(body, alter)
			a.do(http.MethodPost, "/hris/absences", body).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		})
	}
	body := newAbsence(a.fake)
	delete(body, "employee_note")
	a.do(http.MethodPost, "/hris/absences", body).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
}

func TestEmployeeForm(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	fill := func(alter record) record {
		values := newEmployee(a.fake, "nora.new@example.com")
		for name, v := range alter {
			if values[name] = v; v == "absent" {
				delete(values, name)
			}
		}
		return record{"properties": values}
	}
	types := map[string]bool{}
	var collect func(node record)
	collect = func(node record) {
		types[str(node["type"])] = true
		if fields, ok := node["properties"].(record); ok {
			for _, field := range fields {
				collect(object(t, field))
			}
		}
		if item, ok := node["item_type"].(record); ok {
			collect(item)
		}
	}
	collect(a.ok(http.MethodGet, "/hris/employees/form", nil))
	delete(types, "")
	require.Len(t, types, 8)

	for name, alter := range map[string]record{
		"missing required string":     {"firstName": "absent"},
		"empty required string":       {"lastName": ""},
		"number instead of a string":  {"firstName": 7},
		"string instead of a number":  {"salary": "much"},
		"invalid date":                {"startDate": "2026-02-30"},
		"unknown site":                {"site": "none"},
		"unknown company":             {"company": "none"},
		"string instead of an array":  {"equipment": "Van"},
		"array instead of a string":   {"jobTitle": []string{"Cook"}},
		"unknown option":              {"equipment": []string{"none"}},
		"string instead of an object": {"home": "here"},
		"object without street":       {"home": record{}},
		"number in a string array":    {"home": record{"street": "a", "phones": []int{1}}},
		"null instead of a string":    {"jobTitle": nil},
		"unknown field":               {"shoes": 1},
		"invalid email address":       {"workEmail": "me@home"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a.do(http.MethodPost, "/hris/employees/form", fill(alter)).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		})
	}
	a.do(http.MethodPost, "/hris/employees/form", fill(record{"workEmail": "Employee3@example.com"})).rejected(t, http.StatusConflict, "HRIS.EMPLOYEE_ALREADY_EXISTS")

	entity := func(i int) string { return a.fake.ID("/hris/staffing-entities", i) }
	a.get("/hris/employees/form?staffing_entity_id=none").rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
	a.ok(http.MethodGet, "/hris/employees/form?staffing_entity_id="+entity(1), nil)
	for id, code := range map[string]string{"none": "PLATFORM.INPUT_INVALID", entity(5): "HRIS.STAFFING_ENTITY_CLOSED"} {
		body := fill(nil)
		body["staffing_entity_id"] = id
		a.do(http.MethodPost, "/hris/employees/form", body).rejected(t, http.StatusBadRequest, code)
	}
	body := fill(record{"prehire": true})
	body["staffing_entity_id"] = entity(1)
	prehire := a.ok(http.MethodPost, "/hris/employees/form", body)
	require.Nil(t, prehire["id"])
	require.Nil(t, prehire["remote_id"])
	require.NotEmpty(t, object(t, prehire["prehire"])["remote_id"])

	count := len(a.all("/hris/employees", nil))
	created := a.ok(http.MethodPost, "/hris/employees/form", fill(record{"company": a.fake.ID("/hris/legal-entities", 1)}))
	require.Len(t, a.all("/hris/employees", nil), count+1)
	e := a.one("/hris/employees", str(created["id"]))
	require.Equal(t, "Nora", e["first_name"])
	require.Equal(t, "2026-02-01T00:00:00.000Z", e["start_date"])
	require.Equal(t, "PENDING", e["employment_status"])
	require.Equal(t, a.fake.ID("/hris/locations", 2), e["work_location_id"])
	require.Equal(t, a.fake.ID("/hris/legal-entities", 1), e["legal_entity_id"])
}

func TestAddEmployeeDocument(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	path, category := "/hris/employees/"+a.fake.EmployeeID(1)+"/documents", a.fake.ID("/hris/employee-document-categories", 0)
	file := record{"name": "a.pdf", "data_url": "https://files.example.com/a"}
	a.ok(http.MethodPost, path, record{"category_id": category, "document": file})
	for _, body := range []record{{"document": file}, {"category_id": "none", "document": file}, {"category_id": category}, {"category_id": category, "document": record{"name": "a"}}} {
		a.do(http.MethodPost, path, body).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
	}
	a.do(http.MethodPost, "/hris/employees/none/documents", record{"category_id": category, "document": file}).rejected(t, http.StatusNotFound, "PLATFORM.INPUT_INVALID")
}

func TestAssessment(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	t.Run("packages are replaced", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		require.Len(t, list(t, a.ok(http.MethodGet, "/assessment/packages", nil)["packages"]), 3)
		mine := record{"id": "p", "type": "VIDEO_INTERVIEW", "name": "Talk", "description": ""}
		a.ok(http.MethodPut, "/assessment/packages", record{"packages": []record{mine}})
		now := list(t, a.ok(http.MethodGet, "/assessment/packages", nil)["packages"])
		require.Len(t, now, 1)
		require.NotNil(t, object(t, now[0])["updated_at"])
		for _, wrong := range []any{record{}, record{"packages": []record{{"id": "p"}}}, record{"packages": []record{{"id": "p", "name": "n", "description": "", "type": "CHESS"}}}} {
			a.do(http.MethodPut, "/assessment/packages", wrong).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		}
		a.ok(http.MethodPut, "/assessment/packages", record{"packages": []record{}})
		require.Empty(t, a.ok(http.MethodGet, "/assessment/packages", nil)["packages"])
	})
	result := func(more record) record {
		body := record{"status": "OPEN", "result_url": "https://results.example.com/1", "completed_at": "2026-01-02T03:04:05Z"}
		maps.Copy(body, more)
		return body
	}
	t.Run("order status changes only from OPEN", func(t *testing.T) {
		t.Parallel()
		path := "/assessment/orders/" + a.fake.OrderID(2) + "/result"
		a.ok(http.MethodPut, path, result(nil))
		_, warnings := a.okWithWarnings(http.MethodPut, path, result(record{"status": "COMPLETED", "completed_at": nil}))
		require.Len(t, warnings, 1)
		require.Equal(t, "COMPLETED", a.one("/assessment/orders", a.fake.OrderID(2))["status"])
		a.ok(http.MethodPut, path, result(record{"status": "COMPLETED"}))
		for _, status := range []string{"OPEN", "CANCELLED", "REJECTED"} {
			a.do(http.MethodPut, path, result(record{"status": status})).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		}
		a.do(http.MethodPut, "/assessment/orders/none/result", result(nil)).rejected(t, http.StatusNotFound, "PLATFORM.INPUT_INVALID")
	})
	for name, alter := range map[string]record{
		"invalid result URL":     {"result_url": "here"},
		"time not in UTC":        {"completed_at": "2026-01-02T03:04:05+01:00"},
		"attribute without type": {"attributes": []record{{"label": "a", "value": "b"}}},
		"text without value":     {"attributes": []record{{"type": "TEXT", "label": "a"}}},
		"score without maximum":  {"attributes": []record{{"type": "SUB_RESULT", "id": "1", "label": "a", "score": record{"value": 1}, "status": "COMPLETED"}}},
		"open sub-result":        {"attributes": []record{{"type": "SUB_RESULT", "id": "1", "label": "a", "score": record{"value": 1, "max": 2}, "status": "OPEN"}}},
		"file without content":   {"attachments": []record{{"name": "a"}}},
	} {
		t.Run("result rejected: "+name, func(t *testing.T) {
			t.Parallel()
			a.do(http.MethodPut, "/assessment/orders/"+a.fake.OrderID(4)+"/result", result(alter)).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		})
	}
	t.Run("new order is delivered and listed", func(t *testing.T) {
		t.Parallel()
		h := newReceiver(t, 0)
		a := newAPI(t, kombotest.WithWebhook(h.URL), kombotest.DeliverParallel(1))
		h.trust(a.fake)
		require.Equal(t, -1, a.fake.OrderAssessment(1_000_000))
		first, second := a.fake.OrderAssessment(7), a.fake.OrderInlineAssessment(8)
		wait(t, a.fake)
		got := h.got()
		require.Len(t, got, 2)
		for i, want := range []struct{ event, order string }{
			{"assessment:order-received", a.fake.OrderID(first)}, {"inline-assessment:order-received", a.fake.OrderID(second)},
		} {
			require.Equal(t, want.event, got[i].Type)
			data := maps.Clone(got[i].Data)
			require.Equal(t, a.fake.IntegrationID, data["integration_id"])
			delete(data, "integration_id")
			require.Equal(t, a.one("/assessment/orders", want.order), data)
		}
	})
}
