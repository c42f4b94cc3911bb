package kombo

import (
	"net/http"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Kombo's error codes, in [rolecall.Error.Code]. In most cases check the class of an error with
// errors.Is; check the code only for a distinction that the classes do not make.
const (
	CodeRateLimited          = "PLATFORM.RATE_LIMIT_EXCEEDED"
	CodeConcurrencyLimited   = "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED"
	CodeIntegrationNotFound  = "PLATFORM.INTEGRATION_NOT_FOUND"
	CodeInputInvalid         = "PLATFORM.INPUT_INVALID"
	CodeUnknownError         = "PLATFORM.UNKNOWN_ERROR"
	CodeIPNotWhitelisted     = "PLATFORM.IP_NOT_WHITELISTED"
	CodeAPIKeyInvalid        = "PLATFORM.AUTHENTICATION_INVALID"
	CodeTaskTimedOut         = "PLATFORM.TASK_TIMED_OUT"
	CodePermissionMissing    = "INTEGRATION.PERMISSION_MISSING"
	CodeCredentialsInvalid   = "INTEGRATION.AUTHENTICATION_INVALID"
	CodeQAFailed             = "INTEGRATION.QA_FAILED"
	CodeSetupSyncPending     = "INTEGRATION.SETUP_SYNC_PENDING"
	CodeSetupIncomplete      = "INTEGRATION.SETUP_INCOMPLETE"
	CodeInactive             = "INTEGRATION.INACTIVE"
	CodeModelNotAvailable    = "INTEGRATION.MODEL_NOT_AVAILABLE"
	CodeModelDisabled        = "INTEGRATION.MODEL_DISABLED"
	CodeActionNotAvailable   = "INTEGRATION.ACTION_NOT_AVAILABLE"
	CodeActionDisabled       = "INTEGRATION.ACTION_DISABLED"
	CodeRemoteUnavailable    = "REMOTE.SERVICE_UNAVAILABLE"
	CodeRemoteRateLimited    = "REMOTE.RATE_LIMIT_EXCEEDED"
	CodeRemoteInputInvalid   = "REMOTE.INPUT_INVALID"
	CodeRemoteUnknownError   = "REMOTE.UNKNOWN_HTTP_ERROR"
	CodeJobClosed            = "ATS.JOB_CLOSED"
	CodeApplicationExists    = "ATS.APPLICATION_ALREADY_EXISTS"
	CodeEmployeeExists       = "HRIS.EMPLOYEE_ALREADY_EXISTS"
	CodeStaffingEntityClosed = "HRIS.STAFFING_ENTITY_CLOSED"
	CodeJobPostingExists     = "AI_APPLY.JOB_POSTING_ALREADY_EXISTS"
	CodeImportRunning        = "AI_APPLY.JOB_FEED_IMPORT_ALREADY_RUNNING"
	CodeImportTimedOut       = "AI_APPLY.JOB_FEED_IMPORT_TIMED_OUT"
)

// codeFacts is the meaning of an error code. It does not depend on the HTTP status, since Kombo moved
// some codes from 503 to 409.
type codeFacts struct {
	// class replaces the class of the status. Nil keeps the class of the status; ErrNeedsHuman is
	// added to it.
	class error
	// notDone: Kombo or the tool rejected the call and did nothing, so a write is not ambiguous at
	// any status. For the other codes of the table, a write is ambiguous at any status if the class
	// is ErrUnavailable, and at 2xx, 408 and 5xx if there is no class. With a code that is not in the
	// table, a write is ambiguous at 408 and at 5xx except 501 and 503, which mean that the server has
	// not handled the request (RFC 9110).
	notDone bool
	// retry limits the calls that are retried if the status allows a retry.
	retry retry
}

// retry is the set of calls that may be retried after an error code.
type retry uint8

const (
	retryNone retry = iota // the next attempt would fail in the same way
	retryReads
	retryAll // nothing was done, and waiting helps
)

// facts holds the meaning of every code that the SDK knows.
//
// Kombo documents that a call may be sent again after both RATE_LIMIT_EXCEEDED codes, the concurrency
// limit and REMOTE.SERVICE_UNAVAILABLE, and that every other error remains until the input is
// corrected or a person acts. It documents the setup codes as states in which an integration cannot be
// used. The codes for invalid input, credentials, models, actions, closed jobs, existing records and a
// second import mean that nothing was done (inferred from their names). An import that timed out may
// have been done in part. REMOTE.SERVICE_UNAVAILABLE does not prove that nothing was done: Kombo
// sends it after its own attempts, and the tool may have executed one of them without responding.
//
// Source: docs.kombo.dev, "Errors", "Concurrency limits", "Important changes" and "Creating
// applications".
var facts = map[string]codeFacts{
	CodeRateLimited:         {rolecall.ErrRateLimited, true, retryAll},
	CodeConcurrencyLimited:  {rolecall.ErrRateLimited, true, retryAll},
	CodeIntegrationNotFound: {rolecall.ErrNotFound, true, retryNone},
	CodeInputInvalid:        {rolecall.ErrInvalid, true, retryNone},
	CodeUnknownError:        {nil, false, retryReads},
	CodeIPNotWhitelisted:    {rolecall.ErrForbidden, true, retryNone},
	CodeAPIKeyInvalid:       {rolecall.ErrUnauthorized, true, retryNone},
	CodeTaskTimedOut:        {rolecall.ErrUnavailable, false, retryReads},

	CodePermissionMissing:  {rolecall.ErrNeedsHuman, true, retryNone},
	CodeCredentialsInvalid: {rolecall.ErrNeedsHuman, true, retryNone},
	CodeQAFailed:           {rolecall.ErrNeedsHuman, true, retryNone},
	CodeSetupSyncPending:   {rolecall.ErrPending, true, retryNone},
	CodeSetupIncomplete:    {rolecall.ErrNeedsHuman, true, retryNone},
	CodeInactive:           {rolecall.ErrNeedsHuman, true, retryNone},
	CodeModelNotAvailable:  {nil, true, retryNone},
	CodeModelDisabled:      {nil, true, retryNone},
	CodeActionNotAvailable: {nil, true, retryNone},
	CodeActionDisabled:     {nil, true, retryNone},

	CodeRemoteUnavailable:  {rolecall.ErrUnavailable, false, retryReads},
	CodeRemoteRateLimited:  {rolecall.ErrRateLimited, true, retryReads},
	CodeRemoteInputInvalid: {rolecall.ErrInvalid, true, retryNone},
	CodeRemoteUnknownError: {nil, false, retryReads},

	CodeJobClosed:            {rolecall.ErrConflict, true, retryNone},
	CodeApplicationExists:    {rolecall.ErrConflict, true, retryNone},
	CodeEmployeeExists:       {rolecall.ErrConflict, true, retryNone},
	CodeStaffingEntityClosed: {rolecall.ErrConflict, true, retryNone},

	CodeJobPostingExists: {rolecall.ErrConflict, true, retryNone},
	CodeImportRunning:    {rolecall.ErrConflict, true, retryNone},
	CodeImportTimedOut:   {rolecall.ErrUnavailable, false, retryNone},
}

// open reads Kombo's envelope: {"status":"success","data":…} or
// {"status":"error","error":{code,title,message,log_url}}. The members of "error" may be null or
// absent.
func open(status int, body []byte) ([]byte, *transport.Failure) {
	var member [3][]byte
	// PickShallow does not check the bytes of data; the decoder does.
	if err := jsonpeek.PickShallow(body, member[:], "status", "data", "error"); err != nil {
		return nil, unrecognized(status, "the response is not a JSON object")
	}
	result, _ := jsonpeek.Text(member[0])
	switch {
	case string(result) == "success" && status < 300:
		if member[1] == nil {
			return []byte("null"), nil
		}
		return member[1], nil
	case string(result) == "error":
		return nil, failure(status, member[2])
	}
	return nil, unrecognized(status, `the status of the response is neither "success" nor "error"`)
}

func failure(status int, problem []byte) *transport.Failure {
	var member [4][]byte
	_ = jsonpeek.Pick(problem, member[:], "code", "title", "message", "log_url") // not an object: all are empty
	var value [4]string
	for i, raw := range member {
		text, _ := jsonpeek.Text(raw)
		value[i] = string(text)
	}
	f := &transport.Failure{Code: value[0], Title: value[1], Message: value[2], LogURL: value[3]}
	if f.Code == "" {
		if status == http.StatusServiceUnavailable { // how Kombo reported a pending first sync before it had codes
			f.Class, f.NotDone = rolecall.ErrPending, true
		}
		return f
	}
	if known, ok := facts[f.Code]; ok {
		f.Class, f.NotDone = known.class, known.notDone
		// If the code does not say whether anything was done, 2xx proves no more than 5xx, and 4xx
		// except 408 means that the call was rejected. A code for a service that did not respond in time
		// leaves a write ambiguous at any status, since Kombo may move such codes to another status.
		f.MayBeDone = !known.notDone && (known.class != nil || status < 300 || status == http.StatusRequestTimeout || status >= 500)
	}
	return f
}

// unrecognized is the failure for a response that does not come from Kombo, usually from a gateway.
func unrecognized(status int, message string) *transport.Failure {
	if status >= 300 {
		message = ""
	}
	return &transport.Failure{Message: message, Unrecognized: true}
}

// mayRetry reports whether a failed call may be retried. It prevents retries that would fail in the
// same way, and retries of writes unless Kombo itself rejected the write because of a limit. A read
// that failed with an unknown code is retried if its status allows it.
func mayRetry(failed *transport.Failure, write bool) bool {
	known, ok := facts[failed.Code]
	switch {
	case !ok:
		return !write && failed.Class == nil
	case known.retry == retryAll:
		return true
	}
	return known.retry == retryReads && !write
}
