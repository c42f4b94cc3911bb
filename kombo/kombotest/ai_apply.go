package kombotest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// aiApply is what AI Apply knows. Of the base records, posting p is of career site p mod 3, and
// application k is for posting k+1.
type aiApply struct {
	sites, adverts, feeds, queued *table

	inquiries map[string]inquiry // by token
}

// inquiry is what a submission token is good for.
type inquiry struct {
	posting int
	used    bool
}

var (
	siteLabels     = []string{"Example Works", "Harbour Plant Careers", "Hill Office Jobs"}
	feedLabels     = []string{"Example Works weekly", "Harbour Plant"}
	availabilities = []string{"ARCHIVED", "APPLYABLE", "APPLYABLE", "PENDING", "UNAVAILABLE"}
	queuedStatuses = []string{"SUBMITTED", "DUPLICATE", "PENDING", "FAILED"}
)

func newAIApply() aiApply {
	return aiApply{
		sites:     newTable("testSite", "", len(siteLabels), 1),
		adverts:   newTable("testPosting", "", 15, 1),
		feeds:     newTable("testFeed", "", len(feedLabels), 1),
		queued:    newTable("testQueued", "", 9, 1),
		inquiries: map[string]inquiry{},
	}
}

// labeled is what a career site or a job feed has that came later.
type labeled struct{ label string }

func labelOf(t *table, i int, base []string) string {
	if s := state[labeled](t, i); s != nil {
		return s.label
	}
	return base[i]
}

func (w *world) site(i int) object {
	return object{"id", w.sites.id(i), "label", labelOf(w.sites, i, siteLabels)}
}

func (w *world) feed(i int) object {
	return object{"id", w.feeds.id(i), "label", labelOf(w.feeds, i, feedLabels)}
}

// posting is a posting, whether it was there from the beginning or came later.
type posting struct {
	site                 int
	url, code            string
	country, postal      string
	availability, reason string
	archived             time.Time
	feed                 int // the one it was imported into, or -1
}

func (w *world) postingOf(p int) posting {
	if s := state[posting](w.adverts, p); s != nil {
		return *s
	}
	s := posting{
		site: p % len(siteLabels), url: "https://careers.example.com/jobs/" + strconv.Itoa(p), country: "AT", postal: "1010",
		availability: pick(availabilities, p), feed: -1,
	}
	if p%4 != 3 {
		s.code = "AI-" + strconv.Itoa(p)
	}
	if s.availability == "ARCHIVED" {
		s.archived, s.reason = w.adverts.baseTime(p), "MANUAL_ARCHIVE"
	}
	return s
}

// setPosting keeps another state of a posting.
func (w *world) setPosting(p int, s posting, now time.Time) {
	w.adverts.change(p, now)
	*edit[posting](w.adverts, p) = s
}

func (w *world) posting(p int) object {
	s := w.postingOf(p)
	return object{
		"id", w.adverts.id(p), "career_site", w.site(s.site), "url", s.url, "job_code", text(s.code),
		"created_at", w.adverts.createdAt(p), "updated_at", w.adverts.updatedAt(p),
		"archived_at", only(!s.archived.IsZero(), s.archived), "archived_reason", text(s.reason), "availability", s.availability,
	}
}

// postingJob is a posting in the form of a job.
func (w *world) postingJob(p int) object {
	s := w.postingOf(p)
	job := object{
		"id", w.adverts.id(p), "remote_id", w.adverts.id(p), "name", "Posting " + strconv.Itoa(p), "job_code", text(s.code), "post_url", s.url,
		"status", map[bool]string{true: "OPEN", false: "CLOSED"}[s.availability == "APPLYABLE"],
		"location", only(s.country != "", object{"country", s.country, "zip_code", text(s.postal)}),
		"changed_at", w.adverts.changedAt(p), "remote_deleted_at", nil,
		"integration_fields",
		[]object{},
		"stages",
		[]object{},
		"job_postings",
		[]object{},
		"hiring_team",
		[]object{},
		"screening_questions",
		[]object{{
			"id", questionMotive, "remote_id", nil, "title", "Why us?", "description", nil, "index", 0, "required", true, "category", nil,
			"format",
			object{"type", "TEXT", "display_type", "MULTI_LINE", "max_length", nil},
			"precondition_question_id", nil, "precondition_options", nil,
		}},
	}
	for _, name := range []string{
		"description", "confidential", "weekly_hours", "category", "department", "experience_level", "salary_amount", "salary_amount_from",
		"salary_amount_to", "salary_currency", "custom_fields", "opened_at", "closed_at", "remote_created_at", "remote_updated_at", "contact_id",
		"remote_data", "remote_url", "employment_type", "visibility", "remote_work_status", "salary_period",
	} {
		job = job.and(name, nil)
	}
	return job
}

// queuedState is what an application by AI Apply has that its number does not say.
type queuedState struct {
	posting int
	email   string
	status  string
}

func (w *world) queuedOf(k int) queuedState {
	if s := state[queuedState](w.queued, k); s != nil {
		return *s
	}
	return queuedState{posting: k + 1, status: pick(queuedStatuses, k)}
}

func (w *world) queuedApplication(k int) object {
	s := w.queuedOf(k)
	return object{
		"id", w.queued.id(k), "job_posting_id", w.adverts.id(s.posting), "status", s.status,
		"created_at", w.queued.createdAt(k), "updated_at", w.queued.updatedAt(k),
	}
}

// aiApplyLists is the lists of AI Apply, which belong to the account.
func aiApplyLists() []*list {
	site := func(w *world, p int) string { return w.sites.id(w.postingOf(p).site) }
	code := func(w *world, p int) string { return w.postingOf(p).code }
	ofPosting := []filter{among("career_site_ids", site), among("job_codes", code)}
	postings := func(w *world) *table { return w.adverts }
	return []*list{
		{path: "/ai-apply/career-sites", table: func(w *world) *table { return w.sites }, record: timeless((*world).site), plain: true, account: true, poison: "id"},
		{
			path: "/ai-apply/postings", table: postings, record: timeless((*world).posting), filters: ofPosting, plain: true, account: true,
			enum: "availability", poison: "created_at",
		},
		{
			path: "/ai-apply/applications", table: func(w *world) *table { return w.queued }, record: timeless((*world).queuedApplication), plain: true, account: true,
			enum: "status", poison: "created_at",
			filters: []filter{among("job_posting_ids", func(w *world, k int) string { return w.adverts.id(w.queuedOf(k).posting) })},
		},
		{
			path: "/ai-apply/unified-api/jobs", table: postings, record: timeless((*world).postingJob), plain: true, account: true, most: 5, enum: "status",
			filters: append([]filter{among("remote_ids", func(*world, int) string { return "" })}, ofPosting...),
		},
		{path: "/ai-apply/job-feeds", table: func(w *world) *table { return w.feeds }, record: timeless((*world).feed), plain: true, account: true, poison: "id"},
	}
}

// aiApplyOperations is what AI Apply does besides its lists.
func aiApplyOperations() []operation {
	postings := func(w *world) *table { return w.adverts }
	return []operation{
		{"POST /ai-apply/career-sites", general, func(s *Server, c *call) (any, error) {
			return s.addLabeled(c, s.world.sites, s.world.site)
		}},
		{"POST /ai-apply/postings", general, (*Server).createPosting},
		{"POST /ai-apply/postings/{id}/inquire", general, withRecord("posting", postings, (*Server).inquire)},
		{"POST /ai-apply/apply", general, (*Server).apply},
		{"POST /ai-apply/unified-api/jobs/{id}/applications", general, withRecord("job", postings, (*Server).applyForJob)},
		{"POST /ai-apply/job-feeds", general, func(s *Server, c *call) (any, error) {
			return s.addLabeled(c, s.world.feeds, s.world.feed)
		}},
		{"POST /ai-apply/job-feeds/{id}/bulk-import", general, withRecord("job feed", func(w *world) *table { return w.feeds }, (*Server).importPostings)},
	}
}

func (s *Server) addLabeled(c *call, t *table, record func(i int) object) (any, error) {
	var req struct {
		Label string `json:"label"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if req.Label == "" {
		return nil, invalid("label is missing")
	}
	return record(t.add(&labeled{req.Label}, c.now)), nil
}

// newPosting is a posting in a body: of the operation for one, and a line of an import.
type newPosting struct {
	URL       string          `json:"url"`
	SiteID    string          `json:"career_site_id"`
	SiteLabel string          `json:"career_site_label"`
	Code      string          `json:"job_code"`
	Location  json.RawMessage `json:"location"`
}

// place puts the location into a posting: a missing one changes nothing, null clears it.
func (req *newPosting) place(p *posting) error {
	if !strings.HasPrefix(req.URL, "https://") && !strings.HasPrefix(req.URL, "http://") {
		return invalid("url has to begin with http:// or https://")
	}
	if req.Location == nil {
		return nil
	}
	var location struct {
		Country string `json:"country"`
		Postal  string `json:"postal_code"`
	}
	if json.Unmarshal(req.Location, &location) != nil || string(req.Location) != "null" && len(location.Country) != 2 {
		return invalid("location has to have a country of two letters, or be null")
	}
	p.country, p.postal = location.Country, location.Postal
	return nil
}

// findPosting finds a posting by what tells it from others, archived ones too.
func (w *world) findPosting(site int, url, code string) (int, bool) {
	for p := range w.adverts.count {
		if s := w.postingOf(p); s.site == site && s.url == url && s.code == code {
			return p, true
		}
	}
	return 0, false
}

func (s *Server) createPosting(c *call) (any, error) {
	var req newPosting
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	w := s.world
	site, ok := w.sites.find(req.SiteID)
	if !ok {
		return nil, invalid("career_site_id: there is no career site %q", req.SiteID)
	}
	made := &posting{site: site, url: req.URL, code: req.Code, availability: "PENDING", feed: -1}
	if err := req.place(made); err != nil {
		return nil, err
	}
	if _, exists := w.findPosting(site, req.URL, req.Code); exists {
		return nil, &refusal{http.StatusConflict, codePostingExists, "the posting exists already"}
	}
	return w.posting(w.adverts.add(made, c.now)), nil
}

// importPostings replaces the postings of a feed by the lines of the body.
func (s *Server) importPostings(c *call, feed int) (any, error) {
	if c.Header.Get("Content-Type") != "application/x-ndjson" {
		return nil, invalid("the body has to be application/x-ndjson")
	}
	var lines []newPosting
	for line := range strings.SplitSeq(strings.TrimSuffix(string(c.body), "\n"), "\n") {
		var one newPosting
		if err := json.Unmarshal([]byte(line), &one); err != nil || one.SiteLabel == "" {
			return nil, invalid("line %d has to be a JSON object with a career_site_label", len(lines)+1)
		}
		if err := one.place(&posting{}); err != nil {
			return nil, err
		}
		lines = append(lines, one)
	}
	w, created, archived := s.world, 0, 0
	named := map[int]bool{}
	for i := range lines {
		p, isNew := w.importPosting(&lines[i], feed, c.now)
		if named[p] = true; isNew {
			created++
		}
	}
	for p := range w.adverts.count {
		if old := w.postingOf(p); old.feed == feed && !named[p] && old.availability != "ARCHIVED" {
			old.availability, old.archived, old.reason = "ARCHIVED", c.now, "REMOVED_FROM_JOB_FEED"
			w.setPosting(p, old, c.now)
			archived++
		}
	}
	return object{"created", created, "processed", len(lines), "archived", archived}, nil
}

// importPosting adds a posting, or updates the one that it is. The line was checked.
func (w *world) importPosting(line *newPosting, feed int, now time.Time) (p int, isNew bool) {
	site := -1
	for i := range w.sites.count {
		if labelOf(w.sites, i, siteLabels) == line.SiteLabel {
			site = i
			break
		}
	}
	if site < 0 {
		site = w.sites.add(&labeled{line.SiteLabel}, now)
	}
	p, exists := w.findPosting(site, line.URL, line.Code)
	s := posting{site: site, url: line.URL, code: line.Code, availability: "PENDING"}
	if exists {
		s = w.postingOf(p)
		if s.availability == "ARCHIVED" {
			s.availability, s.archived, s.reason = "PENDING", time.Time{}, ""
		}
	}
	s.feed = feed
	_ = line.place(&s)
	if !exists {
		return w.adverts.add(&s, now), true
	}
	w.setPosting(p, s, now)
	return p, false
}

// SetPostingAvailability gives a posting of AI Apply, by its number, another availability
// ("APPLYABLE", "PENDING", "UNAVAILABLE", or "ARCHIVED") and delivers
// ai-apply-job-posting-status-updated. A number that no posting has changes nothing.
func (s *Server) SetPostingAvailability(i int, availability string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, now := s.world, s.now()
	if !w.adverts.has(i) {
		return
	}
	p := w.postingOf(i)
	p.availability, p.archived, p.reason = availability, time.Time{}, ""
	if availability == "ARCHIVED" {
		p.archived, p.reason = now, "JOB_POSTING_TAKEN_OFFLINE"
	}
	w.setPosting(i, p, now)
	s.send("ai-apply-job-posting-status-updated", w.posting(i))
}

// FinishAIApplyApplication gives an application by AI Apply, by its number, another status
// ("SUBMITTED", "DUPLICATE" or "FAILED") and delivers ai-apply-application-status-updated. A number
// that no application has changes nothing.
func (s *Server) FinishAIApplyApplication(i int, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.world
	if !w.queued.has(i) {
		return
	}
	a := w.queuedOf(i)
	a.status = status
	w.queued.change(i, s.now())
	*edit[queuedState](w.queued, i) = a
	s.send("ai-apply-application-status-updated", w.queuedApplication(i))
}
