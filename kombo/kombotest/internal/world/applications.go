package world

import (
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var offerModel = Model{
	Path: "/ats/offers", Table: func(w *World) *record.Table { return w.Offers }, Enum: "status",
	Names: []string{"ats_offers"}, Touch: func(w *World, k int) { w.Applications.Touch(4*k, w.Now()) },
	Record: offerRecord,
}

var (
	applicationSample = sampleOf("application", "custom_fields").withFields("ats_applications")
	offerSample       = sampleOf("offer", "employment_start_date custom_fields").withFields("ats_offers")
)

var applicationModel = Model{
	Path: "/ats/applications", Enum: "outcome", Table: func(w *World) *record.Table { return w.Applications },
	Names: []string{"ats_applications"}, Touch: touchApplication,
	Record: applicationRecord,
	Filters: []Filter{
		among("outcomes", outcome, outcomes...),
		among("outcome", outcome, outcomes...), // deprecated: one value
		among("job_ids", func(w *World, a int) string { return w.Jobs.ID(JobOf(w, a)) }),
		among("job_remote_ids", func(w *World, a int) string { return w.Jobs.RemoteID(JobOf(w, a)) }),
		among("current_stage_ids", currentStageID),
		record.Since("remote_created_after", func(w *World, a int) time.Time { return createdAt(w.Applications, a) }),
	},
}

var (
	outcomes      = []string{"PENDING", "HIRED", "DECLINED"}
	offerStatuses = []string{"ACCEPTED", "DECLINED", "SENT", "APPROVED", "DRAFT", "ABANDONED"}
)

func outcome(w *World, a int) string {
	switch {
	case reasonOf(w, a) >= 0:
		return "DECLINED"
	case stateOf(w, a).Created:
		return "PENDING"
	case a%6 == 4:
		return "HIRED"
	case a%6 == 5:
		return ""
	}
	return "PENDING"
}

func reasonName(w *World, a int) any {
	if r := reasonOf(w, a); r >= 0 {
		return record.OrNull(reasonNames[r])
	}
	return nil
}

func rejectedAt(w *World, a int) any {
	switch s := stateOf(w, a); {
	case s.Reason != nil:
		return s.Rejected
	case reasonOf(w, a) >= 0:
		return w.Applications.BaseTime(a).Add(-3 * time.Hour)
	}
	return nil
}

func applicationURL(a int) any {
	return record.If(a%4 != 2, "https://ats.example.com/applications/"+strconv.Itoa(a))
}

func currentStageID(w *World, a int) string {
	if s := stageOf(w, a); s >= 0 {
		return w.Stages.ID(s)
	}
	return ""
}

func answersOf(w *World, a int) any {
	if s := stateOf(w, a); s.Created {
		return s.Answers
	}
	return answers(a, JobOf(w, a))
}

func applicationRecord(w *World, a int) record.Object {
	c, s := CandidateOf(w, a), stageOf(w, a)
	var candidate, stage any
	if !w.cleared(w.Candidates, c) {
		candidate = applicantRef(w, c)
	}
	if s >= 0 {
		stage = stageRef(w, s, s%stagesPerJob)
	}
	return applicationSample.record(w, w.Applications, a,
		"outcome", record.OrNull(outcome(w, a)),
		"rejection_reason_name", reasonName(w, a),
		"rejected_at", rejectedAt(w, a),
		"current_stage_id", record.OrNull(currentStageID(w, a)),
		"job_id", w.Jobs.ID(JobOf(w, a)),
		"candidate_id", w.Candidates.ID(c),
		"screening_question_answers", answersOf(w, a),
		"custom_fields.origin", "form "+strconv.Itoa(a%4),
		"custom_fields.revision", w.Applications.Revision(a),
		"remote_url", applicationURL(a),
		"candidate", candidate,
		"current_stage", stage,
		"job", jobRef(w, JobOf(w, a)),
		"interviews", interviewsOf(w, a),
		"offers", offersOf(w, a),
	)
}

// applicantRef returns a candidate as an application embeds it.
func applicantRef(w *World, c int) record.Object {
	t := w.Candidates
	return record.Object{
		"id", t.ID(c),
		"remote_id", remoteID(t, c),
		"first_name", record.OrNull(candidateFirst(w, c)),
		"last_name", record.OrNull(candidateLast(w, c)),
		"email_addresses", emailList(w, c),
		"phone_numbers", phoneList(w, c),
		"social_media", socialList(w, c),
		"source", source(w, c),
		"remote_url", candidateURL(c),
		"tags", tagRefs(w, c),
	}
}

func interviewsOf(w *World, a int) []record.Object {
	list := []record.Object{}
	for _, k := range InterviewsOf(w, a) {
		if w.Interviews.Has(k) {
			list = append(list, interviewRef(w, k))
		}
	}
	return list
}

// offerRef returns an offer as an application embeds it.
func offerRef(w *World, k int) record.Object {
	return record.Object{
		"id", w.Offers.ID(k),
		"remote_id", remoteID(w.Offers, k),
		"status", record.If(k%8 != 7, pick(offerStatuses, k+w.Offers.Revision(k))),
	}
}

func offersOf(w *World, a int) []record.Object {
	list := []record.Object{}
	if k := offerOf(w, a); k >= 0 && w.Offers.Has(k) {
		list = append(list, offerRef(w, k))
	}
	return list
}

func offerRecord(w *World, k int) record.Object {
	a, ref := 4*k, offerRef(w, k)
	return offerSample.record(w, w.Offers, k,
		"status", ref.Get("status"),
		"employment_start_date", startOfDay(w.Offers.BaseTime(k)).AddDate(0, 2, 0),
		"application_id", w.Applications.ID(a),
		"custom_fields.bonus", k%7*100,
		"application.candidate", personRef(w, CandidateOf(w, a)),
		"application.job", jobRef(w, JobOf(w, a)),
	)
}

// ApplicationState holds the data of an application that do not follow from its number.
type ApplicationState struct {
	// Created is false for a base record, which does not use Job, Candidate and Answers.
	Created        bool
	Job, Candidate int
	Answers        []record.Object
	// Stage is the stage that the application was moved to, or nil.
	Stage *int
	// Reason is the rejection reason, or nil unless the application was rejected with the API. Rejected is the
	// time of the rejection.
	Reason   *int
	Rejected time.Time
}

func stateOf(w *World, a int) ApplicationState {
	if s := record.State[ApplicationState](w.Applications, a); s != nil {
		return *s
	}
	return ApplicationState{}
}

// JobOf returns the job of an application.
func JobOf(w *World, a int) int {
	if s := stateOf(w, a); s.Created {
		return s.Job
	}
	return a % w.Jobs.Base()
}

// CandidateOf returns the candidate of an application.
func CandidateOf(w *World, a int) int {
	if s := stateOf(w, a); s.Created {
		return s.Candidate
	}
	return a % w.Candidates.Base()
}

// stageOf returns the stage of an application, or -1.
func stageOf(w *World, a int) int {
	switch s := stateOf(w, a); {
	case s.Stage != nil:
		return *s.Stage
	case s.Created:
		return JobStages(s.Job)[0]
	case a%13 == 12:
		return -1
	}
	return JobStages(JobOf(w, a))[a%stagesPerJob]
}

// reasonOf returns the rejection reason of an application, or -1.
func reasonOf(w *World, a int) int {
	switch s := stateOf(w, a); {
	case s.Reason != nil:
		return *s.Reason
	case a%6 == 0 && !s.Created:
		return a / 6 % len(reasonNames)
	}
	return -1
}

// ApplicationsOf returns the applications of a candidate, in order, including deleted ones.
func ApplicationsOf(w *World, c int) []int {
	var list []int
	if c < w.Candidates.Base() {
		for a := c; a < w.Applications.Base(); a += w.Candidates.Base() {
			list = append(list, a)
		}
	}
	return append(list, w.applicationsOf[c]...)
}

// interviewOf returns the base interview of an application, or -1.
func interviewOf(w *World, a int) int { return partOf(w, a, 2) }

// offerOf returns the offer of an application, or -1.
func offerOf(w *World, a int) int { return partOf(w, a, 4) }

// partOf returns the base record that belongs to application a in a table in which record k belongs to
// application k*every, or -1.
func partOf(w *World, a, every int) int {
	if a < w.Applications.Base() && a%every == 0 {
		return a / every
	}
	return -1
}

// CreateApplication adds a candidate and an application for a job, and returns the number of the application.
func CreateApplication(w *World, job int, stage *int, person *Person, answers []record.Object) int {
	c := w.Candidates.Add(&candidateState{person: person}, w.Now())
	a := w.Applications.Add(&ApplicationState{Created: true, Job: job, Candidate: c, Answers: answers, Stage: stage}, w.Now())
	w.applicationsOf[c] = append(w.applicationsOf[c], a)
	w.MarkChanged("ats_candidates", "ats_applications")
	return a
}

// Move moves an application to a stage.
func Move(w *World, a, stage int) {
	applicationModel.Change(w, a)
	record.Edit[ApplicationState](w.Applications, a).Stage = &stage
}

// Reject rejects an application.
func Reject(w *World, a, reason int) {
	applicationModel.Change(w, a)
	s := record.Edit[ApplicationState](w.Applications, a)
	s.Reason, s.Rejected = &reason, w.Now()
}

// CreatedApplication returns an application as the response to its creation contains it.
func CreatedApplication(w *World, a int) record.Object {
	return applicationRecord(w, a).Without("interviews", "offers").With(
		"current_stage", shortStage(w, a), "candidate", CandidateRecord(w, CandidateOf(w, a)).Without("applications"),
	)
}
