// Package knit is a client of Knit (getknit.dev), a service that connects to many ATS and HRIS tools and
// delivers their jobs, candidates, applications and employees in one shape.
//
// Your backend starts a sync for each customer, and Knit delivers every record to your webhook: first all
// records, then the changes. A [Client] starts syncs, and a receiver ([NewReceiver]) receives the records.
// To read the current data without waiting for a sync, or to write, call the customer's tool through Knit.
//
// Knit's documentation calls a tool an "app". Facts in this package are from that documentation; a comment
// says where something is inferred.
//
// # Client and integration
//
//	client, err := knit.NewClient(os.Getenv("KNIT_API_KEY"))
//	…
//	acme := client.Integration("mg_…")
//
// One API key belongs to your account at Knit. An integration is one connected tool of one customer; Knit
// assigns its id when the customer connects the tool. [Client.Integration] sends no request, so create an
// [Integration] wherever it is needed. [WithEnvironment] selects the sandbox or the EU environment. The
// other options are those of package rolecall.
//
// A customer connects a tool in Knit's component, in a browser. [Client.CreateAuthSession] returns the
// token that opens the component, [Client.IntegrationDetails] lists the tools that a customer has
// connected, and [Integration.Deactivate] disconnects one.
//
// # Syncs
//
//	syncs := knit.NewMemorySyncStore() // a table in production: see SyncStore
//	sync, err := knit.StartOnce(ctx, syncs, acme, knit.StartSyncRequest{
//		DataType:    knit.DataTypeATSJobs,
//		Models:      []knit.Model{knit.ModelJobInfo, knit.ModelJobOffices},
//		Frequency:   knit.FrequencyStandard,
//		Destination: "https://example.com/hooks/knit",
//	})
//
// An integration has one sync for each [DataType]. [StartOnce] starts it once, even if the process is
// killed, several servers start it at the same time, or an event is delivered twice. It also stores which
// integration the sync belongs to. When a customer has connected a tool, Knit sends [IntegrationActivated]
// to the webhook, and the handler of [StartOnActivation] starts the syncs of the new integration.
//
// StartOnce calls [Integration.StartSync]. Every call of StartSync starts an initial run, which delivers
// every record again, so the SDK never retries it if it may have reached Knit.
//
// The request above follows Knit's guides. In the newer generation of the request, the webhook is
// registered in Knit's dashboard, and [StartSyncRequest] has other fields. Knit accepts both.
//
// Further calls change a sync:
//
//   - [Integration.UpdateSync] changes the models, the frequency or the destination. It starts an initial
//     run only if the models change, so it can also find a sync without starting a run.
//   - [Integration.PauseSync] stops further runs.
//   - [Integration.SetStartTime] sets the time of the daily run.
//   - [Integration.WatchFields] limits which changes produce an event.
//   - [Integration.SubscribeEvents] makes the tool report changes to Knit between two runs.
//   - [Integration.StartCustomSync] syncs any list of the tool's own API.
//
// # Webhooks and tenants
//
//	router := webhook.NewRouter()
//	webhook.On(router, knit.JobNew, func(ctx context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
//		return store.SaveJob(ctx, d.Tenant, e.RecordID, e.Data)
//	})
//	hooks, err := knit.NewReceiver([]string{apiKey}, router, webhook.Use(
//		knit.BindTenant(syncs.IntegrationOf), // rejects events under another customer's id
//		webhook.Dedup(webhook.NewMemoryDeduper(0, 0)),
//		webhook.Serial(64)))
//
// Knit sends one record per request: a tool with 500 jobs produces 500 requests. Knit signs the body with
// the API key. While you replace the key, give the receiver both keys.
//
// Only status 200 acknowledges an event. After any other status, Knit delivers the event again for up to
// four days. If a handler returns an error, the receiver responds 500. It also rejects events while your
// backend shuts down, and Knit delivers them again.
//
// [webhook.Delivery.Tenant] is the integration id. It comes from a header that Knit does not sign, so an
// attacker who has recorded a delivery can send it again under another customer's id. [Event].SyncJobID is
// signed, and equals [Sync].JobID of the sync that your backend started. [BindTenant] rejects an event
// whose sync does not belong to the integration in the header. Do not store records under Delivery.Tenant
// without it.
//
// An event may arrive before StartSync has returned, when the integration of its sync is not known yet.
// BindTenant then responds 503, and Knit delivers the event again.
//
// Knit delivers an event at least once, and in no promised order:
//
//   - [webhook.Dedup] passes each event id once. It must remember ids for longer than four days; the
//     default is five.
//   - Another StartSync delivers the same records under new event ids, so a handler must be idempotent.
//   - [SyncProcessed] may arrive before the last record of its run. [SyncAllConsumed] arrives after every
//     event of the run was acknowledged.
//   - Store deleted records as tombstones, so that a late [JobModified] does not restore them.
//
// The models that the sync does not subscribe to are nil in e.Data: check e.Data.Info before you read
// e.Data.Info.Title.
//
// The handler of [OtherEvent], if there is one, receives every event without its own handler: records of
// other data types, with their raw data, and event types that Knit adds later.
//
// # Reads and writes
//
//	page, err := acme.ATS.ListJobs(ctx, knit.ListJobsOptions{Status: knit.JobOpen})
//	for job, err := range page.All(ctx) { … }
//
// [Integration].ATS and [Integration].HRIS call the tool through Knit. Lists have pages. To resume a list
// later, store [rolecall.Page.Next] and pass it as [ListOptions].Cursor.
//
// The SDK retries a read after a temporary failure. It retries a write only if Knit rejected it before
// executing it (429) or if it was certainly not sent.
//
// Some calls have a method although Knit does not publish the shape of their requests and responses. Their
// results embed [RawAnswer], which holds the member "data" of the response as raw JSON. Put the members of a
// request that have no field into Extra.
//
// # Records
//
// [Job], [Application], [Candidate] and [Employee] hold the models that the sync subscribes to. The other
// models are nil. Knit sends a list as an array, as an object that wraps the array under the list's name,
// as null, as {} or not at all. It sends times in several formats. All of these decode into slices and
// [time.Time].
//
// Unknown members are kept at every level, in the field Extra. A member whose value does not fit its field
// is also kept in Extra, and the rest of the record is still decoded: see [Unread].
//
// # Errors
//
// A failed call returns a [rolecall.Error], even if Knit responds 200 with "success": false. Its RequestID
// is the X-Knit-Execution-Id that Knit's support asks for. If the tool does not support the call, the error
// matches [ErrNotSupported].
//
// A failed write may have been executed; its error then matches [rolecall.ErrAmbiguous]. That is the case
// after 408 and every 5xx except 501 and 503, with or without Knit's envelope in the body, and if the
// response was lost, truncated or not recognized. After any other error the write was not executed: another
// 4xx, 501 or 503, or "success": false with status 200. Knit has no error codes that say more.
//
// # Enums
//
// A type such as [JobStatus] is a string with constants for the values that are known. New values may
// appear in any of these types, and values without a constant are kept unmodified. If the tool has no value,
// or none that Knit recognizes, Knit sends [NotSpecified].
//
// # Calls without a method
//
// [Call] and [CallList] make any call of Knit's API by its dotted name, with the same errors, retries and
// pages. [Integration.Passthrough] calls the tool's own API with the customer's credentials.
//
// Some calls have no method because their paths are not public. Ask Knit's support for the path, then use:
//
//   - Rejection reasons: CallList[Reason](ctx, integration, CallRequest{Name: name, Items: "reasons"}).
//     The records have "id" and "text".
//   - Rejecting an application: Call[Result](ctx, integration, CallRequest{Name: name, Body: body}). The
//     body has a member "rejectionId".
//   - The filters of a sync: see [NativeFilter].
//   - The call that updates only the frequency of a sync: [Integration.UpdateSync] does the same.
//
// # Testing
//
// Package [github.com/rolecall-dev/rolecall/knit/knittest] is an in-process fake of Knit: a server on
// loopback that responds to these calls and delivers signed events. A test can request that events arrive
// late, twice or out of order. [ParseDeliveries] parses a stored request, such as the bytes of a file.
package knit

//go:generate go run github.com/rolecall-dev/rolecall/internal/modelgen
