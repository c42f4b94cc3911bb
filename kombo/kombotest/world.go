package kombotest

import "time"

// world is the customer's system: all the records, and how they belong together. The links
// of the base records follow from their numbers, of which there are J, A and C:
//
//	application a   is of candidate a mod C, for job a mod J
//	interview k     is of application 2k
//	offer k         is of application 4k
//	note k          is of application 3k
//	scorecard k     is of interview 2k
//	attachment k    is of application 2k
//	order k         is of application 5k
//	job i           goes through the three stages of pipeline i mod 4
type world struct {
	jobs, applications, candidates      *table
	stages, tags, users, roles, reasons *table
	offers, interviews                  *table
	notes, scorecards, attachments      *table
	orders                              *table
	staff
	aiApply

	offered []assessmentPackage

	applicationsOf map[int][]int // by candidate: those that came later
	attachmentsOf  map[int][]int // by application: those that came later
	filesOf        map[int][]int // by candidate: those of no application

	interviewsMade map[int][]int // by application: those that came later

	changed map[string]bool // models, since the last data-changed

	pipelines [pipelines][]object // made once: each job has one of them
}

func newWorld(jobs, candidates, applications, employees int) *world {
	if jobs <= 0 || candidates <= 0 {
		applications = 0 // an application has both
	}
	applications = max(applications, 0)
	every := func(n int) int { return (applications + n - 1) / n }
	w := &world{
		jobs:         newTable("testJob", "job-", jobs, 0),
		applications: newTable("testApplication", "application-", applications, 9),
		candidates:   newTable("testCandidate", "candidate-", candidates, 0),
		stages:       newTable("testStage", "stage-", len(stageNames), 6),
		tags:         newTable("testTag", "tag-", len(tagNames), 5),
		users:        newTable("testUser", "user-", userCount, 7),
		roles:        newTable("testRole", "role-", len(roleList), 8),
		reasons:      newTable("testReason", "reason-", len(reasonNames), 0),
		offers:       newTable("testOffer", "offer-", every(4), 5),
		interviews:   newTable("testInterview", "interview-", every(2), 6),
		notes:        newTable("testNote", "note-", every(3), 0),
		scorecards:   newTable("testScorecard", "scorecard-", every(4), 0),
		attachments:  newTable("testAttachment", "attachment-", every(2), 0),
		orders:       newTable("testOrder", "", every(5), 1),
		staff:        newStaff(employees), aiApply: newAIApply(), offered: newPackages(),
		applicationsOf: map[int][]int{}, attachmentsOf: map[int][]int{}, filesOf: map[int][]int{},
		interviewsMade: map[int][]int{}, changed: map[string]bool{},
	}
	for p := range w.pipelines {
		w.pipelines[p] = w.pipeline(p)
	}
	return w
}

// applicationState is what an application has that its number does not say.
type applicationState struct {
	made     *madeApplication // nil: a base record
	stage    *int             // where it was moved to
	reason   *int             // why it was rejected
	rejected time.Time
}

type madeApplication struct {
	job, candidate int
	answers        []object
}

// jobOf is the job of an application.
func (w *world) jobOf(a int) int {
	if s := state[applicationState](w.applications, a); s != nil && s.made != nil {
		return s.made.job
	}
	return a % w.jobs.base
}

// candidateOf is the candidate of an application.
func (w *world) candidateOf(a int) int {
	if s := state[applicationState](w.applications, a); s != nil && s.made != nil {
		return s.made.candidate
	}
	return a % w.candidates.base
}

// stageOf is the stage of an application, or -1.
func (w *world) stageOf(a int) int {
	s := state[applicationState](w.applications, a)
	switch {
	case s != nil && s.stage != nil:
		return *s.stage
	case a%13 == 12 && (s == nil || s.made == nil):
		return -1
	case s != nil && s.made != nil:
		return jobStages(s.made.job)[0]
	}
	return jobStages(w.jobOf(a))[a%stagesPerJob]
}

// reasonOf is why an application was rejected, or -1.
func (w *world) reasonOf(a int) int {
	s := state[applicationState](w.applications, a)
	switch {
	case s != nil && s.reason != nil:
		return *s.reason
	case a%6 == 0 && (s == nil || s.made == nil):
		return a / 6 % len(reasonNames)
	}
	return -1
}

// allApplicationsOf is the applications of a candidate, in order, deleted ones too.
func (w *world) allApplicationsOf(c int) []int {
	var list []int
	if c < w.candidates.base {
		for a := c; a < w.applications.base; a += w.candidates.base {
			list = append(list, a)
		}
	}
	return append(list, w.applicationsOf[c]...)
}

// interviewOf and offerOf are those of an application, or -1.
func (w *world) interviewOf(a int) int { return w.partOf(a, 2) }

func (w *world) offerOf(a int) int { return w.partOf(a, 4) }

func (w *world) partOf(a, every int) int {
	if a < w.applications.base && a%every == 0 {
		return a / every
	}
	return -1
}

// pick takes from a list round and round.
func pick[T any](list []T, i int) T { return list[i%len(list)] }
