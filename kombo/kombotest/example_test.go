package kombotest_test

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// Use a fake outside of a test and without package kombo.
func Example() {
	fake, err := kombotest.Start(kombotest.WithJobs(600))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer fake.Close()
	fake.ChangeJob(3)
	fake.DeleteJob(5)

	req, err := http.NewRequest(http.MethodGet, fake.URL+"/ats/jobs?updated_after=2026-01-01&include_deleted=true", http.NoBody) //nolint:noctx // an example
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("Authorization", "Bearer "+fake.APIKey)
	req.Header.Set("X-Integration-Id", fake.IntegrationID)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = resp.Body.Close() }()
	var page struct {
		Data struct {
			Results []struct {
				RemoteID string `json:"remote_id"`
				Deleted  string `json:"remote_deleted_at"`
			}
		}
	}
	if err := json.NewDecoder(resp.Body).Decode(&page); err != nil {
		fmt.Println(err)
		return
	}
	for _, job := range page.Data.Results {
		fmt.Println(job.RemoteID, job.Deleted != "")
	}
	// Output:
	// job-000003 false
	// job-000005 true
}
