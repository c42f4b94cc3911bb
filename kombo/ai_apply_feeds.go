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

// JobFeed is what postings are imported into together.
type JobFeed struct {
	// ID is Kombo's id, which never changes.
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

// CreateJobFeed makes a job feed. A call that is made twice may make two.
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

// ImportedPosting is one posting of an import. URL, CareerSiteLabel and JobCode together identify
// it.
type ImportedPosting struct {
	// URL begins with http:// or https://. Required.
	URL string `json:"url"`
	// CareerSiteLabel names the career site, which is created if there is none. Required.
	CareerSiteLabel string `json:"career_site_label"`
	JobCode         string `json:"job_code,omitempty"`
	// Location is nil to keep the location that Kombo knows of.
	Location *PostingLocation `json:"location,omitempty"`
	// ClearLocation removes the location. It is an error together with Location.
	ClearLocation bool `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v ImportedPosting) Problem() string {
	return cmp.Or(problemOfPosting(v.URL, v.Location, v.ClearLocation), required("CareerSiteLabel", v.CareerSiteLabel))
}

// MarshalJSON writes null for the location that is removed.
func (v ImportedPosting) MarshalJSON() ([]byte, error) {
	type plain ImportedPosting
	return marshalPosting(plain(v), v.ClearLocation)
}

// marshalPosting writes a posting, and "location":null if its location is removed.
func marshalPosting[P any](posting P, clearLocation bool) ([]byte, error) {
	b, err := json.Marshal(posting)
	if err != nil || !clearLocation {
		return b, err
	}
	return append(b[:len(b)-1], `,"location":null}`...), nil
}

// PostingsImport says what an import did.
type PostingsImport struct {
	// Created counts the new postings, Processed all that were sent, Archived those of earlier
	// imports that this one did not name.
	Created   int `json:"created"`
	Processed int `json:"processed"`
	Archived  int `json:"archived"`

	rolecall.Extra `json:"-"`
}

// MaxImportSize is how long the body of an import may be, in bytes: 35 MB.
const MaxImportSize = 35_000_000

// ImportPostings replaces the postings of a job feed: postings that exist are updated, new ones
// are created and read, and those of earlier imports that are not among postings are archived. An
// empty list, which would archive all, is [rolecall.ErrInvalid], and so are more than
// [MaxImportSize] bytes; nothing is sent then. feedID is a [JobFeed.ID].
//
// Kombo works for up to five minutes: use a client with rolecall.WithTimeout of more than that.
// [CodeImportRunning] says that another import of the feed is running, [CodeImportTimedOut] that
// five minutes were not enough.
// If the error is [rolecall.ErrAmbiguous], the write may have happened. To send the same postings
// again does no harm when no import is running.
// Source: docs.kombo.dev, "Bulk import job postings".
func (s *AIApplyService) ImportPostings(ctx context.Context, feedID string, postings []ImportedPosting, call ...rolecall.CallOption) (*PostingsImport, error) {
	lines, err := encodeLines(postings)
	req := s.request("POST ai-apply/job-feeds/{job_feed_id}/bulk-import", transport.NDJSON(lines), []string{feedID})
	if req.Invalid == nil {
		req.Invalid = err
	}
	return transport.Call[PostingsImport](ctx, s.api, req, call...)
}

// encodeLines writes one posting a line.
func encodeLines(postings []ImportedPosting) ([]byte, error) {
	if len(postings) == 0 {
		return nil, errors.New("there are no postings: an import without any would archive the whole feed")
	}
	if problem := transport.ProblemIn(postings); problem != "" { // the body is bytes, and is not asked
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
			return nil, fmt.Errorf("postings[%d] is beyond %d bytes, the most that an import may have", i, MaxImportSize)
		}
	}
	return body.Bytes(), nil
}
