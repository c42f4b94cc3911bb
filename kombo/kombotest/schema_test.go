package kombotest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/sharedtest"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// document is Kombo's OpenAPI document. The tests use its response schemas.
type document struct{ root record }

func readDocument(t *testing.T) document {
	t.Helper()
	var d document
	require.NoError(t, json.Unmarshal(sharedtest.Reference(t, "kombo-openapi-2026-05.json"), &d.root))
	return d
}

// at follows a path of members and resolves references.
func (d document) at(t *testing.T, from any, names ...string) record {
	t.Helper()
	o := d.resolve(object(t, from))
	for _, name := range names {
		require.Contains(t, o, name)
		o = d.resolve(object(t, o[name]))
	}
	return o
}

func (d document) resolve(schema record) record {
	for {
		ref, ok := schema["$ref"].(string)
		if !ok {
			return schema
		}
		schema = d.root
		for name := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			schema = schema[name].(record)
		}
	}
}

// success returns the schema of a successful response.
func (d document) success(t *testing.T, path, method string) record {
	t.Helper()
	return d.at(t, d.root, "paths", path, method, "responses", "200", "content", "application/json", "schema")
}

// variants returns the branches of a union, or the schema itself if it is not a union.
func (d document) variants(schema record) []record {
	var list []record
	for _, name := range []string{"oneOf", "anyOf", "allOf"} {
		branches, _ := schema[name].([]any)
		for _, branch := range branches {
			list = append(list, d.variants(d.resolve(branch.(record)))...)
		}
	}
	if list == nil {
		return []record{schema}
	}
	return list
}

// keys collects the paths of the documented members in a schema, such as "data.results[].id".
func (d document) keys(schema record, path string, into map[string]bool) {
	for _, v := range d.variants(schema) {
		properties, _ := v["properties"].(record)
		for name, property := range properties {
			below := strings.TrimPrefix(path+"."+name, ".")
			into[below] = true
			d.keys(d.resolve(property.(record)), below, into)
		}
		if items, ok := v["items"].(record); ok {
			d.keys(d.resolve(items), path+"[]", into)
		}
	}
}

// keysOf collects the paths of the members in a value, except those that are null.
func keysOf(value any, path string, into map[string]bool) {
	switch v := value.(type) {
	case record:
		for name, member := range v {
			below := strings.TrimPrefix(path+"."+name, ".")
			if member != nil {
				into[below] = true
			}
			keysOf(member, below, into)
		}
	case []any:
		for _, item := range v {
			keysOf(item, path+"[]", into)
		}
	}
}

var wireTime = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$`)

// mismatch describes the first difference between a value and a schema. It returns "" if the value is valid.
func (d document) mismatch(schema record, value any, path string) string {
	first := ""
	for _, v := range d.variants(schema) {
		wrong := d.mismatchOne(v, value, path)
		if wrong == "" {
			return ""
		}
		if first == "" || !strings.HasPrefix(wrong, path+":") {
			first = wrong
		}
	}
	return first
}

func (d document) mismatchOne(schema record, value any, path string) string {
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, value) {
		return fmt.Sprintf("%s: %v is not one of %v", path, value, enum)
	}
	if constant, ok := schema["const"]; ok && constant != value {
		return fmt.Sprintf("%s: %v is not %v", path, value, constant)
	}
	if !hasType(schema["type"], value) {
		return fmt.Sprintf("%s: %T is not of type %v", path, value, schema["type"])
	}
	switch v := value.(type) {
	case string:
		return mismatchOfString(schema, v, path)
	case record:
		return d.mismatchOfObject(schema, v, path)
	case []any:
		return d.mismatchOfArray(schema, v, path)
	}
	return ""
}

func mismatchOfString(schema record, s, path string) string {
	if schema["format"] == "date-time" && !wireTime.MatchString(s) {
		return fmt.Sprintf("%s: %s is not a time", path, s)
	}
	pattern, _ := schema["pattern"].(string)
	if form, err := regexp.Compile(pattern); err == nil && !form.MatchString(s) { // Go does not support the lookahead in the pattern of email addresses
		return fmt.Sprintf("%s: %s does not match %s", path, s, pattern)
	}
	return ""
}

func (d document) mismatchOfObject(schema, v record, path string) string {
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, ok := v[name.(string)]; !ok {
			return fmt.Sprintf("%s: %s is missing", path, name)
		}
	}
	properties, _ := schema["properties"].(record)
	for name, property := range properties {
		if member, ok := v[name]; ok {
			if wrong := d.mismatch(d.resolve(property.(record)), member, path+"."+name); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}

func (d document) mismatchOfArray(schema record, v []any, path string) string {
	items, ok := schema["items"].(record)
	for i, item := range v {
		if !ok {
			break
		}
		if wrong := d.mismatch(d.resolve(items), item, fmt.Sprintf("%s[%d]", path, i)); wrong != "" {
			return wrong
		}
	}
	return ""
}

// hasType reports whether a value has one of the types in a schema: a name, a list of names, or nil for any
// type.
func hasType(types, value any) bool {
	names, isList := types.([]any)
	if !isList {
		if types == nil {
			return true
		}
		names = []any{types}
	}
	return slices.ContainsFunc(names, func(name any) bool {
		switch v := value.(type) {
		case nil:
			return name == "null"
		case string:
			return name == "string"
		case bool:
			return name == "boolean"
		case float64:
			return name == "number" || name == "integer" && v == float64(int64(v))
		case record:
			return name == "object"
		}
		return name == "array"
	})
}

func TestResponseSchemas(t *testing.T) {
	t.Parallel()
	d := readDocument(t)
	documented := func(path string) bool {
		_, ok := d.root["paths"].(record)[path]
		return ok
	}
	newer := []string{"/ats/notes", "/ats/scorecards", "/ats/attachments", "/hris/pay-runs", "/hris/payslips"} // than the document

	t.Run("records match, and the first has every member", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		for _, path := range append(append(slices.Clone(everyList), "/assessment/orders", assignmentsPath), aiApplyLists...) {
			if slices.Contains(newer, path) {
				continue
			}
			require.True(t, documented(path))
			schema := d.success(t, path, "get")
			records := a.all(path, nil)
			for i, r := range records {
				page := record{"status": "success", "data": record{"next": nil, "results": []any{r}}}
				require.Empty(t, d.mismatch(schema, page, ""), "%s %d", path, i)
			}

			if path == "/ai-apply/unified-api/jobs" {
				continue // most members of a job are null in AI Apply
			}
			for _, r := range records {
				_, is := r["remote_deleted_at"]
				require.Equal(t, slices.Contains(everyList, path) || strings.HasSuffix(path, "/jobs"), is, path)
			}
			require.Empty(t, d.absentInFirst(t, path, schema, records), "%s: null or missing in the first record", path)
		}
	})
	t.Run("tombstones match before and after clearing", func(t *testing.T) {
		t.Parallel()
		c := newClock()
		a := newAPIWithClock(t, c, kombotest.WithJobs(60), kombotest.WithCandidates(50), kombotest.WithApplications(60))
		for i := range 20 {
			a.fake.DeleteJob(i)
			a.fake.DeleteCandidate(i + 20)
			a.fake.DeleteApplication(i)
		}
		for _, path := range hrisLists {
			for i := range 4 {
				a.fake.Delete(path, i)
			}
		}
		for range 2 {
			for _, path := range append([]string{"/ats/jobs", "/ats/candidates", "/ats/applications", "/ats/offers", "/ats/interviews"}, hrisLists[:len(hrisLists)-2]...) {
				for _, r := range a.filtered(path, "include_deleted", "true") {
					page := record{"status": "success", "data": record{"next": nil, "results": []any{r}}}
					require.Empty(t, d.mismatch(d.success(t, path, "get"), page, ""), path)
				}
			}
			c.advance(15 * 24 * time.Hour)
		}
	})
	t.Run("responses of the other operations match", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		for _, op := range everyOperation(a.fake) {
			method, path, _ := strings.Cut(op.documented, " ")
			if !documented(path) {
				continue
			}
			r := a.do(op.method(), op.path, op.body)
			require.Equal(t, http.StatusOK, r.status, "%s: %s", op.documented, r.body)
			var body any
			require.NoError(t, json.Unmarshal(r.body, &body))
			require.Empty(t, d.mismatch(d.success(t, path, strings.ToLower(method)), body, ""), op.documented)
		}
	})
}

// TestNewerMembers checks lists and members that are newer than the OpenAPI document.
func TestNewerMembers(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for path, names := range map[string]string{
		"/ats/notes": "id remote_id candidate_id application_id author_id title content_html is_private remote_created_at" +
			" remote_updated_at changed_at remote_deleted_at author.id author.remote_id author.first_name author.last_name author.email",
		"/ats/scorecards": "id remote_id candidate_id application_id interview_id author_id responses remote_created_at remote_updated_at" +
			" changed_at remote_deleted_at author.id responses[].type responses[].remote_id responses[].label responses[].description" +
			" responses[].required responses[].options[].remote_id responses[].options[].label responses[].answer",
		"/ats/attachments": "id remote_id candidate_id application_id type file_name content_ref.type content_ref.bucket content_ref.key" +
			" remote_created_at remote_updated_at changed_at remote_deleted_at",
		"/hris/pay-runs": "id remote_id start_date end_date legal_entity_id changed_at remote_deleted_at totals.gross_pay.currency totals.gross_pay.value" +
			" totals.net_pay totals.paid_amount",
		"/hris/payslips": "id remote_id changed_at remote_deleted_at totals.gross_pay totals.net_pay totals.paid_amount employee.id employee.remote_id" +
			" employee.first_name employee.last_name employee.display_full_name employee.work_email pay_run.id pay_run.remote_id pay_run.start_date" +
			" pay_run.end_date pay_run.legal_entity_id line_items[].id line_items[].remote_id line_items[].name line_items[].amount.currency line_items[].amount.value",
		"/hris/absence-types": "custom_fields",
		"/hris/absences":      "type.custom_fields",
		"/hris/staffing-entities": "skills[].skill_id skills[].skill.id skills[].skill.remote_id skills[].skill.name skills[].skill.proficiency_scale.type" +
			" skills[].skill.proficiency_scale.id skills[].skill.proficiency_scale.remote_id skills[].skill.proficiency_scale.min" +
			" skills[].skill.proficiency_scale.max skills[].skill.proficiency_scale.step skills[].skill.proficiency_scale.ordered_options[].id" +
			" skills[].expected_proficiency.value skills[].expected_proficiency.selected_option_id",
		"/ats/jobs":               "stages[].status stages[].custom_fields",
		"/ats/applications":       "current_stage.status current_stage.custom_fields",
		"/ats/application-stages": "status custom_fields",
	} {
		records := a.all(path, nil)
		have := map[string]bool{"remote_deleted_at": records[0]["remote_deleted_at"] == nil}
		keysOf(records[0], "", have)
		for name := range strings.FieldsSeq(names) {
			require.True(t, have[name], "%s %s", path, name)
			for _, r := range records { // may be null, but not absent
				if !strings.ContainsAny(name, ".[") {
					require.Contains(t, r, name, path)
				}
			}
		}
	}
	types := map[string]bool{}
	for _, r := range list(t, a.all("/ats/scorecards", nil)[0]["responses"]) {
		types[str(object(t, r)["type"])] = true
	}
	require.Equal(t, []string{"BOOLEAN", "DATE", "MULTI_SELECT", "NUMBER", "SINGLE_SELECT", "TEXT"}, slices.Sorted(maps.Keys(types)))

	formats := map[string]bool{}
	for _, q := range list(t, a.all("/ats/jobs", nil)[0]["screening_questions"]) {
		formats[str(object(t, object(t, q)["format"])["type"])] = true
	}
	require.Len(t, formats, 9, "eight formats and UNKNOWN")
	answers := map[string]bool{}
	for _, q := range list(t, a.all("/ats/applications", nil)[0]["screening_question_answers"]) {
		answers[str(object(t, object(t, q)["question"])["type"])] = true
	}
	require.Len(t, answers, 7, "six types and UNKNOWN")
}

// absentInFirst returns the documented members that are absent or null in the first record. It ignores
// remote_deleted_at.
func (d document) absentInFirst(t *testing.T, path string, schema record, records []record) []string {
	t.Helper()
	want, have := map[string]bool{}, map[string]bool{}
	d.keys(d.at(t, schema, "properties", "data", "properties", "results", "items"), "", want)
	keysOf(records[0], "", have)
	if path == "/hris/performance-reviews" {
		keysOf(records[1], "", have) // the second record has the other kind of rating
	}
	for name := range want {
		if have[name] || strings.HasSuffix(name, "remote_deleted_at") { // null, as no record is deleted
			delete(want, name)
		}
	}
	return slices.Sorted(maps.Keys(want))
}
