package kombo

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// Changes is what every record of a list says about itself. It is embedded in the models.
type Changes struct {
	// ChangedAt moves when the record's own fields change, not when something nested does.
	ChangedAt time.Time `json:"changed_at,omitzero"`
	// RemoteDeletedAt is when the record vanished from the tool; zero while it is there.
	// 14 days later Kombo blanks all other fields: do not write them over what you have.
	RemoteDeletedAt time.Time `json:"remote_deleted_at,omitzero"`
}

// RawMembers are JSON values by their names, each one unmodified. It prints the names and how long each
// value is; the values are for encoding/json.
type RawMembers map[string]json.RawMessage

// Format prints the names and the length of each value.
func (v RawMembers) Format(f fmt.State, verb rune) { safeprint.Value(f, verb, reflect.ValueOf(v)) }

// RawValues are JSON values, each one unmodified. It prints how long each one is; the values are for
// encoding/json.
type RawValues []json.RawMessage

// Format prints the length of each value.
func (v RawValues) Format(f fmt.State, verb rune) { safeprint.Value(f, verb, reflect.ValueOf(v)) }

// Remote is what came from the tool beside Kombo's own fields. It is embedded in the models.
type Remote struct {
	// CustomFields are those that are mapped in Kombo's dashboard.
	CustomFields RawMembers `json:"custom_fields,omitempty"`
	// RemoteData is what the tool itself said, by the path it said it on, where the plan
	// includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`
}

// IntegrationField is a field of the tool that Kombo passes through.
type IntegrationField struct {
	ID    string               `json:"id"`
	Key   string               `json:"key,omitempty"`
	Label string               `json:"label,omitempty"`
	Type  IntegrationFieldType `json:"type,omitempty"`
	Value json.RawMessage      `json:"value,omitempty"`

	rolecall.Extra `json:"-"`
}

// IntegrationFieldType says whether every customer of a tool has the field.
type IntegrationFieldType string

// Values of [IntegrationFieldType].
const (
	IntegrationFieldDefault IntegrationFieldType = "DEFAULT"
	IntegrationFieldCustom  IntegrationFieldType = "CUSTOM"
)

// Address is a place, as far as the tool knows it.
type Address struct {
	City string `json:"city,omitempty"`
	// Country is ISO 3166-1 alpha-2 where Kombo can tell, else the tool's own word.
	Country string `json:"country,omitempty"`
	// Raw is the address in one line, as the tool has it.
	Raw     string `json:"raw,omitempty"`
	State   string `json:"state,omitempty"`
	Street1 string `json:"street_1,omitempty"`
	Street2 string `json:"street_2,omitempty"`
	ZIPCode string `json:"zip_code,omitempty"`

	rolecall.Extra `json:"-"`
}

// RoleType is what somebody does in hiring.
type RoleType string

// Values of [RoleType].
const (
	RoleHiringManager RoleType = "HIRING_MANAGER"
	RoleRecruiter     RoleType = "RECRUITER"
	RoleCoordinator   RoleType = "COORDINATOR"
	RoleSourcer       RoleType = "SOURCER"
	RoleInterviewer   RoleType = "INTERVIEWER"
	RoleAdmin         RoleType = "ADMIN"
)

// RoleScope is what a role is held for.
type RoleScope string

// Values of [RoleScope].
const (
	ScopeSystem RoleScope = "SYSTEM"
	ScopeJob    RoleScope = "JOB"
)

// AssignedRole is a role that somebody holds.
type AssignedRole struct {
	RemoteID    string `json:"remote_id,omitempty"`
	RemoteLabel string `json:"remote_label,omitempty"`
	// UnifiedType is "" where Kombo cannot map the tool's role.
	UnifiedType RoleType  `json:"unified_type,omitempty"`
	Scope       RoleScope `json:"scope,omitempty"`

	rolecall.Extra `json:"-"`
}
