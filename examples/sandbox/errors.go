package main

import (
	"errors"
	"fmt"
	"net/http"
)

// statusError is an error with the status of its response. The response to any other error has the status
// 422: the fake cannot perform the operation.
type statusError struct {
	status int
	text   string
}

func (e *statusError) Error() string { return e.text }

func notFound(format string, args ...any) error {
	return &statusError{http.StatusNotFound, fmt.Sprintf(format, args...)}
}

func badRequest(format string, args ...any) error {
	return &statusError{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// errNoWebhook is the error of an operation that needs a registered webhook.
var errNoWebhook = errors.New("no webhook is registered: POST its url to webhook first")

func statusOf(err error) int {
	if e, ok := errors.AsType[*statusError](err); ok {
		return e.status
	}
	return http.StatusUnprocessableEntity
}
