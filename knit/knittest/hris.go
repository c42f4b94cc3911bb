package knittest

import (
	"maps"
	"net/http"

	"github.com/rolecall-dev/rolecall/knit"
)

// hrisMethods are the methods of hr.*. The names under which their answers have what they have
// are made up: Knit's are not public.
func (s *Server) hrisMethods() map[string]method {
	all := map[string]method{
		"POST hr.employee.create":         {do: s.createEmployee},
		"POST hr.employee.update":         {do: s.updateEmployee},
		"POST hr.employee.terminate":      {do: s.terminateEmployee},
		"POST hr.deductions.create":       {do: s.noted},
		"POST hr.deductions.update":       {do: s.noted},
		"GET hr.companies.list":           {do: answering("companies", map[string]any{"id": "com-1", "name": "Example Works"})},
		"GET hr.employees.field.values":   {do: answering("fields", map[string]any{"field": "gender", "values": []any{"MALE", "FEMALE"}})},
		"GET hr.termination.reasons":      {do: answering("reasons", map[string]any{"id": "r-1", "name": "Moved away"})},
		"GET hr.compensation.plans":       {do: answering("plans", map[string]any{"id": "plan-1", "name": "Hourly"})},
		"GET hr.documents.categories":     {do: answering("categories", map[string]any{"id": "cat-1", "name": "Contract"})},
		"GET hr.deductions.list":          {do: answering("deductions", map[string]any{"id": "ded-1", "name": "Dental"})},
		"GET hr.employees.payroll.get":    {do: s.about("payroll", payroll)},
		"GET hr.leave.types":              {do: answering("leaveTypes", leaveType())},
		"GET hr.employees.leave.requests": {do: s.about("leaveRequests", leaveRequest)},
		"GET hr.employees.leave.balance":  {do: s.about("leaveBalances", leaveBalance)},
		"GET hr.employees.attendance":     {do: s.about("attendance", attendance)},
		"GET hr.employees.documents":      {do: s.about("documents", document)},
	}
	for _, name := range []string{
		"employees.leave.create", "employee.compensation.update", "employees.document.upload",
		"employee.deductions.enroll", "employee.deductions.unenroll", "employee.deductions.update",
	} {
		all["POST hr."+name] = method{do: s.notedAbout}
	}
	return all
}

// answering makes a method that always has one record.
func answering(name string, record map[string]any) func(c *call) (any, error) {
	return func(*call) (any, error) { return map[string]any{name: []any{record}}, nil }
}

// about makes a list of one employee, or of all.
func (s *Server) about(name string, of func(r *record) map[string]any) func(c *call) (any, error) {
	return func(c *call) (any, error) {
		id, list := c.URL.Query().Get("employeeId"), []any{}
		if id != "" && s.store(knit.DataTypeEmployee).get(id) == nil {
			return nil, refusing(http.StatusNotFound, "there is no such employee")
		}
		for _, r := range s.store(knit.DataTypeEmployee).records {
			if !r.deleted && (id == "" || r.id() == id) {
				list = append(list, of(r))
			}
		}
		return s.page(c, name, list)
	}
}

func payroll(r *record) map[string]any {
	return map[string]any{
		"employeeId": r.id(), "grossPay": 3000.5, "netPay": "2100.25", "earnings": []any{map[string]any{"type": "BASIC", "amount": 3000.5}},
		"contributions": nil, "deductions": map[string]any{}, "payDate": "2026-01-31",
	}
}

func leaveType() map[string]any {
	return map[string]any{"id": "lt-1", "name": "Holiday", "type": "VACATION"}
}

func leaveRequest(r *record) map[string]any {
	return map[string]any{
		"id": "lr-" + r.id(), "startDate": "2026-02-02", "endDate": "2026-02-06", "requestedOn": r.created(), "note": nil,
		"status": "APPROVED", "leaveType": leaveType(), "unit": "DAYS", "amount": 5, "isPaid": "TRUE",
	}
}

func leaveBalance(*record) map[string]any {
	return map[string]any{"leaveType": leaveType(), "unit": "DAYS", "balance": 20, "used": 5, "isPaid": "TRUE", "isEligible": "NOT_SPECIFIED"}
}

func attendance(*record) map[string]any {
	return map[string]any{"date": "2026-01-05", "shiftStartTime": "09:00", "shiftEndTime": "17:30", "totalHours": 8.5, "status": "PRESENT"}
}

func document(r *record) map[string]any {
	return map[string]any{"id": "doc-" + r.id(), "category": "Contract", "fileName": "contract.txt", "content": "aGVsbG8=", "encoding": "BASE64", "url": nil}
}

// noted takes any object that holds something.
func (s *Server) noted(c *call) (any, error) {
	var body map[string]any
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if len(body) == 0 {
		return nil, refusing(http.StatusBadRequest, "the body is empty")
	}
	return map[string]any{"id": s.id("hr")}, nil
}

// notedAbout is noted, about an employee that there is.
func (s *Server) notedAbout(c *call) (any, error) {
	if _, _, err := s.employeeOf(c); err != nil {
		return nil, err
	}
	return s.noted(c)
}

// employeeOf finds the employee that a call is about.
func (s *Server) employeeOf(c *call) (*record, map[string]any, error) {
	var body map[string]any
	if err := c.decode(&body); err != nil {
		return nil, nil, err
	}
	id, _ := body["employeeId"].(string)
	r := s.store(knit.DataTypeEmployee).get(id)
	if r == nil {
		return nil, nil, refusing(http.StatusNotFound, "there is no such employee")
	}
	return r, body, nil
}

func (s *Server) createEmployee(c *call) (any, error) {
	var written map[string]any
	if err := c.decode(&written); err != nil {
		return nil, err
	}
	for _, name := range []string{"firstName", "lastName"} {
		if text, _ := written[name].(string); text == "" {
			return nil, refusing(http.StatusBadRequest, name+" is missing")
		}
	}
	return map[string]any{"employeeId": s.store(knit.DataTypeEmployee).add(written).id()}, nil
}

func (s *Server) updateEmployee(c *call) (any, error) {
	r, body, err := s.employeeOf(c)
	if err != nil {
		return nil, err
	}
	delete(body, "employeeId")
	if r.written == nil {
		r.written = map[string]any{}
	}
	maps.Copy(r.written, body)
	return map[string]any{"employeeId": r.id()}, nil
}

func (s *Server) terminateEmployee(c *call) (any, error) {
	r, _, err := s.employeeOf(c)
	if err != nil {
		return nil, err
	}
	r.deleted = true
	return map[string]any{"employeeId": r.id()}, nil
}
