package knit

import "github.com/rolecall-dev/rolecall/internal/codec"

// UnmarshalJSON decodes [CreateEmployeeRequest] in any of the shapes that Knit sends.
func (v *CreateEmployeeRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CreateEmployeeRequest] under Knit's names, Extra included.
func (v CreateEmployeeRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Employment] in any of the shapes that Knit sends.
func (v *Employment) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Employment] under Knit's names, Extra included.
func (v Employment) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [UpdateEmployeeRequest] in any of the shapes that Knit sends.
func (v *UpdateEmployeeRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [UpdateEmployeeRequest] under Knit's names, Extra included.
func (v UpdateEmployeeRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [TerminateEmployeeRequest] in any of the shapes that Knit sends.
func (v *TerminateEmployeeRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [TerminateEmployeeRequest] under Knit's names, Extra included.
func (v TerminateEmployeeRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Payroll] in any of the shapes that Knit sends.
func (v *Payroll) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Payroll] under Knit's names, Extra included.
func (v Payroll) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [PayItem] in any of the shapes that Knit sends.
func (v *PayItem) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [PayItem] under Knit's names, Extra included.
func (v PayItem) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [LeaveRequest] in any of the shapes that Knit sends.
func (v *LeaveRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [LeaveRequest] under Knit's names, Extra included.
func (v LeaveRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [LeaveType] in any of the shapes that Knit sends.
func (v *LeaveType) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [LeaveType] under Knit's names, Extra included.
func (v LeaveType) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [LeaveBalance] in any of the shapes that Knit sends.
func (v *LeaveBalance) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [LeaveBalance] under Knit's names, Extra included.
func (v LeaveBalance) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CreateLeaveRequest] in any of the shapes that Knit sends.
func (v *CreateLeaveRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CreateLeaveRequest] under Knit's names, Extra included.
func (v CreateLeaveRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Attendance] in any of the shapes that Knit sends.
func (v *Attendance) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Attendance] under Knit's names, Extra included.
func (v Attendance) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [Document] in any of the shapes that Knit sends.
func (v *Document) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [Document] under Knit's names, Extra included.
func (v Document) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [UpdateCompensationRequest] in any of the shapes that Knit sends.
func (v *UpdateCompensationRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [UpdateCompensationRequest] under Knit's names, Extra included.
func (v UpdateCompensationRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [CreateDeductionRequest] in any of the shapes that Knit sends.
func (v *CreateDeductionRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [CreateDeductionRequest] under Knit's names, Extra included.
func (v CreateDeductionRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [UpdateDeductionRequest] in any of the shapes that Knit sends.
func (v *UpdateDeductionRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [UpdateDeductionRequest] under Knit's names, Extra included.
func (v UpdateDeductionRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [EnrollDeductionRequest] in any of the shapes that Knit sends.
func (v *EnrollDeductionRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [EnrollDeductionRequest] under Knit's names, Extra included.
func (v EnrollDeductionRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [UnenrollDeductionRequest] in any of the shapes that Knit sends.
func (v *UnenrollDeductionRequest) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, v) }

// MarshalJSON writes [UnenrollDeductionRequest] under Knit's names, Extra included.
func (v UnenrollDeductionRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// UnmarshalJSON decodes [UpdateEmployeeDeductionRequest] in any of the shapes that Knit sends.
func (v *UpdateEmployeeDeductionRequest) UnmarshalJSON(b []byte) error {
	return codec.Unmarshal(b, v)
}

// MarshalJSON writes [UpdateEmployeeDeductionRequest] under Knit's names, Extra included.
func (v UpdateEmployeeDeductionRequest) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }
