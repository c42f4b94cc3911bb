package kombotest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// formNode is a field of the form for new employees.
type formNode struct {
	key, kind, label, unified string
	required                  bool
	more                      []any      // members of its type alone
	within                    []formNode // of an object; of an array, the item
	options                   []object   // of a choice
}

// employeeForm is the form: one field of each type at least.
func (w *world) employeeForm() []formNode {
	sites := []object{}
	for i, name := range placeNames {
		sites = append(sites, object{"id", w.locations.id(i), "label", name, "unified_value", w.locations.id(i), "remote_id", i})
	}
	tools := []object{}
	for i, name := range []string{"Laptop", "Phone", "Van"} {
		tools = append(tools, object{"id", idOf("testFormOption", i), "label", name, "remote_id", name})
	}
	text := func(key, label, unified string, required bool, more ...any) formNode {
		return formNode{key: key, kind: "text", label: label, unified: unified, required: required, more: more}
	}
	return []formNode{
		text("firstName", "First name", "first_name", true, "min_length", 1, "max_length", 80, "reg_exp", nil),
		text("lastName", "Last name", "last_name", true, "min_length", 1, "max_length", 80, "reg_exp", nil),
		text("workEmail", "Work e-mail address", "work_email", true, "min_length", nil, "max_length", nil, "reg_exp", `^[^@\s]+@[^@\s]+$`),
		text("jobTitle", "Job title", "job_title", false),
		{key: "salary", kind: "number", label: "Salary per year", unified: "yearly_salary", more: []any{"min", 0, "max", 1000000}},
		{key: "startDate", kind: "date", label: "First day", unified: "start_date", required: true},
		{key: "prehire", kind: "checkbox", label: "Only prepare the hire"},
		{key: "site", kind: "single_select", label: "Site", unified: "location_id", required: true, options: sites},
		{key: "company", kind: "single_select", label: "Company", unified: "legal_entity_id"},
		{key: "equipment", kind: "multi_select", label: "Equipment", options: tools, more: []any{"min_items", 0, "max_items", 3}},
		{key: "home", kind: "object", label: "Home", within: []formNode{
			text("street", "Street", "home_address.street_1", true),
			{
				key: "phones", kind: "array", label: "Phones", more: []any{"min_items", nil, "max_items", 3},
				within: []formNode{text("", "Phone", "home_phone_number", false, "min_length", 3)},
			},
		}},
	}
}

// write makes the node as Kombo shows it.
func (n *formNode) write() object {
	o := object{
		"label", n.label, "required", n.required, "description", only(n.required, "The tool asks for it."),
		"unified_key", text(n.unified), "type", n.kind,
	}.and(n.more...)
	switch n.kind {
	case "single_select", "multi_select":
		if n.options == nil {
			return o.and("options", object{"type", "referenced", "link", "/hris/legal-entities"})
		}
		return o.and("options", object{"type", "inline", "entries", n.options})
	case "object":
		return o.and("properties", writeForm(n.within))
	case "array":
		return o.and("item_type", n.within[0].write())
	}
	return o
}

func writeForm(nodes []formNode) object {
	o := object{}
	for i := range nodes {
		o = append(o, nodes[i].key, nodes[i].write())
	}
	return o
}

// checkForm refuses values that do not fit, naming the first.
func checkForm(nodes []formNode, path string, values map[string]any) error {
	known := map[string]bool{}
	for i := range nodes {
		n := &nodes[i]
		known[n.key] = true
		v, ok := values[n.key]
		if !ok && n.required {
			return invalid("properties%s.%s is missing", path, n.key)
		}
		if ok {
			if err := n.check(path+"."+n.key, v); err != nil {
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

func (n *formNode) check(path string, v any) error {
	ok := false
	switch v := v.(type) {
	case string:
		ok = n.kind == "text" && (v != "" || !n.required) || n.kind == "single_select" && n.offers(v)
		if n.kind == "date" {
			_, err := time.Parse(time.DateOnly, v)
			ok = err == nil
		}
	case float64:
		ok = n.kind == "number"
	case bool:
		ok = n.kind == "checkbox"
	case map[string]any:
		if n.kind == "object" {
			return checkForm(n.within, path, v)
		}
	case []any:
		return n.checkItems(path, v)
	}
	if !ok {
		return invalid("properties%s is no %s, or not among the options", path, n.kind)
	}
	return nil
}

func (n *formNode) checkItems(path string, items []any) error {
	item := formNode{kind: "single_select", options: n.options}
	switch n.kind {
	case "array":
		item = n.within[0]
	case "multi_select":
	default:
		return invalid("properties%s is no %s", path, n.kind)
	}
	for i, v := range items {
		if err := item.check(fmt.Sprintf("%s[%d]", path, i), v); err != nil {
			return err
		}
	}
	return nil
}

// offers tells whether a value is an option. What is listed elsewhere is looked up later.
func (n *formNode) offers(id string) bool {
	for _, option := range n.options {
		if option.get("id") == id {
			return true
		}
	}
	return n.options == nil && id != ""
}

func (s *Server) getForm(c *call) (any, error) {
	if id := c.URL.Query().Get("staffing_entity_id"); id != "" {
		if _, ok := s.world.staffing.find(id); !ok {
			return nil, invalid("staffing_entity_id: there is none %q", id)
		}
	}
	return object{"properties", writeForm(s.world.employeeForm())}, nil
}

// createEmployee makes an employee of a filled form, or with "prehire" only somebody who is to
// be hired, who is to be seen nowhere.
func (s *Server) createEmployee(c *call) (any, error) {
	var req struct {
		Properties map[string]any `json:"properties"`
		StaffingID string         `json:"staffing_entity_id"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	w := s.world
	if err := checkForm(w.employeeForm(), "", req.Properties); err != nil {
		return nil, err
	}
	if err := w.openStaffing(req.StaffingID); err != nil {
		return nil, err
	}
	made, err := w.newEmployee(req.Properties)
	if err != nil {
		return nil, err
	}
	if only, _ := req.Properties["prehire"].(bool); only {
		return object{"id", nil, "remote_id", nil, "prehire", object{"remote_id", "prehire-" + s.nextID("p")}}, nil
	}
	e := w.employees.add(&employeeState{made: made}, c.now)
	w.announce("hris_employees")
	return object{"id", w.employees.id(e), "remote_id", w.employees.remoteID(e), "prehire", object{"remote_id", nil}}, nil
}

// openStaffing refuses a staffing entity that takes nobody.
func (w *world) openStaffing(id string) error {
	if id == "" {
		return nil
	}
	k, ok := w.staffing.find(id)
	if !ok {
		return invalid("staffing_entity_id: there is none %q", id)
	}
	if !strings.HasPrefix(staffingStatus(w, k), "OPEN") {
		return &refusal{http.StatusBadRequest, codeStaffingClosed, "the staffing entity takes nobody"}
	}
	return nil
}

// newEmployee reads the values of a form that fit.
func (w *world) newEmployee(values map[string]any) (*madeEmployee, error) {
	read := func(key string) string {
		s, _ := values[key].(string)
		return s
	}
	m := &madeEmployee{first: read("firstName"), last: read("lastName"), email: read("workEmail"), title: read("jobTitle"), entity: -1}
	if !isEmail(m.email) {
		return nil, invalid("properties.workEmail has to be an e-mail address")
	}
	m.start, _ = time.Parse(time.DateOnly, read("startDate")) // it was checked
	m.location, _ = w.locations.find(read("site"))            // it was checked
	if id := read("company"); id != "" {
		var ok bool
		if m.entity, ok = w.entities.find(id); !ok {
			return nil, invalid("properties.company: there is no legal entity %q", id)
		}
	}
	for e := range w.employees.count {
		if w.employees.live(e) && strings.EqualFold(workEmail(w, e), m.email) {
			return nil, &refusal{http.StatusConflict, codeEmployeeExists, "somebody has this e-mail address"}
		}
	}
	return m, nil
}

func (s *Server) addDocument(c *call, _ int) (any, error) {
	var req struct {
		CategoryID string                     `json:"category_id"`
		Document   *file                      `json:"document"`
		Remote     map[string]json.RawMessage `json:"remote_fields"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if _, ok := s.world.categories.find(req.CategoryID); !ok {
		return nil, invalid("category_id: there is no category %q", req.CategoryID)
	}
	if req.Document == nil {
		return nil, invalid("document is missing")
	}
	return object{}, req.Document.check("document", false)
}
