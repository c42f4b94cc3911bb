package world

import (
	"slices"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var (
	groupNames       = []string{"Care", "Acme Group", "Night team", "Cost center 40", "Ward 3", "Kitchen", "Cost center 41", "Laundry"}
	entityNames      = []string{"Example Works GmbH", "Example Works SA", "Example Holding"}
	placeNames       = []string{"Harbour plant", "Hill office", "Old mill", "Airport desk", "Quay 7"}
	absenceTypeNames = []string{"Holiday", "Illness", "Parental leave", "Training", "Moving house"}
	categoryNames    = []string{"Contracts", "Payslips", "Certificates", "Other"}
	cycleNames       = []string{"Spring 2025", "Autumn 2025", "Spring 2026", "Autumn 2026"}
	staffTitles      = []string{"Nurse", "Cook", "Electrician", "Clerk", "Team lead", "Driver"}

	groupTypes         = []string{"DEPARTMENT", "TEAM", "COST_CENTER"}
	staffTypes         = []string{"FULL_TIME", "PART_TIME", "CONTRACT", "INTERNSHIP", "FREELANCE", "WORKING_STUDENT", "APPRENTICESHIP", "TRAINING"}
	employmentStatuses = []string{"ACTIVE", "PENDING", "INACTIVE", "LEAVE"}
	genders            = []string{"MALE", "FEMALE", "NON_BINARY", "NOT_SPECIFIED"}
)

const payRunCount = 12

// NewEmployee holds the data of an employee that was created with a form.
type NewEmployee struct {
	First, Last, Email, Title string
	Start                     time.Time
	Location, Entity          int
}

// newEmployee returns the data that an employee was created with, or nil for a base record.
func newEmployee(w *World, e int) *NewEmployee { return record.State[NewEmployee](w.Employees, e) }

// managerOf returns the manager of an employee, or -1 if there is none or the manager is deleted.
func managerOf(w *World, e int) int {
	if newEmployee(w, e) != nil || e >= w.Employees.Base() || e%9 == 8 {
		return -1
	}
	if m := parentOf(w.Employees, e, 8); m >= 0 && w.Employees.Has(m) {
		return m
	}
	return -1
}

// entityOf returns the legal entity of an employee, or -1.
func entityOf(w *World, e int) int {
	i := e % len(entityNames)
	if m := newEmployee(w, e); m != nil {
		i = m.Entity
	} else if e%10 == 9 {
		return -1
	}
	return liveOr(w.Entities, i)
}

// locationOf returns the work location of an employee, or -1.
func locationOf(w *World, e int) int {
	i := e % len(placeNames)
	if m := newEmployee(w, e); m != nil {
		i = m.Location
	} else if e%11 == 10 {
		return -1
	}
	return liveOr(w.Locations, i)
}

// groupsOf returns the groups of an employee that are not deleted.
func groupsOf(w *World, e int) []int {
	return slices.DeleteFunc(groupNumbers(w, e), func(g int) bool { return !w.Groups.Has(g) })
}

// groupNumbers returns the groups of an employee, including deleted ones: two, one or none.
func groupNumbers(w *World, e int) []int {
	if newEmployee(w, e) != nil {
		return nil
	}
	var list []int
	for k := range []int{2, 1, 2, 0}[e%4] {
		list = append(list, (e+3*k)%len(groupNames))
	}
	return list
}

// partsOf returns the base records of a table that belong to an employee and are not deleted.
func partsOf(w *World, t *record.Table, e int) []int {
	var list []int
	for k := e; e < w.Employees.Base() && k < t.Base(); k += w.Employees.Base() {
		if t.Has(k) {
			list = append(list, k)
		}
	}
	return list
}

// ownerOf returns the employee of base record k.
func ownerOf(w *World, k int) int { return k % w.Employees.Base() }

// typeOf returns the absence type of absence or balance k.
func typeOf(w *World, k int) int { return (k + k/max(w.Employees.Base(), 1)) % len(absenceTypeNames) }

// touchEmployee touches the employees that an employee manages, and the employee's reviews.
func touchEmployee(w *World, e int) {
	w.Employees.TouchAll(w.Now(), func(i int) bool { return i != e && i < w.Employees.Base() && managerNumber(w, i) == e })
	w.Reviews.TouchAll(w.Now(), func(k int) bool { return revieweeOf(k) == e || reviewerOf(w, k) == e })
}

// managerNumber returns the manager of an employee, even if deleted, or -1 if there is none.
func managerNumber(w *World, e int) int {
	if newEmployee(w, e) != nil || e%9 == 8 {
		return -1
	}
	return parentOf(w.Employees, e, 8)
}

func touchEntity(w *World, i int) {
	w.Employees.TouchAll(w.Now(), func(e int) bool {
		m := newEmployee(w, e)
		return m != nil && m.Entity == i || m == nil && e%10 != 9 && e%len(entityNames) == i
	})
	w.Staffing.TouchAll(w.Now(), func(k int) bool { return k%len(entityNames) == i })
}

func touchLocation(w *World, i int) {
	w.Employees.TouchAll(w.Now(), func(e int) bool {
		m := newEmployee(w, e)
		return m != nil && m.Location == i || m == nil && e%11 != 10 && e%len(placeNames) == i
	})
	w.Staffing.TouchAll(w.Now(), func(k int) bool { return k%len(placeNames) == i })
}

// touchGroup touches the staffing entities of a group. It touches the employees of the group only if the group
// is deleted: Kombo documents that a change to a group does not update its employees.
func touchGroup(w *World, i int) {
	w.Staffing.TouchAll(w.Now(), func(k int) bool { return k%len(groupNames) == i })
	if !w.Groups.Has(i) {
		w.Employees.TouchAll(w.Now(), func(e int) bool { return slices.Contains(groupNumbers(w, e), i) })
	}
}

func touchAbsenceType(w *World, i int) {
	w.Absences.TouchAll(w.Now(), func(k int) bool { return absenceOf(w, k).Kind == i })
	w.Balances.TouchAll(w.Now(), func(k int) bool { return typeOf(w, k) == i })
}

func touchCycle(w *World, i int) {
	w.Reviews.TouchAll(w.Now(), func(k int) bool { return cycleOf(k) == i })
}

func employeeFirst(w *World, e int) string {
	if m := newEmployee(w, e); m != nil {
		return m.First
	}
	if e%23 == 22 {
		return ""
	}
	return pick(givenNames, e)
}

func employeeLast(w *World, e int) string {
	if m := newEmployee(w, e); m != nil {
		return m.Last
	}
	return pick(familyNames, e)
}

// WorkEmail returns the work email address of an employee, "" for null.
func WorkEmail(w *World, e int) string {
	if m := newEmployee(w, e); m != nil {
		return m.Email
	}
	if e%12 == 11 {
		return ""
	}
	return "employee" + strconv.Itoa(e) + "@example.com"
}

func personalEmail(w *World, e int) string {
	if newEmployee(w, e) != nil || e%5 == 4 {
		return ""
	}
	return "person" + strconv.Itoa(e) + "@home.example.com"
}

// employmentStatus returns the status of an employee, "" for null. Most employees are ACTIVE. A few have a
// status that Kombo passes on unmapped.
func employmentStatus(w *World, e int) string {
	switch {
	case newEmployee(w, e) != nil:
		return "PENDING"
	case e%40 == 39:
		return ""
	case e%50 == 49:
		return "On secondment"
	}
	return employmentStatuses[max(e%10-6, 0)]
}
