package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// runLinkedIn runs a fake LinkedIn and a receiver. The fake requests some jobs again, and then all of them.
func runLinkedIn(ctx context.Context, out io.Writer, listen string) error {
	fake, err := linkedintest.Start()
	if err != nil {
		return err
	}
	defer fake.Close()
	client, err := linkedin.NewClient(fake.Credentials, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		return err
	}
	board := &jobBoard{client: client, out: out, open: openJobs(12)}
	if err := board.post(ctx, linkedin.OperationCreate, slices.Sorted(maps.Keys(board.open))); err != nil {
		return err
	}
	fake.Advance(linkedintest.TaskTime) // moves the fake's clock; your backend waits with WaitTasks
	board.tasks = nil

	hooks, err := linkedin.NewReceiver(linkedin.StaticSecrets(fake.Credentials.ClientSecret), board.router(),
		webhook.Use(webhook.Serial(64))) // no Dedup: a resync has no id, and a repeated resync is a new request
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/hooks/linkedin", hooks) // for GET as well, which is the challenge
	url, stop, err := serve(ctx, listen, mux, hooks)
	if err != nil {
		return err
	}
	defer func() {
		_ = hooks.Shutdown(context.WithoutCancel(ctx)) // first: LinkedIn sends rejected events again
		stop()
	}()
	if err := fake.Register(ctx, url+"/hooks/linkedin"); err != nil {
		return err
	}
	say(out, "\nanswered LinkedIn's challenge")
	for _, ask := range []func() error{
		func() error { return fake.Resync("job-03", "job-07", "job-11") },
		fake.ResyncAll,
	} {
		if err := ask(); err != nil {
			return err
		}
		if err := fake.Wait(ctx); err != nil {
			return fmt.Errorf("waiting for the resync: %w", err)
		}
	}
	fake.Advance(linkedintest.TaskTime)
	return board.print(ctx)
}

// jobBoard takes the place of your backend: its open jobs and their tasks at LinkedIn.
type jobBoard struct {
	client *linkedin.Client
	out    io.Writer
	open   map[string]linkedin.JobPosting

	mu    sync.Mutex
	tasks []string
}

func openJobs(n int) map[string]linkedin.JobPosting {
	jobs := map[string]linkedin.JobPosting{}
	for i := range n {
		id := fmt.Sprintf("job-%02d", i+1)
		jobs[id] = linkedin.JobPosting{
			ExternalJobPostingID: id,
			Company:              "urn:li:organization:1234",
			CompanyApplyURL:      "https://careers.example.com/" + id,
			PosterEmail:          "recruiting@example.com",
			Title:                "Welder",
			Description:          "<p>" + strings.Repeat("You join sheets of steel. ", 8) + "</p>",
			ListedAt:             time.Now().Add(-24 * time.Hour),
			Location:             "Hamburg, Germany",
			WorkplaceTypes:       []linkedin.WorkplaceType{linkedin.WorkplaceOnSite},
		}
	}
	return jobs
}

// router returns a router whose handler posts the jobs of a resync, because they are few. For thousands of
// jobs, your backend would store the request here, and a worker would post the jobs before the deadline.
func (b *jobBoard) router() *webhook.Router {
	router := webhook.NewRouter()
	webhook.On(router, linkedin.ResyncJobs, func(ctx context.Context, e *linkedin.ResyncJobsEvent, _ *webhook.Delivery) error {
		ids := e.ExternalJobPostingIDs
		if e.SyncAllOpenJobs {
			ids = slices.Sorted(maps.Keys(b.open))
		}
		say(b.out, "LinkedIn asks for %d jobs again", len(ids))
		return b.post(ctx, linkedin.OperationUpdate, ids)
	})
	return router
}

// post posts jobs and stores their tasks.
func (b *jobBoard) post(ctx context.Context, op linkedin.Operation, ids []string) error {
	var jobs []linkedin.JobPosting
	for _, id := range ids {
		if job, ok := b.open[id]; ok { // a closed job is not posted again
			job.Operation = op
			jobs = append(jobs, job)
		}
	}
	results, err := b.client.PostJobs(ctx, jobs)
	b.mu.Lock()
	defer b.mu.Unlock()
	accepted := 0
	for _, r := range results {
		if r.Err != nil {
			say(b.out, "%v", r.Err)
			continue
		}
		accepted++
		b.tasks = append(b.tasks, r.TaskIDs...)
	}
	say(b.out, "  %6d  accepted as %s", accepted, op)
	return err
}

// print prints the outcome of the tasks.
func (b *jobBoard) print(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	tasks, err := b.client.JobTasks(ctx, b.tasks)
	if err != nil {
		return err
	}
	done := map[string]int{}
	for _, task := range tasks {
		done["tasks "+string(task.Status)]++
	}
	printCounts(b.out, done)
	say(b.out, "\nLinkedIn: %d jobs posted again", done["tasks "+string(linkedin.TaskSucceeded)])
	return nil
}
