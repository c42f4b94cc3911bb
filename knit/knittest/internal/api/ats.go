package api

import (
	"slices"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/world"
)

func (c *call) createJob() (any, error) {
	written, err := c.object("title")
	if err != nil {
		return nil, err
	}
	jobs := c.world.Jobs()
	return record.Object{"jobId", jobs.ID(world.Create(jobs, written, c.now))}, nil
}

func (c *call) getApplication() (any, error) {
	query := c.URL.Query()
	for _, name := range []string{"applicationId", "candidateId"} {
		if query.Get(name) == "" {
			return nil, invalid(name + " is missing")
		}
	}
	n, ok := world.Find(c.world.Applications(), query.Get("applicationId"))
	if !ok || c.world.ApplicationCandidate(n) != query.Get("candidateId") {
		return nil, notFound("application")
	}
	return record.Object{"application", world.KindOf("ats_applications").Payload(c.world, n, nil)}, nil
}

// searchCandidates searches candidates by email address, which it requires, as Knit does for some tools.
func (c *call) searchCandidates() (any, error) {
	var req struct{ Emails []string }
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if len(req.Emails) == 0 {
		return nil, invalid("emails: at least one is required")
	}
	found := []record.Object{}
	for n := range c.world.Candidates().Live {
		if slices.ContainsFunc(req.Emails, func(email string) bool { return c.world.HasEmail(n, email) }) {
			found = append(found, c.world.Person(n))
		}
	}
	return record.Object{"candidates", found}, nil
}

// createApplication creates an application for an existing candidate, given its id, or for a new candidate.
func (c *call) createApplication() (any, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	candidates, newCandidate := c.world.Candidates(), body.Object("candidate")
	if _, ok := world.Find(c.world.Jobs(), body.String("jobId")); !ok {
		return nil, notFound("job")
	}
	if (body.String("candidateId") == "") == (newCandidate == nil) {
		return nil, invalid("exactly one of candidateId and candidate is required")
	}
	candidate, ok := world.Find(candidates, body.String("candidateId"))
	switch {
	case newCandidate != nil:
		candidate = world.Create(candidates, newCandidate, c.now)
	case !ok:
		return nil, notFound("candidate")
	}
	applications := c.world.Applications()
	n := world.Create(applications, record.Object{"jobId", body.String("jobId"), "candidate", c.world.Person(candidate)}, c.now)
	c.world.Move(n, body.String("initialStageId"))
	return record.Object{"applicationId", applications.ID(n), "candidateId", candidates.ID(candidate), "jobId", body.String("jobId")}, nil
}

// application decodes the body and finds the application with its applicationId.
func (c *call) application() (n int, body record.Object, err error) {
	if body, err = c.object(); err != nil {
		return 0, nil, err
	}
	n, ok := world.Find(c.world.Applications(), body.String("applicationId"))
	if !ok {
		return 0, nil, notFound("application")
	}
	return n, body, nil
}

func (c *call) addAttachment() (any, error) {
	n, body, err := c.application()
	if err != nil {
		return nil, err
	}
	file := body.Object("attachment")
	if file == nil {
		return nil, invalid("attachment is missing")
	}
	c.world.Attach(n, record.Object{"type", file.Get("type"), "name", file.Get("name"), "link", "https://files.example.com/" + c.api.id("file")})
	return record.Object{"success", true}, nil
}

func (c *call) updateStage() (any, error) {
	n, body, err := c.application()
	if err != nil {
		return nil, err
	}
	if body.String("stageId") == "" {
		return nil, invalid("stageId is missing")
	}
	c.world.Move(n, body.String("stageId"))
	return record.Object{"applicationId", c.world.Applications().ID(n)}, nil
}
