package api

import (
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// interviewRequest is the body for creating and updating an interview.
type interviewRequest struct {
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

// interview checks and converts the body for an interview of an application.
func (c *call) interview(req *interviewRequest, application int) (*world.InterviewState, error) {
	if req.Title == "" || req.Users == nil || req.Location == nil {
		return nil, invalid("title, interviewer_user_ids and location are required")
	}
	if err := oneOf("location.type", req.Location.Type, "PHYSICAL", "VIRTUAL"); err != nil {
		return nil, err
	}
	s := &world.InterviewState{
		Application: application, Title: req.Title, Virtual: req.Location.Type == "VIRTUAL", Address: req.Location.Address,
	}
	var err, err2 error
	s.Start, err = time.Parse(time.RFC3339, req.Start)
	s.End, err2 = time.Parse(time.RFC3339, req.End)
	if err != nil || err2 != nil || !s.End.After(s.Start) {
		return nil, invalid("start_time and end_time must be times, and end_time must be later")
	}
	for _, id := range append(req.Users, req.Organizer) {
		u, ok := c.world.Users.Find(id)
		if !ok {
			return nil, invalid("interviewer_user_ids, organizer_user_id: user %q not found", id)
		}
		s.Users = append(s.Users, u)
	}
	s.Users = s.Users[:len(req.Users)]
	return s, nil
}

func (c *call) createInterview(a int, req *interviewRequest) (any, error) {
	s, err := c.interview(req, a)
	if err != nil {
		return nil, err
	}
	world.SetInterview(c.world, -1, s)
	return emptyResult, nil
}

func (c *call) updateInterview(a int, req *interviewRequest) (any, error) {
	k, ok := find(c.world.Interviews, req.ID)
	if !ok || !slices.Contains(world.InterviewsOf(c.world, a), k) {
		return nil, invalid("interview_id: the application has no interview %q", req.ID)
	}
	s, err := c.interview(req, a)
	if err != nil {
		return nil, err
	}
	world.SetInterview(c.world, k, s)
	return emptyResult, nil
}
