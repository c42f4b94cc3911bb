package kombo_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// The response to an application is lost, although the tool has made it. Sending it again would make
// a second one, so it is looked for after the next sync of the tool, when the lists show it.
func ExampleATSService_CreateApplication() {
	fake, err := kombotest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer fake.Close()
	client, err := kombo.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, ats := context.Background(), client.Integration(fake.IntegrationID).ATS
	job, sent := fake.ID("/ats/jobs", 0), time.Now()
	candidate := kombo.NewCandidate{FirstName: "Ada", LastName: "Example", EmailAddress: "ada@example.com"}

	fake.Inject(kombotest.ActThenRespond(504, kombo.CodeTaskTimedOut))
	_, err = ats.CreateApplication(ctx, job, kombo.CreateApplicationRequest{Candidate: candidate})
	switch {
	case errors.Is(err, rolecall.ErrAmbiguous):
		fmt.Println("it may have been made: look for it after the next sync") // store that, with sent
	case err != nil:
		fmt.Println("it was not made:", err) // an error with another class may be sent again
	}

	// In the handler of kombo.SyncFinished, or of kombo.DataChanged.
	page, err := ats.ListApplications(ctx, kombo.ListApplicationsOptions{
		ListOptions: kombo.ListOptions{UpdatedAfter: sent.Add(-time.Hour)},
		JobIDs:      []string{job},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for a, err := range page.All(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if a.Candidate != nil && len(a.Candidate.EmailAddresses) > 0 && strings.EqualFold(a.Candidate.EmailAddresses[0].EmailAddress, candidate.EmailAddress) {
			fmt.Println("it was made")
		}
	}
	// Output:
	// it may have been made: look for it after the next sync
	// it was made
}
