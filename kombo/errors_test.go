package kombo_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// errorClasses are all error classes of package rolecall.
var errorClasses = []error{
	rolecall.ErrUnauthorized, rolecall.ErrForbidden, rolecall.ErrNotFound, rolecall.ErrConflict, rolecall.ErrInvalid,
	rolecall.ErrRateLimited, rolecall.ErrUnavailable, rolecall.ErrPending, rolecall.ErrNeedsHuman,
}

// requireClass requires that err matches the classes in want and no other class.
func requireClass(t *testing.T, err error, want ...error) {
	t.Helper()
	for _, class := range errorClasses {
		if slices.Contains(want, class) {
			require.ErrorIs(t, err, class)
		} else {
			require.NotErrorIs(t, err, class)
		}
	}
}

// meaning is the documented meaning of an error code: its class (nil means the class of the status), and whether
// a write that fails with it has certainly not happened.
type meaning struct {
	class   error
	notDone bool
}

// meanings has every code that the SDK knows and one unknown code. The key "" is an error without a code.
var meanings = map[string]meaning{
	kombo.CodeRateLimited:          {rolecall.ErrRateLimited, true},
	kombo.CodeConcurrencyLimited:   {rolecall.ErrRateLimited, true},
	kombo.CodeIntegrationNotFound:  {rolecall.ErrNotFound, true},
	kombo.CodeInputInvalid:         {rolecall.ErrInvalid, true},
	kombo.CodeUnknownError:         {nil, false},
	kombo.CodeIPNotWhitelisted:     {rolecall.ErrForbidden, true},
	kombo.CodeAPIKeyInvalid:        {rolecall.ErrUnauthorized, true},
	kombo.CodeTaskTimedOut:         {rolecall.ErrUnavailable, false},
	kombo.CodePermissionMissing:    {rolecall.ErrNeedsHuman, true},
	kombo.CodeCredentialsInvalid:   {rolecall.ErrNeedsHuman, true},
	kombo.CodeQAFailed:             {rolecall.ErrNeedsHuman, true},
	kombo.CodeSetupSyncPending:     {rolecall.ErrPending, true},
	kombo.CodeSetupIncomplete:      {rolecall.ErrNeedsHuman, true},
	kombo.CodeInactive:             {rolecall.ErrNeedsHuman, true},
	kombo.CodeModelNotAvailable:    {nil, true},
	kombo.CodeModelDisabled:        {nil, true},
	kombo.CodeActionNotAvailable:   {nil, true},
	kombo.CodeActionDisabled:       {nil, true},
	kombo.CodeRemoteUnavailable:    {rolecall.ErrUnavailable, false},
	kombo.CodeRemoteRateLimited:    {rolecall.ErrRateLimited, true},
	kombo.CodeRemoteInputInvalid:   {rolecall.ErrInvalid, true},
	kombo.CodeRemoteUnknownError:   {nil, false},
	kombo.CodeJobClosed:            {rolecall.ErrConflict, true},
	kombo.CodeApplicationExists:    {rolecall.ErrConflict, true},
	kombo.CodeEmployeeExists:       {rolecall.ErrConflict, true},
	kombo.CodeStaffingEntityClosed: {rolecall.ErrConflict, true},
	kombo.CodeJobPostingExists:     {rolecall.ErrConflict, true},
	kombo.CodeImportRunning:        {rolecall.ErrConflict, true},
	kombo.CodeImportTimedOut:       {rolecall.ErrUnavailable, false},
	"PLATFORM.NEW_SINCE_TODAY":     {nil, false},
	"":                             {nil, false},
}

// statuses has the class of each status. A precise class applies in addition to the class of the code.
var statuses = map[int]struct {
	class   error
	precise bool
}{
	200: {rolecall.ErrInvalid, false}, // with an error in the body
	400: {rolecall.ErrInvalid, false},
	401: {rolecall.ErrUnauthorized, true},
	403: {rolecall.ErrForbidden, true},
	404: {rolecall.ErrNotFound, true},
	408: {rolecall.ErrUnavailable, false},
	409: {rolecall.ErrConflict, false},
	418: {rolecall.ErrInvalid, false},
	422: {rolecall.ErrInvalid, false},
	429: {rolecall.ErrRateLimited, true},
	500: {rolecall.ErrUnavailable, false},
	501: {rolecall.ErrUnavailable, false},
	502: {rolecall.ErrUnavailable, false},
	503: {rolecall.ErrUnavailable, false},
	504: {rolecall.ErrUnavailable, false},
}

// classesOf returns the classes that an error of the code and the status must match.
func classesOf(code string, status int) []error {
	byCode, byStatus := meanings[code].class, statuses[status]
	if code == "" && status == http.StatusServiceUnavailable {
		byCode = rolecall.ErrPending // Kombo sent this before it had error codes
	}
	switch {
	case byCode == nil:
		return []error{byStatus.class}
	case byCode == rolecall.ErrNeedsHuman, byStatus.precise: //nolint:errorlint // the sentinel itself
		return []error{byCode, byStatus.class}
	}
	return []error{byCode}
}

// isAmbiguous reports whether a write that fails with the code and the status may have happened.
func isAmbiguous(code string, status int) bool {
	unknown := code == "" || code == "PLATFORM.NEW_SINCE_TODAY"
	switch {
	case meanings[code].notDone:
		return false
	case code == kombo.CodeTaskTimedOut, code == kombo.CodeRemoteUnavailable, code == kombo.CodeImportTimedOut:
		return true // at any status
	case status == http.StatusOK, status == 501, status == 503:
		return !unknown // a known code takes precedence over the status
	}
	return status == 408 || status >= 500
}

func TestErrorClasses(t *testing.T) {
	t.Parallel()
	for code := range meanings {
		t.Run("code "+code, func(t *testing.T) {
			t.Parallel()
			h := newBackendFor(t, kombotest.NewServer(t), rolecall.WithRetry(noRetry))
			for status := range statuses {
				at := fmt.Sprint(status, " ", code)
				h.fake.Inject(kombotest.Code(status, code), kombotest.Code(status, code))
				err := readOrWrite(t.Context(), h, false)
				requireClass(t, err, classesOf(code, status)...)
				require.NotErrorIs(t, err, rolecall.ErrAmbiguous, "a read changes nothing")
				e := errorOf(t, err)
				require.Equal(t, status, e.StatusCode)
				require.Equal(t, code, e.Code)
				err = readOrWrite(t.Context(), h, true)
				requireClass(t, err, classesOf(code, status)...)
				require.Equal(t, isAmbiguous(code, status), errors.Is(err, rolecall.ErrAmbiguous), at)
			}
		})
	}
	t.Run("every code is tested", func(t *testing.T) {
		t.Parallel()
		source, err := os.ReadFile("errors.go")
		require.NoError(t, err)
		declared := regexp.MustCompile(`\tCode\w+ += "([A-Z_.]+)"`).FindAllSubmatch(source, -1)
		require.Len(t, declared, len(meanings)-2)
		for _, match := range declared {
			require.Contains(t, meanings, string(match[1]))
		}
	})
}

func errorOf(t *testing.T, err error) *rolecall.Error {
	t.Helper()
	e, ok := errors.AsType[*rolecall.Error](err)
	require.True(t, ok, "%v", err)
	return e
}

// TestUnrecognizedResponses tests the responses of gateways and proxies.
func TestUnrecognizedResponses(t *testing.T) {
	t.Parallel()
	unavailable, invalid := rolecall.ErrUnavailable, rolecall.ErrInvalid
	for _, tt := range []struct {
		name, contentType, body string
		status                  int
		class                   error
		ambiguous               bool
	}{
		{"200 with HTML", "text/html", "<html>Sign in</html>", 200, unavailable, true},
		{"200 without a body", "", "", 200, unavailable, true},
		{"200 with truncated JSON", "application/json", `{"status":"success","data":{"res`, 200, unavailable, true},
		{"200 with unrelated JSON", "application/json", `{"ok":true}`, 200, unavailable, true},
		{"200 with a list", "application/json", `[]`, 200, unavailable, true},
		{"200 with data that is not an object", "application/json", `{"status":"success","data":"no"}`, 200, unavailable, true},
		{"200 with no data", "application/json", `{"status":"success"}`, 200, unavailable, false},
		{"200 with an error without a code", "application/json", `{"status":"error","error":{"message":"no"}}`, 200, invalid, false},
		{"200 with an error that is not an object", "application/json", `{"status":"error","error":"no"}`, 200, invalid, false},
		{"204", "", "", 204, unavailable, true},
		{"302 without a Location header", "text/html", "moved", 302, unavailable, true},
		{"304", "", "", 304, unavailable, false},
		{"400 with HTML", "text/html", "<html>", 400, invalid, false},
		{"401 with HTML", "text/html", "<html>", 401, rolecall.ErrUnauthorized, false},
		{"403 with HTML", "text/html", "<html>", 403, rolecall.ErrForbidden, false},
		{"404 with HTML", "text/html", "<html>", 404, rolecall.ErrNotFound, false},
		{"408 with HTML", "text/html", "<html>", 408, unavailable, true},
		{"413 with HTML", "text/html", "<html>", 413, invalid, false},
		{"429 with HTML", "text/html", "<html>", 429, rolecall.ErrRateLimited, false},
		{"500 with unrelated JSON", "application/json", `{"errorCode":"500"}`, 500, unavailable, true},
		{"500 with truncated JSON", "application/json", `{"status":"error","error":{"code":"UNKNOWN"`, 500, unavailable, true},
		{"500 with the status success", "application/json", `{"status":"success","data":{}}`, 500, unavailable, true},
		{"502 with text", "text/plain", "502 Bad Gateway", 502, unavailable, true},
		{"503 with text", "text/plain", "503", 503, unavailable, false},
		{"504 without a body", "", "", 504, unavailable, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, noRetry, respondWith(tt.status, tt.contentType, tt.body))
			_, err := s.integration.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
			requireClass(t, err, tt.class)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous, "a read changes nothing")
			require.Equal(t, tt.status, errorOf(t, err).StatusCode)
			_, err = s.integration.ATS.CreateApplication(t.Context(), "job1", kombo.CreateApplicationRequest{Candidate: janeExample})
			if err == nil {
				require.Contains(t, tt.name, "no data", "only the response to an action may have no data")
				return
			}
			requireClass(t, err, tt.class)
			require.Equal(t, tt.ambiguous, errors.Is(err, rolecall.ErrAmbiguous), "%v", err)
		})
	}
}

func TestErrNotFound(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	for name, call := range map[string]func() error{
		"absence that is already deleted": func() error {
			absences, err := h.integration.HRIS.ListAbsences(t.Context(), kombo.ListAbsencesOptions{})
			require.NoError(t, err)
			_, err = h.integration.HRIS.DeleteAbsence(t.Context(), absences.Items[1].ID, kombo.DeleteAbsenceRequest{})
			require.NoError(t, err)
			_, err = h.integration.HRIS.DeleteAbsence(t.Context(), absences.Items[1].ID, kombo.DeleteAbsenceRequest{})
			return err
		},
		"application of a note": func() error {
			_, err := h.ats.AddApplicationNote(t.Context(), "gone", kombo.AddApplicationNoteRequest{Content: "Hello"})
			return err
		},
		"order": func() error {
			_, err := h.integration.Assessment.UpdateOrderResult(t.Context(), "gone",
				kombo.UpdateOrderResultRequest{Status: kombo.OrderCompleted, ResultURL: "https://example.com/result"})
			return err
		},
		"integration field": func() error {
			_, err := h.integration.UpdateIntegrationField(t.Context(), "gone", kombo.UpdateIntegrationFieldRequest{})
			return err
		},
		"custom field": func() error {
			_, err := h.integration.UpdateCustomFieldMapping(t.Context(), "gone", kombo.UpdateCustomFieldMappingRequest{})
			return err
		},
		"integration": func() error {
			_, err := h.client.Integration("example:gone").Details(t.Context())
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := call()
			require.ErrorIs(t, err, rolecall.ErrNotFound)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Equal(t, http.StatusNotFound, errorOf(t, err).StatusCode)
		})
	}
}

func TestFirstSyncPending(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]kombotest.Option{"with a code": kombotest.FirstSyncPending(), "without a code": kombotest.FirstSyncPendingLegacy()} {
		t.Run("error "+name, func(t *testing.T) {
			t.Parallel()
			h := newBackend(t, option)
			_, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
			requireClass(t, err, rolecall.ErrPending)
			_, err = h.ats.CreateApplication(t.Context(), h.fake.JobID(0), kombo.CreateApplicationRequest{Candidate: janeExample})
			requireClass(t, err, rolecall.ErrPending)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Len(t, h.fake.Requests(), 2, "an immediate retry would fail again")
			h.fake.FinishFirstSync()
			_, err = h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
			require.NoError(t, err)
		})
	}
}

func TestRetries(t *testing.T) {
	t.Parallel()
	const neither, reads, both = 0, 1, 2 // the calls that are retried
	status := func(code int) kombotest.Fault { return kombotest.Status(code) }
	for _, tt := range []struct {
		name  string
		fault kombotest.Fault
		retry int
	}{
		{"rate limit", kombotest.RateLimited(0), both},
		{"concurrency limit", kombotest.Code(429, kombo.CodeConcurrencyLimited), both},
		{"rate limit of the tool", kombotest.Code(429, kombo.CodeRemoteRateLimited), reads},
		{"unavailable tool", kombotest.Code(503, kombo.CodeRemoteUnavailable), reads},
		{"load balancer's 408", kombotest.HTML(408), reads},
		{"load balancer's 429", kombotest.HTML(429), both},
		{"load balancer's 500", kombotest.HTML(500), neither},
		{"load balancer's 502", kombotest.HTML(502), reads},
		{"load balancer's 503", kombotest.HTML(503), reads},
		{"load balancer's 504", kombotest.HTML(504), reads},
		{"Kombo's 408", status(408), reads},
		{"Kombo's 500", status(500), neither},
		{"error of the tool", status(502), reads},
		{"task that timed out", status(504), reads},
		{"429 without a code", kombotest.Code(429, ""), reads},
		{"503 with an unknown code", kombotest.Code(503, "PLATFORM.NEW_SINCE_TODAY"), reads},
		{"429 with an unknown code", kombotest.Code(429, "PLATFORM.NEW_SINCE_TODAY"), reads},
		{"incomplete setup with the former status", kombotest.Code(503, kombo.CodeSetupIncomplete), neither},
		{"input that the tool rejects", kombotest.Code(502, kombo.CodeRemoteInputInvalid), neither},
		{"disabled model", kombotest.Code(503, kombo.CodeModelDisabled), neither},
		{"pending first sync", status(409), neither},
		{"pending first sync without a code", kombotest.LegacyPending(), neither},
		{"invalid input", status(400), neither},
		{"invalid API key", status(401), neither},
		{"missing permission", status(403), neither},
		{"connection lost before the response", kombotest.Cut(), reads},
		{"connection lost during the response", kombotest.CutBody(), reads},
	} {
		for kind, write := range map[string]bool{"read": false, "write": true} {
			t.Run(kind+" after "+tt.name, func(t *testing.T) {
				t.Parallel()
				retried := tt.retry == both || tt.retry == reads && !write
				h := newBackend(t)
				h.fake.Inject(tt.fault)
				var meta rolecall.Meta
				err := readOrWrite(t.Context(), h, write, rolecall.CaptureMeta(&meta))
				if retried {
					require.NoError(t, err)
					require.Len(t, h.fake.Requests(), 2)
					require.Equal(t, http.StatusOK, meta.StatusCode)
				} else {
					require.Error(t, err)
					require.Len(t, h.fake.Requests(), 1)
				}
				if retried && write {
					require.Equal(t, bodyOf(t, h.since(0)[0]), bodyOf(t, h.since(0)[1]))
				}
			})
		}
	}
}

func readOrWrite(ctx context.Context, h *backend, write bool, opts ...rolecall.CallOption) error {
	if !write {
		_, err := h.ats.ListJobs(ctx, kombo.ListJobsOptions{}, opts...)
		return err
	}
	_, err := h.ats.CreateApplication(ctx, h.fake.JobID(0), kombo.CreateApplicationRequest{Candidate: janeExample}, opts...)
	return err
}

func TestReadAttempts(t *testing.T) {
	t.Parallel()
	for _, status := range []int{408, 429, 502, 503, 504} {
		h := newBackend(t)
		h.fake.Inject(slices.Repeat([]kombotest.Fault{kombotest.HTML(status)}, 5)...)
		err := readOrWrite(t.Context(), h, false)
		require.Equal(t, status, errorOf(t, err).StatusCode)
		require.Equal(t, 4, errorOf(t, err).Attempts, status)
		require.NoError(t, readOrWrite(t.Context(), newBackendFor(t, h.fake, rolecall.WithRetry(fastRetry)), false), "the first attempt receives the fifth fault, the second none")
	}
}

func TestAmbiguousWrites(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		fault     kombotest.Fault
		ambiguous bool
	}{
		{"connection lost before the response", kombotest.Cut(), true},
		{"connection lost during the response", kombotest.CutBody(), true},
		{"gateway's 502", kombotest.HTML(502), true},
		{"gateway's 504", kombotest.HTML(504), true},
		{"load balancer's 503", kombotest.HTML(503), false},
		{"Kombo's 408", kombotest.Code(408, ""), true},
		{"Kombo's 500", kombotest.Status(500), true},
		{"task that timed out", kombotest.Status(504), true},
		{"error of the tool", kombotest.Status(502), true},
		{"unavailable tool", kombotest.Status(503), true},
		{"pending first sync without a code", kombotest.LegacyPending(), false},
		{"rate limit with a long wait", kombotest.RateLimited(time.Minute), false},
		{"rate limit of the tool", kombotest.Code(503, kombo.CodeRemoteRateLimited), false},
		{"closed job with status 500", kombotest.Code(500, kombo.CodeJobClosed), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newBackend(t)
			h.fake.Inject(tt.fault)
			err := readOrWrite(t.Context(), h, true)
			require.Error(t, err)
			require.Equal(t, tt.ambiguous, errors.Is(err, rolecall.ErrAmbiguous), "%v", err)
			require.Len(t, h.fake.Requests(), 1, "the write must not be retried")
		})
	}
}

// TestCheckAfterAmbiguousWrite is a caller that sends an application again only after an error that is not
// ambiguous. Exactly one application must exist at the end.
func TestCheckAfterAmbiguousWrite(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]kombotest.Fault{
		"task that timed out":         kombotest.ActThenRespond(504, kombo.CodeTaskTimedOut),
		"error of Kombo":              kombotest.ActThenRespond(500, kombo.CodeUnknownError),
		"error of the tool":           kombotest.ActThenRespond(502, kombo.CodeRemoteUnknownError),
		"unavailable tool":            kombotest.ActThenRespond(503, kombo.CodeRemoteUnavailable),
		"request timeout":             kombotest.ActThenRespond(408, ""),
		"error without a code":        kombotest.ActThenRespond(500, ""),
		"unknown code":                kombotest.ActThenRespond(500, "PLATFORM.NEW_SINCE_TODAY"),
		"truncated response":          kombotest.CutBody(),
		"rate limit before the write": kombotest.Code(429, kombo.CodeRemoteRateLimited),
		"first sync before the write": kombotest.Status(409),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newBackend(t, kombotest.WithCandidates(0))
			h.fake.Inject(fault)
			for attempt := 0; ; attempt++ {
				require.Less(t, attempt, 3)
				err := readOrWrite(t.Context(), h, true)
				if err == nil || errors.Is(err, rolecall.ErrAmbiguous) {
					break
				}
			}
			page, err := h.ats.ListCandidates(t.Context(), kombo.ListCandidatesOptions{})
			require.NoError(t, err)
			require.Len(t, page.Items, 1)
			require.Len(t, page.Items[0].Applications, 1)
		})
	}
}

func TestPassthroughRetries(t *testing.T) {
	t.Parallel()
	for method, requests := range map[string]int{http.MethodGet: 2, http.MethodPost: 1} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			h := newBackend(t)
			h.fake.Inject(kombotest.HTML(503))
			_, err := h.integration.Passthrough(t.Context(), "kombotest", "rest", kombo.PassthroughRequest{Method: method, Path: "/jobs"})
			require.Equal(t, requests == 2, err == nil, "%v", err)
			require.Len(t, h.fake.Requests(), requests)
		})
	}
}
