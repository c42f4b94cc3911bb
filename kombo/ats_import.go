package kombo

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// ImportTrackedApplicationRequest names an application that Kombo is to follow from now on, in a
// scope config that else follows only those that were made through Kombo.
type ImportTrackedApplicationRequest struct {
	// Application is made with the function of its tool: [GreenhouseApplication]. Required.
	Application TrackedApplicationID
	// TrackedAt is since when it counts as tracked. Zero: Kombo gets null.
	TrackedAt time.Time
}

// TrackedApplicationID is how a tool names an application, for the tools that Kombo can import
// from. Make it with the function of its tool; other tools may follow.
type TrackedApplicationID struct {
	// Tool is Kombo's name of the tool: "greenhouse".
	Tool string `json:"-"`
	// IDType says which of the others are set.
	IDType              string `json:"id_type"`
	ApplicationRemoteID string `json:"application_remote_id,omitempty"`
	CandidateRemoteID   string `json:"candidate_remote_id,omitempty"`
	JobRemoteID         string `json:"job_remote_id,omitempty"`
	ApplicationID       string `json:"application_id,omitempty"`
	PlacementID         string `json:"placement_id,omitempty"`

	rolecall.Extra `json:"-" codec:"own"`
}

// ERecruiterJobApplication names an application in eRecruiter by its job.
func ERecruiterJobApplication(applicationRemoteID, jobRemoteID string) TrackedApplicationID {
	return TrackedApplicationID{
		Tool: "erecruiter", IDType: "application_and_job_remote_ids",
		ApplicationRemoteID: applicationRemoteID, JobRemoteID: jobRemoteID,
	}
}

// ERecruiterCandidateApplication names an application in eRecruiter by its candidate.
func ERecruiterCandidateApplication(applicationRemoteID, candidateRemoteID string) TrackedApplicationID {
	return TrackedApplicationID{
		Tool: "erecruiter", IDType: "application_and_candidate_remote_ids",
		ApplicationRemoteID: applicationRemoteID, CandidateRemoteID: candidateRemoteID,
	}
}

// SuccessFactorsApplication names an application in SAP SuccessFactors.
func SuccessFactorsApplication(applicationRemoteID string) TrackedApplicationID {
	return TrackedApplicationID{Tool: "successfactors", IDType: "application_remote_id", ApplicationRemoteID: applicationRemoteID}
}

// RecruiteePlacement names an application in Recruitee.
func RecruiteePlacement(placementID string) TrackedApplicationID {
	return TrackedApplicationID{Tool: "recruitee", IDType: "placement_id", PlacementID: placementID}
}

// GreenhouseApplication names an application in Greenhouse.
func GreenhouseApplication(applicationID string) TrackedApplicationID {
	return TrackedApplicationID{Tool: "greenhouse", IDType: "application_id", ApplicationID: applicationID}
}

// GreenhouseV3Application names an application in Greenhouse, where the integration uses its
// newer API.
func GreenhouseV3Application(applicationID string) TrackedApplicationID {
	return TrackedApplicationID{Tool: "greenhousev3", IDType: "application_id", ApplicationID: applicationID}
}

// OnlyfyApplication names an application in onlyfy.
func OnlyfyApplication(applicationID string) TrackedApplicationID {
	return TrackedApplicationID{Tool: "onlyfy", IDType: "application_id", ApplicationID: applicationID}
}

// SmartRecruitersApplication names an application in SmartRecruiters.
func SmartRecruitersApplication(candidateRemoteID, jobRemoteID string) TrackedApplicationID {
	return TrackedApplicationID{
		Tool: "smartrecruiters", IDType: "candidate_and_job_remote_ids",
		CandidateRemoteID: candidateRemoteID, JobRemoteID: jobRemoteID,
	}
}

// Problem returns why the application cannot be imported, "" if nothing is wrong.
func (v TrackedApplicationID) Problem() string {
	if v.Tool == "" || v.Tool == trackedAt || v.IDType == "" {
		return "names no tool: make it with GreenhouseApplication or one of its kind"
	}
	// What an id type needs is in its own function; an empty one means a forgotten value.
	of := map[string][]string{
		"application_and_job_remote_ids":       {v.ApplicationRemoteID, v.JobRemoteID},
		"application_and_candidate_remote_ids": {v.ApplicationRemoteID, v.CandidateRemoteID},
		"candidate_and_job_remote_ids":         {v.CandidateRemoteID, v.JobRemoteID},
		"application_remote_id":                {v.ApplicationRemoteID},
		"application_id":                       {v.ApplicationID},
		"placement_id":                         {v.PlacementID},
	}
	if slices.Contains(of[v.IDType], "") {
		return "has an empty id"
	}
	return ""
}

const trackedAt = "tracked_at"

var errOneTool = errors.New("kombo: a tracked application does not name exactly one tool")

// trackedIDMembers is a TrackedApplicationID without its methods.
type trackedIDMembers TrackedApplicationID

// MarshalJSON writes the id under its tool: {"greenhouse": {…}}.
func (v TrackedApplicationID) MarshalJSON() ([]byte, error) {
	if v.Tool == "" {
		return []byte("{}"), nil
	}
	members, err := codec.Marshal(v)
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]json.RawMessage{v.Tool: members})
}

// UnmarshalJSON reads what MarshalJSON writes. Of several tools, which Kombo's schema allows in
// an answer, it takes the first: the import is done.
func (v *TrackedApplicationID) UnmarshalJSON(b []byte) error {
	*v = TrackedApplicationID{}
	if jsonpeek.KindOf(b) == jsonpeek.Null {
		return nil
	}
	return jsonpeek.Members(b, func(tool, value []byte) error {
		if v.Tool != "" {
			return nil
		}
		return v.member(tool, value)
	})
}

// member reads the id that stands under the name of its tool.
func (v *TrackedApplicationID) member(tool, value []byte) error {
	if jsonpeek.KindOf(value) != jsonpeek.Object {
		return nil
	}
	if v.Tool != "" {
		return errOneTool
	}
	if err := codec.UnmarshalStrict(value, v, (*trackedIDMembers)(v)); err != nil {
		return err
	}
	v.Tool = string(tool)
	return nil
}

// MarshalJSON writes the id under its tool, and tracked_at, null where it is zero.
func (v ImportTrackedApplicationRequest) MarshalJSON() ([]byte, error) {
	members := map[string]any{trackedAt: nil}
	if !v.TrackedAt.IsZero() {
		members[trackedAt] = v.TrackedAt.UTC() // the only zone that Kombo takes
	}
	if v.Application.Tool != "" {
		members[v.Application.Tool] = trackedIDMembers(v.Application)
	}
	return json.Marshal(members)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *ImportTrackedApplicationRequest) UnmarshalJSON(b []byte) error {
	*v = ImportTrackedApplicationRequest{}
	return jsonpeek.Members(b, func(name, value []byte) error {
		if string(name) == trackedAt {
			return json.Unmarshal(value, &v.TrackedAt)
		}
		return v.Application.member(name, value)
	})
}

// TrackedApplication is an application that Kombo follows from now on. Its data comes with the
// next sync.
type TrackedApplication struct {
	ID         string               `json:"id"`
	TrackedAt  time.Time            `json:"tracked_at,omitzero"`
	ImportedID TrackedApplicationID `json:"imported_id,omitzero"`

	rolecall.Extra `json:"-"`
}

// ImportTrackedApplication makes Kombo follow an application that was not made through it.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Import tracked application".
func (s *ATSService) ImportTrackedApplication(ctx context.Context, req ImportTrackedApplicationRequest, call ...rolecall.CallOption) (*Result[TrackedApplication], error) {
	return act[TrackedApplication](ctx, s.service, "POST ats/import-tracked-application", req, call)
}
