package api

import (
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// initialPassthrough reports for each field of the tool whether it is passed on initially.
func initialPassthrough() []bool {
	list := make([]bool, len(world.Fields))
	for k := range list {
		list[k] = k%2 == 0
	}
	return list
}

// customField is a custom field of the account.
type customField struct {
	key, model, label, description string
	mapped                         int // index in world.Fields of the tool's field it is mapped to, or -1
}

func initialCustomFields() []customField {
	return []customField{
		{"cost_center", "ats_jobs", "Cost center", "Pays for the position.", 0},
		{"urgent", "ats_jobs", "", "", -1},
		{"shirt_size", "ats_candidates", "Shirt size", "", 2},
		{"origin", "ats_applications", "Origin", "The page with the form.", 3},
		{"bonus", "ats_offers", "Bonus", "", -1},
		{"locker", "hris_employees", "Locker", "", -1},
	}
}

func (c *call) integrationField(k int) record.Object {
	f := world.Fields[k]
	return record.Object{
		"id", c.world.FieldID(k), "key", f.Key, "model", f.Model, "type", f.Kind, "label", record.OrNull(f.Label),
		"is_passthrough_enabled", c.integration.passthroughFields[k], "is_writable", false,
	}
}

func (c *call) customField(k int) record.Object {
	f := c.integration.custom[k]
	var mapped any
	if f.mapped >= 0 {
		to := world.Fields[f.mapped]
		mapped = record.Object{"id", c.world.FieldID(f.mapped), "key", to.Key, "type", to.Kind, "label", record.OrNull(to.Label)}
	}
	return record.Object{
		"id", c.customFieldID(k), "key", f.key, "integration_field", mapped,
		"model", f.model, "label", record.OrNull(f.label), "description", record.OrNull(f.description),
	}
}

func (c *call) customFieldID(k int) string { return c.world.ID("testCustomField", k) }

func (c *call) listIntegrationFields() (any, error) {
	return c.pageOf("integration-fields", 2000, len(world.Fields), c.integrationField)
}

func (c *call) listCustomFields() (any, error) {
	return c.pageOf("custom-fields", maxPageSize, len(c.integration.custom), c.customField)
}

// pageOf returns a page of a list without filters. It has the next cursor in next, and in next_cursor, which
// is deprecated.
func (c *call) pageOf(name string, maxSize, count int, field func(int) record.Object) (any, error) {
	q, cursor, err := c.query(name, maxSize)
	if err != nil {
		return nil, err
	}
	results, after := []record.Object{}, -1
	for k := q.From; k < count; k++ {
		if len(results) == q.Size {
			after = k
			break
		}
		results = append(results, field(k))
	}
	next := cursor.Next(after)
	return record.Object{"results", results, "next_cursor", next, "next", next}, nil
}

// numbered returns the number below count that has the given id, or -1.
func numbered(id string, count int, idOf func(k int) string) int {
	for k := range count {
		if idOf(k) == id {
			return k
		}
	}
	return -1
}

func (c *call) updateIntegrationField() (any, error) {
	k := numbered(c.PathValue("id"), len(world.Fields), c.world.FieldID)
	if k < 0 {
		return nil, missing("integration field", c.PathValue("id"))
	}
	var req map[string]*bool
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	enable, ok := req["enable_passthrough"]
	if !ok {
		return nil, invalid("enable_passthrough is missing")
	}
	c.integration.passthroughFields[k] = enable != nil && *enable
	return c.integrationField(k), nil
}

func (c *call) mapCustomField() (any, error) {
	k := numbered(c.PathValue("id"), len(c.integration.custom), c.customFieldID)
	if k < 0 {
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
		if mapped = numbered(*id, len(world.Fields), c.world.FieldID); mapped < 0 {
			return nil, missing("integration field", *id)
		}
	}
	c.integration.custom[k].mapped = mapped
	return c.customField(k), nil
}

// model is a read model or a write action with its fields, as Kombo reports coverage for it.
type model struct {
	id, label string
	fields    []string
}

// modelNames returns the names of the models that belong to an integration.
func modelNames() []string {
	var names []string
	for _, m := range world.Models {
		if !m.Account {
			names = append(names, m.Name())
		}
	}
	return names
}

func readModels() []model {
	var list []model
	for _, name := range modelNames() {
		list = append(list, model{name, strings.ReplaceAll(name, "_", " "), []string{"id", "remote_id", "changed_at"}})
	}
	return list
}

var writeActions = []model{
	{"ats_create_application", "Create application", []string{"candidate", "attachments"}},
	{"ats_move_application_to_stage", "Move application", []string{"stage_id"}},
	{"hris_create_absence", "Create absence", []string{"employee_id", "amount"}},
}

var (
	coverages = []string{"SUPPORTED", "UNSUPPORTED", "NOT_IMPLEMENTED", "UNKNOWN"}
	scopes    = []string{"ENABLED", "OPTIONAL", "DISABLED"}
)

// coverage describes which models and fields a tool supports. With scope, it also describes which of them
// are enabled for an integration.
func coverage(models []model, scope bool) []record.Object {
	list := []record.Object{}
	for k, m := range models {
		fields := []record.Object{}
		for n, id := range m.fields {
			fields = append(fields, supported(scope, n, "id", id))
		}
		list = append(list, supported(scope, k*k%5/4, "id", m.id, "label", m.label).And("fields", fields))
	}
	return list
}

// supported appends the coverage to the members of a model or field.
func supported(scope bool, n int, members ...any) record.Object {
	status := coverages[n%len(coverages)]
	o := record.Object(members).And("coverage_status", status)
	if scope {
		o = o.And("is_available", status == "SUPPORTED", "scope_config_setting", scopes[n%len(scopes)], "opted_out_by_customer", n%4 == 3)
	}
	return o
}

func (c *call) listTools() (any, error) {
	if err := oneOf("category", c.PathValue("category"), "hris", "ats", "assessment", "lms"); err != nil {
		return nil, err
	}
	o := c.world.Sample("tools")
	for _, tool := range world.Objects(o.Get("tools")) {
		what := tool.Object("coverage")
		what.Set("read_models", coverage(readModels(), false))
		what.Set("write_actions", coverage(writeActions, false))
	}
	return o, nil
}
