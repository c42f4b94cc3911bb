package linkedin_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// Post two jobs, one of which LinkedIn would refuse, and ask what became of the other.
func Example() {
	fake, err := linkedintest.Start() // stands for LinkedIn
	if err != nil {
		panic(err)
	}
	defer fake.Close()
	client, err := linkedin.NewClient(fake.Credentials, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}

	welder := linkedin.JobPosting{
		ExternalJobPostingID: "job-1",
		Operation:            linkedin.OperationCreate,
		Company:              "urn:li:organization:1234",
		CompanyApplyURL:      "https://careers.example.com/job-1",
		Title:                "Welder",
		PosterEmail:          "hr@example.com",
		Description:          "<p>" + strings.Repeat("You join sheets of steel. ", 8) + "</p>",
		ListedAt:             time.Now().Add(-time.Hour),
		Location:             "Hamburg, Germany",
	}
	smith := welder
	smith.ExternalJobPostingID, smith.Description = "job-2", "You forge."
	results, err := client.PostJobs(context.Background(), []linkedin.JobPosting{welder, smith})
	if err != nil {
		panic(err)
	}
	var tasks []string
	for _, r := range results {
		if field, ok := errors.AsType[*linkedin.FieldError](r.Err); ok {
			fmt.Println(r.ExternalJobPostingID, "was not sent:", field)
			continue
		}
		tasks = append(tasks, r.TaskIDs...) // store them with the job
	}

	fake.Advance(linkedintest.TaskTime) // WaitTasks waits for it
	done, err := client.JobTasks(context.Background(), tasks)
	if err != nil {
		panic(err)
	}
	for _, task := range done {
		fmt.Println(task.ExternalJobPostingID, task.Status)
	}
	// Output:
	// job-2 was not sent: description: has 10 characters, LinkedIn takes 100 to 25,000
	// job-1 SUCCEEDED
}

// Receive a resync: answer LinkedIn's challenge, and send the jobs again in time.
func ExampleNewReceiver() {
	const secret = "test-client-secret"
	router := webhook.NewRouter()
	webhook.On(router, linkedin.ResyncJobs, func(_ context.Context, e *linkedin.ResyncJobsEvent, d *webhook.Delivery) error {
		// A host puts this into a queue, and its worker calls Client.PostJobs.
		fmt.Println("customer:", e.DeveloperApplicationURN)
		fmt.Println("jobs:", e.ExternalJobPostingIDs, "within", e.Deadline(d).Sub(d.Received))
		return nil
	})
	hooks, err := linkedin.NewReceiver(linkedin.StaticSecrets(secret), router,
		webhook.Use(webhook.Serial(64))) // a resync has no id: each that is not answered 200 comes again
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/hooks/linkedin", hooks) // both methods: GET is the challenge

	delivery := webhooktest.Request("/hooks/linkedin", webhook.HMAC{Header: "X-LI-Signature", Encoding: webhook.Hex, Prefix: "hmacsha256="}, secret,
		[]byte(`{"type":"RESYNC_JOBS","developerApplicationUrn":"urn:li:developerApplication:12","syncAllOpenJobs":false,"externalJobPostingIds":["job-1","job-2"]}`))
	fmt.Println(webhooktest.Deliver(context.Background(), mux, delivery))
	// Output:
	// customer: urn:li:developerApplication:12
	// jobs: [job-1 job-2] within 30m0s
	// 200
}

// Many customers, each with a child application and secrets of its own.
func ExampleApplicationSecrets() {
	secrets := map[string][]string{ // kept in memory, and up to date
		"":   {"test-parent-secret"},
		"12": {"test-new-secret", "test-old-secret"}, // being rotated
	}
	hooks, err := linkedin.NewReceiver(linkedin.ApplicationSecrets(
		func(_ context.Context, application string) ([]string, error) {
			return secrets[application], nil
		}), webhook.NewRouter())
	if err != nil {
		panic(err)
	}
	body := []byte(`{"type":"RESYNC_JOBS","developerApplicationUrn":"urn:li:developerApplication:12","syncAllOpenJobs":true}`)
	for _, secret := range []string{"test-parent-secret", "test-old-secret", "test-other-secret"} {
		delivery := webhooktest.Request("/", webhook.HMAC{Header: "X-LI-Signature", Encoding: webhook.Hex, Prefix: "hmacsha256="}, secret, body)
		fmt.Println(webhooktest.Deliver(context.Background(), hooks, delivery))
	}
	// Output:
	// 200
	// 200
	// 401
}

// Send jobs again after a resync, and create those that LinkedIn does not have.
func ExampleJobTask_Missing() {
	fake, err := linkedintest.Start(linkedintest.WithJobs("job-1")) // stands for LinkedIn
	if err != nil {
		panic(err)
	}
	defer fake.Close()
	client, err := linkedin.NewClient(fake.Credentials, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}
	post := func(operation linkedin.Operation, ids ...string) []linkedin.JobTask {
		var jobs []linkedin.JobPosting
		for _, id := range ids {
			jobs = append(jobs, linkedin.JobPosting{
				ExternalJobPostingID: id, Operation: operation, CompanyName: "Example", CompanyApplyURL: "https://careers.example.com/" + id, Title: "Welder",
				Description: strings.Repeat("You join sheets of steel. ", 8), ListedAt: time.Now().Add(-time.Hour), Location: "Hamburg, Germany",
			})
		}
		results, err := client.PostJobs(context.Background(), jobs)
		if err != nil {
			panic(err)
		}
		var tasks []string
		for _, r := range results {
			tasks = append(tasks, r.TaskIDs...)
		}
		fake.Advance(linkedintest.TaskTime) // a service asks five minutes later
		done, err := client.JobTasks(context.Background(), tasks)
		if err != nil {
			panic(err)
		}
		return done
	}

	var lost []string
	for _, task := range post(linkedin.OperationUpdate, "job-1", "job-2") {
		fmt.Println(task.ExternalJobPostingID, task.Status)
		if task.Missing() {
			lost = append(lost, task.ExternalJobPostingID)
		}
	}
	for _, task := range post(linkedin.OperationCreate, lost...) {
		fmt.Println(task.ExternalJobPostingID, task.Status, "as a new job")
	}
	// Output:
	// job-1 SUCCEEDED
	// job-2 FAILED
	// job-2 SUCCEEDED as a new job
}

// What a person who edits a job is told.
func ExampleClient_Validate() {
	client, err := linkedin.NewClient(linkedin.Credentials{ClientID: "test-id", ClientSecret: "test-secret"})
	if err != nil {
		panic(err)
	}
	var job linkedin.JobPosting
	stored := `{"externalJobPostingId":"job-1","jobPostingOperationType":"UPDATE","integrationContext":"1234","companyApplyUrl":"https://careers.example.com/1",
		"title":"Welder","posterEmail":"hr@example.com","description":"` + strings.Repeat("<p>You join sheets of steel.</p>", 5) + `","listedAt":1700000000,"location":"Hamburg, Germany"}`
	if err := json.Unmarshal([]byte(stored), &job); err != nil {
		panic(err)
	}
	fmt.Println(client.Validate(&job))
	// Output:
	// linkedin.simple_job_postings.create: job "job-1": integrationContext: must be a URN, as in urn:li:organization:1234; listedAt: is in 1970: are these seconds where milliseconds are meant?: invalid request
}

// What the jobs of a customer have cost in a month.
func ExampleClient_ListJobReports() {
	fake, err := linkedintest.Start(linkedintest.WithJobs("job-1", "job-2"))
	if err != nil {
		panic(err)
	}
	defer fake.Close()
	march := linkedin.ReportPeriod{From: linkedin.Day{Year: 2026, Month: 3, Day: 1}, To: linkedin.Day{Year: 2026, Month: 3, Day: 31}}
	fake.Charge("job-1", march.From.Time(), "21.84", 12, 340)
	client, err := linkedin.NewClient(fake.Credentials, linkedin.WithVersion("202603"), rolecall.WithBaseURL(fake.URL))
	if err != nil {
		panic(err)
	}

	page, err := client.ListJobReports(context.Background(), march)
	if err != nil {
		panic(err)
	}
	for report, err := range page.All(context.Background()) {
		if err != nil {
			fmt.Println(err) // one report; go on with the others
			continue
		}
		fmt.Println(report.Info.ExternalJobPostingID, report.Lifetime.Spent.Amount, report.Lifetime.Spent.CurrencyCode)
	}
	// Output:
	// job-1 21.84 USD
}
