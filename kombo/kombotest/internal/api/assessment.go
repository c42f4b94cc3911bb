package api

import (
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// assessmentOperations are the assessment operations except the list.
var assessmentOperations = []operation{
	{pattern: "GET /assessment/packages", kind: reading, do: (*call).getPackages},
	{pattern: "PUT /assessment/packages", kind: action, do: with((*call).setPackages)},
	{pattern: "PUT /assessment/orders/{id}/result", kind: action, do: onWith(anOrder, (*call).setResult)},
}

// assessmentPackage is an assessment that customers may order.
type assessmentPackage struct {
	ID          *string `json:"id"`
	Type        string  `json:"type"`
	Name        *string `json:"name"`
	Description *string `json:"description"`
	updated     time.Time
}

func initialPackages() []assessmentPackage {
	p := func(id, kind, name, description string, updated time.Time) assessmentPackage {
		return assessmentPackage{ID: &id, Type: kind, Name: &name, Description: &description, updated: updated}
	}
	return []assessmentPackage{
		p("typing", "SKILLS_TEST", "Typing", "Speed and accuracy.", world.BaseStart),
		p("references", "REFERENCE_CHECK", "References", "Calls to former employers.", time.Time{}),
		p("other", "", "Other", "", world.BaseStart),
	}
}

func (c *call) getPackages() (any, error) {
	packages := []record.Object{}
	for _, p := range c.integration.packages {
		packages = append(packages, record.Object{
			"id", *p.ID, "name", *p.Name, "description", *p.Description, "updated_at", p.updated, "type", record.OrNull(p.Type),
		})
	}
	return record.Object{"packages", packages}, nil
}

type packagesRequest struct {
	Packages []assessmentPackage `json:"packages"`
}

var packageTypes = []string{"BEHAVIORAL", "VIDEO_INTERVIEW", "SKILLS_TEST", "BACKGROUND_CHECK", "REFERENCE_CHECK"}

// setPackages replaces the packages that customers may order.
func (c *call) setPackages(req *packagesRequest) (any, error) {
	if req.Packages == nil {
		return nil, invalid("packages is missing")
	}
	for i := range req.Packages {
		p := &req.Packages[i]
		if p.ID == nil || p.Name == nil || p.Description == nil {
			return nil, invalid("packages: each must have an id, a name and a description")
		}
		if err := oneOf("packages.type", p.Type, packageTypes...); err != nil {
			return nil, err
		}
		p.updated = c.world.Now()
	}
	c.integration.packages = req.Packages
	return emptyResult, nil
}

// resultRequest is the body of a result.
type resultRequest struct {
	Status      string            `json:"status"`
	URL         string            `json:"result_url"`
	CompletedAt *string           `json:"completed_at"`
	Score       *float64          `json:"score"`
	Attributes  []resultAttribute `json:"attributes"`
	Attachments []world.File      `json:"attachments"`
}

type resultAttribute struct {
	Type  string  `json:"type"`
	ID    *string `json:"id"`
	Label *string `json:"label"`
	Value *string `json:"value"`
	Score struct {
		Value *float64 `json:"value"`
		Max   *float64 `json:"max"`
	} `json:"score"`
	Status string `json:"status"`
}

func (req *resultRequest) check() error {
	if err := oneOf("status", req.Status, "COMPLETED", "CANCELLED", "OPEN"); err != nil {
		return err
	}
	if !isURL(req.URL) {
		return invalid("result_url must be a URL")
	}
	if req.CompletedAt != nil && !isTime(*req.CompletedAt) {
		return invalid("completed_at must be a time in UTC")
	}
	for _, a := range req.Attributes {
		if err := a.check(); err != nil {
			return err
		}
	}
	for i := range req.Attachments {
		if err := checkFile(&req.Attachments[i], "attachments"); err != nil {
			return err
		}
	}
	return nil
}

func (a resultAttribute) check() error {
	switch {
	case a.Type == "TEXT" && a.Label != nil && a.Value != nil:
		return nil
	case a.Type == "SUB_RESULT" && a.ID != nil && a.Label != nil && a.Score.Value != nil && a.Score.Max != nil:
		return oneOf("attributes.status", a.Status, "COMPLETED", "CANCELLED")
	}
	return invalid("attributes: one has an unknown type or lacks a member")
}

// setResult sets the result of an order. Once its status is not OPEN, the status cannot change.
func (c *call) setResult(k int, req *resultRequest) (any, error) {
	if err := req.check(); err != nil {
		return nil, err
	}
	if now := world.OrderStatus(c.world, k); now != "OPEN" && now != req.Status {
		return nil, invalid("the order is already %s", now)
	}
	if req.Status != "OPEN" && req.CompletedAt == nil {
		c.warn("completed_at is expected with %s", req.Status)
	}
	world.SetOrderStatus(c.world, k, req.Status)
	return emptyResult, nil
}

// OrderAssessment orders an assessment for an application and delivers an event of the given type. It returns
// the number of the order, or -1 if there is no such application.
func (i *Integration) OrderAssessment(application int, event string) int {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	k := world.Order(i.world, application)
	if k >= 0 {
		i.send(event, world.OrderRecord(i.world, k).And("integration_id", i.ID))
	}
	return k
}
