// Package rolecall is the vocabulary of an SDK for job and people data: errors, pages,
// options, retries. The calls themselves are in one package per provider:
//
//   - [github.com/rolecall-dev/rolecall/knit]: Knit, a unified API in front of HRIS and
//     ATS products, whose records arrive by webhook.
//   - [github.com/rolecall-dev/rolecall/kombo]: Kombo, a unified API in front of ATS and HRIS
//     tools, whose records are listed.
//   - [github.com/rolecall-dev/rolecall/linkedin]: LinkedIn's Job Posting API, which takes jobs
//     and requests them again by webhook.
//   - [github.com/rolecall-dev/rolecall/humansourcing]: Human Sourcing, whose jobs and candidates
//     arrive by webhook only. There is no client, since no API is documented.
//
// Webhooks of every provider are received by package
// [github.com/rolecall-dev/rolecall/webhook].
//
// # A call
//
// A client is made from a key and options, without any I/O. Calls for one customer are methods
// of the customer's integration.
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
// A receiver is an http.Handler that verifies, parses and dispatches. A constant names the
// event and fixes the type of its handler.
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
// Every call that fails returns an [*Error]. A program checks its class; an operator reads
// its text, which names the request id to quote to the provider and never shows a key, a
// query or a body.
//
//	if errors.Is(err, rolecall.ErrRateLimited) {
//		e, _ := errors.AsType[*rolecall.Error](err)
//		return later(e.RetryAfter)
//	}
//	if errors.Is(err, rolecall.ErrAmbiguous) {
//		// the write may have happened: look before writing again
//	}
//
// # A list
//
// A list call returns one [Page], whose Next can be stored to continue on another day. Ranging
// over [Page.All] reads the rest.
//
//	for job, err := range page.All(ctx) {
//		if bad, ok := errors.AsType[*rolecall.RecordError](err); ok {
//			quarantine(bad.Raw) // a record that does not decode affects only itself
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
// Credentials are sent to the configured origin only, redirects included. A read is repeated after
// 408, 429, 502, 503, 504 and a lost connection; a write is never repeated once it may have been
// done, see [RetryPolicy] and [ErrAmbiguous]. A call, its retries included, ends after 60 seconds
// unless [WithTimeout] says otherwise. Responses are read under a limit, and an unknown member or
// enum value is kept.
//
// # Where to go next
//
// The quickstart (go run ./examples/quickstart) plays each provider's main job on loopback.
// The comment of each provider package explains that provider, and each has a fake for your tests:
// [github.com/rolecall-dev/rolecall/knit/knittest],
// [github.com/rolecall-dev/rolecall/kombo/kombotest],
// [github.com/rolecall-dev/rolecall/linkedin/linkedintest],
// [github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest]. Package
// [github.com/rolecall-dev/rolecall/webhook/webhooktest] signs and delivers webhooks of your own
// providers.
package rolecall
