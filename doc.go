// Package rolecall is the vocabulary of an SDK for job and people data: errors, pages,
// options, retries. The calls themselves are in one package a provider:
//
//   - [github.com/rolecall-dev/rolecall/knit]: Knit, a unified API in front of HRIS and
//     ATS products, whose records arrive by webhook.
//   - [github.com/rolecall-dev/rolecall/kombo]: Kombo, a unified API in front of ATS and HRIS
//     tools, whose records are listed.
//
// Webhooks of every provider are received by package
// [github.com/rolecall-dev/rolecall/webhook].
//
// # A call
//
// A client is made from a key and options, without any I/O. What acts on a customer's
// account is a method of its integration.
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
//	hooks, err := knit.NewReceiver([]string{apiKey}, router)
//	…
//	mux.Handle("POST /hooks/knit", hooks)
//
// # An error
//
// Every call that fails returns an [*Error]. A program asks for its class; a person reads
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
// A list call returns one [Page], whose Next can be stored to go on another day. Ranging
// over [Page.All] reads the rest.
//
//	for job, err := range page.All(ctx) {
//		if bad, ok := errors.AsType[*rolecall.RecordError](err); ok {
//			quarantine(bad.Raw) // one record that does not decode costs itself alone
//			continue
//		}
//		if err != nil {
//			return err
//		}
//		use(job)
//	}
//
// # What every call keeps to
//
// Credentials go to the configured origin only, redirects included. Reads are repeated
// after failures that pass; writes only where they cannot have happened, see
// [RetryPolicy]. A call, its retries included, ends after 60 seconds unless [WithTimeout]
// says otherwise. Answers are read under a limit, and a member or enum value that nobody
// has seen yet is kept.
//
// # Where to go next
//
// The quickstart (go run ./examples/quickstart) plays each provider's main job on loopback.
// Each provider package begins with a chapter of its own, and has a fake for your tests:
// [github.com/rolecall-dev/rolecall/knit/knittest],
// [github.com/rolecall-dev/rolecall/kombo/kombotest].
package rolecall
