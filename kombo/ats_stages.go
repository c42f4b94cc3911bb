package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// ApplicationStage is a stage of a hiring process, without the job it belongs to.
// Source: docs.kombo.dev, "Get application stages".
type ApplicationStage struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string      `json:"id" required:"true"`
	RemoteID string      `json:"remote_id,omitempty"`
	Name     string      `json:"name,omitempty"`
	Status   StageStatus `json:"status,omitempty"`
	Changes
	Remote

	rolecall.Extra `json:"-"`
}

// ListApplicationStagesOptions filters [ATSService.ListApplicationStages]. See [ListOptions].
type ListApplicationStagesOptions struct{ ListOptions }

// ListApplicationStages reads a page of the stages of all jobs.
//
// Deprecated: in most tools, stages belong to a job, and an application cannot be moved to a stage of
// another job. Use [Job.Stages].
// Source: docs.kombo.dev, "Get application stages".
func (s *ATSService) ListApplicationStages(ctx context.Context, opts ListApplicationStagesOptions, call ...rolecall.CallOption) (*rolecall.Page[ApplicationStage], error) {
	return list[ApplicationStage](ctx, s.service, "ats/application-stages", opts, call)
}
