// Package kombotest is a fake Kombo for tests and local experiments. It listens on loopback and serves the
// General, Connect, ATS, HRIS, Assessment and AI Apply operations. It rejects the requests that Kombo
// rejects, keeps what your backend writes, and delivers signed webhooks.
//
//	fake := kombotest.NewServer(t, kombotest.WithJobs(600))
//	client, err := kombo.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
//	…
//	jobs, err := client.Integration(fake.IntegrationID).ATS.ListJobs(ctx, kombo.ListJobsOptions{})
//
// [NewServer] closes the fake when the test ends. Outside of a test, use [Start] and [Server.Close].
//
// # Records
//
// The fake computes each record from its number when a request asks for it, so half a million jobs cost no
// memory. Record 0 of each list has a value for every member. In the other records some members are null,
// and some enum members have a value that Kombo could not map. The records were updated one after the other
// within the thirty days from 6 January 2025.
//
// No two fakes and no two integrations share a key, a secret or a record id. Read ids from the fake, with
// [Integration.JobID] and similar methods.
//
// # Integrations
//
// A fake starts with one integration, embedded in [Server]. A test can connect more, make them fail, and
// delete them:
//
//	second := fake.AddIntegration(kombotest.WithJobs(5)) // with its own records and ids
//	third, token, err := fake.Connect(link)              // as a customer does with a link from your backend
//	second.FinishSync("AUTHENTICATION_FAILED")           // the state is now INVALID; delivers the webhooks
//	second.Reconnect()                                   // the state is ACTIVE again
//	err = second.DisableModels("ats_offers")
//	second.Disconnect()
//
// # Changes and webhooks
//
// A change is visible in the lists immediately. Webhooks go to the URL of [WithWebhook] or [Server.SetWebhook].
// The fake retries a delivery until the response is 200.
//
//	fake.ChangeJob(3)                     // lists with updated_after contain it
//	fake.ChangeJobPosting(4)              // also, but the changed_at of the job does not change
//	fake.DeleteJob(5)                     // only lists with include_deleted contain it
//	fake.Change("/hris/absence-types", 1) // lists with updated_after also contain its absences and balances
//	fake.NotifyChanges()                  // one data-changed webhook for all of these changes
//	err := fake.Wait(ctx)                 // your backend has acknowledged every webhook
//
// # Injected faults
//
// Each fault applies to one API request, in the order in which the test injects them:
//
//	fake.Inject(kombotest.RateLimited(time.Second), nil, kombotest.PoisonRecord(), kombotest.RepeatCursor())
//	fake.Inject(kombotest.ActThenRespond(504, "PLATFORM.TASK_TIMED_OUT")) // performed, but reported as failed
//
// # Time
//
// [WithClock] replaces time.Now for the times of changes and events, for rate limits, and for the 14 days
// after which a deleted record is cleared. The backoff between delivery attempts, [DeliverLate] and [Slow]
// use real time.
//
// # What the fake does not do
//
//   - It runs no syncs. Changes do not deliver webhooks: a test calls [Integration.NotifyChanges] and
//     [Integration.FinishSync].
//   - It checks result links and employee documents, but no list returns them. Values sent with an update
//     form appear in that form only; the employee record does not change.
//   - It has no permissions, IP allow list or plans: its one API key may call every operation.
//   - It responds with Kombo's error codes, but most of its error messages are different. Do not compare
//     messages.
package kombotest
