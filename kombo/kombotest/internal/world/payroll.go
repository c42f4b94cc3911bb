package world

import (
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var payslipModel = Model{
	Path: "/hris/payslips", Table: func(w *World) *record.Table { return w.Payslips }, Keep: []string{"remote_id", "totals", "employee"},
	Record: payslipRecord,
	Filters: []Filter{
		among("employee_ids", func(w *World, k int) string { return w.Employees.ID(k) }),
		among("payrun_ids", payslipRun),
		among("legal_entity_ids", payslipEntity),
	},
}

var payRunModel = Model{
	Path: "/hris/pay-runs", Table: func(w *World) *record.Table { return w.PayRuns }, Keep: []string{"remote_id", "totals"},
	Record: payRunRecord, Filters: []Filter{among("legal_entity_ids", payRunEntity)},
}

var categoryModel = Model{
	Path: "/hris/employee-document-categories", Table: func(w *World) *record.Table { return w.Categories },
	Record: categoryRecord, Names: []string{"hris_employee_document_categories"},
}

func categoryRecord(w *World, i int) record.Object {
	return record.Object{
		"id", w.Categories.ID(i), "remote_id", remoteID(w.Categories, i), "name", record.If(i != 3, revised(categoryNames[i], w.Categories.Revision(i))),
	}.And(w.tail(w.Categories, i, "/categories")...)
}

// payRunEntity is the company of a pay run, "" for some.
func payRunEntity(w *World, k int) string {
	if k%6 == 5 {
		return ""
	}
	return w.Entities.ID(k % len(entityNames))
}

// payRunRef is a pay run as a payslip embeds it.
func payRunRef(w *World, k int) record.Object {
	first := dated(time.Date(2025, time.Month(1+k), 1, 0, 0, 0, 0, time.UTC))
	return record.Object{
		"id", w.PayRuns.ID(k),
		"remote_id", remoteID(w.PayRuns, k),
		"start_date", record.If(k%5 != 4, plainDate(first)),
		"end_date", record.If(k%5 != 4, plainDate(first.AddDate(0, 1, -1))),
		"legal_entity_id", record.OrNull(payRunEntity(w, k)),
	}
}

func money(value float64) record.Object { return record.Object{"currency", "EUR", "value", value} }

func totals(k, revision int) record.Object {
	gross := 2500.5 + float64(k%30)*10 + float64(revision)
	return record.Object{
		"gross_pay", record.If(k%4 != 3, money(gross)),
		"net_pay", record.If(k%3 != 2, money(gross-700)),
		"paid_amount", record.If(k%5 != 4, money(gross-700.25)),
	}
}

func payRunRecord(w *World, k int) record.Object {
	t := w.PayRuns
	return payRunRef(w, k).And(
		"changed_at", t.ChangedAt(k),
		"remote_deleted_at", t.DeletedAt(k),
		"totals", totals(k, t.Revision(k)),
	)
}

// payRunOf is the pay run of a payslip, or -1.
func payRunOf(w *World, k int) int {
	if k%8 == 7 {
		return -1
	}
	return k % payRunCount
}

func payslipRun(w *World, k int) string { return idOr(w.PayRuns, payRunOf(w, k)) }

func payslipEntity(w *World, k int) string {
	if r := payRunOf(w, k); r >= 0 {
		return payRunEntity(w, r)
	}
	return ""
}

func payslipRecord(w *World, k int) record.Object {
	t := w.Payslips
	var run any
	if r := liveOr(w.PayRuns, payRunOf(w, k)); r >= 0 {
		run = payRunRef(w, r)
	}
	lines := []record.Object{
		{"id", w.ID("testLine", 2*k), "remote_id", numbered("line-", 2*k, 11), "name", "Base pay", "amount", money(2500.5)},
		{"id", w.ID("testLine", 2*k+1), "remote_id", numbered("line-", 2*k+1, 11), "name", nil, "amount", nil},
	}
	return record.Object{
		"id", t.ID(k),
		"remote_id", remoteID(t, k),
		"changed_at", t.ChangedAt(k),
		"remote_deleted_at", t.DeletedAt(k),
		"totals", totals(k, t.Revision(k)),
		"employee", employeeRef(w, k),
		"pay_run", run,
		"line_items", lines[:1+(k+1)%2],
	}
}
