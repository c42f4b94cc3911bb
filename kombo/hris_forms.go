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

// Form is what a tool wants to know of a new employee: a tree of fields, which is the
// customer's own and may change. Show it to a person or fill it by program, starting with
// [Form.Example]; [Form.Validate] checks the values, and
// [HRISService.CreateEmployeeWithForm] sends them.
// Source: docs.kombo.dev, "Get employee form".
type Form struct {
	// Properties are the fields by their keys, under which the values stand as well.
	Properties map[string]FormField `json:"properties" codec:"deep"`

	rolecall.Extra `json:"-" codec:"own"`
}

// maxFormDepth is how deep objects and lists may stand in one another in a form, as JSON: each
// level is scanned again by the one around it. Forms of tools have three or four.
const maxFormDepth = 200

var errDeepForm = fmt.Errorf("kombo: the form is nested more than %d levels deep", maxFormDepth)

// UnmarshalJSON reads a form. One that is nested too deep is an error.
func (f *Form) UnmarshalJSON(b []byte) error {
	if jsonpeek.KindOf(b) == jsonpeek.Object {
		none := func(_, _ []byte) error { return nil }
		if err := jsonpeek.MembersWithin(b, maxFormDepth, none); errors.Is(err, jsonpeek.ErrTooDeep) {
			return errDeepForm
		}
	}
	type plain Form
	return codec.UnmarshalStrict(b, f, (*plain)(f))
}

// FormField is a field of one of the types that forms have. Info is what they all say; switch
// on Variant for the rest:
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

// Info is what fields of every type say. The zero FormField says nothing.
func (f FormField) Info() FieldInfo {
	if f.Variant == nil {
		return FieldInfo{}
	}
	return f.Variant.info()
}

// FieldVariant is one of *TextField, *NumberField, *DateField, *CheckboxField,
// *SingleSelectField, *MultiSelectField, *FileField, *ObjectField, *ArrayField and *UnknownField.
type FieldVariant interface{ info() FieldInfo }

// FieldInfo is what fields of every type say. It is embedded in them.
type FieldInfo struct {
	Type        FieldType `json:"type"`
	Label       string    `json:"label"`
	Required    bool      `json:"required"`
	Description string    `json:"description,omitempty"`
	// UnifiedKey is the field of Kombo's that this one is. "": one of the tool's own.
	UnifiedKey UnifiedKey `json:"unified_key,omitempty"`
	// CurrentValue is in update forms alone: what the tool has now.
	CurrentValue CurrentValue `json:"current_value,omitzero"`
}

func (v *FieldInfo) info() FieldInfo { return *v }

// FieldType is the type of a form's field.
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

// UnifiedKey is a field of an employee that many tools ask for.
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

// The types of fields. Limits are nil where there are none.
type (
	// TextField takes text.
	TextField struct {
		FieldInfo
		// MinLength and MaxLength are in characters.
		MinLength *float64 `json:"min_length,omitempty"`
		MaxLength *float64 `json:"max_length,omitempty"`
		// RegExp is a pattern of JavaScript's that the text has to match somewhere.
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
	// SingleSelectField takes the ID of one option.
	SingleSelectField struct {
		FieldInfo
		Options FieldOptions `json:"options,omitzero"`

		rolecall.Extra `json:"-"`
	}
	// MultiSelectField takes a list of IDs of options.
	MultiSelectField struct {
		FieldInfo
		Options  FieldOptions `json:"options,omitzero"`
		MinItems *float64     `json:"min_items,omitempty"`
		MaxItems *float64     `json:"max_items,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// FileField takes a [File]. How Kombo wants it to be written is not documented: that it is
	// written like every other file of this API is inferred.
	FileField struct {
		FieldInfo
		Restrictions *FileRestrictions `json:"file_restrictions,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// ObjectField takes an object with values for its own fields.
	ObjectField struct {
		FieldInfo
		Properties map[string]FormField `json:"properties,omitempty" codec:"deep"`

		rolecall.Extra `json:"-"`
	}
	// ArrayField takes a list of values for one and the same field.
	ArrayField struct {
		FieldInfo
		ItemType FormField `json:"item_type,omitzero" codec:"deep"`
		MinItems *float64  `json:"min_items,omitempty"`
		MaxItems *float64  `json:"max_items,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// UnknownField is one of a type that this SDK does not know. What it says that other
	// fields say, too, is in FieldInfo, if it is of the same form.
	UnknownField struct {
		FieldInfo
		Raw json.RawMessage
	}
)

// FieldOptions is what may be chosen: Entries, or what Kombo lists elsewhere.
type FieldOptions struct {
	// Type is "inline", for Entries, or "referenced", for Link.
	Type    string        `json:"type"`
	Entries []FieldOption `json:"entries,omitempty"`
	// Link is the path of the list of Kombo's whose IDs are the options.
	Link string `json:"link,omitempty"`

	rolecall.Extra `json:"-"`
}

// FieldOption is one answer to choose.
type FieldOption struct {
	// ID is the value.
	ID    string `json:"id"`
	Label string `json:"label,omitempty"`
	// UnifiedValue is Kombo's word for it, where it has one.
	UnifiedValue string `json:"unified_value,omitempty"`
	// RemoteID is the tool's: a text or a number.
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
		v.FieldInfo = FieldInfo{} // half of it would mislead
	}
	v.Type = FieldType(typ)
	return v
}

// MarshalJSON writes Raw unmodified, or FieldInfo alone if Raw is empty.
func (v UnknownField) MarshalJSON() ([]byte, error) { return rawOr(v.Raw, v.FieldInfo) }

// GetEmployeeFormOptions says for what the form is.
type GetEmployeeFormOptions struct {
	// StaffingEntityID is the ID of the [StaffingEntity] that somebody is hired for. "": for
	// none.
	StaffingEntityID string `url:"staffing_entity_id,omitempty"`
}

// GetEmployeeForm asks the tool what it wants to know of a new employee.
// Source: docs.kombo.dev, "Get employee form"; for StaffingEntityID, Kombo's TypeScript SDK
// 1.3.4.
func (s *HRISService) GetEmployeeForm(ctx context.Context, opts GetEmployeeFormOptions, call ...rolecall.CallOption) (*Result[Form], error) {
	return act[Form](ctx, s.service, "GET hris/employees/form", opts, call)
}

// CreateEmployeeWithFormRequest is a form that was filled.
type CreateEmployeeWithFormRequest struct {
	Properties FormValues `json:"properties"`
	// StaffingEntityID is the one that the form was asked for with. "": none.
	StaffingEntityID string `json:"staffing_entity_id,omitempty"`
	// Form is the form that was filled: with it, Properties are validated before anything is
	// sent. It is not sent itself. Nil: Kombo alone checks them.
	Form *Form `json:"-"`
}

// Validate returns a [*FormError] if the Properties do not fit the Form. The call asks it.
func (v CreateEmployeeWithFormRequest) Validate() error {
	if v.Form != nil {
		return v.Form.Validate(v.Properties)
	}
	return v.Properties.validateAlone()
}

// Problem returns the text of the error of Validate, "" if there is none.
func (v CreateEmployeeWithFormRequest) Problem() string { return messageOf(v.Validate()) }

// CreatedEmployee is who a tool made of a filled form.
type CreatedEmployee struct {
	// ID is "" where the tool has made no employee yet but somebody who is to be hired, see
	// Prehire.
	ID       string   `json:"id,omitempty"`
	RemoteID string   `json:"remote_id,omitempty"`
	Prehire  *Prehire `json:"prehire,omitempty"`

	rolecall.Extra `json:"-"`
}

// Prehire is somebody who is not yet an employee.
type Prehire struct {
	// RemoteID is the tool's, and for the time being.
	RemoteID string `json:"remote_id,omitempty"`

	rolecall.Extra `json:"-"`
}

// CreateEmployeeWithForm makes an employee of a filled form. Properties that do not fit the form
// are a [*FormError], under errors.As, and are not sent. An error that Is
// [rolecall.ErrAmbiguous] says that the employee may exist; [CodeEmployeeExists] that they do.
// Source: docs.kombo.dev, "Create employee with form".
func (s *HRISService) CreateEmployeeWithForm(ctx context.Context, req CreateEmployeeWithFormRequest, call ...rolecall.CallOption) (*Result[CreatedEmployee], error) {
	return act[CreatedEmployee](ctx, s.service, "POST hris/employees/form", req, call)
}
