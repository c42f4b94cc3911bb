// Package humansourcing receives what Human Sourcing pushes: jobs and candidates, by webhook. There
// is no client, since no API to call is documented: what is pushed is all there is.
//
//	router := webhook.NewRouter()
//	webhook.On(router, humansourcing.JobUpdated, func(ctx context.Context, e *humansourcing.JobEvent, d *webhook.Delivery) error {
//		return store.SaveJob(ctx, e.Data, humansourcing.Version(d)) // nil only when it is stored
//	})
//	secret, err := webhook.SharedSecret(func(r *http.Request) string { return r.PathValue("secret") }, os.Getenv("HS_SECRET"))
//	…
//	hooks, err := humansourcing.NewReceiver(secret, router,
//		webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0)), webhook.Serial(64)),
//		webhook.OnError(keep))
//	mux.Handle("POST /hooks/humansourcing/{secret}", hooks)
//
// # Nothing comes twice
//
// Human Sourcing documents no repetition, and nothing can be fetched again: what is not stored when
// the answer is given is gone for good. So a host stores before it answers. Either the handler
// does its work while the request is open, or the sink writes the delivery to a table or a durable
// queue and a worker passes it to [webhook.Router.Accept] later. [webhook.OnError] gets what failed,
// with its exact bytes, and stores it for a replay. See the examples of [NewReceiver].
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
// whole record, so either writes all of it; a deletion carries the id alone, and one of what is
// not there is nothing to do. An application is an update of a candidate, or a creation, with an
// action more. Events come in any order: [Version] tells an older state from a newer. Nothing
// tells one delivery from a repetition of it but its bytes, see [NewReceiver] for what
// [webhook.Dedup] makes of that.
//
// # Models
//
// [Job] and [Candidate] have English names over Human Sourcing's own, which the comments say. Human
// Sourcing is loose about shapes: ids are numbers here and text there, offsets have a colon or none,
// and nothing is written "", null, [], {} or false. All of that decodes into plain fields, ids into
// text, so that the job of an action is found under the id of a job. What is written again is as
// the page shows it. Sets are open, and a member that the SDK does not know stays in Extra.
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
