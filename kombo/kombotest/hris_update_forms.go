package kombotest

import (
	"maps"
	"net/http"
	"strings"
)

func employeesTable(w *world) *table { return w.employees }

func employmentsTable(w *world) *table { return w.employments }

// withFormRecord finds the record of a path by its id, or by "remote:" and the id of the tool.
func withFormRecord(of func(*world) *table, serve func(s *Server, c *call, key string) (any, error)) func(*Server, *call) (any, error) {
	return func(s *Server, c *call) (any, error) {
		t, id := of(s.world), c.PathValue("id")
		k, ok := t.find(id)
		if remote, is := strings.CutPrefix(id, "remote:"); is {
			k, ok = t.findRemote(remote)
		}
		if !ok || !t.live(k) {
			return nil, missing("record", id)
		}
		form := c.URL.Path[strings.LastIndexByte(c.URL.Path, '/')+1:]
		return serve(s, c, t.id(k)+"/"+form)
	}
}

// updateForm is every update form of the fake: a value, an empty one, one that cannot be read, a
// choice and a file.
func updateForm() []formNode {
	return []formNode{
		{key: "name", kind: "text", label: "Name", required: true, more: []any{"min_length", 1, "max_length", 80, "reg_exp", nil}},
		{key: "note", kind: "text", label: "Note", more: []any{"min_length", nil, "max_length", nil, "reg_exp", nil}},
		{key: "taxNumber", kind: "text", label: "Tax number", more: []any{"min_length", nil, "max_length", nil, "reg_exp", nil}},
		{key: "grade", kind: "single_select", label: "Grade", options: []object{
			{"id", idOf("testGrade", 0), "label", "Junior", "remote_id", "g0"}, {"id", idOf("testGrade", 1), "label", "Senior", "remote_id", "g1"},
		}},
		{key: "photo", kind: "file", label: "Photo", more: []any{
			"file_restrictions", object{"accepted_mime_types", []string{"image/png", "application/pdf"}, "max_file_size", 1000},
		}},
	}
}

// updateDefaults is what the tool has before anything is sent. taxNumber and photo cannot be read.
func updateDefaults() map[string]any {
	return map[string]any{"name": "Example", "note": nil, "grade": idOf("testGrade", 0)}
}

func (s *Server) getUpdateForm(_ *call, key string) (any, error) {
	current := updateDefaults()
	for name := range current {
		if v, sent := s.updates[key][name]; sent {
			current[name] = v
		}
	}
	fields := object{}
	nodes := updateForm()
	for i := range nodes {
		field := nodes[i].write()
		if v, readable := current[nodes[i].key]; readable {
			field = field.and("current_value", v)
		}
		fields = append(fields, nodes[i].key, field)
	}
	return object{"properties", fields}, nil
}

// updateByForm keeps values that fit. null clears one.
func (s *Server) updateByForm(c *call, key string) (any, error) {
	var req struct {
		Properties map[string]any `json:"properties"`
		StaffingID string         `json:"staffing_entity_id"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if c.Method == http.MethodPost {
		if err := s.world.openStaffing(req.StaffingID); err != nil {
			return nil, err
		}
	}
	nodes := map[string]formNode{}
	for _, n := range updateForm() {
		nodes[n.key] = n
	}
	for name, v := range req.Properties {
		n, ok := nodes[name]
		if !ok {
			return nil, invalid("properties.%s is not in the form", name)
		}
		kept, err := n.update("."+name, v)
		if err != nil {
			return nil, err
		}
		req.Properties[name] = kept
	}
	if s.updates == nil {
		s.updates = map[string]map[string]any{}
	}
	if s.updates[key] == nil {
		s.updates[key] = map[string]any{}
	}
	maps.Copy(s.updates[key], req.Properties)
	return object{}, nil
}

// update is the value that a form keeps: of a remote option, its id.
func (n *formNode) update(path string, v any) (any, error) {
	switch text, isText := v.(string); {
	case v == nil && n.required:
		return nil, invalid("properties%s is required", path)
	case v == nil:
		return nil, nil
	case n.kind == "file":
		return v, checkFile(path, v)
	case isText && n.kind == "single_select" && strings.HasPrefix(text, "remote:"):
		for _, option := range n.options {
			if option.get("remote_id") == strings.TrimPrefix(text, "remote:") {
				v = option.get("id")
			}
		}
	}
	return v, n.check(path, v)
}

// checkFile refuses what is not a file as in the other operations, which is inferred.
func checkFile(path string, v any) error {
	members, _ := v.(map[string]any)
	read := func(name string) string {
		s, _ := members[name].(string)
		return s
	}
	f := file{Name: read("name"), ContentType: read("content_type"), DataURL: read("data_url"), Data: read("data")}
	return f.check("properties"+path, false)
}
