// Package linkedintest is a fake LinkedIn for tests and local experiments. It listens on loopback, issues
// tokens, accepts job postings, and rejects those that LinkedIn rejects. Each task ends after [TaskTime] by
// the fake's clock. The fake sends a challenge to each webhook every two hours, blocks a webhook that fails
// three challenges in a row, and retries the delivery of a signed event until the response is 200.
//
//	fake := linkedintest.NewServer(t)
//	client, err := linkedin.NewClient(fake.Credentials, rolecall.WithBaseURL(fake.URL))
//	…
//	results, err := client.PostJobs(ctx, jobs)
//	fake.Advance(5 * time.Minute) // the tasks are done
//	…
//	err = fake.Register(ctx, receiver.URL) // sends the first challenge
//	err = fake.Resync("job-1", "job-2")    // or fake.ResyncAll()
//	err = fake.Wait(ctx)                   // your backend has acknowledged the event
//
// [NewServer] closes the fake when the test ends. Outside of a test, use [Start] and [Server.Close].
//
// # Integrations
//
// A fake starts with one integration, embedded in [Server]: a child application, which belongs to one
// customer. [Server.AddIntegration] and linkedin.Client.ProvisionApplication add more, each with its own
// credentials, jobs and webhook. No two fakes and no two integrations share a credential, a secret or an id,
// so a test that confuses two customers fails. Read ids and credentials from the fake.
//
// # Injected faults
//
// Each fault applies to one request, in the order in which the test injects them. [Server.Faults] returns
// the pending faults, [Server.ClearFaults] removes them, and [Server.FaultCounts] counts those that have
// occurred. Faults of token requests are separate: see [Server.InjectToken].
//
//	fake.Inject(linkedintest.Status(503), nil, linkedintest.Cut()) // the second request is served normally
//	fake.Inject(linkedintest.ActThenRespond(504))                  // performed, but reported as failed
//
// # What is not documented
//
// The fake's behavior is a guess if LinkedIn's is not documented. This applies to the messages of errors, to
// the secret that signs an event, and to the backoff of deliveries. Options select the alternatives.
//
// # Implementation
//
// This package is the public part of the fake. The HTTP API is in internal/api, as a table of operations.
// The jobs of each application are in internal/world, built from samples in JSON files. Neither package uses
// the models of package linkedin, so a wrong JSON tag in those models makes a test fail.
package linkedintest
