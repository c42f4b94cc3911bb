package api

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// The error codes that the fake uses.
const (
	codeRateLimited         = "PLATFORM.RATE_LIMIT_EXCEEDED"
	codeConcurrency         = "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED"
	codeIntegrationNotFound = "PLATFORM.INTEGRATION_NOT_FOUND"
	codeInputInvalid        = "PLATFORM.INPUT_INVALID"
	codeUnknown             = "PLATFORM.UNKNOWN_ERROR"
	codeKeyInvalid          = "PLATFORM.AUTHENTICATION_INVALID"
	codeTimedOut            = "PLATFORM.TASK_TIMED_OUT"
	codePermission          = "INTEGRATION.PERMISSION_MISSING"
	codeSyncPending         = "INTEGRATION.SETUP_SYNC_PENDING"
	codeInactive            = "INTEGRATION.INACTIVE"
	codeCredentials         = "INTEGRATION.AUTHENTICATION_INVALID"
	codeModelDisabled       = "INTEGRATION.MODEL_DISABLED"
	codeRemoteDown          = "REMOTE.SERVICE_UNAVAILABLE"
	codeRemoteUnknown       = "REMOTE.UNKNOWN_HTTP_ERROR"
	codeJobClosed           = "ATS.JOB_CLOSED"
	codeApplicationExists   = "ATS.APPLICATION_ALREADY_EXISTS"
	codeEmployeeExists      = "HRIS.EMPLOYEE_ALREADY_EXISTS"
	codeStaffingClosed      = "HRIS.STAFFING_ENTITY_CLOSED"
	codePostingExists       = "AI_APPLY.JOB_POSTING_ALREADY_EXISTS"
)

// rejection is an error that the API responds with.
type rejection struct {
	status      int
	code        string // null if empty
	message     string
	messageOnly bool // the error object has no other member
}

func (r *rejection) Error() string { return r.code + ": " + r.message }

func reject(status int, code, message string) error {
	return &rejection{status: status, code: code, message: message}
}

func invalid(format string, args ...any) error {
	return reject(http.StatusBadRequest, codeInputInvalid, fmt.Sprintf(format, args...))
}

// missing rejects a path with the id of an unknown record. Kombo has no special error code for this.
func missing(what, id string) error {
	return reject(http.StatusNotFound, codeInputInvalid, fmt.Sprintf("%s %q not found", what, id))
}

var (
	errNoIntegration = reject(http.StatusNotFound, codeIntegrationNotFound, "integration not found")
	// errLegacyPending is Kombo's error before the first sync has finished, until May 2026.
	errLegacyPending = &rejection{status: http.StatusServiceUnavailable, message: "the first sync has not finished", messageOnly: true}
)

// writeError writes an error response with Kombo's error envelope.
func writeError(w http.ResponseWriter, err error) {
	r, ok := errors.AsType[*rejection](err)
	if !ok {
		r = &rejection{status: http.StatusInternalServerError, code: codeUnknown, message: err.Error()}
	}
	e := record.Object{"message", r.message}
	if !r.messageOnly {
		e = record.Object{
			"code", record.OrNull(r.code), "title", http.StatusText(r.status), "message", r.message,
			"log_url", "https://kombo.example.com/logs/" + cmp.Or(r.code, "none"),
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(r.status)
	_, _ = w.Write(record.AppendJSON(nil, record.Object{"status", "error", "error", e}))
}

// unless returns nil if the condition holds, and otherwise a rejection with a message.
func unless(holds bool, format string, args ...any) error {
	if holds {
		return nil
	}
	return invalid(format, args...)
}

// oneOf rejects a value that is not in set.
func oneOf(name, value string, set ...string) error {
	return unless(slices.Contains(set, value), "%s: %q is not one of %s", name, value, strings.Join(set, ", "))
}

// oneOfIfAny is like oneOf, but allows an empty value.
func oneOfIfAny(name, value string, set ...string) error {
	if value == "" {
		return nil
	}
	return oneOf(name, value, set...)
}

// isEmail roughly checks an email address.
func isEmail(s string) bool {
	user, domain, ok := strings.Cut(s, "@")
	return ok && user != "" && strings.Contains(domain, ".") && !strings.ContainsAny(s, " \t\n,")
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && u.Host != ""
}

// isTime reports whether a string is a date, or a time in UTC.
func isTime(s string) bool {
	_, err := record.TimeParam(url.Values{"time": {s}}, "time")
	return err == nil
}
