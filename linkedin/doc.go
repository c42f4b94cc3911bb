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
//		linkedin.WithVersion("202604"))
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
// An update of a job that LinkedIn has lost fails with its task: create it then.
//
// # Errors
//
// LinkedIn reports one failure as an HTTP status or as a status within a 200; both become a
// [*rolecall.Error] with the same class. [rolecall.ErrNeedsHuman] is a contract without slots or
// budget (402), or an application for which LinkedIn has not switched this flow on. An error that
// Is [rolecall.ErrAmbiguous] leaves open whether the jobs were taken; look at their statuses
// ([Client.JobPostingStatuses]) before creating them again. An update may be sent again at once.
//
// # How sure this is
//
// Much of LinkedIn's documentation is for partners alone. Types and methods name their source, and
// say what was seen in part or inferred.
//
// # What is not here
//
// Recruiter System Connect beyond its fields of a job and its two thin events; the configuration
// of integrations (atsIntegrations), which a person does once.
package linkedin
