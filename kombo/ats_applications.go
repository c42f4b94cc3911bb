package kombo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// Application is a candidate's application for a job. The scope config decides which applications Kombo
// syncs: all of them, or only those that were created through Kombo.
// Source: docs.kombo.dev, "Get applications".
type Application struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string             `json:"id" required:"true"`
	RemoteID string             `json:"remote_id,omitempty"`
	Outcome  ApplicationOutcome `json:"outcome,omitempty"`
	// RejectionReasonName is the tool's name for the reason why the candidate was rejected.
	RejectionReasonName      string                           `json:"rejection_reason_name,omitempty"`
	RejectedAt               time.Time                        `json:"rejected_at,omitzero"`
	CurrentStageID           string                           `json:"current_stage_id,omitempty"`
	JobID                    string                           `json:"job_id,omitempty"`
	CandidateID              string                           `json:"candidate_id,omitempty"`
	ScreeningQuestionAnswers []Union[ScreeningQuestionAnswer] `json:"screening_question_answers,omitempty"`
	// RemoteURL is the application's page in the tool.
	RemoteURL       string    `json:"remote_url,omitempty"`
	RemoteCreatedAt time.Time `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time `json:"remote_updated_at,omitzero"`

	// Candidate has neither times nor applications in a list. [ATSService.ListCandidates] returns
	// the complete candidate.
	Candidate    *Candidate             `json:"candidate,omitempty"`
	CurrentStage *JobStage              `json:"current_stage,omitempty"`
	Job          *JobRef                `json:"job,omitempty"`
	Interviews   []ApplicationInterview `json:"interviews,omitempty"`
	Offers       []ApplicationOffer     `json:"offers,omitempty"`

	Changes
	Remote
	IntegrationFields []IntegrationField `json:"integration_fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// ApplicationOutcome is the result of an application.
type ApplicationOutcome string

// Values of [ApplicationOutcome].
const (
	ApplicationOutcomePending ApplicationOutcome = "PENDING"
	ApplicationOutcomeHired   ApplicationOutcome = "HIRED"
	// ApplicationOutcomeDeclined means that the employer rejected the candidate, or the candidate withdrew.
	ApplicationOutcomeDeclined ApplicationOutcome = "DECLINED"
)

// ApplicationInterview is an interview inside an [Application]. It has fewer fields than [Interview].
type ApplicationInterview struct {
	ID         string    `json:"id"`
	RemoteID   string    `json:"remote_id,omitempty"`
	Title      string    `json:"title,omitempty"`
	StartingAt time.Time `json:"starting_at,omitzero"`
	EndingAt   time.Time `json:"ending_at,omitzero"`
	Location   *Address  `json:"location,omitempty"`
	Canceled   *bool     `json:"canceled,omitempty"`

	rolecall.Extra `json:"-"`
}

// ApplicationOffer is an offer inside an [Application]. It has fewer fields than [Offer].
type ApplicationOffer struct {
	ID       string      `json:"id"`
	RemoteID string      `json:"remote_id,omitempty"`
	Status   OfferStatus `json:"status,omitempty"`

	rolecall.Extra `json:"-"`
}

// JobRef is a reference to a [Job] inside another record.
type JobRef struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListApplicationsOptions filters [ATSService.ListApplications]. See [ListOptions].
type ListApplicationsOptions struct {
	ListOptions
	Outcomes        []ApplicationOutcome `url:"outcomes,comma,omitempty"`
	JobIDs          []string             `url:"job_ids,comma,omitempty"`
	JobRemoteIDs    []string             `url:"job_remote_ids,comma,omitempty"`
	CurrentStageIDs []string             `url:"current_stage_ids,comma,omitempty"`
	// RemoteCreatedAfter selects applications that were created in the tool after this time.
	RemoteCreatedAfter time.Time `url:"remote_created_after,omitempty" layout:"2006-01-02T15:04:05.000Z"`
}

// ListApplications reads a page of applications. With UpdatedAfter, the list also contains
// applications whose candidate, stage, interviews or offers changed, but not those whose job changed.
// Source: docs.kombo.dev, "Get applications".
func (s *ATSService) ListApplications(ctx context.Context, opts ListApplicationsOptions, call ...rolecall.CallOption) (*rolecall.Page[Application], error) {
	return list[Application](ctx, s.service, "ats/applications", opts, call)
}

// RemoteFields holds additional fields for specific tools, by the name of the tool: "greenhouse",
// "workday". Kombo's documentation of each action lists the fields that a tool accepts.
type RemoteFields map[string]json.RawMessage

// Format prints the names and the length of each value.
func (v RemoteFields) Format(f fmt.State, verb rune) { safeprint.Value(f, verb, reflect.ValueOf(v)) }

// MoveApplicationToStageRequest names the new stage of an application.
type MoveApplicationToStageRequest struct {
	// StageID is the ID of one of the stages of the application's job ([Job.Stages]).
	// Required.
	StageID      string       `json:"stage_id"`
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v MoveApplicationToStageRequest) Problem() string { return required("StageID", v.StageID) }

// MoveApplicationToStage moves an application to another stage of its job.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Move application to stage".
func (s *ATSService) MoveApplicationToStage(ctx context.Context, applicationID string, req MoveApplicationToStageRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "PUT ats/applications/{application_id}/stage", req, call, applicationID)
}

// RejectApplicationRequest names the reason why an application is rejected.
type RejectApplicationRequest struct {
	// RejectionReasonID is the ID of a [RejectionReason]. Required.
	RejectionReasonID string `json:"rejection_reason_id"`
	// Note is stored in the tool if the tool supports it.
	Note         string       `json:"note,omitempty"`
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v RejectApplicationRequest) Problem() string {
	return required("RejectionReasonID", v.RejectionReasonID)
}

// RejectApplication rejects an application with one of the customer's rejection reasons.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Reject application".
func (s *ATSService) RejectApplication(ctx context.Context, applicationID string, req RejectApplicationRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST ats/applications/{application_id}/reject", req, call, applicationID)
}

// AddApplicationNoteRequest is a note on an application.
type AddApplicationNoteRequest struct {
	// Content is the text of the note. Required.
	Content string `json:"content"`
	// ContentType is the format of Content. "": NoteContentPlainText, which is the only format so far.
	ContentType  NoteContentType `json:"content_type"`
	RemoteFields RemoteFields    `json:"remote_fields,omitempty"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v AddApplicationNoteRequest) Problem() string { return required("Content", v.Content) }

// MarshalJSON encodes an empty ContentType as NoteContentPlainText.
func (v AddApplicationNoteRequest) MarshalJSON() ([]byte, error) {
	v.ContentType = cmp.Or(v.ContentType, NoteContentPlainText)
	type plain AddApplicationNoteRequest
	return marshal(plain(v))
}

// NoteContentType is the format of a note.
type NoteContentType string

// NoteContentPlainText is the only [NoteContentType] so far.
const NoteContentPlainText NoteContentType = "PLAIN_TEXT"

// AddApplicationNote adds a note to an application.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Add note to application".
func (s *ATSService) AddApplicationNote(ctx context.Context, applicationID string, req AddApplicationNoteRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST ats/applications/{application_id}/notes", req, call, applicationID)
}

// AddResultLinkRequest is a link to the result of a test, or of another step outside the tool. If a
// tool does not support such links, Kombo writes the link to another field.
type AddResultLinkRequest struct {
	// Label is the text of the link. Some tools do not show it. Required.
	Label string `json:"label"`
	// URL is the target of the link. Required.
	URL          string             `json:"url"`
	Details      *ResultLinkDetails `json:"details,omitempty"`
	RemoteFields RemoteFields       `json:"remote_fields,omitempty"`
}

// ResultLinkDetails is additional information about a result link.
type ResultLinkDetails struct {
	// CustomFieldNamePrefix is prepended to each key if the tool stores the attributes as custom
	// fields. It is usually the name of your product.
	CustomFieldNamePrefix string `json:"custom_field_name_prefix"`
	// Attributes are the values to show. Keep the keys short, since tools have little space for them.
	Attributes []ResultLinkAttribute `json:"attributes"`
}

// ResultLinkAttribute is one value with its name, for example a score.
type ResultLinkAttribute struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v AddResultLinkRequest) Problem() string {
	return cmp.Or(required("Label", v.Label), required("URL", v.URL))
}

// AddApplicationResultLink adds a result link to an application.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Add result link to application".
func (s *ATSService) AddApplicationResultLink(ctx context.Context, applicationID string, req AddResultLinkRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST ats/applications/{application_id}/result-links", req, call, applicationID)
}
