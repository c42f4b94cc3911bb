package kombotest

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// tool is the slug of the tool that the integration connects.
const tool = "kombotest"

const passthroughPattern = "POST /passthrough/{tool}/{api}" //nolint:gosec // a path, no password

// integration is the state of the one integration.
type integration struct {
	enabled, deleted bool
	pending          pending
	sync             *runningSync // asked for by a client
	fields           []integrationField
	custom           []customField
}

type runningSync struct {
	id, kind string
	started  time.Time
}

func (n *integration) setupStatus() string {
	if n.pending != notPending {
		return "FINAL_SYNC_PENDING"
	}
	return "COMPLETED"
}

func (n *integration) status() string {
	if n.enabled {
		return "ACTIVE"
	}
	return "INACTIVE"
}

func endUser() object {
	return object{"organization_name", "Example Works", "creator_email", "admin@example.com", "origin_id", "customer-1"}
}

// generalOperations is General and Connect, in the order of Kombo's documentation.
func generalOperations() []operation {
	return []operation{
		{"GET /check-api-key", general, func(*Server, *call) (any, error) {
			return object{"environment_id", environmentID, "customer_id", environmentID}, nil
		}},
		{"POST /force-sync", scoped, (*Server).forceSync},
		{passthroughPattern, scoped, (*Server).passthrough},
		{"DELETE /integrations/{integration_id}", general, (*Server).deleteIntegration},
		{"GET /integrations/{integration_id}", general, (*Server).getIntegration},
		{"PUT /integrations/{integration_id}/enabled", general, (*Server).setEnabled},
		{"POST /integrations/{integration_id}/relink", general, func(s *Server, c *call) (any, error) { return s.link(c, "relink") }},
		{"POST /integrations/{integration_id}/setup-link", general, func(s *Server, c *call) (any, error) { return s.link(c, "setup") }},
		{"GET /integrations/{integration_id}/integration-fields", general, (*Server).listIntegrationFields},
		{"PATCH /integrations/{integration_id}/integration-fields/{id}", general, (*Server).updateIntegrationField},
		{"GET /integrations/{integration_id}/custom-fields", general, (*Server).listCustomFields},
		{"PUT /integrations/{integration_id}/custom-fields/{id}", general, (*Server).mapCustomField},
		{"GET /tools/{category}", general, (*Server).listTools},
		{"POST /connect/create-link", general, (*Server).createLink},
		{"GET /connect/integration-by-token/{token}", general, (*Server).integrationByToken},
		{"POST /connect/activate-integration", general, (*Server).activateIntegration},
	}
}

var environmentID = idOf("testEnvironment", 1)

func (s *Server) forceSync(c *call) (any, error) {
	req := struct {
		Type string `json:"type"`
	}{Type: "FULL"}
	if len(c.body) > 0 {
		if err := c.decode(&req); err != nil {
			return nil, err
		}
	}
	if err := oneOf("type", req.Type, "FULL", "DELTA"); err != nil {
		return nil, err
	}
	queued := s.integration.sync != nil
	if !queued {
		s.integration.sync = &runningSync{s.nextID("testSync"), req.Type, c.now}
	}
	return object{"already_queued", queued, "sync_id", s.integration.sync.id, "type", s.integration.sync.kind}, nil
}

// passthrough answers for the tool: what it was asked, back again.
func (s *Server) passthrough(c *call) (any, error) {
	var req struct {
		Method string          `json:"method"`
		Path   string          `json:"path"`
		Data   json.RawMessage `json:"data"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if err := oneOf("method", req.Method, "GET", "POST", "DELETE", "PUT", "PATCH"); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(req.Path, "/") {
		return nil, invalid("path has to begin with a slash")
	}
	if c.PathValue("tool") != tool {
		return nil, invalid("the integration is not of the tool %q", c.PathValue("tool"))
	}
	echo := object{"method", req.Method, "path", req.Path, "api", c.PathValue("api")}
	if req.Data != nil {
		echo = echo.and("data", req.Data)
	}
	return object{
		"url", "https://ats.example.com" + req.Path, "status", 200,
		"headers",
		object{"content-type", "application/json", "set-cookie", []string{"a=1", "b=2"}},
		"data", echo,
	}, nil
}

func (s *Server) deleteIntegration(c *call) (any, error) {
	s.integration.deleted = true
	s.send("integration-deleted", object{
		"id", s.IntegrationID, "tool", tool, "category", "ATS", "end_user", endUser(), "deleted_at", c.now,
	})
	return object{}, nil
}

func (s *Server) setEnabled(c *call) (any, error) {
	var req struct {
		Value *bool `json:"value"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if req.Value == nil {
		return nil, invalid("value is missing")
	}
	if s.integration.enabled != *req.Value {
		s.integration.enabled = *req.Value
		s.stateChanged()
	}
	return object{}, nil
}

func (s *Server) getIntegration(*call) (any, error) {
	n := &s.integration
	return object{
		"id", s.IntegrationID,
		"tool",
		object{
			"id", tool, "label", "Kombotest", "internal_label", nil,
			"logo_url", "https://files.example.com/logo.svg", "icon_url", "https://files.example.com/icon.svg",
		},
		"category", "ATS",
		"status", n.status(),
		"setup_status", n.setupStatus(),
		"end_user", endUser(),
		"scope_config",
		object{"id", idOf("testScope", 1), "name", "Everything"},
		"data_expired_at", nil,
		"created_at", baseStart.AddDate(0, -1, 0),
		"beta", false,
		"read_models", coverage(readModels(), true),
		"write_actions", coverage(writeActions(), true),
	}, nil
}

// link answers where a person can go on.
func (s *Server) link(c *call, what string) (any, error) {
	req := struct {
		Language *string `json:"language"`
		LinkType string  `json:"link_type"`
	}{}
	if len(c.body) > 0 || what == "setup" {
		if err := c.decode(&req); err != nil {
			return nil, err
		}
	}
	if what == "relink" {
		req.LinkType = cmp.Or(req.LinkType, "EMBEDDED")
	}
	return s.newLink(what, req.Language, req.LinkType)
}

func (s *Server) newLink(what string, language *string, linkType string) (any, error) {
	if err := oneOf("link_type", linkType, "EMBEDDED", "MAGIC_LINK"); err != nil {
		return nil, err
	}
	if language != nil {
		if err := oneOf("language", *language, "en", "de", "fr", "it", "es"); err != nil {
			return nil, err
		}
	}
	return object{"link", "https://connect.example.com/" + what + "/" + s.nextID("testLink")}, nil
}

func (s *Server) createLink(c *call) (any, error) {
	req := struct {
		Email    string  `json:"end_user_email"`
		Name     string  `json:"end_user_organization_name"`
		Category string  `json:"integration_category"`
		Language *string `json:"language"`
		LinkType string  `json:"link_type"`
	}{Category: "HRIS", LinkType: "EMBEDDED"}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if !isEmail(req.Email) {
		return nil, invalid("end_user_email has to be an e-mail address")
	}
	if req.Name == "" {
		return nil, invalid("end_user_organization_name is missing")
	}
	if err := oneOf("integration_category", req.Category, "HRIS", "ATS", "ASSESSMENT", "LMS"); err != nil {
		return nil, err
	}
	return s.newLink("start", req.Language, req.LinkType)
}

// integrationByToken takes any token as that of the one integration.
func (s *Server) integrationByToken(*call) (any, error) {
	if s.integration.deleted {
		return nil, s.known(s.IntegrationID)
	}
	user := endUser()
	return object{
		"tool", tool,
		"id", s.IntegrationID,
		"end_user_origin_id", user.get("origin_id"),
		"end_user_organization_name", user.get("organization_name"),
		"end_user_email", user.get("creator_email"),
		"setup_status", s.integration.setupStatus(),
	}, nil
}

// activateIntegration takes the token in the body.
func (s *Server) activateIntegration(c *call) (any, error) {
	var req struct {
		Token string `json:"token"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if req.Token == "" {
		return nil, invalid("token is missing")
	}
	return s.integrationByToken(c)
}

// oneOf refuses a value that is not in a closed set.
func oneOf(name, value string, set ...string) error {
	if slices.Contains(set, value) {
		return nil
	}
	return invalid("%s: %q is not one of %s", name, value, strings.Join(set, ", "))
}

// isEmail is a rough look.
func isEmail(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	return ok && name != "" && strings.Contains(host, ".") && !strings.ContainsAny(s, " \t\n,")
}

func marshal(v any) (json.RawMessage, error) { return json.Marshal(v) }
