package kombotest

import (
	"slices"
	"time"
)

// interviewState is an interview that came later, or was changed by a client.
type interviewState struct {
	application int
	title       string
	begins      time.Time
	ends        time.Time
	users       []int
	virtual     bool
	address     string
}

// interviewed is the application of an interview: of the base ones, k is of application 2k.
func (w *world) interviewed(k int) int {
	if s := state[interviewState](w.interviews, k); s != nil {
		return s.application
	}
	return 2 * k
}

// newInterview is the body of a new interview, and of a changed one.
type newInterview struct {
	ID        string   `json:"interview_id"`
	Title     string   `json:"title"`
	Start     string   `json:"start_time"`
	End       string   `json:"end_time"`
	Users     []string `json:"interviewer_user_ids"`
	Organizer string   `json:"organizer_user_id"`
	Location  *struct {
		Type    string `json:"type"`
		Address string `json:"address"`
	} `json:"location"`
}

// interviewFrom reads an interview of an application, and refuses what is not whole.
func (w *world) interviewFrom(req *newInterview, application int) (*interviewState, error) {
	if req.Title == "" || req.Users == nil || req.Location == nil {
		return nil, invalid("title, interviewer_user_ids and location have to be there")
	}
	s := &interviewState{application: application, title: req.Title, virtual: req.Location.Type == "VIRTUAL", address: req.Location.Address}
	if err := oneOf("location.type", req.Location.Type, "PHYSICAL", "VIRTUAL"); err != nil {
		return nil, err
	}
	var err, err2 error
	s.begins, err = time.Parse(time.RFC3339, req.Start)
	s.ends, err2 = time.Parse(time.RFC3339, req.End)
	if err != nil || err2 != nil || !s.ends.After(s.begins) {
		return nil, invalid("start_time and end_time have to be times, in this order")
	}
	if _, ok := w.users.find(req.Organizer); !ok {
		return nil, invalid("organizer_user_id: there is no user %q", req.Organizer)
	}
	for _, id := range req.Users {
		u, ok := w.users.find(id)
		if !ok {
			return nil, invalid("interviewer_user_ids: there is no user %q", id)
		}
		s.users = append(s.users, u)
	}
	return s, nil
}

func (s *Server) createInterview(c *call, a int) (any, error) {
	var req newInterview
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	w := s.world
	made, err := w.interviewFrom(&req, a)
	if err != nil {
		return nil, err
	}
	k := w.interviews.add(made, c.now)
	w.interviewsMade[a] = append(w.interviewsMade[a], k)
	w.interviewChanged(a, c.now)
	return object{}, nil
}

func (s *Server) updateInterview(c *call, a int) (any, error) {
	var req newInterview
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	w := s.world
	k, ok := w.interviews.find(req.ID)
	if !ok || !w.interviews.live(k) || !slices.Contains(w.allInterviewsOf(a), k) {
		return nil, invalid("interview_id: the application has no interview %q", req.ID)
	}
	changed, err := w.interviewFrom(&req, a)
	if err != nil {
		return nil, err
	}
	w.interviews.change(k, c.now)
	*edit[interviewState](w.interviews, k) = *changed
	w.interviewChanged(a, c.now)
	return object{}, nil
}

func (w *world) interviewChanged(a int, now time.Time) {
	w.applications.touch(a, now)
	w.announce("ats_interviews")
}

// allInterviewsOf is the interviews of an application, deleted ones too.
func (w *world) allInterviewsOf(a int) []int {
	var list []int
	if k := w.interviewOf(a); k >= 0 {
		list = append(list, k)
	}
	return append(list, w.interviewsMade[a]...)
}

// writtenInterview is the members of an interview that a client wrote, as an application embeds it.
func (w *world) writtenInterview(k int, s *interviewState) object {
	return object{
		"id", w.interviews.id(k), "remote_id", w.interviews.remoteID(k), "title", s.title, "starting_at", s.begins, "ending_at", s.ends,
		"location", only(s.address != "", object{"city", nil, "country", nil, "raw", s.address, "state", nil, "street_1", nil, "street_2", nil, "zip_code", nil}),
		"canceled", false,
	}
}
