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

// hrisOperations are the HRIS operations except lists.
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
			return nil, invalid("staffing_entity_id: staffing entity %q not found", id)
		}
	}
	return c.world.Sample("employee_form"), nil
}

// checkForm checks values against the fields of a form, by name. The error describes the first invalid value.
func checkForm(form record.Object, path string, values map[string]any) error {
	for i := 0; i < len(form); i += 2 {
		name, _ := form[i].(string)
		f, v := form.Object(name), values[name]
		if _, present := values[name]; present {
			if err := checkField(f, path+"."+name, v); err != nil {
				return err
			}
		} else if f.Get("required") == true {
			return invalid("properties%s.%s is missing", path, name)
		}
	}
	for name := range values {
		if !form.Has(name) {
			return invalid("properties%s.%s is not in the form", path, name)
		}
	}
	return nil
}

func checkField(f record.Object, path string, v any) error {
	ok, kind := false, f.String("type")
	switch v := v.(type) {
	case string:
		ok = kind == "text" && (v != "" || f.Get("required") != true) || kind == "single_select" && option(f, "id", v) != nil || kind == "date" && isDay(v)
	case float64:
		ok = kind == "number"
	case bool:
		ok = kind == "checkbox"
	case map[string]any:
		if kind == "object" {
			return checkForm(f.Object("properties"), path, v)
		}
	case []any:
		return checkItems(f, path, v)
	}
	return unless(ok, "properties%s is not of type %s, or is not one of the options", path, kind)
}

// option returns the option of a select field whose member has this value, or nil. If the form only refers to
// a list of options, it returns a non-nil object: the caller must look the value up.
func option(f record.Object, member, value string) record.Object {
	options := f.Object("options")
	if options.String("type") == "referenced" && value != "" {
		return options
	}
	for _, o := range world.Objects(options.Get("entries")) {
		if o.Get(member) == value {
			return o
		}
	}
	return nil
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func checkItems(f record.Object, path string, items []any) error {
	item := f.Object("item_type")
	switch kind := f.String("type"); kind {
	case "array":
	case "multi_select":
		item = record.Object{"type", "single_select", "options", f.Get("options")}
	default:
		return invalid("properties%s is not of type %s", path, kind)
	}
	for i, v := range items {
		if err := checkField(item, fmt.Sprintf("%s[%d]", path, i), v); err != nil {
			return err
		}
	}
	return nil
}

type formRequest struct {
	Properties map[string]any `json:"properties"`
	StaffingID string         `json:"staffing_entity_id"`
}

// createEmployee creates an employee from a form. If the form has "prehire", no list contains the employee.
func (c *call) createEmployee(req *formRequest) (any, error) {
	w := c.world
	if err := checkForm(w.Sample("employee_form").Object("properties"), "", req.Properties); err != nil {
		return nil, err
	}
	if err := c.openStaffing(req.StaffingID); err != nil {
		return nil, err
	}
	employee, err := c.readEmployee(req.Properties)
	if err != nil {
		return nil, err
	}
	if only, _ := req.Properties["prehire"].(bool); only {
		return record.Object{"id", nil, "remote_id", nil, "prehire", record.Object{"remote_id", "prehire-" + c.api.id("p")}}, nil
	}
	e := w.Employees.Add(employee, w.Now())
	w.MarkChanged("hris_employees")
	return record.Object{"id", w.Employees.ID(e), "remote_id", w.Employees.RemoteID(e), "prehire", record.Object{"remote_id", nil}}, nil
}

// openStaffing checks that the staffing entity is open, if there is an id.
func (c *call) openStaffing(id string) error {
	if id == "" {
		return nil
	}
	k, ok := c.world.Staffing.Find(id)
	if !ok {
		return invalid("staffing_entity_id: staffing entity %q not found", id)
	}
	if !strings.HasPrefix(world.StaffingStatus(c.world, k), "OPEN") {
		return reject(http.StatusBadRequest, codeStaffingClosed, "the staffing entity is not open")
	}
	return nil
}

// readEmployee converts the values of a form that checkForm has accepted.
func (c *call) readEmployee(values map[string]any) (*world.NewEmployee, error) {
	read := func(key string) string {
		s, _ := values[key].(string)
		return s
	}
	w := c.world
	n := &world.NewEmployee{First: read("firstName"), Last: read("lastName"), Email: read("workEmail"), Title: read("jobTitle"), Entity: -1}
	if !isEmail(n.Email) {
		return nil, invalid("properties.workEmail must be an email address")
	}
	n.Start, _ = time.Parse(time.DateOnly, read("startDate"))
	n.Location, _ = w.Locations.Find(read("site"))
	if id := read("company"); id != "" {
		var ok bool
		if n.Entity, ok = w.Entities.Find(id); !ok {
			return nil, invalid("properties.company: legal entity %q not found", id)
		}
	}
	for e := range w.Employees.Live {
		if strings.EqualFold(world.WorkEmail(w, e), n.Email) {
			return nil, reject(http.StatusConflict, codeEmployeeExists, "an employee already has this email address")
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
		return nil, invalid("category_id: category %q not found", req.CategoryID)
	}
	if req.Document == nil {
		return nil, invalid("document is missing")
	}
	return emptyResult, checkFile(req.Document, "document")
}

// onForm returns an operation on an update form of a record. The path has the id of the record, or "remote:"
// and its id in the tool. key identifies the record and the form.
func onForm(k recordKind, do func(c *call, key string) (any, error)) func(*call) (any, error) {
	return func(c *call) (any, error) {
		t := k.table(c.world)
		n, ok := findByAnyID(t, c.PathValue("id"))
		if !ok {
			return nil, missing(k.name, c.PathValue("id"))
		}
		return do(c, t.ID(n)+c.URL.Path[strings.LastIndexByte(c.URL.Path, '/'):])
	}
}

// getUpdateForm returns the operation that reads an update form. All update forms of the fake have the same
// fields: one with a value, one with an empty value, one whose value cannot be read, a select field and a
// file.
func getUpdateForm(k recordKind) func(*call) (any, error) {
	return onForm(k, func(c *call, key string) (any, error) {
		o := c.world.Sample("update_form")
		for name, v := range c.integration.updates[key] {
			o.Object("properties").Object(name).Set("current_value", v)
		}
		return o, nil
	})
}

// updateByForm returns the operation that sends values with an update form. It checks and keeps them; null
// clears a value.
func updateByForm(k recordKind) func(*call) (any, error) {
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
	form := c.world.Sample("update_form").Object("properties")
	for name, v := range req.Properties {
		f := form.Object(name)
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
	return emptyResult, nil
}

// keep checks a value and returns the value to keep: for "remote:" and the id of an option in the tool, the
// id of the option.
func keep(f record.Object, path string, v any) (any, error) {
	s, _ := v.(string)
	remote, isRemote := strings.CutPrefix(s, "remote:")
	switch {
	case v == nil:
		return nil, unless(f.Get("required") != true, "properties%s is required", path)
	case f.Get("type") == "file":
		return v, checkFileIn(path, v)
	case isRemote && f.Get("type") == "single_select":
		if o := option(f, "remote_id", remote); o != nil {
			v = o.Get("id")
		}
	}
	return v, checkField(f, path, v)
}

// checkFileIn checks a file in an update form. It is inferred that files have the same members as in the other
// operations.
func checkFileIn(path string, v any) error {
	members, _ := v.(map[string]any)
	read := func(name string) string {
		s, _ := members[name].(string)
		return s
	}
	f := world.File{Name: read("name"), ContentType: read("content_type"), DataURL: read("data_url"), Data: read("data")}
	return checkFile(&f, "properties"+path)
}
