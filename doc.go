// Package rolecall holds what all packages of the SDK share: errors, pages, options and retries. The
// calls are in one package per provider:
//
//   - [github.com/rolecall-dev/rolecall/knit]: Knit, a unified API for HRIS and ATS
//     tools, whose records arrive by webhook.
//   - [github.com/rolecall-dev/rolecall/kombo]: Kombo, a unified API for ATS and HRIS
//     tools, whose records are listed.
//   - [github.com/rolecall-dev/rolecall/linkedin]: LinkedIn's Job Posting API, which accepts
//     jobs, and requests them again by webhook.
//   - [github.com/rolecall-dev/rolecall/humansourcing]: Human Sourcing, whose jobs and candidates
//     arrive by webhook only. It has no client, because no API is documented.
//
// Package [github.com/rolecall-dev/rolecall/webhook] receives the webhooks of all providers.
// Package [github.com/rolecall-dev/rolecall/knit/runs] follows the runs of Knit's syncs, so that your tables
// are complete and correct. Packages such as [github.com/rolecall-dev/rolecall/knit/runs/runstest] test your own
// implementation of an interface.
//
// # A call
//
// The constructor of a client takes a key and options, and does no I/O. The calls for one customer
// are methods of the customer's integration.
//
//	client, err := knit.NewClient(os.Getenv("KNIT_API_KEY"))
//	…
//	sync, err := client.Integration(id).StartSync(ctx, knit.StartSyncRequest{
//		DataType:    knit.DataTypeATSJobs,
//		Models:      []knit.Model{knit.ModelJobInfo, knit.ModelJobStages},
//		Destination: "https://example.com/hooks/knit",
//	})
//
// # A webhook
//
// A receiver is an http.Handler that verifies, parses and dispatches webhooks. A constant names the
// event and determines the type of its handler.
//
//	router := webhook.NewRouter()
//	webhook.On(router, knit.JobNew, func(ctx context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
//		return store.SaveJob(ctx, d.Tenant, e.RecordID, e.Data)
//	})
//	hooks, err := knit.NewReceiver([]string{apiKey}, router,
//		webhook.Use(knit.BindTenant(syncs.IntegrationOf))) // otherwise d.Tenant is not signed
//	…
//	mux.Handle("POST /hooks/knit", hooks)
//
// # An error
//
// Every call that fails returns an [*Error]. A program checks its class. An operator reads its text,
// which has the request id that the provider's support needs, and never shows a key, a query or a body.
//
//	if errors.Is(err, rolecall.ErrRateLimited) {
//		e, _ := errors.AsType[*rolecall.Error](err)
//		return later(e.RetryAfter)
//	}
//	if errors.Is(err, rolecall.ErrAmbiguous) {
//		// the write may have happened: check before writing again
//	}
//
// # A list
//
// A list call returns one [Page]. Ranging over [Page.All] reads the pages after it. Store Next of a
// page to continue on another day.
//
//	for job, err := range page.All(ctx) {
//		if bad, ok := errors.AsType[*rolecall.RecordError](err); ok {
//			quarantine(bad.Raw) // the other records are not affected
//			continue
//		}
//		if err != nil {
//			return err
//		}
//		use(job)
//	}
//
// [Page.Collect] returns all records of a list that fits into memory. [Page.Pages] yields whole pages,
// for programs that store a cursor after each, and [Page.Ahead] does so while it fetches the next page,
// which takes about half the time if a page takes as long to store as to fetch.
//
//	for page, err := range page.Ahead(ctx) {
//		if err != nil {
//			return err
//		}
//		if err := store.Save(ctx, page.Items, page.Bad, page.Next); err != nil {
//			return err
//		}
//	}
//
// # What every call guarantees
//
// Credentials are sent to the configured origin only, even after a redirect. A read is retried after
// 408, 429, 502, 503, 504 and a lost connection. A write is never retried if it may have happened, see
// [RetryPolicy] and [ErrAmbiguous]. A call with all its retries ends after 60 seconds, unless
// [WithTimeout] changes that. Responses are read under a limit.
//
// Unknown members and unknown enum values are kept: see [Extra]. Types such as kombo.JobStatus are
// strings with constants for the values that are documented or were observed. New values may appear
// in any of them, so a switch needs a default case.
//
// # Where to go next
//
// The quickstart (go run ./examples/quickstart) shows the main use of each provider on loopback. The
// comment of each provider's package explains that provider. Each provider has a fake for your tests:
// [github.com/rolecall-dev/rolecall/knit/knittest],
// [github.com/rolecall-dev/rolecall/kombo/kombotest],
// [github.com/rolecall-dev/rolecall/linkedin/linkedintest],
// [github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest]. Package
// [github.com/rolecall-dev/rolecall/webhook/webhooktest] signs and delivers webhooks of your own
// providers.
package rolecall
