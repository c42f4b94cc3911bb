package kombo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// Employee is somebody who works for the customer, or did, or will.
// Source: docs.kombo.dev, "Get employees".
type Employee struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID       string `json:"id" required:"true"`
	RemoteID string `json:"remote_id,omitempty"`
	// EmployeeNumber is the customer's own.
	EmployeeNumber  string `json:"employee_number,omitempty"`
	FirstName       string `json:"first_name,omitempty"`
	LastName        string `json:"last_name,omitempty"`
	Nationality     string `json:"nationality,omitempty"`
	DisplayFullName string `json:"display_full_name,omitempty"`
	JobTitle        string `json:"job_title,omitempty"`
	// WorkEmail and PersonalEmail are "" where the tool's are none that are valid.
	WorkEmail         string `json:"work_email,omitempty"`
	PersonalEmail     string `json:"personal_email,omitempty"`
	MobilePhoneNumber string `json:"mobile_phone_number,omitempty"`
	// SSN is the social security number, TaxID that of the tax office.
	SSN              string           `json:"ssn,omitempty"`
	TaxID            string           `json:"tax_id,omitempty"`
	Gender           Gender           `json:"gender,omitempty"`
	Ethnicity        Ethnicity        `json:"ethnicity,omitempty"`
	MaritalStatus    MaritalStatus    `json:"marital_status,omitempty"`
	EmploymentStatus EmploymentStatus `json:"employment_status,omitempty"`
	EmploymentType   EmploymentType   `json:"employment_type,omitempty"`
	WeeklyHours      *float64         `json:"weekly_hours,omitempty"`
	// Avatar is the URL of a picture: the tool's, or that of a copy which Kombo keeps for a
	// while.
	Avatar         string `json:"avatar,omitempty"`
	WorkLocationID string `json:"work_location_id,omitempty"`
	LegalEntityID  string `json:"legal_entity_id,omitempty"`
	// ManagerID is the ID of another employee.
	ManagerID    string        `json:"manager_id,omitempty"`
	HomeAddress  *Address      `json:"home_address,omitempty"`
	BankAccounts []BankAccount `json:"bank_accounts,omitempty"`
	DateOfBirth  rolecall.Date `json:"date_of_birth,omitzero"`
	StartDate    rolecall.Date `json:"start_date,omitzero"`
	// TerminationDate may lie in the future.
	TerminationDate rolecall.Date `json:"termination_date,omitzero"`
	RemoteCreatedAt time.Time     `json:"remote_created_at,omitzero"`

	Employments []Employment `json:"employments,omitempty"`
	// TimeOffBalances have no Type here; TypeID names it.
	TimeOffBalances []TimeOffBalance `json:"time_off_balances,omitempty"`
	Manager         *Manager         `json:"manager,omitempty"`
	Groups          []GroupRef       `json:"groups,omitempty"`
	LegalEntity     *LegalEntityRef  `json:"legal_entity,omitempty"`
	// Teams is deprecated for Groups, which are the same.
	Teams        []GroupRef `json:"teams,omitempty"`
	WorkLocation *Location  `json:"work_location,omitempty"`

	Changes
	Remote
	IntegrationFields []IntegrationField `json:"integration_fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// Gender is as the tool has it.
type Gender string

// Values of [Gender].
const (
	GenderMale         Gender = "MALE"
	GenderFemale       Gender = "FEMALE"
	GenderNonBinary    Gender = "NON_BINARY"
	GenderNotSpecified Gender = "NOT_SPECIFIED"
)

// Ethnicity is as the tool has it. The set is open: what Kombo cannot map comes in the tool's
// own words.
type Ethnicity string

// Values of [Ethnicity].
const (
	EthnicityWhite                Ethnicity = "WHITE"
	EthnicityAsian                Ethnicity = "ASIAN"
	EthnicityHispanicLatino       Ethnicity = "HISPANIC_LATINO"
	EthnicityHawaiian             Ethnicity = "HAWAIIAN"
	EthnicityNativeAmerican       Ethnicity = "NATIVE_AMERICAN"
	EthnicityBlackAfricanAmerican Ethnicity = "BLACK_AFRICAN_AMERICAN"
	EthnicityMultiple             Ethnicity = "MULTIPLE_ETHNICITIES"
	EthnicityDeclined             Ethnicity = "DECLINE_TO_SPECIFY"
)

// MaritalStatus is as the tool has it. The set is open: what Kombo cannot map comes in the
// tool's own words.
type MaritalStatus string

// Values of [MaritalStatus].
const (
	MaritalSingle              MaritalStatus = "SINGLE"
	MaritalMarried             MaritalStatus = "MARRIED"
	MaritalDomesticPartnership MaritalStatus = "DOMESTIC_PARTNERSHIP"
	MaritalWidowed             MaritalStatus = "WIDOWED"
	MaritalDivorced            MaritalStatus = "DIVORCED"
	MaritalSeparated           MaritalStatus = "SEPARATED"
	MaritalNotMarried          MaritalStatus = "NOT_MARRIED"
)

// EmploymentStatus says whether somebody works for the customer now. The set is open: what
// Kombo cannot map comes in the tool's own words.
type EmploymentStatus string

// Values of [EmploymentStatus].
const (
	EmploymentActive EmploymentStatus = "ACTIVE"
	// EmploymentPending: the first day is to come.
	EmploymentPending  EmploymentStatus = "PENDING"
	EmploymentInactive EmploymentStatus = "INACTIVE"
	EmploymentLeave    EmploymentStatus = "LEAVE"
)

// BankAccount is where an employee is paid.
type BankAccount struct {
	// IBAN is filled by Kombo, too, where AccountNumber is a valid one.
	IBAN                string               `json:"iban,omitempty"`
	BIC                 string               `json:"bic,omitempty"`
	AccountNumber       string               `json:"account_number,omitempty"`
	HolderName          string               `json:"holder_name,omitempty"`
	BankName            string               `json:"bank_name,omitempty"`
	DomesticBankRouting *DomesticBankRouting `json:"domestic_bank_routing,omitempty"`

	rolecall.Extra `json:"-"`
}

// DomesticBankRouting is what names a bank within its country.
type DomesticBankRouting struct {
	Number string          `json:"number"`
	Type   BankRoutingType `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// BankRoutingType is a country's way to number its banks.
type BankRoutingType string

// Values of [BankRoutingType].
const (
	RoutingGBSortCode     BankRoutingType = "GB_SORT_CODE"
	RoutingDEBankleitzahl BankRoutingType = "DE_BANKLEITZAHL"
	RoutingUSABA          BankRoutingType = "US_ABA_ROUTING_TRANSIT_NUMBER"
	RoutingCA             BankRoutingType = "CA_ROUTING_NUMBER"
	RoutingAUBSB          BankRoutingType = "AU_BSB_CODE"
	RoutingFRRIB          BankRoutingType = "FR_RIB"
)

// Manager is whom an employee reports to. [Employee] is the whole.
type Manager struct {
	ID               string           `json:"id"`
	RemoteID         string           `json:"remote_id,omitempty"`
	FirstName        string           `json:"first_name,omitempty"`
	LastName         string           `json:"last_name,omitempty"`
	DisplayFullName  string           `json:"display_full_name,omitempty"`
	EmployeeNumber   string           `json:"employee_number,omitempty"`
	WorkEmail        string           `json:"work_email,omitempty"`
	EmploymentStatus EmploymentStatus `json:"employment_status,omitempty"`
	// TerminationDate may lie in the future.
	TerminationDate rolecall.Date `json:"termination_date,omitzero"`

	rolecall.Extra `json:"-"`
}

// EmployeeRef names an employee inside another record. [Employee] is the whole.
type EmployeeRef struct {
	ID              string `json:"id"`
	RemoteID        string `json:"remote_id,omitempty"`
	FirstName       string `json:"first_name,omitempty"`
	LastName        string `json:"last_name,omitempty"`
	DisplayFullName string `json:"display_full_name,omitempty"`
	WorkEmail       string `json:"work_email,omitempty"`
	// RemoteDeletedAt is when the employee vanished from the tool; zero: not at all.
	RemoteDeletedAt time.Time `json:"remote_deleted_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// ListEmployeesOptions filters [HRISService.ListEmployees]. See [ListOptions].
type ListEmployeesOptions struct {
	ListOptions
	EmploymentStatuses []EmploymentStatus `url:"employment_statuses,comma,omitempty"`
	GroupIDs           []string           `url:"group_ids,comma,omitempty"`
	LegalEntityIDs     []string           `url:"legal_entity_ids,comma,omitempty"`
	WorkLocationIDs    []string           `url:"work_location_ids,comma,omitempty"`
	WorkEmails         []string           `url:"work_emails,comma,omitempty"`
	PersonalEmails     []string           `url:"personal_emails,comma,omitempty"`
	// CustomFields asks for one value of one custom field. Nil: any.
	CustomFields CustomFieldFilter `url:"custom_fields,omitempty"`
}

// CustomFieldFilter is the key of a custom field and the value that it is to have: a text, a
// number, a boolean or nil, which is null. It is exactly one pair; anything else is refused
// before it is sent.
// Source: docs.kombo.dev, "Get employees".
type CustomFieldFilter map[string]any

// Problem returns why the filter would be rejected, "" if nothing is wrong. Nil is not a problem.
func (f CustomFieldFilter) Problem() string {
	if f == nil {
		return ""
	}
	if len(f) != 1 {
		return "must be exactly one pair of key and value"
	}
	if _, empty := f[""]; empty {
		return "has an empty key"
	}
	for _, value := range f {
		switch plain, err := plainValue(value); plain.(type) {
		case nil, string, bool, json.Number:
			if err == nil {
				return ""
			}
		}
	}
	return "has a value that is not a string, a number, a boolean or nil"
}

// Format prints of bytes how many they are.
func (f CustomFieldFilter) Format(s fmt.State, verb rune) {
	safeprint.Value(s, verb, reflect.ValueOf(f))
}

// EncodeValues writes the filter as the JSON that Kombo takes.
func (f CustomFieldFilter) EncodeValues(key string, v *url.Values) error {
	if problem := f.Problem(); problem != "" {
		return errors.New("CustomFields " + problem)
	}
	if f == nil {
		return nil
	}
	b, err := json.Marshal(map[string]any(f))
	if err != nil {
		return err
	}
	v.Set(key, string(b))
	return nil
}

// ListEmployees reads a page of employees. UpdatedAfter also finds employees whose
// employments, balances, manager, legal entity or work location changed, and those who joined
// or left a group, but not those of a group that changed itself.
// Source: docs.kombo.dev, "Get employees".
func (s *HRISService) ListEmployees(ctx context.Context, opts ListEmployeesOptions, call ...rolecall.CallOption) (*rolecall.Page[Employee], error) {
	return list[Employee](ctx, s.service, "hris/employees", opts, call)
}
