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

var (
	categorySample = sampleOf("document_category", "")
	payRunSample   = sampleOf("pay_run", "")
	payslipSample  = sampleOf("payslip", "")
)

var payRunModel = Model{
	Path: "/hris/pay-runs", Table: func(w *World) *record.Table { return w.PayRuns }, Keep: []string{"remote_id", "totals"},
	Record: payRunRecord, Filters: []Filter{among("legal_entity_ids", payRunEntity)},
}

var categoryModel = Model{
	Path: "/hris/employee-document-categories", Table: func(w *World) *record.Table { return w.Categories },
	Record: categoryRecord, Names: []string{"hris_employee_document_categories"},
}

func categoryRecord(w *World, n int) record.Object {
	return categorySample.record(w, w.Categories, n, "name", record.If(n != 3, withRevision(categoryNames[n], w.Categories.Revision(n))))
}

// payRunEntity returns the id of the legal entity of a pay run, "" for null.
func payRunEntity(w *World, k int) string {
	if k%6 == 5 {
		return ""
	}
	return w.Entities.ID(k % len(entityNames))
}

// payRunRef returns a pay run as a payslip embeds it.
func payRunRef(w *World, k int) record.Object {
	return payRunRecord(w, k).Without("changed_at", "remote_deleted_at", "totals")
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
	first := time.Date(2025, time.Month(1+k), 1, 0, 0, 0, 0, time.UTC)
	return payRunSample.record(w, w.PayRuns, k,
		"start_date", record.If(k%5 != 4, dateString(first)), "end_date", record.If(k%5 != 4, dateString(first.AddDate(0, 1, -1))),
		"legal_entity_id", record.OrNull(payRunEntity(w, k)), "totals", totals(k, w.PayRuns.Revision(k)),
	)
}

// payRunOf returns the pay run of a payslip, or -1.
func payRunOf(k int) int {
	if k%8 == 7 {
		return -1
	}
	return k % payRunCount
}

func payslipRun(w *World, k int) string { return idOr(w.PayRuns, payRunOf(k)) }

func payslipEntity(w *World, k int) string {
	if r := payRunOf(k); r >= 0 {
		return payRunEntity(w, r)
	}
	return ""
}

func payslipRecord(w *World, k int) record.Object {
	var run any
	if r := liveOr(w.PayRuns, payRunOf(k)); r >= 0 {
		run = payRunRef(w, r)
	}
	lines := []record.Object{}
	for n, line := range Objects(payslipSample.full.Get("line_items"))[:1+(k+1)%2] {
		lines = append(lines, line.With("id", w.ID("testLine", 2*k+n), "remote_id", numbered("line-", 2*k+n, 11)))
	}
	return payslipSample.record(w, w.Payslips, k,
		"totals", totals(k, w.Payslips.Revision(k)), "employee", employeeRef(w, k), "pay_run", run, "line_items", lines,
	)
}
