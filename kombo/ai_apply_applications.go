package kombo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// ApplyRequest is an application to be sent by AI Apply.
type ApplyRequest struct {
	// SubmissionToken is [Inquiry.SubmissionToken]. It is valid for one application. Required.
	SubmissionToken string `json:"submission_token" secret:"true"`
	// CandidateEmail identifies the candidate, so that no candidate applies twice for a posting. It is not
	// sent to the employer: also answer the form's question for the e-mail address. Required.
	CandidateEmail string `json:"candidate_email"`
	// QueryParams are added to the URL of the posting.
	QueryParams map[string]string `json:"query_params,omitempty"`
	// ScreeningQuestionAnswers are the answers to the questions of [Inquiry.ApplicationForm]. A file
	// must have Data: AI Apply does not accept a DataURL.
	ScreeningQuestionAnswers []NewAnswer `json:"screening_question_answers"`
	// AdditionalClicks is the number of times that AI Apply opens the posting in addition to the
	// application, 0 to 30.
	AdditionalClicks int `json:"additional_clicks,omitempty"`
	// AdditionalClicksScatterMinutes is the time over which the additional clicks are spread, in
	// minutes. 0: 60 minutes. It must be 0 if AdditionalClicks is 0.
	AdditionalClicksScatterMinutes int `json:"additional_clicks_scatter_duration,omitempty"`
}

const maxAdditionalClicks = 30

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v ApplyRequest) Problem() string {
	switch {
	case v.SubmissionToken == "":
		return "SubmissionToken is empty"
	case !strings.Contains(v.CandidateEmail, "@"):
		return "CandidateEmail is not an e-mail address"
	case v.AdditionalClicks < 0 || v.AdditionalClicks > maxAdditionalClicks:
		return fmt.Sprintf("AdditionalClicks is %d: use 0 to %d", v.AdditionalClicks, maxAdditionalClicks)
	case v.AdditionalClicksScatterMinutes < 0:
		return "AdditionalClicksScatterMinutes is negative"
	case v.AdditionalClicksScatterMinutes > 0 && v.AdditionalClicks == 0:
		return "AdditionalClicksScatterMinutes is set, but AdditionalClicks is 0"
	}
	for i, answer := range v.ScreeningQuestionAnswers {
		if file, ok := answer.value.(File); ok && file.DataURL != "" {
			return fmt.Sprintf("ScreeningQuestionAnswers[%d] has a file with a DataURL: AI Apply accepts Data only", i)
		}
	}
	return answeredTwice(v.ScreeningQuestionAnswers)
}

// MarshalJSON encodes nil answers as an empty array: the member is required, and null is not an array.
func (v ApplyRequest) MarshalJSON() ([]byte, error) {
	if v.ScreeningQuestionAnswers == nil {
		v.ScreeningQuestionAnswers = []NewAnswer{}
	}
	type plain ApplyRequest
	return marshal(plain(v))
}

// AIApplyStatus is the state of an application by AI Apply.
type AIApplyStatus string

// Values of [AIApplyStatus].
const (
	AIApplyPending   AIApplyStatus = "PENDING"
	AIApplySubmitted AIApplyStatus = "SUBMITTED"
	// AIApplyDuplicate means that the candidate has already applied for the posting.
	AIApplyDuplicate AIApplyStatus = "DUPLICATE"
	AIApplyFailed    AIApplyStatus = "FAILED"
)

// QueuedApplication is an application that AI Apply has accepted but not yet sent.
type QueuedApplication struct {
	// ID is Kombo's id of the application. It never changes. The webhooks contain the same id.
	ID string `json:"id" required:"true"`
	// PostingID is an [AIApplyPosting.ID].
	PostingID string        `json:"posting_id,omitempty"`
	Status    AIApplyStatus `json:"status,omitempty"`
	CreatedAt time.Time     `json:"created_at,omitzero"`
	UpdatedAt time.Time     `json:"updated_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// Apply queues an application. Kombo responds before the application is sent to the employer;
// [AIApplyApplicationStatusUpdated] and [AIApplyService.ListApplications] report its result.
//
// Kombo documents that a submission token prevents duplicate submissions.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again, and use the same token.
// Source: docs.kombo.dev, "Submit job application".
func (s *AIApplyService) Apply(ctx context.Context, req ApplyRequest, call ...rolecall.CallOption) (*QueuedApplication, error) {
	return get[QueuedApplication](ctx, s.service, "POST ai-apply/apply", req, call)
}

// AIApplyApplication is an application that was made with AI Apply.
// Source: docs.kombo.dev, "Get applications" of AI Apply.
type AIApplyApplication struct {
	// ID is Kombo's id of the application. It never changes.
	ID string `json:"id" required:"true"`
	// JobPostingID is an [AIApplyPosting.ID].
	JobPostingID string        `json:"job_posting_id,omitempty"`
	Status       AIApplyStatus `json:"status,omitempty"`
	CreatedAt    time.Time     `json:"created_at,omitzero"`
	UpdatedAt    time.Time     `json:"updated_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// ListAIApplyApplicationsOptions filters [AIApplyService.ListApplications]. See [PageOptions].
type ListAIApplyApplicationsOptions struct {
	PageOptions
	// JobPostingIDs are values of [AIApplyPosting.ID].
	JobPostingIDs []string `url:"job_posting_ids,comma,omitempty"`
}

// ListApplications reads a page of applications.
// Source: docs.kombo.dev, "Get applications" of AI Apply.
func (s *AIApplyService) ListApplications(ctx context.Context, opts ListAIApplyApplicationsOptions, call ...rolecall.CallOption) (*rolecall.Page[AIApplyApplication], error) {
	return list[AIApplyApplication](ctx, s.service, "ai-apply/applications", opts, call)
}

// ListAIApplyJobsOptions filters [AIApplyService.ListJobs]. See [PageOptions], but PageSize is at most
// 5. Kombo's filter for the tool's ids has no field here, since AI Apply has no tool.
type ListAIApplyJobsOptions struct {
	PageOptions
	JobCodes      []string `url:"job_codes,comma,omitempty"`
	CareerSiteIDs []string `url:"career_site_ids,comma,omitempty"`
}

func (o ListAIApplyJobsOptions) paging() paging { return o.upTo(5) }

// ListJobs reads a page of postings as jobs, like [ATSService.ListJobs], for programs that use the ATS
// calls. Kombo deprecates it in favor of [AIApplyService.ListPostings] and [AIApplyService.Inquire].
// Source: docs.kombo.dev, "Get jobs" of AI Apply.
func (s *AIApplyService) ListJobs(ctx context.Context, opts ListAIApplyJobsOptions, call ...rolecall.CallOption) (*rolecall.Page[Job], error) {
	return list[Job](ctx, s.service, "ai-apply/unified-api/jobs", opts, call)
}

// CreateAIApplyApplicationRequest is an application for [AIApplyService.CreateApplication].
type CreateAIApplyApplicationRequest struct {
	CreateApplicationRequest
	// QueryParams are added to the URL of the posting.
	QueryParams map[string]string `json:"query_params,omitempty"`
}

// CreateApplication creates an application like [ATSService.CreateApplication], for programs that use
// the ATS calls. Kombo deprecates it in favor of [AIApplyService.Apply]. jobID is a [Job.ID] of
// [AIApplyService.ListJobs].
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Create application" of AI Apply.
func (s *AIApplyService) CreateApplication(ctx context.Context, jobID string, req CreateAIApplyApplicationRequest, call ...rolecall.CallOption) (*Application, error) {
	return get[Application](ctx, s.service, "POST ai-apply/unified-api/jobs/{job_id}/applications", req, call, jobID)
}
