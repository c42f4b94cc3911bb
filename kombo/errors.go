package kombo

import (
	"net/http"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Kombo's error codes, in [rolecall.Error.Code]. The set is open. A program mostly asks
// for the class, with errors.Is, and looks at the code for what only Kombo tells apart.
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

// codeFacts holds the meaning of a code for the call that failed. It is the same at any HTTP status:
// Kombo moved some codes from 503 to 409.
type codeFacts struct {
	// class replaces the class of the status; nil keeps that one, and ErrNeedsHuman counts in
	// addition to it.
	class error
	// notDone: Kombo or the tool rejected the call before anything was done, so a write is not
	// ambiguous, at any status. Of the other codes of the table, those of ErrUnavailable leave a
	// write ambiguous at any status, and those without a class at 2xx, 408 and 5xx; a code that is
	// not in the table at 408 and 5xx except 501 and 503, at which a server has not handled the
	// request (RFC 9110).
	notDone bool
	// retry limits the calls that are sent again after a status that allows a retry.
	retry retry
}

// retry limits the calls that are sent again.
type retry uint8

const (
	retryNone retry = iota // the next attempt would fail in the same way
	retryReads
	retryAll // nothing was done, and waiting helps
)

// facts has all that the SDK knows about Kombo's codes.
//
// Kombo documents as safe to send again RATE_LIMIT_EXCEEDED of both kinds, the concurrency limit and
// REMOTE.SERVICE_UNAVAILABLE, and that no other error changes without a correction or a person. It
// documents the codes of the setup as a state in which an integration cannot be used. That the
// codes which reject input, credentials, models, actions, closed jobs, existing records and a second
// import do so before anything is done is inferred from their names. An import that timed out may
// have been made in part. REMOTE.SERVICE_UNAVAILABLE is not taken
// as proof that nothing was done: Kombo sends it after its own attempts, one of which the tool
// may have acted on without responding.
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

// open looks into Kombo's envelope: {"status":"success","data":…}, or {"status":"error",
// "error":{code,title,message,log_url}}, whose members may be null or missing.
func open(status int, body []byte) ([]byte, *transport.Failure) {
	var member [3][]byte
	// The decoder checks the bytes inside data.
	if err := jsonpeek.PickShallow(body, member[:], "status", "data", "error"); err != nil {
		return nil, unrecognized(status, "the response is not a JSON object")
	}
	said, _ := jsonpeek.Text(member[0])
	switch {
	case string(said) == "success" && status < 300:
		if member[1] == nil {
			return []byte("null"), nil
		}
		return member[1], nil
	case string(said) == "error":
		return nil, failure(status, member[2])
	}
	return nil, unrecognized(status, `the response says neither "success" nor "error"`)
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
		if status == http.StatusServiceUnavailable { // the pending first sync, before Kombo had codes
			f.Class, f.NotDone = rolecall.ErrPending, true
		}
		return f
	}
	if known, ok := facts[f.Code]; ok {
		f.Class, f.NotDone = known.class, known.notDone
		// With a code that leaves it open, 2xx proves no more than 5xx. 4xx except 408 is a rejection,
		// but not with a code of a service that did not respond in time: such codes keep their
		// meaning when Kombo moves them to another status.
		f.MayBeDone = !known.notDone && (known.class != nil || status < 300 || status == http.StatusRequestTimeout || status >= 500)
	}
	return f
}

// unrecognized is a response that is not Kombo's, usually a gateway's.
func unrecognized(status int, message string) *transport.Failure {
	if status >= 300 {
		message = ""
	}
	return &transport.Failure{Message: message, Unrecognized: true}
}

// mayRetry keeps calls from being sent again when the next attempt would fail in the same way, and
// writes unless Kombo itself rejected them because of a limit. Whether a read with a
// code that the SDK does not know is retried depends on its status alone.
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
