package linkedintest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// getTasks answers for tasks by id.
func (s *Server) getTasks(w http.ResponseWriter, r *http.Request, app *application) {
	ids, err := batchKeys(r)
	if err != nil || slices.ContainsFunc(ids, func(id string) bool { return !strings.HasPrefix(id, "urn:li:simpleJobPostingTask:") }) {
		refuseKeys(w)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	answer := newBatch()
	for _, id := range ids {
		t := s.tasks[id]
		if t == nil || t.app != app {
			answer.miss(keyOf(r, id))
			continue
		}
		v := map[string]any{"id": id, "status": t.status, "externalJobPostingId": t.posting.ExternalJobPostingID, "location": t.location}
		if t.jobURN != "" {
			v["jobPosting"] = t.jobURN
		}
		if t.message != "" {
			v["errorMessage"] = t.message
		}
		answer.results[keyOf(r, id)] = v
	}
	answer.write(w)
}

// refuseKeys answers as LinkedIn does to keys that it cannot read.
func refuseKeys(w http.ResponseWriter) {
	fake.WriteJSON(w, http.StatusBadRequest, map[string]any{"message": "Batch key parameter value is invalid", "status": http.StatusBadRequest})
}

// batch is the answer to a look-up.
type batch struct{ results, statuses, errors map[string]any }

func newBatch() batch { return batch{map[string]any{}, map[string]any{}, map[string]any{}} }

func (b batch) miss(id string) {
	b.statuses[id] = http.StatusNotFound
	b.errors[id] = map[string]any{"message": "Not found", "status": http.StatusNotFound}
}

func (b batch) write(w http.ResponseWriter) {
	fake.WriteJSON(w, http.StatusOK, map[string]any{"results": b.results, "statuses": b.statuses, "errors": b.errors})
}

// getStatuses answers for jobs by the partner's id.
func (s *Server) getStatuses(w http.ResponseWriter, r *http.Request, app *application) {
	ids, err := batchKeys(r)
	if err != nil {
		refuseKeys(w)
		return
	}
	if len(ids) > 100 {
		refuse(w, http.StatusBadRequest, 0, "More than 100 ids")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	answer := newBatch()
	for _, id := range ids {
		if j := s.jobs[jobKey{app.number, id}]; j != nil {
			answer.results[keyOf(r, id)] = j.status(id)
		} else {
			answer.miss(keyOf(r, id))
		}
	}
	answer.write(w)
}

// status is how the job stands, in LinkedIn's irregular shape: an id of digits is a number.
func (j *job) status(id string) map[string]any {
	v := map[string]any{
		"externalJobPostingId": any(id),
		"jobPostingInfo": map[string]any{
			"listedAt": j.ListedAt.UnixMilli(), "expireAt": j.expires.UnixMilli(), "location": j.Location, "alternateLocations": nil,
			"companyDetails": map[string]any{"name": nil, "pageUrl": nil}, "visibilityTag": nil,
		},
		"linkedInApplyStatus":       linkedin.ApplyStatusNotEnabled,
		"linkedInApplyStatusDetail": map[string]any{"errorCode": nil, "errorType": "PARTNER_ERROR", "statusMessage": "Nobody has tried to enable it."},
		"listingStatus":             linkedin.ListingStatusNotListed, "listingStatusDetail": nil,
		"promotionStatus": linkedin.PromotionStatusNotPromoted, "promotionStatusDetail": nil,
		"jobCampaign": nil, "partnerJobCampaign": nil, "rawLocation": j.Location,
	}
	if n, err := strconv.ParseUint(id, 10, 53); err == nil {
		v["externalJobPostingId"] = n
	}
	if j.open {
		v["listingStatus"] = linkedin.ListingStatusListed
		v["jobPostingUrl"] = "https://www.example.com/jobs/view/" + strconv.FormatInt(j.number, 10)
	}
	if j.premium {
		v["promotionStatus"] = linkedin.PromotionStatusPromoted
	}
	if j.OnsiteApply != nil {
		v["linkedInApplyStatus"], v["linkedInApplyStatusDetail"] = linkedin.ApplyStatusEnabled, nil
	}
	return v
}
