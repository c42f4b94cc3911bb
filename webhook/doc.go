// Package webhook receives webhooks: it verifies that a request is authentic, makes a [Delivery] of
// its body, and passes that to a [Sink]. It does not depend on a provider; each provider
// package has a NewReceiver that returns a [Receiver] of this package.
//
//	router := webhook.NewRouter()
//	webhook.On(router, knit.JobNew, func(ctx context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
//		return store.SaveJob(ctx, d.Tenant, e.RecordID, e.Data)
//	})
//	hooks, err := knit.NewReceiver([]string{apiKey}, router,
//		webhook.Use(knit.BindTenant(syncs.IntegrationOf), webhook.Dedup(webhook.NewMemoryDeduper(0, 0)), webhook.Serial(64)),
//		webhook.OnError(keep),     // the delivery and the error of each failure
//		webhook.Log(slog.Default())) // shows the type of an error, unless its text is known to be safe
//	…
//	mux.Handle("POST /hooks/knit", hooks)
//
// # What 200 means
//
// A response of 200 acknowledges the event: the provider does not send it again. So the sink returns
// nil only when the work is done, or the event is durably stored. After any other response the
// provider sends the event again, for days.
//
// There are two correct ways. A light handler works while the request is open. If there is more to
// do, or more than a few hundred events arrive at the same time, the sink writes the delivery to a queue
// or a table and returns nil when the write has succeeded; a worker passes it to
// [Router.Accept] later, and [VerdictOf] returns what to do with the error. A queue in memory
// with an early 200 loses events, so this package has none.
//
// The context of the sink does not end when the provider hangs up, but after [SinkTimeout].
//
// # Responses
//
//	200  accepted, duplicate, unknown type, dropped (see Drop); the body is empty
//	400  the body was cut, stalled or read by a middleware, or it is authentic and not
//	     understood (with the reason, if the provider requires one)
//	401  signature missing, malformed, repeated or wrong, unknown tenant: all alike
//	405  another method        413  too large, or too many events (see MaxBody, MaxEvents)
//	415  a Content-Encoding
//	500  the handler failed or panicked, the event does not decode, or the provider's
//	     package does not understand it although it is valid JSON (see NotUnderstood)
//	503  with Retry-After: busy, being handled elsewhere, key lookup or deduplication store not
//	     available, shutting down
//
// [OnResult] and [Log] have the reason. The rest of a rejected request's body is read and
// discarded, up to twice [MaxBody] (at least 32 MiB) and ten seconds (two after Shutdown), because a
// proxy in front treats a connection that is closed early as a failed server.
//
// # Authenticity
//
// Signatures of providers without a signed time never expire: an attacker can send a recorded
// request again. Deduplication, and handlers that may run twice, are the only
// protection; keep the window longer than the provider retries. If a provider signs a time,
// see [HMAC].Tolerance.
//
// The signature does not cover [Delivery.Header], and what a provider's receiver reads from it: see
// [Delivery.TenantSigned] before you store a record under a tenant.
//
// # Order
//
// Events arrive late, twice and in any order. [Serial] prevents that two handlers work on one record
// at the same time, but the handler must still find out from the event which state is newer. Write
// deletions as tombstones, so that an older change does not restore the record.
//
// # The server
//
// Mount the Receiver before any middleware that reads bodies, on a server that sets
// ReadHeaderTimeout. A body is read under a deadline: [ReadTimeout] or http.Server.ReadTimeout,
// whichever ends earlier. Memory grows with the bytes that have arrived, not with the
// Content-Length.
//
// A Receiver can be mounted in any router that accepts an http.Handler. The function of
// [SharedSecret] reads the secret where that router stores it, see its example. Without an HTTP
// server, such as on AWS Lambda, make an http.Request of the event and call [Receiver.ServeHTTP],
// see the example "lambda" of [Receiver]. Pass bytes that were verified before to ParseDeliveries
// of the provider, and its result to [Router.Accept].
//
// The order of shutting down depends on the provider, see [Receiver.Shutdown].
//
// Package webhooktest signs and delivers requests in tests, and has a clock for the option [Now].
package webhook
