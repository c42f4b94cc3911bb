package kombo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Form describes the data that a tool requires for a new employee, as a tree of fields. Each customer has
// its own form, which may change. Show the form to a person, or fill it in your program, starting with
// [Form.Example]. [Form.Validate] checks the values, and [HRISService.CreateEmployeeWithForm] sends them.
// Source: docs.kombo.dev, "Get employee form".
type Form struct {
	// Properties holds the fields by key. The values use the same keys.
	Properties map[string]FormField `json:"properties" codec:"deep"`

	rolecall.Extra `json:"-" codec:"own"`
}

// maxFormDepth limits the nesting of objects and arrays in the JSON of a form, because each level scans all
// levels below it. Forms of tools have three or four levels.
const maxFormDepth = 200

var errDeepForm = fmt.Errorf("kombo: the form is nested more than %d levels deep", maxFormDepth)

// UnmarshalJSON decodes a form. It returns an error if the form is nested too deeply.
func (f *Form) UnmarshalJSON(b []byte) error {
	if jsonpeek.KindOf(b) == jsonpeek.Object {
		ignore := func(_, _ []byte) error { return nil }
		if err := jsonpeek.MembersWithin(b, maxFormDepth, ignore); errors.Is(err, jsonpeek.ErrTooDeep) {
			return errDeepForm
		}
	}
	type plain Form
	return codec.UnmarshalStrict(b, f, (*plain)(f))
}

// FormField is a field of a form. Info returns the members that all types of fields have. For the other
// members, switch on Variant:
//
//	switch f := field.Variant.(type) {
//	case *kombo.TextField:
//		show(f.Label, f.MaxLength)
//	case *kombo.ObjectField:
//		for key, field := range f.Properties {
//			…
//		}
//	case *kombo.UnknownField:
//		log.Print(f.Type) // f.Raw has its bytes
//	}
type FormField struct{ Union[FieldVariant] }

// Info returns the members that fields of every type have. For the zero FormField it returns the zero
// FieldInfo.
func (f FormField) Info() FieldInfo {
	if f.Variant == nil {
		return FieldInfo{}
	}
	return f.Variant.info()
}

// FieldVariant is one of *TextField, *NumberField, *DateField, *CheckboxField,
// *SingleSelectField, *MultiSelectField, *FileField, *ObjectField, *ArrayField and *UnknownField.
type FieldVariant interface{ info() FieldInfo }

// FieldInfo holds the members that fields of every type have. The field types embed it.
type FieldInfo struct {
	Type        FieldType `json:"type"`
	Label       string    `json:"label"`
	Required    bool      `json:"required"`
	Description string    `json:"description,omitempty"`
	// UnifiedKey is Kombo's own field that this field is mapped to. "" means that the field exists only in
	// the tool.
	UnifiedKey UnifiedKey `json:"unified_key,omitempty"`
	// CurrentValue is the current value in the tool. Only an [UpdateForm] and a [RehireForm] have it.
	CurrentValue CurrentValue `json:"current_value,omitzero"`
}

func (v *FieldInfo) info() FieldInfo { return *v }

// FieldType is the type of a field of a form.
type FieldType string

// Values of [FieldType].
const (
	FieldText         FieldType = "text"
	FieldNumber       FieldType = "number"
	FieldDate         FieldType = "date"
	FieldCheckbox     FieldType = "checkbox"
	FieldSingleSelect FieldType = "single_select"
	FieldMultiSelect  FieldType = "multi_select"
	FieldFile         FieldType = "file"
	FieldObject       FieldType = "object"
	FieldArray        FieldType = "array"
)

// UnifiedKey is the name of an employee field that many tools have.
type UnifiedKey string

// Values of [UnifiedKey].
const (
	UnifiedKeyFirstName          UnifiedKey = "first_name"
	UnifiedKeyLastName           UnifiedKey = "last_name"
	UnifiedKeyDateOfBirth        UnifiedKey = "date_of_birth"
	UnifiedKeyGender             UnifiedKey = "gender"
	UnifiedKeyHomeAddressCity    UnifiedKey = "home_address.city"
	UnifiedKeyHomeAddressCountry UnifiedKey = "home_address.country"
	UnifiedKeyHomeAddressState   UnifiedKey = "home_address.state"
	UnifiedKeyHomeAddressStreet1 UnifiedKey = "home_address.street_1"
	UnifiedKeyHomeAddressStreet2 UnifiedKey = "home_address.street_2"
	UnifiedKeyHomeAddressZIPCode UnifiedKey = "home_address.zip_code"
	UnifiedKeyJobTitle           UnifiedKey = "job_title"
	UnifiedKeyLegalEntityID      UnifiedKey = "legal_entity_id"
	UnifiedKeyLocationID         UnifiedKey = "location_id"
	UnifiedKeyMobilePhoneNumber  UnifiedKey = "mobile_phone_number"
	UnifiedKeyHomePhoneNumber    UnifiedKey = "home_phone_number"
	UnifiedKeyNationality        UnifiedKey = "nationality"
	UnifiedKeyStartDate          UnifiedKey = "start_date"
	UnifiedKeyWorkEmail          UnifiedKey = "work_email"
	UnifiedKeyPrivateEmail       UnifiedKey = "private_email"
	UnifiedKeyYearlySalary       UnifiedKey = "yearly_salary"
)

// The types of form fields. A nil limit, such as a nil MaxLength, means that there is no limit.
type (
	// TextField takes a string.
	TextField struct {
		FieldInfo
		// MinLength and MaxLength are numbers of characters.
		MinLength *float64 `json:"min_length,omitempty"`
		MaxLength *float64 `json:"max_length,omitempty"`
		// RegExp is a JavaScript regular expression. A part of the string must match it.
		RegExp string `json:"reg_exp,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// NumberField takes a number from Min to Max.
	NumberField struct {
		FieldInfo
		Min *float64 `json:"min,omitempty"`
		Max *float64 `json:"max,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// DateField takes a [rolecall.Date].
	DateField struct {
		FieldInfo

		rolecall.Extra `json:"-"`
	}
	// CheckboxField takes true or false.
	CheckboxField struct {
		FieldInfo

		rolecall.Extra `json:"-"`
	}
	// SingleSelectField takes the id of one option.
	SingleSelectField struct {
		FieldInfo
		Options FieldOptions `json:"options,omitzero"`

		rolecall.Extra `json:"-"`
	}
	// MultiSelectField takes a list of option IDs.
	MultiSelectField struct {
		FieldInfo
		Options  FieldOptions `json:"options,omitzero"`
		MinItems *float64     `json:"min_items,omitempty"`
		MaxItems *float64     `json:"max_items,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// FileField takes a [File]. Kombo does not document how a form encodes a file. It is sent like
	// every other file of this API (inferred).
	FileField struct {
		FieldInfo
		Restrictions *FileRestrictions `json:"file_restrictions,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// ObjectField takes an object with values for the fields in Properties.
	ObjectField struct {
		FieldInfo
		Properties map[string]FormField `json:"properties,omitempty" codec:"deep"`

		rolecall.Extra `json:"-"`
	}
	// ArrayField takes a list. Each element is a value for ItemType.
	ArrayField struct {
		FieldInfo
		ItemType FormField `json:"item_type,omitzero" codec:"deep"`
		MinItems *float64  `json:"min_items,omitempty"`
		MaxItems *float64  `json:"max_items,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// UnknownField is a field of a type that this SDK does not know. FieldInfo is filled if its members have
	// the same types as in other fields.
	UnknownField struct {
		FieldInfo
		Raw json.RawMessage
	}
)

// FieldOptions holds the options of a select field: Entries, or the records of the list that Link names.
type FieldOptions struct {
	// Type is "inline", for Entries, or "referenced", for Link.
	Type    string        `json:"type"`
	Entries []FieldOption `json:"entries,omitempty"`
	// Link is the path of a list of Kombo's API. The ids of its records are the options.
	Link string `json:"link,omitempty"`

	rolecall.Extra `json:"-"`
}

// FieldOption is one option of a select field.
type FieldOption struct {
	// ID is the value to send.
	ID    string `json:"id"`
	Label string `json:"label,omitempty"`
	// UnifiedValue is Kombo's own value for the option, or "" if there is none.
	UnifiedValue string `json:"unified_value,omitempty"`
	// RemoteID is the id in the tool: a string or a number.
	RemoteID json.RawMessage `json:"remote_id,omitempty"`

	rolecall.Extra `json:"-"`
}

var formFields = familyOf("type", map[string]FieldVariant{
	string(FieldText):         &TextField{},
	string(FieldNumber):       &NumberField{},
	string(FieldDate):         &DateField{},
	string(FieldCheckbox):     &CheckboxField{},
	string(FieldSingleSelect): &SingleSelectField{},
	string(FieldMultiSelect):  &MultiSelectField{},
	string(FieldFile):         &FileField{},
	string(FieldObject):       &ObjectField{},
	string(FieldArray):        &ArrayField{},
}).withUnknown(newUnknownField).nested(maxFormDepth)

func newUnknownField(typ string, raw json.RawMessage) any {
	v := &UnknownField{Raw: raw}
	if json.Unmarshal(raw, &v.FieldInfo) != nil {
		v.FieldInfo = FieldInfo{} // a partly filled FieldInfo would be misleading
	}
	v.Type = FieldType(typ)
	return v
}

// MarshalJSON writes Raw unmodified, or only FieldInfo if Raw is empty.
func (v UnknownField) MarshalJSON() ([]byte, error) { return rawOr(v.Raw, v.FieldInfo) }

// GetEmployeeFormOptions holds the options of [HRISService.GetEmployeeForm].
type GetEmployeeFormOptions struct {
	// StaffingEntityID is the [StaffingEntity.ID] of the staffing entity that the employee is hired for, or
	// "" if there is none.
	StaffingEntityID string `url:"staffing_entity_id,omitempty"`
}

// GetEmployeeForm returns the tool's form for a new employee.
// Source: docs.kombo.dev, "Get employee form"; for StaffingEntityID, Kombo's TypeScript SDK 1.3.4.
func (s *HRISService) GetEmployeeForm(ctx context.Context, opts GetEmployeeFormOptions, call ...rolecall.CallOption) (*Result[Form], error) {
	return act[Form](ctx, s.service, "GET hris/employees/form", opts, call)
}

// CreateEmployeeWithFormRequest is a completed form.
type CreateEmployeeWithFormRequest struct {
	Properties FormValues `json:"properties"`
	// StaffingEntityID must be the same as in [GetEmployeeFormOptions].
	StaffingEntityID string `json:"staffing_entity_id,omitempty"`
	// Form is the form that was completed. If it is set, the call validates Properties against it
	// before it sends anything. If it is nil, the call makes only the checks that need no form. Form itself
	// is not sent.
	Form *Form `json:"-"`
}

// Validate returns a [*FormError] if Properties do not match Form. The call validates them in the same way
// before it sends anything.
func (v CreateEmployeeWithFormRequest) Validate() error {
	if v.Form != nil {
		return v.Form.Validate(v.Properties)
	}
	return v.Properties.validateAlone()
}

// Problem returns the text of the error that Validate returns, or "" if the request is valid.
func (v CreateEmployeeWithFormRequest) Problem() string { return messageOf(v.Validate()) }

// CreatedEmployee is the employee or the prehire that a tool created from a completed form.
type CreatedEmployee struct {
	// ID is the [Employee.ID], or "" if the tool has created only a prehire so far; see Prehire.
	ID       string   `json:"id,omitempty"`
	RemoteID string   `json:"remote_id,omitempty"`
	Prehire  *Prehire `json:"prehire,omitempty"`

	rolecall.Extra `json:"-"`
}

// Prehire is a person who is not yet an employee.
type Prehire struct {
	// RemoteID is a temporary id in the tool.
	RemoteID string `json:"remote_id,omitempty"`

	rolecall.Extra `json:"-"`
}

// CreateEmployeeWithForm creates an employee from a completed form. If Properties do not match the form, it
// sends nothing, and [errors.As] finds a [*FormError] in the error. An error with the code
// [CodeEmployeeExists] means that the employee already exists.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Create employee with form".
func (s *HRISService) CreateEmployeeWithForm(ctx context.Context, req CreateEmployeeWithFormRequest, call ...rolecall.CallOption) (*Result[CreatedEmployee], error) {
	return act[CreatedEmployee](ctx, s.service, "POST hris/employees/form", req, call)
}
