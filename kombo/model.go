package kombo

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// Changes holds the change and deletion times of a record. Most models in lists embed it.
type Changes struct {
	// ChangedAt is the time of the last change to the record's own fields. Changes to nested records do not
	// move it.
	ChangedAt time.Time `json:"changed_at,omitzero"`
	// RemoteDeletedAt is the time at which the record disappeared from the tool. It is zero while the record
	// exists. 14 days later Kombo empties all other fields: do not overwrite your stored record with them.
	RemoteDeletedAt time.Time `json:"remote_deleted_at,omitzero"`
}

// RawMembers holds members of a JSON object by name, each value unmodified. Package fmt prints the names
// and the length of each value. To write the values themselves, use encoding/json.
type RawMembers map[string]json.RawMessage

// Format prints the names and the length of each value.
func (v RawMembers) Format(f fmt.State, verb rune) { safeprint.Value(f, verb, reflect.ValueOf(v)) }

// RawValues holds JSON values, each one unmodified. Package fmt prints the length of each value. To write
// the values themselves, use encoding/json.
type RawValues []json.RawMessage

// Format prints the length of each value.
func (v RawValues) Format(f fmt.State, verb rune) { safeprint.Value(f, verb, reflect.ValueOf(v)) }

// Remote holds data from the tool in addition to Kombo's own fields. Many models embed it.
type Remote struct {
	// CustomFields holds the custom fields that are mapped in Kombo's dashboard, by key.
	CustomFields RawMembers `json:"custom_fields,omitempty"`
	// RemoteData holds the tool's own responses by the path of the tool's endpoint, if your Kombo plan
	// includes them.
	RemoteData RawMembers `json:"remote_data,omitempty"`
}

// IntegrationField is a field of the tool that Kombo includes in a record without mapping it to one of its own
// fields.
type IntegrationField struct {
	ID    string               `json:"id"`
	Key   string               `json:"key,omitempty"`
	Label string               `json:"label,omitempty"`
	Type  IntegrationFieldType `json:"type,omitempty"`
	Value json.RawMessage      `json:"value,omitempty"`

	rolecall.Extra `json:"-"`
}

// IntegrationFieldType reports whether a field is built into the tool or was created by the customer.
type IntegrationFieldType string

// Values of [IntegrationFieldType].
const (
	IntegrationFieldDefault IntegrationFieldType = "DEFAULT"
	IntegrationFieldCustom  IntegrationFieldType = "CUSTOM"
)

// Address is a postal address. Fields that the tool does not provide are empty.
type Address struct {
	City string `json:"city,omitempty"`
	// Country is an ISO 3166-1 alpha-2 code if Kombo can determine it, otherwise the tool's own value.
	Country string `json:"country,omitempty"`
	// Raw is the tool's address as a single string.
	Raw     string `json:"raw,omitempty"`
	State   string `json:"state,omitempty"`
	Street1 string `json:"street_1,omitempty"`
	Street2 string `json:"street_2,omitempty"`
	ZIPCode string `json:"zip_code,omitempty"`

	rolecall.Extra `json:"-"`
}

// RoleType is the kind of a role that a user has in hiring.
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

// RoleScope reports whether a role applies to the whole tool or to one job.
type RoleScope string

// Values of [RoleScope].
const (
	ScopeSystem RoleScope = "SYSTEM"
	ScopeJob    RoleScope = "JOB"
)

// AssignedRole is a role that a user has.
type AssignedRole struct {
	RemoteID    string `json:"remote_id,omitempty"`
	RemoteLabel string `json:"remote_label,omitempty"`
	// UnifiedType is Kombo's own value for the role, or "" if Kombo cannot map the tool's.
	UnifiedType RoleType  `json:"unified_type,omitempty"`
	Scope       RoleScope `json:"scope,omitempty"`

	rolecall.Extra `json:"-"`
}
