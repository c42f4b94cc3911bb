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

// noteState is a note that was added over the API.
type noteState struct {
	application int
	content     string
}

// noteOf is the application of a note.
func noteOf(w *World, k int) (application int, content string) {
	if s := record.State[noteState](w.Notes, k); s != nil {
		return s.application, s.content
	}
	return 3 * k, "<p>Note number " + strconv.Itoa(k) + ".</p>"
}

// noteOwner is whose a note is, as the record says.
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

// author is who wrote a note or a scorecard.
func author(w *World, k int) any {
	if k%3 == 2 {
		return nil
	}
	return userRef(w, k%userCount)
}

// scorecardOwner is whose a scorecard is, as the record says.
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

// scorecardResponses: the first scorecard has one of each type. Of the others, some have none, and some left
// all of them unanswered.
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

// attachmentState is a file that was added over the API.
type attachmentState struct {
	application, candidate int // application -1: the candidate alone has it
	file                   File
}

// File is what an attachment is made of.
type File struct {
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	DataURL     string `json:"data_url"`
	Data        string `json:"data"`
	Type        string `json:"type"`
}

// AttachmentTypes are the closed set of types of an attachment.
var AttachmentTypes = []string{"CV", "COVER_LETTER", "OTHER"}

// attachmentOf is to whom an attachment belongs, and what it is.
func attachmentOf(w *World, k int) attachmentState {
	if s := record.State[attachmentState](w.Attachments, k); s != nil {
		return *s
	}
	a := 2 * k
	return attachmentState{a, CandidateOf(w, a), File{
		Name: "file-" + strconv.Itoa(k) + ".pdf", ContentType: "application/pdf", Type: pick(AttachmentTypes, k),
	}}
}

// attachmentOwner is whose an attachment is, as the record says.
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

// AttachmentsOf are those of an application, in order.
func AttachmentsOf(w *World, a int) []int {
	var list []int
	if k := partOf(w, a, 2); k >= 0 {
		list = append(list, k)
	}
	return append(list, w.attachmentsOf[a]...)
}

// LiveAttachment is what a live read of one owner's files has.
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

// owned is the filters of what belongs to a candidate and an application; "" is none.
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

// AddFile adds a file to an application, or with -1 to a candidate alone.
func AddFile(w *World, application, candidate int, f File) {
	f.Data = "" // nothing shows it again
	k := w.Attachments.Add(&attachmentState{application, candidate, f}, w.Now())
	if application >= 0 {
		w.attachmentsOf[application] = append(w.attachmentsOf[application], k)
	} else {
		w.filesOf[candidate] = append(w.filesOf[candidate], k)
	}
}

// FilesOf are the files of a candidate that are of no application.
func FilesOf(w *World, candidate int) []int { return w.filesOf[candidate] }

// AddNote adds a note to an application.
func AddNote(w *World, application int, content string) {
	w.Notes.Add(&noteState{application, content}, w.Now())
}
