package linkedin_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/sharedtest"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// TestSharedSignatures checks that a receiver accepts each computed signature.
func TestSharedSignatures(t *testing.T) {
	t.Parallel()
	var file struct {
		Vectors []struct {
			Kind, ClientSecret, ChallengeCode, ChallengeResponse, Body, XLiSignature string
		}
	}
	require.NoError(t, json.Unmarshal(sharedtest.Read(t, "linkedin", "signature-vectors.json"), &file))
	require.NotEmpty(t, file.Vectors)
	for _, v := range file.Vectors {
		in := newInbox(t, linkedin.StaticSecrets(v.ClientSecret))
		if v.Kind == "challenge" {
			w := in.get(t, "challengeCode="+v.ChallengeCode)
			require.JSONEq(t, `{"challengeCode":"`+v.ChallengeCode+`","challengeResponse":"`+v.ChallengeResponse+`"}`, w.Body.String())
			continue
		}
		require.Equal(t, http.StatusOK, in.post(t, v.Body, v.XLiSignature).Code)
		require.Len(t, in.deliveries, 1)
	}
}

// TestSharedResponses lets the client decode the samples of responses that have no exported type.
func TestSharedResponses(t *testing.T) {
	t.Parallel()
	dir := sharedtest.Dir(t, "linkedin")
	read := func(t *testing.T, name string) string {
		b, err := os.ReadFile(filepath.Join(dir, name+".json"))
		require.NoError(t, err)
		return string(b)
	}
	t.Run("batches", func(t *testing.T) {
		t.Parallel()
		for name, accepted := range map[string][]bool{
			"linkedin-create-response-success":                    {true, true},
			"linkedin-create-response-success-entity":             {true},
			"linkedin-create-response-success-location":           {true},
			"linkedin-create-response-partial":                    {true, false},
			"linkedin-create-response-error":                      {false},
			"linkedin-oas-simpleJobPostingSuccessResponseExample": {true, true},
			"linkedin-oas-simpleJobPostingErrorResponseExample":   {false},
		} {
			body := read(t, name)
			list := jobs(len(accepted), linkedin.OperationCreate)
			if strings.HasSuffix(name, "entity") {
				list[0].ExternalJobPostingID = "1234"
			}
			results, err := clientWithResponse(t, http.StatusOK, body).PostJobs(t.Context(), list)
			require.NoError(t, err, name)
			for i, r := range results {
				if accepted[i] {
					require.NoError(t, r.Err, name)
					require.Len(t, r.TaskIDs, 1)
					require.Equal(t, http.StatusAccepted, r.Status)
				} else {
					require.ErrorIs(t, r.Err, rolecall.ErrInvalid, name)
					require.Equal(t, http.StatusUnprocessableEntity, r.Status)
				}
			}
		}
	})
	t.Run("errors", func(t *testing.T) {
		t.Parallel()
		for name, want := range map[string]struct {
			status int
			class  error
			code   string
		}{
			"linkedin-error-400-batch-key": {400, rolecall.ErrInvalid, ""},
			"linkedin-error-401-expired":   {401, rolecall.ErrUnauthorized, linkedin.CodeExpiredToken},
			"linkedin-error-401-invalid":   {401, rolecall.ErrUnauthorized, linkedin.CodeInvalidToken},
			"linkedin-error-403-contract":  {403, rolecall.ErrForbidden, "65600"},
			"linkedin-error-404":           {404, rolecall.ErrNotFound, ""},
		} {
			_, err := clientWithResponse(t, want.status, read(t, name)).JobTasks(t.Context(), []string{"urn:li:simpleJobPostingTask:1"})
			require.ErrorIs(t, err, want.class, name)
			e, ok := errors.AsType[*rolecall.Error](err)
			require.True(t, ok)
			require.Equal(t, want.code, e.Code)
			require.NotEmpty(t, e.Message)
		}
	})
	t.Run("tasks", func(t *testing.T) {
		t.Parallel()
		tasks, err := clientWithResponse(t, http.StatusOK, read(t, "linkedin-oas-simpleJobPostingTaskSuccessResultExample")).
			JobTasks(t.Context(), []string{"urn:li:simpleJobPostingTask:<taskId1>", "urn:li:simpleJobPostingTask:<taskId2>"})
		require.NoError(t, err)
		require.Equal(t, linkedin.TaskSucceeded, tasks[0].Status)
		require.Equal(t, linkedin.TaskInProgress, tasks[1].Status)
	})
	t.Run("tokens", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"linkedin-token-response", "linkedin-token-response-sdk"} {
			client := clientWithTokenResponse(t, http.StatusOK, read(t, name))
			_, err := client.JobPostingStatuses(t.Context(), []string{"x"})
			require.NoError(t, err, name)
		}
		client := clientWithTokenResponse(t, http.StatusUnauthorized, read(t, "linkedin-token-error-access-denied"))
		_, err := client.JobPostingStatuses(t.Context(), []string{"x"})
		require.ErrorIs(t, err, rolecall.ErrNeedsHuman)
		require.ErrorContains(t, err, "access_denied")
	})
}
