package knit

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// Attendance is one working day of an employee. Times of day and hours are strings in the tool's own
// format, which is not public.
//
// Source: public code of a Knit user, 2024.
type Attendance struct {
	Date           rolecall.Date    `json:"date,omitzero"`
	Status         AttendanceStatus `json:"status,omitempty"`
	ShiftStartTime string           `json:"shiftStartTime,omitempty"`
	ShiftEndTime   string           `json:"shiftEndTime,omitempty"`
	TotalHours     string           `json:"totalHours,omitempty"`
	BreakHours     string           `json:"breakHours,omitempty"`
	EffectiveHours string           `json:"effectiveHours,omitempty"`
	FirstInTime    string           `json:"firstInTime,omitempty"`
	LastOutTime    string           `json:"lastOutTime,omitempty"`

	rolecall.Extra `json:"-"`
}

// AttendanceStatus is the status of a day.
type AttendanceStatus string

// Values of [AttendanceStatus].
const (
	AttendancePresent   AttendanceStatus = "PRESENT"
	AttendanceAbsent    AttendanceStatus = "ABSENT"
	AttendanceHoliday   AttendanceStatus = "HOLIDAY"
	AttendanceWeeklyOff AttendanceStatus = "WEEKLY_OFF"
)

// ListAttendance returns a page of an employee's working days. The parameters that select the days are not
// public: put them into Params. Source: public code of a Knit user, 2024.
func (s *HRISService) ListAttendance(ctx context.Context, opts EmployeeOptions, call ...rolecall.CallOption) (*rolecall.Page[Attendance], error) {
	return list[Attendance](ctx, s.service, "hr.employees.attendance", anyItems, opts, call)
}
