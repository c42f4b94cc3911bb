package world

import "slices"

// touchApplicationsOf touches the applications of a candidate.
func touchApplicationsOf(w *World, c int) {
	for _, a := range ApplicationsOf(w, c) {
		w.Applications.Touch(a, w.Now())
	}
}

// touchApplication touches the candidate, the interview and the offer of an application.
func touchApplication(w *World, a int) {
	w.Candidates.Touch(CandidateOf(w, a), w.Now())
	if k := interviewOf(w, a); k >= 0 {
		w.Interviews.Touch(k, w.Now())
	}
	if k := offerOf(w, a); k >= 0 {
		w.Offers.Touch(k, w.Now())
	}
}

// touchStage touches the applications that are in a stage.
func touchStage(w *World, stage int) {
	w.Applications.TouchAll(w.Now(), func(a int) bool { return stageOf(w, a) == stage })
}

// touchRole touches the users who have a system role.
func touchRole(w *World, role int) {
	w.Users.TouchAll(w.Now(), func(u int) bool { return slices.Contains(systemRolesOf(u), role) })
}

// AddJob adds a job and returns its number.
func AddJob(w *World) int {
	w.MarkChanged("ats_jobs", "ats_job_postings")
	return w.Jobs.Add(nil, w.Now())
}

// AddEmployee adds an employee and returns its number.
func AddEmployee(w *World) int {
	w.MarkChanged("hris_employees")
	return w.Employees.Add(nil, w.Now())
}

// ChangePosting changes the postings of a job. The list of jobs with updated_after then contains the job, but
// the job's changed_at stays the same.
func ChangePosting(w *World, job int) {
	if w.Jobs.Has(job) {
		w.Jobs.TouchNested(job, w.Now())
		w.MarkChanged("ats_job_postings")
	}
}
