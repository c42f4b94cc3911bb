package knittest

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/knit"
)

// routes is the API: what Knit answers, and what it refuses.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1.0/sync.start", s.startSync)
	mux.HandleFunc("POST /v1.0/sync.update", s.updateSync)
	mux.HandleFunc("POST /v1.0/sync.pause", s.pauseSync)
	mux.HandleFunc("POST /v1.0/sync.startTime", s.setStartTime)
	for name, m := range s.methods() {
		verb, path, _ := strings.Cut(name, " ")
		mux.HandleFunc(verb+" /v1.0/"+path, func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, path, m) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "no such method")
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Knit-Execution-Id", executionID())
		if r.Header.Get("Authorization") != "Bearer "+s.APIKey {
			refuse(w, http.StatusUnauthorized, "invalid api key")
			return
		}
		// A client may be given the address with or without the version.
		r.URL.Path = "/v1.0/" + methodOf(r)
		mux.ServeHTTP(w, r)
	})
}

// methodOf is the dotted name that a request calls.
func methodOf(r *http.Request) string {
	return strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/"), "v1.0/")
}

// method is one call of the API. It returns what stands under "data", or a *refusal. The
// caller holds s.mu.
type method struct {
	account bool // for the whole account, without an integration
	msg     bool // the result stands under "msg"
	do      func(c *call) (any, error)
}

// methods is the API beside the syncs, by HTTP method and dotted name.
func (s *Server) methods() map[string]method {
	all := map[string]method{}
	for _, area := range []map[string]method{s.accountMethods(), s.atsMethods(), s.hrisMethods()} {
		maps.Copy(all, area)
	}
	return all
}

// call is a request on its way through a method.
type call struct {
	*http.Request

	body     []byte
	mischief mischief
	status   int // of the answer
}

// refusal is why a call is not done.
type refusal struct {
	status  int
	message string
}

func (r *refusal) Error() string { return r.message }

func refusing(status int, message string) error { return &refusal{status, message} }

// decode reads the body of a call.
func (c *call) decode(v any) error {
	if json.Unmarshal(c.body, v) != nil {
		return refusing(http.StatusBadRequest, "the body is no JSON object")
	}
	return nil
}

// answer does what a method says.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, path string, m method) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !m.account && !s.known(w, r) {
		return
	}
	c := &call{Request: r, mischief: mischiefOf(r), status: http.StatusOK}
	c.body, _ = io.ReadAll(r.Body)
	data, err := any(nil), refusing(http.StatusNotFound, path+" is not supported for this app")
	if !s.opts.unsupported[path] {
		data, err = m.do(c)
	}
	if why, ok := errors.AsType[*refusal](err); ok {
		refuse(w, why.status, why.message)
		return
	}
	under := "data"
	if m.msg {
		under = "msg"
	}
	fake.WriteJSON(w, c.status, map[string]any{"success": c.mischief.success(), under: data})
}

// known refuses a request without a known integration. The caller holds s.mu.
func (s *Server) known(w http.ResponseWriter, r *http.Request) bool {
	switch id := r.Header.Get("X-Knit-Integration-Id"); {
	case id == "":
		refuse(w, http.StatusBadRequest, "X-Knit-Integration-Id header is missing")
	case id != s.IntegrationID, s.deactivated:
		refuse(w, http.StatusNotFound, "no such integration")
	default:
		return true
	}
	return false
}

// refuse answers with Knit's error envelope.
func refuse(w http.ResponseWriter, status int, message string) {
	if w.Header().Get("X-Knit-Execution-Id") == "" {
		w.Header().Set("X-Knit-Execution-Id", executionID())
	}
	fake.WriteJSON(w, status, map[string]any{"success": false, "error": map[string]any{"msg": message}})
}

func succeed(w http.ResponseWriter, v any) {
	fake.WriteJSON(w, http.StatusOK, map[string]any{"success": true, "data": v})
}

// syncRequest is what the sync methods take, of both generations.
type syncRequest struct {
	DataType    knit.DataType  `json:"dataType"`
	Models      []knit.Model   `json:"models"`
	Frequency   knit.Frequency `json:"frequency"`
	Destination string         `json:"destination"`
	SyncType    knit.SyncType  `json:"syncType"`
	StartHour   *int           `json:"startHour"`
	StartMinute *int           `json:"startMinute"`
}

// accept reads a sync request and refuses what Knit refuses. The caller holds s.mu.
func (s *Server) accept(w http.ResponseWriter, r *http.Request) (req syncRequest, ok bool) {
	if !s.known(w, r) {
		return req, false
	}
	body, _ := io.ReadAll(r.Body)
	if json.Unmarshal(body, &req) != nil {
		refuse(w, http.StatusBadRequest, "the body is no JSON object")
		return req, false
	}
	switch req.DataType {
	case "":
		refuse(w, http.StatusBadRequest, "dataType is missing")
	case knit.DataTypeATSJobs, knit.DataTypeATSApplications, knit.DataTypeATSCandidates, knit.DataTypeEmployee:
		return req, true
	default:
		refuse(w, http.StatusBadRequest, "sync not enabled")
	}
	return req, false
}

// startSync: the same sync each time, and another initial run each time.
func (s *Server) startSync(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	req, ok := s.accept(w, r)
	if !ok {
		return
	}
	job := s.syncs[req.DataType]
	if job == nil {
		job = &syncJob{id: s.id("sj"), dataType: req.DataType, store: s.store(req.DataType)}
	}
	destination := cmp.Or(req.Destination, job.destination, s.webhook)
	if destination == "" {
		refuse(w, http.StatusBadRequest, "no webhook is registered and no destination given")
		return
	}
	s.syncs[req.DataType] = job
	job.destination, job.paused = destination, false
	if len(req.Models) > 0 {
		job.models = req.Models
	}
	succeed(w, knit.Sync{JobID: job.id, RunID: s.begin(job, req.SyncType)})
}

// updateSync starts an initial run if the subscription changes, and only then.
func (s *Server) updateSync(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	req, ok := s.accept(w, r)
	if !ok {
		return
	}
	job := s.syncs[req.DataType]
	if job == nil {
		refuse(w, http.StatusNotFound, "no sync has been started")
		return
	}
	job.destination = cmp.Or(req.Destination, job.destination)
	answer := knit.Sync{JobID: job.id}
	if len(req.Models) > 0 && !slices.Equal(req.Models, job.models) {
		job.models = req.Models
		answer.RunID = s.begin(job, knit.InitialSync)
	}
	succeed(w, answer)
}

func (s *Server) pauseSync(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	req, ok := s.accept(w, r)
	if !ok {
		return
	}
	job := s.syncs[req.DataType]
	if job == nil {
		refuse(w, http.StatusNotFound, "no sync has been started")
		return
	}
	job.paused = true
	succeed(w, nil)
}

// setStartTime rejects what is not a time of day.
func (s *Server) setStartTime(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	req, ok := s.accept(w, r)
	if !ok {
		return
	}
	job, hour, minute := s.syncs[req.DataType], req.StartHour, req.StartMinute
	switch {
	case job == nil:
		refuse(w, http.StatusNotFound, "no sync has been started")
	case hour == nil || *hour < 0 || *hour > 23 || minute == nil || *minute < 0 || *minute > 59:
		refuse(w, http.StatusBadRequest, "startHour and startMinute must be a time of day")
	default:
		job.startHour, job.startMinute = *hour, *minute
		succeed(w, nil)
	}
}

// StartTime returns the hour and the minute that the sync of a data type was last set to by
// sync.startTime, zero if it never was.
func (s *Server) StartTime(t knit.DataType) (hour, minute int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if job := s.syncs[t]; job != nil {
		return job.startHour, job.startMinute
	}
	return 0, 0
}
