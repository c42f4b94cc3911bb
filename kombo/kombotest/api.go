package kombotest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// version is in front of every path of the API. Requests may leave it out.
const version = "/v1"

// operation is one of the API's.
type operation struct {
	pattern string // of http.ServeMux, without the version
	kind    operationKind
	serve   func(s *Server, c *call) (data any, err error)
}

type operationKind uint8

const (
	general operationKind = iota // names its integration in the path, or none
	scoped                       // names it in a header
	reading                      // and reads synced data: not before the first sync
	action                       // and writes, or reads through: the concurrency limit counts it
)

// call is one request to an operation.
type call struct {
	*http.Request
	body     []byte
	now      time.Time
	mischief mischief
	warnings []object
}

func (c *call) warn(format string, args ...any) {
	c.warnings = append(c.warnings, object{"message", fmt.Sprintf(format, args...)})
}

// decode reads the body into v.
func (c *call) decode(v any) error {
	body := bytes.TrimSpace(c.body)
	if !bytes.HasPrefix(body, []byte("{")) {
		return invalid("the body has to be a JSON object")
	}
	if err := json.Unmarshal(body, v); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return invalid("%s: it has the wrong type", wrong.Field)
		}
		return invalid("the body has to be a JSON object")
	}
	return nil
}

// refusal is an answer that is an error.
type refusal struct {
	status        int
	code, message string
}

func (r *refusal) Error() string { return r.code + ": " + r.message }

// Error codes that the fake uses.
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
	codeRemoteDown          = "REMOTE.SERVICE_UNAVAILABLE"
	codeRemoteUnknown       = "REMOTE.UNKNOWN_HTTP_ERROR"
	codeJobClosed           = "ATS.JOB_CLOSED"
	codeApplicationExists   = "ATS.APPLICATION_ALREADY_EXISTS"
	codeEmployeeExists      = "HRIS.EMPLOYEE_ALREADY_EXISTS"
	codeStaffingClosed      = "HRIS.STAFFING_ENTITY_CLOSED"
	codePostingExists       = "AI_APPLY.JOB_POSTING_ALREADY_EXISTS"
)

func invalid(format string, args ...any) error {
	return &refusal{http.StatusBadRequest, codeInputInvalid, fmt.Sprintf(format, args...)}
}

// missing is about a record in a path. Kombo has no code of its own for it.
func missing(what, id string) error {
	return &refusal{http.StatusNotFound, codeInputInvalid, fmt.Sprintf("there is no %s %q", what, id)}
}

// routes is the API: authentication and limits, then the operations.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, op := range operations() {
		mux.HandleFunc(op.pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, &op) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "", "there is no such operation")
	})
	bare := http.StripPrefix(version, mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.rate.take(w.Header(), s.now()) {
			refuse(w, http.StatusTooManyRequests, codeRateLimited, "too many requests")
			return
		}
		if r.Header.Get("Authorization") != "Bearer "+s.APIKey {
			refuse(w, http.StatusUnauthorized, codeKeyInvalid, "this is not the API key")
			return
		}
		if strings.HasPrefix(r.URL.Path, version+"/") {
			bare.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// operations is the whole API.
func operations() []operation {
	ops := slices.Concat(generalOperations(), atsOperations(), hrisOperations(), skillOperations(), assessmentOperations(), aiApplyOperations())
	for _, l := range lists {
		kind := reading
		if l.account {
			kind = general
		}
		ops = append(ops, operation{"GET " + l.path, kind, func(s *Server, c *call) (any, error) { return s.list(l, c) }})
	}
	return ops
}

// serve does what all operations have in common.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, op *operation) {
	c := &call{Request: r, mischief: fake.Marked[mischief](r), warnings: []object{}}
	if op.kind == action {
		if !s.actions.enter(w.Header()) {
			refuse(w, http.StatusTooManyRequests, codeConcurrency, "too many actions are under way")
			return
		}
		defer s.actions.leave()
	}
	if !c.mischief.wait(r.Context()) {
		return // nobody is there to hear
	}
	c.body, _ = io.ReadAll(r.Body)
	buffer, _ := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	if err := s.answer(c, op, buffer); err != nil {
		s.refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(*buffer)
}

// buffers are for answers: a page may have a megabyte.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// answer writes the body of a success into a buffer.
func (s *Server) answer(c *call, op *operation, buffer *[]byte) error {
	if op.kind == reading { // readers need not wait for each other
		s.mu.RLock()
		defer s.mu.RUnlock()
	} else {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	c.now = s.now()
	if err := s.admit(c.Request, op.kind); err != nil {
		return err
	}
	data, err := op.serve(s, c)
	if err != nil {
		return err
	}
	answer := object{"status", "success", "data", data}
	if op.kind == action || op.pattern == passthroughPattern {
		answer = answer.and("warnings", c.warnings)
	}
	*buffer = appendJSON((*buffer)[:0], answer)
	return nil
}

// admit refuses what names no integration, another one, or one that is not ready.
func (s *Server) admit(r *http.Request, kind operationKind) error {
	if kind == general {
		if id := r.PathValue("integration_id"); id != "" {
			return s.known(id)
		}
		return nil
	}
	id := r.Header.Get("X-Integration-Id")
	if id == "" {
		return invalid("the header X-Integration-Id is missing")
	}
	if err := s.known(id); err != nil || kind == scoped {
		return err
	}
	switch {
	case !s.integration.enabled:
		return &refusal{http.StatusForbidden, codeInactive, "the integration is switched off"}
	case s.integration.pending == pendingNow:
		return &refusal{http.StatusConflict, codeSyncPending, "the first sync has not finished"}
	case s.integration.pending == pendingLegacy:
		return errLegacyPending
	}
	return nil
}

func (s *Server) known(id string) error {
	if id != s.IntegrationID || s.integration.deleted {
		return &refusal{http.StatusNotFound, codeIntegrationNotFound, "there is no such integration"}
	}
	return nil
}

// list answers one page.
func (s *Server) list(l *list, c *call) (any, error) {
	q, at, err := l.query(s.world, c.URL.Query())
	if err != nil {
		return nil, err
	}
	numbers, next := l.page(s.world, q)
	results := make([]object, 0, len(numbers))
	for _, i := range numbers {
		results = append(results, l.render(s.world, i, c.now))
	}
	var follow any
	if next >= 0 {
		follow = cursor{From: next, Filters: at.Filters}.String()
	}
	if at.Stuck {
		follow = c.URL.Query().Get("cursor")
	}
	results, follow = c.mischief.page(l, c, at, results, follow)
	return object{"next", follow, "results", results}, nil
}
