package knittest

import (
	"cmp"
	"fmt"

	"github.com/rolecall-dev/rolecall/knit"
)

// person is a candidate, or the candidate of an application, as a search shows one.
func (r *record) person() map[string]any {
	if r.dataType == knit.DataTypeATSApplications && r.written["candidate"] != nil {
		person, _ := r.written["candidate"].(map[string]any)
		return person
	}
	person := map[string]any{
		"id": fmt.Sprintf("cand-%06d", r.number), "firstName": "Test", "lastName": fmt.Sprintf("Candidate %d", r.number),
		"emails": []any{map[string]any{"type": "PERSONAL", "email": r.email()}}, "phones": nil,
		"links": []any{"https://people.example.com/" + fmt.Sprint(r.number)}, "location": "Lyon, France",
	}
	if r.dataType == knit.DataTypeATSCandidates {
		return r.with(person)
	}
	return person
}

// application is in one of the shapes that Knit's tables and samples have: a stage bare or in
// an object of its own name.
func (r *record) application() map[knit.Model]member {
	stage := map[string]any{"id": cmp.Or(r.stage, "st-1"), "text": "Screening"}
	if r.stage != "" {
		stage["text"] = "Moved"
	}
	var current any = stage
	if r.number%2 == 1 {
		current = map[string]any{"currentStage": stage}
	}
	files := append([]any{map[string]any{"type": "RESUME", "name": nil, "link": fmt.Sprintf("https://files.example.com/cv/%d", r.number)}}, r.files...)
	status := "ACTIVE"
	if r.revision > 0 {
		status = "HIRED"
	}
	return map[knit.Model]member{
		knit.ModelApplicationInfo: {"info", r.with(map[string]any{
			"id": r.id(), "status": status, "candidate": r.person(), "origin": "EXTERNAL", "jobId": "job-000000",
			"appliedAt": r.created(), "updatedAt": r.created(), "owner": map[string]any{"id": "usr-2", "email": "recruiter@example.com"}, "creditedTo": nil,
		}), false},
		knit.ModelApplicationStage:       {"currentStage", current, false},
		knit.ModelApplicationRejection:   {"rejection", nil, false},
		knit.ModelApplicationInterviews:  {"interviews", []any{map[string]any{"id": "int-1", "subject": "First talk", "status": "SCHEDULED", "scheduledStart": r.created()}}, true},
		knit.ModelApplicationOffers:      {"offers", nil, false},
		knit.ModelApplicationAttachments: {"attachments", files, false},
	}
}

func (r *record) candidate() map[knit.Model]member {
	return map[knit.Model]member{
		knit.ModelCandidateInfo:      {"info", r.person(), false},
		knit.ModelCandidateEducation: {"education", []any{map[string]any{"id": "1", "degree": "BSc", "institute": "Example University"}}, true},
	}
}
