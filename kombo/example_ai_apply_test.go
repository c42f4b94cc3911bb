package kombo_test

import (
	"context"
	"fmt"
	"log"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// A job board shows the application form of a posting to a candidate and sends the answers.
func ExampleAIApplyService() {
	fake, err := kombotest.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer fake.Close()
	client, err := kombo.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		log.Print(err)
		return
	}
	ctx := context.Background()
	inquiry, err := client.AIApply.Inquire(ctx, fake.ID("/ai-apply/postings", 1))
	if err != nil {
		log.Print(err)
		return
	}
	section, ok := inquiry.ApplicationForm[0].Variant.(*kombo.ApplicationSection)
	if !ok {
		log.Print("the form does not begin with a section")
		return
	}
	for _, block := range section.Children {
		if question, ok := block.Variant.(*kombo.ApplicationQuestion); ok {
			fmt.Println(question.Label, question.QuestionType)
		}
	}
	queued, err := client.AIApply.Apply(ctx, kombo.ApplyRequest{
		SubmissionToken: inquiry.SubmissionToken, CandidateEmail: "jane@example.com",
		ScreeningQuestionAnswers: answerAll(inquiry.ApplicationForm),
	})
	if err != nil {
		log.Print(err)
		return
	}
	fmt.Println(queued.Status)
	// Output:
	// First name TEXT
	// Last name TEXT
	// E-mail TEXT
	// CV FILE
	// PENDING
}
