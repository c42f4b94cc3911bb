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
		record.At("started_before", sheetStart, time.Time.Before), record.At("started_after", sheetStart, time.Time.After),
		record.At("ended_before", sheetEnd, time.Time.Before), record.At("ended_after", sheetEnd, time.Time.After),
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

var absenceTypeModel = Model{
	Path: "/hris/absence-types", Table: func(w *World) *record.Table { return w.AbsenceTypes }, Enum: "unit", Keep: []string{"remote_id"},
	Record: absenceTypeRecord, Names: []string{"hris_absence_types"}, Touch: touchAbsenceType,
}

var (
	absenceStatuses  = []string{"APPROVED", "REQUESTED", "DECLINED", "CANCELLED", "DELETED"}
	approvalStatuses = []string{"APPROVED", "PENDING", "REJECTED"}
)

func absenceUnit(k int) string { return []string{"DAYS", "HOURS"}[k%2] }

// absenceType makes a kind of absence: nothing but ids once nothing is left.
func absenceTypeRecord(w *World, i int) record.Object {
	t := w.AbsenceTypes
	return record.Object{
		"id", t.ID(i),
		"remote_id", remoteID(t, i),
		"name", record.If(i != 4, revised(absenceTypeNames[i], t.Revision(i))),
		"unit", record.If(i != 3, absenceUnit(i)),
		"half_days_supported", record.If(i != 2, i%2 == 0),
		"exact_times_supported", record.If(i != 1, i%2 == 1),
		"custom_fields", record.If(i%2 == 0, record.Object{"paid", i < 2}),
	}.And(w.tail(t, i, "/absence-types")...)
}

// absenceTypeRef is a kind of absence as others embed it.
func absenceTypeRef(w *World, i int) record.Object {
	o := absenceTypeRecord(w, i)
	if w.blank(w.AbsenceTypes, i) {
		blank(o, []string{"remote_id"})
	}
	return o
}

// Absence is what an absence is Made of.
type Absence struct {
	Employee, Kind     int
	First, Last        time.Time
	Status, Note, Unit string
	StartTime, EndTime string
	Amount             *float64
	StartHalf, EndHalf bool
	WithHalves         bool // the record has StartHalf and EndHalf

	approver bool // as base records may have
}

// absenceOf is what is behind an absence.
func absenceOf(w *World, k int) Absence {
	if s := record.State[Absence](w.Absences, k); s != nil {
		return *s
	}
	first := dated(BaseStart.AddDate(0, 0, 7*(k%40)))
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
		a.Note = revised("Note "+strconv.Itoa(k), w.Absences.Revision(k))
	}
	return a
}

// AbsenceMembers is an absence as the answers of writes have it.
func AbsenceMembers(w *World, k int) record.Object {
	t, a := w.Absences, absenceOf(w, k)
	var amount any
	if a.Amount != nil {
		amount = *a.Amount
	}
	return record.Object{
		"id", t.ID(k),
		"remote_id", remoteID(t, k),
		"employee_id", w.Employees.ID(a.Employee),
		"approver_id", record.If(a.approver, w.Employees.ID(1%w.Employees.Count())),
		"start_date", plainDate(a.First),
		"end_date", plainDate(a.Last),
		"start_half_day", record.If(a.WithHalves, a.StartHalf),
		"end_half_day", record.If(a.WithHalves, a.EndHalf),
		"start_time", record.OrNull(a.StartTime),
		"end_time", record.OrNull(a.EndTime),
		"amount", amount,
		"unit", record.If(a.Amount != nil, a.Unit),
		"status", record.OrNull(a.Status),
		"employee_note", record.OrNull(a.Note),
		"type_id", w.AbsenceTypes.ID(a.Kind),
		"remote_created_at", createdAt(t, k),
		"remote_updated_at", record.If(k%10 != 9, updatedAt(t, k)),
		"changed_at", t.ChangedAt(k),
		"remote_deleted_at", t.DeletedAt(k),
		"remote_data", remoteData(k == 0, "/absences", t.RemoteID(k)),
	}
}

func absenceRecord(w *World, k int) record.Object {
	return AbsenceMembers(w, k).And("type", absenceTypeRef(w, absenceOf(w, k).Kind))
}

// balanceMembers is a balance as an employee embeds it.
func balanceMembers(w *World, k int) record.Object {
	t := w.Balances
	return record.Object{
		"id", t.ID(k),
		"remote_id", remoteID(t, k),
		"employee_id", w.Employees.ID(ownerOf(w, k)),
		"type_id", w.AbsenceTypes.ID(typeOf(w, k)),
		"balance", record.If(k%6 != 5, 12.5-float64(k%15)+float64(t.Revision(k))),
		"balance_unit", record.If(k%6 != 5, absenceUnit(k)),
		"changed_at", t.ChangedAt(k),
		"remote_deleted_at", t.DeletedAt(k),
		"used", record.If(k%4 != 3, float64(k%20)),
		"used_unit", record.If(k%4 != 3, absenceUnit(k)),
		"remote_data", remoteData(k == 0, "/balances", t.RemoteID(k)),
	}
}

func balanceRecord(w *World, k int) record.Object {
	return balanceMembers(w, k).And("type", absenceTypeRef(w, typeOf(w, k)))
}

func sheetStart(w *World, k int) time.Time {
	if k%15 == 14 {
		return time.Time{}
	}
	return w.Timesheets.BaseTime(k).Truncate(Day).Add(8 * time.Hour)
}

func sheetEnd(w *World, k int) time.Time {
	if begun := sheetStart(w, k); !begun.IsZero() && k%10 != 9 {
		return begun.Add(8*time.Hour + 30*time.Minute)
	}
	return time.Time{}
}

// timesheet makes a stretch of work.
func timesheetRecord(w *World, k int) record.Object {
	t := w.Timesheets
	return record.Object{
		"id", t.ID(k),
		"remote_id", remoteID(t, k),
		"employee_id", w.Employees.ID(k),
		"started_at", sheetStart(w, k),
		"ended_at", sheetEnd(w, k),
		"timezone", record.If(k%4 != 3, "+01:00"),
		"payable_hours", record.If(k%5 != 4, 8.0),
		"unpaid_break_minutes", record.If(k%6 != 5, 30),
		"breaks", sheetBreaks(w, k),
		"approval_status", record.If(k%7 != 6, pick(approvalStatuses, k)),
		"approved_at", record.If(k%3 == 0, updatedAt(t, k)),
		"comment", record.If(k%5 != 3, revised("Sheet "+strconv.Itoa(k), t.Revision(k))),
		"custom_fields", record.If(k%3 != 1, record.Object{"shift", k % 3}),
		"integration_fields", w.integrationFields(k == 0, "hris_timesheets"),
	}.And(w.tail(t, k, "/timesheets")...)
}

func sheetBreaks(w *World, k int) any {
	begun := sheetStart(w, k)
	switch {
	case k%4 == 2:
		return nil
	case k%4 == 1 || begun.IsZero():
		return []record.Object{}
	}
	noon := begun.Add(4 * time.Hour)
	return []record.Object{{"started_at", noon, "ended_at", noon.Add(30 * time.Minute), "paid", k%8 == 0}}
}
