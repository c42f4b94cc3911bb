package main

import (
	"errors"
	"fmt"
	"net/http"
)

// problem is an error with the status of its response. Other errors have 422: the fake could not do what
// was asked.
type problem struct {
	status int
	text   string
}

func (p *problem) Error() string { return p.text }

func notFound(format string, args ...any) error {
	return &problem{http.StatusNotFound, fmt.Sprintf(format, args...)}
}

func badRequest(format string, args ...any) error {
	return &problem{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// errNoWebhook is the error of an event that has nowhere to go.
var errNoWebhook = errors.New("no webhook is registered: POST its url to webhook first")

func statusOf(err error) int {
	if p, ok := errors.AsType[*problem](err); ok {
		return p.status
	}
	return http.StatusUnprocessableEntity
}
