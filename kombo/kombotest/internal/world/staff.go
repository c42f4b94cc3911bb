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

// NewEmployee is an employee who was created by a form.
type NewEmployee struct {
	First, Last, Email, Title string
	Start                     time.Time
	Location, Entity          int
}

// newEmployee is what an employee was created with, nil for a base record.
func newEmployee(w *World, e int) *NewEmployee { return record.State[NewEmployee](w.Employees, e) }

func managerOf(w *World, e int) int {
	if newEmployee(w, e) != nil || e >= w.Employees.Base() || e%9 == 8 {
		return -1
	}
	if m := parentOf(w.Employees, e, 8); m >= 0 && w.Employees.Has(m) {
		return m
	}
	return -1
}

// entityOf and locationOf are those of an employee, or -1.
func entityOf(w *World, e int) int {
	i := e % len(entityNames)
	if m := newEmployee(w, e); m != nil {
		i = m.Entity
	} else if e%10 == 9 {
		return -1
	}
	return liveOr(w.Entities, i)
}

func locationOf(w *World, e int) int {
	i := e % len(placeNames)
	if m := newEmployee(w, e); m != nil {
		i = m.Location
	} else if e%11 == 10 {
		return -1
	}
	return liveOr(w.Locations, i)
}

// groupsOf is the groups of an employee that are not gone.
func groupsOf(w *World, e int) []int {
	return slices.DeleteFunc(groupNumbers(w, e), func(g int) bool { return !w.Groups.Has(g) })
}

// groupNumbers is the groups of an employee: two, one or none.
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

// partsOf is the live records of a table that belong to an employee, of whose base records each
// is of the employee k mod E.
func partsOf(w *World, t *record.Table, e int) []int {
	var list []int
	for k := e; e < w.Employees.Base() && k < t.Base(); k += w.Employees.Base() {
		if t.Has(k) {
			list = append(list, k)
		}
	}
	return list
}

// ownerOf is the employee of a base record.
func ownerOf(w *World, k int) int { return k % w.Employees.Base() }

func typeOf(w *World, k int) int { return (k + k/max(w.Employees.Base(), 1)) % len(absenceTypeNames) }

// touchEmployee touches what shows an employee: whom they manage, and reviews.
func touchEmployee(w *World, e int) {
	w.Employees.TouchAll(w.Now(), func(i int) bool { return i != e && i < w.Employees.Base() && managerNumber(w, i) == e })
	w.Reviews.TouchAll(w.Now(), func(k int) bool { return revieweeOf(k) == e || reviewerOf(w, k) == e })
}

// managerNumber is the manager of an employee, gone or not; -1 is none.
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

// touchGroup: a change of a group is not one of its members, but they leave one that vanishes.
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

// WorkEmail is the work email address of an employee, "" for some.
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

// employmentStatus: most work. One has a status that Kombo passes on as it is.
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
