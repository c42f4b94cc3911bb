// Package linkedin is a client of LinkedIn's Talent APIs and a receiver of their webhooks. It posts jobs
// through the Job Posting API, unversioned (v2) and versioned, reports their tasks and statuses, provisions
// the applications of customers, and receives resyncs, status changes and the applications of candidates.
//
// The Job Posting API does not accept new partners on its own: it is part of LinkedIn's other Talent products.
//
// # Credentials and tokens
//
// A partner of LinkedIn has one parent application, and one child application for each customer. Jobs are
// posted with the [Credentials] of the child. Create one [Client] for each child and keep it: it fetches an
// access token with the first call and uses it for all calls until shortly before the token expires (30
// minutes), as LinkedIn requires.
//
//	client, err := linkedin.NewClient(linkedin.Credentials{ClientID: id, ClientSecret: secret},
//		linkedin.WithVersion("202603"))
//
// Without [WithVersion] the client uses the unversioned v2.
//
// # Posting jobs
//
// [Client.PostJobs] accepts any number of jobs ([JobPosting]), each with its [Operation], and returns one
// [PostResult] for each. It validates each job first ([Client.Validate]) and does not send an invalid one:
// the error names the invalid fields.
//
//	results, err := client.PostJobs(ctx, jobs)
//	for i, r := range results {
//		switch {
//		case r.Err == nil:
//			store.Tasks(jobs[i].ExternalJobPostingID, r.TaskIDs)
//		case errors.Is(r.Err, linkedin.ErrNotSent):
//			retry = append(retry, jobs[i])
//		case errors.Is(r.Err, rolecall.ErrAmbiguous):
//			later = append(later, jobs[i]) // send again after five minutes
//		default:
//			log.Print(r.Err)
//		}
//	}
//
// # Tasks
//
// LinkedIn processes a job that it accepted in a task, which takes about five minutes. Whether the job is
// listed is only known when the task is done: store the ids of the tasks, and read them with
// [Client.JobTasks] after five minutes and within 24 hours. [Client.WaitTasks] waits, for scripts.
//
// # Statuses
//
// [Client.JobPostingStatuses] returns whether each job is listed, promoted and open to applications on
// LinkedIn. LinkedIn also sends each change to your webhook ([JobPostingStatusChanged]).
//
// # Pay for performance
//
// A job with a [Budget] is charged by performance. [Client.SetUpHiringContract] sets up the customer's
// contract. [Client.JobReports], [Client.ListJobReports] and [Client.BudgetReport] return the money spent.
// LinkedIn also calls your id of a job partnerJobCode here. Members without a field, such as
// partnerJobCampaignId, are sent from Extra and kept in it.
//
// # Child applications
//
// The parent application manages its children. With the parent's credentials, [Client.ProvisionApplication]
// creates the child application of a customer, [Client.FindApplication] finds it, [Client.UpdateApplication]
// changes it, and [Client.BlockedWebhooks] lists the webhooks that LinkedIn has blocked. Store the child's
// [ProvisionedApplication.Key] with the customer: webhooks name the child by it.
//
// [Client.RotateSecret] adds a client secret to the application of the client, parent or child.
//
// # Resyncs
//
// LinkedIn compares the jobs that it lists with those that it received. By webhook it asks your backend to
// send some jobs, or all open jobs of a customer, again as updates within 30 minutes:
//
//	webhook.On(router, linkedin.ResyncJobs, func(ctx context.Context, e *linkedin.ResyncJobsEvent, d *webhook.Delivery) error {
//		return queue.Resync(ctx, e.DeveloperApplicationURN, e.SyncAllOpenJobs, e.ExternalJobPostingIDs, e.Deadline(d))
//	})
//	hooks, err := linkedin.NewReceiver(linkedin.StaticSecrets(secret), router)
//	…
//	mux.Handle("/hooks/linkedin", hooks) // GET is the challenge, POST an event
//
// If LinkedIn no longer has the job, the task of the update fails ([JobTask.Missing]): create the job then.
//
// LinkedIn sends a resync again, with the same bytes, until the response is 200. An identical resync after
// that is a new one. Resyncs therefore have no id for [webhook.Dedup]: see [NewReceiver].
//
// # Other webhooks
//
// The receiver computes the response to LinkedIn's challenges, and verifies and parses events of every type:
// changes of a job's status ([JobPostingStatusChanged]), applications of candidates by Apply Connect
// ([JobApplicationExported]), requests of Recruiter System Connect and Talent Hub, and changes of a member's
// consent. LinkedIn sends an application that is not acknowledged up to six more times. If the first
// application for a job fails, LinkedIn sends the candidates of that job to [JobPosting].CompanyApplyURL
// from then on.
//
// # Errors and ambiguity
//
// LinkedIn reports the same failure with an HTTP status, or with a status in the body of a 200. Both become a
// [*rolecall.Error] of the same class. [rolecall.ErrNeedsHuman] means that the contract has no job slots or
// no budget left (402), or that LinkedIn has not enabled client credentials for the application.
//
// The error of a write matches [rolecall.ErrAmbiguous] if LinkedIn may have done it: the response was 408 or
// 5xx (except 501 and 503), was cut or unreadable, or never arrived. It does not match if LinkedIn's code
// says that the token or the permission was rejected. Jobs may be sent again nevertheless, creations not
// before five minutes have passed: a repeated update is harmless, and the task of a second creation fails
// ([JobTask.Duplicate]).
//
// A call that was not made because its token could not be fetched has the status, message and RetryAfter of
// the request for the token. It never matches ErrAmbiguous.
//
// # Enums
//
// New values may appear in any enum, such as [TaskStatus] or [ListingStatus]; unknown values are kept. In a
// [JobPosting], however, a value that LinkedIn does not document is rejected before it is sent, because
// LinkedIn rejects it as well; send a newer value in Extra. Unknown members are kept in Extra also.
//
// # Limits
//
// For promoted jobs LinkedIn accepts 100,000 requests and 60,000 records per day from an application, and
// 2,000 records per minute. Any application may send 300,000 requests for tasks per day. A URL may have 8 kB,
// a query 4 kB, and a request without its body 28 kB. [rolecall.WithLimiter] and [rolecall.WithConcurrency]
// keep a client below the limits. After a 429, wait until 00:00 UTC if the limit of the day is used up.
//
// # Calls without a method
//
// [Call] and [CallList] make any call of LinkedIn's API, with the same token, errors and retries. These have no
// method:
//
//   - Recruiter System Connect, except for its fields of a job and its two events. For example, read exported
//     candidates by CallList with CallRequest{Path: "/v2/exportedCandidates", Query: Query{"q": "request",
//     "requestId": id}}.
//   - The configuration of integrations, which an operator does once. Read it by Call with
//     CallRequest{Method: "finder", Path: "/v2/atsIntegrations", Query: Query{"q": "request",
//     "requestId": id}}.
//   - Deleting a client secret, and rotating the secrets of parent, child and standalone applications with the
//     newer API. LinkedIn documents that at most two secrets exist at a time, but its paths require a login.
//     Use the method "action" or "delete".
//   - Validating a blocked webhook again, which LinkedIn documents without its path.
//
// # Testing
//
// Package linkedintest is a fake LinkedIn: it issues tokens, processes jobs in tasks by its own clock, sends
// challenges, resyncs and other events, and injects faults.
//
//	fake := linkedintest.NewServer(t)
//	client, err := linkedin.NewClient(fake.Credentials, rolecall.WithBaseURL(fake.URL))
//
// # Sources
//
// LinkedIn shows much of its documentation only to partners. The comments of types and methods name their
// source, and say what was seen in part, and what is inferred.
package linkedin

//go:generate go run github.com/rolecall-dev/rolecall/internal/modelgen
