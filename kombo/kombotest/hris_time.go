package kombotest

import (
	"strconv"
	"time"
)

var (
	absenceStatuses  = []string{"APPROVED", "REQUESTED", "DECLINED", "CANCELLED", "DELETED"}
	approvalStatuses = []string{"APPROVED", "PENDING", "REJECTED"}
)

func absenceUnit(k int) string { return []string{"DAYS", "HOURS"}[k%2] }

// absenceType makes a kind of absence: nothing but ids once nothing is left.
func (w *world) absenceType(i int) object {
	t := w.absenceTypes
	return object{
		"id", t.id(i),
		"remote_id", t.remoteID(i),
		"name", only(i != 4, revised(absenceTypeNames[i], t.revision(i))),
		"unit", only(i != 3, absenceUnit(i)),
		"half_days_supported", only(i != 2, i%2 == 0),
		"exact_times_supported", only(i != 1, i%2 == 1),
		"custom_fields", only(i%2 == 0, object{"paid", i < 2}),
	}.and(w.tail(t, i, "/absence-types")...)
}

// absenceTypeRef is a kind of absence as others embed it.
func (w *world) absenceTypeRef(i int, now time.Time) object {
	o := w.absenceType(i)
	if w.absenceTypes.blank(i, now) {
		blank(o, []string{"remote_id"})
	}
	return o
}

// absence is what an absence is made of.
type absence struct {
	employee, kind       int
	first, last          time.Time
	status, note         string
	startHalf, endHalf   bool
	startTime, endTime   string
	amount               *float64
	unit                 string
	approver, withHalves bool // as base records may have
}

// absenceOf is what is behind an absence.
func (w *world) absenceOf(k int) absence {
	if s := state[absence](w.absences, k); s != nil {
		return *s
	}
	first := dated(baseStart.AddDate(0, 0, 7*(k%40)))
	a := absence{
		employee: w.ownerOf(k), kind: w.typeOf(k), first: first, last: first.AddDate(0, 0, k%5),
		status: pick(absenceStatuses, k), approver: k%3 == 0, withHalves: k%4 != 3, startHalf: k%8 == 0, unit: absenceUnit(k),
	}
	if k%4 == 0 {
		a.startTime, a.endTime = "08:30:00", "17:15:00"
	}
	if k%5 != 4 {
		amount := float64(1+k%5) - 0.5
		a.amount = &amount
	}
	switch {
	case k%20 == 19:
		a.status = ""
	case k%30 == 29:
		a.status = "In discussion"
	}
	if k%3 != 2 {
		a.note = revised("Note "+strconv.Itoa(k), w.absences.revision(k))
	}
	return a
}

// absenceMembers is an absence as the answers of writes have it.
func (w *world) absenceMembers(k int) object {
	t, a := w.absences, w.absenceOf(k)
	var amount any
	if a.amount != nil {
		amount = *a.amount
	}
	return object{
		"id", t.id(k),
		"remote_id", t.remoteID(k),
		"employee_id", w.employees.id(a.employee),
		"approver_id", only(a.approver, w.employees.id(1%w.employees.count)),
		"start_date", plainDate(a.first),
		"end_date", plainDate(a.last),
		"start_half_day", only(a.withHalves, a.startHalf),
		"end_half_day", only(a.withHalves, a.endHalf),
		"start_time", text(a.startTime),
		"end_time", text(a.endTime),
		"amount", amount,
		"unit", only(a.amount != nil, a.unit),
		"status", text(a.status),
		"employee_note", text(a.note),
		"type_id", w.absenceTypes.id(a.kind),
		"remote_created_at", t.createdAt(k),
		"remote_updated_at", only(k%10 != 9, t.updatedAt(k)),
		"changed_at", t.changedAt(k),
		"remote_deleted_at", t.deletedAt(k),
		"remote_data", remoteData(k == 0, "/absences", t.remote(k)),
	}
}

func (w *world) absence(k int, now time.Time) object {
	return w.absenceMembers(k).and("type", w.absenceTypeRef(w.absenceOf(k).kind, now))
}

// balanceMembers is a balance as an employee embeds it.
func (w *world) balanceMembers(k int) object {
	t := w.balances
	return object{
		"id", t.id(k),
		"remote_id", t.remoteID(k),
		"employee_id", w.employees.id(w.ownerOf(k)),
		"type_id", w.absenceTypes.id(w.typeOf(k)),
		"balance", only(k%6 != 5, 12.5-float64(k%15)+float64(t.revision(k))),
		"balance_unit", only(k%6 != 5, absenceUnit(k)),
		"changed_at", t.changedAt(k),
		"remote_deleted_at", t.deletedAt(k),
		"used", only(k%4 != 3, float64(k%20)),
		"used_unit", only(k%4 != 3, absenceUnit(k)),
		"remote_data", remoteData(k == 0, "/balances", t.remote(k)),
	}
}

func (w *world) balance(k int, now time.Time) object {
	return w.balanceMembers(k).and("type", w.absenceTypeRef(w.typeOf(k), now))
}

func sheetStart(w *world, k int) time.Time {
	if k%15 == 14 {
		return time.Time{}
	}
	return w.timesheets.baseTime(k).Truncate(day).Add(8 * time.Hour)
}

func sheetEnd(w *world, k int) time.Time {
	if begun := sheetStart(w, k); !begun.IsZero() && k%10 != 9 {
		return begun.Add(8*time.Hour + 30*time.Minute)
	}
	return time.Time{}
}

// timesheet makes a stretch of work.
func (w *world) timesheet(k int) object {
	t := w.timesheets
	return object{
		"id", t.id(k),
		"remote_id", t.remoteID(k),
		"employee_id", w.employees.id(k),
		"started_at", sheetStart(w, k),
		"ended_at", sheetEnd(w, k),
		"timezone", only(k%4 != 3, "+01:00"),
		"payable_hours", only(k%5 != 4, 8.0),
		"unpaid_break_minutes", only(k%6 != 5, 30),
		"breaks", sheetBreaks(w, k),
		"approval_status", only(k%7 != 6, pick(approvalStatuses, k)),
		"approved_at", only(k%3 == 0, t.updatedAt(k)),
		"comment", only(k%5 != 3, revised("Sheet "+strconv.Itoa(k), t.revision(k))),
		"custom_fields", only(k%3 != 1, object{"shift", k % 3}),
		"integration_fields", w.integrationFieldsOf(k == 0, "hris_timesheets"),
	}.and(w.tail(t, k, "/timesheets")...)
}

func sheetBreaks(w *world, k int) any {
	begun := sheetStart(w, k)
	switch {
	case k%4 == 2:
		return nil
	case k%4 == 1 || begun.IsZero():
		return []object{}
	}
	noon := begun.Add(4 * time.Hour)
	return []object{{"started_at", noon, "ended_at", noon.Add(30 * time.Minute), "paid", k%8 == 0}}
}
