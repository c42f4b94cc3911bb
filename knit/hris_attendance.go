package knit

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// Attendance is one day of somebody's work. Times of the day and hours are texts, as the app
// writes them: their formats are not public.
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

// AttendanceStatus says what a day was. The set is open.
type AttendanceStatus string

// Values of [AttendanceStatus].
const (
	AttendancePresent   AttendanceStatus = "PRESENT"
	AttendanceAbsent    AttendanceStatus = "ABSENT"
	AttendanceHoliday   AttendanceStatus = "HOLIDAY"
	AttendanceWeeklyOff AttendanceStatus = "WEEKLY_OFF"
)

// ListAttendance reads an employee's days of work. The parameters that select the days are not
// public: they go into Params. Source: public code of a Knit user, 2024.
func (s *HRISService) ListAttendance(ctx context.Context, opts EmployeeOptions, call ...rolecall.CallOption) (*rolecall.Page[Attendance], error) {
	return list[Attendance](ctx, s.service, "hr.employees.attendance", anyItems, opts, call)
}
