// Package world holds the data of a fake Kombo: the records of one integration, the references between them,
// and the changes to them. It does not depend on HTTP or webhooks.
//
// A base record is a record that exists from the start. Its references follow from its number. With J jobs,
// C candidates and E employees:
//
//	application a   belongs to candidate a mod C and job a mod J
//	interview k     belongs to application 2k
//	offer k         belongs to application 4k
//	note k          belongs to application 3k
//	scorecard k     belongs to interview 2k
//	attachment k    belongs to application 2k
//	order k         belongs to application 5k
//	job i           has the three stages of pipeline i mod 4
//	employment k, balance k and absence k belong to employee k mod E
//	timesheet k and payslip k belong to employee k
//	assignment k    belongs to employee k and skill k mod 5
//	review k        is about employee 2k
//
// The manager of employee 0 is employee 1, employee 1 has no manager, and the manager of any other employee e
// is e/8.
package world

import (
	"maps"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// World holds the records of an integration, or the AI Apply records of the account. It is not safe for
// concurrent use: the caller must lock.
type World struct {
	// Now returns the fake's time. It is safe for concurrent use.
	Now func() time.Time

	Jobs, Applications, Candidates, Stages, Tags, Users, Roles, Reasons      *record.Table
	Offers, Interviews, Notes, Scorecards, Attachments, Orders               *record.Table
	Employees, Employments, Balances, Absences, Timesheets, Groups, Entities *record.Table
	Locations, AbsenceTypes, Categories, Reviews, Cycles, Staffing           *record.Table
	PayRuns, Payslips, Skills, Assignments                                   *record.Table
	// Only in the account: AI Apply.
	Sites, Postings, Feeds, AIApplications *record.Table

	identity string

	applicationsOf map[int][]int // created applications, by candidate
	attachmentsOf  map[int][]int // created attachments, by application
	filesOf        map[int][]int // created attachments without an application, by candidate
	interviewsMade map[int][]int // created interviews, by application

	changed map[string]bool // names of the models changed since the last TakeChanged

	pipelines [pipelines][]record.Object // the stages of jobs, computed once
}

// Counts holds the initial numbers of records.
type Counts struct{ Jobs, Candidates, Applications, Employees int }

// The base records of a table were updated one after the other, within baseSpan, at most baseStep apart.
const (
	baseSpan = 30 * 24 * time.Hour
	baseStep = time.Hour
)

// BaseStart is the time at which the first base record of each table was updated.
var BaseStart = time.Date(2025, 1, 6, 8, 0, 0, 0, time.UTC)

// New returns the World of an integration. Every record id contains identity, so a unique identity makes the
// ids unique.
func New(identity string, n Counts, now func() time.Time) *World {
	w := &World{
		Now: now, identity: identity, applicationsOf: map[int][]int{}, attachmentsOf: map[int][]int{}, filesOf: map[int][]int{},
		interviewsMade: map[int][]int{}, changed: map[string]bool{},
	}
	if n.Jobs <= 0 || n.Candidates <= 0 {
		n.Applications = 0 // an application needs a job and a candidate
	}
	w.addATSTables(max(n.Applications, 0), n)
	w.addHRISTables(max(n.Employees, 0))
	for p := range w.pipelines {
		w.pipelines[p] = pipeline(w, p)
	}
	return w
}

// addATSTables adds the tables of the ATS and assessment categories.
func (w *World) addATSTables(applications int, n Counts) {
	every := func(k int) int { return (applications + k - 1) / k }
	w.Jobs = w.table("testJob", "job-", n.Jobs, 0)
	w.Applications = w.table("testApplication", "application-", applications, 9)
	w.Candidates = w.table("testCandidate", "candidate-", n.Candidates, 0)
	w.Stages = w.table("testStage", "stage-", len(stageNames), 6)
	w.Tags = w.table("testTag", "tag-", len(tagNames), 5)
	w.Users = w.table("testUser", "user-", userCount, 7)
	w.Roles = w.table("testRole", "role-", len(roleList), 8)
	w.Reasons = w.table("testReason", "reason-", len(reasonNames), 0)
	w.Offers = w.table("testOffer", "offer-", every(4), 5)
	w.Interviews = w.table("testInterview", "interview-", every(2), 6)
	w.Notes = w.table("testNote", "note-", every(3), 0)
	w.Scorecards = w.table("testScorecard", "scorecard-", every(4), 0)
	w.Attachments = w.table("testAttachment", "attachment-", every(2), 0)
	w.Orders = w.table("testOrder", "", every(5), 1)
}

// addHRISTables adds the tables of the HRIS category, for e employees.
func (w *World) addHRISTables(e int) {
	w.Employees = w.table("testEmployee", "employee-", e, 0)
	w.Employments = w.table("testEmployment", "employment-", e+e/4, 7)
	w.Balances = w.table("testBalance", "balance-", e+e/2, 8)
	w.Absences = w.table("testAbsence", "absence-", e+e/3, 6)
	w.Timesheets = w.table("testTimesheet", "timesheet-", e, 5)
	w.Groups = w.table("testGroup", "group-", len(groupNames), 0)
	w.Entities = w.table("testEntity", "entity-", len(entityNames), 3)
	w.Locations = w.table("testLocation", "location-", len(placeNames), 4)
	w.AbsenceTypes = w.table("testAbsenceType", "absence-type-", len(absenceTypeNames), 0)
	w.Categories = w.table("testCategory", "category-", len(categoryNames), 4)
	w.Reviews = w.table("testReview", "review-", e/2, 0)
	w.Cycles = w.table("testCycle", "cycle-", len(cycleNames), 0)
	w.Staffing = w.table("testStaffing", "staffing-", 24, 0)
	w.PayRuns = w.table("testPayRun", "pay-run-", payRunCount, 0)
	w.Payslips = w.table("testPayslip", "payslip-", e, 0)
	w.Skills = w.table("testSkill", "skill-", len(skillNames), 0)
	w.Assignments = w.table("testAssignment", "assignment-", e, 0)
}

// NewAccount returns the World of an account, with the records of AI Apply. Base posting p belongs to career
// site p mod 3, and base application k to posting k+1.
func NewAccount(identity string, now func() time.Time) *World {
	w := &World{Now: now, identity: identity, changed: map[string]bool{}}
	w.Sites = w.table("testSite", "", len(siteLabels), 1)
	w.Postings = w.table("testPosting", "", 15, 1)
	w.Feeds = w.table("testFeed", "", len(feedLabels), 1)
	w.AIApplications = w.table("testQueued", "", 9, 1)
	return w
}

func (w *World) ids(prefix string) record.IDs {
	return record.IDs{Prefix: prefix + w.identity + "x", Length: 24, Base58: true}
}

// ID returns the id with number n for something that has no table. It has the alphabet and the length of
// Kombo's ids.
func (w *World) ID(prefix string, n int) string { return w.ids(prefix).ID(n) }

// table returns a table. Every noRemote-th record has no remote_id; if noRemote is 0, every record has one.
func (w *World) table(prefix, remote string, count, noRemote int) *record.Table {
	step := baseStep
	if count > 0 {
		step = min(baseStep, (baseSpan / time.Duration(count)).Truncate(time.Millisecond))
	}
	return record.NewTable(record.TableOptions{
		IDs: w.ids(prefix), Remote: record.IDs{Prefix: remote, Length: len(remote) + 6}, NoRemote: noRemote,
		Count: count, Start: BaseStart, Step: step,
	})
}

// MarkChanged marks models as changed: the next data-changed event contains their names.
func (w *World) MarkChanged(models ...string) {
	for _, name := range models {
		w.changed[name] = true
	}
}

// TakeChanged returns the names of the models that have changed since the last call, sorted.
func (w *World) TakeChanged() []string {
	names := slices.Sorted(maps.Keys(w.changed))
	clear(w.changed)
	return names
}
