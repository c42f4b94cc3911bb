package kombotest

import (
	"cmp"
	"strconv"
	"time"
)

// noteState is a note that was added over the API.
type noteState struct {
	application int
	content     string
}

// noteOf is the application of a note.
func (w *world) noteOf(k int) (application int, content string) {
	if s := state[noteState](w.notes, k); s != nil {
		return s.application, s.content
	}
	return 3 * k, "<p>Note number " + strconv.Itoa(k) + ".</p>"
}

// noteOwner is whose a note is, as the record says.
func (w *world) noteOwner(k int) (candidateID, applicationID string) {
	a, _ := w.noteOf(k)
	if k%4 != 3 || k >= w.notes.base {
		applicationID = w.applications.id(a)
	}
	return w.candidates.id(w.candidateOf(a)), applicationID
}

func (w *world) note(k int) object {
	t := w.notes
	_, content := w.noteOf(k)
	candidate, application := w.noteOwner(k)
	return object{
		"id", t.id(k),
		"remote_id", t.remoteID(k),
		"candidate_id", candidate,
		"application_id", text(application),
		"author_id", only(k%3 != 2, w.users.id(k%userCount)),
		"title", only(k%5 != 4, "Note "+strconv.Itoa(k)),
		"content_html", text(content),
		"is_private", only(k%4 != 2, k%4 == 1),
		"remote_created_at", t.createdAt(k),
		"remote_updated_at", only(k%10 != 9, t.updatedAt(k)),
		"changed_at", t.changedAt(k),
		"remote_deleted_at", t.deletedAt(k),
		"author", w.author(k),
	}
}

// author is who wrote a note or a scorecard.
func (w *world) author(k int) any {
	if k%3 == 2 {
		return nil
	}
	return w.userRef(k % userCount)
}

// scorecardOwner is whose a scorecard is, as the record says.
func (w *world) scorecardOwner(k int) (candidateID, applicationID string) {
	a := 4 * k
	if k%7 != 6 {
		candidateID = w.candidates.id(w.candidateOf(a))
	}
	if k%5 != 4 {
		applicationID = w.applications.id(a)
	}
	return candidateID, applicationID
}

func (w *world) scorecard(k int) object {
	t := w.scorecards
	candidate, application := w.scorecardOwner(k)
	var responses any = []object{}
	switch {
	case k == 0 || k%3 == 1:
		responses = scorecardResponses(k)
	case k%3 == 2:
		responses = nil
	}
	return object{
		"id", t.id(k),
		"remote_id", t.remoteID(k),
		"candidate_id", text(candidate),
		"application_id", text(application),
		"interview_id", only(k%4 != 3, w.interviews.id(2*k)),
		"author_id", only(k%3 != 2, w.users.id(k%userCount)),
		"responses", responses,
		"remote_created_at", t.createdAt(k),
		"remote_updated_at", only(k%10 != 9, t.updatedAt(k)),
		"changed_at", t.changedAt(k),
		"remote_deleted_at", t.deletedAt(k),
		"author", w.author(k),
	}
}

// scorecardResponses has one of each type; each third scorecard left all unanswered.
func scorecardResponses(k int) []object {
	options := []object{{"remote_id", "weak", "label", "Weak"}, {"remote_id", only(k == 0, "strong"), "label", "Strong"}}
	list := []object{}
	for n, r := range []struct {
		typ     string
		answer  any
		options []object
	}{
		{"TEXT", "Knows the trade.", []object{}},
		{"SINGLE_SELECT", options[1], options},
		{"MULTI_SELECT", options, options},
		{"BOOLEAN", true, []object{}},
		{"NUMBER", 4.5, []object{}},
		{"DATE", baseStart.AddDate(0, 1, k%28).Format(time.DateOnly), []object{}},
	} {
		list = append(list, object{
			"type", r.typ,
			"remote_id", only(k == 0 || n%2 == 0, "entry-"+strconv.Itoa(n)),
			"label", "Entry " + strconv.Itoa(n+1),
			"description", only(k == 0 || n%3 == 0, "What to look at."),
			"required", only(k == 0 || n%4 != 1, n%2 == 0),
			"options", r.options,
			"answer", only(k%3 != 1 || k%2 == 1, r.answer),
		})
	}
	return list
}

// attachmentState is a file that was added over the API.
type attachmentState struct {
	application, candidate int // application -1: the candidate alone has it
	file                   file
}

// file is what an attachment is made of.
type file struct {
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	DataURL     string `json:"data_url"`
	Data        string `json:"data"`
	Type        string `json:"type"`
}

var attachmentTypes = []string{"CV", "COVER_LETTER", "OTHER"}

// attachmentOf is to whom an attachment belongs, and what it is.
func (w *world) attachmentOf(k int) attachmentState {
	if s := state[attachmentState](w.attachments, k); s != nil {
		return *s
	}
	a := 2 * k
	return attachmentState{a, w.candidateOf(a), file{
		Name: "file-" + strconv.Itoa(k) + ".pdf", ContentType: "application/pdf", Type: pick(attachmentTypes, k),
	}}
}

// attachmentOwner is whose an attachment is, as the record says.
func (w *world) attachmentOwner(k int) (candidateID, applicationID string) {
	s := w.attachmentOf(k)
	if s.application >= 0 && (k%5 != 4 || k >= w.attachments.base) {
		applicationID = w.applications.id(s.application)
	}
	return w.candidates.id(s.candidate), applicationID
}

// attachment is what the list of synced files has.
func (w *world) attachment(k int) object {
	t := w.attachments
	s := w.attachmentOf(k)
	candidate, application := w.attachmentOwner(k)
	return object{
		"id", t.id(k),
		"remote_id", t.remoteID(k),
		"candidate_id", candidate,
		"application_id", text(application),
		"type", only(k%7 != 6, s.file.Type),
		"file_name", only(k%8 != 7, s.file.Name),
		"content_ref", only(k%4 != 3, object{"type", "s3", "bucket", "example-bucket", "key", "attachments/" + t.id(k)}),
		"remote_created_at", t.createdAt(k),
		"remote_updated_at", only(k%10 != 9, t.updatedAt(k)),
		"changed_at", t.changedAt(k),
		"remote_deleted_at", t.deletedAt(k),
	}
}

// attachmentsFor are those of an application, in order.
func (w *world) attachmentsFor(a int) []int {
	var list []int
	if k := w.partOf(a, 2); k >= 0 {
		list = append(list, k)
	}
	return append(list, w.attachmentsOf[a]...)
}

// liveAttachment is what a live read of one owner's files has.
func (w *world) liveAttachment(k int) object {
	t := w.attachments
	s := w.attachmentOf(k)
	return object{
		"type", s.file.Type,
		"id", t.id(k),
		"remote_id", t.remoteID(k),
		"data_url", "https://files.example.com/" + t.id(k),
		"file_name", s.file.Name,
		"content_type", cmp.Or(s.file.ContentType, "application/octet-stream"),
		"remote_created_at", t.createdAt(k),
		"remote_updated_at", only(k%2 == 0, t.updatedAt(k)),
	}
}
