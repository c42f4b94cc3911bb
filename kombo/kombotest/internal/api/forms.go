package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// hrisOperations are those of the HRIS category besides its lists.
var hrisOperations = []operation{
	{pattern: "GET /hris/employees/form", kind: action, do: (*call).getForm},
	{pattern: "POST /hris/employees/form", kind: action, do: with((*call).createEmployee)},
	{pattern: "POST /hris/employees/{id}/documents", kind: action, do: onWith(anEmployee, (*call).addDocument)},
	{pattern: "GET /hris/employees/{id}/form/personal_data", kind: action, do: getUpdateForm(anEmployee)},
	{pattern: "PATCH /hris/employees/{id}/form/personal_data", kind: action, do: updateByForm(anEmployee)},
	{pattern: "GET /hris/employees/{id}/form/rehire", kind: action, do: getUpdateForm(anEmployee)},
	{pattern: "POST /hris/employees/{id}/form/rehire", kind: action, do: updateByForm(anEmployee)},
	{pattern: "GET /hris/employments/{id}/form/compensation", kind: action, do: getUpdateForm(anEmployment)},
	{pattern: "PATCH /hris/employments/{id}/form/compensation", kind: action, do: updateByForm(anEmployment)},
	{pattern: "GET /hris/employments/{id}/form/job", kind: action, do: getUpdateForm(anEmployment)},
	{pattern: "PATCH /hris/employments/{id}/form/job", kind: action, do: updateByForm(anEmployment)},
	{pattern: "POST /hris/absences", kind: action, do: with((*call).createAbsence)},
	{pattern: "DELETE /hris/absences/{id}", kind: action, do: onWith(anAbsence, (*call).deleteAbsence)},
	{pattern: "POST /hris/skills", kind: action, do: with((*call).createSkill)},
	{pattern: "PATCH /hris/skills/{id}", kind: action, do: onWith(aSkill, (*call).updateSkill)},
	{pattern: "DELETE /hris/skills/{id}", kind: action, do: on(aSkill, (*call).deleteSkill)},
	{pattern: "POST /hris/employee-skill-assignments", kind: action, do: with((*call).createAssignment)},
	{pattern: "PATCH /hris/employee-skill-assignments/{id}", kind: action, do: onWith(anAssignment, (*call).updateAssignment)},
	{pattern: "DELETE /hris/employee-skill-assignments/{id}", kind: action, do: on(anAssignment, (*call).deleteAssignment)},
}

func (c *call) getForm() (any, error) {
	if id := c.URL.Query().Get("staffing_entity_id"); id != "" {
		if _, ok := c.world.Staffing.Find(id); !ok {
			return nil, invalid("staffing_entity_id: there is none %q", id)
		}
	}
	return record.Object{"properties", writeForm(world.EmployeeForm(c.world))}, nil
}

// write makes a field of a form as Kombo shows it.
func write(f *world.FormField) record.Object {
	o := record.Object{
		"label", f.Label, "required", f.Required, "description", record.If(f.Required, "The tool asks for it."),
		"unified_key", record.OrNull(f.Unified), "type", f.Kind,
	}.And(f.More...)
	switch f.Kind {
	case "single_select", "multi_select":
		if f.Options == nil {
			return o.And("options", record.Object{"type", "referenced", "link", "/hris/legal-entities"})
		}
		return o.And("options", record.Object{"type", "inline", "entries", f.Options})
	case "object":
		return o.And("properties", writeForm(f.Within))
	case "array":
		return o.And("item_type", write(&f.Within[0]))
	}
	return o
}

func writeForm(fields []world.FormField) record.Object {
	o := record.Object{}
	for i := range fields {
		o = append(o, fields[i].Key, write(&fields[i]))
	}
	return o
}

// checkForm rejects values that do not fit, naming the first.
func checkForm(fields []world.FormField, path string, values map[string]any) error {
	known := map[string]bool{}
	for i := range fields {
		f := &fields[i]
		known[f.Key] = true
		v, ok := values[f.Key]
		if !ok && f.Required {
			return invalid("properties%s.%s is missing", path, f.Key)
		}
		if ok {
			if err := checkField(f, path+"."+f.Key, v); err != nil {
				return err
			}
		}
	}
	for key := range values {
		if !known[key] {
			return invalid("properties%s.%s is not in the form", path, key)
		}
	}
	return nil
}

func checkField(f *world.FormField, path string, v any) error {
	ok := false
	switch v := v.(type) {
	case string:
		ok = f.Kind == "text" && (v != "" || !f.Required) || f.Kind == "single_select" && f.Offers(v) || f.Kind == "date" && isDay(v)
	case float64:
		ok = f.Kind == "number"
	case bool:
		ok = f.Kind == "checkbox"
	case map[string]any:
		if f.Kind == "object" {
			return checkForm(f.Within, path, v)
		}
	case []any:
		return checkItems(f, path, v)
	}
	return unless(ok, "properties%s has not the type %s, or is not among the options", path, f.Kind)
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func checkItems(f *world.FormField, path string, items []any) error {
	item := world.FormField{Kind: "single_select", Options: f.Options}
	switch f.Kind {
	case "array":
		item = f.Within[0]
	case "multi_select":
	default:
		return invalid("properties%s has not the type %s", path, f.Kind)
	}
	for i, v := range items {
		if err := checkField(&item, fmt.Sprintf("%s[%d]", path, i), v); err != nil {
			return err
		}
	}
	return nil
}

type formRequest struct {
	Properties map[string]any `json:"properties"`
	StaffingID string         `json:"staffing_entity_id"`
}

// createEmployee makes an employee of a filled form. With "prehire" nothing shows them.
func (c *call) createEmployee(req *formRequest) (any, error) {
	w := c.world
	if err := checkForm(world.EmployeeForm(w), "", req.Properties); err != nil {
		return nil, err
	}
	if err := c.openStaffing(req.StaffingID); err != nil {
		return nil, err
	}
	newcomer, err := c.newcomer(req.Properties)
	if err != nil {
		return nil, err
	}
	if only, _ := req.Properties["prehire"].(bool); only {
		return record.Object{"id", nil, "remote_id", nil, "prehire", record.Object{"remote_id", "prehire-" + c.api.id("p")}}, nil
	}
	e := w.Employees.Add(newcomer, w.Now())
	w.Announce("hris_employees")
	return record.Object{"id", w.Employees.ID(e), "remote_id", w.Employees.RemoteID(e), "prehire", record.Object{"remote_id", nil}}, nil
}

// openStaffing rejects a staffing entity that is not open.
func (c *call) openStaffing(id string) error {
	if id == "" {
		return nil
	}
	k, ok := c.world.Staffing.Find(id)
	if !ok {
		return invalid("staffing_entity_id: there is none %q", id)
	}
	if !strings.HasPrefix(world.StaffingStatus(c.world, k), "OPEN") {
		return reject(http.StatusBadRequest, codeStaffingClosed, "the staffing entity is not open")
	}
	return nil
}

// newcomer reads the values of a form that were checked.
func (c *call) newcomer(values map[string]any) (*world.Newcomer, error) {
	read := func(key string) string {
		s, _ := values[key].(string)
		return s
	}
	w := c.world
	n := &world.Newcomer{First: read("firstName"), Last: read("lastName"), Email: read("workEmail"), Title: read("jobTitle"), Entity: -1}
	if !isEmail(n.Email) {
		return nil, invalid("properties.workEmail has to be an e-mail address")
	}
	n.Start, _ = time.Parse(time.DateOnly, read("startDate"))
	n.Location, _ = w.Locations.Find(read("site"))
	if id := read("company"); id != "" {
		var ok bool
		if n.Entity, ok = w.Entities.Find(id); !ok {
			return nil, invalid("properties.company: there is no legal entity %q", id)
		}
	}
	for e := range w.Employees.Live {
		if strings.EqualFold(world.WorkEmail(w, e), n.Email) {
			return nil, reject(http.StatusConflict, codeEmployeeExists, "an employee has this e-mail address")
		}
	}
	return n, nil
}

type documentRequest struct {
	CategoryID string                     `json:"category_id"`
	Document   *world.File                `json:"document"`
	Remote     map[string]json.RawMessage `json:"remote_fields"`
}

func (c *call) addDocument(_ int, req *documentRequest) (any, error) {
	if _, ok := c.world.Categories.Find(req.CategoryID); !ok {
		return nil, invalid("category_id: there is no category %q", req.CategoryID)
	}
	if req.Document == nil {
		return nil, invalid("document is missing")
	}
	return done, checkFile(req.Document, "document")
}

// onForm is an operation on an update form of a record that is named by its id, or by "remote:" and the id
// of the tool. key is the record and the form.
func onForm(k kindOf, do func(c *call, key string) (any, error)) func(*call) (any, error) {
	return func(c *call) (any, error) {
		t := k.table(c.world)
		n, ok := findAny(t, c.PathValue("id"))
		if !ok {
			return nil, missing(k.name, c.PathValue("id"))
		}
		return do(c, t.ID(n)+c.URL.Path[strings.LastIndexByte(c.URL.Path, '/'):])
	}
}

func getUpdateForm(k kindOf) func(*call) (any, error) {
	return onForm(k, func(c *call, key string) (any, error) {
		current := world.UpdateDefaults(c.world)
		for name := range current {
			if v, sent := c.integration.updates[key][name]; sent {
				current[name] = v
			}
		}
		form := world.UpdateForm(c.world)
		o := writeForm(form)
		for i := range form {
			if v, readable := current[form[i].Key]; readable {
				o.Set(form[i].Key, o.Object(form[i].Key).And("current_value", v))
			}
		}
		return record.Object{"properties", o}, nil
	})
}

// updateByForm keeps values that fit. null clears one.
func updateByForm(k kindOf) func(*call) (any, error) {
	return onForm(k, func(c *call, key string) (any, error) {
		return with(func(c *call, req *formRequest) (any, error) { return c.update(key, req) })(c)
	})
}

func (c *call) update(key string, req *formRequest) (any, error) {
	if c.Method == http.MethodPost {
		if err := c.openStaffing(req.StaffingID); err != nil {
			return nil, err
		}
	}
	form := world.UpdateForm(c.world)
	for name, v := range req.Properties {
		f := world.FieldNamed(form, name)
		if f == nil {
			return nil, invalid("properties.%s is not in the form", name)
		}
		kept, err := keep(f, "."+name, v)
		if err != nil {
			return nil, err
		}
		req.Properties[name] = kept
	}
	updates := c.integration.updates
	if updates[key] == nil {
		updates[key] = map[string]any{}
	}
	maps.Copy(updates[key], req.Properties)
	return done, nil
}

// keep is the value that a form keeps: of a remote option, its id.
func keep(f *world.FormField, path string, v any) (any, error) {
	s, isString := v.(string)
	switch {
	case v == nil:
		return nil, unless(!f.Required, "properties%s is required", path)
	case f.Kind == "file":
		return v, checkFileIn(path, v)
	case isString && f.Kind == "single_select" && strings.HasPrefix(s, "remote:"):
		for _, option := range f.Options {
			if option.Get("remote_id") == strings.TrimPrefix(s, "remote:") {
				v = option.Get("id")
			}
		}
	}
	return v, checkField(f, path, v)
}

// checkFileIn rejects what is not a file as in the other operations, which is inferred.
func checkFileIn(path string, v any) error {
	members, _ := v.(map[string]any)
	read := func(name string) string {
		s, _ := members[name].(string)
		return s
	}
	f := world.File{Name: read("name"), ContentType: read("content_type"), DataURL: read("data_url"), Data: read("data")}
	return checkFile(&f, "properties"+path)
}
