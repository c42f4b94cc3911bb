// Package kombotest is a fake Kombo on loopback, for tests of code that uses package kombo and for trying
// things out. It serves the General, Connect, ATS, HRIS, assessment and AI Apply operations as Kombo does,
// rejects what Kombo rejects, keeps what is written to it, and delivers signed webhooks.
//
//	fake := kombotest.NewServer(t, kombotest.WithJobs(600))
//	client, err := kombo.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
//	…
//	jobs, err := client.Integration(fake.IntegrationID).ATS.ListJobs(ctx, kombo.ListJobsOptions{})
//
// Its records are made from their numbers when they are asked for, so that half a million jobs cost
// nothing. Number 0 of each list has every member; the others have nulls, and some values that Kombo passes
// on unmapped. They were updated one after the other, in thirty days from 6 January 2025 on. Two fakes, and
// two integrations of one, share no key, secret or id: read them from the fake.
//
// What a client has to handle is a method away. The data change:
//
//	fake.ChangeJob(3)        // found by updated_after
//	fake.ChangeJobPosting(4) // also found, although its changed_at stays
//	fake.DeleteJob(5)        // only with include_deleted
//	fake.Change("/hris/absence-types", 1) // and the absences and balances that show it
//	fake.NotifyChanges()     // one data-changed webhook for all of it
//	err := fake.Wait(ctx)    // your handler has accepted it
//
// Integrations come, fail and go:
//
//	tenant := fake.AddIntegration(kombotest.WithJobs(5))       // with records and ids of its own
//	other, token, err := fake.Connect(link)                    // as a customer does with a link of your backend
//	tenant.FinishSync("AUTHENTICATION_FAILED")                 // INVALID, with its webhooks
//	tenant.Reconnect()                                         // reconnected
//	err = tenant.DisableModels("ats_offers")
//	tenant.Disconnect()
//
// And requests fail, one for each fault:
//
//	fake.Inject(kombotest.RateLimited(time.Second), nil, kombotest.PoisonRecord(), kombotest.RepeatCursor())
//	fake.Inject(kombotest.ActThenRespond(504, "PLATFORM.TASK_TIMED_OUT")) // done, and reported as failed
package kombotest
