package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// createRequest is the body for creating an application and for creating a candidate.
type createRequest struct {
	StageID   string       `json:"stage_id"` // only for creating an application
	Candidate *newPerson   `json:"candidate"`
	Files     []world.File `json:"attachments"`
	Answers   []newAnswer  `json:"screening_question_answers"`
	Source    struct {
		Name string `json:"name"`
	} `json:"source"`
	Consent struct {
		Expires *string `json:"expires_at"`
		Given   *bool   `json:"given"`
	} `json:"gdpr_consent"`
	SourcedBy *struct {
		UserID string `json:"user_id"`
	} `json:"sourced_by"`
	RemoteFields map[string]json.RawMessage `json:"remote_fields"`
	// Application is only for creating a candidate.
	Application *struct {
		JobID   string `json:"job_id"`
		StageID string `json:"stage_id"`
	} `json:"application"`
}

type newPerson struct {
	First      string       `json:"first_name"`
	Last       string       `json:"last_name"`
	Email      string       `json:"email_address"`
	MoreEmails []newContact `json:"additional_email_addresses"`
	Company    string       `json:"company"`
	Title      string       `json:"title"`
	Phone      string       `json:"phone_number"`
	MorePhones []newContact `json:"additional_phone_numbers"`
	Location   *struct {
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

// newContact is an additional email address or phone number.
type newContact struct {
	Type  string `json:"type"`
	Email string `json:"email_address"`
	Phone string `json:"phone_number"`
}

type newAnswer struct {
	QuestionID string          `json:"question_id"`
	Answer     json.RawMessage `json:"answer"`
}

func (c *call) createApplication(req *createRequest) (any, error) {
	a, err := c.create(req, c.PathValue("id"), req.StageID)
	if err != nil {
		return nil, err
	}
	return world.CreatedApplication(c.world, a), nil
}

func (c *call) createCandidate(req *createRequest) (any, error) {
	if req.Application == nil {
		return nil, invalid("application is missing")
	}
	a, err := c.create(req, req.Application.JobID, req.Application.StageID)
	if err != nil {
		return nil, err
	}
	return world.CandidateRecord(c.world, world.CandidateOf(c.world, a)), nil
}

// create adds a candidate and an application and returns the number of the application.
func (c *call) create(req *createRequest, jobID, stageID string) (int, error) {
	w := c.world
	if err := req.check(); err != nil {
		return 0, err
	}
	job, ok := findByAnyID(w.Jobs, jobID)
	if !ok {
		return 0, missing("job", jobID)
	}
	if status := world.JobStatus(w, job); status != "OPEN" && status != "" {
		return 0, reject(http.StatusBadRequest, codeJobClosed, "the job is not open")
	}
	var stage *int
	if stageID != "" {
		s, err := stageIn(w, job, stageID)
		if err != nil {
			return 0, err
		}
		stage = &s
	}
	if by := req.SourcedBy; by != nil {
		if _, ok := findByAnyID(w.Users, by.UserID); !ok {
			return 0, invalid("sourced_by.user_id: user %q not found", by.UserID)
		}
	}
	if world.HasApplied(w, req.Candidate.Email, job) {
		return 0, reject(http.StatusConflict, codeApplicationExists, "the candidate has already applied for the job")
	}
	answers, err := c.readAnswers(job, req.Answers)
	if err != nil {
		return 0, err
	}
	a := world.CreateApplication(w, job, stage, req.Candidate.person(req.Source.Name), answers)
	for _, f := range req.Files {
		world.AddFile(w, a, world.CandidateOf(w, a), f)
	}
	return a, nil
}

// check checks the members that do not depend on the job.
func (req *createRequest) check() error {
	if req.Candidate == nil {
		return invalid("candidate is missing")
	}
	if err := firstError(req.Candidate.checkContacts, req.Candidate.checkOptional); err != nil {
		return err
	}
	if expires := req.Consent.Expires; expires != nil && !isTime(*expires) {
		return invalid("gdpr_consent.expires_at must be a date, or a time in UTC")
	}
	for k := range req.Files {
		if err := checkFile(&req.Files[k], "attachments."+strconv.Itoa(k), world.AttachmentTypes...); err != nil {
			return err
		}
	}
	return nil
}

// firstError runs checks until one returns an error, and returns it.
func firstError(checks ...func() error) error {
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

var contactTypes = []string{"PERSONAL", "WORK", "OTHER"}

func (p *newPerson) checkContacts() error {
	if p.First == "" || p.Last == "" {
		return invalid("candidate: first_name and last_name are required")
	}
	if !isEmail(p.Email) {
		return invalid("candidate.email_address must be an email address")
	}
	for _, e := range p.MoreEmails {
		if !isEmail(e.Email) || !slices.Contains(contactTypes, e.Type) {
			return invalid("candidate.additional_email_addresses: each must have an email address and one of the types %s", strings.Join(contactTypes, ", "))
		}
	}
	for _, n := range p.MorePhones {
		if n.Phone == "" || !slices.Contains(contactTypes, n.Type) {
			return invalid("candidate.additional_phone_numbers: each must have a number and one of the types %s", strings.Join(contactTypes, ", "))
		}
	}
	return nil
}

func (p *newPerson) checkOptional() error {
	if p.Available != nil && !isTime(*p.Available) {
		return invalid("candidate.availability_date must be a date, or a time in UTC")
	}
	if p.Location != nil && p.Location.Country == "" {
		return invalid("candidate.location.country is missing")
	}
	if p.Salary != nil && (p.Salary.Amount == nil || p.Salary.Period != "MONTH" && p.Salary.Period != "YEAR") {
		return invalid("candidate.salary_expectations must have an amount and a period of MONTH or YEAR")
	}
	for _, link := range p.Links {
		if !isURL(link.URL) {
			return invalid("candidate.social_links: url must be a URL")
		}
	}
	return oneOfIfAny("candidate.gender", p.Gender, "MALE", "FEMALE", "OTHER")
}

// person converts the candidate in the body to the data of a candidate record.
func (p *newPerson) person(source string) *world.Person {
	m := &world.Person{
		First: p.First, Last: p.Last, Email: p.Email, Company: p.Company, Title: p.Title, Source: source,
		Emails: []record.Object{{"email_address", p.Email, "type", nil}}, Phones: []record.Object{}, Links: []record.Object{},
	}
	for _, e := range p.MoreEmails {
		m.Emails = append(m.Emails, record.Object{"email_address", e.Email, "type", e.Type})
	}
	if p.Phone != "" {
		m.Phones = append(m.Phones, record.Object{"phone_number", p.Phone, "type", nil})
	}
	for _, n := range p.MorePhones {
		m.Phones = append(m.Phones, record.Object{"phone_number", n.Phone, "type", n.Type})
	}
	for _, link := range p.Links {
		m.Links = append(m.Links, record.Object{"link", link.URL, "type", nil, "username", nil})
	}
	if l := p.Location; l != nil {
		m.Location = world.Address(l.City, l.Country, l.State, l.Street, "", l.Zip, "")
	}
	return m
}
