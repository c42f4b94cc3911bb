package kombotest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// createRequest is the body of both operations that create a candidate.
type createRequest struct {
	StageID   string      `json:"stage_id"` // of an application
	Candidate *newPerson  `json:"candidate"`
	Files     []file      `json:"attachments"`
	Answers   []newAnswer `json:"screening_question_answers"`
	Source    *struct {
		Name string `json:"name"`
	} `json:"source"`
	Consent *struct {
		Expires *string `json:"expires_at"`
		Given   *bool   `json:"given"`
	} `json:"gdpr_consent"`
	SourcedBy *struct {
		UserID string `json:"user_id"`
	} `json:"sourced_by"`
	RemoteFields map[string]json.RawMessage `json:"remote_fields"`
	// Application is what a candidate is created with.
	Application *struct {
		JobID   string `json:"job_id"`
		StageID string `json:"stage_id"`
	} `json:"application"`
}

type newPerson struct {
	First      string `json:"first_name"`
	Last       string `json:"last_name"`
	Email      string `json:"email_address"`
	MoreEmails []struct {
		Type  string `json:"type"`
		Email string `json:"email_address"`
	} `json:"additional_email_addresses"`
	Company    string `json:"company"`
	Title      string `json:"title"`
	Phone      string `json:"phone_number"`
	MorePhones []struct {
		Type  string `json:"type"`
		Phone string `json:"phone_number"`
	} `json:"additional_phone_numbers"`
	Location *struct {
		City    string `json:"city"`
		Country string `json:"country"`
		State   string `json:"state"`
		Street  string `json:"street_1"`
		Zip     string `json:"zip_code"`
	} `json:"location"`
	Gender    string  `json:"gender"`
	Available *string `json:"availability_date"`
	Salary    *struct {
		Period string   `json:"period"`
		Amount *float64 `json:"amount"`
	} `json:"salary_expectations"`
	Links []struct {
		URL string `json:"url"`
	} `json:"social_links"`
}

type newAnswer struct {
	QuestionID string          `json:"question_id"`
	Answer     json.RawMessage `json:"answer"`
}

func (s *Server) createApplication(c *call) (any, error) {
	var req createRequest
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	a, err := s.create(c, &req, c.PathValue("id"), req.StageID)
	if err != nil {
		return nil, err
	}
	w := s.world
	candidate := w.candidateOf(a)
	extras := []any{"integration_fields", []object{}, "remote_data", nil}
	return w.applicationMembers(a).and(extras...).and(
		"current_stage", w.shortStage(a),
		"job", w.jobRef(w.jobOf(a)),
		"candidate", w.candidateMembers(candidate).and(extras...).and("tags", w.tagRefs(candidate)),
	), nil
}

func (s *Server) createCandidate(c *call) (any, error) {
	var req createRequest
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if req.Application == nil {
		return nil, invalid("application is missing")
	}
	a, err := s.create(c, &req, req.Application.JobID, req.Application.StageID)
	if err != nil {
		return nil, err
	}
	return s.world.candidate(s.world.candidateOf(a)), nil
}

// create makes a candidate with an application, and returns the application.
func (s *Server) create(c *call, req *createRequest, jobID, stageID string) (int, error) {
	w := s.world
	if err := req.check(); err != nil {
		return 0, err
	}
	job, err := w.openJob(jobID)
	if err != nil {
		return 0, err
	}
	application := &applicationState{made: &madeApplication{job: job}}
	if stageID != "" {
		stage, err := w.stageIn(job, stageID)
		if err != nil {
			return 0, err
		}
		application.stage = &stage
	}
	if by := req.SourcedBy; by != nil && !w.knowsUser(by.UserID) {
		return 0, invalid("sourced_by.user_id: there is no user %q", by.UserID)
	}
	if w.hasApplied(req.Candidate.Email, job) {
		return 0, &refusal{http.StatusConflict, codeApplicationExists, "the candidate has applied for the job already"}
	}
	if application.made.answers, err = c.readAnswers(job, req.Answers); err != nil {
		return 0, err
	}

	person := req.Candidate.made()
	if req.Source != nil {
		person.source = req.Source.Name
	}
	candidate := w.candidates.add(&candidateState{made: person}, c.now)
	application.made.candidate = candidate
	a := w.applications.add(application, c.now)
	w.applicationsOf[candidate] = append(w.applicationsOf[candidate], a)
	for _, f := range req.Files {
		w.addFile(a, candidate, f, c.now)
	}
	w.announce("ats_candidates", "ats_applications")
	return a, nil
}

// check refuses what is wrong whatever the job is.
func (req *createRequest) check() error {
	p := req.Candidate
	if p == nil {
		return invalid("candidate is missing")
	}
	if p.First == "" || p.Last == "" {
		return invalid("candidate: first_name and last_name have to be there")
	}
	if !isEmail(p.Email) {
		return invalid("candidate.email_address has to be an e-mail address")
	}
	for _, e := range p.MoreEmails {
		if !isEmail(e.Email) || !slices.Contains(contactTypes, e.Type) {
			return invalid("candidate.additional_email_addresses: each has an e-mail address and a type of %s", strings.Join(contactTypes, ", "))
		}
	}
	for _, n := range p.MorePhones {
		if n.Phone == "" || !slices.Contains(contactTypes, n.Type) {
			return invalid("candidate.additional_phone_numbers: each has a number and a type of %s", strings.Join(contactTypes, ", "))
		}
	}
	if p.Gender != "" {
		if err := oneOf("candidate.gender", p.Gender, "MALE", "FEMALE", "OTHER"); err != nil {
			return err
		}
	}
	if p.Available != nil && !utcTime.MatchString(*p.Available) {
		return invalid("candidate.availability_date has to be a day, or a time in UTC")
	}
	if req.Consent != nil && req.Consent.Expires != nil && !utcTime.MatchString(*req.Consent.Expires) {
		return invalid("gdpr_consent.expires_at has to be a day, or a time in UTC")
	}
	if p.Location != nil && p.Location.Country == "" {
		return invalid("candidate.location.country is missing")
	}
	if p.Salary != nil && (p.Salary.Amount == nil || p.Salary.Period != "MONTH" && p.Salary.Period != "YEAR") {
		return invalid("candidate.salary_expectations: an amount, and a period of MONTH, YEAR")
	}
	for _, link := range p.Links {
		if !isURL(link.URL) {
			return invalid("candidate.social_links: url has to be one")
		}
	}
	for k := range req.Files {
		if err := req.Files[k].check("attachments."+strconv.Itoa(k), true); err != nil {
			return err
		}
	}
	return nil
}

var contactTypes = []string{"PERSONAL", "WORK", "OTHER"}

// openJob finds the job that a request names, and refuses one that takes no applications.
func (w *world) openJob(id string) (int, error) {
	find := w.jobs.find
	name, remote := strings.CutPrefix(id, "remote:")
	if remote {
		find = w.jobs.findRemote
	}
	job, ok := find(name)
	if !ok || !w.jobs.live(job) {
		return 0, missing("job", id)
	}
	if status := jobStatus(w, job); status != "OPEN" && status != "" {
		return 0, &refusal{http.StatusBadRequest, codeJobClosed, "the job is not open"}
	}
	return job, nil
}

func (w *world) knowsUser(id string) bool {
	find := w.users.find
	name, remote := strings.CutPrefix(id, "remote:")
	if remote {
		find = w.users.findRemote
	}
	_, ok := find(name)
	return ok
}

// hasApplied tells whether somebody with an e-mail address has applied for a job.
func (w *world) hasApplied(email string, job int) bool {
	if c, ok := w.candidateByEmail(email); ok && w.applied(c, job) {
		return true
	}
	for c := w.candidates.base; c < w.candidates.count; c++ {
		if strings.EqualFold(w.made(c).email, email) && w.applied(c, job) {
			return true
		}
	}
	return false
}

func (w *world) applied(c, job int) bool {
	return slices.ContainsFunc(w.allApplicationsOf(c), func(a int) bool {
		return w.applications.live(a) && w.jobOf(a) == job
	})
}

// made is what the candidate's record will have.
func (p *newPerson) made() *madeCandidate {
	m := &madeCandidate{
		first: p.First, last: p.Last, email: p.Email, company: p.Company, title: p.Title,
		emails: []object{{"email_address", p.Email, "type", nil}}, phones: []object{}, links: []object{},
	}
	for _, e := range p.MoreEmails {
		m.emails = append(m.emails, object{"email_address", e.Email, "type", e.Type})
	}
	if p.Phone != "" {
		m.phones = append(m.phones, object{"phone_number", p.Phone, "type", nil})
	}
	for _, n := range p.MorePhones {
		m.phones = append(m.phones, object{"phone_number", n.Phone, "type", n.Type})
	}
	for _, link := range p.Links {
		m.links = append(m.links, object{"link", link.URL, "type", nil, "username", nil})
	}
	if l := p.Location; l != nil {
		m.location = address(l.City, l.Country, l.State, l.Street, "", l.Zip, "")
	}
	return m
}

// readAnswers makes answers of a request's. One to a question that the job does not have is
// a warning; one of the wrong type is an error.
func (c *call) readAnswers(job int, given []newAnswer) ([]object, error) {
	list := []object{}
	for _, g := range given {
		place, ok := questionByID(job, g.QuestionID)
		if !ok {
			c.warn("the job has no question %q: its answer was left out", g.QuestionID)
			continue
		}
		typ, payload, err := readAnswer(job, place, g.Answer)
		if err != nil {
			return nil, invalid("screening_question_answers: %q is a question of format %s: %s",
				g.QuestionID, questionTypes[place], err.Error())
		}
		list = append(list, answer(job, place, typ, payload))
	}
	return list, nil
}
