package kombo

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// StaffingEntity is a job, a position or a requisition in the customer's headcount plan.
// Source: docs.kombo.dev, "Get staffing entities".
type StaffingEntity struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID        string            `json:"id" required:"true"`
	RemoteID  string            `json:"remote_id,omitempty"`
	Name      string            `json:"name,omitempty"`
	ModelType StaffingModelType `json:"model_type,omitempty"`
	// Description may be HTML.
	Description     string                   `json:"description,omitempty"`
	Status          StaffingStatus           `json:"status,omitempty"`
	EmploymentTypes []StaffingEmploymentType `json:"employment_types,omitempty"`
	// NumberOfOpenings is the number of people to hire. Nil means that the tool does not specify it.
	NumberOfOpenings *float64 `json:"number_of_openings,omitempty"`
	// ParentID is the [StaffingEntity.ID] of the staffing entity that contains this one.
	ParentID string `json:"parent_id,omitempty"`
	// RemoteURL is the URL of the entity's page in the tool.
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

// StaffingModelType is the kind of a staffing entity in the tool.
type StaffingModelType string

// Values of [StaffingModelType].
const (
	StaffingModelJob         StaffingModelType = "JOB"
	StaffingModelPosition    StaffingModelType = "POSITION"
	StaffingModelRequisition StaffingModelType = "REQUISITION"
)

// StaffingStatus reports whether employees may be hired for a staffing entity.
type StaffingStatus string

// Values of [StaffingStatus].
const (
	// StaffingOpenLimited means that up to NumberOfOpenings people may be hired.
	StaffingOpenLimited StaffingStatus = "OPEN_LIMITED"
	// StaffingOpenUnlimited means that any number of people may be hired.
	StaffingOpenUnlimited StaffingStatus = "OPEN_UNLIMITED"
	StaffingPending       StaffingStatus = "PENDING"
	StaffingFrozen        StaffingStatus = "FROZEN"
	StaffingFilled        StaffingStatus = "FILLED"
	StaffingClosed        StaffingStatus = "CLOSED"
)

// StaffingEmploymentType is an employment type that a staffing entity allows.
type StaffingEmploymentType struct {
	// RemoteLabel is the tool's own name of the employment type.
	RemoteLabel string `json:"remote_label,omitempty"`
	// UnifiedType is Kombo's own value for the employment type, or "" if Kombo cannot map the tool's.
	UnifiedType EmploymentType `json:"unified_type,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListStaffingEntitiesOptions filters [HRISService.ListStaffingEntities]. See [ListOptions].
type ListStaffingEntitiesOptions struct {
	ListOptions
	ModelTypes []StaffingModelType `url:"model_types,comma,omitempty"`
	Statuses   []StaffingStatus    `url:"statuses,comma,omitempty"`
}

// ListStaffingEntities reads a page of staffing entities. A list with UpdatedAfter also contains
// the entities whose locations, legal entities or groups changed.
// Source: docs.kombo.dev, "Get staffing entities".
func (s *HRISService) ListStaffingEntities(ctx context.Context, opts ListStaffingEntitiesOptions, call ...rolecall.CallOption) (*rolecall.Page[StaffingEntity], error) {
	return list[StaffingEntity](ctx, s.service, "hris/staffing-entities", opts, call)
}
