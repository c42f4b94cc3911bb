// Package kombo is a client of Kombo (kombo.dev), a unified API for hundreds of ATS and HRIS tools. The
// package also receives Kombo's webhooks.
//
// Kombo connects to the tools of your customers, copies their data at regular intervals, and offers it in
// one format. Your backend lists jobs, candidates, applications and employees from that copy. It writes to
// a tool through actions, such as [ATSService.CreateApplication]: Kombo sends them to the tool and responds
// with the result.
//
// Facts in this package are from Kombo's documentation at docs.kombo.dev, its OpenAPI document of May 2026
// and its official SDKs. If a comment says "inferred", Kombo does not document the fact.
//
// # Client and integration
//
//	client, err := kombo.NewClient(os.Getenv("KOMBO_API_KEY"), kombo.WithRegion(kombo.RegionEU))
//	…
//	acme := client.Integration("workday:Example0000000000000001")
//
// An account at Kombo has several environments, such as production and development. Each environment has
// its own API keys. A [Client] holds one key, and its own methods concern the account:
// [Client.CheckAPIKey], [Client.ListTools] and [Client.CreateConnectionLink]. The region is part of the
// account; [WithRegion] selects it, and the default is the EU. The other options are those of package
// rolecall.
//
// An [Integration] is one connected tool of one customer. [Client.Integration] sends no request, so create
// an Integration wherever it is needed. It has three services:
//
//   - [Integration.ATS] reads and writes hiring data.
//   - [Integration.HRIS] reads and writes employee data.
//   - [Integration.Assessment] is for providers of tests and background checks.
//
// AI Apply, which submits applications on the web, belongs to the account and not to an integration:
// [Client.AIApply].
//
// # Connecting a tool
//
//	link, err := client.CreateConnectionLink(ctx, kombo.CreateConnectionLinkRequest{
//		EndUserEmail:            "it@acme.example",
//		EndUserOrganizationName: "Acme",
//		EndUserOriginID:         "customer-7", // your own id for the customer
//		IntegrationCategory:     kombo.CategoryATS,
//	})
//
// The customer opens the link in a browser and connects the tool there. Your backend then learns the
// integration id in two ways: from the event [IntegrationCreated], and from the token that Kombo's frontend
// SDK gives to the browser ([Client.GetIntegrationByToken]). Store the id with the customer.
//
// There is no data to read until the first sync has succeeded, which may take hours. Until then, calls
// return an error that is [rolecall.ErrPending]. Wait for [SyncFinished]; [Integration.WaitReady] does the
// waiting in scripts and tests.
//
// Later calls manage the integration:
//
//   - [Integration.Details] returns the status, and the models and actions that the tool supports and the
//     customer has enabled.
//   - [Integration.CreateReconnectionLink] lets the customer enter new credentials.
//   - [Integration.CreateSetupLink] lets the customer repeat the setup steps, such as filters.
//   - [Integration.TriggerSync] starts a sync now. Kombo syncs every few hours without it.
//   - [Integration.SetEnabled] switches the integration off and on. [Integration.Delete] deletes it.
//
// # Lists
//
//	page, err := acme.ATS.ListJobs(ctx, kombo.ListJobsOptions{Statuses: []kombo.JobStatus{kombo.JobOpen}})
//	…
//	for job, err := range page.All(ctx) {
//		…
//	}
//
// A list reads Kombo's copy of the data. It is fast, and as old as the last sync. Each list has a struct of
// options, most of which embed [ListOptions]. All filters of a list must match; of the values of one
// filter, one must match.
//
// A long filter, with hundreds of ids, is split into several requests. A value that contains a comma is
// rejected, since the API separates values with commas.
//
// To resume a list later, store [rolecall.Page.Next] and pass it as Cursor, with the same options. Kombo
// does not document how long a cursor is valid, nor the error for an expired one. Expect an error that is
// [rolecall.ErrInvalid] or [rolecall.ErrNotFound] (inferred). Other errors in a request have the same
// classes, so do not use a cursor that is older than an hour. After such an error, read the list again from
// its first page, with the same UpdatedAfter:
//
//	page, err := acme.ATS.ListJobs(ctx, opts) // with the stored Cursor
//	if opts.Cursor != "" && (errors.Is(err, rolecall.ErrInvalid) || errors.Is(err, rolecall.ErrNotFound)) {
//		opts.Cursor = ""
//		page, err = acme.ATS.ListJobs(ctx, opts)
//	}
//
// You then read some records twice, so storing a record must be idempotent.
//
// # Changes and deletions
//
// Read a list completely once. After that, read only the changes:
//
//	started := time.Now() // store it as the next watermark when the read has succeeded
//	page, err := acme.ATS.ListJobs(ctx, kombo.ListJobsOptions{ListOptions: kombo.ListOptions{
//		UpdatedAfter:   watermark.Add(-5 * time.Minute),
//		IncludeDeleted: true,
//	}})
//
// The watermark is the time at which the previous successful read started. Subtract a few minutes as an
// overlap. Do not use the newest [Changes].ChangedAt as the watermark: a list with UpdatedAfter also
// contains records whose nested data changed, and their ChangedAt stays the same. Do not use the
// SyncStartedAt of an event either, since a webhook of the tool may have changed records before that sync.
//
// A deleted record is a tombstone: its RemoteDeletedAt is set. 14 days after the deletion, Kombo clears all
// other fields. Do not overwrite stored data with cleared fields. If a model is disabled in the scope
// config, all of its records become tombstones.
//
// A change may be missed, so read everything about once a week, as Kombo recommends.
//
// Kombo's ids are unique within one model. Records of two models of one integration may have the same id,
// so store a record under its model and its id.
//
// # Records
//
// Every struct that Kombo sends embeds [rolecall.Extra]. Members that this package has no field for are
// kept there, and encoding/json writes them back, so a record that your backend stores is complete. If a
// member does not fit its field, only that record fails, with a [rolecall.RecordError].
//
// A value that can have one of several types is a [Union]. A type that this package does not know is an
// [Unknown], which keeps the bytes.
//
// An empty [Job.Status] means that the status is unknown, not that the job is open. Publish a job only if
// [Job.Publishing] is [PublishingAllowed]. [MatchJobs] finds your own jobs among those of a tool.
//
// # Writes
//
//	created, err := acme.ATS.CreateApplication(ctx, jobID, kombo.CreateApplicationRequest{
//		Candidate: kombo.NewCandidate{FirstName: "Ada", LastName: "Example", EmailAddress: "ada@example.com"},
//	})
//
// An action returns a [Result]. Its Warnings say which parts of the request the tool did not accept: log
// them. Requests have a Problem method, which describes what makes the request invalid. The call checks it
// before sending anything, and returns an error that is [rolecall.ErrInvalid].
//
// [Job.ValidateAnswers] checks a candidate's answers to [Job.ScreeningQuestions] before they are sent, and
// names each missing or invalid answer. [FileFrom] creates a [File] from an uploaded file.
//
// The SDK retries a write only if Kombo rejected it because of a limit before doing anything, or if it was
// certainly not sent. After other failures the result may be unknown: an error that is
// [rolecall.ErrAmbiguous] means that the write may have happened. Check before sending it again, as the
// example of [ATSService.CreateApplication] does.
//
// Examples are a lost connection, status 408, 500, 502 and 504 with any body, and [CodeRemoteUnavailable].
// Regardless of the status, a write is not ambiguous if Kombo's code means that nothing was done: a limit,
// invalid input, invalid credentials, an incomplete setup, a closed job.
//
// # Errors and who must act
//
// A failed call returns a [rolecall.Error]. Its Code is Kombo's error code, one of the Code constants; its
// LogURL is the page of the call in Kombo's dashboard. The code decides the class of the error. Check the
// class with errors.Is:
//
//   - [rolecall.ErrPending]: the first sync has not finished. Wait.
//   - [rolecall.ErrNeedsHuman]: the customer must correct the setup, the credentials or the permissions.
//     The class of the status applies in addition: 403 with [CodePermissionMissing] also is
//     [rolecall.ErrForbidden].
//   - [rolecall.ErrUnauthorized] and [rolecall.ErrForbidden]: your operator must check the API key and the
//     allowed IP addresses.
//   - [rolecall.ErrInvalid]: the request must be corrected.
//   - [rolecall.ErrNotFound]: every 404. If a record does not exist, Kombo sends 404 with
//     [CodeInputInvalid], so such an error also is [rolecall.ErrInvalid].
//   - [rolecall.ErrConflict]: the state does not allow the action, for example [CodeJobClosed] and
//     [CodeApplicationExists].
//   - [rolecall.ErrRateLimited]: a limit was exceeded. Wait, and send fewer requests.
//   - [rolecall.ErrUnavailable]: Kombo or the tool was not available, or did not respond in time. Try again
//     later, but check first whether the error is [rolecall.ErrAmbiguous].
//
// [CodeModelNotAvailable], [CodeModelDisabled], [CodeActionNotAvailable] and [CodeActionDisabled] mean that
// the tool does not support a model or an action, or that the scope config does not enable it.
//
// # Limits
//
// Kombo has three limits: the request rate of the account, the number of concurrent actions of an
// integration, and the tool's own rate limit. Writes and reads that Kombo passes to the tool count as
// actions; lists do not. [rolecall.Meta] contains the limits of a response in Rate and Concurrency.
// [rolecall.WithConcurrency] limits the concurrent requests of a client, and [rolecall.WithLimiter] its
// rate.
//
// # Webhooks
//
//	router := webhook.NewRouter()
//	webhook.On(router, kombo.DataChanged, func(ctx context.Context, e *kombo.DataChangedEvent, d *webhook.Delivery) error {
//		return queue.Read(ctx, d.Tenant, e.Data.Lists())
//	})
//	hooks, err := kombo.NewReceiver([]string{secret}, router)
//
// Kombo signs the whole body with the webhook secret of the environment, not with the API key.
// [webhook.Delivery.Tenant] is the integration id, which is part of the body.
//
//   - [DataChanged] names models, not records. [DataChangedData.Lists] returns the lists to read.
//   - [SyncFinished] reports the end of a sync. [SyncFinishedData.Outcome] says what to do, and
//     [SyncState.Explain] explains it to the customer.
//   - [IntegrationCreated], [IntegrationDeleted], [IntegrationStateChanged] and [ConnectionFlowFailed]
//     report what happens to an integration.
//   - [IssueStatusChanged] reports a problem that Kombo has observed.
//   - [AssessmentOrderReceived] and [InlineAssessmentOrderReceived] report orders.
//   - The events whose names begin with AIApply belong to AI Apply.
//
// Kombo does not document how often and in which order it delivers events, and webhooks may be lost. Use
// them to read sooner, but also read at regular intervals.
//
// # Assessment
//
// If you offer tests or background checks, [AssessmentService.SetPackages] tells Kombo what customers can
// order. A customer orders a package for a candidate in their ATS. Your backend receives
// [AssessmentOrderReceived], and [AssessmentService.ListOrders] finds orders whose webhook was lost.
// [AssessmentService.UpdateOrderResult] sends the result to the ATS.
//
// # HRIS and its forms
//
// Employees, employments, absences and other records of an HRIS are lists like those of an ATS. Creating
// an employee is different, since every customer requires other fields. [HRISService.GetEmployeeForm] reads
// the customer's own [Form]:
//
//   - [Form.Example] returns values that the form accepts.
//   - [Form.Parse] converts the input of an HTML form to values. [InputName] returns the name of an input.
//   - [Form.Validate] returns a [*FormError] with each missing or invalid value.
//   - [HRISService.CreateEmployeeWithForm] creates the employee.
//
// The value of a [FileField] is a [File].
//
// Four forms change an employee. Kombo offers them in closed beta. [HRISService.GetPersonalDataForm],
// [HRISService.GetCompensationForm] and [HRISService.GetJobForm] contain the current values;
// [HRISService.GetRehireForm] employs a former employee again. [UpdateForm.Validate] checks the values. A
// nil value clears a field, and only values that change are sent. If a tool does not have such a form, the
// error has [CodeActionNotAvailable].
//
// # AI Apply
//
// AI Apply is for job boards. It reads the application form of a job posting on the web and submits
// applications there:
//
//   - [AIApplyService.CreatePosting] or [AIApplyService.ImportPostings] imports postings.
//   - [AIApplyService.Inquire] returns the questions of a posting and a token for one application.
//   - [AIApplyService.Apply] sends the answers. The event [AIApplyApplicationStatusUpdated] reports whether
//     the application was submitted.
//
// # Enums
//
// A type such as [JobStatus] is a string with constants for the known values. New values may appear in any
// of these types, and so may new error codes. Unknown values are kept unmodified. For some types, such as
// [EmploymentType], Kombo sends the tool's own string if it cannot map the value. "" means that Kombo sent
// null or nothing.
//
// # Logs
//
// Types that contain a token or the customer's credentials ([ConnectLink], [PassthroughRequest], [File])
// omit them when printed with package fmt or slog. Raw bytes, such as [Result].Raw, custom fields and
// unknown members, are printed as their length only. encoding/json encodes everything.
//
// # Calls without a method
//
// [Call] and [CallList] call any operation of Kombo's API by its path, with the same errors, limits,
// retries and pages as the methods. The type of the result is yours:
//
//	page, err := kombo.CallList[Course](ctx, acme, kombo.CallRequest{Path: "/lms/courses"})
//
// [Integration.Passthrough] sends a request to the tool's own API, with the customer's credentials.
//
// # What is not here
//
// Every operation of Kombo's OpenAPI document of May 2026 has a method, except the following. Use [Call] or
// [CallList] for them. The list names the beginning of their paths.
//
//   - Other products: /lms/, /hris/provisioning-groups/.
//   - For customers of one tool: /custom/datev/, /custom/silae/, /ats/custom/avionte/.
//   - In none of Kombo's official SDKs: /ats/actions/, PATCH /hris/employees/{employee_id}.
//   - Deprecated: POST /hris/employees (replaced by the form) and GET /assessment/orders/open (replaced by
//     orders with a status).
//
// The deprecated query parameters status, outcome, employment_status, time_from and time_until have no
// field.
//
// # Testing
//
// Package [github.com/rolecall-dev/rolecall/kombo/kombotest] is an in-process fake of Kombo: a server on
// loopback that serves these operations, stores the written records, and delivers signed webhooks. A test
// can change its records, make requests fail, and deliver events late, twice or out of order.
// [ParseDeliveries] decodes a [webhook.Delivery] from bytes, such as those of a file.
package kombo

//go:generate go run github.com/rolecall-dev/rolecall/internal/modelgen
