package knit

import (
	"context"
	"encoding/json"

	"github.com/rolecall-dev/rolecall"
)

// Employee is a person in an HRIS, a directory or a payroll tool. A model that the sync does not subscribe
// to is nil. Knit sends a list as an array, as an object that wraps the array under the list's name, as
// null, as {} or not at all. All of these decode into a slice, which is nil if the list is empty.
//
// Source: developers.getknit.dev, "Employee data model" and "Syncing employee data"; the members of the
// models and their values are also from public code of a Knit user.
type Employee struct {
	Profile      *EmployeeProfile `json:"profile,omitempty"`
	ContactInfo  *ContactInfo     `json:"contactInfo,omitempty"`
	OrgStructure *OrgStructure    `json:"orgStructure,omitempty"`
	Dependents   []Dependent      `json:"dependents,omitempty"`
	Locations    *Locations       `json:"locations,omitempty"`
	// BankAccounts are the employee's bank accounts. The member bankAccountDetails, the name in Knit's
	// guide, is also decoded.
	BankAccounts   []BankAccount    `json:"bankAccounts,omitempty" alt:"bankAccountDetails"`
	KYC            *KYC             `json:"employeeKYC,omitempty"`
	Identification []Identification `json:"employeeIdentificationData,omitempty"`
	// RawValues are the tool's own values of the enums.
	RawValues *EmployeeRawValues `json:"rawValues,omitempty"`
	// CustomFields are the fields that the customer has added in the tool.
	CustomFields map[string]json.RawMessage `json:"customFields,omitempty"`

	// The fields below hold raw JSON: Knit's tables of these models are not public. LeaveRequests probably
	// has the shape of [LeaveRequest] (inferred).
	ProfilePicture json.RawMessage `json:"employeeProfilePicture,omitempty"`
	Compensation   json.RawMessage `json:"compensation,omitempty"`
	Deductions     json.RawMessage `json:"deductions,omitempty"`
	W4             json.RawMessage `json:"w4Data,omitempty"`
	Company        json.RawMessage `json:"company,omitempty"`
	LeaveRequests  json.RawMessage `json:"leaveRequests,omitempty"`

	rolecall.Extra `json:"-"`
}

// The enums of an employee.
type (
	// EmploymentStatus is the status of an employment, such as [EmploymentActive].
	EmploymentStatus string
	// EmploymentType is the type of an employment, such as [EmploymentFullTime].
	EmploymentType string
	// MaritalStatus is a marital status, such as [MaritalMarried].
	MaritalStatus string
	// Gender is a gender, such as [GenderFemale].
	Gender string
	// PhoneType is the type of a [Phone], such as [PhoneWork].
	PhoneType string
	// Relation is the relation of a [Dependent] to the employee, such as [RelationSpouse].
	Relation string
	// AddressType is the type of an [Address], such as [AddressWork].
	AddressType string
	// BankAccountType is the type of a [BankAccount], such as [AccountSavings].
	BankAccountType string
	// RoutingType is the type of a [Routing], such as [RoutingIBAN].
	RoutingType string
	// PayType is a part of an employee's pay, such as [PayBonus].
	PayType string
	// DocumentType is the type of an [Identification], such as [DocumentPassport].
	DocumentType string
)

// NotSpecified is the enum value that Knit sends if the tool has no value, or none that Knit recognizes. It
// is an untyped constant, so it can be compared with every enum.
const NotSpecified = "NOT_SPECIFIED"

// Values of [EmploymentStatus].
const (
	EmploymentActive   EmploymentStatus = "ACTIVE"
	EmploymentInactive EmploymentStatus = "INACTIVE"
)

// Values of [EmploymentType].
const (
	EmploymentFullTime EmploymentType = "FULL_TIME"
	EmploymentPartTime EmploymentType = "PART_TIME"
	EmploymentContract EmploymentType = "CONTRACT"
)

// Values of [MaritalStatus].
const (
	MaritalMarried   MaritalStatus = "MARRIED"
	MaritalSingle    MaritalStatus = "SINGLE"
	MaritalWidowed   MaritalStatus = "WIDOWED"
	MaritalSeparated MaritalStatus = "SEPARATED"
	MaritalDivorced  MaritalStatus = "DIVORCED"
)

// Values of [Gender].
const (
	GenderMale      Gender = "MALE"
	GenderFemale    Gender = "FEMALE"
	GenderNonBinary Gender = "NON_BINARY"
)

// Values of [PhoneType].
const (
	PhoneWork     PhoneType = "WORK"
	PhonePersonal PhoneType = "PERSONAL"
	PhoneHome     PhoneType = "HOME"
	PhoneMobile   PhoneType = "MOBILE"
	PhoneSkype    PhoneType = "SKYPE"
)

// Values of [Relation].
const (
	RelationParent   Relation = "PARENT"
	RelationFather   Relation = "FATHER"
	RelationMother   Relation = "MOTHER"
	RelationSon      Relation = "SON"
	RelationDaughter Relation = "DAUGHTER"
	RelationChild    Relation = "CHILD"
	RelationBrother  Relation = "BROTHER"
	RelationSister   Relation = "SISTER"
	RelationSibling  Relation = "SIBLING"
	RelationHusband  Relation = "HUSBAND"
	RelationWife     Relation = "WIFE"
	RelationSpouse   Relation = "SPOUSE"
)

// Values of [AddressType].
const (
	AddressWork      AddressType = "WORK"
	AddressPresent   AddressType = "HOME_PRESENT"
	AddressPermanent AddressType = "HOME_PERMANENT"
)

// Values of [BankAccountType].
const (
	AccountSavings  BankAccountType = "SAVINGS"
	AccountCurrent  BankAccountType = "CURRENT"
	AccountChecking BankAccountType = "CHECKING"
)

// Values of [RoutingType].
const (
	RoutingNumber RoutingType = "ROUTING_NUMBER"
	RoutingIBAN   RoutingType = "IBAN"
	RoutingSWIFT  RoutingType = "SWIFT_CODE"
	RoutingIFSC   RoutingType = "IFSC_CODE"
	RoutingBankID RoutingType = "BANK_IDENTIFICATION_CODE"
	RoutingBranch RoutingType = "BRANCH_CODE"
)

// Values of [PayType].
const (
	PayAll     PayType = "ALL"
	PayRegular PayType = "REGULAR"
	PayExpense PayType = "EXPENSE"
	PayBonus   PayType = "BONUS"
)

// Values of [DocumentType].
const (
	DocumentNationalID DocumentType = "NATIONAL_ID"
	DocumentLicense    DocumentType = "LICENSE"
	DocumentPassport   DocumentType = "PASSPORT"
	DocumentOthers     DocumentType = "OTHERS"
)

// EmployeeProfile holds the main data of an employee. It is the model employee_profile. Dates without a
// time of day are midnight UTC.
type EmployeeProfile struct {
	// ID is the employee's id in the customer's tool.
	ID              string        `json:"id,omitempty"`
	FirstName       string        `json:"firstName,omitempty"`
	LastName        string        `json:"lastName,omitempty"`
	EmployeeNumber  string        `json:"employeeNumber,omitempty"`
	WorkEmail       string        `json:"workEmail,omitempty"`
	StartDate       rolecall.Date `json:"startDate,omitzero"`
	BirthDate       rolecall.Date `json:"birthDate,omitzero"`
	TerminationDate rolecall.Date `json:"terminationDate,omitzero"`

	EmploymentStatus EmploymentStatus `json:"employmentStatus,omitempty"`
	EmploymentType   EmploymentType   `json:"employmentType,omitempty"`
	MaritalStatus    MaritalStatus    `json:"maritalStatus,omitempty"`
	Gender           Gender           `json:"gender,omitempty"`

	rolecall.Extra `json:"-"`
}

// ContactInfo holds an employee's private email addresses and phone numbers. It is the model
// employee_contactInfo.
type ContactInfo struct {
	PersonalEmails []string `json:"personalEmails,omitempty"`
	Phones         []Phone  `json:"phones,omitempty"`

	rolecall.Extra `json:"-"`
}

// Phone is a phone number.
type Phone struct {
	Type PhoneType `json:"type,omitempty"`
	// Number is decoded from phoneNumber or number, because Knit has sent both.
	Number string `json:"phoneNumber,omitempty" alt:"number"`

	rolecall.Extra `json:"-"`
}

// OrgStructure is an employee's position in the organization. It is the model employee_orgStructure.
type OrgStructure struct {
	Designation string   `json:"designation,omitempty"`
	Department  string   `json:"department,omitempty"`
	Manager     *Manager `json:"manager,omitempty"`

	rolecall.Extra `json:"-"`
}

// Manager is an employee's manager.
type Manager struct {
	ID        string `json:"id,omitempty"`
	WorkEmail string `json:"workEmail,omitempty"`

	rolecall.Extra `json:"-"`
}

// Dependent is a relative of an employee. It is the model employee_dependent.
type Dependent struct {
	ID        string        `json:"id,omitempty"`
	FirstName string        `json:"firstName,omitempty"`
	LastName  string        `json:"lastName,omitempty"`
	Relation  Relation      `json:"relation,omitempty"`
	BirthDate rolecall.Date `json:"birthDate,omitzero"`
	Gender    Gender        `json:"gender,omitempty"`

	rolecall.Extra `json:"-"`
}

// Locations holds an employee's addresses. It is the model employee_location.
type Locations struct {
	Work      *Address `json:"workAddress,omitempty"`
	Permanent *Address `json:"permanentAddress,omitempty"`
	Present   *Address `json:"presentAddress,omitempty"`

	rolecall.Extra `json:"-"`
}

// Address is a postal address.
type Address struct {
	// ID is the address's id in the tool. Only a few calls use it.
	ID           string `json:"id,omitempty"`
	AddressLine1 string `json:"addressLine1,omitempty"`
	AddressLine2 string `json:"addressLine2,omitempty"`
	City         string `json:"city,omitempty"`
	State        string `json:"state,omitempty"`
	// Country is a country code, such as "IN".
	Country string      `json:"country,omitempty"`
	ZipCode string      `json:"zipCode,omitempty"`
	Type    AddressType `json:"addressType,omitempty"`

	rolecall.Extra `json:"-"`
}

// BankAccount is a bank account of an employee. It is the model employee_bankAccount.
type BankAccount struct {
	AccountNumber string          `json:"accountNumber,omitempty"`
	AccountType   BankAccountType `json:"accountType,omitempty"`
	BankName      string          `json:"bankName,omitempty"`
	RoutingInfo   []Routing       `json:"routingInfo,omitempty"`
	// PayTypes are the parts of the pay that are paid to this account.
	PayTypes []PayType `json:"payTypes,omitempty"`

	rolecall.Extra `json:"-"`
}

// Routing is a number that identifies a bank or a branch, such as an IBAN or a SWIFT code.
type Routing struct {
	Type   RoutingType `json:"type,omitempty"`
	Number string      `json:"number,omitempty"`

	rolecall.Extra `json:"-"`
}

// Identification is a document that identifies a person. It is the model employee_identification.
type Identification struct {
	Type    DocumentType `json:"type,omitempty"`
	SubType string       `json:"subType,omitempty"`
	Number  string       `json:"identificationNumber,omitempty"`

	rolecall.Extra `json:"-"`
}

// KYC holds an employee's Indian identity documents. It is the model employee_kycDocuments.
type KYC struct {
	AadharNumber string `json:"aadharNumber,omitempty"`
	AadharURL    string `json:"aadharURL,omitempty" secret:"true"`
	PANNumber    string `json:"panNumber,omitempty"`
	PANURL       string `json:"panURL,omitempty" secret:"true"`

	rolecall.Extra `json:"-"`
}

// EmployeeRawValues holds the tool's own values of Knit's enums. It is the model employee_rawValues.
type EmployeeRawValues struct {
	EmploymentStatus string `json:"employmentStatus,omitempty"`
	EmploymentType   string `json:"employmentType,omitempty"`
	MaritalStatus    string `json:"maritalStatus,omitempty"`
	Gender           string `json:"gender,omitempty"`

	rolecall.Extra `json:"-"`
}

// DeletedEmployee is the data of an [EmployeeDeleted] event. The employee has left, or is no longer in the
// tool. Identify the employee by [Event.RecordID].
type DeletedEmployee struct {
	EmployeeID string `json:"employeeId,omitempty"`
	WorkEmail  string `json:"workEmail,omitempty"`

	rolecall.Extra `json:"-"`
}

// EmployeeFields are the fields that [HRISService.CreateEmployee] and [HRISService.UpdateEmployee]
// write. A field that is not set is not sent.
//
// Source: developers.getknit.dev, reference "Add an employee".
type EmployeeFields struct {
	FirstName      string        `json:"firstName,omitempty"`
	LastName       string        `json:"lastName,omitempty"`
	WorkEmail      string        `json:"workEmail,omitempty"`
	PersonalEmails []string      `json:"personalEmails,omitempty"`
	Phones         []Phone       `json:"phones,omitempty"`
	StartDate      rolecall.Date `json:"startDate,omitzero"`
	BirthDate      rolecall.Date `json:"birthDate,omitzero"`

	EmploymentType EmploymentType `json:"employmentType,omitempty"`
	// MaritalStatus is Knit's value, or the tool's own value if the tool requires it, such as "Single_USA"
	// for Workday.
	MaritalStatus MaritalStatus `json:"maritalStatus,omitempty"`
	Gender        Gender        `json:"gender,omitempty"`
	Employment    *Employment   `json:"employment,omitempty"`
	// WorkAddress is usually an existing address in the tool, identified by its ID.
	WorkAddress    *Address `json:"workAddress,omitempty"`
	PresentAddress *Address `json:"presentAddress,omitempty"`
	CompanyID      string   `json:"companyId,omitempty"`
	EmployeeNumber string   `json:"employeeNumber,omitempty"`
	// MetaData holds values that only one tool requires. An empty map is sent, a nil map is not.
	MetaData map[string]json.RawMessage `json:"metadata,omitzero"`
}

// CreateEmployeeRequest is a new employee. FirstName and LastName are required. Tools differ in the other
// fields that they require, and may ignore a field that they do not have.
//
// Source: developers.getknit.dev, reference "Add an employee".
type CreateEmployeeRequest struct {
	EmployeeFields

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v CreateEmployeeRequest) Problem() string {
	switch {
	case v.FirstName == "":
		return "FirstName is empty"
	case v.LastName == "":
		return "LastName is empty"
	}
	return ""
}

// Employment is the position of an employee. Some tools require a PositionID and ignore its value.
type Employment struct {
	PositionID  string `json:"positionId,omitempty"`
	Designation string `json:"designation,omitempty"`
	WorkShiftID string `json:"workShiftId,omitempty"`

	rolecall.Extra `json:"-"`
}

// CreatedEmployee holds the member "data" of the response to [HRISService.CreateEmployee].
type CreatedEmployee struct{ RawAnswer }

// UpdatedEmployee holds the member "data" of the response to [HRISService.UpdateEmployee].
type UpdatedEmployee struct{ RawAnswer }

// TerminatedEmployee holds the member "data" of the response to [HRISService.TerminateEmployee].
type TerminatedEmployee struct{ RawAnswer }

// TerminationReasons holds the member "data" of the response to [HRISService.ListTerminationReasons].
type TerminationReasons struct{ RawAnswer }

// CreateEmployee creates an employee in the tool. The shape of the response is not public.
//
// The SDK does not retry the call once it may have reached Knit. If the error matches
// [rolecall.ErrAmbiguous], the employee may exist. Source: developers.getknit.dev, reference "Add an
// employee".
func (s *HRISService) CreateEmployee(ctx context.Context, employee CreateEmployeeRequest, call ...rolecall.CallOption) (*CreatedEmployee, error) {
	return write[CreatedEmployee](ctx, s.service, "hr.employee.create", employee, call)
}

// UpdateEmployeeRequest changes an employee. The body of this call is not public: the member names are
// inferred from [CreateEmployeeRequest].
type UpdateEmployeeRequest struct {
	// EmployeeID is the employee's id, [EmployeeProfile.ID]. Required, unless Extra identifies the
	// employee.
	EmployeeID string `json:"employeeId,omitempty"`
	EmployeeFields

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v UpdateEmployeeRequest) Problem() string { return employeeMissing(v.EmployeeID, v.Extra) }

// UpdateEmployee changes an employee in the tool. The SDK does not retry the call once it may have reached
// Knit. The path is from public code of a Knit user, 2024; the body is inferred.
func (s *HRISService) UpdateEmployee(ctx context.Context, update UpdateEmployeeRequest, call ...rolecall.CallOption) (*UpdatedEmployee, error) {
	return write[UpdatedEmployee](ctx, s.service, "hr.employee.update", update, call)
}

// TerminateEmployeeRequest ends an employment. The body of this call is not public. The member name of
// EmployeeID is inferred. Put other members into Extra.
type TerminateEmployeeRequest struct {
	// EmployeeID is the employee's id, [EmployeeProfile.ID]. Required, unless Extra identifies the
	// employee.
	EmployeeID string `json:"employeeId,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v TerminateEmployeeRequest) Problem() string {
	return employeeMissing(v.EmployeeID, v.Extra)
}

// TerminateEmployee ends an employment in the tool. The SDK does not retry the call once it may have
// reached Knit. The path is from public code of a Knit user, 2024.
func (s *HRISService) TerminateEmployee(ctx context.Context, end TerminateEmployeeRequest, call ...rolecall.CallOption) (*TerminatedEmployee, error) {
	return write[TerminatedEmployee](ctx, s.service, "hr.employee.terminate", end, call)
}

// ListTerminationReasons returns the tool's reasons for ending an employment. The shape of the response is
// not public. Source: public code of a Knit user, 2024.
func (s *HRISService) ListTerminationReasons(ctx context.Context, opts ListOptions, call ...rolecall.CallOption) (*TerminationReasons, error) {
	return read[TerminationReasons](ctx, s.service, "hr.termination.reasons", opts, call)
}
