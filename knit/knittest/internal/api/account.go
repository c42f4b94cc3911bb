package api

import (
	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

func (c *call) createSession() (any, error) {
	if _, err := c.object("originOrgId", "originOrgName", "originUserEmail", "originUserName"); err != nil {
		return nil, err
	}
	return record.Object{"token", c.api.id("session")}, nil
}

// integrationDetails returns a customer's integrations. For an unknown customer it returns an empty object, as
// Knit does.
func (c *call) integrationDetails() (any, error) {
	var apps []record.Object
	for _, i := range c.api.integrations {
		if i.OriginOrgID == c.URL.Query().Get("originOrgId") {
			apps = append(apps, record.Object{
				"id", "example-ats", "category", "ATS", "integrationId", i.ID, "isActive", !i.deactivated(),
				"deactivatedAt", i.deactivatedAt, "shortLogo", "https://cdn.example.com/logo.png",
			})
		}
	}
	if apps == nil {
		return record.Object{}, nil
	}
	return record.Object{"apps", apps}, nil
}

func (c *call) deactivate() (any, error) {
	c.integration.deactivatedAt = c.now
	return nil, nil //nolint:nilnil // Knit responds with null
}

func (c *call) subscribeEvents() (any, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	if events, _ := body.Get("events").([]any); len(events) == 0 {
		return nil, invalid("events: at least one is required")
	}
	return record.Object{
		"webhookUrl", "https://hooks.example.com/" + c.api.id("wt"), "metaData", record.Object{"webhookToken", c.api.id("token")},
	}, nil
}
