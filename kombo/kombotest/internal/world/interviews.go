package world

import (
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var interviewSample = sampleOf("interview", "video_conferencing_url stage_id")

var interviewModel = Model{
	Path: "/ats/interviews", Table: func(w *World) *record.Table { return w.Interviews },
	Names: []string{"ats_interviews"}, Touch: func(w *World, k int) { w.Applications.Touch(interviewApplication(w, k), w.Now()) },
	Record: interviewRecord,
	Filters: []Filter{
		among("job_ids", func(w *World, k int) string { return w.Jobs.ID(JobOf(w, interviewApplication(w, k))) }),
	},
}

// InterviewState is an interview that was created or changed with the API.
type InterviewState struct {
	Application    int
	Title, Address string
	Start, End     time.Time
	Users          []int
	Virtual        bool
}

// interviewApplication returns the application of interview k.
func interviewApplication(w *World, k int) int {
	if s := record.State[InterviewState](w.Interviews, k); s != nil {
		return s.Application
	}
	return 2 * k
}

// SetInterview changes interview k, or adds an interview if k is -1.
func SetInterview(w *World, k int, s *InterviewState) {
	if k < 0 {
		k = w.Interviews.Add(s, w.Now())
		w.interviewsMade[s.Application] = append(w.interviewsMade[s.Application], k)
	} else {
		w.Interviews.Modify(k, w.Now())
		*record.Edit[InterviewState](w.Interviews, k) = *s
	}
	w.Applications.Touch(s.Application, w.Now())
	w.MarkChanged("ats_interviews")
}

// InterviewsOf returns the interviews of an application, including deleted ones.
func InterviewsOf(w *World, a int) []int {
	var list []int
	if k := interviewOf(w, a); k >= 0 {
		list = append(list, k)
	}
	return append(list, w.interviewsMade[a]...)
}

// interviewRef returns an interview as an application embeds it: its first seven members.
func interviewRef(w *World, k int) record.Object {
	return interviewRecord(w, k)[: 2*7 : 2*7]
}

func interviewRecord(w *World, k int) record.Object {
	a, number := interviewApplication(w, k), strconv.Itoa(k)
	start, users := startOfDay(w.Interviews.BaseTime(k)).Add(9*time.Hour), []int{k % userCount}
	if k%6 == 5 {
		users = nil
	}
	o := interviewSample.record(w, w.Interviews, k,
		"title", record.If(k%7 != 6, withRevision("Interview "+number, w.Interviews.Revision(k))),
		"starting_at", record.If(k%8 != 7, start),
		"ending_at", record.If(k%8 < 6, start.Add(45*time.Minute)),
		"location", location(k),
		"canceled", record.If(k%5 != 4, k%5 == 3),
		"video_conferencing_url", "https://video.example.com/"+number,
		"application_id", w.Applications.ID(a),
		"stage_id", w.Stages.ID(JobStages(JobOf(w, a))[1]),
		"users", records(w, users, userRef),
		"application.id", w.Applications.ID(a),
		"application.remote_id", remoteID(w.Applications, a),
		"application.outcome", record.OrNull(outcome(w, a)),
		"application.rejection_reason_name", reasonName(w, a),
		"application.candidate", personRef(w, CandidateOf(w, a)),
		"application.job", jobRef(w, JobOf(w, a)),
	)
	if s := record.State[InterviewState](w.Interviews, k); s != nil {
		return o.With("title", s.Title, "starting_at", s.Start, "ending_at", s.End, "canceled", false,
			"location", record.If(s.Address != "", Address("", "", "", "", "", "", s.Address)),
			"video_conferencing_url", record.If(s.Virtual, "https://video.example.com/"+number), "users", records(w, s.Users, userRef))
	}
	return o
}
