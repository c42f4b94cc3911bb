// Package linkedin posts jobs to LinkedIn and receives its webhooks: the Job Posting API in both
// of its generations, resyncs, job statuses, Apply Connect, and what belongs to a partner's
// applications.
//
// # Applications and clients
//
// A partner has one parent application, and provisions a child for each customer
// ([Client.ProvisionApplication]). Jobs are posted with the child's [Credentials], so make a
// [Client] for each child, and keep it: it holds the child's token, which LinkedIn wants to serve
// all calls of its 30 minutes. Children, and which webhooks are blocked, are the parent's business.
//
//	client, err := linkedin.NewClient(linkedin.Credentials{ClientID: id, ClientSecret: secret},
//		linkedin.WithVersion("202603"))
//
// Without [WithVersion] the client speaks the unversioned v2.
//
// # Posting jobs
//
// [Client.PostJobs] takes any number of [JobPosting]s, each with its [Operation], and returns one
// [PostResult] for each. What LinkedIn would refuse is refused by name before it is sent
// ([Client.Validate]). What it accepts has a task, which is done about five minutes later: only
// [Client.JobTasks] tells whether the job is listed.
//
//	results, err := client.PostJobs(ctx, jobs)
//	for i, r := range results {
//		switch {
//		case r.Err == nil:
//			store.Tasks(jobs[i].ExternalJobPostingID, r.TaskIDs)
//		case errors.Is(r.Err, linkedin.ErrNotSent):
//			retry = append(retry, jobs[i])
//		case errors.Is(r.Err, rolecall.ErrAmbiguous):
//			later = append(later, jobs[i]) // again after five minutes
//		default:
//			log.Print(r.Err)
//		}
//	}
//
// # Resyncs
//
// LinkedIn compares what it lists with what it was sent, and asks by webhook for some jobs, or for
// all of a customer's, to be sent again as updates within 30 minutes:
//
//	webhook.On(router, linkedin.ResyncJobs, func(ctx context.Context, e *linkedin.ResyncJobsEvent, d *webhook.Delivery) error {
//		return queue.Resync(ctx, e.DeveloperApplicationURN, e.SyncAllOpenJobs, e.ExternalJobPostingIDs, e.Deadline(d))
//	})
//	hooks, err := linkedin.NewReceiver(linkedin.StaticSecrets(secret), router)
//	…
//	mux.Handle("/hooks/linkedin", hooks) // GET is the challenge
//
// An update of a job that LinkedIn has lost fails with its task ([JobTask.Missing]): create it then.
// LinkedIn sends a resync again, with the same bytes, until it is answered 200; an identical one after
// that is a new request. So resyncs have no id for [webhook.Dedup]: see [NewReceiver].
//
// # Errors
//
// LinkedIn reports one failure as an HTTP status or as a status within a 200; both become a
// [*rolecall.Error] with the same class. [rolecall.ErrNeedsHuman] is a contract without slots or
// budget (402), or an application for which LinkedIn has not switched this flow on.
//
// A write whose response was 408 or 5xx (but 501 and 503), was cut or unreadable, or never arrived is
// [rolecall.ErrAmbiguous]: LinkedIn may have done it. It is not, if LinkedIn's code says that the
// token or the permission was refused. Send jobs again all the same, creations not before five
// minutes later: an update may be done twice, and the second creation of an id fails in its task
// ([JobTask.Duplicate]). A call that was not made because its token could not be had has the token's
// status, message and RetryAfter, and is never ambiguous.
//
// # How sure this is
//
// Much of LinkedIn's documentation is for partners alone. Types and methods name their source, and
// say what was seen in part or inferred.
//
// # Pay for performance
//
// A job with a [Budget] is paid by performance. [Client.SetUpHiringContract] sets up the customer's
// contract; [Client.JobReports], [Client.ListJobReports] and [Client.BudgetReport] say what was spent.
// LinkedIn's texts call your id of a job partnerJobCode here. A member that has no field, such as
// partnerJobCampaignId, is sent and kept in Extra.
//
// # Limits
//
// LinkedIn takes 100,000 requests and 60,000 records a day of an application for promoted jobs, and
// 2,000 records a minute; of any application, 300,000 requests for tasks a day. A URL may have 8 kB, a
// query 4 kB, a request without its body 28 kB. [rolecall.WithLimiter] and [rolecall.WithConcurrency]
// keep a client below limits; after a 429 wait until 00:00 UTC if the day is used up.
//
// # Partners
//
// The Job Posting API takes no new partners on its own: it comes with LinkedIn's other Talent
// products. An application by Apply Connect that cannot be delivered is sent up to six times; if that
// fails, LinkedIn converts the job to off-site apply.
//
// # What is not here
//
// [Call] and [CallList] make any call of LinkedIn's, with the same token, errors and retries. Without
// a method are:
//
//   - Recruiter System Connect beyond its fields of a job and its two thin events: for example
//     CallList with CallRequest{Path: "/v2/exportedCandidates", Query: Query{"q": "request",
//     "requestId": id}}.
//   - The configuration of integrations, which a person does once: Call with CallRequest{Method:
//     "finder", Path: "/v2/atsIntegrations", Query: Query{"q": "request", "requestId": id}} reads it.
//   - Deleting a client secret, and rotating those of parent, child and standalone applications by the
//     newer API: LinkedIn documents that at most two exist at a time, but its paths are behind a
//     log-in. Call them with the method "action" or "delete". [Client.RotateSecret] rotates this client's own.
//   - Validating a blocked webhook again: documented without its path.
package linkedin
