package world

import (
	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// Field is a field of the tool that Kombo does not map to a member of its models.
type Field struct {
	Key, Model, Kind, Label string
	// Value is the value in the first record of the model.
	Value any
}

// Fields are the unmapped fields of the tool.
var Fields = []Field{
	{"shift_model", "ats_jobs", "CUSTOM", "Shift model", "two shifts"},
	{"headcount", "ats_jobs", "DEFAULT", "", 3},
	{"driving_licence", "ats_candidates", "CUSTOM", "Driving licence", []string{"B", "C"}},
	{"campaign", "ats_applications", "CUSTOM", "Campaign", record.Object{"name", "spring", "paid", true}},
	{"notice_period", "ats_offers", "DEFAULT", "Notice period", 4.5},
	{"office_key", "ats_jobs", "CUSTOM", "Office key", false},
	{"allergies", "ats_candidates", "CUSTOM", "Allergies", ""},
	{"shoe_size", "hris_employees", "CUSTOM", "Shoe size", 42.5},
	{"union", "hris_employments", "DEFAULT", "Union", "none"},
	{"machine", "hris_timesheets", "CUSTOM", "Machine", record.Object{"number", 7}},
	{"approval", "hris_staffing_entities", "CUSTOM", "Approval", true},
}

// FieldID returns the id of field k.
func (w *World) FieldID(k int) string { return w.ID("testField", k) }

// integrationFields returns the fields of a model. Only its first record has them.
func (w *World) integrationFields(first bool, model string) []record.Object {
	list := []record.Object{}
	for k, f := range Fields {
		if first && f.Model == model {
			list = append(list, record.Object{
				"id", w.FieldID(k), "key", f.Key, "type", f.Kind, "value", f.Value, "label", record.OrNull(f.Label),
			})
		}
	}
	return list
}
