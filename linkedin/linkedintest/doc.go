// Package linkedintest is a fake LinkedIn on loopback, for tests of code that uses package linkedin and for
// trying things out. It issues tokens, accepts jobs and rejects what LinkedIn rejects, ends their tasks
// minutes later by its own clock, sends challenges every two hours, blocks a webhook that fails three of
// them, and delivers signed events until the response is 200.
//
//	fake := linkedintest.NewServer(t)
//	client, err := linkedin.NewClient(fake.Credentials, rolecall.WithBaseURL(fake.URL))
//	…
//	results, err := client.PostJobs(ctx, jobs)
//	fake.Advance(5 * time.Minute) // the tasks are done
//	…
//	err = fake.Register(ctx, receiver.URL) // the first challenge
//	err = fake.Resync("job-1", "job-2")    // or fake.ResyncAll()
//	err = fake.Wait(ctx)                   // the response was 200
//
// # Integrations
//
// A [Server] begins with one integration: a child application, which stands for a customer.
// [Server.AddIntegration] and linkedin.Client.ProvisionApplication add further ones, each with its own
// credentials, jobs and webhook. No two fakes and no two integrations share a credential, a secret or an
// id, so a test whose customers are swapped fails: read them from the fake and do not spell them out.
//
// # Injected faults
//
// A fault is for one request. [Server.Faults] lists those that are pending, [Server.ClearFaults] removes
// them, and [Server.FaultCounts] counts those that occurred. Requests for tokens have their own:
// [Server.InjectToken].
//
//	fake.Inject(linkedintest.Status(503), nil, linkedintest.Cut()) // the second request passes
//	fake.Inject(linkedintest.ActThenRespond(504))                  // done, and reported as failed
//
// # Guesses
//
// If LinkedIn's own behavior is not documented (messages of errors, which secret signs, how often an
// event is delivered again) the fake's is a guess; the options name the alternatives.
//
// # How it is made
//
// This package is the face of the fake. Below it are its API (internal/api: the operations, as a table)
// and its world (internal/world: the jobs of one application, from samples in JSON files). Neither uses
// the models of package linkedin: a wrong JSON tag there fails a test.
package linkedintest
