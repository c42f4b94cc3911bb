package kombo

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// InterviewPlace is the kind of place of an interview: in person or online.
type InterviewPlace string

// Values of [InterviewPlace].
const (
	InterviewPlacePhysical InterviewPlace = "PHYSICAL"
	InterviewPlaceVirtual  InterviewPlace = "VIRTUAL"
)

// InterviewLocation is the location of an interview.
type InterviewLocation struct {
	// Type is the kind of place. Required.
	Type InterviewPlace `json:"type"`
	// Address is the address of the place. Optional.
	Address string `json:"address,omitempty"`
}

// Problem returns "Type is empty" if Type is empty, otherwise "".
func (v InterviewLocation) Problem() string { return required("Type", v.Type) }

// NewInterview is an interview to be created or changed. All fields are required.
type NewInterview struct {
	Title string `json:"title"`
	// StartTime and EndTime are sent in UTC. EndTime must be after StartTime. Kombo's document
	// declares them as strings without a format: RFC 3339 is inferred from its other times.
	StartTime time.Time `json:"start_time"`
	EndTime   time.Time `json:"end_time"`
	// InterviewerUserIDs and OrganizerUserID are values of [User.ID].
	InterviewerUserIDs []string          `json:"interviewer_user_ids"`
	OrganizerUserID    string            `json:"organizer_user_id"`
	Location           InterviewLocation `json:"location"`
}

// Problem describes what makes the interview invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v NewInterview) Problem() string {
	switch {
	case v.Title == "":
		return "Title is empty"
	case v.StartTime.IsZero():
		return "StartTime is zero"
	case v.EndTime.IsZero():
		return "EndTime is zero"
	case !v.EndTime.After(v.StartTime):
		return "EndTime is not after StartTime"
	case len(v.InterviewerUserIDs) == 0:
		return "InterviewerUserIDs is empty"
	case v.OrganizerUserID == "":
		return "OrganizerUserID is empty"
	}
	return ""
}

const interviewTime = "2006-01-02T15:04:05.000Z"

// interviewBody is the JSON of a [NewInterview].
type interviewBody struct {
	InterviewID        string            `json:"interview_id,omitempty"`
	Title              string            `json:"title"`
	StartTime          string            `json:"start_time"`
	EndTime            string            `json:"end_time"`
	InterviewerUserIDs []string          `json:"interviewer_user_ids"`
	OrganizerUserID    string            `json:"organizer_user_id"`
	Location           InterviewLocation `json:"location"`
}

func (v *NewInterview) body(id string) interviewBody {
	return interviewBody{
		id, v.Title, v.StartTime.UTC().Format(interviewTime), v.EndTime.UTC().Format(interviewTime),
		v.InterviewerUserIDs, v.OrganizerUserID, v.Location,
	}
}

// MarshalJSON encodes the times in UTC.
func (v NewInterview) MarshalJSON() ([]byte, error) { return json.Marshal(v.body("")) }

// CreateInterview creates an interview for an application in the tool. applicationID is an
// [Application.ID]. Kombo's response does not contain the interview's id: [ATSService.ListInterviews]
// returns the interview after the next sync. The operation is in closed beta: Kombo enables it for
// selected customers.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Create interview".
func (s *ATSService) CreateInterview(ctx context.Context, applicationID string, req NewInterview, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST ats/applications/{application_id}/interviews", req, call, applicationID)
}

// UpdateInterviewRequest replaces all fields of an interview.
type UpdateInterviewRequest struct {
	// InterviewID is an [Interview.ID]. Required.
	InterviewID string
	NewInterview
}

// Problem returns "InterviewID is empty" if InterviewID is empty, otherwise "". It does not check the
// NewInterview.
func (v UpdateInterviewRequest) Problem() string { return required("InterviewID", v.InterviewID) }

// MarshalJSON encodes the interview and its id as one object, with the times in UTC.
func (v UpdateInterviewRequest) MarshalJSON() ([]byte, error) {
	return json.Marshal(v.body(v.InterviewID))
}

// UpdateInterview changes an interview of an application in the tool. applicationID is an
// [Application.ID]. The operation is in closed beta: Kombo enables it for selected customers.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Update interview".
func (s *ATSService) UpdateInterview(ctx context.Context, applicationID string, req UpdateInterviewRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "PATCH ats/applications/{application_id}/interviews", req, call, applicationID)
}
