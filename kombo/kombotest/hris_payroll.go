package kombotest

import "time"

func (w *world) category(i int) object {
	return object{
		"id", w.categories.id(i), "remote_id", w.categories.remoteID(i), "name", only(i != 3, revised(categoryNames[i], w.categories.revision(i))),
	}.and(w.tail(w.categories, i, "/categories")...)
}

// payRunEntity is the company of a pay run, "" for some.
func payRunEntity(w *world, k int) string {
	if k%6 == 5 {
		return ""
	}
	return w.entities.id(k % len(entityNames))
}

// payRunRef is a pay run as a payslip embeds it.
func (w *world) payRunRef(k int) object {
	first := dated(time.Date(2025, time.Month(1+k), 1, 0, 0, 0, 0, time.UTC))
	return object{
		"id", w.payRuns.id(k),
		"remote_id", w.payRuns.remoteID(k),
		"start_date", only(k%5 != 4, plainDate(first)),
		"end_date", only(k%5 != 4, plainDate(first.AddDate(0, 1, -1))),
		"legal_entity_id", text(payRunEntity(w, k)),
	}
}

func money(value float64) object { return object{"currency", "EUR", "value", value} }

func totals(k, revision int) object {
	gross := 2500.5 + float64(k%30)*10 + float64(revision)
	return object{
		"gross_pay", only(k%4 != 3, money(gross)),
		"net_pay", only(k%3 != 2, money(gross-700)),
		"paid_amount", only(k%5 != 4, money(gross-700.25)),
	}
}

func (w *world) payRun(k int) object {
	t := w.payRuns
	return w.payRunRef(k).and(
		"changed_at", t.changedAt(k),
		"remote_deleted_at", t.deletedAt(k),
		"totals", totals(k, t.revision(k)),
	)
}

// payRunOf is the pay run of a payslip, or -1.
func (w *world) payRunOf(k int) int {
	if k%8 == 7 {
		return -1
	}
	return k % payRunCount
}

func payslipRun(w *world, k int) string { return w.payRuns.idOr(w.payRunOf(k)) }

func payslipEntity(w *world, k int) string {
	if r := w.payRunOf(k); r >= 0 {
		return payRunEntity(w, r)
	}
	return ""
}

func (w *world) payslip(k int, now time.Time) object {
	t := w.payslips
	var run any
	if r := w.payRuns.liveOr(w.payRunOf(k)); r >= 0 {
		run = w.payRunRef(r)
	}
	lines := []object{
		{"id", idOf("testLine", 2*k), "remote_id", numbered("line-", 2*k, 11), "name", "Base pay", "amount", money(2500.5)},
		{"id", idOf("testLine", 2*k+1), "remote_id", numbered("line-", 2*k+1, 11), "name", nil, "amount", nil},
	}
	return object{
		"id", t.id(k),
		"remote_id", t.remoteID(k),
		"changed_at", t.changedAt(k),
		"remote_deleted_at", t.deletedAt(k),
		"totals", totals(k, t.revision(k)),
		"employee", w.employeeRef(k, now),
		"pay_run", run,
		"line_items", lines[:1+(k+1)%2],
	}
}
