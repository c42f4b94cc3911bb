package world

import (
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var (
	postingSample       = sampleOf("posting", "")
	postingJobSample    = sampleOf("posting_job", "")
	aiApplicationSample = sampleOf("ai_application", "")
)

var (
	siteModel = Model{Path: "/ai-apply/career-sites", Table: func(w *World) *record.Table { return w.Sites }, Record: SiteRecord, Plain: true, Account: true, Poison: "id"}
	feedModel = Model{Path: "/ai-apply/job-feeds", Table: func(w *World) *record.Table { return w.Feeds }, Record: FeedRecord, Plain: true, Account: true, Poison: "id"}

	postingModel = Model{
		Path: "/ai-apply/postings", Table: func(w *World) *record.Table { return w.Postings }, Record: PostingRecord, Filters: ofPosting,
		Plain: true, Account: true, Enum: "availability", Poison: "created_at",
	}
	aiApplicationModel = Model{
		Path: "/ai-apply/applications", Table: func(w *World) *record.Table { return w.AIApplications }, Record: AIApplicationRecord, Plain: true, Account: true,
		Enum: "status", Poison: "created_at",
		Filters: []Filter{among("job_posting_ids", func(w *World, k int) string { return w.Postings.ID(AIApplicationOf(w, k).Posting) })},
	}
	postingJobModel = Model{
		Path: "/ai-apply/unified-api/jobs", Table: func(w *World) *record.Table { return w.Postings }, Record: postingJobRecord, Plain: true, Account: true,
		MaxPageSize: 5, Enum: "status", Filters: append([]Filter{among("remote_ids", func(*World, int) string { return "" })}, ofPosting...),
	}

	ofPosting = []Filter{
		among("career_site_ids", func(w *World, p int) string { return w.Sites.ID(PostingOf(w, p).Site) }),
		among("job_codes", func(w *World, p int) string { return PostingOf(w, p).Code }),
	}
)

// MotiveQuestion is the number of the screening question that every posting has when listed as a job.
const MotiveQuestion = 11

var (
	siteLabels            = []string{"Example Works", "Harbour Plant Careers", "Hill Office Jobs"}
	feedLabels            = []string{"Example Works weekly", "Harbour Plant"}
	availabilities        = []string{"ARCHIVED", "APPLYABLE", "APPLYABLE", "PENDING", "UNAVAILABLE"}
	aiApplicationStatuses = []string{"SUBMITTED", "DUPLICATE", "PENDING", "FAILED"}
)

// Labeled is a career site or job feed that was created with the API.
type Labeled struct{ Label string }

func labelOf(t *record.Table, i int, base []string) string {
	if s := record.State[Labeled](t, i); s != nil {
		return s.Label
	}
	return base[i]
}

// SiteRecord returns career site i.
func SiteRecord(w *World, i int) record.Object {
	return record.Object{"id", w.Sites.ID(i), "label", labelOf(w.Sites, i, siteLabels)}
}

// FeedRecord returns job feed i.
func FeedRecord(w *World, i int) record.Object {
	return record.Object{"id", w.Feeds.ID(i), "label", labelOf(w.Feeds, i, feedLabels)}
}

// Posting holds the data of a posting.
type Posting struct {
	Site                 int
	URL, Code            string
	Country, Postal      string
	Availability, Reason string
	Archived             time.Time
	Feed                 int // the feed that it was imported into, or -1
}

// PostingOf returns the data of posting p.
func PostingOf(w *World, p int) Posting {
	if s := record.State[Posting](w.Postings, p); s != nil {
		return *s
	}
	s := Posting{
		Site: p % len(siteLabels), URL: "https://careers.example.com/jobs/" + strconv.Itoa(p), Country: "AT", Postal: "1010",
		Availability: pick(availabilities, p), Feed: -1,
	}
	if p%4 != 3 {
		s.Code = "AI-" + strconv.Itoa(p)
	}
	if s.Availability == "ARCHIVED" {
		s.Archived, s.Reason = w.Postings.BaseTime(p), "MANUAL_ARCHIVE"
	}
	return s
}

// SetPosting replaces the data of posting p.
func SetPosting(w *World, p int, s Posting) {
	w.Postings.Modify(p, w.Now())
	*record.Edit[Posting](w.Postings, p) = s
}

// PostingRecord returns posting p.
func PostingRecord(w *World, p int) record.Object {
	s := PostingOf(w, p)
	return postingSample.record(w, w.Postings, p,
		"career_site", SiteRecord(w, s.Site), "url", s.URL, "job_code", record.OrNull(s.Code), "created_at", createdAt(w.Postings, p),
		"updated_at", updatedAt(w.Postings, p), "archived_at", s.Archived, "archived_reason", record.OrNull(s.Reason), "availability", s.Availability,
	)
}

// postingJobRecord returns posting p in the form of a job. In AI Apply, most members of a job are null.
func postingJobRecord(w *World, p int) record.Object {
	s := PostingOf(w, p)
	o := postingJobSample.record(w, w.Postings, p,
		"name", "Posting "+strconv.Itoa(p), "job_code", record.OrNull(s.Code), "post_url", s.URL,
		"status", map[bool]string{true: "OPEN", false: "CLOSED"}[s.Availability == "APPLYABLE"],
		"location", record.If(s.Country != "", record.Object{"country", s.Country, "zip_code", record.OrNull(s.Postal)}),
		"screening_questions.0.id", w.ID("testAsked", MotiveQuestion),
	)
	o.Set("remote_id", o.Get("id"))
	return o
}

// AIApplicationState holds the data of an AI Apply application.
type AIApplicationState struct {
	Posting int
	Email   string
	Status  string
}

// AIApplicationOf returns the data of AI Apply application k.
func AIApplicationOf(w *World, k int) AIApplicationState {
	if s := record.State[AIApplicationState](w.AIApplications, k); s != nil {
		return *s
	}
	return AIApplicationState{Posting: k + 1, Status: pick(aiApplicationStatuses, k)}
}

// AIApplicationRecord returns AI Apply application k.
func AIApplicationRecord(w *World, k int) record.Object {
	s := AIApplicationOf(w, k)
	return aiApplicationSample.record(w, w.AIApplications, k, "job_posting_id", w.Postings.ID(s.Posting), "status", s.Status,
		"created_at", createdAt(w.AIApplications, k), "updated_at", updatedAt(w.AIApplications, k))
}

// FindPosting finds a posting by the members that identify it. It also finds archived postings.
func FindPosting(w *World, site int, url, code string) (int, bool) {
	for p := range w.Postings.Count() {
		if s := PostingOf(w, p); s.Site == site && s.URL == url && s.Code == code {
			return p, true
		}
	}
	return 0, false
}

// SiteNamed returns the first career site with a label.
func SiteNamed(w *World, label string) (int, bool) {
	for i := range w.Sites.Count() {
		if labelOf(w.Sites, i, siteLabels) == label {
			return i, true
		}
	}
	return 0, false
}

// ArchiveOthers archives the postings of a feed that are not in keep, and returns their number.
func ArchiveOthers(w *World, feed int, keep map[int]bool) (archived int) {
	for p := range w.Postings.Count() {
		if old := PostingOf(w, p); old.Feed == feed && !keep[p] && old.Availability != "ARCHIVED" {
			old.Availability, old.Archived, old.Reason = "ARCHIVED", w.Now(), "REMOVED_FROM_JOB_FEED"
			SetPosting(w, p, old)
			archived++
		}
	}
	return archived
}

// AddAIApplication adds an AI Apply application and returns its number.
func AddAIApplication(w *World, posting int, email string) int {
	return w.AIApplications.Add(&AIApplicationState{Posting: posting, Email: email, Status: "PENDING"}, w.Now())
}

// SetAIApplicationStatus sets the status of AI Apply application k.
func SetAIApplicationStatus(w *World, k int, status string) {
	s := AIApplicationOf(w, k)
	s.Status = status
	w.AIApplications.Modify(k, w.Now())
	*record.Edit[AIApplicationState](w.AIApplications, k) = s
}

// AIApplicationInATSForm returns AI Apply application k in the form of the ATS category. Most members are null.
func AIApplicationInATSForm(w *World, k int) record.Object {
	id, posting := w.AIApplications.ID(k), AIApplicationOf(w, k).Posting
	o := applicationSample.full.Without("interviews", "offers")
	for i := 1; i < len(o); i += 2 {
		o[i] = nil
	}
	return o.With("id", id, "outcome", "PENDING", "job_id", w.Postings.ID(posting), "integration_fields", []record.Object{},
		"screening_question_answers", []record.Object{}, "changed_at", w.Now(),
		"job", record.Object{"id", w.Postings.ID(posting), "name", "Posting " + strconv.Itoa(posting), "remote_id", w.Postings.ID(posting)})
}
