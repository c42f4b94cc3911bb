package linkedintest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// jobKey: each application has ids of its own.
type jobKey struct{ app, id string }

// job is a posting. Server.mu guards it.
type job struct {
	linkedin.JobPosting
	number  int64
	open    bool
	expires time.Time
	premium bool
}

// task is the work on one job at one location. Server.mu guards it.
type task struct {
	id       string
	app      *application
	posting  linkedin.JobPosting
	location string
	ends     time.Time
	done     bool
	status   linkedin.TaskStatus
	jobURN   string
	message  string
}

// postJobs takes a batch.
func (s *Server) postJobs(w http.ResponseWriter, r *http.Request, app *application) {
	if !isMethod(r, "batch_create") {
		refuse(w, http.StatusForbidden, 100, "Not enough permissions to access: POST /simpleJobPostings")
		return
	}
	if app.parent {
		refuse(w, http.StatusForbidden, 100, "The parent application may not post jobs")
		return
	}
	var body struct {
		Elements []map[string]json.RawMessage `json:"elements"`
	}
	if json.NewDecoder(r.Body).Decode(&body) != nil || body.Elements == nil {
		refuse(w, http.StatusForbidden, 100, "Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/elements]")
		return
	}
	api := apiOf(r)
	if problem := refuseBatch(body.Elements, api); problem != nil {
		refuse(w, problem.status, 100, problem.message)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	var elements []map[string]any
	for _, e := range body.Elements {
		problem := refuseElement(e, api, s.now())
		if problem == nil {
			problem = s.refuseState(app, e)
		}
		if problem != nil {
			// The same failure has been seen both ways. One job alone gets it as the status.
			if len(body.Elements) == 1 && problem.asStatus {
				refuse(w, problem.status, 0, problem.message)
				return
			}
			elements = append(elements, problem.element())
			continue
		}
		elements = append(elements, s.accept(r, app, e)...)
	}
	fake.WriteJSON(w, http.StatusOK, map[string]any{"elements": elements})
}

// accept makes a task of each location.
func (s *Server) accept(r *http.Request, app *application, e map[string]json.RawMessage) []map[string]any {
	raw, _ := json.Marshal(e)
	var posting linkedin.JobPosting
	_ = json.Unmarshal(raw, &posting) // it was looked at
	locations := posting.AlternateLocations
	if len(locations) == 0 {
		locations = []string{posting.Location}
	}
	var out []map[string]any
	for _, location := range locations {
		t := &task{
			id: "urn:li:simpleJobPostingTask:" + uuid(), app: app, posting: posting, location: location,
			ends: s.now().Add(s.opts.taskTime), status: linkedin.TaskInProgress,
		}
		s.tasks[t.id] = t
		s.order = append(s.order, t)
		element := map[string]any{"id": keyOf(r, t.id), "status": http.StatusAccepted}
		if apiOf(r) == versionedAPI {
			element["entity"] = map[string]any{"externalJobPostingId": posting.ExternalJobPostingID}
		}
		out = append(out, element)
	}
	return out
}

// settle ends the tasks whose time has come, in their order. The caller holds s.mu.
func (s *Server) settle() {
	now := s.now()
	for len(s.order) > 0 && !s.order[0].ends.After(now) {
		s.end(s.order[0])
		s.order = s.order[1:]
	}
	for _, j := range s.jobs {
		if !j.expires.After(now) {
			j.open = false
		}
	}
}

// end does what a task is for.
func (s *Server) end(t *task) {
	key := jobKey{t.app.number, t.posting.ExternalJobPostingID}
	known := s.jobs[key]
	t.done, t.status = true, linkedin.TaskFailed
	switch op := t.posting.Operation; {
	case op == linkedin.OperationCreate && known != nil && known.open && len(t.posting.AlternateLocations) == 0:
		t.message = "Job was dropped: this is a duplicate creation request ErrorCode:2009"
		return
	case op != linkedin.OperationCreate && known == nil:
		t.message = "Job was dropped: " + string(op) + " is not allowed for a non-existing job"
		return
	case t.location == Nowhere:
		t.message = "Job was dropped: true\n\nInvalid Field: /geoLocation; [JOB_FIELD_PROCESSOR_GEO_LOCATION]"
		return
	}
	if known == nil {
		known = s.newJob(key)
	}
	known.change(t.posting, t.ends)
	t.status = linkedin.TaskSucceeded
	t.jobURN = known.urn()
}

func (s *Server) newJob(key jobKey) *job {
	s.seq++
	j := &job{number: 4_000_000_000 + int64(s.seq)}
	s.jobs[key] = j
	return j
}

// list makes an open job of nothing but an id.
func (s *Server) list(app *application, id string) {
	now := s.now()
	s.newJob(jobKey{app.number, id}).change(linkedin.JobPosting{
		ExternalJobPostingID: id, Operation: linkedin.OperationCreate, Title: "Job " + id, ListedAt: now, Location: "Hamburg, Germany",
	}, now)
}

// Nowhere is a location that LinkedIn does not find: the task of such a job fails.
const Nowhere = "Nowhere, Utopia"

func (j *job) urn() string { return "urn:li:jobPosting:" + strconv.FormatInt(j.number, 10) }

// change makes the job what the posting says.
func (j *job) change(p linkedin.JobPosting, now time.Time) {
	const day = 24 * time.Hour
	operation := p.Operation
	switch operation {
	case linkedin.OperationClose:
		j.open = false
		return
	case linkedin.OperationRenew:
		j.expires = j.expires.Add(30 * day)
		return
	}
	wasPremium := j.premium
	j.JobPosting, j.open = p, true
	j.premium = p.ListingType == linkedin.ListingPremium && operation != linkedin.OperationDowngrade || operation == linkedin.OperationUpgrade
	switch {
	case !p.ExpireAt.IsZero():
		j.expires = p.ExpireAt
	case j.premium && !wasPremium || operation == linkedin.OperationDowngrade:
		j.expires = now.Add(30 * day)
	case j.expires.IsZero():
		j.expires = now.Add(180 * day)
	}
}

// Jobs returns how many jobs of the child with those credentials are open.
func (s *Server) Jobs(clientID string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	n := 0
	for key, j := range s.jobs {
		if app := s.child(func(a *application) bool { return a.number == key.app }); app.clientID == clientID && j.open {
			n++
		}
	}
	return n
}

func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// api is the generation of the API that a request is for.
type api bool

const versionedAPI api = true

type apiKey struct{}

func withVersion(ctx context.Context, versioned bool) context.Context {
	return context.WithValue(ctx, apiKey{}, api(versioned))
}

func apiOf(r *http.Request) api {
	a, _ := r.Context().Value(apiKey{}).(api)
	return a
}
