package kombotest

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"time"
)

// atsOperations is what the ATS category does besides its lists.
func atsOperations() []operation {
	return []operation{
		{"PUT /ats/applications/{id}/stage", action, withApplication((*Server).moveStage)},
		{"POST /ats/applications/{id}/reject", action, withApplication((*Server).reject)},
		{"POST /ats/applications/{id}/notes", action, withApplication((*Server).addNote)},
		{"POST /ats/applications/{id}/result-links", action, withApplication((*Server).addResultLink)},
		{"POST /ats/applications/{id}/interviews", action, withApplication((*Server).createInterview)},
		{"PATCH /ats/applications/{id}/interviews", action, withApplication((*Server).updateInterview)},
		{"GET /ats/applications/{id}/attachments", action, withApplication((*Server).applicationFiles)},
		{"POST /ats/applications/{id}/attachments", action, withApplication(func(s *Server, c *call, a int) (any, error) {
			return s.attach(c, a, s.world.candidateOf(a))
		})},
		{"POST /ats/jobs/{id}/applications", action, (*Server).createApplication},
		{"POST /ats/candidates", action, (*Server).createCandidate},
		{"POST /ats/candidates/{id}/result-links", action, withCandidate((*Server).addResultLink)},
		{"GET /ats/candidates/{id}/attachments", action, withCandidate((*Server).candidateFiles)},
		{"POST /ats/candidates/{id}/attachments", action, withCandidate(func(s *Server, c *call, candidate int) (any, error) {
			return s.attach(c, -1, candidate)
		})},
		{"POST /ats/candidates/{id}/tags", action, withCandidate((*Server).addTag)},
		{"DELETE /ats/candidates/{id}/tags", action, withCandidate((*Server).removeTag)},
		{"POST /ats/import-tracked-application", action, (*Server).importTracked},
	}
}

type serveRecord func(s *Server, c *call, i int) (any, error)

func withApplication(serve serveRecord) func(*Server, *call) (any, error) {
	return withRecord("application", func(w *world) *table { return w.applications }, serve)
}

func withCandidate(serve serveRecord) func(*Server, *call) (any, error) {
	return withRecord("candidate", func(w *world) *table { return w.candidates }, serve)
}

// withRecord finds the record that a path names.
func withRecord(what string, of func(*world) *table, serve serveRecord) func(*Server, *call) (any, error) {
	return func(s *Server, c *call) (any, error) {
		t, id := of(s.world), c.PathValue("id")
		i, ok := t.find(id)
		if !ok || !t.live(i) {
			return nil, missing(what, id)
		}
		return serve(s, c, i)
	}
}

func (s *Server) moveStage(c *call, a int) (any, error) {
	var req struct {
		StageID string `json:"stage_id"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	w := s.world
	stage, err := w.stageIn(w.jobOf(a), req.StageID)
	if err != nil {
		return nil, err
	}
	w.changeApplication(a, c.now)
	edit[applicationState](w.applications, a).stage = &stage
	return object{}, nil
}

// stageIn finds a stage of a job.
func (w *world) stageIn(job int, id string) (int, error) {
	stage, ok := w.stages.find(id)
	if !ok || !slices.Contains(jobStages(job), stage) {
		return 0, invalid("stage_id: the job has no stage %q", id)
	}
	return stage, nil
}

func (s *Server) reject(c *call, a int) (any, error) {
	var req struct {
		ReasonID string `json:"rejection_reason_id"`
		Note     string `json:"note"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	w := s.world
	reason, ok := w.reasons.find(req.ReasonID)
	if !ok {
		return nil, invalid("rejection_reason_id: there is no reason %q", req.ReasonID)
	}
	w.changeApplication(a, c.now)
	state := edit[applicationState](w.applications, a)
	state.reason, state.rejected = &reason, c.now
	if req.Note != "" {
		w.notes.add(&noteState{a, req.Note}, c.now)
	}
	return object{}, nil
}

func (s *Server) addNote(c *call, a int) (any, error) {
	var req struct {
		Content     *string `json:"content"`
		ContentType string  `json:"content_type"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if req.Content == nil {
		return nil, invalid("content is missing")
	}
	if err := oneOf("content_type", req.ContentType, "PLAIN_TEXT"); err != nil {
		return nil, err
	}
	s.world.notes.add(&noteState{a, *req.Content}, c.now)
	return object{}, nil
}

// addResultLink is the same for applications and candidates. The link is to be seen nowhere.
func (s *Server) addResultLink(c *call, _ int) (any, error) {
	var req struct {
		Label   string `json:"label"`
		URL     string `json:"url"`
		Details *struct {
			Prefix     *string `json:"custom_field_name_prefix"`
			Attributes []struct {
				Key   *string `json:"key"`
				Value *string `json:"value"`
			} `json:"attributes"`
		} `json:"details"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if req.Label == "" {
		return nil, invalid("label is missing")
	}
	if !isURL(req.URL) {
		return nil, invalid("url has to be one")
	}
	if d := req.Details; d != nil {
		if d.Prefix == nil || d.Attributes == nil {
			return nil, invalid("details: custom_field_name_prefix and attributes have to be there")
		}
		for _, attribute := range d.Attributes {
			if attribute.Key == nil || attribute.Value == nil {
				return nil, invalid("details.attributes: each has a key and a value")
			}
		}
	}
	return object{}, nil
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && u.Host != ""
}

func (s *Server) applicationFiles(_ *call, a int) (any, error) {
	results := []object{}
	for _, k := range s.world.attachmentsFor(a) {
		results = append(results, s.world.liveAttachment(k))
	}
	return object{"results", results}, nil
}

// candidateFiles is the files of all applications, and those of none.
func (s *Server) candidateFiles(_ *call, candidate int) (any, error) {
	w := s.world
	results := []object{}
	add := func(list []int, application any) {
		for _, k := range list {
			results = append(results, w.liveAttachment(k).and(
				"application_id", application, "candidate_id", w.candidates.id(candidate),
			))
		}
	}
	for _, a := range w.allApplicationsOf(candidate) {
		add(w.attachmentsFor(a), w.applications.id(a))
	}
	add(w.filesOf[candidate], nil)
	return object{"results", results}, nil
}

// attach adds a file to an application, or with -1 to a candidate alone.
func (s *Server) attach(c *call, application, candidate int) (any, error) {
	var req struct {
		Attachment *file `json:"attachment"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if req.Attachment == nil {
		return nil, invalid("attachment is missing")
	}
	if err := req.Attachment.check("attachment", true); err != nil {
		return nil, err
	}
	s.world.addFile(application, candidate, *req.Attachment, c.now)
	return object{}, nil
}

func (w *world) addFile(application, candidate int, f file, now time.Time) {
	f.Data = "" // nobody asks for it again
	k := w.attachments.add(&attachmentState{application, candidate, f}, now)
	if application >= 0 {
		w.attachmentsOf[application] = append(w.attachmentsOf[application], k)
	} else {
		w.filesOf[candidate] = append(w.filesOf[candidate], k)
	}
}

var contentType = regexp.MustCompile(`^[\w.-]+/[\w.-]+$`)

// check refuses a file without content, or with two.
func (f *file) check(name string, typed bool) error {
	if f.Name == "" {
		return invalid("%s.name is missing", name)
	}
	if typed {
		if err := oneOf(name+".type", f.Type, attachmentTypes...); err != nil {
			return err
		}
	}
	switch {
	case (f.Data == "") == (f.DataURL == ""):
		return invalid("%s: it needs data or data_url, one of them", name)
	case f.DataURL != "" && !isURL(f.DataURL):
		return invalid("%s.data_url has to be a URL", name)
	case f.Data != "" && f.ContentType == "", f.ContentType != "" && !contentType.MatchString(f.ContentType):
		return invalid("%s.content_type has to be one, type/subtype", name)
	}
	if _, err := base64.StdEncoding.DecodeString(f.Data); err != nil {
		return invalid("%s.data has to be base64", name)
	}
	return nil
}

// tagRequest reads the tag that a request names.
func (c *call) tagRequest() (string, error) {
	var req struct {
		Tag struct {
			Name string `json:"name"`
		} `json:"tag"`
	}
	if err := c.decode(&req); err != nil {
		return "", err
	}
	if req.Tag.Name == "" {
		return "", invalid("tag.name is missing")
	}
	return req.Tag.Name, nil
}

// addTag makes a tag that there was not yet.
func (s *Server) addTag(c *call, candidate int) (any, error) {
	name, err := c.tagRequest()
	if err != nil {
		return nil, err
	}
	w := s.world
	i := w.tagByName(name)
	if i < 0 {
		i = w.tags.add(&tagState{name}, c.now)
		w.announce("ats_tags")
	}
	if slices.Contains(w.tagsOf(candidate), i) {
		return object{}, nil
	}
	w.setTags(candidate, append(slices.Clone(w.tagsOf(candidate)), i), c.now)
	return object{}, nil
}

func (s *Server) removeTag(c *call, candidate int) (any, error) {
	name, err := c.tagRequest()
	if err != nil {
		return nil, err
	}
	w := s.world
	at := slices.Index(w.tagsOf(candidate), w.tagByName(name))
	if at < 0 {
		c.warn("the candidate has no tag %q", name)
		return object{}, nil
	}
	w.setTags(candidate, slices.Delete(slices.Clone(w.tagsOf(candidate)), at, at+1), c.now)
	return object{}, nil
}

// setTags: updated_after finds the candidate, its changed_at stays.
func (w *world) setTags(candidate int, tags []int, now time.Time) {
	w.candidates.touch(candidate, now)
	edit[candidateState](w.candidates, candidate).tags = &tags
	w.announce("ats_join_candidates_tags")
}

// importTools is which ids each tool takes to import a tracked application.
var importTools = map[string]map[string][]string{
	"erecruiter": {
		"application_and_job_remote_ids":       {"application_remote_id", "job_remote_id"},
		"application_and_candidate_remote_ids": {"candidate_remote_id", "application_remote_id"},
	},
	"successfactors":  {"application_remote_id": {"application_remote_id"}},
	"recruitee":       {"placement_id": {"placement_id"}},
	"greenhouse":      {"application_id": {"application_id"}},
	"greenhousev3":    {"application_id": {"application_id"}},
	"onlyfy":          {"application_id": {"application_id"}},
	"smartrecruiters": {"candidate_and_job_remote_ids": {"candidate_remote_id", "job_remote_id"}},
}

// importTracked takes the ids of any one tool, and gives them back.
func (s *Server) importTracked(c *call) (any, error) {
	var req map[string]json.RawMessage
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	raw, ok := req["tracked_at"]
	var tracked *time.Time
	if !ok || json.Unmarshal(raw, &tracked) != nil {
		return nil, invalid("tracked_at has to be there: a time, or null")
	}
	delete(req, "tracked_at")
	if len(req) != 1 {
		return nil, invalid("the body has to name one tool")
	}
	name := slices.Collect(maps.Keys(req))[0]
	if err := checkImport(name, req[name]); err != nil {
		return nil, err
	}
	var at any
	if tracked != nil {
		at = *tracked
	}
	return object{"id", s.nextID("testTracked"), "tracked_at", at, "imported_id", object{name, req[name]}}, nil
}

func checkImport(name string, raw json.RawMessage) error {
	var ids map[string]string
	if json.Unmarshal(raw, &ids) != nil {
		return invalid("%s has to be an object of texts", name)
	}
	members, ok := importTools[name][ids["id_type"]]
	if !ok {
		return invalid("%s with id_type %q is not among what can be imported", name, ids["id_type"])
	}
	for _, member := range members {
		if ids[member] == "" {
			return invalid("%s.%s is missing", name, member)
		}
	}
	return nil
}
