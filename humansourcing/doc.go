// Package humansourcing receives the webhooks of Human Sourcing, which carry jobs and candidates. It has
// no client: Human Sourcing documents no API to call.
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
// # Store before you respond
//
// Human Sourcing documents no redelivery and no API to read records from. An event that your backend has
// not stored when the receiver responds is lost, so store it first. Either the handler does all its work
// while the request is open, or the sink writes the delivery to a table or a durable queue and a worker
// passes it to [webhook.Router.Accept] later. [webhook.OnError] receives every delivery that could not be
// processed, with its exact bytes: store it there for a replay. See the examples of [NewReceiver].
//
// The receiver does not deduplicate: events have no id, and an event with the same bytes as an earlier one
// is a new event. If a proxy in front of the receiver repeats requests, see [RepeatsWithin].
//
// To lose nothing during a deployment, shut down in this order:
//
//	_ = server.Shutdown(ctx) // closes the listener and waits for the requests in flight
//	_ = hooks.Shutdown(ctx)  // nothing is left to wait for, unless ctx has ended
//	store.Close()            // last: the receiver uses the store until the server has shut down
//
// # Who may send
//
// Human Sourcing documents no signature and no other way to authenticate its requests. [NewReceiver]
// therefore requires a verifier: a secret in the path or in a header, basic authentication, or your own
// check. Without one, anyone who finds the URL can create, change and delete jobs and candidates in your
// backend. Even a verified request contains file names, URLs and text that people typed: escape them
// before you show them, and never use them as a path.
//
// # Receiver
//
// [NewReceiver] returns an http.Handler for both kinds of records. Its sink is usually a
// [webhook.Router], which calls one handler for each type of event. [NewReceiver] describes the responses
// and the limits.
//
// # Events
//
// The events are [JobCreated], [JobUpdated], [JobDeleted], [CandidateCreated], [CandidateUpdated] and
// [CandidateDeleted]. Creations and updates carry the whole record, so handle both by writing all of it. A
// deletion carries only the id, and has no effect if the record does not exist. Human Sourcing has no
// event for applications: an application arrives as a creation or an update of the candidate, with one more
// action.
//
// # Models and their many shapes
//
// [Job] and [Candidate] have English field names. The JSON tag of each field has Human Sourcing's name.
// Human Sourcing writes the same kind of value in several ways: an id is a number or a string, the offset
// of a time has a colon or none, and an empty value is "", null, [], {} or false. All of these decode into
// the same plain fields. Ids become strings, so [Post].ID of an action equals [Job].ID. An empty value
// becomes the zero value of its field, which is nil for a pointer. Encoding a record writes the plain form:
// ids as strings, times as RFC 3339, and no member for an empty field.
//
// Every model embeds [rolecall.Extra], which holds its unknown members. If a value does not fit its field,
// such as a date in an unknown notation, the rest of the event is decoded anyway: the field is empty, the
// value is in Extra under the member's name, and [Unread] lists it. [ReportUnread] calls a hook for each
// event that has such members.
//
// # Versions and order
//
// Events may arrive in any order. [Version] returns the time that orders the states of one record, so that
// your backend does not overwrite a newer state with an older one.
//
// # Enums
//
// New values may appear in any named string type, such as [JobType] or [ActionCode]. Unknown values are
// kept, so give every switch over them a default case.
//
// # Testing
//
// Package [github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest] is a fake Human Sourcing. It
// sends as many generated jobs and candidates as you ask for, in all the shapes described above.
// [ParseDeliveries] parses a stored request, such as the bytes of a file.
//
// # Source
//
// Human Sourcing has published one page about webhooks (doc-api-core.humansourcing.com), which consists
// mostly of samples. Comments mark what is inferred from them.
package humansourcing

//go:generate go run github.com/rolecall-dev/rolecall/internal/modelgen
