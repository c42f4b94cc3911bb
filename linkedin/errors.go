package linkedin

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// LinkedIn's error codes that say more than the status, in [rolecall.Error.Code]. The set is
// open: it holds LinkedIn's code ("ERROR_INVALID_LISTED_AT_FIELD") or, where it gives none,
// the number that it calls serviceErrorCode.
const (
	CodeInvalidToken = "65600"
	CodeExpiredToken = "65602"
)

// ErrNotSent says that a job was not sent, since an earlier request of the same call had failed.
// It can be sent again without a second thought.
var ErrNotSent = errors.New("linkedin: not sent, since an earlier request of the call failed")

// open tells LinkedIn's errors from its answers, which have no envelope:
// {"serviceErrorCode":65600,"message":"…","status":401}, code in newer ones.
func open(status int, body []byte) ([]byte, *transport.Failure) {
	if status < 300 && len(body) == 0 {
		return []byte("null"), nil // a create or an action that has nothing to tell
	}
	var member [6][]byte
	if err := jsonpeek.PickShallow(body, member[:], "status", "message", "code", "serviceErrorCode", "elements", "results"); err != nil {
		if status < 300 {
			return nil, &transport.Failure{Unrecognized: true, Message: "the answer is no JSON object"}
		}
		return nil, &transport.Failure{Unrecognized: true, Class: class(status)}
	}
	said, isNumber := number(member[0])
	if status < 300 && (!isNumber || said < 400 || member[4] != nil || member[5] != nil) {
		return body, nil
	}
	f := words(member[1], member[2], member[3])
	f.NotDone = notDone[f.Code]
	if status < 300 {
		f.Class = classOf(said)
		f.MayBeDone = transport.AmbiguousStatus(said)
		return nil, f
	}
	f.Class = class(status)
	return nil, f
}

// notDone are the codes after which nothing was done, whatever the status: LinkedIn checks the
// token, the permission and the version before it looks at the request. Every other failure with
// 408 or 5xx may have been done: LinkedIn documents 500 for attributes of a wrong type and 504 for
// timeouts in one table, without a code that tells them apart.
//
// Source: learn.microsoft.com/linkedin, "Error Handling" and "Create Jobs", errors. That the checks
// come first is inferred.
var notDone = map[string]bool{
	CodeInvalidToken: true,
	CodeExpiredToken: true,
	codeAccessDenied: true,
}

const codeAccessDenied = "ACCESS_DENIED"

// words are what LinkedIn says of a failure.
func words(message, code, serviceCode []byte) *transport.Failure {
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

// class is what a status means that means something else at LinkedIn than elsewhere; nil to go
// by the status.
func class(status int) error {
	if status == http.StatusPaymentRequired {
		return rolecall.ErrNeedsHuman // no job slots or no budget left on the contract
	}
	return nil
}

// classOf is the class of a failure whose HTTP status was a success.
func classOf(status int) error {
	probe := &rolecall.Error{StatusCode: status}
	if own := class(status); own != nil {
		return own
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

// number reads a whole number that may stand between quotes.
func number(value []byte) (int, bool) {
	if text, ok := jsonpeek.Text(value); ok {
		value = text
	}
	n, err := strconv.Atoi(string(value))
	return n, err == nil
}
