package kombo_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/sharedtest"
)

// catalog reads the response schemas of the document.
type catalog struct{ root map[string]any }

// operations returns the schema of each operation's response with status 200. The key is the operation,
// such as "GET /ats/jobs".
func (d *catalog) operations() map[string]any {
	all := map[string]any{}
	paths, _ := d.root["paths"].(map[string]any)
	for path, methods := range paths {
		for method, op := range methods.(map[string]any) {
			schema := op
			for _, name := range []string{"responses", "200", "content", "application/json", "schema"} {
				node, _ := schema.(map[string]any)
				schema = node[name]
			}
			all[strings.ToUpper(method)+" "+path] = schema
		}
	}
	return all
}

func (d *catalog) resolve(schema any) map[string]any {
	node, _ := schema.(map[string]any)
	ref, ok := node["$ref"].(string)
	if !ok {
		return node
	}
	var at any = d.root
	for name := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		at = at.(map[string]any)[name]
	}
	return d.resolve(at)
}

// sample returns a value with every member of a schema. round selects the variant of a union.
func (d *catalog) sample(schema any, round, depth int) any {
	s := d.resolve(schema)
	for _, union := range []string{"oneOf", "anyOf", "allOf"} {
		if variants, ok := s[union].([]any); ok {
			variants = slices.DeleteFunc(slices.Clone(variants), func(variant any) bool { return d.resolve(variant)["type"] == "null" })
			if depth > 20 {
				round = 0 // the first variant does not nest
			}
			return d.sample(variants[round%len(variants)], round, depth+1)
		}
	}
	if constant, ok := s["const"]; ok {
		return constant
	}
	if enum, ok := s["enum"].([]any); ok {
		return enum[0]
	}
	switch typ := s["type"].(type) {
	case []any:
		return d.ofType(s, typ[0], round, depth)
	default:
		return d.ofType(s, typ, round, depth)
	}
}

func (d *catalog) ofType(s map[string]any, typ any, round, depth int) any {
	switch typ {
	case "object":
		v := map[string]any{}
		properties, _ := s["properties"].(map[string]any)
		for name, property := range properties {
			v[name] = d.sample(property, round, depth+1)
			if tools, ok := v[name].(map[string]any); ok && name == "imported_id" { // it has exactly one of the tools
				tool := sortedKeys(tools)[round%len(tools)]
				v[name] = map[string]any{tool: tools[tool]}
			}
		}
		if more := s["additionalProperties"]; more != nil && more != false {
			v["any"] = d.sample(more, round, depth+1)
		}
		return v
	case "array":
		return []any{d.sample(s["items"], round, depth+1)}
	case "number", "integer":
		return 7
	case "boolean":
		return true
	case nil:
		if len(s) > 0 && s["description"] != nil {
			return "2026-01-02" // the document declares no type for dates and times of day
		}
		return "any"
	}
	if s["format"] == "date-time" {
		return "2026-01-02T00:00:00.000Z"
	}
	return "text"
}

// collect adds the path of every non-null member of v to into.
func collect(v any, path string, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if member != nil {
				into[path+"."+name] = true
			}
			collect(member, path+"."+name, into)
		}
	case []any:
		for _, element := range v {
			collect(element, path+"[]", into)
		}
	}
}

// TestChangedModelConstants checks that every changed model in Kombo's document has a constant.
func TestChangedModelConstants(t *testing.T) {
	t.Parallel()
	var doc catalog
	require.NoError(t, json.Unmarshal(sharedtest.Reference(t, "kombo-openapi-2026-05.json"), &doc.root))
	var at any = doc.root
	for name := range strings.FieldsSeq("components schemas DataChangedWebhookPayload properties data properties changed_models items properties name enum") {
		at = at.(map[string]any)[name]
	}
	source, err := os.ReadFile("changed_models.go")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(at.([]any)), 43)
	for _, model := range at.([]any) {
		require.Contains(t, string(source), `ChangedModel = "`+model.(string)+`"`)
	}
}
