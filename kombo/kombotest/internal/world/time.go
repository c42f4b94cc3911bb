package world

import (
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var timesheetModel = Model{
	Path: "/hris/timesheets", Table: func(w *World) *record.Table { return w.Timesheets }, Enum: "approval_status", Keep: []string{"employee_id"},
	Record: timesheetRecord, Names: []string{"hris_timesheets"},
	Filters: []Filter{
		among("employee_id", func(w *World, k int) string { return w.Employees.ID(k) }),
		record.At("started_before", timesheetStart, time.Time.Before), record.At("started_after", timesheetStart, time.Time.After),
		record.At("ended_before", timesheetEnd, time.Time.Before), record.At("ended_after", timesheetEnd, time.Time.After),
	},
}

var absenceModel = Model{
	Path: "/hris/absences", Table: func(w *World) *record.Table { return w.Absences }, Enum: "status", Keep: []string{"employee_id"},
	Record: absenceRecord, Names: []string{"hris_absences"},
	Filters: []Filter{
		record.OnDay("date_from", func(w *World, k int, from time.Time) bool { return !absenceOf(w, k).Last.Before(from) }),
		record.OnDay("date_until", func(w *World, k int, until time.Time) bool { return !absenceOf(w, k).First.After(until) }),
		record.OnDay("time_from", func(w *World, k int, from time.Time) bool { return !absenceOf(w, k).Last.Before(from) }),    // deprecated
		record.OnDay("time_until", func(w *World, k int, until time.Time) bool { return !absenceOf(w, k).First.After(until) }), // deprecated
		among("type_ids", func(w *World, k int) string { return w.AbsenceTypes.ID(absenceOf(w, k).Kind) }),
		among("employee_id", func(w *World, k int) string { return w.Employees.ID(absenceOf(w, k).Employee) }),
	},
}

var balanceModel = Model{
	Path: "/hris/time-off-balances", Table: func(w *World) *record.Table { return w.Balances }, Enum: "balance_unit", Keep: []string{"employee_id", "type_id", "type"},
	Record: balanceRecord, Names: []string{"hris_time_off_balances"},
	Touch:   func(w *World, k int) { w.Employees.Touch(ownerOf(w, k), w.Now()) },
	Filters: []Filter{among("employee_id", func(w *World, k int) string { return w.Employees.ID(ownerOf(w, k)) })},
}

var (
	absenceTypeSample = sampleOf("absence_type", "")
	absenceSample     = sampleOf("absence", "")
	balanceSample     = sampleOf("time_off_balance", "")
	timesheetSample   = sampleOf("timesheet", "timezone payable_hours unpaid_break_minutes approval_status comment custom_fields").withFields("hris_timesheets")
)

var absenceTypeModel = Model{
	Path: "/hris/absence-types", Table: func(w *World) *record.Table { return w.AbsenceTypes }, Enum: "unit", Keep: []string{"remote_id"},
	Record: absenceTypeRecord, Names: []string{"hris_absence_types"}, Touch: touchAbsenceType,
}

var (
	absenceStatuses  = []string{"APPROVED", "REQUESTED", "DECLINED", "CANCELLED", "DELETED"}
	approvalStatuses = []string{"APPROVED", "PENDING", "REJECTED"}
)

func absenceUnit(k int) string { return []string{"DAYS", "HOURS"}[k%2] }

func absenceTypeRecord(w *World, n int) record.Object {
	return absenceTypeSample.record(w, w.AbsenceTypes, n,
		"name", record.If(n != 4, withRevision(absenceTypeNames[n], w.AbsenceTypes.Revision(n))), "unit", record.If(n != 3, absenceUnit(n)),
		"half_days_supported", record.If(n != 2, n%2 == 0), "exact_times_supported", record.If(n != 1, n%2 == 1),
		"custom_fields", record.If(n%2 == 0, record.Object{"paid", n < 2}),
	)
}

// absenceTypeRef returns an absence type as other records embed it.
func absenceTypeRef(w *World, i int) record.Object {
	o := absenceTypeRecord(w, i)
	if w.cleared(w.AbsenceTypes, i) {
		clearMembers(o, []string{"remote_id"})
	}
	return o
}

// Absence holds the data of an absence.
type Absence struct {
	Employee, Kind     int
	First, Last        time.Time
	Status, Note, Unit string
	StartTime, EndTime string
	Amount             *float64
	StartHalf, EndHalf bool
	WithHalves         bool // if false, start_half_day and end_half_day are null

	approver bool // has an approver_id; only base records
}

// absenceOf returns the data of absence k.
func absenceOf(w *World, k int) Absence {
	if s := record.State[Absence](w.Absences, k); s != nil {
		return *s
	}
	first := startOfDay(BaseStart.AddDate(0, 0, 7*(k%40)))
	a := Absence{
		Employee: ownerOf(w, k), Kind: typeOf(w, k), First: first, Last: first.AddDate(0, 0, k%5),
		Status: pick(absenceStatuses, k), approver: k%3 == 0, WithHalves: k%4 != 3, StartHalf: k%8 == 0, Unit: absenceUnit(k),
	}
	if k%4 == 0 {
		a.StartTime, a.EndTime = "08:30:00", "17:15:00"
	}
	if k%5 != 4 {
		amount := float64(1+k%5) - 0.5
		a.Amount = &amount
	}
	switch {
	case k%20 == 19:
		a.Status = ""
	case k%30 == 29:
		a.Status = "In discussion"
	}
	if k%3 != 2 {
		a.Note = withRevision("Note "+strconv.Itoa(k), w.Absences.Revision(k))
	}
	return a
}

// AbsenceMembers returns an absence as the responses to writes contain it.
func AbsenceMembers(w *World, k int) record.Object { return absenceRecord(w, k).Without("type") }

func absenceRecord(w *World, k int) record.Object {
	a := absenceOf(w, k)
	var amount any
	if a.Amount != nil {
		amount = *a.Amount
	}
	return absenceSample.record(w, w.Absences, k,
		"employee_id", w.Employees.ID(a.Employee),
		"approver_id", record.If(a.approver, w.Employees.ID(1%w.Employees.Count())),
		"start_date", dateString(a.First),
		"end_date", dateString(a.Last),
		"start_half_day", record.If(a.WithHalves, a.StartHalf),
		"end_half_day", record.If(a.WithHalves, a.EndHalf),
		"start_time", record.OrNull(a.StartTime),
		"end_time", record.OrNull(a.EndTime),
		"amount", amount,
		"unit", record.If(a.Amount != nil, a.Unit),
		"status", record.OrNull(a.Status),
		"employee_note", record.OrNull(a.Note),
		"type_id", w.AbsenceTypes.ID(a.Kind),
		"type", absenceTypeRef(w, a.Kind),
	)
}

// balanceRef returns a time off balance as an employee embeds it.
func balanceRef(w *World, k int) record.Object { return balanceRecord(w, k).Without("type") }

func balanceRecord(w *World, k int) record.Object {
	kind := typeOf(w, k)
	return balanceSample.record(w, w.Balances, k,
		"employee_id", w.Employees.ID(ownerOf(w, k)), "type_id", w.AbsenceTypes.ID(kind), "type", absenceTypeRef(w, kind),
		"balance", record.If(k%6 != 5, 12.5-float64(k%15)+float64(w.Balances.Revision(k))), "balance_unit", record.If(k%6 != 5, absenceUnit(k)),
		"used", record.If(k%4 != 3, float64(k%20)), "used_unit", record.If(k%4 != 3, absenceUnit(k)),
	)
}

func timesheetStart(w *World, k int) time.Time {
	if k%15 == 14 {
		return time.Time{}
	}
	return w.Timesheets.BaseTime(k).Truncate(Day).Add(8 * time.Hour)
}

func timesheetEnd(w *World, k int) time.Time {
	if start := timesheetStart(w, k); !start.IsZero() && k%10 != 9 {
		return start.Add(8*time.Hour + 30*time.Minute)
	}
	return time.Time{}
}

func timesheetRecord(w *World, k int) record.Object {
	return timesheetSample.record(w, w.Timesheets, k,
		"employee_id", w.Employees.ID(k),
		"started_at", timesheetStart(w, k),
		"ended_at", timesheetEnd(w, k),
		"breaks", timesheetBreaks(w, k),
		"approval_status", pick(approvalStatuses, k),
		"approved_at", record.If(k%3 == 0, updatedAt(w.Timesheets, k)),
		"comment", withRevision("Sheet "+strconv.Itoa(k), w.Timesheets.Revision(k)),
		"custom_fields.shift", k%3,
	)
}

func timesheetBreaks(w *World, k int) any {
	start := timesheetStart(w, k)
	switch {
	case k%4 == 2:
		return nil
	case k%4 == 1 || start.IsZero():
		return []record.Object{}
	}
	noon := start.Add(4 * time.Hour)
	return []record.Object{{"started_at", noon, "ended_at", noon.Add(30 * time.Minute), "paid", k%8 == 0}}
}
