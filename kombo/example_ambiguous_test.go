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

// The tool creates an application, but the response is lost. Sending the request again would create a
// second application. Instead, the program looks for the application after the next sync of the tool,
// when the lists contain it.
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
		fmt.Println("may have been created: check after the next sync") // store this, together with sent
	case err != nil:
		fmt.Println("was not created:", err) // it is safe to send the request again
	}

	// In the handler of kombo.SyncFinished or kombo.DataChanged.
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
			fmt.Println("was created")
		}
	}
	// Output:
	// may have been created: check after the next sync
	// was created
}
