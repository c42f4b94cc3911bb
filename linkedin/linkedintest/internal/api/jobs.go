package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/world"
)

// postJobs takes a batch.
func (c *call) postJobs() (any, error) {
	postings, err := c.postings()
	if err != nil {
		return nil, err
	}
	elements := []record.Object{}
	for _, posting := range postings {
		rejected := rejectPosting(posting, c)
		switch {
		case rejected == nil:
			elements = append(elements, c.accept(posting)...)
		case len(postings) == 1 && rejected.alone:
			return nil, reject(rejected.status, rejected.message) // the same failure has been seen both ways
		default:
			e := record.Object{"message", rejected.message, "status", rejected.status}
			if rejected.code != "" {
				e = e.And("code", rejected.code)
			}
			elements = append(elements, record.Object{"error", e, "status", rejected.status})
		}
	}
	return record.Object{"elements", elements}, nil
}

// accept makes the tasks of a posting.
func (c *call) accept(posting record.Object) (elements []record.Object) {
	for _, id := range c.world.Post(posting, c.now.Add(c.api.opts.TaskTime)) {
		element := record.Object{"id", c.key(id), "status", http.StatusAccepted}
		if c.versioned {
			element = element.And("entity", record.Object{"externalJobPostingId", posting.Get("externalJobPostingId")})
		}
		elements = append(elements, element)
	}
	return elements
}

// getTasks looks tasks up by their ids.
func (c *call) getTasks() (any, error) {
	ids, err := batchKeys(c.Request)
	if err != nil || slices.ContainsFunc(ids, func(id string) bool { return !strings.HasPrefix(id, world.TaskPrefix) }) {
		return nil, errKeys
	}
	return c.batch(ids, c.world.Task), nil
}

// getStatuses looks jobs up by the partner's ids.
func (c *call) getStatuses() (any, error) {
	ids, err := batchKeys(c.Request)
	switch {
	case err != nil:
		return nil, err
	case len(ids) > 100:
		return nil, invalid("More than 100 ids")
	}
	return c.batch(ids, c.world.Status), nil
}
