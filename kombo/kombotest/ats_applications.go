package kombotest

import (
	"strconv"
	"time"
)

var (
	outcomes      = []string{"PENDING", "HIRED", "DECLINED"}
	offerStatuses = []string{"ACCEPTED", "DECLINED", "SENT", "APPROVED", "DRAFT", "ABANDONED"}
)

// day is a whole one in UTC.
const day = 24 * time.Hour

func outcome(w *world, a int) string {
	switch s := state[applicationState](w.applications, a); {
	case w.reasonOf(a) >= 0:
		return "DECLINED"
	case s != nil && s.made != nil:
		return "PENDING"
	case a%6 == 4:
		return "HIRED"
	case a%6 == 5:
		return ""
	}
	return "PENDING"
}

func (w *world) reasonName(a int) any {
	if r := w.reasonOf(a); r >= 0 {
		return w.reason(r).get("name")
	}
	return nil
}

func (w *world) rejectedAt(a int) any {
	switch s := state[applicationState](w.applications, a); {
	case s != nil && s.reason != nil:
		return s.rejected
	case w.reasonOf(a) >= 0:
		return w.applications.baseTime(a).Add(-3 * time.Hour)
	}
	return nil
}

func (w *world) applicationURL(a int) any {
	return only(a%4 != 2, "https://ats.example.com/applications/"+strconv.Itoa(a))
}

func currentStageID(w *world, a int) string {
	if s := w.stageOf(a); s >= 0 {
		return w.stages.id(s)
	}
	return ""
}

func (w *world) answersOf(a int) any {
	if s := state[applicationState](w.applications, a); s != nil && s.made != nil {
		return s.made.answers
	}
	return answers(a, w.jobOf(a))
}

// applicationMembers is what an application has everywhere, without what it embeds.
func (w *world) applicationMembers(a int) object {
	t := w.applications
	return object{
		"id", t.id(a),
		"remote_id", t.remoteID(a),
		"outcome", text(outcome(w, a)),
		"rejection_reason_name", w.reasonName(a),
		"rejected_at", w.rejectedAt(a),
		"current_stage_id", text(currentStageID(w, a)),
		"job_id", w.jobs.id(w.jobOf(a)),
		"candidate_id", w.candidates.id(w.candidateOf(a)),
		"screening_question_answers", w.answersOf(a),
		"custom_fields", only(a%3 != 1, object{"origin", "form " + strconv.Itoa(a%4), "revision", t.revision(a)}),
		"remote_url", w.applicationURL(a),
		"changed_at", t.changedAt(a),
		"remote_deleted_at", t.deletedAt(a),
		"remote_created_at", t.createdAt(a),
		"remote_updated_at", t.updatedAt(a),
	}
}

// application makes an application. Number 0 has every member filled.
func (w *world) application(a int, now time.Time) object {
	full := a == 0
	c, s := w.candidateOf(a), w.stageOf(a)
	var candidate, stage any
	if !w.candidates.blank(c, now) {
		candidate = w.applicantRef(c)
	}
	if s >= 0 {
		stage = w.stageRef(s, s%stagesPerJob)
	}
	return w.applicationMembers(a).and(
		"integration_fields", w.integrationFieldsOf(full, "applications"),
		"remote_data", remoteData(full, "/applications", w.applications.remote(a)),
		"candidate", candidate,
		"current_stage", stage,
		"job", w.jobRef(w.jobOf(a)),
		"interviews", w.interviewsOf(a),
		"offers", w.offersOf(a),
	)
}

// applicantRef is a candidate as an application embeds it.
func (w *world) applicantRef(c int) object {
	t := w.candidates
	return object{
		"id", t.id(c),
		"remote_id", t.remoteID(c),
		"first_name", text(candidateFirst(w, c)),
		"last_name", text(candidateLast(w, c)),
		"email_addresses", w.emailList(c),
		"phone_numbers", w.phoneList(c),
		"social_media", w.socialList(c),
		"source", w.source(c),
		"remote_url", w.candidateURL(c),
		"tags", w.tagRefs(c),
	}
}

func (w *world) interviewsOf(a int) []object {
	list := []object{}
	for _, k := range w.allInterviewsOf(a) {
		if w.interviews.live(k) {
			list = append(list, w.interviewMembers(k))
		}
	}
	return list
}

// interviewMembers is an interview as an application embeds it.
func (w *world) interviewMembers(k int) object {
	if s := state[interviewState](w.interviews, k); s != nil {
		return w.writtenInterview(k, s)
	}
	begins := w.interviews.baseTime(k).Truncate(day).Add(9 * time.Hour)
	return object{
		"id", w.interviews.id(k),
		"remote_id", w.interviews.remoteID(k),
		"title", only(k%7 != 6, revised("Interview "+strconv.Itoa(k), w.interviews.revision(k))),
		"starting_at", only(k%8 != 7, begins),
		"ending_at", only(k%8 < 6, begins.Add(45*time.Minute)),
		"location", jobLocation(k),
		"canceled", only(k%5 != 4, k%5 == 3),
	}
}

func (w *world) interview(k int, now time.Time) object {
	t := w.interviews
	a := w.interviewed(k)
	users, video := []object{w.userRef(k % userCount)}, k%3 != 2
	if k%6 == 5 {
		users = []object{}
	}
	if s := state[interviewState](t, k); s != nil {
		users, video = []object{}, s.virtual
		for _, u := range s.users {
			users = append(users, w.userRef(u))
		}
	}
	return w.interviewMembers(k).and(
		"video_conferencing_url", only(video, "https://video.example.com/"+strconv.Itoa(k)),
		"application_id", w.applications.id(a),
		"stage_id", only(k%4 != 3, w.stages.id(jobStages(w.jobOf(a))[1])),
		"remote_created_at", t.createdAt(k),
		"remote_updated_at", only(k%10 != 9, t.updatedAt(k)),
		"remote_data", remoteData(k == 0, "/interviews", t.remote(k)),
		"changed_at", t.changedAt(k),
		"remote_deleted_at", t.deletedAt(k),
		"users", users,
		"application", object{
			"id", w.applications.id(a),
			"remote_id", w.applications.remoteID(a),
			"outcome", text(outcome(w, a)),
			"rejection_reason_name", w.reasonName(a),
			"candidate", w.personRef(w.candidateOf(a), now),
			"job", w.jobRef(w.jobOf(a)),
		},
	)
}

// offerRef is an offer as an application embeds it.
func (w *world) offerRef(k int) object {
	return object{
		"id", w.offers.id(k),
		"remote_id", w.offers.remoteID(k),
		"status", only(k%8 != 7, pick(offerStatuses, k+w.offers.revision(k))),
	}
}

func (w *world) offersOf(a int) []object {
	list := []object{}
	if k := w.offerOf(a); k >= 0 && w.offers.live(k) {
		list = append(list, w.offerRef(k))
	}
	return list
}

func (w *world) offer(k int, now time.Time) object {
	t := w.offers
	a := 4 * k
	full := k == 0
	return w.offerRef(k).and(
		"employment_start_date", only(k%5 != 4, t.baseTime(k).Truncate(day).AddDate(0, 2, 0)),
		"application_id", w.applications.id(a),
		"custom_fields", only(k%3 != 2, object{"bonus", k % 7 * 100}),
		"integration_fields", w.integrationFieldsOf(full, "offers"),
		"changed_at", t.changedAt(k),
		"remote_deleted_at", t.deletedAt(k),
		"remote_created_at", t.createdAt(k),
		"remote_updated_at", t.updatedAt(k),
		"remote_data", remoteData(full, "/offers", t.remote(k)),
		"application", object{
			"candidate", w.personRef(w.candidateOf(a), now),
			"job", w.jobRef(w.jobOf(a)),
		},
	)
}
