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

// Employee is a current, former or future employee of the customer.
// Source: docs.kombo.dev, "Get employees".
type Employee struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string `json:"id" required:"true"`
	RemoteID string `json:"remote_id,omitempty"`
	// EmployeeNumber is the number that the customer assigned to the employee.
	EmployeeNumber  string `json:"employee_number,omitempty"`
	FirstName       string `json:"first_name,omitempty"`
	LastName        string `json:"last_name,omitempty"`
	Nationality     string `json:"nationality,omitempty"`
	DisplayFullName string `json:"display_full_name,omitempty"`
	JobTitle        string `json:"job_title,omitempty"`
	// WorkEmail and PersonalEmail are "" if the tool has no address or an invalid one.
	WorkEmail         string `json:"work_email,omitempty"`
	PersonalEmail     string `json:"personal_email,omitempty"`
	MobilePhoneNumber string `json:"mobile_phone_number,omitempty"`
	// SSN is the social security number, TaxID the tax number.
	SSN              string           `json:"ssn,omitempty"`
	TaxID            string           `json:"tax_id,omitempty"`
	Gender           Gender           `json:"gender,omitempty"`
	Ethnicity        Ethnicity        `json:"ethnicity,omitempty"`
	MaritalStatus    MaritalStatus    `json:"marital_status,omitempty"`
	EmploymentStatus EmploymentStatus `json:"employment_status,omitempty"`
	EmploymentType   EmploymentType   `json:"employment_type,omitempty"`
	WeeklyHours      *float64         `json:"weekly_hours,omitempty"`
	// Avatar is the URL of a picture: the tool's own URL, or the URL of a temporary copy at Kombo.
	Avatar         string `json:"avatar,omitempty"`
	WorkLocationID string `json:"work_location_id,omitempty"`
	LegalEntityID  string `json:"legal_entity_id,omitempty"`
	// ManagerID is the [Employee.ID] of the manager.
	ManagerID    string        `json:"manager_id,omitempty"`
	HomeAddress  *Address      `json:"home_address,omitempty"`
	BankAccounts []BankAccount `json:"bank_accounts,omitempty"`
	DateOfBirth  rolecall.Date `json:"date_of_birth,omitzero"`
	StartDate    rolecall.Date `json:"start_date,omitzero"`
	// TerminationDate is the date of the termination, which may be in the past or in the future.
	TerminationDate rolecall.Date `json:"termination_date,omitzero"`
	RemoteCreatedAt time.Time     `json:"remote_created_at,omitzero"`

	Employments []Employment `json:"employments,omitempty"`
	// TimeOffBalances holds the employee's balances. Their Type is nil: use TypeID.
	TimeOffBalances []TimeOffBalance `json:"time_off_balances,omitempty"`
	Manager         *Manager         `json:"manager,omitempty"`
	Groups          []GroupRef       `json:"groups,omitempty"`
	LegalEntity     *LegalEntityRef  `json:"legal_entity,omitempty"`
	// Teams holds the same groups as Groups. Kombo has deprecated it.
	Teams        []GroupRef `json:"teams,omitempty"`
	WorkLocation *Location  `json:"work_location,omitempty"`

	Changes
	Remote
	IntegrationFields []IntegrationField `json:"integration_fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// Gender is the gender of an employee, as stored in the tool.
type Gender string

// Values of [Gender].
const (
	GenderMale         Gender = "MALE"
	GenderFemale       Gender = "FEMALE"
	GenderNonBinary    Gender = "NON_BINARY"
	GenderNotSpecified Gender = "NOT_SPECIFIED"
)

// Ethnicity is the ethnicity of an employee, as stored in the tool. If Kombo cannot map the tool's value, it is
// the tool's own string.
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

// MaritalStatus is the marital status of an employee, as stored in the tool. If Kombo cannot map the tool's
// value, it is the tool's own string.
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

// EmploymentStatus reports whether an employee currently works for the customer. If Kombo cannot map the tool's
// value, it is the tool's own string.
type EmploymentStatus string

// Values of [EmploymentStatus].
const (
	EmploymentActive EmploymentStatus = "ACTIVE"
	// EmploymentPending means that the employee has not started yet.
	EmploymentPending  EmploymentStatus = "PENDING"
	EmploymentInactive EmploymentStatus = "INACTIVE"
	EmploymentLeave    EmploymentStatus = "LEAVE"
)

// BankAccount is a bank account of an employee.
type BankAccount struct {
	// IBAN is the international bank account number. If the tool provides none, but AccountNumber is a valid
	// IBAN, Kombo copies AccountNumber to IBAN.
	IBAN                string               `json:"iban,omitempty"`
	BIC                 string               `json:"bic,omitempty"`
	AccountNumber       string               `json:"account_number,omitempty"`
	HolderName          string               `json:"holder_name,omitempty"`
	BankName            string               `json:"bank_name,omitempty"`
	DomesticBankRouting *DomesticBankRouting `json:"domestic_bank_routing,omitempty"`

	rolecall.Extra `json:"-"`
}

// DomesticBankRouting identifies a bank within its country.
type DomesticBankRouting struct {
	Number string          `json:"number"`
	Type   BankRoutingType `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// BankRoutingType is a national system of bank numbers.
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

// Manager is the employee that another employee reports to. [Employee] has more fields.
type Manager struct {
	ID               string           `json:"id"`
	RemoteID         string           `json:"remote_id,omitempty"`
	FirstName        string           `json:"first_name,omitempty"`
	LastName         string           `json:"last_name,omitempty"`
	DisplayFullName  string           `json:"display_full_name,omitempty"`
	EmployeeNumber   string           `json:"employee_number,omitempty"`
	WorkEmail        string           `json:"work_email,omitempty"`
	EmploymentStatus EmploymentStatus `json:"employment_status,omitempty"`
	// TerminationDate is the date of the termination, which may be in the past or in the future.
	TerminationDate rolecall.Date `json:"termination_date,omitzero"`

	rolecall.Extra `json:"-"`
}

// EmployeeRef is a reference to an [Employee] inside another record.
type EmployeeRef struct {
	ID              string `json:"id"`
	RemoteID        string `json:"remote_id,omitempty"`
	FirstName       string `json:"first_name,omitempty"`
	LastName        string `json:"last_name,omitempty"`
	DisplayFullName string `json:"display_full_name,omitempty"`
	WorkEmail       string `json:"work_email,omitempty"`
	// RemoteDeletedAt is the time at which the employee disappeared from the tool. It is zero while the employee
	// exists.
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
	// CustomFields selects employees with one value of one custom field. Nil selects all.
	CustomFields CustomFieldFilter `url:"custom_fields,omitempty"`
}

// CustomFieldFilter maps the key of a custom field to the value that the field must have: a string, a number, a
// boolean, or nil for null. It must have exactly one key; the call rejects any other filter before it sends
// anything.
// Source: docs.kombo.dev, "Get employees".
type CustomFieldFilter map[string]any

// Problem describes what makes the filter invalid, or returns "" if it is valid. A nil filter is valid.
func (f CustomFieldFilter) Problem() string {
	if f == nil {
		return ""
	}
	if len(f) != 1 {
		return "must have exactly one key and value"
	}
	if _, empty := f[""]; empty {
		return "has an empty key"
	}
	for _, value := range f {
		switch decoded, err := jsonValue(value); decoded.(type) {
		case nil, string, bool, json.Number:
			if err == nil {
				return ""
			}
		}
	}
	return "has a value that is not a string, a number, a boolean or nil"
}

// Format prints the filter. For bytes in it, it prints only their number.
func (f CustomFieldFilter) Format(s fmt.State, verb rune) {
	safeprint.Value(s, verb, reflect.ValueOf(f))
}

// EncodeValues adds the filter to a query, as the JSON that Kombo requires.
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

// ListEmployees reads a page of employees. A list with UpdatedAfter also contains the employees whose
// employments, balances, manager, legal entity or work location changed, and those who joined or left a group.
// A change to a group itself does not add its members to the list.
// Source: docs.kombo.dev, "Get employees".
func (s *HRISService) ListEmployees(ctx context.Context, opts ListEmployeesOptions, call ...rolecall.CallOption) (*rolecall.Page[Employee], error) {
	return list[Employee](ctx, s.service, "hris/employees", opts, call)
}
