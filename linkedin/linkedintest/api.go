package linkedintest

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// routes is the API. A path is taken with the version in front of it and without.
func (s *Server) routes() http.Handler {
	as := func(call func(http.ResponseWriter, *http.Request, *application)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if app := s.caller(w, r); app != nil {
				call(w, r, app)
			}
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /oauth/v2/accessToken", func(w http.ResponseWriter, r *http.Request) {
		s.tokenFaults.Serve(w, r, http.HandlerFunc(s.issueToken))
	})
	mux.HandleFunc("POST /simpleJobPostings", as(s.postJobs))
	mux.HandleFunc("GET /simpleJobPostingTasks", as(s.getTasks))
	mux.HandleFunc("GET /jobPostingStatus", as(s.getStatuses))
	mux.HandleFunc("/provisionedApplications", as(s.provision))
	mux.HandleFunc("POST /provisionedApplications/{urn}", as(s.provision))
	mux.HandleFunc("POST /developerApplicationsSecurity", as(s.rotate))
	mux.HandleFunc("POST /jobApplicationLifecycleActions", as(s.takeAction))
	mux.HandleFunc("POST /provisionedHiringContracts", as(s.setUpContract))
	mux.HandleFunc("GET /partnerJobReports", as(s.getJobReports))
	mux.HandleFunc("GET /partnerBudgetReports", as(s.getBudgetReport))
	mux.HandleFunc("GET /developerWebhooks", as(s.getWebhooks))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, 0, "Resource "+strings.TrimPrefix(r.URL.Path, "/")+" does not exist")
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.seq++
		w.Header().Set("X-Li-Uuid", fmt.Sprintf("test-call-%d", s.seq))
		w.Header().Set("Date", s.now().Format(http.TimeFormat))
		s.mu.Unlock()
		if len(r.URL.RawQuery) > 4<<10 {
			refuse(w, http.StatusRequestURITooLong, 0, "The query is longer than 4 KB")
			return
		}
		inner, versioned := unversioned(r)
		if versioned && !s.hasVersion(w, r) || !hasProtocol(w, r) {
			return
		}
		inner, err := untunneled(inner)
		if err != nil {
			refuse(w, http.StatusBadRequest, 0, err.Error())
			return
		}
		mux.ServeHTTP(w, inner)
	})
}

// unversioned is the request without the version in its path, and without a slash at its end,
// which LinkedIn's Java SDK writes. /rest is the versioned API.
func unversioned(r *http.Request) (inner *http.Request, versioned bool) {
	inner = r.Clone(withVersion(r.Context(), strings.HasPrefix(r.URL.Path, "/rest/")))
	path := strings.TrimSuffix(r.URL.Path, "/")
	for _, prefix := range []string{"/v2/", "/rest/"} {
		if rest, ok := strings.CutPrefix(path, prefix); ok {
			path, versioned = "/"+rest, prefix == "/rest/"
			break
		}
	}
	inner.URL = &url.URL{Path: path, RawQuery: r.URL.RawQuery}
	return inner, versioned
}

// hasVersion refuses what LinkedIn's versioned API does: no version, and one that is not active:
// before 202501, after the fake's present month, or not a month at all.
func (s *Server) hasVersion(w http.ResponseWriter, r *http.Request) bool {
	version := r.Header.Get("LinkedIn-Version")
	if version == "" {
		refuse(w, http.StatusBadRequest, 0, "A version must be present. Please specify a version by adding the LinkedIn-Version header.")
		return false
	}
	if !activeVersion(version, s.Now()) {
		refuse(w, http.StatusUpgradeRequired, 0, "Requested version "+version+" is not active")
		return false
	}
	return true
}

// activeVersion reports whether a version is YYYYMM, or YYYYMM.NN with the number of a revision,
// and in use.
func activeVersion(version string, now time.Time) bool {
	name, revision, revised := strings.Cut(version, ".")
	month, err := time.Parse("200601", name)
	if err != nil || name < "202501" || month.After(now) {
		return false
	}
	_, err = strconv.ParseUint(revision, 10, 8)
	return !revised || len(revision) == 2 && err == nil
}

// isRestli refuses a call without the headers of Rest.li 2.
func isRestli(w http.ResponseWriter, r *http.Request, method string) bool {
	if !isRestli2(r) || !isMethod(r, method) {
		refuse(w, http.StatusForbidden, 100, "Not enough permissions to access: "+r.Method+" "+r.URL.Path)
		return false
	}
	return true
}

// refuse answers with LinkedIn's error body.
func refuse(w http.ResponseWriter, status, serviceCode int, message string) {
	fake.WriteJSON(w, status, map[string]any{"serviceErrorCode": serviceCode, "message": message, "status": status})
}

func parseForm(r *http.Request, body []byte) (url.Values, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return nil, http.ErrNotSupported
	}
	return url.ParseQuery(string(body))
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func padded(n int) string { return fmt.Sprintf("%04d", n) }
