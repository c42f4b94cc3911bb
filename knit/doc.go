// Package knit talks to Knit (getknit.dev), which connects to many HR and recruiting apps
// and gives their jobs and people one shape. A host starts a sync, and Knit delivers each record
// to a webhook, first all of them and then what changes. So there are two halves here, a
// [Client] that starts syncs and a receiver ([NewReceiver]) that takes what they bring. What
// a host wants to know at once, or to write, it asks the customer's app through Knit.
//
// # Client and integration
//
//	client, err := knit.NewClient(os.Getenv("KNIT_API_KEY"))
//	…
//	acme := client.Integration("mg_…")
//
// One API key serves an account of Knit; each customer's connected app is an integration,
// whose id Knit hands out when the customer has connected it. [Client.Integration] does no
// I/O, so make one wherever it is needed. Knit's systems are chosen with [WithEnvironment];
// the other options are those of package rolecall.
//
// A call that fails returns a [rolecall.Error], also where Knit answers 200 and "success":
// false. Its RequestID is the X-Knit-Execution-Id that Knit's support asks for.
//
// # Connecting
//
// [Client.CreateAuthSession] makes a token for Knit's component in the browser, where a customer
// connects an app; [Client.IntegrationDetails] lists what a customer has connected, and
// [Integration.Deactivate] ends it. Knit tells the webhook of a new integration
// ([IntegrationActivated]), and [StartOnActivation] is the handler that then starts its syncs, each
// once.
//
// # Starting syncs
//
//	syncs := knit.NewMemorySyncStore() // a table in production: see SyncStore
//	sync, err := knit.StartOnce(ctx, syncs, acme, knit.StartSyncRequest{
//		DataType:    knit.DataTypeATSJobs,
//		Models:      []knit.Model{knit.ModelJobInfo, knit.ModelJobOffices},
//		Frequency:   knit.FrequencyStandard,
//		Destination: "https://example.com/hooks/knit",
//	})
//
// That is the request of Knit's guides. In the newer generation the webhook is registered in
// Knit's dashboard instead, and [StartSyncRequest] has other fields; Knit takes both.
//
// [StartOnce] starts a sync once, whatever is killed, restarted or delivered twice, and stores which
// integration it belongs to. Beneath it is [Integration.StartSync], which finds the sync of this data
// type, or sets it up, and starts an initial run. Every call starts another one, with every record
// delivered again, so the SDK never repeats it by itself. [Integration.UpdateSync] starts an initial run
// only if the models change, and may find a sync without starting a run. [Integration.PauseSync] keeps
// further runs from starting, [Integration.SetStartTime] says when the daily run starts.
//
// [Integration.StartCustomSync] syncs any list of the app's own API, [Integration.WatchFields]
// limits the changes that make an event, and [Integration.SubscribeEvents] has the app tell Knit
// of changes between syncs.
//
// # Asking the app
//
//	page, err := acme.ATS.ListJobs(ctx, knit.ListJobsOptions{Status: knit.JobOpen})
//	for job, err := range page.All(ctx) { … }
//
// [Integration].ATS and [Integration].HRIS read and write at once. Lists have pages: store
// [rolecall.Page.Next], and pass it as [ListOptions].Cursor another day. What the app does not
// offer is [ErrNotSupported]. Reads are tried again after a failure that passes. A write is tried
// again only where it was rejected before it was done (429) or certainly not sent.
//
// A failed write may have been done, and its error is [rolecall.ErrAmbiguous], after 408 and every 5xx but
// 501 and 503, no matter who wrote the body, and where the response was lost, cut or not understood.
// After any other error it was not done: another 4xx, 501 and 503, and "success": false at 200. Knit has
// no error codes that would tell more.
//
// [Integration.Passthrough] calls the app's own API with the customer's credentials.
// [Call] and [CallList] make any call of Knit's by its dotted name, with the same errors and paging.
//
// Of several calls Knit publishes no more than that they exist. Their answers are types around a
// [RawAnswer], as they came; their requests take in Extra what has no field.
//
// # Webhooks
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
// Knit sends one record a request: an app with 500 jobs makes 500 requests. It signs the
// body with the API key; while that is being changed, give the receiver both. It takes 200
// alone for consumed, and delivers anything else again for four days. A handler's error is
// answered 500, so an event whose handler failed comes again.
//
// The integration's id, [webhook.Delivery.Tenant], is in a header that Knit does not sign.
// Whoever has recorded a delivery can send it again under another customer's id. What is
// signed is [Event].SyncJobID, which is [Sync].JobID of the integration that the sync was started
// for. [BindTenant] rejects an event whose two ids do not belong together: store no record under
// Delivery.Tenant without it.
//
// Events may arrive before StartSync has returned, when nothing tells yet whose they are. BindTenant
// responds 503 to them, and Knit delivers them again. A member of e.Data whose model the sync does not
// subscribe to is nil: look before reading e.Data.Info.Title. What is turned away while your backend
// shuts down is delivered again.
//
// Events come more than once and in no promised order. [webhook.Dedup] lets each event id
// through once; its memory has to be longer than four days, and the default is five. A
// repeated StartSync brings the same records under new event ids, so a handler writes what
// may be written twice. [SyncProcessed] may come before the last record of its run,
// [SyncAllConsumed] comes when all were answered 200. Keep deleted records as tombstones, so
// that a late [JobModified] does not bring them back.
//
// Whatever has no handler of its own goes to that of [OtherEvent], if there is one: records of
// other data types, as they came, and events that Knit invents later.
//
// # Models
//
// [Job], [Application], [Candidate] and [Employee] hold the models that the sync subscribes to;
// the others are nil. Knit is loose about shapes. A list comes bare, wrapped in an object of
// its own name, as null, as {} or not at all, and times come in several formats; all of that
// decodes into plain slices and [time.Time]. Enums are open: a value without a constant stays
// as it came. So does a member that the SDK does not know, at every level, in the field Extra. A
// member that its field cannot take is in Extra as well, and does not cost the record: see [Unread].
//
// # Testing
//
// Package [github.com/rolecall-dev/rolecall/knit/knittest] is a Knit to test against: a
// server on loopback that answers these calls and delivers signed events, late, twice or out
// of order if asked. [ParseDeliveries] makes a [webhook.Delivery] of bytes from a file.
//
// # What is not here
//
// [Call] and [CallList] make any call of Knit's by its name. Some have no method, since their paths
// are not public (Knit's support names them):
//
//   - Rejection reasons: CallList[Reason](ctx, integration, CallRequest{Name: name, Items: "reasons"}),
//     records with "id" and "text".
//   - Rejecting an application: Call[Result](ctx, integration, CallRequest{Name: name, Body: body}), a
//     body with "rejectionId" among its members.
//   - The filters of a sync, see [NativeFilter], and the call that updates its frequency alone, which
//     [Integration.UpdateSync] covers.
//
// Facts are from Knit's documentation. Where something is inferred, its comment says so.
package knit

//go:generate go run github.com/rolecall-dev/rolecall/internal/modelgen
