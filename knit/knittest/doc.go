// Package knittest is a fake Knit on a loopback address, for tests of code that uses package knit and for
// experiments. It implements every call of package knit, including pages and rejections. It delivers the
// records of a sync as signed webhooks, one event per request, and delivers each event again until the
// response is 200.
//
//	fake := knittest.NewServer(t, knittest.WithJobs(20))
//	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
//	…
//	_, err = client.Integration(fake.IntegrationID).StartSync(ctx, knit.StartSyncRequest{
//		DataType: knit.DataTypeATSJobs, Destination: receiver.URL,
//	})
//	err = fake.Wait(ctx) // every event of the sync was accepted
//
// A started sync has two runs: an initial run with every active record as record.new, and a delta run with
// some records new, modified and deleted. Every model that the sync subscribes to is sent. Records have
// the irregular shapes that Knit uses: lists are bare, wrapped, null or absent.
//
// # Integrations
//
// A [Server] starts with one integration. [Server.AddIntegration] adds further ones, each with its own
// records, syncs and id. No two fakes and no two integrations share a key or an id, so a test that
// confuses two customers fails. Read ids from the fake ([Integration.JobID]); do not hard-code them.
//
// # Changes in a customer's tool
//
//	err := fake.Remove(fake.JobID(3))  // removed without an event
//	fake.Deactivate()                  // every call is rejected, and syncs start no more runs
//	err = fake.Activate()              // connected again: app.integration.activate
//	err = fake.Deliver(knittest.Event{EventType: "sync.failed"}, nil)
//
// # Injected faults
//
// A fault affects one request. [Server.Faults] lists the pending faults, [Server.ClearFaults] removes them, and
// [Server.FaultCounts] counts the faults that occurred.
//
//	fake.Inject(knittest.Status(503), nil, knittest.EmptyPage()) // the second request passes
//	fake.Inject(knittest.ActThenRespond(504))                    // acts on the request, then responds 504
//
// # Design
//
// This package is the exported part of the fake. Its API is in internal/api, with the operations as a table,
// and its records are in internal/world, from samples in JSON files. Neither uses the models of package knit,
// so a wrong JSON tag there fails a test.
package knittest
