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

// ImportTrackedApplicationRequest names an application that Kombo should track. It is for a scope
// config that otherwise tracks only applications that were created through Kombo.
type ImportTrackedApplicationRequest struct {
	// Application identifies the application. Create it with the function for the tool, such as
	// [GreenhouseApplication]. Required.
	Application TrackedApplicationID
	// TrackedAt is the time since which the application counts as tracked. Zero: null is sent.
	TrackedAt time.Time
}

// TrackedApplicationID identifies an application in one of the tools from which Kombo can import.
// Create it with the function for the tool. Kombo may add tools.
type TrackedApplicationID struct {
	// Tool is Kombo's name for the tool: "greenhouse".
	Tool string `json:"-"`
	// IDType is Kombo's name for the combination of ids that identifies the application. It
	// determines which of the following fields are set.
	IDType              string `json:"id_type"`
	ApplicationRemoteID string `json:"application_remote_id,omitempty"`
	CandidateRemoteID   string `json:"candidate_remote_id,omitempty"`
	JobRemoteID         string `json:"job_remote_id,omitempty"`
	ApplicationID       string `json:"application_id,omitempty"`
	PlacementID         string `json:"placement_id,omitempty"`

	rolecall.Extra `json:"-" codec:"own"`
}

// ERecruiterJobApplication identifies an application in eRecruiter by its id and its job.
func ERecruiterJobApplication(applicationRemoteID, jobRemoteID string) TrackedApplicationID {
	return TrackedApplicationID{
		Tool: "erecruiter", IDType: "application_and_job_remote_ids",
		ApplicationRemoteID: applicationRemoteID, JobRemoteID: jobRemoteID,
	}
}

// ERecruiterCandidateApplication identifies an application in eRecruiter by its id and its candidate.
func ERecruiterCandidateApplication(applicationRemoteID, candidateRemoteID string) TrackedApplicationID {
	return TrackedApplicationID{
		Tool: "erecruiter", IDType: "application_and_candidate_remote_ids",
		ApplicationRemoteID: applicationRemoteID, CandidateRemoteID: candidateRemoteID,
	}
}

// SuccessFactorsApplication identifies an application in SAP SuccessFactors.
func SuccessFactorsApplication(applicationRemoteID string) TrackedApplicationID {
	return TrackedApplicationID{Tool: "successfactors", IDType: "application_remote_id", ApplicationRemoteID: applicationRemoteID}
}

// RecruiteePlacement identifies an application in Recruitee.
func RecruiteePlacement(placementID string) TrackedApplicationID {
	return TrackedApplicationID{Tool: "recruitee", IDType: "placement_id", PlacementID: placementID}
}

// GreenhouseApplication identifies an application in Greenhouse.
func GreenhouseApplication(applicationID string) TrackedApplicationID {
	return TrackedApplicationID{Tool: "greenhouse", IDType: "application_id", ApplicationID: applicationID}
}

// GreenhouseV3Application identifies an application in Greenhouse, if the integration uses
// Greenhouse's newer API.
func GreenhouseV3Application(applicationID string) TrackedApplicationID {
	return TrackedApplicationID{Tool: "greenhousev3", IDType: "application_id", ApplicationID: applicationID}
}

// OnlyfyApplication identifies an application in onlyfy.
func OnlyfyApplication(applicationID string) TrackedApplicationID {
	return TrackedApplicationID{Tool: "onlyfy", IDType: "application_id", ApplicationID: applicationID}
}

// SmartRecruitersApplication identifies an application in SmartRecruiters by its candidate and its job.
func SmartRecruitersApplication(candidateRemoteID, jobRemoteID string) TrackedApplicationID {
	return TrackedApplicationID{
		Tool: "smartrecruiters", IDType: "candidate_and_job_remote_ids",
		CandidateRemoteID: candidateRemoteID, JobRemoteID: jobRemoteID,
	}
}

// Problem describes what makes the id invalid, or returns "" if it is valid.
func (v TrackedApplicationID) Problem() string {
	if v.Tool == "" || v.Tool == trackedAt || v.IDType == "" {
		return "does not name a tool: create it with GreenhouseApplication or a similar function"
	}
	// The fields that each id type requires, as its function sets them.
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

var errOneTool = errors.New("kombo: a tracked application names more than one tool")

// trackedIDMembers is a TrackedApplicationID without its methods.
type trackedIDMembers TrackedApplicationID

// MarshalJSON encodes the id under the name of its tool: {"greenhouse": {…}}.
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

// UnmarshalJSON decodes what MarshalJSON encodes. Kombo's schema allows several tools in a response.
// UnmarshalJSON then decodes the first one and ignores the others, since the import has already
// happened.
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

// member decodes the member whose name is a tool and whose value is the id.
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

// MarshalJSON encodes the id under the name of its tool, and tracked_at as null if it is zero.
func (v ImportTrackedApplicationRequest) MarshalJSON() ([]byte, error) {
	members := map[string]any{trackedAt: nil}
	if !v.TrackedAt.IsZero() {
		members[trackedAt] = v.TrackedAt.UTC() // the only time zone that Kombo accepts
	}
	if v.Application.Tool != "" {
		members[v.Application.Tool] = trackedIDMembers(v.Application)
	}
	return json.Marshal(members)
}

// UnmarshalJSON decodes what MarshalJSON encodes.
func (v *ImportTrackedApplicationRequest) UnmarshalJSON(b []byte) error {
	*v = ImportTrackedApplicationRequest{}
	return jsonpeek.Members(b, func(name, value []byte) error {
		if string(name) == trackedAt {
			return json.Unmarshal(value, &v.TrackedAt)
		}
		return v.Application.member(name, value)
	})
}

// TrackedApplication is an application that Kombo has begun to track. The next sync reads its data.
type TrackedApplication struct {
	ID         string               `json:"id"`
	TrackedAt  time.Time            `json:"tracked_at,omitzero"`
	ImportedID TrackedApplicationID `json:"imported_id,omitzero"`

	rolecall.Extra `json:"-"`
}

// ImportTrackedApplication makes Kombo track an application that was not created through Kombo.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Import tracked application".
func (s *ATSService) ImportTrackedApplication(ctx context.Context, req ImportTrackedApplicationRequest, call ...rolecall.CallOption) (*Result[TrackedApplication], error) {
	return act[TrackedApplication](ctx, s.service, "POST ats/import-tracked-application", req, call)
}
