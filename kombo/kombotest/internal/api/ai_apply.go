package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// aiApplyOperations are the AI Apply operations except lists. They belong to the account.
var aiApplyOperations = []operation{
	{pattern: "POST /ai-apply/career-sites", do: with((*call).addSite)},
	{pattern: "POST /ai-apply/postings", do: with((*call).createPosting)},
	{pattern: "POST /ai-apply/postings/{id}/inquire", do: on(aPosting, (*call).inquire)},
	{pattern: "POST /ai-apply/apply", do: with((*call).apply)},
	{pattern: "POST /ai-apply/unified-api/jobs/{id}/applications", do: onWith(recordKind{"job", aPosting.table}, (*call).applyForJob)},
	{pattern: "POST /ai-apply/job-feeds", do: with((*call).addFeed)},
	{pattern: "POST /ai-apply/job-feeds/{id}/bulk-import", do: on(aFeed, (*call).importPostings)},
}

// inquiry is the state of a submission token.
type inquiry struct {
	posting int
	used    bool
}

type labelRequest struct {
	Label string `json:"label"`
}

func (c *call) addSite(req *labelRequest) (any, error) {
	if req.Label == "" {
		return nil, invalid("label is missing")
	}
	return world.SiteRecord(c.world, c.world.Sites.Add(&world.Labeled{Label: req.Label}, c.world.Now())), nil
}

func (c *call) addFeed(req *labelRequest) (any, error) {
	if req.Label == "" {
		return nil, invalid("label is missing")
	}
	return world.FeedRecord(c.world, c.world.Feeds.Add(&world.Labeled{Label: req.Label}, c.world.Now())), nil
}

// newPosting is a posting in a request: the body of a single posting, or a line of a bulk import.
type newPosting struct {
	URL       string          `json:"url"`
	SiteID    string          `json:"career_site_id"`
	SiteLabel string          `json:"career_site_label"`
	Code      string          `json:"job_code"`
	Location  json.RawMessage `json:"location"`
}

// place checks the request and sets the location of a posting. An absent location keeps the old one, null
// clears it.
func (req *newPosting) place(p *world.Posting) error {
	if !strings.HasPrefix(req.URL, "https://") && !strings.HasPrefix(req.URL, "http://") {
		return invalid("url must begin with http:// or https://")
	}
	if req.Location == nil {
		return nil
	}
	var location struct {
		Country string `json:"country"`
		Postal  string `json:"postal_code"`
	}
	if json.Unmarshal(req.Location, &location) != nil || string(req.Location) != "null" && len(location.Country) != 2 {
		return invalid("location must be null or have a two-letter country")
	}
	p.Country, p.Postal = location.Country, location.Postal
	return nil
}

func (c *call) createPosting(req *newPosting) (any, error) {
	w := c.world
	site, ok := w.Sites.Find(req.SiteID)
	if !ok {
		return nil, invalid("career_site_id: career site %q not found", req.SiteID)
	}
	p := world.Posting{Site: site, URL: req.URL, Code: req.Code, Availability: "PENDING", Feed: -1}
	if err := req.place(&p); err != nil {
		return nil, err
	}
	if _, exists := world.FindPosting(w, site, req.URL, req.Code); exists {
		return nil, reject(http.StatusConflict, codePostingExists, "the posting already exists")
	}
	return world.PostingRecord(w, w.Postings.Add(&p, w.Now())), nil
}

// importPostings replaces the postings of a feed with those in the body, one per line.
func (c *call) importPostings(feed int) (any, error) {
	if c.Header.Get("Content-Type") != "application/x-ndjson" {
		return nil, invalid("the content type must be application/x-ndjson")
	}
	var lines []newPosting
	for line := range strings.SplitSeq(strings.TrimSuffix(string(c.body), "\n"), "\n") {
		var one newPosting
		if err := json.Unmarshal([]byte(line), &one); err != nil || one.SiteLabel == "" {
			return nil, invalid("line %d must be a JSON object with a career_site_label", len(lines)+1)
		}
		if err := one.place(&world.Posting{}); err != nil {
			return nil, err
		}
		lines = append(lines, one)
	}
	created, imported := 0, map[int]bool{}
	for i := range lines {
		p, isNew := importPosting(c.world, &lines[i], feed)
		if imported[p] = true; isNew {
			created++
		}
	}
	archived := world.ArchiveOthers(c.world, feed, imported)
	return record.Object{"created", created, "processed", len(lines), "archived", archived}, nil
}

// importPosting adds a posting, or updates it if it exists. The caller has checked the line.
func importPosting(w *world.World, line *newPosting, feed int) (p int, isNew bool) {
	site, ok := world.SiteNamed(w, line.SiteLabel)
	if !ok {
		site = w.Sites.Add(&world.Labeled{Label: line.SiteLabel}, w.Now())
	}
	p, exists := world.FindPosting(w, site, line.URL, line.Code)
	s := world.Posting{Site: site, URL: line.URL, Code: line.Code, Availability: "PENDING"}
	if exists {
		s = world.PostingOf(w, p)
		if s.Availability == "ARCHIVED" {
			s.Availability, s.Archived, s.Reason = "PENDING", time.Time{}, ""
		}
	}
	s.Feed = feed
	_ = line.place(&s)
	if !exists {
		return w.Postings.Add(&s, w.Now()), true
	}
	world.SetPosting(w, p, s)
	return p, false
}

// SetPostingAvailability sets the availability of the n-th posting and delivers
// ai-apply-job-posting-status-updated. It does nothing if there is no such posting.
func (a *API) SetPostingAvailability(n int, availability string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w := a.account
	if !w.Postings.Has(n) {
		return
	}
	p := world.PostingOf(w, n)
	p.Availability, p.Archived, p.Reason = availability, time.Time{}, ""
	if availability == "ARCHIVED" {
		p.Archived, p.Reason = w.Now(), "JOB_POSTING_TAKEN_OFFLINE"
	}
	world.SetPosting(w, n, p)
	a.send("", "ai-apply-job-posting-status-updated", world.PostingRecord(w, n))
}

// FinishAIApplyApplication sets the status of the n-th AI Apply application and delivers
// ai-apply-application-status-updated. It does nothing if there is no such application.
func (a *API) FinishAIApplyApplication(n int, status string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w := a.account
	if w.AIApplications.Has(n) {
		world.SetAIApplicationStatus(w, n, status)
		a.send("", "ai-apply-application-status-updated", world.AIApplicationRecord(w, n))
	}
}
