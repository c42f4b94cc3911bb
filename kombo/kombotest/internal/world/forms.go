package world

import (
	"slices"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// FormField is a field of a form.
type FormField struct {
	Key, Kind, Label, Unified string
	Required                  bool
	More                      []any           // members of its type alone
	Within                    []FormField     // of an object; of an array, the item
	Options                   []record.Object // of a choice; nil: they are listed elsewhere
}

// Offers reports whether a value is an option. What is listed elsewhere is looked up later.
func (f *FormField) Offers(id string) bool {
	if f.Options == nil {
		return id != ""
	}
	return slices.ContainsFunc(f.Options, func(o record.Object) bool { return o.Get("id") == id })
}

// FieldNamed is a field of a form, nil if there is none.
func FieldNamed(form []FormField, key string) *FormField {
	if i := slices.IndexFunc(form, func(f FormField) bool { return f.Key == key }); i >= 0 {
		return &form[i]
	}
	return nil
}

// EmployeeForm is the form for new employees: one field of each type at least.
func EmployeeForm(w *World) []FormField {
	sites, tools := []record.Object{}, []record.Object{}
	for i, name := range placeNames {
		sites = append(sites, record.Object{"id", w.Locations.ID(i), "label", name, "unified_value", w.Locations.ID(i), "remote_id", i})
	}
	for i, name := range []string{"Laptop", "Phone", "Van"} {
		tools = append(tools, record.Object{"id", w.ID("testFormOption", i), "label", name, "remote_id", name})
	}
	text := func(key, label, unified string, required bool, more ...any) FormField {
		return FormField{Key: key, Kind: "text", Label: label, Unified: unified, Required: required, More: more}
	}
	return []FormField{
		text("firstName", "First name", "first_name", true, "min_length", 1, "max_length", 80, "reg_exp", nil),
		text("lastName", "Last name", "last_name", true, "min_length", 1, "max_length", 80, "reg_exp", nil),
		text("workEmail", "Work e-mail address", "work_email", true, "min_length", nil, "max_length", nil, "reg_exp", `^[^@\s]+@[^@\s]+$`),
		text("jobTitle", "Job title", "job_title", false),
		{Key: "salary", Kind: "number", Label: "Salary per year", Unified: "yearly_salary", More: []any{"min", 0, "max", 1000000}},
		{Key: "startDate", Kind: "date", Label: "First day", Unified: "start_date", Required: true},
		{Key: "prehire", Kind: "checkbox", Label: "Only prepare the hire"},
		{Key: "site", Kind: "single_select", Label: "Site", Unified: "location_id", Required: true, Options: sites},
		{Key: "company", Kind: "single_select", Label: "Company", Unified: "legal_entity_id"},
		{Key: "equipment", Kind: "multi_select", Label: "Equipment", Options: tools, More: []any{"min_items", 0, "max_items", 3}},
		{Key: "home", Kind: "object", Label: "Home", Within: []FormField{
			text("street", "Street", "home_address.street_1", true),
			{
				Key: "phones", Kind: "array", Label: "Phones", More: []any{"min_items", nil, "max_items", 3},
				Within: []FormField{text("", "Phone", "home_phone_number", false, "min_length", 3)},
			},
		}},
	}
}

// UpdateForm is every update form of the fake: a value, an empty one, one that cannot be read, a choice and
// a file.
func UpdateForm(w *World) []FormField {
	unlimited := []any{"min_length", nil, "max_length", nil, "reg_exp", nil}
	return []FormField{
		{Key: "name", Kind: "text", Label: "Name", Required: true, More: []any{"min_length", 1, "max_length", 80, "reg_exp", nil}},
		{Key: "note", Kind: "text", Label: "Note", More: unlimited},
		{Key: "taxNumber", Kind: "text", Label: "Tax number", More: unlimited},
		{Key: "grade", Kind: "single_select", Label: "Grade", Options: []record.Object{
			{"id", w.ID("testGrade", 0), "label", "Junior", "remote_id", "g0"}, {"id", w.ID("testGrade", 1), "label", "Senior", "remote_id", "g1"},
		}},
		{Key: "photo", Kind: "file", Label: "Photo", More: []any{
			"file_restrictions", record.Object{"accepted_mime_types", []string{"image/png", "application/pdf"}, "max_file_size", 1000},
		}},
	}
}

// UpdateDefaults are what the tool has before anything is sent. taxNumber and photo cannot be read.
func UpdateDefaults(w *World) map[string]any {
	return map[string]any{"name": "Example", "note": nil, "grade": w.ID("testGrade", 0)}
}
