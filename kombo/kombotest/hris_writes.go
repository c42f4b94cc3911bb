package kombotest

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"
)

// hrisOperations is what the HRIS category does besides its lists.
func hrisOperations() []operation {
	return []operation{
		{"GET /hris/employees/form", action, (*Server).getForm},
		{"POST /hris/employees/form", action, (*Server).createEmployee},
		{"POST /hris/employees/{id}/documents", action, withRecord("employee", func(w *world) *table { return w.employees }, (*Server).addDocument)},
		{"GET /hris/employees/{id}/form/personal_data", action, withFormRecord(employeesTable, (*Server).getUpdateForm)},
		{"PATCH /hris/employees/{id}/form/personal_data", action, withFormRecord(employeesTable, (*Server).updateByForm)},
		{"GET /hris/employees/{id}/form/rehire", action, withFormRecord(employeesTable, (*Server).getUpdateForm)},
		{"POST /hris/employees/{id}/form/rehire", action, withFormRecord(employeesTable, (*Server).updateByForm)},
		{"GET /hris/employments/{id}/form/compensation", action, withFormRecord(employmentsTable, (*Server).getUpdateForm)},
		{"PATCH /hris/employments/{id}/form/compensation", action, withFormRecord(employmentsTable, (*Server).updateByForm)},
		{"GET /hris/employments/{id}/form/job", action, withFormRecord(employmentsTable, (*Server).getUpdateForm)},
		{"PATCH /hris/employments/{id}/form/job", action, withFormRecord(employmentsTable, (*Server).updateByForm)},
		{"POST /hris/absences", action, (*Server).createAbsence},
		{"DELETE /hris/absences/{id}", action, withRecord("absence", func(w *world) *table { return w.absences }, (*Server).deleteAbsence)},
	}
}

var timeOfDay = regexp.MustCompile(`^(?:2[0-3]|[01]?\d):[0-5]?\d(:[0-5]?\d)?$`)

// newAbsence is the body of a new absence.
type newAbsence struct {
	EmployeeID string          `json:"employee_id"`
	TypeID     string          `json:"absence_type_id"`
	Status     *string         `json:"status"`
	Start      string          `json:"start_date"`
	End        string          `json:"end_date"`
	StartHalf  bool            `json:"start_half_day"`
	EndHalf    bool            `json:"end_half_day"`
	Amount     *float64        `json:"amount"`
	Unit       string          `json:"unit"`
	Note       json.RawMessage `json:"employee_note"`
	StartTime  string          `json:"start_time"`
	EndTime    string          `json:"end_time"`
}

func (s *Server) createAbsence(c *call) (any, error) {
	var req newAbsence
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	a, err := s.world.absenceFrom(&req)
	if err != nil {
		return nil, err
	}
	k := s.world.absences.add(a, c.now)
	s.world.announce("hris_absences")
	return s.world.absenceMembers(k), nil
}

// absenceFrom reads a new absence, and refuses what Kombo refuses.
func (w *world) absenceFrom(req *newAbsence) (*absence, error) {
	a := &absence{
		status: "REQUESTED", withHalves: true, startHalf: req.StartHalf, endHalf: req.EndHalf,
		amount: req.Amount, unit: req.Unit, startTime: req.StartTime, endTime: req.EndTime,
	}
	var ok bool
	if remote, is := strings.CutPrefix(req.EmployeeID, "remote:"); is {
		a.employee, ok = w.employees.findRemote(remote)
	} else {
		a.employee, ok = w.employees.find(req.EmployeeID)
	}
	if !ok || !w.employees.live(a.employee) {
		return nil, invalid("employee_id: there is no employee %q", req.EmployeeID)
	}
	if a.kind, ok = w.absenceTypes.find(req.TypeID); !ok || !w.absenceTypes.live(a.kind) {
		return nil, invalid("absence_type_id: there is no type %q", req.TypeID)
	}
	if req.Status != nil {
		if a.status = *req.Status; a.status != "REQUESTED" && a.status != "APPROVED" {
			return nil, invalid("status has to be REQUESTED or APPROVED")
		}
	}
	var err error
	if a.first, err = dayIn("start_date", req.Start); err != nil {
		return nil, err
	}
	if a.last, err = dayIn("end_date", req.End); err != nil {
		return nil, err
	}
	var note *string
	if req.Note == nil || json.Unmarshal(req.Note, &note) != nil {
		return nil, invalid("employee_note has to be there: a text, or null")
	}
	if note != nil {
		a.note = *note
	}
	return a, req.checkPairs(a)
}

// checkPairs refuses halves of what goes together.
func (req *newAbsence) checkPairs(a *absence) error {
	if a.last.Before(a.first) {
		return invalid("end_date is before start_date")
	}
	if (req.Amount == nil) != (req.Unit == "") || req.Amount != nil && *req.Amount < 0 {
		return invalid("amount and unit go together, and amount is not negative")
	}
	if req.Unit != "" {
		if err := oneOf("unit", req.Unit, "HOURS", "DAYS"); err != nil {
			return err
		}
	}
	if (req.StartTime == "") != (req.EndTime == "") {
		return invalid("start_time and end_time go together")
	}
	if req.StartTime != "" && (!timeOfDay.MatchString(req.StartTime) || !timeOfDay.MatchString(req.EndTime)) {
		return invalid("start_time and end_time have to be like HH:mm:ss")
	}
	return nil
}

// dayIn reads a day of a body; a time behind it is of no account.
func dayIn(name, s string) (time.Time, error) {
	if len(s) >= len(time.DateOnly) && utcTime.MatchString(s) {
		if t, err := time.Parse(time.DateOnly, s[:len(time.DateOnly)]); err == nil {
			return t, nil
		}
	}
	return time.Time{}, invalid("%s has to be a day, yyyy-MM-dd", name)
}

func (s *Server) deleteAbsence(c *call, k int) (any, error) {
	var req struct {
		Remote map[string]json.RawMessage `json:"remote_fields"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	s.world.absences.remove(k, c.now)
	s.world.announce("hris_absences")
	return s.world.absenceMembers(k), nil
}
