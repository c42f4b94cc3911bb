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

// This example posts two jobs. One is invalid and is not sent. The other is sent, and its task is read.
func Example() {
	fake, err := linkedintest.Start() // a fake LinkedIn; in production, omit WithBaseURL below
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
		tasks = append(tasks, r.TaskIDs...) // your backend stores them with the job
	}

	fake.Advance(linkedintest.TaskTime) // your backend waits five minutes
	done, err := client.JobTasks(context.Background(), tasks)
	if err != nil {
		panic(err)
	}
	for _, task := range done {
		fmt.Println(task.ExternalJobPostingID, task.Status)
	}
	// Output:
	// job-2 was not sent: description: must have 100 to 25,000 characters, has 10
	// job-1 SUCCEEDED
}

// This example receives a resync, in which LinkedIn asks for jobs again. The receiver also responds to
// LinkedIn's challenges.
func ExampleNewReceiver() {
	const secret = "test-client-secret"
	router := webhook.NewRouter()
	webhook.On(router, linkedin.ResyncJobs, func(_ context.Context, e *linkedin.ResyncJobsEvent, d *webhook.Delivery) error {
		// Your backend stores the event in a queue; a worker then calls Client.PostJobs.
		fmt.Println("customer:", e.DeveloperApplicationURN)
		fmt.Println("jobs:", e.ExternalJobPostingIDs, "within", e.Deadline(d).Sub(d.Received))
		return nil
	})
	hooks, err := linkedin.NewReceiver(linkedin.StaticSecrets(secret), router,
		webhook.Use(webhook.Serial(64))) // a redelivery waits until the first delivery is handled
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/hooks/linkedin", hooks) // without a method: GET is the challenge, POST an event

	delivery := webhooktest.Request("/hooks/linkedin", webhook.HMAC{Header: "X-LI-Signature", Encoding: webhook.Hex, Prefix: "hmacsha256="}, secret,
		[]byte(`{"type":"RESYNC_JOBS","developerApplicationUrn":"urn:li:developerApplication:12","syncAllOpenJobs":false,"externalJobPostingIds":["job-1","job-2"]}`))
	fmt.Println(webhooktest.Deliver(context.Background(), mux, delivery))
	// Output:
	// customer: urn:li:developerApplication:12
	// jobs: [job-1 job-2] within 30m0s
	// 200
}

// This example verifies events of several customers, each with its own child application and secrets.
func ExampleApplicationSecrets() {
	secrets := map[string][]string{ // in memory: update it when an application or a secret changes
		"":   {"test-parent-secret"},
		"12": {"test-new-secret", "test-old-secret"}, // during a rotation
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

// This example sends jobs again after a resync, and creates those that LinkedIn does not have.
func ExampleJobTask_Missing() {
	fake, err := linkedintest.Start(linkedintest.WithJobs("job-1")) // a fake LinkedIn that has job-1
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
		fake.Advance(linkedintest.TaskTime) // your backend waits five minutes
		done, err := client.JobTasks(context.Background(), tasks)
		if err != nil {
			panic(err)
		}
		return done
	}

	var missing []string
	for _, task := range post(linkedin.OperationUpdate, "job-1", "job-2") {
		fmt.Println(task.ExternalJobPostingID, task.Status)
		if task.Missing() {
			missing = append(missing, task.ExternalJobPostingID)
		}
	}
	for _, task := range post(linkedin.OperationCreate, missing...) {
		fmt.Println(task.ExternalJobPostingID, task.Status, "as a new job")
	}
	// Output:
	// job-1 SUCCEEDED
	// job-2 FAILED
	// job-2 SUCCEEDED as a new job
}

// This example validates a job that a person edits.
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
	// linkedin.simple_job_postings.create: job "job-1": integrationContext: must be a URN such as urn:li:organization:1234; listedAt: is in 1970 (seconds instead of milliseconds?): invalid request
}

// This example lists the cost of a customer's jobs in one month.
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
			fmt.Println(err) // of one report: continue with the next
			continue
		}
		fmt.Println(report.Info.ExternalJobPostingID, report.Lifetime.Spent.Amount, report.Lifetime.Spent.CurrencyCode)
	}
	// Output:
	// job-1 21.84 USD
}
