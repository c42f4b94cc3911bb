package kombotest

import (
	"slices"
	"strconv"
	"time"
)

// staff is the people side of the customer's system. The links of the base records follow from
// their numbers, of which there are E employees:
//
//	employment k    is of employee k mod E
//	balance k       is of employee k mod E
//	absence k       is of employee k mod E
//	timesheet k     is of employee k
//	review k        is of employee 2k
//	payslip k       is of employee k
//	assignment k    is of employee k, for skill k mod 5
//
// Employee 0 reports to 1, who reports to nobody, and every other e to e/8.
type staff struct {
	employees, employments, balances, absences, timesheets *table
	groups, entities, locations, absenceTypes, categories  *table
	reviews, cycles, staffing, payRuns, payslips           *table
	skills, assignments                                    *table
}

func newStaff(employees int) staff {
	e := max(employees, 0)
	return staff{
		employees:    newTable("testEmployee", "employee-", e, 0),
		employments:  newTable("testEmployment", "employment-", e+e/4, 7),
		balances:     newTable("testBalance", "balance-", e+e/2, 8),
		absences:     newTable("testAbsence", "absence-", e+e/3, 6),
		timesheets:   newTable("testTimesheet", "timesheet-", e, 5),
		groups:       newTable("testGroup", "group-", len(groupNames), 0),
		entities:     newTable("testEntity", "entity-", len(entityNames), 3),
		locations:    newTable("testLocation", "location-", len(placeNames), 4),
		absenceTypes: newTable("testAbsenceType", "absence-type-", len(absenceTypeNames), 0),
		categories:   newTable("testCategory", "category-", len(categoryNames), 4),
		reviews:      newTable("testReview", "review-", e/2, 0),
		cycles:       newTable("testCycle", "cycle-", len(cycleNames), 0),
		staffing:     newTable("testStaffing", "staffing-", staffingCount, 0),
		payRuns:      newTable("testPayRun", "pay-run-", payRunCount, 0),
		payslips:     newTable("testPayslip", "payslip-", e, 0),
		skills:       newTable("testSkill", "skill-", len(skillNames), 0),
		assignments:  newTable("testAssignment", "assignment-", e, 0),
	}
}

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
	ethnicities        = []string{
		"WHITE", "ASIAN", "HISPANIC_LATINO", "HAWAIIAN", "NATIVE_AMERICAN", "BLACK_AFRICAN_AMERICAN", "MULTIPLE_ETHNICITIES", "DECLINE_TO_SPECIFY",
	}
	maritalStatuses = []string{"SINGLE", "MARRIED", "DOMESTIC_PARTNERSHIP", "WIDOWED", "DIVORCED", "SEPARATED", "NOT_MARRIED"}
	routingTypes    = []string{"DE_BANKLEITZAHL", "GB_SORT_CODE", "US_ABA_ROUTING_TRANSIT_NUMBER", "CA_ROUTING_NUMBER", "AU_BSB_CODE", "FR_RIB"}
	payPeriods      = []string{"MONTH", "HOUR", "DAY", "WEEK", "TWO_WEEKS", "HALF_MONTH", "TWO_MONTHS", "QUARTER", "HALF_YEAR", "YEAR"}
	payFrequencies  = []string{"MONTHLY", "DAILY", "WEEKLY", "BIWEEKLY", "SEMIMONTHLY", "QUARTERLY", "SEMIANNUALLY", "ANNUALLY", "PRO_RATA"}
)

const (
	staffingCount = 24
	payRunCount   = 12
)

// employeeState is what an employee has that its number does not say.
type employeeState struct{ made *madeEmployee }

// madeEmployee is one that was created by a form.
type madeEmployee struct {
	first, last, email, title string
	start                     time.Time
	location, entity          int
}

func (w *world) hired(e int) *madeEmployee {
	if s := state[employeeState](w.employees, e); s != nil {
		return s.made
	}
	return nil
}

// above is the one above another in a tree: -1 at the top.
func (t *table) above(i, fan int) int {
	up := i / fan
	switch i {
	case 0:
		up = 1
	case 1:
		return -1
	}
	if up >= t.count {
		return -1
	}
	return up
}

func (w *world) managerOf(e int) int {
	if w.hired(e) != nil || e >= w.employees.base || e%9 == 8 {
		return -1
	}
	if m := w.employees.above(e, 8); m >= 0 && w.employees.live(m) {
		return m
	}
	return -1
}

// entityOf and locationOf are those of an employee, or -1.
func (w *world) entityOf(e int) int {
	i := e % len(entityNames)
	if m := w.hired(e); m != nil {
		i = m.entity
	} else if e%10 == 9 {
		return -1
	}
	return w.entities.liveOr(i)
}

func (w *world) locationOf(e int) int {
	i := e % len(placeNames)
	if m := w.hired(e); m != nil {
		i = m.location
	} else if e%11 == 10 {
		return -1
	}
	return w.locations.liveOr(i)
}

// liveOr is a record's number, or -1 where there is none or it is gone.
func (t *table) liveOr(i int) int {
	if i < 0 || i >= t.count || !t.live(i) {
		return -1
	}
	return i
}

// idOr is a record's id, "" for -1.
func (t *table) idOr(i int) string {
	if i < 0 {
		return ""
	}
	return t.id(i)
}

// groupsOf is the groups of an employee that are not gone.
func (w *world) groupsOf(e int) []int {
	return slices.DeleteFunc(w.groupNumbers(e), func(g int) bool { return !w.groups.live(g) })
}

// groupNumbers is the groups of an employee: two, one or none.
func (w *world) groupNumbers(e int) []int {
	if w.hired(e) != nil {
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
func (w *world) partsOf(t *table, e int) []int {
	var list []int
	for k := e; e < w.employees.base && k < t.base; k += w.employees.base {
		if t.live(k) {
			list = append(list, k)
		}
	}
	return list
}

// ownerOf is the employee of a base record.
func (w *world) ownerOf(k int) int { return k % w.employees.base }

func (w *world) typeOf(k int) int { return (k + k/max(w.employees.base, 1)) % len(absenceTypeNames) }

// touchAll touches the base records for which a test holds.
func (t *table) touchAll(now time.Time, holds func(i int) bool) {
	for i := range t.count {
		if holds(i) {
			t.touch(i, now)
		}
	}
}

// touchEmployee touches what shows an employee: whom they manage, and reviews.
func (w *world) touchEmployee(e int, now time.Time) {
	w.employees.touchAll(now, func(i int) bool { return i != e && i < w.employees.base && w.managerNumber(i) == e })
	w.reviews.touchAll(now, func(k int) bool { return w.revieweeOf(k) == e || w.reviewerOf(k) == e })
}

// managerNumber is the manager of an employee, gone or not; -1 is none.
func (w *world) managerNumber(e int) int {
	if w.hired(e) != nil || e%9 == 8 {
		return -1
	}
	return w.employees.above(e, 8)
}

func (w *world) touchEntity(i int, now time.Time) {
	w.employees.touchAll(now, func(e int) bool {
		m := w.hired(e)
		return m != nil && m.entity == i || m == nil && e%10 != 9 && e%len(entityNames) == i
	})
	w.staffing.touchAll(now, func(k int) bool { return k%len(entityNames) == i })
}

func (w *world) touchLocation(i int, now time.Time) {
	w.employees.touchAll(now, func(e int) bool {
		m := w.hired(e)
		return m != nil && m.location == i || m == nil && e%11 != 10 && e%len(placeNames) == i
	})
	w.staffing.touchAll(now, func(k int) bool { return k%len(placeNames) == i })
}

// touchGroup: a change of a group is not one of its members, but they leave one that vanishes.
func (w *world) touchGroup(i int, now time.Time) {
	w.staffing.touchAll(now, func(k int) bool { return k%len(groupNames) == i })
	if !w.groups.live(i) {
		w.employees.touchAll(now, func(e int) bool { return slices.Contains(w.groupNumbers(e), i) })
	}
}

func (w *world) touchAbsenceType(i int, now time.Time) {
	w.absences.touchAll(now, func(k int) bool { return w.absenceOf(k).kind == i })
	w.balances.touchAll(now, func(k int) bool { return w.typeOf(k) == i })
}

func (w *world) touchCycle(i int, now time.Time) {
	w.reviews.touchAll(now, func(k int) bool { return w.cycleOf(k) == i })
}

// dated is a day of which Kombo shows the beginning.
func dated(t time.Time) time.Time { return t.UTC().Truncate(day) }

// plainDate is a day without a time.
func plainDate(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func employeeFirst(w *world, e int) string {
	if m := w.hired(e); m != nil {
		return m.first
	}
	if e%23 == 22 {
		return ""
	}
	return pick(givenNames, e)
}

func employeeLast(w *world, e int) string {
	if m := w.hired(e); m != nil {
		return m.last
	}
	return pick(familyNames, e)
}

func workEmail(w *world, e int) string {
	if m := w.hired(e); m != nil {
		return m.email
	}
	if e%12 == 11 {
		return ""
	}
	return "employee" + strconv.Itoa(e) + "@example.com"
}

func personalEmail(w *world, e int) string {
	if w.hired(e) != nil || e%5 == 4 {
		return ""
	}
	return "person" + strconv.Itoa(e) + "@home.example.com"
}

// employmentStatus: most work. One has a status that Kombo passes on as it is.
func employmentStatus(w *world, e int) string {
	switch {
	case w.hired(e) != nil:
		return "PENDING"
	case e%40 == 39:
		return ""
	case e%50 == 49:
		return "On secondment"
	}
	return employmentStatuses[max(e%10-6, 0)]
}
