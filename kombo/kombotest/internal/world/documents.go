package world

import (
	"cmp"
	"strconv"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var attachmentModel = Model{
	Path: "/ats/attachments", Table: func(w *World) *record.Table { return w.Attachments }, Enum: "type",
	Record: attachmentRecord, Filters: owned(attachmentOwner), Keep: []string{"remote_id", "candidate_id"},
}

var scorecardModel = Model{
	Path: "/ats/scorecards", Table: func(w *World) *record.Table { return w.Scorecards },
	Record: scorecardRecord, Filters: owned(scorecardOwner), Keep: []string{"remote_id"},
}

var (
	noteSample       = sampleOf("note", "title is_private")
	scorecardSample  = sampleOf("scorecard", "")
	attachmentSample = sampleOf("attachment", "content_ref")
)

var noteModel = Model{
	Path: "/ats/notes", Table: func(w *World) *record.Table { return w.Notes },
	Names:  []string{"ats_notes"},
	Record: noteRecord, Filters: owned(noteOwner), Keep: []string{"remote_id", "candidate_id"},
}

// noteState is a note that was created with the API.
type noteState struct {
	application int
	content     string
}

// noteOf returns the application and the content of note k.
func noteOf(w *World, k int) (application int, content string) {
	if s := record.State[noteState](w.Notes, k); s != nil {
		return s.application, s.content
	}
	return 3 * k, "<p>Note number " + strconv.Itoa(k) + ".</p>"
}

// noteOwner returns the candidate and application ids in the record of note k, "" for null.
func noteOwner(w *World, k int) (candidateID, applicationID string) {
	a, _ := noteOf(w, k)
	if k%4 != 3 || k >= w.Notes.Base() {
		applicationID = w.Applications.ID(a)
	}
	return w.Candidates.ID(CandidateOf(w, a)), applicationID
}

func noteRecord(w *World, k int) record.Object {
	_, content := noteOf(w, k)
	candidate, application := noteOwner(w, k)
	return noteSample.record(w, w.Notes, k,
		"candidate_id", candidate, "application_id", record.OrNull(application), "author_id", record.If(k%3 != 2, w.Users.ID(k%userCount)),
		"title", "Note "+strconv.Itoa(k), "content_html", record.OrNull(content), "is_private", k%4 == 1, "author", author(w, k),
	)
}

// author returns the author of note or scorecard k, or null.
func author(w *World, k int) any {
	if k%3 == 2 {
		return nil
	}
	return userRef(w, k%userCount)
}

// scorecardOwner returns the candidate and application ids in the record of scorecard k, "" for null.
func scorecardOwner(w *World, k int) (candidateID, applicationID string) {
	a := 4 * k
	if k%7 != 6 {
		candidateID = w.Candidates.ID(CandidateOf(w, a))
	}
	if k%5 != 4 {
		applicationID = w.Applications.ID(a)
	}
	return candidateID, applicationID
}

func scorecardRecord(w *World, k int) record.Object {
	candidate, application := scorecardOwner(w, k)
	return scorecardSample.record(w, w.Scorecards, k,
		"candidate_id", record.OrNull(candidate), "application_id", record.OrNull(application),
		"interview_id", record.If(k%4 != 3, w.Interviews.ID(2*k)), "author_id", record.If(k%3 != 2, w.Users.ID(k%userCount)),
		"responses", scorecardResponses(k), "author", author(w, k),
	)
}

// scorecardResponses returns the responses of scorecard k. Scorecard 0 has one of each type. In other
// scorecards responses is null or empty, or some answers are null.
func scorecardResponses(k int) any {
	all := scorecardSample.full.Get("responses")
	switch {
	case k == 0:
		return all
	case k%3 == 0:
		return []record.Object{}
	case k%3 == 2:
		return nil
	}
	list := []record.Object{}
	for n, r := range Objects(all) {
		r = r.With()
		setNull(r, k%2 == 0, "answer")
		setNull(r, n%2 == 1, "remote_id", "description", "required")
		list = append(list, r)
	}
	return list
}

// attachmentState is a file that was added with the API.
type attachmentState struct {
	application, candidate int // application is -1 if only the candidate has the file
	file                   File
}

// File is a file as requests contain it.
type File struct {
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	DataURL     string `json:"data_url"`
	Data        string `json:"data"`
	Type        string `json:"type"`
}

// AttachmentTypes are the types of an attachment.
var AttachmentTypes = []string{"CV", "COVER_LETTER", "OTHER"}

// attachmentOf returns the owner and the file of attachment k.
func attachmentOf(w *World, k int) attachmentState {
	if s := record.State[attachmentState](w.Attachments, k); s != nil {
		return *s
	}
	a := 2 * k
	return attachmentState{a, CandidateOf(w, a), File{
		Name: "file-" + strconv.Itoa(k) + ".pdf", ContentType: "application/pdf", Type: pick(AttachmentTypes, k),
	}}
}

// attachmentOwner returns the candidate and application ids in the record of attachment k, "" for null.
func attachmentOwner(w *World, k int) (candidateID, applicationID string) {
	s := attachmentOf(w, k)
	if s.application >= 0 && (k%5 != 4 || k >= w.Attachments.Base()) {
		applicationID = w.Applications.ID(s.application)
	}
	return w.Candidates.ID(s.candidate), applicationID
}

func attachmentRecord(w *World, k int) record.Object {
	s := attachmentOf(w, k)
	candidate, application := attachmentOwner(w, k)
	return attachmentSample.record(w, w.Attachments, k,
		"candidate_id", candidate, "application_id", record.OrNull(application), "type", record.If(k%7 != 6, s.file.Type),
		"file_name", record.If(k%8 != 7, s.file.Name), "content_ref.key", "attachments/"+w.Attachments.ID(k),
	)
}

// AttachmentsOf returns the attachments of an application, in order.
func AttachmentsOf(w *World, a int) []int {
	var list []int
	if k := partOf(w, a, 2); k >= 0 {
		list = append(list, k)
	}
	return append(list, w.attachmentsOf[a]...)
}

// LiveAttachment returns an attachment as a live read of the files of an application or candidate contains
// it.
func LiveAttachment(w *World, k int) record.Object {
	t := w.Attachments
	s := attachmentOf(w, k)
	return record.Object{
		"type", s.file.Type,
		"id", t.ID(k),
		"remote_id", remoteID(t, k),
		"data_url", "https://files.example.com/" + t.ID(k),
		"file_name", s.file.Name,
		"content_type", cmp.Or(s.file.ContentType, "application/octet-stream"),
		"remote_created_at", createdAt(t, k),
		"remote_updated_at", record.If(k%2 == 0, updatedAt(t, k)),
	}
}

// owned returns the filters of a list whose records belong to a candidate or an application. owner returns ""
// for null.
func owned(owner func(w *World, i int) (candidateID, applicationID string)) []Filter {
	return []Filter{
		among("candidate_ids", func(w *World, i int) string {
			id, _ := owner(w, i)
			return id
		}),
		among("application_ids", func(w *World, i int) string {
			_, id := owner(w, i)
			return id
		}),
	}
}

// AddFile adds a file to an application. If application is -1, it adds the file to the candidate only.
func AddFile(w *World, application, candidate int, f File) {
	f.Data = "" // no response contains it
	k := w.Attachments.Add(&attachmentState{application, candidate, f}, w.Now())
	if application >= 0 {
		w.attachmentsOf[application] = append(w.attachmentsOf[application], k)
	} else {
		w.filesOf[candidate] = append(w.filesOf[candidate], k)
	}
}

// FilesOf returns the files of a candidate that belong to no application.
func FilesOf(w *World, candidate int) []int { return w.filesOf[candidate] }

// AddNote adds a note to an application.
func AddNote(w *World, application int, content string) {
	w.Notes.Add(&noteState{application, content}, w.Now())
}
