package kombo_test

import (
	"fmt"
	"strings"

	"github.com/rolecall-dev/rolecall/kombo"
)

// MatchJobs finds your jobs in the customer's tool. An operator decides about uncertain matches.
func ExampleMatchJobs() {
	mine := []kombo.LocalJob{
		{ID: "1", RemoteID: "700"},
		{ID: "2", URL: "https://jobs.example.com/welder?utm_source=us"},
		{ID: "3", Title: "Night Porter"},
		{ID: "4", Code: "X-9"},
	}
	theirs := each( // page.All(ctx) of ListJobs
		kombo.Job{ID: "a", RemoteID: "700"},
		kombo.Job{ID: "b", PostURL: "https://jobs.example.com/welder/"},
		kombo.Job{ID: "c", Name: "night porter"},
	)
	matches, err := kombo.MatchJobs(mine, theirs)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range matches {
		switch job := m.Job(); {
		case job != nil:
			fmt.Println(m.Local.ID, "is", job.ID, "by", m.By)
		case m.Confirm:
			fmt.Println(m.Local.ID, "may be", m.Candidates[0].ID, "by", m.By)
		default:
			fmt.Println(m.Local.ID, "was not found")
		}
	}
	// Output:
	// 1 is a by remote_id
	// 2 is b by url
	// 3 may be c by title
	// 4 was not found
}

func ExampleListsToRead() {
	for _, list := range kombo.ListsToRead(kombo.ModelATSTags, kombo.ModelATSOffers) {
		fmt.Println(list)
	}
	// Output:
	// /ats/applications
	// /ats/candidates
	// /ats/offers
	// /ats/tags
}

func ExampleNewAnswer() {
	request := kombo.CreateApplicationRequest{
		Candidate: kombo.NewCandidate{FirstName: "Ada", LastName: "Berg", EmailAddress: "ada@example.com"},
		ScreeningQuestionAnswers: []kombo.NewAnswer{
			kombo.TextAnswer("q1", "By train"),
			kombo.OptionsAnswer("q2", "o1", "o2"),
			kombo.BooleanAnswer("q3", true),
		},
	}
	for _, answer := range request.ScreeningQuestionAnswers {
		fmt.Println(answer.QuestionID(), answer.Value())
	}
	// Output:
	// q1 By train
	// q2 [o1 o2]
	// q3 true
}

// An uploaded file becomes an attachment. Its media type is determined from its first bytes or its name.
func ExampleFileFrom() {
	upload := strings.NewReader("PK\x03\x04…") // the file of r.FormFile
	file, err := kombo.FileFrom(upload, "CV.docx", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	attachment := kombo.Attachment{File: file, Type: kombo.AttachmentCV}
	fmt.Println(attachment.Name, attachment.ContentType)
	// Output:
	// CV.docx application/vnd.openxmlformats-officedocument.wordprocessingml.document
}
