package api

import (
	"cmp"
	"encoding/json"
	"regexp"
	"time"

	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

var timeOfDay = regexp.MustCompile(`^(?:2[0-3]|[01]?\d):[0-5]?\d(:[0-5]?\d)?$`)

// absenceRequest is the body of a new absence.
type absenceRequest struct {
	EmployeeID string          `json:"employee_id"`
	TypeID     string          `json:"absence_type_id"`
	Status     string          `json:"status"`
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

func (c *call) createAbsence(req *absenceRequest) (any, error) {
	a, err := c.absence(req)
	if err != nil {
		return nil, err
	}
	k := c.world.Absences.Add(a, c.world.Now())
	c.world.MarkChanged("hris_absences")
	return world.AbsenceMembers(c.world, k), nil
}

// absence checks and converts the body of a new absence.
func (c *call) absence(req *absenceRequest) (*world.Absence, error) {
	a := &world.Absence{
		Status: cmp.Or(req.Status, "REQUESTED"), WithHalves: true, StartHalf: req.StartHalf, EndHalf: req.EndHalf,
		Amount: req.Amount, Unit: req.Unit, StartTime: req.StartTime, EndTime: req.EndTime,
	}
	var employed, typed bool
	a.Employee, employed = findByAnyID(c.world.Employees, req.EmployeeID)
	a.Kind, typed = find(c.world.AbsenceTypes, req.TypeID)
	var first, last error
	a.First, first = dayIn("start_date", req.Start)
	a.Last, last = dayIn("end_date", req.End)
	var note *string
	noted := req.Note != nil && json.Unmarshal(req.Note, &note) == nil
	if note != nil {
		a.Note = *note
	}
	return a, cmp.Or(
		unless(employed, "employee_id: employee %q not found", req.EmployeeID),
		unless(typed, "absence_type_id: absence type %q not found", req.TypeID),
		oneOf("status", a.Status, "REQUESTED", "APPROVED"),
		first, last,
		unless(noted, "employee_note is missing: it must be a string or null"),
		unless(!a.Last.Before(a.First), "end_date is before start_date"),
		req.checkPairs(),
	)
}

// checkPairs checks amount and unit, and start_time and end_time: each needs the other.
func (req *absenceRequest) checkPairs() error {
	if (req.Amount == nil) != (req.Unit == "") || req.Amount != nil && *req.Amount < 0 {
		return invalid("amount and unit must both be present or both absent, and amount must not be negative")
	}
	if (req.StartTime == "") != (req.EndTime == "") {
		return invalid("start_time and end_time must both be present or both absent")
	}
	if req.StartTime != "" && (!timeOfDay.MatchString(req.StartTime) || !timeOfDay.MatchString(req.EndTime)) {
		return invalid("start_time and end_time must have the format HH:mm:ss")
	}
	return oneOfIfAny("unit", req.Unit, "HOURS", "DAYS")
}

// dayIn parses a date in a body. It ignores a time of day after the date.
func dayIn(name, s string) (time.Time, error) {
	if len(s) >= len(time.DateOnly) && isTime(s) {
		if t, err := time.Parse(time.DateOnly, s[:len(time.DateOnly)]); err == nil {
			return t, nil
		}
	}
	return time.Time{}, invalid("%s must be a date, yyyy-MM-dd", name)
}

type remoteFieldsRequest struct {
	Remote map[string]json.RawMessage `json:"remote_fields"`
}

func (c *call) deleteAbsence(k int, _ *remoteFieldsRequest) (any, error) {
	c.world.Absences.Delete(k, c.world.Now())
	c.world.MarkChanged("hris_absences")
	return world.AbsenceMembers(c.world, k), nil
}
