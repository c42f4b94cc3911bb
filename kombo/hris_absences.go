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

// Absence is some days or hours on which an employee does not work.
// Source: docs.kombo.dev, "Get absences".
type Absence struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID         string `json:"id" required:"true"`
	RemoteID   string `json:"remote_id,omitempty"`
	EmployeeID string `json:"employee_id,omitempty"`
	// ApproverID is deprecated by Kombo.
	ApproverID string `json:"approver_id,omitempty"`
	// StartDate and EndDate are the first and the last day.
	StartDate rolecall.Date `json:"start_date,omitzero"`
	EndDate   rolecall.Date `json:"end_date,omitzero"`
	// StartHalfDay and EndHalfDay: only half of that day. Nil: the tool does not say.
	StartHalfDay *bool `json:"start_half_day,omitempty"`
	EndHalfDay   *bool `json:"end_half_day,omitempty"`
	// StartTime and EndTime are times of the day where the employee is, "13:15:00".
	StartTime string `json:"start_time,omitempty"`
	EndTime   string `json:"end_time,omitempty"`
	// Amount is how long it is, in Unit.
	Amount          *float64      `json:"amount,omitempty"`
	Unit            AbsenceUnit   `json:"unit,omitempty"`
	Status          AbsenceStatus `json:"status,omitempty"`
	EmployeeNote    string        `json:"employee_note,omitempty"`
	TypeID          string        `json:"type_id,omitempty"`
	RemoteCreatedAt time.Time     `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time     `json:"remote_updated_at,omitzero"`
	// Type is nil in the answers of CreateAbsence and DeleteAbsence; TypeID names it.
	Type *AbsenceType `json:"type,omitempty"`
	Changes
	// RemoteData is what the tool itself said, where the plan includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// AbsenceUnit is what absences are counted in.
type AbsenceUnit string

// Values of [AbsenceUnit].
const (
	AbsenceUnitHours AbsenceUnit = "HOURS"
	AbsenceUnitDays  AbsenceUnit = "DAYS"
)

// AbsenceStatus says whether an absence was granted. The set is open: what Kombo cannot map
// comes in the tool's own words.
type AbsenceStatus string

// Values of [AbsenceStatus].
const (
	AbsenceRequested AbsenceStatus = "REQUESTED"
	AbsenceApproved  AbsenceStatus = "APPROVED"
	AbsenceDeclined  AbsenceStatus = "DECLINED"
	AbsenceCancelled AbsenceStatus = "CANCELLED"
	AbsenceDeleted   AbsenceStatus = "DELETED"
)

// AbsenceType is a kind of absence: holiday, illness.
// Source: docs.kombo.dev, "Get absence types".
type AbsenceType struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID       string      `json:"id" required:"true"`
	RemoteID string      `json:"remote_id,omitempty"`
	Name     string      `json:"name,omitempty"`
	Unit     AbsenceUnit `json:"unit,omitempty"`
	// HalfDaysSupported and ExactTimesSupported say what a new absence may have. Nil: the
	// tool does not say.
	HalfDaysSupported   *bool `json:"half_days_supported,omitempty"`
	ExactTimesSupported *bool `json:"exact_times_supported,omitempty"`
	Changes
	Remote

	rolecall.Extra `json:"-"`
}

// ListAbsenceTypesOptions filters [HRISService.ListAbsenceTypes]. See [ListOptions].
type ListAbsenceTypesOptions struct{ ListOptions }

// ListAbsenceTypes reads a page of kinds of absence.
// Source: docs.kombo.dev, "Get absence types".
func (s *HRISService) ListAbsenceTypes(ctx context.Context, opts ListAbsenceTypesOptions, call ...rolecall.CallOption) (*rolecall.Page[AbsenceType], error) {
	return list[AbsenceType](ctx, s.service, "hris/absence-types", opts, call)
}

// ListAbsencesOptions filters [HRISService.ListAbsences]. See [ListOptions].
type ListAbsencesOptions struct {
	ListOptions
	// DateFrom asks for absences that end on that day or later, DateUntil for those that begin
	// on that day or before: together, for what a calendar of these days shows.
	DateFrom   rolecall.Date `url:"date_from,omitempty" layout:"2006-01-02T15:04:05.000Z"`
	DateUntil  rolecall.Date `url:"date_until,omitempty" layout:"2006-01-02T15:04:05.000Z"`
	TypeIDs    []string      `url:"type_ids,comma,omitempty"`
	EmployeeID string        `url:"employee_id,omitempty"`
}

// ListAbsences reads a page of absences. UpdatedAfter also finds those whose type changed.
// Source: docs.kombo.dev, "Get absences".
func (s *HRISService) ListAbsences(ctx context.Context, opts ListAbsencesOptions, call ...rolecall.CallOption) (*rolecall.Page[Absence], error) {
	return list[Absence](ctx, s.service, "hris/absences", opts, call)
}

// CreateAbsenceRequest is a new absence.
type CreateAbsenceRequest struct {
	// EmployeeID is Kombo's ID, or "remote:" and the tool's. Required.
	EmployeeID string `json:"employee_id"`
	// AbsenceTypeID is Kombo's ID of an [AbsenceType]; the tool's is not taken. Required.
	AbsenceTypeID string `json:"absence_type_id"`
	// Status is AbsenceRequested or AbsenceApproved. "": requested.
	Status AbsenceStatus `json:"status,omitempty"`
	// StartDate and EndDate are the first and the last day. Required.
	StartDate rolecall.Date `json:"start_date"`
	EndDate   rolecall.Date `json:"end_date"`
	// StartHalfDay: the absence begins in the middle of StartDate. EndHalfDay: it ends in the
	// middle of EndDate. Both on one day is an error: it would end as it begins.
	StartHalfDay bool `json:"start_half_day"`
	EndHalfDay   bool `json:"end_half_day"`
	// Amount is how long it is, in Unit. Both, or neither.
	Amount *float64    `json:"amount,omitempty"`
	Unit   AbsenceUnit `json:"unit,omitempty"`
	// EmployeeNote is what the employee says of it. "": Kombo gets null.
	EmployeeNote string `json:"employee_note"`
	// StartTime and EndTime are times of the day, "08:30:00" or "8:30". Both, or neither; on one
	// day EndTime is the later one.
	StartTime string `json:"start_time,omitempty"`
	EndTime   string `json:"end_time,omitempty"`
	// RemoteFields go to the tool as they are, by its name.
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// MarshalJSON writes the days as the times at which they begin in UTC, for which Kombo's
// document asks and of which Kombo takes the day; and an empty note as null: Kombo wants the
// member in any case.
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

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it.
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
		return "AbsenceTypeID must be Kombo's own ID, not the tool's"
	}
	return ""
}

func (v CreateAbsenceRequest) daysProblem() string {
	switch {
	case v.StartDate.IsZero() || v.EndDate.IsZero():
		return "StartDate or EndDate is missing"
	case v.EndDate.Compare(v.StartDate) < 0:
		return "EndDate is before StartDate"
	}
	return ""
}

func (v CreateAbsenceRequest) amountProblem() string {
	switch {
	case (v.Amount == nil) != (v.Unit == ""):
		return "Amount and Unit go together: there is one of them"
	case v.Amount != nil && *v.Amount < 0:
		return "Amount is less than zero"
	}
	return ""
}

func (v CreateAbsenceRequest) timesProblem() string {
	switch {
	case (v.StartTime == "") != (v.EndTime == ""):
		return "StartTime and EndTime go together: there is one of them"
	case v.StartTime != "" && (!timeOfDay.MatchString(v.StartTime) || !timeOfDay.MatchString(v.EndTime)):
		return `StartTime or EndTime is not like "08:30:00"`
	}
	return ""
}

// oneDayProblem returns the problem of an absence that ends on the day on which it begins, and whose times are
// valid.
func (v CreateAbsenceRequest) oneDayProblem() string {
	switch {
	case v.StartHalfDay && v.EndHalfDay:
		return "StartHalfDay and EndHalfDay are set for one day: the absence would end as it begins"
	case v.StartTime != "" && secondsOf(v.EndTime) <= secondsOf(v.StartTime):
		return "EndTime is not after StartTime on the same day"
	}
	return ""
}

// secondsOf is how far into the day a time of the day is, one that [timeOfDay] matches.
func secondsOf(text string) int {
	total := 0
	for i, part := range strings.Split(text, ":") {
		n, _ := strconv.Atoi(part)
		total += n * []int{3600, 60, 1}[i]
	}
	return total
}

// CreateAbsence makes an absence in the tool. The answer has no [Absence.Type].
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Create absence".
func (s *HRISService) CreateAbsence(ctx context.Context, req CreateAbsenceRequest, call ...rolecall.CallOption) (*Result[Absence], error) {
	return act[Absence](ctx, s.service, "POST hris/absences", req, call)
}

// DeleteAbsenceRequest is what the tool needs to delete an absence; for most, nothing.
type DeleteAbsenceRequest struct {
	// RemoteFields go to the tool as they are, by its name.
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// DeleteAbsence deletes an absence in the tool, and answers with what it was, without its
// [Absence.Type].
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Delete absence".
func (s *HRISService) DeleteAbsence(ctx context.Context, absenceID string, req DeleteAbsenceRequest, call ...rolecall.CallOption) (*Result[Absence], error) {
	return act[Absence](ctx, s.service, "DELETE hris/absences/{absence_id}", req, call, absenceID)
}
