package linkedin

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Values of [rolecall.Error.Code] for a rejected access token. Code holds LinkedIn's code, such as
// "ERROR_INVALID_LISTED_AT_FIELD", or LinkedIn's serviceErrorCode if there is no code.
const (
	CodeInvalidToken = "65600"
	CodeExpiredToken = "65602"
)

// ErrNotSent means that a job was not sent because an earlier request of the same call failed. It is safe
// to send the job again.
var ErrNotSent = errors.New("linkedin: not sent because an earlier request of the call failed")

// open returns the body of a success, which has no envelope, or the failure that the body describes:
// {"serviceErrorCode":65600,"message":"…","status":401}, in newer responses also with "code".
func open(status int, body []byte) ([]byte, *transport.Failure) {
	if status < 300 && len(body) == 0 {
		return []byte("null"), nil // of some creates and actions
	}
	var member [6][]byte
	if err := jsonpeek.PickShallow(body, member[:], "status", "message", "code", "serviceErrorCode", "elements", "results"); err != nil {
		if status < 300 {
			return nil, &transport.Failure{Unrecognized: true, Message: "the response is not a JSON object"}
		}
		return nil, &transport.Failure{Unrecognized: true, Class: class(status)}
	}
	bodyStatus, isNumber := number(member[0])
	if status < 300 && (!isNumber || bodyStatus < 400 || member[4] != nil || member[5] != nil) {
		return body, nil
	}
	f := failureOf(member[1], member[2], member[3])
	f.NotDone = notDone[f.Code]
	if status < 300 {
		f.Class = classOf(bodyStatus)
		f.MayBeDone = transport.AmbiguousStatus(bodyStatus)
		return nil, f
	}
	f.Class = class(status)
	return nil, f
}

// notDone holds the codes that mean that LinkedIn did nothing, for any status: it checks the token, the
// permission and the version before it processes the request. A write with any other failure of 408 or 5xx
// may have been done: LinkedIn documents 500 for attributes of a wrong type and 504 for timeouts, without a
// code that distinguishes them.
//
// Source: learn.microsoft.com/linkedin, "Error Handling" and "Create Jobs", errors. The order of the
// checks is inferred.
var notDone = map[string]bool{
	CodeInvalidToken: true,
	CodeExpiredToken: true,
	codeAccessDenied: true,
}

const codeAccessDenied = "ACCESS_DENIED"

// failureOf returns the failure with LinkedIn's message and code.
func failureOf(message, code, serviceCode []byte) *transport.Failure {
	f := &transport.Failure{}
	text, _ := jsonpeek.Text(message)
	f.Message = string(text)
	if text, ok := jsonpeek.Text(code); ok {
		f.Code = string(text)
	} else if n, ok := number(serviceCode); ok && n != 0 {
		f.Code = strconv.Itoa(n)
	}
	return f
}

// class returns the class of a status that has a special meaning at LinkedIn, nil for any other status.
func class(status int) error {
	if status == http.StatusPaymentRequired {
		return rolecall.ErrNeedsHuman // no job slots or no budget left on the contract
	}
	return nil
}

// classOf returns the class of a failure by the status in the body of a 200.
func classOf(status int) error {
	probe := &rolecall.Error{StatusCode: status}
	if special := class(status); special != nil {
		return special
	}
	for _, c := range []error{
		rolecall.ErrUnauthorized, rolecall.ErrForbidden, rolecall.ErrNotFound, rolecall.ErrConflict,
		rolecall.ErrInvalid, rolecall.ErrRateLimited, rolecall.ErrUnavailable,
	} {
		if probe.Is(c) {
			return c
		}
	}
	return nil
}

// number returns the integer in value, which may be a number or a string.
func number(value []byte) (int, bool) {
	if text, ok := jsonpeek.Text(value); ok {
		value = text
	}
	n, err := strconv.Atoi(string(value))
	return n, err == nil
}
