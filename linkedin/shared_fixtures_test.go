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

// Requests and answers as they stand on the wire, around the types of the package.
type (
	batch struct {
		Elements []linkedin.JobPosting `json:"elements"`
	}
	withCompensation struct {
		Compensation linkedin.Compensation `json:"compensation"`
	}
	lookUp[T any] struct {
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

// roundTrips says what each sample beside the repository decodes into and is written as again.
// A name that ends in * stands for all that begin so.
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
	"linkedin-task-status-*":                 of[lookUp[linkedin.JobTask]],
	"linkedin-oas-simpleJobPostingTaskE*":    of[lookUp[linkedin.JobTask]],
	"linkedin-job-posting-status*":           of[lookUp[linkedin.JobPostingStatus]],
	"linkedin-resync-all":                    of[linkedin.ResyncJobsEvent],
	"linkedin-resync-individual":             of[linkedin.ResyncJobsEvent],
	"linkedin-federated-member-*":            of[linkedin.MemberDataStatusEvent],
	"constructed-linkedin-export-*":          of[linkedin.JobApplicationEvent],
	"constructed-linkedin-hris-push-event":   of[linkedin.HRISExportEvent],
	"constructed-linkedin-job-posting-*":     of[linkedin.JobPostingStatusEvent],
	"constructed-linkedin-rsc-push-event":    of[linkedin.RequestEvent],
	"linkedin-webhook-challenge-response":    of[map[string]string],
	"linkedin-resync-response-400":           of[map[string]string],
	"linkedin-token-response*":               nil, // TestSharedAnswers, as the rest
	"linkedin-token-error-access-denied":     nil,
	"linkedin-error-*":                       nil,
	"linkedin-create-response-*":             nil,
	"linkedin-oas-simpleJobPostingTaskS*":    nil,
	"linkedin-oas-simpleJobPostingErrorR*":   nil,
	"linkedin-oas-simpleJobPostingSuccessR*": nil,
	"signature-vectors":                      nil, // TestSharedSignatures
}

// notCalled are samples of calls that this package does not make: configurations of an
// integration, which a person makes once.
var notCalled = map[string]bool{
	"linkedin-ats-integration-partial-update": true,
	"linkedin-rsc-callback-url-config":        true,
}

func of[T any]() any { return new(T) }

// sampleType finds the entry of a sample.
func sampleType(name string) (pattern string, into func() any, ok bool) {
	if into, ok = roundTrips[name]; ok {
		return name, into, true
	}
	for pattern, into := range roundTrips {
		if prefix, open := strings.CutSuffix(pattern, "*"); open && strings.HasPrefix(name, prefix) {
			return pattern, into, true
		}
	}
	return "", nil, false
}

// TestSharedFixtures decodes every sample, and writes it again: the same JSON but for nulls and
// what is empty in answers, and to the letter in requests.
func TestSharedFixtures(t *testing.T) {
	t.Parallel()
	dir := sharedtest.Dir(t, "linkedin")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), ".json")
		pattern, into, ok := sampleType(name)
		require.True(t, ok || notCalled[name], "%s has no type here", name)
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
			again, err := json.Marshal(v)
			require.NoError(t, err)
			if isRequest(v) {
				require.JSONEq(t, string(body), string(again))
				return
			}
			require.Equal(t, kept(t, body), kept(t, again))
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

// kept is JSON without nulls, empty lists and texts, and with numeric ids as text.
func kept(t *testing.T, b []byte) any {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal(b, &v))
	var walk func(name string, v any) any
	walk = func(name string, v any) any {
		switch v := v.(type) {
		case map[string]any:
			out := map[string]any{}
			for name, member := range v {
				if member = walk(name, member); member != nil {
					out[name] = member
				}
			}
			return out
		case []any:
			var out []any
			for _, e := range v {
				out = append(out, walk("", e))
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
	return walk("", v)
}
