package world

import (
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var interviewModel = Model{
	Path: "/ats/interviews", Table: func(w *World) *record.Table { return w.Interviews },
	Names: []string{"ats_interviews"}, Touch: func(w *World, k int) { w.Applications.Touch(interviewed(w, k), w.Now()) },
	Record: interviewRecord,
	Filters: []Filter{
		among("job_ids", func(w *World, k int) string { return w.Jobs.ID(JobOf(w, interviewed(w, k))) }),
	},
}

// InterviewState is an interview that came later, or was changed by a client.
type InterviewState struct {
	Application    int
	Title, Address string
	Start, End     time.Time
	Users          []int
	Virtual        bool
}

// interviewed is the application of an interview: of the base ones, k is of application 2k.
func interviewed(w *World, k int) int {
	if s := record.State[InterviewState](w.Interviews, k); s != nil {
		return s.Application
	}
	return 2 * k
}

// SetInterview makes an interview, or with its number changes one.
func SetInterview(w *World, k int, s *InterviewState) {
	if k < 0 {
		k = w.Interviews.Add(s, w.Now())
		w.interviewsMade[s.Application] = append(w.interviewsMade[s.Application], k)
	} else {
		w.Interviews.Modify(k, w.Now())
		*record.Edit[InterviewState](w.Interviews, k) = *s
	}
	w.Applications.Touch(s.Application, w.Now())
	w.Announce("ats_interviews")
}

// InterviewsOf is the interviews of an application, deleted ones too.
func InterviewsOf(w *World, a int) []int {
	var list []int
	if k := interviewOf(w, a); k >= 0 {
		list = append(list, k)
	}
	return append(list, w.interviewsMade[a]...)
}

// writtenInterview is the members of an interview that a client wrote, as an application embeds it.
func writtenInterview(w *World, k int, s *InterviewState) record.Object {
	return record.Object{
		"id", w.Interviews.ID(k), "remote_id", remoteID(w.Interviews, k), "title", s.Title, "starting_at", s.Start, "ending_at", s.End,
		"location", record.If(s.Address != "", Address("", "", "", "", "", "", s.Address)),
		"canceled", false,
	}
}
