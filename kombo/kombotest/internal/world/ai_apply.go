package world

import (
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var (
	siteModel = Model{Path: "/ai-apply/career-sites", Table: func(w *World) *record.Table { return w.Sites }, Record: SiteRecord, Plain: true, Account: true, Poison: "id"}
	feedModel = Model{Path: "/ai-apply/job-feeds", Table: func(w *World) *record.Table { return w.Feeds }, Record: FeedRecord, Plain: true, Account: true, Poison: "id"}

	advertModel = Model{
		Path: "/ai-apply/postings", Table: func(w *World) *record.Table { return w.Adverts }, Record: AdvertRecord, Filters: ofPosting,
		Plain: true, Account: true, Enum: "availability", Poison: "created_at",
	}
	queuedModel = Model{
		Path: "/ai-apply/applications", Table: func(w *World) *record.Table { return w.Queued }, Record: QueuedRecord, Plain: true, Account: true,
		Enum: "status", Poison: "created_at",
		Filters: []Filter{among("job_posting_ids", func(w *World, k int) string { return w.Adverts.ID(QueuedOf(w, k).Posting) })},
	}
	advertJobModel = Model{
		Path: "/ai-apply/unified-api/jobs", Table: func(w *World) *record.Table { return w.Adverts }, Record: advertJobRecord, Plain: true, Account: true,
		Most: 5, Enum: "status", Filters: append([]Filter{among("remote_ids", func(*World, int) string { return "" })}, ofPosting...),
	}

	ofPosting = []Filter{
		among("career_site_ids", func(w *World, p int) string { return w.Sites.ID(PostingOf(w, p).Site) }),
		among("job_codes", func(w *World, p int) string { return PostingOf(w, p).Code }),
	}
)

// MotiveQuestion is the number of the question that every posting has in the form of a job.
const MotiveQuestion = 11

var (
	siteLabels     = []string{"Example Works", "Harbour Plant Careers", "Hill Office Jobs"}
	feedLabels     = []string{"Example Works weekly", "Harbour Plant"}
	availabilities = []string{"ARCHIVED", "APPLYABLE", "APPLYABLE", "PENDING", "UNAVAILABLE"}
	queuedStatuses = []string{"SUBMITTED", "DUPLICATE", "PENDING", "FAILED"}
)

// Labeled is what a career site or a job feed has that came later.
type Labeled struct{ Label string }

func labelOf(t *record.Table, i int, base []string) string {
	if s := record.State[Labeled](t, i); s != nil {
		return s.Label
	}
	return base[i]
}

func SiteRecord(w *World, i int) record.Object {
	return record.Object{"id", w.Sites.ID(i), "label", labelOf(w.Sites, i, siteLabels)}
}

func FeedRecord(w *World, i int) record.Object {
	return record.Object{"id", w.Feeds.ID(i), "label", labelOf(w.Feeds, i, feedLabels)}
}

// Posting is a posting, whether it was there from the beginning or came later.
type Posting struct {
	Site                 int
	URL, Code            string
	Country, Postal      string
	Availability, Reason string
	Archived             time.Time
	Feed                 int // the one it was imported into, or -1
}

func PostingOf(w *World, p int) Posting {
	if s := record.State[Posting](w.Adverts, p); s != nil {
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
		s.Archived, s.Reason = w.Adverts.BaseTime(p), "MANUAL_ARCHIVE"
	}
	return s
}

// SetPosting keeps another state of a posting.
func SetPosting(w *World, p int, s Posting) {
	w.Adverts.Modify(p, w.Now())
	*record.Edit[Posting](w.Adverts, p) = s
}

func AdvertRecord(w *World, p int) record.Object {
	s := PostingOf(w, p)
	return record.Object{
		"id", w.Adverts.ID(p), "career_site", SiteRecord(w, s.Site), "url", s.URL, "job_code", record.OrNull(s.Code),
		"created_at", createdAt(w.Adverts, p), "updated_at", updatedAt(w.Adverts, p),
		"archived_at", record.If(!s.Archived.IsZero(), s.Archived), "archived_reason", record.OrNull(s.Reason), "availability", s.Availability,
	}
}

// postingJob is a posting in the form of a job.
func advertJobRecord(w *World, p int) record.Object {
	s := PostingOf(w, p)
	job := record.Object{
		"id", w.Adverts.ID(p), "remote_id", w.Adverts.ID(p), "name", "Posting " + strconv.Itoa(p), "job_code", record.OrNull(s.Code), "post_url", s.URL,
		"status", map[bool]string{true: "OPEN", false: "CLOSED"}[s.Availability == "APPLYABLE"],
		"location", record.If(s.Country != "", record.Object{"country", s.Country, "zip_code", record.OrNull(s.Postal)}),
		"changed_at", w.Adverts.ChangedAt(p), "remote_deleted_at", nil,
		"integration_fields",
		[]record.Object{},
		"stages",
		[]record.Object{},
		"job_postings",
		[]record.Object{},
		"hiring_team",
		[]record.Object{},
		"screening_questions",
		[]record.Object{{
			"id", w.ID("testAsked", MotiveQuestion), "remote_id", nil, "title", "Why us?", "description", nil, "index", 0, "required", true, "category", nil,
			"format",
			record.Object{"type", "TEXT", "display_type", "MULTI_LINE", "max_length", nil},
			"precondition_question_id", nil, "precondition_options", nil,
		}},
	}
	for _, name := range []string{
		"description", "confidential", "weekly_hours", "category", "department", "experience_level", "salary_amount", "salary_amount_from",
		"salary_amount_to", "salary_currency", "custom_fields", "opened_at", "closed_at", "remote_created_at", "remote_updated_at", "contact_id",
		"remote_data", "remote_url", "employment_type", "visibility", "remote_work_status", "salary_period",
	} {
		job = job.And(name, nil)
	}
	return job
}

// QueuedState is what an application by AI Apply has that its number does not say.
type QueuedState struct {
	Posting int
	Email   string
	Status  string
}

func QueuedOf(w *World, k int) QueuedState {
	if s := record.State[QueuedState](w.Queued, k); s != nil {
		return *s
	}
	return QueuedState{Posting: k + 1, Status: pick(queuedStatuses, k)}
}

func QueuedRecord(w *World, k int) record.Object {
	s := QueuedOf(w, k)
	return record.Object{
		"id", w.Queued.ID(k), "job_posting_id", w.Adverts.ID(s.Posting), "status", s.Status,
		"created_at", createdAt(w.Queued, k), "updated_at", updatedAt(w.Queued, k),
	}
}

// FindPosting finds a posting by what tells it from others, archived ones too.
func FindPosting(w *World, site int, url, code string) (int, bool) {
	for p := range w.Adverts.Count() {
		if s := PostingOf(w, p); s.Site == site && s.URL == url && s.Code == code {
			return p, true
		}
	}
	return 0, false
}

// SiteNamed is the first career site with a label, false if there is none.
func SiteNamed(w *World, label string) (int, bool) {
	for i := range w.Sites.Count() {
		if labelOf(w.Sites, i, siteLabels) == label {
			return i, true
		}
	}
	return 0, false
}

// ArchiveOthers archives the postings of a feed that are not named, and returns how many.
func ArchiveOthers(w *World, feed int, named map[int]bool) (archived int) {
	for p := range w.Adverts.Count() {
		if old := PostingOf(w, p); old.Feed == feed && !named[p] && old.Availability != "ARCHIVED" {
			old.Availability, old.Archived, old.Reason = "ARCHIVED", w.Now(), "REMOVED_FROM_JOB_FEED"
			SetPosting(w, p, old)
			archived++
		}
	}
	return archived
}

// Queue adds an application by AI Apply, and returns its number.
func Queue(w *World, posting int, email string) int {
	return w.Queued.Add(&QueuedState{Posting: posting, Email: email, Status: "PENDING"}, w.Now())
}

// SetQueuedStatus changes the status of an application by AI Apply.
func SetQueuedStatus(w *World, k int, status string) {
	s := QueuedOf(w, k)
	s.Status = status
	w.Queued.Modify(k, w.Now())
	*record.Edit[QueuedState](w.Queued, k) = s
}

// QueuedAsApplication is an application by AI Apply in the form of the ATS category.
func QueuedAsApplication(w *World, k int) record.Object {
	p := QueuedOf(w, k).Posting
	o := record.Object{
		"id", w.Queued.ID(k), "outcome", "PENDING", "job_id", w.Adverts.ID(p), "integration_fields",
		[]record.Object{},
		"screening_question_answers",
		[]record.Object{},
		"changed_at", w.Now(),
		"job",
		record.Object{"id", w.Adverts.ID(p), "name", "Posting " + strconv.Itoa(p), "remote_id", w.Adverts.ID(p)},
	}
	for _, name := range []string{
		"remote_id", "rejection_reason_name", "rejected_at", "current_stage_id", "candidate_id", "custom_fields", "remote_url", "remote_deleted_at",
		"remote_created_at", "remote_updated_at", "remote_data", "current_stage", "candidate",
	} {
		o = o.And(name, nil)
	}
	return o
}
