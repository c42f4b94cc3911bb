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

// UpdateForm describes the data of an employee or an employment that a tool allows to be changed.
// [FieldInfo.CurrentValue] is the current value in the tool. Update forms are in closed beta at Kombo: ask
// Kombo before you rely on them.
// Source: docs.kombo.dev, update forms (closed beta, checked in November 2026).
type UpdateForm Form

// RehireForm describes the data that a tool requires to rehire a former employee. Rehire forms are in closed
// beta at Kombo: ask Kombo before you rely on them.
// Source: docs.kombo.dev, update forms (closed beta, checked in November 2026).
type RehireForm Form

// UnmarshalJSON decodes a form. It returns an error if the form is nested too deeply.
func (f *UpdateForm) UnmarshalJSON(b []byte) error { return (*Form)(f).UnmarshalJSON(b) }

// UnmarshalJSON decodes a form. It returns an error if the form is nested too deeply.
func (f *RehireForm) UnmarshalJSON(b []byte) error { return (*Form)(f).UnmarshalJSON(b) }

// MarshalJSON writes the form, including the unknown members in Extra.
func (f UpdateForm) MarshalJSON() ([]byte, error) { return Form(f).MarshalJSON() }

// MarshalJSON writes the form, including the unknown members in Extra.
func (f RehireForm) MarshalJSON() ([]byte, error) { return Form(f).MarshalJSON() }

// Format prints the form in the same format as a [Form].
func (f UpdateForm) Format(s fmt.State, verb rune) { safeprint.Struct(s, verb, f) }

// Format prints the form in the same format as a [Form].
func (f RehireForm) Format(s fmt.State, verb rune) { safeprint.Struct(s, verb, f) }

// LogValue returns the text that Format prints, for package slog.
func (f UpdateForm) LogValue() slog.Value { return safeprint.LogValue(f) }

// LogValue returns the text that Format prints, for package slog.
func (f RehireForm) LogValue() slog.Value { return safeprint.LogValue(f) }

// formMode selects the rules for checking values. The zero value is for new records.
type formMode struct {
	update  bool // null clears a value
	remote  bool // an option may be named by "remote:" and its remote ID
	partial bool // an omitted field keeps its value
}

// forElements returns the mode for elements of lists. An element is replaced as a whole, so null does not clear
// a value in it, and its required fields must have values.
func (m formMode) forElements() formMode { return formMode{remote: m.remote} }

// mayOmit reports whether a required field may be omitted.
func (m formMode) mayOmit(current CurrentValue) bool {
	return m.partial || m.update && current.Readable() && !current.Empty()
}

// null checks a value that is null.
func (c *formCheck) null(path []string, required bool) {
	switch {
	case !c.mode.update:
		c.add(path, ProblemNull, "it is null: omit it or set a value")
	case required:
		c.add(path, ProblemNull, "it is null, but a required value cannot be cleared")
	}
}

// hasRemote reports whether an option has this remote id. For a referenced list it reports true for every id
// that is not empty, because only Kombo knows the options.
func (v FieldOptions) hasRemote(id string) bool {
	if v.Type != "inline" {
		return id != ""
	}
	return id != "" && slices.ContainsFunc(v.Entries, func(o FieldOption) bool { return o.remote() == id })
}

// remote returns RemoteID as a Go string.
func (o FieldOption) remote() string {
	var s string
	if json.Unmarshal(o.RemoteID, &s) == nil {
		return s
	}
	return string(o.RemoteID)
}

// Validate checks values before they are sent, like [Form.Validate], with three differences:
//
//   - An omitted field keeps its value.
//   - A nil value clears the value in the tool. A required field cannot be cleared, and neither can a field
//     inside an element of a list.
//   - An option may also be named by "remote:" followed by its remote id.
func (f *UpdateForm) Validate(values FormValues) error {
	return (*Form)(f).validateIn(formMode{update: true, remote: true, partial: true}, values)
}

// Validate checks values before they are sent, like [UpdateForm.Validate], with one difference: a required
// field must have a value, unless the tool already has a value that Kombo can read.
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

// Changes returns the values that differ from the current values in the tool. If Kombo cannot read the current
// value of a field, the result contains the new value, because the two may differ. An object or a list is
// compared as a whole; if it differs, the result contains all of it.
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

// isCurrent reports whether value equals the current value in the tool.
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
	newJSON, err := normalJSON(value)
	if err != nil {
		return false
	}
	currentJSON, err := normalJSON(current)
	return err == nil && bytes.Equal(newJSON, currentJSON)
}

// normalJSON returns a value as JSON with the members of objects sorted by name.
func normalJSON(v any) ([]byte, error) {
	decoded, err := jsonValue(v)
	if err != nil {
		return nil, err
	}
	return json.Marshal(decoded)
}

// idOf returns the ID of the inline option that id names by "remote:" and its RemoteID. It returns any other id
// unmodified.
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

// UpdateFormRequest is a completed update form.
type UpdateFormRequest struct {
	// Properties holds the new values. A nil value clears the field.
	Properties FormValues `json:"properties"`
	// Form is the form that was completed. If it is set, the call validates Properties and sends only the
	// values that differ from the current ones. If it is nil, the call sends all Properties, and only Kombo
	// validates them. Form itself is not sent.
	Form *UpdateForm `json:"-"`
}

// Validate returns a [*FormError] if Properties do not match Form or change nothing. The call validates them
// in the same way before it sends anything.
func (v UpdateFormRequest) Validate() error {
	if v.Form != nil {
		if err := v.Form.Validate(v.Properties); err != nil {
			return err
		}
	}
	return v.changes().validateAloneIn(formMode{update: true, remote: true})
}

// Problem returns the text of the error that Validate returns, or "" if the request is valid.
func (v UpdateFormRequest) Problem() string { return messageOf(v.Validate()) }

// MarshalJSON writes only the Properties that differ from the current values in Form.
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

// RehireRequest is a completed rehire form.
type RehireRequest struct {
	Properties FormValues `json:"properties"`
	// StaffingEntityID is the [StaffingEntity.ID] of the staffing entity that the employee is hired for, or
	// "" if there is none.
	StaffingEntityID string `json:"staffing_entity_id,omitempty"`
	// Form is the form that was completed. If it is set, the call validates Properties against it
	// before it sends anything. If it is nil, the call makes only the checks that need no form. Form itself
	// is not sent.
	Form *RehireForm `json:"-"`
}

// Validate returns a [*FormError] if Properties do not match Form. The call validates them in the same way
// before it sends anything.
func (v RehireRequest) Validate() error {
	if v.Form != nil {
		return v.Form.Validate(v.Properties)
	}
	return v.Properties.validateAloneIn(formMode{update: true, remote: true})
}

// Problem returns the text of the error that Validate returns, or "" if the request is valid.
func (v RehireRequest) Problem() string { return messageOf(v.Validate()) }

// GetPersonalDataForm returns the tool's form for changing the personal data of an employee. employeeID is an
// [Employee.ID], or "remote:" followed by the tool's id. If the tool has no such form, the error has the code
// [CodeActionNotAvailable]. The endpoint is in closed beta.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) GetPersonalDataForm(ctx context.Context, employeeID string, call ...rolecall.CallOption) (*Result[UpdateForm], error) {
	return act[UpdateForm](ctx, s.service, "GET hris/employees/{employee_id}/form/personal_data", nil, call, employeeID)
}

// UpdatePersonalData changes the personal data of an employee. It sends nothing if Properties do not match the
// form or change nothing; [errors.As] then finds a [*FormError] in the error. Kombo does not document the
// response, so the result holds it unmodified in Raw. The endpoint is in closed beta.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: get the form again to check.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) UpdatePersonalData(ctx context.Context, employeeID string, req UpdateFormRequest, call ...rolecall.CallOption) (*Result[json.RawMessage], error) {
	return act[json.RawMessage](ctx, s.service, "PATCH hris/employees/{employee_id}/form/personal_data", req, call, employeeID)
}

// GetRehireForm returns the tool's form for rehiring a former employee. employeeID is as in
// [HRISService.GetPersonalDataForm]. The endpoint is in closed beta.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) GetRehireForm(ctx context.Context, employeeID string, call ...rolecall.CallOption) (*Result[RehireForm], error) {
	return act[RehireForm](ctx, s.service, "GET hris/employees/{employee_id}/form/rehire", nil, call, employeeID)
}

// RehireEmployee rehires a former employee. If Properties do not match the form, it sends nothing, and
// [errors.As] finds a [*FormError] in the error. Kombo does not document the response, so the result holds it
// unmodified in Raw. The endpoint is in closed beta.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) RehireEmployee(ctx context.Context, employeeID string, req RehireRequest, call ...rolecall.CallOption) (*Result[json.RawMessage], error) {
	return act[json.RawMessage](ctx, s.service, "POST hris/employees/{employee_id}/form/rehire", req, call, employeeID)
}

// GetCompensationForm returns the tool's form for changing the pay of an employment. employmentID is an
// [Employment.ID], or "remote:" followed by the tool's id. The endpoint is in closed beta.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) GetCompensationForm(ctx context.Context, employmentID string, call ...rolecall.CallOption) (*Result[UpdateForm], error) {
	return act[UpdateForm](ctx, s.service, "GET hris/employments/{employment_id}/form/compensation", nil, call, employmentID)
}

// UpdateCompensation changes the pay of an employment. It works like [HRISService.UpdatePersonalData].
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: get the form again to check.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) UpdateCompensation(ctx context.Context, employmentID string, req UpdateFormRequest, call ...rolecall.CallOption) (*Result[json.RawMessage], error) {
	return act[json.RawMessage](ctx, s.service, "PATCH hris/employments/{employment_id}/form/compensation", req, call, employmentID)
}

// GetJobForm returns the tool's form for changing the job of an employment. employmentID is as in
// [HRISService.GetCompensationForm]. The endpoint is in closed beta.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) GetJobForm(ctx context.Context, employmentID string, call ...rolecall.CallOption) (*Result[UpdateForm], error) {
	return act[UpdateForm](ctx, s.service, "GET hris/employments/{employment_id}/form/job", nil, call, employmentID)
}

// UpdateJob changes the job of an employment. It works like [HRISService.UpdatePersonalData].
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: get the form again to check.
// Source: docs.kombo.dev, update forms (closed beta).
func (s *HRISService) UpdateJob(ctx context.Context, employmentID string, req UpdateFormRequest, call ...rolecall.CallOption) (*Result[json.RawMessage], error) {
	return act[json.RawMessage](ctx, s.service, "PATCH hris/employments/{employment_id}/form/job", req, call, employmentID)
}

// messageOf returns the text of an error, or "" if err is nil.
func messageOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
