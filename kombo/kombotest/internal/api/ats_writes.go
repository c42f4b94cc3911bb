package api

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// atsOperations are the ATS operations except lists.
var atsOperations = []operation{
	{pattern: "PUT /ats/applications/{id}/stage", kind: action, do: onWith(anApplication, (*call).moveStage)},
	{pattern: "POST /ats/applications/{id}/reject", kind: action, do: onWith(anApplication, (*call).rejectApplication)},
	{pattern: "POST /ats/applications/{id}/notes", kind: action, do: onWith(anApplication, (*call).addNote)},
	{pattern: "POST /ats/applications/{id}/result-links", kind: action, do: onWith(anApplication, (*call).addResultLink)},
	{pattern: "POST /ats/applications/{id}/interviews", kind: action, do: onWith(anApplication, (*call).createInterview)},
	{pattern: "PATCH /ats/applications/{id}/interviews", kind: action, do: onWith(anApplication, (*call).updateInterview)},
	{pattern: "GET /ats/applications/{id}/attachments", kind: action, do: on(anApplication, (*call).applicationFiles)},
	{pattern: "POST /ats/applications/{id}/attachments", kind: action, do: onWith(anApplication, (*call).attachToApplication)},
	{pattern: "POST /ats/jobs/{id}/applications", kind: action, do: with((*call).createApplication)},
	{pattern: "POST /ats/candidates", kind: action, do: with((*call).createCandidate)},
	{pattern: "POST /ats/candidates/{id}/result-links", kind: action, do: onWith(aCandidate, (*call).addResultLink)},
	{pattern: "GET /ats/candidates/{id}/attachments", kind: action, do: on(aCandidate, (*call).candidateFiles)},
	{pattern: "POST /ats/candidates/{id}/attachments", kind: action, do: onWith(aCandidate, (*call).attachToCandidate)},
	{pattern: "POST /ats/candidates/{id}/tags", kind: action, do: onWith(aCandidate, (*call).addTag)},
	{pattern: "DELETE /ats/candidates/{id}/tags", kind: action, do: onWith(aCandidate, (*call).removeTag)},
	{pattern: "POST /ats/import-tracked-application", kind: action, do: with((*call).importTracked)},
}

type stageRequest struct {
	StageID string `json:"stage_id"`
}

func (c *call) moveStage(a int, req *stageRequest) (any, error) {
	stage, err := stageIn(c.world, world.JobOf(c.world, a), req.StageID)
	if err != nil {
		return nil, err
	}
	world.Move(c.world, a, stage)
	return emptyResult, nil
}

// stageIn returns the number of the stage with an id. It rejects a stage that the job does not have.
func stageIn(w *world.World, job int, id string) (int, error) {
	stage, ok := w.Stages.Find(id)
	return stage, unless(ok && slices.Contains(world.JobStages(job), stage), "stage_id: the job has no stage %q", id)
}

type rejectRequest struct {
	ReasonID string `json:"rejection_reason_id"`
	Note     string `json:"note"`
}

func (c *call) rejectApplication(a int, req *rejectRequest) (any, error) {
	reason, ok := c.world.Reasons.Find(req.ReasonID)
	if !ok {
		return nil, invalid("rejection_reason_id: rejection reason %q not found", req.ReasonID)
	}
	world.Reject(c.world, a, reason)
	if req.Note != "" {
		world.AddNote(c.world, a, req.Note)
	}
	return emptyResult, nil
}

type noteRequest struct {
	Content     *string `json:"content"`
	ContentType string  `json:"content_type"`
}

func (c *call) addNote(a int, req *noteRequest) (any, error) {
	if req.Content == nil {
		return nil, invalid("content is missing")
	}
	if err := oneOf("content_type", req.ContentType, "PLAIN_TEXT"); err != nil {
		return nil, err
	}
	world.AddNote(c.world, a, *req.Content)
	return emptyResult, nil
}

type resultLinkRequest struct {
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

// addResultLink checks a result link of an application or candidate. No list contains the link.
func (c *call) addResultLink(_ int, req *resultLinkRequest) (any, error) {
	if req.Label == "" {
		return nil, invalid("label is missing")
	}
	if !isURL(req.URL) {
		return nil, invalid("url must be a URL")
	}
	d := req.Details
	if d == nil {
		return emptyResult, nil
	}
	if d.Prefix == nil || d.Attributes == nil {
		return nil, invalid("details: custom_field_name_prefix and attributes are required")
	}
	for _, attribute := range d.Attributes {
		if attribute.Key == nil || attribute.Value == nil {
			return nil, invalid("details.attributes: each must have a key and a value")
		}
	}
	return emptyResult, nil
}

func (c *call) applicationFiles(a int) (any, error) {
	results := []record.Object{}
	for _, k := range world.AttachmentsOf(c.world, a) {
		results = append(results, world.LiveAttachment(c.world, k))
	}
	return record.Object{"results", results}, nil
}

// candidateFiles returns the files of all applications of a candidate, and those without an application.
func (c *call) candidateFiles(candidate int) (any, error) {
	w := c.world
	results := []record.Object{}
	add := func(list []int, application any) {
		for _, k := range list {
			results = append(results, world.LiveAttachment(w, k).And("application_id", application, "candidate_id", w.Candidates.ID(candidate)))
		}
	}
	for _, a := range world.ApplicationsOf(w, candidate) {
		add(world.AttachmentsOf(w, a), w.Applications.ID(a))
	}
	add(world.FilesOf(w, candidate), nil)
	return record.Object{"results", results}, nil
}

type attachRequest struct {
	Attachment *world.File `json:"attachment"`
}

func (c *call) attachToApplication(a int, req *attachRequest) (any, error) {
	return c.attach(a, world.CandidateOf(c.world, a), req)
}

func (c *call) attachToCandidate(candidate int, req *attachRequest) (any, error) {
	return c.attach(-1, candidate, req)
}

// attach adds a file to an application. If application is -1, it adds the file to the candidate only.
func (c *call) attach(application, candidate int, req *attachRequest) (any, error) {
	if req.Attachment == nil {
		return nil, invalid("attachment is missing")
	}
	if err := checkFile(req.Attachment, "attachment", world.AttachmentTypes...); err != nil {
		return nil, err
	}
	world.AddFile(c.world, application, candidate, *req.Attachment)
	return emptyResult, nil
}

type tagRequest struct {
	Tag struct {
		Name string `json:"name"`
	} `json:"tag"`
}

// addTag adds a tag to a candidate. It creates the tag if it does not exist.
func (c *call) addTag(candidate int, req *tagRequest) (any, error) {
	if req.Tag.Name == "" {
		return nil, invalid("tag.name is missing")
	}
	w := c.world
	tag, tags := world.TagNamed(w, req.Tag.Name), world.TagsOf(w, candidate)
	if tag < 0 {
		tag = world.AddTag(w, req.Tag.Name)
	}
	if !slices.Contains(tags, tag) {
		world.SetTags(w, candidate, append(slices.Clone(tags), tag))
	}
	return emptyResult, nil
}

func (c *call) removeTag(candidate int, req *tagRequest) (any, error) {
	if req.Tag.Name == "" {
		return nil, invalid("tag.name is missing")
	}
	w := c.world
	tags := slices.Clone(world.TagsOf(w, candidate))
	at := slices.Index(tags, world.TagNamed(w, req.Tag.Name))
	if at < 0 {
		c.warn("the candidate has no tag %q", req.Tag.Name)
		return emptyResult, nil
	}
	world.SetTags(w, candidate, slices.Delete(tags, at, at+1))
	return emptyResult, nil
}

// importTools are the members that each tool requires to import a tracked application, by id_type.
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

// importTracked checks the ids of a tracked application and returns them.
func (c *call) importTracked(body *map[string]json.RawMessage) (any, error) {
	req := *body
	raw, ok := req["tracked_at"]
	var tracked time.Time
	if !ok || json.Unmarshal(raw, &tracked) != nil {
		return nil, invalid("tracked_at is missing: it must be a time or null")
	}
	delete(req, "tracked_at")
	if len(req) != 1 {
		return nil, invalid("the body must have exactly one tool")
	}
	name := slices.Collect(maps.Keys(req))[0]
	if err := checkImport(name, req[name]); err != nil {
		return nil, err
	}
	return record.Object{"id", c.api.id("testTracked"), "tracked_at", tracked, "imported_id", record.Object{name, req[name]}}, nil
}

func checkImport(name string, raw json.RawMessage) error {
	var ids map[string]string
	if json.Unmarshal(raw, &ids) != nil {
		return invalid("%s must be an object of strings", name)
	}
	members, ok := importTools[name][ids["id_type"]]
	if !ok {
		return invalid("%s: importing with id_type %q is not supported", name, ids["id_type"])
	}
	for _, member := range members {
		if ids[member] == "" {
			return invalid("%s.%s is missing", name, member)
		}
	}
	return nil
}
