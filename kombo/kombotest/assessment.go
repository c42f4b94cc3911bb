package kombotest

import (
	"net/http"
	"time"
)

var (
	orderStatuses   = []string{"OPEN", "COMPLETED", "CANCELLED", "REJECTED"}
	packageTypes    = []string{"BEHAVIORAL", "VIDEO_INTERVIEW", "SKILLS_TEST", "BACKGROUND_CHECK", "REFERENCE_CHECK"}
	assessmentRoles = []string{"RECRUITER", "HIRING_MANAGER"}
)

// orderState is what an order has that its number does not say.
type orderState struct {
	application int    // of one that came later
	status      string // "": as the number says
}

// orderStatus: of the base orders every other one is open.
func orderStatus(w *world, k int) string {
	switch s := state[orderState](w.orders, k); {
	case s != nil && s.status != "":
		return s.status
	case k >= w.orders.base || k%2 == 0:
		return "OPEN"
	}
	return pick(orderStatuses, 1+k/2%3)
}

// orderedOf is the application of an order: of the base orders, k is of application 5k.
func (w *world) orderedOf(k int) int {
	if k >= w.orders.base {
		return state[orderState](w.orders, k).application
	}
	return 5 * k
}

// order makes an order. Number 0 has every member filled.
func (w *world) order(k int) object {
	a := w.orderedOf(k)
	c, j := w.candidateOf(a), w.jobOf(a)
	email := "candidate" + w.candidates.id(c) + "@example.com"
	if own := candidateEmails(w, c); len(own) > 0 {
		email = own[0]
	}
	team := []object{}
	for n := range []int{2, 1, 0}[j%3] {
		u := (j + n) % userCount
		team = append(team, object{
			"remote_id", w.users.remoteID(u),
			"email", text(userEmail(w, u)),
			"first_name", only(u%8 != 7, pick(givenNames, u+3)),
			"last_name", pick(familyNames, u+5),
			"hiring_team_roles", assessmentRoles[:1+(j+n)%2],
		})
	}
	return object{
		"id", w.orders.id(k),
		"package_id", []string{"typing", "references"}[k%2],
		"status", orderStatus(w, k),
		"candidate",
		object{
			"remote_id", w.candidates.remoteID(c), "email", email, "first_name", text(candidateFirst(w, c)),
			"last_name", text(candidateLast(w, c)), "phone", only(k%3 != 2, "+4315550001"),
		},
		"application",
		object{"remote_id", w.applications.remoteID(a)},
		"job",
		object{
			"remote_id", w.jobs.remoteID(j), "name", text(jobName(w, j)), "job_code", text(jobCode(w, j)),
			"description", only(j%8 != 7, "<p>What there is to do.</p>"), "location", jobLocation(j), "hiring_team", team,
		},
	}
}

// assessmentLists is the one list of the assessment category.
func assessmentLists() []*list {
	return []*list{{
		path: "/assessment/orders", table: func(w *world) *table { return w.orders }, enum: "status", poison: "candidate", plain: true,
		record: timeless((*world).order),
		filters: []filter{
			among("statuses", orderStatus, orderStatuses...),
			atTime("created_after", func(w *world, k int) time.Time { return w.orders.createdAt(k) }, time.Time.After),
		},
	}}
}

// assessmentOperations is what the assessment category does besides its list.
func assessmentOperations() []operation {
	return []operation{
		{"GET /assessment/packages", reading, (*Server).getPackages},
		{"PUT /assessment/packages", action, (*Server).setPackages},
		{"PUT /assessment/orders/{id}/result", action, (*Server).setResult},
	}
}

// assessmentPackage is a test that customers may order.
type assessmentPackage struct {
	id, kind, name, description string
	updated                     time.Time
}

func newPackages() []assessmentPackage {
	return []assessmentPackage{
		{"typing", "SKILLS_TEST", "Typing", "How fast, and how well.", baseStart},
		{"references", "REFERENCE_CHECK", "References", "Calls to former employers.", time.Time{}},
		{"other", "", "Other", "", baseStart},
	}
}

func (s *Server) getPackages(*call) (any, error) {
	packages := []object{}
	for _, p := range s.world.offered {
		packages = append(packages, object{
			"id", p.id, "name", p.name, "description", p.description, "updated_at", p.updated, "type", text(p.kind),
		})
	}
	return object{"packages", packages}, nil
}

// setPackages replaces what may be ordered from now on.
func (s *Server) setPackages(c *call) (any, error) {
	var req struct {
		Packages []struct {
			ID          *string `json:"id"`
			Type        string  `json:"type"`
			Name        *string `json:"name"`
			Description *string `json:"description"`
		} `json:"packages"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if req.Packages == nil {
		return nil, invalid("packages is missing")
	}
	offered := []assessmentPackage{}
	for _, p := range req.Packages {
		if p.ID == nil || p.Name == nil || p.Description == nil {
			return nil, invalid("packages: each has an id, a name and a description")
		}
		if err := oneOf("packages.type", p.Type, packageTypes...); err != nil {
			return nil, err
		}
		offered = append(offered, assessmentPackage{*p.ID, p.Type, *p.Name, *p.Description, c.now})
	}
	s.world.offered = offered
	return object{}, nil
}

// orderResult is the body of a result.
type orderResult struct {
	Status      string   `json:"status"`
	URL         string   `json:"result_url"`
	CompletedAt *string  `json:"completed_at"`
	Score       *float64 `json:"score"`
	Attributes  []struct {
		Type  string  `json:"type"`
		ID    *string `json:"id"`
		Label *string `json:"label"`
		Value *string `json:"value"`
		Score *struct {
			Value *float64 `json:"value"`
			Max   *float64 `json:"max"`
		} `json:"score"`
		Status string `json:"status"`
	} `json:"attributes"`
	Attachments []file `json:"attachments"`
}

func (req *orderResult) check() error {
	if err := oneOf("status", req.Status, "COMPLETED", "CANCELLED", "OPEN"); err != nil {
		return err
	}
	if !isURL(req.URL) {
		return invalid("result_url has to be a URL")
	}
	if req.CompletedAt != nil && !utcTime.MatchString(*req.CompletedAt) {
		return invalid("completed_at has to be a time in UTC")
	}
	for _, a := range req.Attributes {
		switch {
		case a.Type == "TEXT" && a.Label != nil && a.Value != nil:
		case a.Type == "SUB_RESULT" && a.ID != nil && a.Label != nil && a.Score != nil && a.Score.Value != nil && a.Score.Max != nil:
			if err := oneOf("attributes.status", a.Status, "COMPLETED", "CANCELLED"); err != nil {
				return err
			}
		default:
			return invalid("attributes: one is of no known type, or not whole")
		}
	}
	for i := range req.Attachments {
		if err := req.Attachments[i].check("attachments", false); err != nil {
			return err
		}
	}
	return nil
}

// setResult: an order that has left OPEN does not return, nor turn into another.
func (s *Server) setResult(c *call) (any, error) {
	w, id := s.world, c.PathValue("id")
	k, ok := w.orders.find(id)
	if !ok {
		return nil, missing("order", id)
	}
	var req orderResult
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if err := req.check(); err != nil {
		return nil, err
	}
	if now := orderStatus(w, k); now != "OPEN" && now != req.Status {
		return nil, &refusal{http.StatusBadRequest, codeInputInvalid, "the order is " + now + " already"}
	}
	if req.Status != "OPEN" && req.CompletedAt == nil {
		c.warn("completed_at is expected with %s", req.Status)
	}
	w.orders.change(k, c.now)
	edit[orderState](w.orders, k).status = req.Status
	return object{}, nil
}

// OrderAssessment lets the customer order a test for an application, by its number, and
// delivers assessment:order-received. It returns the number of the order, or -1 where there is
// no such application.
func (s *Server) OrderAssessment(application int) int {
	return s.orderAssessment(application, "assessment:order-received")
}

// OrderInlineAssessment is OrderAssessment for a test within an application form.
func (s *Server) OrderInlineAssessment(application int) int {
	return s.orderAssessment(application, "inline-assessment:order-received")
}

func (s *Server) orderAssessment(application int, event string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.world
	if !w.applications.has(application) {
		return -1
	}
	k := w.orders.add(&orderState{application: application}, s.now())
	s.send(event, w.order(k).and("integration_id", s.IntegrationID))
	return k
}

// OrderID is the id of the order with a number.
func (s *Server) OrderID(k int) string { return s.world.orders.id(k) }
