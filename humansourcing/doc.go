// Package humansourcing receives what Human Sourcing pushes: jobs and candidates, by webhook. There
// is no client, since no API to call is documented: what is pushed is all there is.
//
//	router := webhook.NewRouter()
//	webhook.On(router, humansourcing.JobUpdated, func(ctx context.Context, e *humansourcing.JobEvent, d *webhook.Delivery) error {
//		return store.SaveJob(ctx, e.Data, humansourcing.Version(d)) // nil only when it is stored
//	})
//	secret, err := webhook.SharedSecret(func(r *http.Request) string { return r.PathValue("secret") }, os.Getenv("HS_SECRET"))
//	…
//	hooks, err := humansourcing.NewReceiver(secret, router, webhook.Use(webhook.Serial(64)), webhook.OnError(keep))
//	mux.Handle("POST /hooks/humansourcing/{secret}", hooks)
//
// # Nothing is sent again
//
// Human Sourcing documents no repetition, and nothing can be fetched again: what is not stored when
// the response is sent is lost. So your backend stores before it responds. Either the handler does
// its work while the request is open, or the sink writes the delivery to a table or a durable queue
// and a worker passes it to [webhook.Router.Accept] later. [webhook.OnError] gets what could not be
// processed, with its exact bytes, and stores it for a replay. See the examples of [NewReceiver].
//
// There is no deduplication: an event has no id, and equal bytes are a new event. See [RepeatsWithin]
// for a receiver behind a proxy that repeats requests by itself.
//
// A deploy must lose nothing, so shut down in this order:
//
//	_ = server.Shutdown(ctx) // closes the listener, and waits for the requests under way
//	_ = hooks.Shutdown(ctx)  // nothing is left, unless ctx has ended
//	store.Close()            // last: the receiver uses it until the server is shut down
//
// # Nothing is to be believed
//
// No signature is documented, nor any other way to tell a request of Human Sourcing from another's.
// [NewReceiver] wants a choice: a secret in the path or in a header, basic authentication, or a
// check of your own. Without one, whoever finds the address writes jobs and candidates into your
// system and deletes them. Names of files, URLs and texts come as somebody typed them, even with
// a secret: escape them, and never use them as a path.
//
// # Events
//
// [JobCreated], [JobUpdated], [JobDeleted] and the same for candidates. Creations and updates carry the
// whole record, so either writes all of it; a deletion carries only the id, and has no effect if
// the record does not exist. An application is an update of a candidate, or a creation, with one more
// action. Events come in any order: [Version] tells an older state from a newer one.
//
// # Models
//
// [Job] and [Candidate] have English names for Human Sourcing's own, which the comments name. Human
// Sourcing is loose about shapes: an id is a number in one place and a string in another, an offset has
// a colon or none, and an empty value is "", null, [], {} or false. All of that decodes into plain
// fields, ids into strings, so that the job of an action is found under the id of a job. An empty value
// is the zero value of its field, nil for a pointer. Encoded again, a record has the plain forms: ids as
// strings, times as RFC 3339, and no member for an empty field. New values may appear: a named string type
// takes any value.
//
// Every model embeds [rolecall.Extra], which holds the members that this SDK does not know. A member that
// its field cannot take, such as a date in an unknown notation, does not cost the event: the field is
// empty, the value is in Extra under the member's own name, and [Unread] lists it. [ReportUnread] calls
// a hook for each event with such members.
//
// # Testing
//
// Package [github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest] sends as many generated
// jobs and candidates as you like, in every shape they may come in. [ParseDeliveries] makes a
// [webhook.Delivery] of bytes from a file.
//
// Facts are from Human Sourcing's one page about webhooks (doc-api-core.humansourcing.com), which is
// mostly samples. Where something is inferred, its comment says so.
package humansourcing

//go:generate go run github.com/rolecall-dev/rolecall/internal/modelgen
