// Package webhook receives webhooks: it verifies that a request is authentic, makes its
// body a [Delivery], and hands that to a [Sink]. It knows no provider; each provider
// package has a NewReceiver that returns a [Receiver] of this package.
//
//	router := webhook.NewRouter()
//	webhook.On(router, knit.JobNew, func(ctx context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
//		// Knit does not sign d.Tenant. The id of the sync is signed.
//		customer, err := syncs.CustomerOf(ctx, e.SyncJobID)
//		if err != nil {
//			return err
//		}
//		return store.SaveJob(ctx, customer, e.RecordID, e.Data)
//	})
//	hooks, err := knit.NewReceiver([]string{apiKey}, router,
//		webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0)), webhook.Serial(64)),
//		webhook.OnError(keep),     // the delivery and the error of each failure
//		webhook.Log(slog.Default())) // shows the type of an error, unless its text is known to be safe
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
// [Router.Accept] later, and [VerdictOf] says what to do with the error. A queue in memory
// behind an early 200 loses events, and is not here.
//
// The context of the sink does not end when the provider hangs up, but after [SinkTimeout].
//
// # What is answered
//
//	200  accepted, duplicate, unknown type, dropped (see Drop); the body is empty
//	400  a body that was cut, stalled or read by a middleware, or that is authentic and not
//	     understood (then with the reason, where the provider asks for one)
//	401  signature missing, malformed, repeated or wrong, unknown tenant: all alike
//	405  another method        413  too large, or too many events (see MaxBody, MaxEvents)
//	415  a Content-Encoding
//	500  the handler failed or panicked, the event does not decode, or the provider's
//	     package says that it is sound JSON and not understood (see NotUnderstood)
//	503  with Retry-After: busy, being handled elsewhere, keys or dedup store out of
//	     reach, shutting down
//
// [OnResult] and [Log] have the reason. The rest of a rejected request's body is read and
// discarded, up to twice [MaxBody] (at least 4 MiB) and ten seconds, because a proxy in front
// treats a connection that is closed early as a failed server.
//
// # Who sent it
//
// Signatures of providers without a signed time never expire: a request that somebody
// recorded stays authentic. Deduplication, and handlers that may run twice, are the only
// protection; keep the window longer than the provider retries. If a provider signs a time,
// see [HMAC].Tolerance.
//
// [Delivery.Header] is not covered by the signature, nor is what a provider's receiver
// takes from it: see [Delivery.TenantSigned] before a record is stored under a tenant.
//
// # Order
//
// Events come late, twice and in any order. [Serial] keeps two handlers off one record, but
// the newer state still has to be told from the older by what the event says. Write deletions
// as tombstones, so that an older change does not bring the record back.
//
// # The server
//
// Mount the Receiver before any middleware that reads bodies, on a server that sets
// ReadHeaderTimeout. A body is read under a deadline: [ReadTimeout] or http.Server.ReadTimeout,
// whichever ends earlier. Memory grows with the bytes that have arrived, not with the
// Content-Length.
//
// A Receiver can be mounted in any router that takes an http.Handler. The function of
// [SharedSecret] finds the secret where that router stores it, see its example. Without an HTTP
// server, such as on AWS Lambda, make an http.Request of the event and call [Receiver.ServeHTTP],
// see the example "lambda" of [Receiver]. Bytes that were verified before go through ParseDeliveries
// of the provider and [Router.Accept].
//
// The order of shutting down depends on the provider, see [Receiver.Shutdown].
package webhook
