package kombo

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Absence is a period in which an employee does not work.
// Source: docs.kombo.dev, "Get absences".
type Absence struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID         string `json:"id" required:"true"`
	RemoteID   string `json:"remote_id,omitempty"`
	EmployeeID string `json:"employee_id,omitempty"`
	// ApproverID identifies the approver of the absence. Kombo has deprecated it.
	ApproverID string `json:"approver_id,omitempty"`
	// StartDate and EndDate are the first and the last day.
	StartDate rolecall.Date `json:"start_date,omitzero"`
	EndDate   rolecall.Date `json:"end_date,omitzero"`
	// StartHalfDay reports whether the absence begins in the middle of StartDate, EndHalfDay whether it ends
	// in the middle of EndDate. Nil means that the tool does not specify it.
	StartHalfDay *bool `json:"start_half_day,omitempty"`
	EndHalfDay   *bool `json:"end_half_day,omitempty"`
	// StartTime and EndTime are local times of the employee: "13:15:00".
	StartTime string `json:"start_time,omitempty"`
	EndTime   string `json:"end_time,omitempty"`
	// Amount is the length of the absence, in Unit.
	Amount          *float64      `json:"amount,omitempty"`
	Unit            AbsenceUnit   `json:"unit,omitempty"`
	Status          AbsenceStatus `json:"status,omitempty"`
	EmployeeNote    string        `json:"employee_note,omitempty"`
	TypeID          string        `json:"type_id,omitempty"`
	RemoteCreatedAt time.Time     `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time     `json:"remote_updated_at,omitzero"`
	// Type is the kind of absence. It is nil in the responses of CreateAbsence and DeleteAbsence: use TypeID
	// there.
	Type *AbsenceType `json:"type,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// AbsenceUnit is the unit in which absences are counted.
type AbsenceUnit string

// Values of [AbsenceUnit].
const (
	AbsenceUnitHours AbsenceUnit = "HOURS"
	AbsenceUnitDays  AbsenceUnit = "DAYS"
)

// AbsenceStatus is the approval status of an absence. If Kombo cannot map the tool's status, it is the tool's
// own string.
type AbsenceStatus string

// Values of [AbsenceStatus].
const (
	AbsenceRequested AbsenceStatus = "REQUESTED"
	AbsenceApproved  AbsenceStatus = "APPROVED"
	AbsenceDeclined  AbsenceStatus = "DECLINED"
	AbsenceCancelled AbsenceStatus = "CANCELLED"
	AbsenceDeleted   AbsenceStatus = "DELETED"
)

// AbsenceType is a kind of absence, such as vacation or sick leave.
// Source: docs.kombo.dev, "Get absence types".
type AbsenceType struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string      `json:"id" required:"true"`
	RemoteID string      `json:"remote_id,omitempty"`
	Name     string      `json:"name,omitempty"`
	Unit     AbsenceUnit `json:"unit,omitempty"`
	// HalfDaysSupported reports whether an absence of this type may have half days, ExactTimesSupported
	// whether it may have a start and an end time. Nil means that the tool does not specify it.
	HalfDaysSupported   *bool `json:"half_days_supported,omitempty"`
	ExactTimesSupported *bool `json:"exact_times_supported,omitempty"`
	Changes
	Remote

	rolecall.Extra `json:"-"`
}

// ListAbsenceTypesOptions filters [HRISService.ListAbsenceTypes]. See [ListOptions].
type ListAbsenceTypesOptions struct{ ListOptions }

// ListAbsenceTypes reads a page of absence types.
// Source: docs.kombo.dev, "Get absence types".
func (s *HRISService) ListAbsenceTypes(ctx context.Context, opts ListAbsenceTypesOptions, call ...rolecall.CallOption) (*rolecall.Page[AbsenceType], error) {
	return list[AbsenceType](ctx, s.service, "hris/absence-types", opts, call)
}

// ListAbsencesOptions filters [HRISService.ListAbsences]. See [ListOptions].
type ListAbsencesOptions struct {
	ListOptions
	// DateFrom selects the absences that end on or after this day. DateUntil selects the absences that begin
	// on or before this day. Together they select every absence that overlaps the period.
	DateFrom   rolecall.Date `url:"date_from,omitempty" layout:"2006-01-02T15:04:05.000Z"`
	DateUntil  rolecall.Date `url:"date_until,omitempty" layout:"2006-01-02T15:04:05.000Z"`
	TypeIDs    []string      `url:"type_ids,comma,omitempty"`
	EmployeeID string        `url:"employee_id,omitempty"`
}

// ListAbsences reads a page of absences. A list with UpdatedAfter also contains the absences whose type changed.
// Source: docs.kombo.dev, "Get absences".
func (s *HRISService) ListAbsences(ctx context.Context, opts ListAbsencesOptions, call ...rolecall.CallOption) (*rolecall.Page[Absence], error) {
	return list[Absence](ctx, s.service, "hris/absences", opts, call)
}

// CreateAbsenceRequest describes the absence that [HRISService.CreateAbsence] creates.
type CreateAbsenceRequest struct {
	// EmployeeID is an [Employee.ID], or "remote:" followed by the tool's ID. Required.
	EmployeeID string `json:"employee_id"`
	// AbsenceTypeID is an [AbsenceType.ID]. The call rejects the tool's id. Required.
	AbsenceTypeID string `json:"absence_type_id"`
	// Status is AbsenceRequested or AbsenceApproved. "" means AbsenceRequested.
	Status AbsenceStatus `json:"status,omitempty"`
	// StartDate and EndDate are the first and the last day. Required.
	StartDate rolecall.Date `json:"start_date"`
	EndDate   rolecall.Date `json:"end_date"`
	// StartHalfDay means that the absence begins in the middle of StartDate, EndHalfDay that it ends in the
	// middle of EndDate. Setting both for an absence of one day is an error, because its length would be zero.
	StartHalfDay bool `json:"start_half_day"`
	EndHalfDay   bool `json:"end_half_day"`
	// Amount is the length of the absence, in Unit. Set both or neither.
	Amount *float64    `json:"amount,omitempty"`
	Unit   AbsenceUnit `json:"unit,omitempty"`
	// EmployeeNote is a note of the employee. "" is sent as null.
	EmployeeNote string `json:"employee_note"`
	// StartTime and EndTime are times of day, "08:30:00" or "8:30". Set both or neither. If the absence
	// begins and ends on the same day, EndTime must be after StartTime.
	StartTime string `json:"start_time,omitempty"`
	EndTime   string `json:"end_time,omitempty"`
	// RemoteFields are sent to the tool unmodified. See [RemoteFields].
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// MarshalJSON writes each date as a timestamp, midnight UTC of that day. Kombo's OpenAPI document requires
// timestamps, but Kombo uses only their dates. MarshalJSON writes an empty note as null, because Kombo requires
// the member.
func (v CreateAbsenceRequest) MarshalJSON() ([]byte, error) {
	type plain CreateAbsenceRequest
	note := &v.EmployeeNote
	if *note == "" {
		note = nil
	}
	return json.Marshal(struct {
		plain
		StartDate    dayStart `json:"start_date,omitzero"`
		EndDate      dayStart `json:"end_date,omitzero"`
		EmployeeNote *string  `json:"employee_note"`
	}{plain(v), dayStart(v.StartDate), dayStart(v.EndDate), note})
}

var timeOfDay = regexp.MustCompile(`^(2[0-3]|[01]?\d):[0-5]?\d(:[0-5]?\d)?$`)

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it before
// sending anything.
func (v CreateAbsenceRequest) Problem() string {
	problem := cmp.Or(requiredID("EmployeeID", v.EmployeeID), required("AbsenceTypeID", v.AbsenceTypeID),
		v.typeProblem(), v.daysProblem(), v.amountProblem(), v.timesProblem())
	if problem != "" || v.StartDate != v.EndDate {
		return problem
	}
	return v.oneDayProblem()
}

func (v CreateAbsenceRequest) typeProblem() string {
	if strings.HasPrefix(v.AbsenceTypeID, remotePrefix) {
		return "AbsenceTypeID is the tool's id: use an AbsenceType.ID"
	}
	return ""
}

func (v CreateAbsenceRequest) daysProblem() string {
	switch {
	case v.StartDate.IsZero():
		return "StartDate is missing"
	case v.EndDate.IsZero():
		return "EndDate is missing"
	case v.EndDate.Compare(v.StartDate) < 0:
		return "EndDate is before StartDate"
	}
	return ""
}

func (v CreateAbsenceRequest) amountProblem() string {
	switch {
	case (v.Amount == nil) != (v.Unit == ""):
		return "only one of Amount and Unit is set: set both or neither"
	case v.Amount != nil && *v.Amount < 0:
		return "Amount is negative"
	}
	return ""
}

func (v CreateAbsenceRequest) timesProblem() string {
	switch {
	case (v.StartTime == "") != (v.EndTime == ""):
		return "only one of StartTime and EndTime is set: set both or neither"
	case v.StartTime != "" && !timeOfDay.MatchString(v.StartTime):
		return `StartTime does not have the format "08:30:00"`
	case v.EndTime != "" && !timeOfDay.MatchString(v.EndTime):
		return `EndTime does not have the format "08:30:00"`
	}
	return ""
}

// oneDayProblem returns the problem of an absence that begins and ends on the same day. The caller must check
// the format of the times first.
func (v CreateAbsenceRequest) oneDayProblem() string {
	switch {
	case v.StartHalfDay && v.EndHalfDay:
		return "StartHalfDay and EndHalfDay are both set for an absence of one day: its length would be zero"
	case v.StartTime != "" && secondsOf(v.EndTime) <= secondsOf(v.StartTime):
		return "EndTime is not after StartTime on the same day"
	}
	return ""
}

// secondsOf returns the seconds since midnight of a time that [timeOfDay] matches.
func secondsOf(s string) int {
	total := 0
	for i, part := range strings.Split(s, ":") {
		n, _ := strconv.Atoi(part)
		total += n * []int{3600, 60, 1}[i]
	}
	return total
}

// CreateAbsence creates an absence in the tool. [Absence.Type] of the result is nil.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Create absence".
func (s *HRISService) CreateAbsence(ctx context.Context, req CreateAbsenceRequest, call ...rolecall.CallOption) (*Result[Absence], error) {
	return act[Absence](ctx, s.service, "POST hris/absences", req, call)
}

// DeleteAbsenceRequest holds the parameters of [HRISService.DeleteAbsence]. Most tools require none.
type DeleteAbsenceRequest struct {
	// RemoteFields are sent to the tool unmodified. See [RemoteFields].
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// DeleteAbsence deletes an absence in the tool and returns it. [Absence.Type] of the result is nil.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Delete absence".
func (s *HRISService) DeleteAbsence(ctx context.Context, absenceID string, req DeleteAbsenceRequest, call ...rolecall.CallOption) (*Result[Absence], error) {
	return act[Absence](ctx, s.service, "DELETE hris/absences/{absence_id}", req, call, absenceID)
}
