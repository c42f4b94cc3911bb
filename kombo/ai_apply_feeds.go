package kombo

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// JobFeed is a set of postings that are imported together.
type JobFeed struct {
	// ID is Kombo's id of the feed. It never changes.
	ID    string `json:"id" required:"true"`
	Label string `json:"label,omitempty"`

	rolecall.Extra `json:"-"`
}

// CreateJobFeedRequest names a new job feed.
type CreateJobFeedRequest struct {
	// Label is required.
	Label string `json:"label"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v CreateJobFeedRequest) Problem() string { return required("Label", v.Label) }

// CreateJobFeed creates a job feed. Two calls with the same label may create two feeds.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Create a job feed".
func (s *AIApplyService) CreateJobFeed(ctx context.Context, req CreateJobFeedRequest, call ...rolecall.CallOption) (*JobFeed, error) {
	return get[JobFeed](ctx, s.service, "POST ai-apply/job-feeds", req, call)
}

// ListJobFeedsOptions filters [AIApplyService.ListJobFeeds]. See [PageOptions].
type ListJobFeedsOptions struct{ PageOptions }

// ListJobFeeds reads a page of job feeds.
// Source: docs.kombo.dev, "Get job feeds".
func (s *AIApplyService) ListJobFeeds(ctx context.Context, opts ListJobFeedsOptions, call ...rolecall.CallOption) (*rolecall.Page[JobFeed], error) {
	return list[JobFeed](ctx, s.service, "ai-apply/job-feeds", opts, call)
}

// ImportedPosting is one posting of an import. URL, CareerSiteLabel and JobCode together identify it.
type ImportedPosting struct {
	// URL begins with http:// or https://. Required.
	URL string `json:"url"`
	// CareerSiteLabel is the label of the career site. Required. If there is no career site with this label,
	// Kombo creates it.
	CareerSiteLabel string `json:"career_site_label"`
	JobCode         string `json:"job_code,omitempty"`
	// Location replaces the location of the posting. Nil: the location is not changed.
	Location *PostingLocation `json:"location,omitempty"`
	// ClearLocation removes the location. Location must then be nil.
	ClearLocation bool `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v ImportedPosting) Problem() string {
	return cmp.Or(problemOfPosting(v.URL, v.Location, v.ClearLocation), required("CareerSiteLabel", v.CareerSiteLabel))
}

// MarshalJSON encodes the location as null if ClearLocation is set.
func (v ImportedPosting) MarshalJSON() ([]byte, error) {
	type plain ImportedPosting
	return marshalPosting(plain(v), v.ClearLocation)
}

// marshalPosting encodes a posting, with "location":null if clearLocation is set.
func marshalPosting[P any](posting P, clearLocation bool) ([]byte, error) {
	b, err := json.Marshal(posting)
	if err != nil || !clearLocation {
		return b, err
	}
	return append(b[:len(b)-1], `,"location":null}`...), nil
}

// PostingsImport is the result of an import.
type PostingsImport struct {
	// Created is the number of new postings, Processed the number of postings that were sent, and
	// Archived the number of postings of earlier imports that this import did not contain.
	Created   int `json:"created"`
	Processed int `json:"processed"`
	Archived  int `json:"archived"`

	rolecall.Extra `json:"-"`
}

// MaxImportSize is the maximum size of the body of an import, in bytes: 35 MB.
const MaxImportSize = 35_000_000

// ImportPostings replaces the postings of a job feed: existing postings are updated, new postings are
// created and read, and postings of earlier imports that are not in postings are archived. feedID
// is a [JobFeed.ID].
//
// An empty list would archive all postings of the feed, so it is [rolecall.ErrInvalid] and nothing is
// sent. The same applies to a body of more than [MaxImportSize] bytes.
//
// An import takes up to five minutes: use a client with a longer [rolecall.WithTimeout].
// [CodeImportRunning] means that another import of the feed is running, [CodeImportTimedOut] that the
// import did not finish within five minutes.
//
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened. Sending the same
// postings again is harmless when no import is running.
// Source: docs.kombo.dev, "Bulk import job postings".
func (s *AIApplyService) ImportPostings(ctx context.Context, feedID string, postings []ImportedPosting, call ...rolecall.CallOption) (*PostingsImport, error) {
	lines, err := encodeLines(postings)
	req := s.request("POST ai-apply/job-feeds/{job_feed_id}/bulk-import", transport.NDJSON(lines), []string{feedID})
	if req.Invalid == nil {
		req.Invalid = err
	}
	return transport.Call[PostingsImport](ctx, s.api, req, call...)
}

// encodeLines encodes the postings as NDJSON, one posting per line.
func encodeLines(postings []ImportedPosting) ([]byte, error) {
	if len(postings) == 0 {
		return nil, errors.New("postings is empty: such an import would archive the whole feed")
	}
	if problem := transport.ProblemIn(postings); problem != "" { // the transport cannot check a body that is bytes
		return nil, errors.New("postings" + problem)
	}
	var body bytes.Buffer
	for i := range postings {
		line, err := json.Marshal(&postings[i])
		if err != nil {
			return nil, fmt.Errorf("postings[%d]: %w", i, err)
		}
		body.Write(line)
		body.WriteByte('\n')
		if body.Len() > MaxImportSize {
			return nil, fmt.Errorf("postings[%d] makes the import larger than the maximum of %d bytes", i, MaxImportSize)
		}
	}
	return body.Bytes(), nil
}
