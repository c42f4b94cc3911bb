package kombotest

import (
	"slices"
	"time"
)

// JobID is the id of the job with a number. The records of a list are numbered from 0 in
// their order.
func (s *Server) JobID(i int) string { return s.world.jobs.id(i) }

// CandidateID is the id of the candidate with a number.
func (s *Server) CandidateID(i int) string { return s.world.candidates.id(i) }

// ApplicationID is the id of the application with a number.
func (s *Server) ApplicationID(i int) string { return s.world.applications.id(i) }

// EmployeeID is the id of the employee with a number.
func (s *Server) EmployeeID(i int) string { return s.world.employees.id(i) }

// ID is the id of the record of a list with a number: ID("/hris/groups", 0). A path that is no
// list of the fake panics, here and in Change and Delete.
func (s *Server) ID(path string, i int) string {
	at := slices.IndexFunc(lists, func(l *list) bool { return l.path == path })
	if at < 0 {
		panic("kombotest: there is no list " + path)
	}
	return lists[at].table(s.world).id(i)
}

// Change changes the record of a list with a number. updated_after finds it, and whatever
// Kombo says that shows it. As with all changes, a number that no record has, or that of a
// deleted one, changes nothing.
func (s *Server) Change(path string, i int) {
	s.alter(listAt(path), i, func(t *table, now time.Time) { t.change(i, now) })
}

// Delete lets the record of a list vanish from the tool: it is to be seen with include_deleted
// alone, and is blanked after 14 days. updated_after finds whatever shows it.
func (s *Server) Delete(path string, i int) {
	s.alter(listAt(path), i, func(t *table, now time.Time) { t.remove(i, now) })
}

// AddJob adds a job, and returns its number.
func (s *Server) AddJob() int { return s.addRecord("/ats/jobs", "ats_job_postings") }

// AddEmployee adds an employee, and returns its number.
func (s *Server) AddEmployee() int { return s.addRecord("/hris/employees") }

func (s *Server) addRecord(path string, more ...string) int {
	l := listAt(path)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.announce(l.models...)
	s.world.announce(more...)
	return l.table(s.world).add(nil, s.now())
}

// ChangeJob changes a job. Its applications name it, but updated_after does not find them
// for it.
func (s *Server) ChangeJob(i int) { s.Change("/ats/jobs", i) }

// ChangeJobPosting changes the postings of a job: updated_after finds the job, its changed_at
// stays.
func (s *Server) ChangeJobPosting(i int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.world.jobs; t.has(i) {
		t.touch(i, s.now()).nested++
		s.world.announce("ats_job_postings")
	}
}

// DeleteJob deletes a job, as Delete does.
func (s *Server) DeleteJob(i int) { s.Delete("/ats/jobs", i) }

// ChangeCandidate changes a candidate. updated_after finds the candidate's applications,
// too.
func (s *Server) ChangeCandidate(i int) { s.Change("/ats/candidates", i) }

// DeleteCandidate deletes a candidate, as Delete does. updated_after finds the candidate's
// applications.
func (s *Server) DeleteCandidate(i int) { s.Delete("/ats/candidates", i) }

// ChangeApplication changes an application. updated_after finds its candidate, interview and
// offer, too.
func (s *Server) ChangeApplication(i int) { s.Change("/ats/applications", i) }

// DeleteApplication deletes an application, as Delete does.
func (s *Server) DeleteApplication(i int) { s.Delete("/ats/applications", i) }

// ChangeInterview changes an interview. updated_after finds its application, too.
func (s *Server) ChangeInterview(i int) { s.Change("/ats/interviews", i) }

// ChangeOffer changes an offer. updated_after finds its application, too.
func (s *Server) ChangeOffer(i int) { s.Change("/ats/offers", i) }

// ChangeEmployee changes an employee. updated_after finds those who report to them, and
// reviews, too.
func (s *Server) ChangeEmployee(i int) { s.Change("/hris/employees", i) }

// DeleteEmployee deletes an employee, as Delete does.
func (s *Server) DeleteEmployee(i int) { s.Delete("/hris/employees", i) }

// listAt is the list with a path.
func listAt(path string) *list {
	for _, l := range lists {
		if l.path == path && !l.plain {
			return l
		}
	}
	panic("kombotest: there is no list " + path + " with changes")
}

// alter makes a change to a record, dated now, if there is one, and touches what shows it.
func (s *Server) alter(l *list, i int, change func(t *table, now time.Time)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := l.table(s.world); t.has(i) {
		now := s.now()
		change(t, now)
		l.changed(s.world, i, now)
	}
}

// changed touches what shows a record that has changed, and announces its model.
func (l *list) changed(w *world, i int, now time.Time) {
	if l.holders != nil {
		l.holders(w, i, now)
	}
	w.announce(l.models...)
}

// has tells whether there is a record that is not deleted.
func (t *table) has(i int) bool { return i >= 0 && i < t.count && t.live(i) }

// announce notes which models the next data-changed names.
func (w *world) announce(models ...string) {
	for _, name := range models {
		w.changed[name] = true
	}
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

// touchStage touches the applications that are in a stage.
func (w *world) touchStage(stage int, now time.Time) {
	w.applications.touchAll(now, func(a int) bool { return w.stageOf(a) == stage })
}

// touchRole touches the users who hold a role in the system.
func (w *world) touchRole(role int, now time.Time) {
	w.users.touchAll(now, func(u int) bool { return slices.Contains(systemRolesOf(u), role) })
}
