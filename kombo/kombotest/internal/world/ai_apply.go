package world

import (
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var (
	advertSample    = sampleOf("posting", "")
	advertJobSample = sampleOf("posting_job", "")
	queuedSample    = sampleOf("ai_application", "")
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

// AdvertRecord is the posting with a number.
func AdvertRecord(w *World, p int) record.Object {
	s := PostingOf(w, p)
	return advertSample.record(w, w.Adverts, p,
		"career_site", SiteRecord(w, s.Site), "url", s.URL, "job_code", record.OrNull(s.Code), "created_at", createdAt(w.Adverts, p),
		"updated_at", updatedAt(w.Adverts, p), "archived_at", s.Archived, "archived_reason", record.OrNull(s.Reason), "availability", s.Availability,
	)
}

// advertJobRecord is a posting in the form of a job, of which AI Apply knows little.
func advertJobRecord(w *World, p int) record.Object {
	s := PostingOf(w, p)
	o := advertJobSample.record(w, w.Adverts, p,
		"name", "Posting "+strconv.Itoa(p), "job_code", record.OrNull(s.Code), "post_url", s.URL,
		"status", map[bool]string{true: "OPEN", false: "CLOSED"}[s.Availability == "APPLYABLE"],
		"location", record.If(s.Country != "", record.Object{"country", s.Country, "zip_code", record.OrNull(s.Postal)}),
		"screening_questions.0.id", w.ID("testAsked", MotiveQuestion),
	)
	o.Set("remote_id", o.Get("id"))
	return o
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

// QueuedRecord is the application by AI Apply with a number.
func QueuedRecord(w *World, k int) record.Object {
	s := QueuedOf(w, k)
	return queuedSample.record(w, w.Queued, k, "job_posting_id", w.Adverts.ID(s.Posting), "status", s.Status,
		"created_at", createdAt(w.Queued, k), "updated_at", updatedAt(w.Queued, k))
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

// QueuedAsApplication is an application by AI Apply in the form of the ATS category, of which it knows little.
func QueuedAsApplication(w *World, k int) record.Object {
	id, posting := w.Queued.ID(k), QueuedOf(w, k).Posting
	o := applicationSample.full.Without("interviews", "offers")
	for i := 1; i < len(o); i += 2 {
		o[i] = nil
	}
	return o.With("id", id, "outcome", "PENDING", "job_id", w.Adverts.ID(posting), "integration_fields", []record.Object{},
		"screening_question_answers", []record.Object{}, "changed_at", w.Now(),
		"job", record.Object{"id", w.Adverts.ID(posting), "name", "Posting " + strconv.Itoa(posting), "remote_id", w.Adverts.ID(posting)})
}
