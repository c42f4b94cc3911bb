package kombotest

import "time"

// JobID is the id of the job with a number. The records of a list are numbered from 0 in
// their order.
func (s *Server) JobID(i int) string { return s.world.jobs.id(i) }

// CandidateID is the id of the candidate with a number.
func (s *Server) CandidateID(i int) string { return s.world.candidates.id(i) }

// ApplicationID is the id of the application with a number.
func (s *Server) ApplicationID(i int) string { return s.world.applications.id(i) }

// AddJob adds a job, and returns its number.
func (s *Server) AddJob() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.announce("ats_jobs", "ats_job_postings")
	return s.world.jobs.add(nil, s.now())
}

// ChangeJob changes a job. Its applications name it, but updated_after does not find them
// for it. As with all changes, a number that no record has changes nothing.
func (s *Server) ChangeJob(i int) {
	s.alter(i, s.world.jobs, func(w *world, now time.Time) {
		w.jobs.change(i, now)
		w.announce("ats_jobs")
	})
}

// ChangeJobPosting changes the postings of a job: updated_after finds the job, its changed_at
// stays.
func (s *Server) ChangeJobPosting(i int) {
	s.alter(i, s.world.jobs, func(w *world, now time.Time) {
		w.jobs.touch(i, now).nested++
		w.announce("ats_job_postings")
	})
}

// DeleteJob lets a job vanish from the tool: it is to be seen with include_deleted alone,
// and is blanked after 14 days.
func (s *Server) DeleteJob(i int) {
	s.alter(i, s.world.jobs, func(w *world, now time.Time) {
		w.jobs.remove(i, now)
		w.announce("ats_jobs")
	})
}

// ChangeCandidate changes a candidate. updated_after finds the candidate's applications,
// too.
func (s *Server) ChangeCandidate(i int) {
	s.alter(i, s.world.candidates, func(w *world, now time.Time) { w.changeCandidate(i, now) })
}

// DeleteCandidate lets a candidate vanish from the tool, as DeleteJob does with a job.
// updated_after finds the candidate's applications.
func (s *Server) DeleteCandidate(i int) {
	s.alter(i, s.world.candidates, func(w *world, now time.Time) {
		w.candidates.remove(i, now)
		w.touchApplicationsOf(i, now)
		w.announce("ats_candidates")
	})
}

// ChangeApplication changes an application. updated_after finds its candidate, interview and
// offer, too.
func (s *Server) ChangeApplication(i int) {
	s.alter(i, s.world.applications, func(w *world, now time.Time) { w.changeApplication(i, now) })
}

// DeleteApplication lets an application vanish from the tool, as DeleteJob does with a job.
func (s *Server) DeleteApplication(i int) {
	s.alter(i, s.world.applications, func(w *world, now time.Time) {
		w.applications.remove(i, now)
		w.touchAround(i, now)
		w.announce("ats_applications")
	})
}

// ChangeInterview changes an interview. updated_after finds its application, too.
func (s *Server) ChangeInterview(i int) {
	s.alter(i, s.world.interviews, func(w *world, now time.Time) {
		w.interviews.change(i, now)
		w.applications.touch(2*i, now)
		w.announce("ats_interviews")
	})
}

// ChangeOffer changes an offer. updated_after finds its application, too.
func (s *Server) ChangeOffer(i int) {
	s.alter(i, s.world.offers, func(w *world, now time.Time) {
		w.offers.change(i, now)
		w.applications.touch(4*i, now)
		w.announce("ats_offers")
	})
}

// alter makes a change to a record, dated now, if there is one.
func (s *Server) alter(i int, t *table, change func(w *world, now time.Time)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i >= 0 && i < t.count && t.live(i) {
		change(s.world, s.now())
	}
}

// announce notes which models the next data-changed names.
func (w *world) announce(models ...string) {
	for _, name := range models {
		w.changed[name] = true
	}
}

func (w *world) changeCandidate(c int, now time.Time) {
	w.candidates.change(c, now)
	w.touchApplicationsOf(c, now)
	w.announce("ats_candidates")
}

func (w *world) changeApplication(a int, now time.Time) {
	w.applications.change(a, now)
	w.touchAround(a, now)
	w.announce("ats_applications")
}

func (w *world) touchApplicationsOf(c int, now time.Time) {
	for _, a := range w.allApplicationsOf(c) {
		w.applications.touch(a, now)
	}
}

// touchAround touches what holds an application.
func (w *world) touchAround(a int, now time.Time) {
	w.candidates.touch(w.candidateOf(a), now)
	if k := w.interviewOf(a); k >= 0 {
		w.interviews.touch(k, now)
	}
	if k := w.offerOf(a); k >= 0 {
		w.offers.touch(k, now)
	}
}
