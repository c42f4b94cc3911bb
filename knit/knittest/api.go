package knittest

import (
	"encoding/json"
	"io"
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
		r.URL.Path = "/v1.0/" + strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/"), "v1.0/")
		mux.ServeHTTP(w, r)
	})
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
}

// accept reads a sync request and refuses what Knit refuses.
func (s *Server) accept(w http.ResponseWriter, r *http.Request) (req syncRequest, ok bool) {
	switch id := r.Header.Get("X-Knit-Integration-Id"); {
	case id == "":
		refuse(w, http.StatusBadRequest, "X-Knit-Integration-Id header is missing")
		return req, false
	case id != s.IntegrationID:
		refuse(w, http.StatusNotFound, "no such integration")
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
	case knit.DataTypeATSJobs, knit.DataTypeEmployee:
		return req, true
	default:
		refuse(w, http.StatusBadRequest, "sync not enabled")
	}
	return req, false
}

// startSync: the same sync each time, and another initial run each time.
func (s *Server) startSync(w http.ResponseWriter, r *http.Request) {
	req, ok := s.accept(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	job := s.syncs[req.DataType]
	if job == nil {
		job = &syncJob{id: s.id("sj"), dataType: req.DataType, records: s.records(req.DataType)}
	}
	destination := firstOf(req.Destination, job.destination, s.opts.webhook)
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
	req, ok := s.accept(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	job := s.syncs[req.DataType]
	if job == nil {
		refuse(w, http.StatusNotFound, "no sync has been started")
		return
	}
	job.destination = firstOf(req.Destination, job.destination)
	answer := knit.Sync{JobID: job.id}
	if len(req.Models) > 0 && !slices.Equal(req.Models, job.models) {
		job.models = req.Models
		answer.RunID = s.begin(job, knit.InitialSync)
	}
	succeed(w, answer)
}

func (s *Server) pauseSync(w http.ResponseWriter, r *http.Request) {
	req, ok := s.accept(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	job := s.syncs[req.DataType]
	if job == nil {
		refuse(w, http.StatusNotFound, "no sync has been started")
		return
	}
	job.paused = true
	succeed(w, nil)
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
