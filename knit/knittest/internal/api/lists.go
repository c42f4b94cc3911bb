package api

import (
	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/world"
)

// list is one list endpoint. To add one, add a value to lists and its record to package world.
type list struct {
	path string // "ats.job.list"
	name string // of the array: "jobs"
	record.ListOf[*world.World]

	employees bool // an unknown employeeId is rejected
}

// lists are the list endpoints. The names of the arrays of hr.* are invented: Knit does not document them.
var lists = []list{
	{path: "ats.job.list", name: "jobs", ListOf: of("ats_jobs", record.Exactly("status", (*world.World).JobStatus))},
	{path: "ats.application.list", name: "applications", ListOf: of(
		"ats_applications",
		record.Exactly("status", (*world.World).ApplicationStatus),
		record.Exactly("jobId", (*world.World).ApplicationJob),
	)},
	{path: "hr.employees.payroll.get", name: "payroll", ListOf: ofEmployees((*world.World).Payroll), employees: true},
	{path: "hr.employees.leave.requests", name: "leaveRequests", ListOf: ofEmployees((*world.World).LeaveRequest), employees: true},
	{path: "hr.employees.leave.balance", name: "leaveBalances", ListOf: ofEmployees((*world.World).LeaveBalance), employees: true},
	{path: "hr.employees.attendance", name: "attendance", ListOf: ofEmployees((*world.World).Attendance), employees: true},
	{path: "hr.employees.documents", name: "documents", ListOf: ofEmployees((*world.World).Document), employees: true},
}

// constants are the lists that always have the same record. A value is the name of the array and the record.
var constants = map[string]record.Object{
	"hr.companies.list":         {"companies", record.Object{"id", "com-1", "name", "Example Works"}},
	"hr.employees.field.values": {"fields", record.Object{"field", "gender", "values", []string{"MALE", "FEMALE"}}},
	"hr.termination.reasons":    {"reasons", record.Object{"id", "r-1", "name", "Moved away"}},
	"hr.compensation.plans":     {"plans", record.Object{"id", "plan-1", "name", "Hourly"}},
	"hr.documents.categories":   {"categories", record.Object{"id", "cat-1", "name", "Contract"}},
	"hr.deductions.list":        {"deductions", record.Object{"id", "ded-1", "name", "Dental"}},
	"hr.leave.types":            {"leaveTypes", world.LeaveType()},
}

// of returns the list of the records of a data type, in the shapes of its syncs.
func of(dataType string, filters ...record.Filter[*world.World]) record.ListOf[*world.World] {
	kind := world.KindOf(dataType)
	return record.ListOf[*world.World]{Table: kind.Table, Filters: filters, Record: func(w *world.World, n int) record.Object {
		return kind.Payload(w, n, nil)
	}}
}

// ofEmployees returns a list with one record per employee.
func ofEmployees(of func(*world.World, int) record.Object) record.ListOf[*world.World] {
	one := record.Exactly("employeeId", (*world.World).EmployeeID).
		Found(func(w *world.World, id string) (int, bool) { return w.Employees().Find(id) })
	return record.ListOf[*world.World]{Table: (*world.World).Employees, Record: of, Filters: []record.Filter[*world.World]{one}}
}

// serve responds with one page.
func (l *list) serve(c *call) (any, error) {
	values, token := c.URL.Query(), c.URL.Query().Get("pageToken")
	if id := values.Get("employeeId"); l.employees && id != "" {
		if _, ok := world.Find(c.world.Employees(), id); !ok {
			return nil, notFound("employee")
		}
	}
	cursor, err := record.ParseCursor(token, 0)
	if err != nil || values.Has("pageToken") && token == "" || cursor.From > l.Table(c.world).Count() {
		return nil, invalid("invalid pageToken")
	}
	q := record.Query[*world.World]{Size: c.api.opts.PageSize, From: cursor.From}
	for _, filter := range l.Filters {
		if err := q.Narrow(c.world, filter, values); err != nil {
			return nil, invalid(err.Error())
		}
	}
	numbers, after := l.Page(c.world, &q)
	records, next := l.Records(c.world, numbers), cursor.Next(after)
	elements := make([]any, 0, len(records))
	for _, r := range records {
		elements = append(elements, r)
	}
	elements, next = broken(fake.Marked[fake.Page](c.Request), cursor, token, elements, next)
	return record.Object{l.name, elements, "nextPageToken", next}, nil
}

// broken applies an injected fault to a page.
func broken(fault fake.Page, cursor record.Cursor, token string, elements []any, next any) ([]any, any) {
	if fault.Poison && len(elements) > 0 {
		elements[len(elements)/2] = "poison"
	}
	if fault.Empty {
		elements, next = []any{}, cursor.Empty()
	}
	if fault.Repeat {
		next = cursor.Repeat(token)
	}
	return elements, next
}
