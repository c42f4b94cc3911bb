package kombotest

import (
	"net/url"
	"strings"
)

// fieldDefs is the fields of the tool that are mapped to nothing.
var fieldDefs = []struct {
	key, model, kind, label string
	value                   any
}{
	{"shift_model", "ats_jobs", "CUSTOM", "Shift model", "two shifts"},
	{"headcount", "ats_jobs", "DEFAULT", "", 3},
	{"driving_licence", "ats_candidates", "CUSTOM", "Driving licence", []string{"B", "C"}},
	{"campaign", "ats_applications", "CUSTOM", "Campaign", object{"name", "spring", "paid", true}},
	{"notice_period", "ats_offers", "DEFAULT", "Notice period", 4.5},
	{"office_key", "ats_jobs", "CUSTOM", "Office key", false},
	{"allergies", "ats_candidates", "CUSTOM", "Allergies", ""},
	{"shoe_size", "hris_employees", "CUSTOM", "Shoe size", 42.5},
	{"union", "hris_employments", "DEFAULT", "Union", "none"},
	{"machine", "hris_timesheets", "CUSTOM", "Machine", object{"number", 7}},
	{"approval", "hris_staffing_entities", "CUSTOM", "Approval", true},
}

func fieldID(k int) string { return idOf("testField", k) }

// integrationField is a field of the tool, and whether it is handed on.
type integrationField struct{ passed bool }

func newIntegrationFields() []integrationField {
	list := make([]integrationField, len(fieldDefs))
	for k := range list {
		list[k].passed = k%2 == 0
	}
	return list
}

// customField is a field that we have defined, and to which of the tool's it is mapped, or -1.
type customField struct {
	key, model, label, description string
	mapped                         int
}

func newCustomFields() []customField {
	return []customField{
		{"cost_center", "ats_jobs", "Cost center", "Who pays for it.", 0},
		{"urgent", "ats_jobs", "", "", -1},
		{"shirt_size", "ats_candidates", "Shirt size", "", 2},
		{"origin", "ats_applications", "Origin", "Where the form stood.", 3},
		{"bonus", "ats_offers", "Bonus", "", -1},
		{"locker", "hris_employees", "Locker", "", -1},
	}
}

func (s *Server) integrationField(k int) object {
	d := fieldDefs[k]
	return object{
		"id", fieldID(k), "key", d.key, "model", d.model, "type", d.kind, "label", text(d.label),
		"is_passthrough_enabled", s.integration.fields[k].passed, "is_writable", false,
	}
}

func (s *Server) customField(k int) object {
	f := s.integration.custom[k]
	var mapped any
	if f.mapped >= 0 {
		d := fieldDefs[f.mapped]
		mapped = object{"id", fieldID(f.mapped), "key", d.key, "type", d.kind, "label", text(d.label)}
	}
	return object{
		"id", idOf("testCustomField", k), "key", f.key, "integration_field", mapped,
		"model", f.model, "label", text(f.label), "description", text(f.description),
	}
}

func (s *Server) listIntegrationFields(c *call) (any, error) {
	return pageOf(c.URL.Query(), "integration-fields", 2000, len(fieldDefs), s.integrationField)
}

func (s *Server) listCustomFields(c *call) (any, error) {
	return pageOf(c.URL.Query(), "custom-fields", maxPageSize, len(s.integration.custom), s.customField)
}

// pageOf pages through a list without filters. It names the next cursor twice: next_cursor
// is deprecated.
func pageOf(v url.Values, name string, most, count int, record func(int) object) (any, error) {
	size, err := pageSize(v, most)
	if err != nil {
		return nil, err
	}
	at, err := readCursor(v, name)
	if err != nil {
		return nil, err
	}
	results := []object{}
	var next any
	for k := at.From; k < count; k++ {
		if len(results) == size {
			next = cursor{From: k, Filters: at.Filters}.String()
			break
		}
		results = append(results, record(k))
	}
	return object{"results", results, "next_cursor", next, "next", next}, nil
}

func findField(id string) (int, error) {
	for k := range fieldDefs {
		if fieldID(k) == id {
			return k, nil
		}
	}
	return 0, missing("integration field", id)
}

func (s *Server) updateIntegrationField(c *call) (any, error) {
	k, err := findField(c.PathValue("id"))
	if err != nil {
		return nil, err
	}
	var req map[string]*bool
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	enable, ok := req["enable_passthrough"]
	if !ok {
		return nil, invalid("enable_passthrough is missing")
	}
	s.integration.fields[k].passed = enable != nil && *enable
	return s.integrationField(k), nil
}

func (s *Server) mapCustomField(c *call) (any, error) {
	k, ok := idNumber(c.PathValue("id"), "testCustomField")
	if !ok || k >= len(s.integration.custom) {
		return nil, missing("custom field", c.PathValue("id"))
	}
	var req map[string]*string
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	id, ok := req["integration_field_id"]
	if !ok {
		return nil, invalid("integration_field_id is missing")
	}
	mapped := -1
	if id != nil {
		var err error
		if mapped, err = findField(*id); err != nil {
			return nil, err
		}
	}
	s.integration.custom[k].mapped = mapped
	return s.customField(k), nil
}

// model is a read model or a write action, with its fields.
type model struct {
	id, label string
	fields    []string
}

func readModels() []model {
	var list []model
	for _, l := range lists {
		if l.account {
			continue
		}
		name := strings.ReplaceAll(strings.TrimPrefix(l.path, "/"), "/", "_")
		name = strings.ReplaceAll(name, "-", "_")
		list = append(list, model{name, strings.ReplaceAll(name, "_", " "), []string{"id", "remote_id", "changed_at"}})
	}
	return list
}

func writeActions() []model {
	return []model{
		{"ats_create_application", "Create application", []string{"candidate", "attachments"}},
		{"ats_move_application_to_stage", "Move application", []string{"stage_id"}},
		{"hris_create_absence", "Create absence", []string{"employee_id", "amount"}},
	}
}

var coverages = []string{"SUPPORTED", "UNSUPPORTED", "NOT_IMPLEMENTED", "UNKNOWN"}

// coverage says what a tool can do. With a scope it also says what an integration may.
func coverage(models []model, scope bool) []object {
	list := []object{}
	for k, m := range models {
		fields := []object{}
		for n, id := range m.fields {
			fields = append(fields, supported(scope, n, "id", id))
		}
		list = append(list, supported(scope, k*k%5/4, "id", m.id, "label", m.label).and("fields", fields))
	}
	return list
}

// supported adds to a model or a field how far it is supported.
func supported(scope bool, n int, members ...any) object {
	status := coverages[n%len(coverages)]
	o := object(members).and("coverage_status", status)
	if scope {
		o = o.and(
			"is_available", status == "SUPPORTED",
			"scope_config_setting", pick([]string{"ENABLED", "OPTIONAL", "DISABLED"}, n),
			"opted_out_by_customer", n%4 == 3,
		)
	}
	return o
}

func (s *Server) listTools(c *call) (any, error) {
	category := c.PathValue("category")
	if err := oneOf("category", category, "hris", "ats", "assessment", "lms"); err != nil {
		return nil, err
	}
	list := []object{}
	for k, id := range []string{tool, "sandbox"} {
		url := "https://files.example.com/" + id
		list = append(list, object{
			"id", id, "label", strings.ToUpper(id[:1]) + id[1:], "internal_label", only(k == 0, "Fake"),
			"assets",
			object{"logo_url", url + "/logo.svg", "icon_url", url + "/icon.svg", "icon_black_url", url + "/black.svg"},
			"paid_api_details_markdown", only(k == 0, "Costs *nothing*."),
			"fast_track_details_markdown", only(k == 0, "Is there at once."),
			"partner_only_details_markdown", only(k == 0, "Is for everybody."),
			"connection_guide_url", only(k == 0, "https://help.example.com/"+id),
			"coverage",
			object{
				"read_models", coverage(readModels(), false),
				"write_actions", coverage(writeActions(), false),
				"features",
				[]object{supported(false, k, "id", "filtering", "label", "Filtering")},
			},
		})
	}
	return object{"tools", list}, nil
}
