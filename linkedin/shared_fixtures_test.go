package linkedin_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/sharedtest"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// The objects around the models in request and response bodies.
type (
	batch struct {
		Elements []linkedin.JobPosting `json:"elements"`
	}
	withCompensation struct {
		Compensation linkedin.Compensation `json:"compensation"`
	}
	batchGet[T any] struct {
		Results  map[string]T               `json:"results"`
		Statuses map[string]json.RawMessage `json:"statuses"`
		Errors   map[string]json.RawMessage `json:"errors"`
	}
	applications struct {
		Elements []linkedin.ProvisionedApplication `json:"elements"`
	}
	patch struct {
		Patch struct {
			Set linkedin.UpdateApplicationRequest `json:"$set"`
		} `json:"patch"`
	}
)

// roundTrips holds the Go type of each sample. A name that ends in * is a prefix.
var roundTrips = map[string]func() any{
	"linkedin-create-basic-request":          of[batch],
	"linkedin-create-applyconnect-request":   of[batch],
	"linkedin-create-internal-request":       of[batch],
	"linkedin-create-promoted-request":       of[batch],
	"linkedin-close-request":                 of[batch],
	"linkedin-rsc-create-*":                  of[batch],
	"linkedin-oas-close*":                    of[batch],
	"linkedin-oas-create*":                   of[batch],
	"linkedin-oas-renew*":                    of[batch],
	"linkedin-oas-update*":                   of[batch],
	"linkedin-compensation-*":                of[withCompensation],
	"linkedin-lifecycle-action-request":      of[linkedin.LifecycleAction],
	"linkedin-provision-create-request":      of[linkedin.ProvisionApplicationRequest],
	"linkedin-provision-update-*":            of[patch],
	"linkedin-provision-create-response":     of[linkedin.ProvisionedApplication],
	"linkedin-provision-get-response":        of[applications],
	"linkedin-task-status-*":                 of[batchGet[linkedin.JobTask]],
	"linkedin-oas-simpleJobPostingTaskE*":    of[batchGet[linkedin.JobTask]],
	"linkedin-job-posting-status*":           of[batchGet[linkedin.JobPostingStatus]],
	"linkedin-resync-all":                    of[linkedin.ResyncJobsEvent],
	"linkedin-resync-individual":             of[linkedin.ResyncJobsEvent],
	"linkedin-federated-member-*":            of[linkedin.MemberDataStatusEvent],
	"constructed-linkedin-export-*":          of[linkedin.JobApplicationEvent],
	"constructed-linkedin-hris-push-event":   of[linkedin.HRISExportEvent],
	"constructed-linkedin-job-posting-*":     of[linkedin.JobPostingStatusEvent],
	"constructed-linkedin-rsc-push-event":    of[linkedin.RequestEvent],
	"linkedin-webhook-challenge-response":    of[map[string]string],
	"linkedin-resync-response-400":           of[map[string]string],
	"linkedin-token-response*":               nil, // this one and those below: TestSharedResponses
	"linkedin-token-error-access-denied":     nil,
	"linkedin-error-*":                       nil,
	"linkedin-create-response-*":             nil,
	"linkedin-oas-simpleJobPostingTaskS*":    nil,
	"linkedin-oas-simpleJobPostingErrorR*":   nil,
	"linkedin-oas-simpleJobPostingSuccessR*": nil,
	"signature-vectors":                      nil, // TestSharedSignatures
}

// notCalled lists the samples of requests that this package does not send: the configuration of an integration,
// which an operator does once.
var notCalled = map[string]bool{
	"linkedin-ats-integration-partial-update": true,
	"linkedin-rsc-callback-url-config":        true,
}

func of[T any]() any { return new(T) }

// sampleType returns the entry of roundTrips for a sample.
func sampleType(name string) (pattern string, into func() any, ok bool) {
	if into, ok = roundTrips[name]; ok {
		return name, into, true
	}
	for pattern, into := range roundTrips {
		if prefix, isPrefix := strings.CutSuffix(pattern, "*"); isPrefix && strings.HasPrefix(name, prefix) {
			return pattern, into, true
		}
	}
	return "", nil, false
}

// TestSharedFixtures decodes every sample and encodes it again. The JSON must be equal, but a response may lose
// members that are null or empty.
func TestSharedFixtures(t *testing.T) {
	t.Parallel()
	dir := sharedtest.Dir(t, "linkedin")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), ".json")
		pattern, into, ok := sampleType(name)
		require.True(t, ok || notCalled[name], "the sample %s is not in roundTrips", name)
		seen[pattern] = true
		if into == nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := os.ReadFile(filepath.Join(dir, entry.Name()))
			require.NoError(t, err)
			v := into()
			require.NoError(t, json.Unmarshal(body, v))
			encoded, err := json.Marshal(v)
			require.NoError(t, err)
			if isRequest(v) {
				require.JSONEq(t, string(body), string(encoded))
				return
			}
			require.Equal(t, withoutEmpty(t, body), withoutEmpty(t, encoded))
		})
	}
	for pattern := range roundTrips {
		require.True(t, seen[pattern], "there is no sample %s", pattern)
	}
}

func isRequest(v any) bool {
	switch v.(type) {
	case *batch, *withCompensation, *linkedin.LifecycleAction, *linkedin.ProvisionApplicationRequest, *patch, *linkedin.ResyncJobsEvent:
		return true
	}
	return false
}

// withoutEmpty decodes JSON. It removes nulls, empty arrays and empty strings, and converts ids that are numbers
// to strings.
func withoutEmpty(t *testing.T, b []byte) any {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal(b, &v))
	var clean func(name string, v any) any
	clean = func(name string, v any) any {
		switch v := v.(type) {
		case map[string]any:
			out := map[string]any{}
			for name, member := range v {
				if member = clean(name, member); member != nil {
					out[name] = member
				}
			}
			return out
		case []any:
			var out []any
			for _, e := range v {
				out = append(out, clean("", e))
			}
			if out == nil {
				return nil
			}
			return out
		case float64:
			if name == "externalJobPostingId" {
				b, _ := json.Marshal(int64(v))
				return string(b)
			}
		case string:
			if v == "" {
				return nil
			}
		}
		return v
	}
	return clean("", v)
}
