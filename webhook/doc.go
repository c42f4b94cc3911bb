// Package webhook receives the webhooks of hiring and HR providers. A [Receiver] is an http.Handler.
// It verifies that a request is authentic, turns each event in the body into a [Delivery], and passes
// the deliveries to a [Sink], usually a [Router] with a handler for each event type. The response
// tells the provider whether to send the event again.
//
// This package does not depend on a provider. Each provider package has a NewReceiver that returns
// a Receiver of this package.
//
// # A receiver
//
// Register handlers on a Router, create a receiver with it, and mount the receiver:
//
//	router := webhook.NewRouter()
//	webhook.On(router, knit.JobNew, func(ctx context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
//		return store.SaveJob(ctx, d.Tenant, e.RecordID, e.Data)
//	})
//	hooks, err := knit.NewReceiver([]string{apiKey}, router,
//		webhook.Use(
//			knit.BindTenant(syncs.IntegrationOf),
//			webhook.Dedup(webhook.NewMemoryDeduper(0, 0)),
//			webhook.Serial(64),
//		),
//		webhook.OnError(keep),       // receives each delivery that failed, with the error
//		webhook.Log(slog.Default())) // logs only the type of an error whose text is not known to be safe
//	…
//	mux.Handle("POST /hooks/knit", hooks)
//
// Mount the receiver in front of any middleware that reads bodies, on a server that sets
// ReadHeaderTimeout. The time to read a body is limited by [ReadTimeout] or
// http.Server.ReadTimeout, whichever ends earlier. The memory that a request uses grows with the
// bytes that have arrived, not with its Content-Length.
//
// Any router that accepts an http.Handler can mount a Receiver. If the secret is in the path, the
// function passed to [SharedSecret] reads it from where that router stores it; see the example of
// SharedSecret. Without an HTTP server, such as on AWS Lambda, convert the event to an http.Request
// and call [Receiver.ServeHTTP]; see the example "lambda" of [Receiver]. If the bytes were verified
// before, pass them to the provider's ParseDeliveries, and its result to [Router.Accept].
//
// # Handlers
//
// A response of 200 acknowledges the event: the provider does not send it again. So a sink must
// return nil only when the work is done or the event is durably stored. After any other response
// the provider sends the event again, for days.
//
// There are two correct ways to handle an event:
//
//   - A fast handler does its work while the request is open.
//   - If the work is slow, or more than a few hundred events arrive at the same time, the sink
//     writes the delivery to a queue or a table, and returns nil when the write has succeeded. A
//     worker later passes the delivery to [Router.Accept], and [VerdictOf] tells the worker what to
//     do with the error.
//
// An in-memory queue with an early 200 loses events, so this package has none.
//
// The context of the sink ends after [SinkTimeout], or when the sink returns. It does not end when
// the provider closes the connection.
//
// # Responses
//
//	200  accepted, duplicate, unknown type, or dropped (see Drop); the body is empty
//	400  the body was cut short, stalled or read by a middleware; or it is authentic but
//	     not understood (with the reason, if the provider requires one)
//	401  the signature is missing, malformed, repeated or wrong, or the tenant is unknown;
//	     the response is the same for all of these
//	405  the method is not POST
//	413  the body is too large or has too many events (see MaxBody, MaxEvents)
//	415  the body has a Content-Encoding
//	500  the handler failed or panicked, the event does not decode, or the provider's
//	     package does not understand it although it is valid JSON (see NotUnderstood)
//	503  with Retry-After: busy, the event is being handled elsewhere, the key lookup or
//	     the deduplication store is not available, or the receiver is shutting down
//
// [OnResult] and [Log] receive the reason. Before it rejects a request, the receiver reads and
// discards the rest of the body, because a proxy treats a server that closes the connection early
// as failed. It discards at most twice [MaxBody] (at least 32 MiB), for at most ten seconds (two
// after [Receiver.Shutdown]).
//
// # Deduplication
//
// A provider may send an event twice. [Dedup] passes each event to the sink once. It needs a
// [Deduper], which stores the ids of handled events. [NewMemoryDeduper] returns one for a single
// server. Several servers need a Deduper with a shared store.
//
// Deduplication is also a protection. If a provider does not sign the time, its signatures never
// expire, and an attacker can send a recorded request again. Only deduplication, and handlers that
// may run twice, protect against that; keep the window longer than the provider retries. If a
// provider signs a time, see [HMAC].Tolerance.
//
// The signature does not cover [Delivery.Header], nor the fields that the provider's receiver reads
// from headers. See [Delivery.TenantSigned] before you store a record under a tenant.
//
// # Order
//
// Events arrive late, twice and in any order. [Serial] prevents two handlers from working on one
// record at the same time, but the handler must still find out from the event which state is newer.
// Store a deletion as a tombstone, so that an older change does not restore the record.
//
// # Rotation
//
// While you change a secret, use the old one and the new one: [StaticKeys], [SharedSecret],
// [BasicAuth] and the NewReceiver of the provider packages accept several. [Result.KeyIndex] reports
// which one of an HMAC matched. When only the new secret matches, remove the old one.
//
// # Your own providers
//
// For a provider that this SDK does not know, describe it in a [Source] and call [NewReceiver]. The
// Source needs a [Verifier], such as an [HMAC], and a Route function, which finds the event type
// and the id in the body; see the examples of [Source] and [HMAC].
//
// # Shutdown
//
// [Receiver.Shutdown] waits for the requests in flight. Call it before http.Server.Shutdown if the
// provider sends rejected events again, and after it if the provider never does.
//
// # Tests
//
// Package webhooktest signs requests and delivers them without a network, and has a clock for the
// option [Now].
package webhook
