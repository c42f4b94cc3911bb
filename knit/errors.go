package knit

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// ErrNotSupported means that the customer's tool does not support a call. The error of the call matches it.
// Knit responds 404 to such a call and also to an unknown id, so the error matches [rolecall.ErrNotFound]
// as well. Check for ErrNotSupported first:
//
//	switch {
//	case errors.Is(err, knit.ErrNotSupported): // this tool does not support the call
//	case errors.Is(err, rolecall.ErrNotFound): // probably no such record
//	}
//
// Knit has no error code for the difference, so the SDK guesses from the message of the 404. If it contains
// "not supported", "does not support", "unsupported" or "not implemented", the error matches
// ErrNotSupported. A match is probably right, but the absence of a match proves nothing: the messages are
// not documented and may change.
//
// Source: that both are 404 is from public code of a Knit user; the phrases are inferred.
var ErrNotSupported = errors.New("knit: tool does not support this call")

// notSupportedPhrases are the phrases, in lower case, that mark a 404 as [ErrNotSupported].
var notSupportedPhrases = [][]byte{
	[]byte("not support"), []byte("n't support"), []byte("unsupported"), []byte("not implemented"),
}

// unsupported returns [ErrNotSupported] if the message of a 404 says that the tool does not support the call,
// and nil otherwise.
func unsupported(status int, message []byte) error {
	if status != http.StatusNotFound {
		return nil
	}
	message = bytes.ToLower(message)
	for _, phrase := range notSupportedPhrases {
		if bytes.Contains(message, phrase) {
			return ErrNotSupported
		}
	}
	return nil
}

// The rules below decide whether a failed write was executed. Knit has no error codes, and documents this
// for no status, so the rules are those of HTTP:
//
//	400, 401, 403, 404, 409, 422, other 4xx  not executed: Knit rejected it (seen for 400, 401, 403 and 404)
//	429                                      not executed (RFC 6585, 4)
//	501, 503                                 not executed (RFC 9110, 15.6.2 and 15.6.4)
//	408, 500, 502, 504, other 5xx            may have been executed, with or without an envelope in the body
//	2xx with "success": false                not executed: the call failed (public code of a Knit user)
//	2xx without an envelope                  may have been executed
//
// Package transport applies these rules for every provider, so open sets neither Failure.NotDone nor
// Failure.MayBeDone.

// open returns the payload of Knit's envelope. The envelope is {"success":true,"data":…}, or, with any
// status, {"success":false,"error":{"msg":"…"}}. According to public code, success is sometimes a string.
func open(status int, body []byte) ([]byte, *transport.Failure) {
	if status == http.StatusNoContent && len(body) == 0 {
		return []byte("null"), nil // a 204 has no body
	}
	var member [3][]byte
	if err := jsonpeek.Pick(body, member[:], "success", "data", "error"); err != nil {
		return nil, unrecognized(status, "response is not a JSON object")
	}
	var msg [1][]byte
	_ = jsonpeek.Pick(member[2], msg[:], "msg") // on error, the message is empty
	message, _ := jsonpeek.Text(msg[0])
	switch boolString(member[0]) {
	case "true":
		if member[1] == nil {
			return []byte("null"), nil
		}
		return member[1], nil
	case "false":
		return nil, &transport.Failure{Message: string(message), Class: unsupported(status, message)}
	}
	return nil, unrecognized(status, `response has no member "success" that is true or false`)
}

// unrecognized returns the failure for a response that is not Knit's envelope. message says what is wrong
// with the response; it is dropped for status 300 and above, because the status itself is the error.
func unrecognized(status int, message string) *transport.Failure {
	if status >= 300 {
		message = ""
	}
	return &transport.Failure{Message: message, Unrecognized: true}
}

// boolString returns "true" or "false" for a JSON boolean, and the text of a JSON string.
func boolString(value []byte) string {
	if text, ok := jsonpeek.Text(value); ok {
		return string(text)
	}
	return string(value)
}
