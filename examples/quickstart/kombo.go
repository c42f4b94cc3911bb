package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// runKombo runs a fake Kombo and a receiver. It lists the jobs after the webhook has reported the end of a
// sync.
func runKombo(ctx context.Context, out io.Writer, listen string) error {
	fake, err := kombotest.Start(kombotest.WithJobs(750))
	if err != nil {
		return err
	}
	defer fake.Close()
	client, err := kombo.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	if err != nil {
		return err
	}

	finished := make(chan kombo.SyncFinishedEvent, 1)
	hooks, err := kombo.NewReceiver([]string{fake.WebhookSecret}, komboRouter(finished),
		webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0)), webhook.Serial(64)))
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("POST /hooks/kombo", hooks)
	url, stop, err := serve(ctx, listen, mux, hooks)
	if err != nil {
		return err
	}
	defer stop()
	fake.SetWebhook(url + "/hooks/kombo")

	fake.FinishSync(string(kombo.SyncSucceeded))
	select {
	case event := <-finished:
		say(out, "\nreceived %s of %s: %s", event.Type, event.Data.IntegrationID, event.Data.SyncState)
		if event.Data.Outcome() != kombo.OutcomeData {
			return fmt.Errorf("the sync failed: %s", event.Data.SyncState)
		}
		return listJobs(ctx, out, client.Integration(event.Data.IntegrationID))
	case <-ctx.Done():
		return fmt.Errorf("waiting for the webhook: %w", ctx.Err())
	}
}

// komboRouter returns a router that sends the end of each sync to finished. Your backend would queue the
// reading here, because it takes longer than a webhook handler may.
func komboRouter(finished chan<- kombo.SyncFinishedEvent) *webhook.Router {
	router := webhook.NewRouter()
	webhook.On(router, kombo.SyncFinished, func(_ context.Context, e *kombo.SyncFinishedEvent, _ *webhook.Delivery) error {
		select {
		case finished <- *e:
			return nil
		default:
			return webhook.RetryAfter(time.Second, errors.New("still reading after the previous sync"))
		}
	})
	return router
}

// listJobs reads all pages. Your backend would store page.Next after each one.
func listJobs(ctx context.Context, out io.Writer, integration *kombo.Integration) error {
	first, err := integration.ATS.ListJobs(ctx, kombo.ListJobsOptions{})
	if err != nil {
		return err
	}
	pages, total := 0, 0
	states := map[string]int{}
	for page, err := range first.Pages(ctx) {
		if err != nil {
			return err
		}
		pages++
		total += len(page.Items)
		for _, job := range page.Items {
			states["jobs "+string(job.Status)]++
		}
		for _, bad := range page.Bad {
			say(out, "%v", bad)
		}
	}
	printCounts(out, states)
	say(out, "  %6d  pages", pages)
	say(out, "\nKombo: %d jobs listed", total)
	return nil
}
