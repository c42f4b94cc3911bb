package knit

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// ErrNotSupported is matched by the error of a call that the customer's app does not offer:
// ask for it in another way, or not at all. Knit answers 404 to that as to an id that it does
// not know, so such an error is [rolecall.ErrNotFound], too; look for this one first:
//
//	switch {
//	case errors.Is(err, knit.ErrNotSupported): // this app cannot do it
//	case errors.Is(err, rolecall.ErrNotFound): // no such record, as far as one can tell
//	}
//
// Knit has no code that tells the two apart. What does is the text of a 404, as a guess: one
// that says "not supported", "does not support", "unsupported" or "not implemented" is taken
// for this error, any other for a record that is not there. So a match is likely right,
// and the absence of one proves nothing: the messages are not documented, and may change.
//
// Source: that both are 404 is from public code of a Knit user; the phrases are inferred.
var ErrNotSupported = errors.New("knit: the app does not support this call")

// refusals are the phrases, in lower case, by which a 404 is known to be about the call.
var refusals = [][]byte{
	[]byte("not support"), []byte("n't support"), []byte("unsupported"), []byte("not implemented"),
}

// unsupported is the class of a failure whose message says that the app lacks the call.
func unsupported(status int, message []byte) error {
	if status != http.StatusNotFound {
		return nil
	}
	message = bytes.ToLower(message)
	for _, phrase := range refusals {
		if bytes.Contains(message, phrase) {
			return ErrNotSupported
		}
	}
	return nil
}

// What a failed write may have done. Knit has no error codes, and documents for no status what was
// done, so the table is that of HTTP:
//
//	400, 401, 403, 404, 409, 422, other 4xx  not done: Knit rejected the request (seen for 400, 401, 403 and 404)
//	429                                      not done: the request was not handled (RFC 6585, 4)
//	501, 503                                 not done (RFC 9110, 15.6.2 and 15.6.4)
//	408, 500, 502, 504, other 5xx            may be done, no matter who wrote the body
//	2xx with "success": false                not done: Knit says that the call failed (public code of a Knit user)
//	2xx with anything else than an envelope  may be done
//
// Package transport has this table for every provider, so open adds nothing to it: neither
// Failure.NotDone nor Failure.MayBeDone.

// open looks into Knit's envelope: {"success":true,"data":…}, or {"success":false,
// "error":{"msg":"…"}} at any status. success has been seen as text, too.
func open(status int, body []byte) ([]byte, *transport.Failure) {
	if status == http.StatusNoContent && len(body) == 0 {
		return []byte("null"), nil // HTTP has no room for an envelope here
	}
	var member [3][]byte
	if err := jsonpeek.Pick(body, member[:], "success", "data", "error"); err != nil {
		return nil, unrecognized(status, "the answer is no JSON object")
	}
	var problem [1][]byte
	_ = jsonpeek.Pick(member[2], problem[:], "msg") // no object: no message
	message, _ := jsonpeek.Text(problem[0])
	switch boolWord(member[0]) {
	case "true":
		if member[1] == nil {
			return []byte("null"), nil
		}
		return member[1], nil
	case "false":
		return nil, &transport.Failure{Message: string(message), Class: unsupported(status, message)}
	}
	return nil, unrecognized(status, `the answer does not say "success"`)
}

// unrecognized is a response without a message of Knit. What the status of an error says is enough;
// on a success it is the whole story.
func unrecognized(status int, message string) *transport.Failure {
	if status >= 300 {
		message = ""
	}
	return &transport.Failure{Message: message, Unrecognized: true}
}

// boolWord is the word of a JSON true, false, "true" or "false".
func boolWord(value []byte) string {
	if text, ok := jsonpeek.Text(value); ok {
		return string(text)
	}
	return string(value)
}
