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
)

// classes says what a code stands for, whatever the HTTP status: Kombo moved some from 503
// to 409. A code that is not here goes by its status.
var classes = map[string]error{
	CodeRateLimited:          rolecall.ErrRateLimited,
	CodeConcurrencyLimited:   rolecall.ErrRateLimited,
	CodeRemoteRateLimited:    rolecall.ErrRateLimited,
	CodeIntegrationNotFound:  rolecall.ErrNotFound,
	CodeInputInvalid:         rolecall.ErrInvalid,
	CodeRemoteInputInvalid:   rolecall.ErrInvalid,
	CodeJobClosed:            rolecall.ErrConflict,
	CodeApplicationExists:    rolecall.ErrConflict,
	CodeEmployeeExists:       rolecall.ErrConflict,
	CodeStaffingEntityClosed: rolecall.ErrConflict,
	CodeIPNotWhitelisted:     rolecall.ErrForbidden,
	CodeAPIKeyInvalid:        rolecall.ErrUnauthorized,
	CodeTaskTimedOut:         rolecall.ErrUnavailable,
	CodeRemoteUnavailable:    rolecall.ErrUnavailable,
	CodeSetupSyncPending:     rolecall.ErrPending,
	CodeSetupIncomplete:      rolecall.ErrNeedsHuman,
	CodeQAFailed:             rolecall.ErrNeedsHuman,
	CodeCredentialsInvalid:   rolecall.ErrNeedsHuman,
	CodePermissionMissing:    rolecall.ErrNeedsHuman,
	CodeInactive:             rolecall.ErrNeedsHuman,
}

// open looks into Kombo's envelope: {"status":"success","data":…}, or {"status":"error",
// "error":{code,title,message,log_url}}, whose members may be null or missing.
func open(status int, body []byte) ([]byte, *transport.Failure) {
	var member [3][]byte
	// What is inside data is checked by whoever decodes it.
	if err := jsonpeek.Skim(body, member[:], "status", "data", "error"); err != nil {
		return nil, nonsense(status, "the answer is no JSON object")
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
	return nil, nonsense(status, `the answer says neither "success" nor "error"`)
}

func failure(status int, problem []byte) *transport.Failure {
	var member [4][]byte
	_ = jsonpeek.Pick(problem, member[:], "code", "title", "message", "log_url") // no object: no words
	var word [4]string
	for i, value := range member {
		text, _ := jsonpeek.Text(value)
		word[i] = string(text)
	}
	f := &transport.Failure{Code: word[0], Title: word[1], Message: word[2], LogURL: word[3], Class: classes[word[0]]}
	if f.Code == "" && status == http.StatusServiceUnavailable {
		f.Class = rolecall.ErrPending // how Kombo said it before it had codes
	}
	return f
}

// nonsense is an answer that is not Kombo's: a gateway's, mostly.
func nonsense(status int, message string) *transport.Failure {
	if status >= 300 {
		message = ""
	}
	return &transport.Failure{Message: message, Unrecognized: true}
}

// mayRepeat keeps what Kombo's error guide does not call safe from being repeated: a read that waits
// for the first sync, and a write that the tool itself rejected.
// Source: docs.kombo.dev, "Errors" and "Concurrency limits".
func mayRepeat(failed *transport.Failure, write bool) bool {
	switch failed.Code {
	case CodeRateLimited, CodeConcurrencyLimited:
		return true
	case CodeRemoteRateLimited, CodeRemoteUnavailable:
		return !write
	}
	return !write && failed.Class != rolecall.ErrPending && failed.Class != rolecall.ErrNeedsHuman
}
