// Package kombo calls Kombo's unified API and receives its webhooks. Kombo stands in front
// of hundreds of ATS and HRIS tools; this package has its account calls, ATS, HRIS,
// assessment and AI Apply.
//
// # Client and integration
//
// A [Client] holds the key of one of the account's environments and calls what concerns the
// account: checking the key, connection links, tools. An [Integration] is one connected tool
// of one customer: its field [Integration.ATS] reads and writes hiring data, [Integration.HRIS]
// data of employees, and [Integration.Assessment] is for those who test candidates. AI Apply, which
// applies for jobs on the web, has no integrations: it is at [Client.AIApply].
//
//	client, err := kombo.NewClient(os.Getenv("KOMBO_API_KEY"), kombo.WithRegion(kombo.RegionEU))
//	…
//	customer := client.Integration("workday:Example0000000000000001")
//	page, err := customer.ATS.ListJobs(ctx, kombo.ListJobsOptions{Statuses: []kombo.JobStatus{kombo.JobOpen}})
//	…
//	for job, err := range page.All(ctx) {
//		…
//	}
//
// # Reading
//
// Kombo keeps a copy of the tool's data, and lists read from that copy: they are quick, and
// as old as the last sync. Read everything once, then what changed, with
// [ListOptions].UpdatedAfter set to the time at which the read before began, less a few
// minutes, and IncludeDeleted. Deleted records come as tombstones with a RemoteDeletedAt,
// and after 14 days with all other fields blank: never write those over what you have.
// Now and then a change is missed, so read everything about once a week.
//
// A list can be resumed at a stored cursor. Kombo documents neither how long a cursor lives nor an
// error for one that has expired. Expect an error that Is [rolecall.ErrInvalid] or
// [rolecall.ErrNotFound] (inferred), which other mistakes in a request also cause, and do not
// resume at a cursor that is older than an hour. Then read the list from its first page, with the
// UpdatedAfter of the read that was cut off, and do not move the time that you have stored:
//
//	page, err := customer.ATS.ListJobs(ctx, opts) // with the stored Cursor
//	if opts.Cursor != "" && (errors.Is(err, rolecall.ErrInvalid) || errors.Is(err, rolecall.ErrNotFound)) {
//		opts.Cursor = ""
//		page, err = customer.ATS.ListJobs(ctx, opts)
//	}
//
// Records that come twice in this way are the same records: write them over what you have.
//
// Long filters (hundreds of ids) are split into several requests by themselves. A value with
// a comma is refused, since the API could not tell it from two.
//
// # Records
//
// Every struct that Kombo sends embeds [rolecall.Extra]: members that this package has no field for are
// kept there, and encoding/json writes them back, so a record that your backend stores is complete. A
// record in which a member does not fit its field is an error of that record alone, see
// [rolecall.RecordError].
//
// Kombo adds values to its enumerations. New values may appear in every string type that has
// constants; they are kept as they are sent. A value that may be one of several types is a [Union];
// a type that this package does not know is an [Unknown], which keeps the bytes.
//
// # Writing
//
// An action returns a [Result], whose Warnings say what the tool did not take; log them. A
// write is never repeated unless it was rejected because of a limit before anything was done, or
// was not sent. An error that is [rolecall.ErrAmbiguous] means that the write may have happened:
// look before you send it again, as the example of [ATSService.CreateApplication] does. Examples are a lost connection, 408, 500, 502 and 504 with any
// body, and [CodeRemoteUnavailable]; but not a code by which Kombo says that nothing was done: a
// limit, invalid input, credentials, a setup that is not complete, a closed job.
//
// An employee is created by a form that is the customer's own: [HRISService.GetEmployeeForm]
// reads it, [Form.Example] shows what it wants, [Form.Parse] reads what a browser sends, and
// [Form.Validate] names each value that is missing or wrong before anything is sent.
// [Job.ValidateAnswers] does the same for the answers of an applicant. A form may ask for files: the
// value of a [FileField] is a [File].
//
// Four forms change an employee, in closed beta at Kombo: [HRISService.GetPersonalDataForm],
// [HRISService.GetCompensationForm] and [HRISService.GetJobForm] with the current values, and
// [HRISService.GetRehireForm]. [UpdateForm.Validate] checks the values, nil clears a field, and only
// what changes is sent. A tool without such a form responds with [CodeActionNotAvailable].
//
// Publish a job if [Job.Publishing] allows it. An empty [Job.Status] is not known, not open.
//
// # Errors
//
// [rolecall.Error.Code] is Kombo's own code (see the Code constants), and decides the class:
//
//   - [rolecall.ErrPending]: the first sync has not finished. Wait for [SyncFinished], or call
//     [Integration.WaitReady].
//   - [rolecall.ErrNeedsHuman]: setup, credentials or permissions must be corrected by the
//     customer. The class of the status counts as well: 403 [CodePermissionMissing] also
//     is [rolecall.ErrForbidden].
//   - [rolecall.ErrNotFound]: every 404. Kombo sends it with [CodeInputInvalid] for a record that
//     is not there, so such an error is [rolecall.ErrInvalid] as well.
//   - [rolecall.ErrRateLimited]: the rate of the account, the number of actions at once, or the
//     tool's own limit; see Rate and Concurrency in [rolecall.Meta].
//
// # Logs
//
// Types that hold a token or the customer's credentials ([ConnectLink], [PassthroughRequest],
// [File]) print without them with package fmt and in slog. Of raw bytes, such as Raw of [Result],
// custom fields and unknown members, the length is printed. encoding/json writes all of it.
//
// # Webhooks
//
// Kombo signs with the webhook secret of the environment, not with the API key.
//
//	router := webhook.NewRouter()
//	webhook.On(router, kombo.DataChanged, func(ctx context.Context, e *kombo.DataChangedEvent, d *webhook.Delivery) error {
//		return queue.Read(ctx, d.Tenant, e.Data.Lists())
//	})
//	hooks, err := kombo.NewReceiver([]string{secret}, router)
//
// They are hints to read, and may be lost: keep reading from time to time all the same.
//
// # What is not here
//
// Every operation of Kombo's OpenAPI document of May 2026 has a method, but these, by what
// their paths begin with. For them there are [Call] and [CallList], typed by the caller.
//
//   - Other products: /lms/, /hris/provisioning-groups/.
//   - For customers of one tool: /custom/datev/, /custom/silae/, /ats/custom/avionte/.
//   - In none of Kombo's own SDKs: /ats/actions/, PATCH /hris/employees/{employee_id}.
//   - Deprecated: POST /hris/employees (for the form), GET /assessment/orders/open (for orders with
//     a status); and the query parameters status,
//     outcome, employment_status, time_from and time_until.
package kombo

//go:generate go run github.com/rolecall-dev/rolecall/internal/modelgen
