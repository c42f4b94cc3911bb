package knittest

import (
	"net/http"
	"strings"

	"github.com/rolecall-dev/rolecall/knit"
)

// accountMethods are the methods about what is connected.
func (s *Server) accountMethods() map[string]method {
	return map[string]method{
		"POST auth.createSession":      {account: true, msg: true, do: s.createSession},
		"GET integration.details":      {account: true, do: s.integrationDetails},
		"POST integration.deactivate":  {do: s.deactivate},
		"POST sync.custom.start":       {do: s.startCustomSync},
		"POST sync.watchFields.update": {do: s.watchFields},
		"POST events.subscribe":        {do: s.subscribeEvents},
		"POST passthrough":             {do: s.passthrough},
	}
}

// OriginOrgID is the customer who has connected the integration.
const OriginOrgID = "org-1"

func (s *Server) createSession(c *call) (any, error) {
	var wanted map[string]any
	if err := c.decode(&wanted); err != nil {
		return nil, err
	}
	for _, name := range []string{"originOrgId", "originOrgName", "originUserEmail", "originUserName"} {
		if text, _ := wanted[name].(string); text == "" {
			return nil, refusing(http.StatusBadRequest, name+" is missing")
		}
	}
	return map[string]any{"token": s.id("session")}, nil
}

// integrationDetails: Knit answers with an empty object about a customer it does not know.
func (s *Server) integrationDetails(c *call) (any, error) {
	if c.URL.Query().Get("originOrgId") != OriginOrgID {
		return map[string]any{}, nil
	}
	app := map[string]any{
		"id": "example-ats", "category": "ATS", "integrationId": s.IntegrationID, "isActive": !s.deactivated,
		"deactivatedAt": nil, "shortLogo": "https://cdn.example.com/logo.png",
	}
	if s.deactivated {
		app["deactivatedAt"] = epoch
	}
	return map[string]any{"apps": []any{app}}, nil
}

func (s *Server) deactivate(*call) (any, error) {
	s.deactivated = true
	return nil, nil //nolint:nilnil // what Knit answers
}

func (s *Server) startCustomSync(c *call) (any, error) {
	var wanted knit.StartCustomSyncRequest
	if err := c.decode(&wanted); err != nil {
		return nil, err
	}
	if wanted.APIDetails.Method == "" || wanted.APIDetails.Path == "" || !strings.HasPrefix(wanted.WebhookURL, "https://") {
		return nil, refusing(http.StatusBadRequest, "apiDetails or an https webhookURL is missing")
	}
	key := "custom/" + wanted.IdempotencyID
	if wanted.IdempotencyID == "" || s.custom[key] == "" {
		s.custom[key] = s.id("sj")
	}
	return map[string]any{"syncJobId": s.custom[key], "syncRunId": s.id("sr")}, nil
}

func (s *Server) watchFields(c *call) (any, error) {
	var wanted knit.WatchFieldsRequest
	if err := c.decode(&wanted); err != nil {
		return nil, err
	}
	if wanted.DataType == "" || len(wanted.JSONPaths) == 0 {
		return nil, refusing(http.StatusBadRequest, "dataType or jsonPaths is missing")
	}
	return nil, nil //nolint:nilnil // what Knit answers is not public
}

func (s *Server) subscribeEvents(c *call) (any, error) {
	var wanted knit.SubscribeEventsRequest
	if err := c.decode(&wanted); err != nil {
		return nil, err
	}
	if len(wanted.Events) == 0 {
		return nil, refusing(http.StatusBadRequest, "events: at least one is needed")
	}
	return map[string]any{
		"webhookUrl": "https://hooks.example.com/" + s.id("wt"), "metaData": map[string]any{"webhookToken": s.id("token")},
	}, nil
}
