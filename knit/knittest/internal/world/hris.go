package world

import (
	"fmt"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// Employee returns employee n with every model. If n is odd, the phone number is in the member "number" instead
// of "phoneNumber": Knit's documentation shows both.
func (w *World) Employee(n int) record.Object {
	t := w.employees
	employee := samples.Get("employee").With(
		"profile.id", t.ID(n), "profile.lastName", fmt.Sprintf("Person %d", n), "profile.employeeNumber", fmt.Sprint(1000+n),
		"profile.workEmail", email(n), "profile.startDate", t.BaseTime(n),
		"orgStructure.designation", revised("Technician", t.Revision(n), ", grade %d"), "orgStructure.manager.id", t.ID(0),
		"contactInfo.personalEmails.0", fmt.Sprintf("home%d@example.org", n), "leaveRequests.0.id", "lr-"+t.ID(n),
	)
	if n%2 == 1 {
		employee = employee.With("contactInfo.phones.0", record.Object{"type", "WORK", "number", "+33 1 00 00 00 00"})
	}
	return written(employee, "profile", t, n)
}

// EmployeeID returns the id of an employee.
func (w *World) EmployeeID(n int) string { return w.employees.ID(n) }

// Payroll returns the payroll of an employee.
func (w *World) Payroll(n int) record.Object {
	return record.Object{
		"employeeId", w.EmployeeID(n), "grossPay", 3000.5, "netPay", "2100.25",
		"earnings",
		[]record.Object{{"type", "BASIC", "amount", 3000.5}},
		"contributions", nil, "deductions",
		record.Object{},
		"payDate", "2026-01-31",
	}
}

// LeaveType returns the only leave type.
func LeaveType() record.Object {
	return record.Object{"id", "lt-1", "name", "Holiday", "type", "VACATION"}
}

// LeaveRequest returns the only leave request of an employee.
func (w *World) LeaveRequest(n int) record.Object {
	return record.Object{
		"id", "lr-" + w.EmployeeID(n), "startDate", "2026-02-02", "endDate", "2026-02-06", "requestedOn", w.employees.BaseTime(n), "note", nil,
		"status", "APPROVED", "leaveType", LeaveType(), "unit", "DAYS", "amount", 5, "isPaid", "TRUE",
	}
}

// LeaveBalance returns the leave balance of an employee.
func (w *World) LeaveBalance(int) record.Object {
	return record.Object{"leaveType", LeaveType(), "unit", "DAYS", "balance", 20, "used", 5, "isPaid", "TRUE", "isEligible", "NOT_SPECIFIED"}
}

// Attendance returns the attendance of an employee on one day.
func (w *World) Attendance(int) record.Object {
	return record.Object{"date", "2026-01-05", "shiftStartTime", "09:00", "shiftEndTime", "17:30", "totalHours", 8.5, "status", "PRESENT"}
}

// Document returns the only document of an employee.
func (w *World) Document(n int) record.Object {
	return record.Object{
		"id", "doc-" + w.EmployeeID(n), "category", "Contract", "fileName", "contract.txt", "content", "aGVsbG8=", "encoding", "BASE64", "url", nil,
	}
}
