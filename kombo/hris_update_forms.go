package kombo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// UpdateForm is what a tool lets be changed of an employee or of an employment. It is in closed
// beta at Kombo: ask Kombo before you rely on it. [FieldInfo.CurrentValue] is what the tool has now.
// Source: docs.kombo.dev, update forms (closed beta, checked in November 2026).
type UpdateForm Form

// RehireForm is what a tool asks for to employ a former employee again. It is in closed beta at
// Kombo: ask Kombo before you rely on it.
// Source: docs.kombo.dev, update forms (closed beta, checked in November 2026).
type RehireForm Form

// UnmarshalJSON reads a form. One that is nested too deep is an error.
func (f *UpdateForm) UnmarshalJSON(b []byte) error { return (*Form)(f).UnmarshalJSON(b) }

// UnmarshalJSON reads a form. One that is nested too deep is an error.
func (f *RehireForm) UnmarshalJSON(b []byte) error { return (*Form)(f).UnmarshalJSON(b) }

// MarshalJSON writes the form with the members in Extra.
func (f UpdateForm) MarshalJSON() ([]byte, error) { return Form(f).MarshalJSON() }

// MarshalJSON writes the form with the members in Extra.
func (f RehireForm) MarshalJSON() ([]byte, error) { return Form(f).MarshalJSON() }

// Format prints what [Form] prints.
func (f UpdateForm) Format(s fmt.State, verb rune) { safeprint.Struct(s, verb, f) }

// Format prints what [Form] prints.
func (f RehireForm) Format(s fmt.State, verb rune) { safeprint.Struct(s, verb, f) }

// LogValue is what package slog writes: what Format prints.
func (f UpdateForm) LogValue() slog.Value { return safeprint.LogValue(f) }

// LogValue is what package slog writes: what Format prints.
func (f RehireForm) LogValue() slog.Value { return safeprint.LogValue(f) }

// formMode is how values are checked. The zero value is for new records.
type formMode struct {
	update  bool // null clears a value
	remote  bool // "remote:" names an option
	partial bool // what is left out stays as it is
}

// ofElements is the mode for elements of lists, which are written whole: nothing of them is
// cleared, and they need all that is required.
func (m formMode) ofElements() formMode { return formMode{remote: m.remote} }

// mayOmit reports whether a required field needs no value.
func (m formMode) mayOmit(current CurrentValue) bool {
	return m.partial || m.update && current.Readable() && !current.Empty()
}

// null checks a value that is null.
func (c *formCheck) null(path []string, required bool) {
	switch {
	case !c.mode.update:
		c.add(path, ProblemNull, "it is null: leave it out, or give a value")
	case required:
		c.add(path, ProblemNull, "it is null, and required: it cannot be cleared")
	}
}

// hasRemote reports whether an option has a remote ID. Of options that are listed elsewhere only
// Kombo knows.
func (v FieldOptions) hasRemote(id string) bool {
	if v.Type != "inline" {
		return id != ""
	}
	return id != "" && slices.ContainsFunc(v.Entries, func(o FieldOption) bool { return o.remote() == id })
}

// remote is RemoteID as text.
func (o FieldOption) remote() string {
	var text string
	if json.Unmarshal(o.RemoteID, &text) == nil {
		return text
	}
	return string(o.RemoteID)
}

// Validate checks values before they are sent, as [Form.Validate] does, but: a field that is left
// out stays as it is, a nil value clears what the tool has, unless the field is required, and an
// option is its ID or "remote:" and its remote ID. In elements of lists nil is a problem.
func (f *UpdateForm) Validate(values FormValues) error {
	return (*Form)(f).validateIn(formMode{update: true, remote: true, partial: true}, values)
}

// Validate checks values before they are sent, as [UpdateForm.Validate] does, but a required field
// must have a value, unless the tool has one that can be read.
func (f *RehireForm) Validate(values FormValues) error {
	return (*Form)(f).validateIn(formMode{update: true, remote: true}, values)
}

func (f *Form) validateIn(mode formMode, values FormValues) error {
	return checkFormIn(mode, values, func(c *formCheck, object map[string]any) {
		if object == nil {
			object = map[string]any{}
		}
		c.properties(nil, f.fields(), object)
	})
}

// Changes are the values that differ from what the tool has. Values of fields that cannot be read
// are kept, since nothing says that they are the same. Objects and lists are compared, and kept,
// whole.
func (f *UpdateForm) Changes(values FormValues) FormValues {
	changes := FormValues{}
	for key, value := range values {
		field, known := (*Form)(f).fields()[key]
		if !known || !field.isCurrent(value) {
			changes[key] = value
		}
	}
	return changes
}

// isCurrent reports whether a value is what the tool has.
func (f FormField) isCurrent(value any) bool {
	current := f.Info().CurrentValue
	if !current.Readable() {
		return false
	}
	if options, ok := f.Variant.(*SingleSelectField); ok {
		if id, ok := value.(string); ok {
			value = options.Options.idOf(id)
		}
	}
	given, err := normalJSON(value)
	if err != nil {
		return false
	}
	has, err := normalJSON(current)
	return err == nil && bytes.Equal(given, has)
}

// normalJSON is a value as JSON with the members of objects in order.
func normalJSON(v any) ([]byte, error) {
	plain, err := plainValue(v)
	if err != nil {
		return nil, err
	}
	return json.Marshal(plain)
}

// idOf is the ID of the inline option that "remote:" and its remote ID name.
func (v FieldOptions) idOf(id string) string {
	if remote, ok := strings.CutPrefix(id, remotePrefix); ok {
		for _, option := range v.Entries {
			if option.remote() == remote {
				return option.ID
			}
		}
	}
	return id
}

// UpdateFormRequest is an update form that was filled.
type UpdateFormRequest struct {
	// Properties are the new values; nil clears one.
	Properties FormValues `json:"properties"`
	// Form is the form that was filled: with it, Properties are validated, and only what changes is
	// sent. It is not sent itself. Nil: all Properties are sent, and Kombo alone checks them.
	Form *UpdateForm `json:"-"`
}

// Validate returns a [*FormError] if the Properties do not fit the Form, or change nothing. The call
// asks it.
func (v UpdateFormRequest) Validate() error {
	if v.Form != nil {
		if err := v.Form.Validate(v.Properties); err != nil {
			return err
		}
	}
	return v.changes().validateAloneIn(formMode{update: true, remote: true})
}

// Problem returns the text of the error of Validate, "" if there is none.
func (v UpdateFormRequest) Problem() string { return messageOf(v.Validate()) }

// MarshalJSON writes the Properties that change.
func (v UpdateFormRequest) MarshalJSON() ([]byte, error) {
	v.Properties = v.changes()
	type plain UpdateFormRequest
	return marshal(plain(v))
}

func (v UpdateFormRequest) changes() FormValues {
	if v.Form == nil {
		return v.Properties
	}
	return v.Form.Changes(v.Properties)
}

// RehireRequest is a rehire form that was filled.
type RehireRequest struct {
	Properties FormValues `json:"properties"`
	// StaffingEntityID is the ID of the [StaffingEntity] that the employee is hired for. "": none.
	StaffingEntityID string `json:"staffing_entity_id,omitempty"`
	// Form is the form that was filled: with it, Properties are validated before anything is
	// sent. It is not sent itself. Nil: Kombo alone checks them.
	Form *RehireForm `json:"-"`
}

// Validate returns a [*FormError] if the Properties do not fit the Form. The call asks it.
func (v RehireRequest) Validate() error {
	if v.Form != nil {
		return v.Form.Validate(v.Properties)
	}
	return v.Properties.validateAloneIn(formMode{update: true, remote: true})
}

// Problem returns the text of the error of Validate, "" if there is none.
func (v RehireRequest) Problem() string { return messageOf(v.Validate()) }

// GetPersonalDataForm asks the tool what may be changed of an employee. employeeID is Kombo's ID, or
// "remote:" and the tool's. A tool without this is [CodeActionNotAvailable]. Closed beta.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) GetPersonalDataForm(ctx context.Context, employeeID string, call ...rolecall.CallOption) (*Result[UpdateForm], error) {
	return act[UpdateForm](ctx, s.service, "GET hris/employees/{employee_id}/form/personal_data", nil, call, employeeID)
}

// UpdatePersonalData changes an employee. Properties that do not fit the form are a [*FormError],
// under errors.As, and are not sent; so is a request in which nothing changes. What Kombo
// responds is not documented: it is in Raw. Closed beta.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: get the form again.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) UpdatePersonalData(ctx context.Context, employeeID string, req UpdateFormRequest, call ...rolecall.CallOption) (*Result[json.RawMessage], error) {
	return act[json.RawMessage](ctx, s.service, "PATCH hris/employees/{employee_id}/form/personal_data", req, call, employeeID)
}

// GetRehireForm asks the tool what it wants to know to employ a former employee again. employeeID
// is as in [HRISService.GetPersonalDataForm]. Closed beta.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) GetRehireForm(ctx context.Context, employeeID string, call ...rolecall.CallOption) (*Result[RehireForm], error) {
	return act[RehireForm](ctx, s.service, "GET hris/employees/{employee_id}/form/rehire", nil, call, employeeID)
}

// RehireEmployee employs a former employee again. Properties that do not fit the form are a
// [*FormError], under errors.As, and are not sent. What Kombo responds is not documented: it is in
// Raw. Closed beta.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) RehireEmployee(ctx context.Context, employeeID string, req RehireRequest, call ...rolecall.CallOption) (*Result[json.RawMessage], error) {
	return act[json.RawMessage](ctx, s.service, "POST hris/employees/{employee_id}/form/rehire", req, call, employeeID)
}

// GetCompensationForm asks the tool what may be changed of the pay of an employment. employmentID is
// Kombo's ID, or "remote:" and the tool's. Closed beta.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) GetCompensationForm(ctx context.Context, employmentID string, call ...rolecall.CallOption) (*Result[UpdateForm], error) {
	return act[UpdateForm](ctx, s.service, "GET hris/employments/{employment_id}/form/compensation", nil, call, employmentID)
}

// UpdateCompensation changes the pay of an employment, like [HRISService.UpdatePersonalData].
// If the error is [rolecall.ErrAmbiguous], the write may have happened: get the form again.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) UpdateCompensation(ctx context.Context, employmentID string, req UpdateFormRequest, call ...rolecall.CallOption) (*Result[json.RawMessage], error) {
	return act[json.RawMessage](ctx, s.service, "PATCH hris/employments/{employment_id}/form/compensation", req, call, employmentID)
}

// GetJobForm asks the tool what may be changed of the job of an employment. employmentID is as in
// [HRISService.GetCompensationForm]. Closed beta.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) GetJobForm(ctx context.Context, employmentID string, call ...rolecall.CallOption) (*Result[UpdateForm], error) {
	return act[UpdateForm](ctx, s.service, "GET hris/employments/{employment_id}/form/job", nil, call, employmentID)
}

// UpdateJob changes the job of an employment, like [HRISService.UpdatePersonalData].
// If the error is [rolecall.ErrAmbiguous], the write may have happened: get the form again.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) UpdateJob(ctx context.Context, employmentID string, req UpdateFormRequest, call ...rolecall.CallOption) (*Result[json.RawMessage], error) {
	return act[json.RawMessage](ctx, s.service, "PATCH hris/employments/{employment_id}/form/job", req, call, employmentID)
}

// messageOf returns the text of an error, "" if there is none.
func messageOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
