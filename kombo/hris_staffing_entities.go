package kombo

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// StaffingEntity is a place in the plan of who is to work: a job, a position or a requisition.
// Source: docs.kombo.dev, "Get staffing entities".
type StaffingEntity struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID        string            `json:"id" required:"true"`
	RemoteID  string            `json:"remote_id,omitempty"`
	Name      string            `json:"name,omitempty"`
	ModelType StaffingModelType `json:"model_type,omitempty"`
	// Description may be HTML.
	Description     string                   `json:"description,omitempty"`
	Status          StaffingStatus           `json:"status,omitempty"`
	EmploymentTypes []StaffingEmploymentType `json:"employment_types,omitempty"`
	// NumberOfOpenings is how many people are looked for. Nil: the tool does not say.
	NumberOfOpenings *float64 `json:"number_of_openings,omitempty"`
	// ParentID is the ID of the staffing entity that this one is a part of.
	ParentID string `json:"parent_id,omitempty"`
	// RemoteURL is the entity's page in the tool.
	RemoteURL       string    `json:"remote_url,omitempty"`
	RemoteCreatedAt time.Time `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time `json:"remote_updated_at,omitzero"`

	Locations     []LocationRef    `json:"locations,omitempty"`
	LegalEntities []LegalEntityRef `json:"legal_entities,omitempty"`
	Groups        []GroupRef       `json:"groups,omitempty"`
	Skills        []StaffingSkill  `json:"skills,omitempty"`

	Changes
	Remote
	IntegrationFields []IntegrationField `json:"integration_fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// StaffingModelType says what the tool calls a staffing entity.
type StaffingModelType string

// Values of [StaffingModelType].
const (
	StaffingModelJob         StaffingModelType = "JOB"
	StaffingModelPosition    StaffingModelType = "POSITION"
	StaffingModelRequisition StaffingModelType = "REQUISITION"
)

// StaffingStatus says whether somebody may be hired for a staffing entity.
type StaffingStatus string

// Values of [StaffingStatus].
const (
	// StaffingOpenLimited: for as many as NumberOfOpenings.
	StaffingOpenLimited StaffingStatus = "OPEN_LIMITED"
	// StaffingOpenUnlimited: for any number.
	StaffingOpenUnlimited StaffingStatus = "OPEN_UNLIMITED"
	StaffingPending       StaffingStatus = "PENDING"
	StaffingFrozen        StaffingStatus = "FROZEN"
	StaffingFilled        StaffingStatus = "FILLED"
	StaffingClosed        StaffingStatus = "CLOSED"
)

// StaffingEmploymentType is a way in which people may be employed for a staffing entity.
type StaffingEmploymentType struct {
	RemoteLabel string `json:"remote_label,omitempty"`
	// UnifiedType is "" where Kombo cannot map the tool's.
	UnifiedType EmploymentType `json:"unified_type,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListStaffingEntitiesOptions filters [HRISService.ListStaffingEntities]. See [ListOptions].
type ListStaffingEntitiesOptions struct {
	ListOptions
	ModelTypes []StaffingModelType `url:"model_types,comma,omitempty"`
	Statuses   []StaffingStatus    `url:"statuses,comma,omitempty"`
}

// ListStaffingEntities reads a page of staffing entities. UpdatedAfter also finds those whose
// locations, legal entities or groups changed.
// Source: docs.kombo.dev, "Get staffing entities".
func (s *HRISService) ListStaffingEntities(ctx context.Context, opts ListStaffingEntitiesOptions, call ...rolecall.CallOption) (*rolecall.Page[StaffingEntity], error) {
	return list[StaffingEntity](ctx, s.service, "hris/staffing-entities", opts, call)
}
