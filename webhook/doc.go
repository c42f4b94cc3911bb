// Package webhook receives webhooks: it verifies that a request is authentic, makes its
// body a [Delivery], and hands that to a [Sink]. It knows no provider; each provider
// package has a NewReceiver that returns a [Receiver] of this package.
//
//	router := webhook.NewRouter()
//	webhook.On(router, knit.JobNew, func(ctx context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
//		return store.SaveJob(ctx, d.Tenant, e.RecordID, e.Data)
//	})
//	hooks, err := knit.NewReceiver([]string{apiKey}, router,
//		webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0)), webhook.Serial(64)))
//	…
//	mux.Handle("POST /hooks/knit", hooks)
//
// # What 200 means
//
// An answer of 200 tells the provider that the event is dealt with, and it will not come
// again. So the sink returns nil only when the work is done, or the event is durably
// stored. Anything else makes the provider send the event again, for days.
//
// There are two honest ways. A light handler works while the request is open. Where there is more to
// do, or more than a few hundred events come at once, the sink writes the delivery to a queue or
// a table and returns nil after that has acknowledged it; a worker passes it to
// [Router.Accept] later. A queue in memory behind an early 200 loses events, and is not here.
//
// # What is answered
//
//	200  accepted, duplicate, unknown type, dropped (see Drop); the body is empty
//	400  a body that was cut, or that is authentic and not understood (then with the reason,
//	     where the provider asks for one)
//	401  signature missing, malformed, repeated or wrong, unknown tenant: all alike
//	405  another method        413  too large        415  a Content-Encoding
//	500  the handler failed or panicked, the event does not decode, or the provider's
//	     package says that it is sound JSON and not understood (see NotUnderstood)
//	503  with Retry-After: busy, being handled elsewhere, keys or dedup store out of
//	     reach, shutting down
//
// # What to know
//
// Signatures of providers without a signed time never expire: a request that somebody
// recorded stays authentic. Deduplication, and handlers that may run twice, are the only
// protection; keep the window longer than the provider retries.
//
// Events come late, twice and in any order. [Serial] keeps two handlers off one record, but
// the newer state still has to be told from the older by what the event says. Write deletions
// as tombstones, so that an older change does not bring the record back.
//
// [Delivery.Header] is not covered by the signature, nor is what a provider's receiver
// takes from it: a host checks that it knows the integration.
//
// Mount the Receiver before any middleware that reads bodies, on a server that sets
// ReadHeaderTimeout, and call [Receiver.Shutdown] before http.Server.Shutdown.
package webhook
