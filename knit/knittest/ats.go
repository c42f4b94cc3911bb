package knittest

import (
	"net/http"
	"strings"

	"github.com/rolecall-dev/rolecall/knit"
)

// atsMethods are the methods of ats.*.
func (s *Server) atsMethods() map[string]method {
	return map[string]method{
		"GET ats.job.list":                    {do: s.listJobs},
		"POST ats.job.create":                 {do: s.createJob},
		"GET ats.application.list":            {do: s.listApplications},
		"GET ats.application.get":             {do: s.getApplication},
		"POST ats.candidates.search":          {do: s.searchCandidates},
		"POST ats.application.create":         {do: s.createApplication},
		"POST ats.application.attachment.add": {do: s.addAttachment},
		"POST ats.application.stage.update":   {do: s.updateStage},
	}
}

// listed are the records that a list shows, as far as they fit.
func (s *Server) listed(t knit.DataType, fits func(info map[string]any) bool) []any {
	list := []any{}
	for _, r := range s.store(t).records {
		if payload := r.payload("record.new", nil); !r.deleted && fits(infoOf(payload)) {
			list = append(list, payload)
		}
	}
	return list
}

func infoOf(payload map[string]any) map[string]any {
	info, _ := payload["info"].(map[string]any)
	return info
}

func (s *Server) listJobs(c *call) (any, error) {
	status := c.URL.Query().Get("status")
	return s.page(c, "jobs", s.listed(knit.DataTypeATSJobs, func(info map[string]any) bool {
		return status == "" || info["status"] == status
	}))
}

func (s *Server) createJob(c *call) (any, error) {
	var written map[string]any
	if err := c.decode(&written); err != nil {
		return nil, err
	}
	if title, _ := written["title"].(string); title == "" {
		return nil, refusing(http.StatusBadRequest, "title is missing")
	}
	return map[string]any{"jobId": s.store(knit.DataTypeATSJobs).add(written).id()}, nil
}

func (s *Server) listApplications(c *call) (any, error) {
	query := c.URL.Query()
	return s.page(c, "applications", s.listed(knit.DataTypeATSApplications, func(info map[string]any) bool {
		return (!query.Has("status") || info["status"] == query.Get("status")) && (!query.Has("jobId") || info["jobId"] == query.Get("jobId"))
	}))
}

func (s *Server) getApplication(c *call) (any, error) {
	query := c.URL.Query()
	for _, name := range []string{"applicationId", "candidateId"} {
		if query.Get(name) == "" {
			return nil, refusing(http.StatusBadRequest, name+" is missing")
		}
	}
	r := s.store(knit.DataTypeATSApplications).get(query.Get("applicationId"))
	if r == nil || r.person()["id"] != query.Get("candidateId") {
		return nil, refusing(http.StatusNotFound, "there is no such application")
	}
	return map[string]any{"application": r.payload("record.new", nil)}, nil
}

// searchCandidates wants an address, as Knit does for some apps.
func (s *Server) searchCandidates(c *call) (any, error) {
	var wanted struct {
		FirstName, LastName string
		Emails, Phones      []string
	}
	if err := c.decode(&wanted); err != nil {
		return nil, err
	}
	if len(wanted.Emails) == 0 {
		return nil, refusing(http.StatusBadRequest, "emails: at least one is needed")
	}
	found := []any{}
	for _, r := range s.store(knit.DataTypeATSCandidates).records {
		for _, email := range wanted.Emails {
			if strings.EqualFold(email, r.email()) && !r.deleted {
				found = append(found, r.person())
			}
		}
	}
	return map[string]any{"candidates": found}, nil
}

// createApplication takes a candidate by id or by value.
func (s *Server) createApplication(c *call) (any, error) {
	var wanted struct {
		JobID, CandidateID, InitialStageID string
		Candidate                          map[string]any
	}
	if err := c.decode(&wanted); err != nil {
		return nil, err
	}
	candidates, candidate := s.store(knit.DataTypeATSCandidates), (*record)(nil)
	switch {
	case s.store(knit.DataTypeATSJobs).get(wanted.JobID) == nil:
		return nil, refusing(http.StatusNotFound, "there is no such job")
	case (wanted.CandidateID == "") == (wanted.Candidate == nil):
		return nil, refusing(http.StatusBadRequest, "give either candidateId or candidate")
	case wanted.Candidate != nil:
		candidate = candidates.add(wanted.Candidate)
	default:
		if candidate = candidates.get(wanted.CandidateID); candidate == nil {
			return nil, refusing(http.StatusNotFound, "there is no such candidate")
		}
	}
	r := s.store(knit.DataTypeATSApplications).add(map[string]any{"jobId": wanted.JobID, "candidate": candidate.person()})
	r.stage = wanted.InitialStageID
	return map[string]any{"applicationId": r.id(), "candidateId": candidate.id(), "jobId": wanted.JobID}, nil
}

// applicationOf finds the application that a call is about.
func (s *Server) applicationOf(c *call) (*record, map[string]any, error) {
	var body map[string]any
	if err := c.decode(&body); err != nil {
		return nil, nil, err
	}
	id, _ := body["applicationId"].(string)
	r := s.store(knit.DataTypeATSApplications).get(id)
	if r == nil {
		return nil, nil, refusing(http.StatusNotFound, "there is no such application")
	}
	return r, body, nil
}

func (s *Server) addAttachment(c *call) (any, error) {
	r, body, err := s.applicationOf(c)
	if err != nil {
		return nil, err
	}
	file, _ := body["attachment"].(map[string]any)
	if file == nil {
		return nil, refusing(http.StatusBadRequest, "attachment is missing")
	}
	r.files = append(r.files, map[string]any{"type": file["type"], "name": file["name"], "link": "https://files.example.com/" + s.id("file")})
	return map[string]any{"success": true}, nil
}

func (s *Server) updateStage(c *call) (any, error) {
	r, body, err := s.applicationOf(c)
	if err != nil {
		return nil, err
	}
	if r.stage, _ = body["stageId"].(string); r.stage == "" {
		return nil, refusing(http.StatusBadRequest, "stageId is missing")
	}
	return map[string]any{"applicationId": r.id()}, nil
}
