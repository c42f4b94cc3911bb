package knit

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// ListApplicationsOptions filters [ATSService.ListApplications]. See [ListOptions].
type ListApplicationsOptions struct {
	ListOptions
	// JobID is followed by some apps; one Knit user found it ignored.
	JobID  string            `url:"jobId,omitempty"`
	Status ApplicationStatus `url:"status,omitempty"`
	// CreatedAfter and UpdatedAfter ask for applications that are younger, or have changed
	// since.
	CreatedAfter time.Time `url:"createdAfter,omitempty" layout:"2006-01-02T15:04:05Z07:00"`
	UpdatedAfter time.Time `url:"updatedAfter,omitempty" layout:"2006-01-02T15:04:05Z07:00"`
}

// ListApplications reads a page of applications. Some apps say little of each here:
// [ATSService.GetApplication] has the rest.
//
// Source: public code of a Knit user; the filters from developers.getknit.dev, "Filtering data
// in APIs".
func (s *ATSService) ListApplications(ctx context.Context, opts ListApplicationsOptions, call ...rolecall.CallOption) (*rolecall.Page[Application], error) {
	return list[Application](ctx, s.service, "ats.application.list", "applications", opts.ListOptions, opts, call)
}

// ApplicationKey names an application. Knit needs both ids: the application's, and that of
// the candidate who sent it.
type ApplicationKey struct {
	ApplicationID string
	CandidateID   string
}

// problem says which id is missing, "" if none.
func (k ApplicationKey) problem() string {
	switch {
	case k.ApplicationID == "":
		return "ApplicationID is empty"
	case k.CandidateID == "":
		return "CandidateID is empty: Knit needs both ids"
	}
	return ""
}

// GetApplication reads one application, whole. Source: public code of a Knit user.
func (s *ATSService) GetApplication(ctx context.Context, key ApplicationKey, call ...rolecall.CallOption) (*Application, error) {
	req := s.read("ats.application.get", url.Values{"applicationId": {key.ApplicationID}, "candidateId": {key.CandidateID}})
	if problem := key.problem(); problem != "" {
		return nil, s.api.Invalid(req.Op, problem)
	}
	got, err := transport.Call[oneApplication](ctx, s.api, req, call...)
	return (*Application)(got), err
}

// oneApplication is an Application in the object that an answer wraps it in, or bare.
type oneApplication Application

func (v *oneApplication) UnmarshalJSON(b []byte) error {
	var member [2][]byte
	_ = jsonpeek.Pick(b, member[:], "application", "info") // no object: neither is there
	switch {
	case jsonpeek.KindOf(member[0]) == jsonpeek.Object:
		return codec.Unmarshal(member[0], v)
	case member[1] != nil:
		return codec.Unmarshal(b, v)
	}
	return &codec.Error{Path: "application", Want: "object", Got: "nothing"}
}

// CreateApplicationRequest is a candidate's application for a job. JobID is required, and
// either CandidateID or Candidate.
//
// Source: public code that makes this call, and Knit's pages about use cases.
type CreateApplicationRequest struct {
	JobID string `json:"jobId"`
	// InitialStageID is where the application begins; "": where the app puts it. Some apps
	// want one, whatever it says.
	InitialStageID string `json:"initialStageId,omitempty"`

	// CandidateID is one that the app knows, Candidate one that it is to make: never both.
	CandidateID string        `json:"candidateId,omitempty"`
	Candidate   *NewCandidate `json:"candidate,omitempty"`

	Answers    []NewAnswer    `json:"answers,omitempty"`
	Attachment *NewAttachment `json:"attachment,omitempty"`
	// Source is where the candidate comes from, in the customer's words.
	Source string            `json:"source,omitempty"`
	Origin ApplicationOrigin `json:"origin,omitempty"`
	// MetaData is what only one app asks for. It is sent as it is: public code sends a JSON
	// text with an object in it ([JSONText]), Knit's pages show the object itself.
	MetaData json.RawMessage `json:"metaData,omitempty"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// NewCandidate is a candidate who is not in the app yet. Knit's table marks FirstName,
// LastName, Phones and Emails as required; the SDK insists on the names alone, since apps
// differ.
type NewCandidate struct {
	FirstName string      `json:"firstName"`
	LastName  string      `json:"lastName"`
	Phones    []Phone     `json:"phones,omitempty"`
	Emails    []Email     `json:"emails,omitempty"`
	Title     string      `json:"title,omitempty"`
	Company   string      `json:"company,omitempty"`
	Links     []string    `json:"links,omitempty"`
	Education []Education `json:"education,omitempty"`

	PresentAddress   *Address `json:"presentAddress,omitempty"`
	WorkAddress      *Address `json:"workAddress,omitempty"`
	PermanentAddress *Address `json:"permanentAddress,omitempty"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// NewAnswer answers a question of the job's application form.
type NewAnswer struct {
	// ID is the question's.
	ID       string       `json:"id,omitempty"`
	Type     QuestionType `json:"type,omitempty"`
	Question string       `json:"question,omitempty"`
	Answer   string       `json:"answer,omitempty"`
	// MultipleChoiceAnswers are the options chosen, where the question has any.
	MultipleChoiceAnswers []string `json:"multipleChoiceAnswers,omitempty"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// CreatedApplication is what came of [ATSService.CreateApplication].
type CreatedApplication struct {
	ApplicationID string `json:"applicationId,omitempty"`
	CandidateID   string `json:"candidateId,omitempty"`
	JobID         string `json:"jobId,omitempty"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// createdApplication is a CreatedApplication with an id to find it by.
type createdApplication CreatedApplication

func (v *createdApplication) UnmarshalJSON(b []byte) error {
	if err := codec.Unmarshal(b, v); err != nil {
		return err
	}
	return missing("applicationId", v.ApplicationID+v.CandidateID)
}

// problem says why the request must not be sent, "" if nothing is wrong.
func (v *CreateApplicationRequest) problem() string {
	switch {
	case v.JobID == "":
		return "JobID is empty"
	case v.CandidateID == "" && v.Candidate == nil:
		return "there is no candidate: set CandidateID or Candidate"
	case v.CandidateID != "" && v.Candidate != nil:
		return "CandidateID and Candidate are both set: use one"
	case v.Candidate != nil && (v.Candidate.FirstName == "" || v.Candidate.LastName == ""):
		return "Candidate has no FirstName or no LastName"
	case v.Attachment != nil:
		return v.Attachment.problem()
	}
	return ""
}

// CreateApplication writes an application into the app, and its candidate where Candidate is
// set.
//
// It is not repeated once it may have reached Knit, so that nobody applies twice: an error that
// is [rolecall.ErrAmbiguous] means that the application may be there. Look for it with
// [ATSService.ListApplications] or [ATSService.SearchCandidates] first.
func (s *ATSService) CreateApplication(ctx context.Context, application CreateApplicationRequest, call ...rolecall.CallOption) (*CreatedApplication, error) {
	req := s.write("ats.application.create", application)
	if problem := application.problem(); problem != "" {
		return nil, s.api.Invalid(req.Op, problem)
	}
	created, err := transport.Call[createdApplication](ctx, s.api, req, call...)
	return (*CreatedApplication)(created), err
}

// UpdateStageRequest moves an application. All its names but the path of the call are
// inferred; what an app needs beside them goes into Extra.
type UpdateStageRequest struct {
	// ApplicationID and StageID, the target, are required. CandidateID is sent where set:
	// other calls need it.
	ApplicationID string `json:"applicationId"`
	CandidateID   string `json:"candidateId,omitempty"`
	StageID       string `json:"stageId"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// UpdatedStage is what came of [ATSService.UpdateStage], as it came: its shape is not public.
type UpdatedStage struct{ RawAnswer }

// UpdateStage moves an application to another stage of its job. It is not repeated once it may
// have reached Knit.
//
// The path is from Knit's pages about use cases; the body is inferred.
func (s *ATSService) UpdateStage(ctx context.Context, update UpdateStageRequest, call ...rolecall.CallOption) (*UpdatedStage, error) {
	req := s.write("ats.application.stage.update", update)
	switch {
	case update.ApplicationID == "":
		return nil, s.api.Invalid(req.Op, "ApplicationID is empty")
	case update.StageID == "":
		return nil, s.api.Invalid(req.Op, "StageID is empty")
	}
	return transport.Call[UpdatedStage](ctx, s.api, req, call...)
}
