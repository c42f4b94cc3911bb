package knit_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

// Limit the sync of applications to one month and two departments. A separate call sets the filters. Its
// path and the members of its body, except passThroughFilters, are not public: replace those in this
// example with the ones from Knit's support.
func ExampleVirtualFilter() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { // a fake of Knit
		body, _ := io.ReadAll(r.Body)
		fmt.Println(r.Method, r.URL.Path)
		fmt.Println(string(body))
		_, _ = io.WriteString(w, `{"success":true,"data":null}`)
	}))
	defer server.Close()
	client, err := knit.NewClient("test-knit-api-key", rolecall.WithBaseURL(server.URL))
	if err != nil {
		panic(err)
	}

	july := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	filters := map[string]any{
		"dataType":                    knit.DataTypeATSApplications,
		knit.MemberPassthroughFilters: knit.PassthroughFilters{Query: knit.TextMap{"department_id": knit.JoinValues("7", "8")}},
		"theVirtualFilter":            knit.DateBetween(knit.KeyAppliedAt, july, july.AddDate(0, 1, 0)),
	}
	_, err = knit.Call[json.RawMessage](context.Background(), client.Integration("mg_test"), knit.CallRequest{Name: "the.path.of.support", Body: filters})
	if err != nil {
		panic(err)
	}
	// Output:
	// POST /the.path.of.support
	// {"dataType":"ats_applications","passThroughFilters":{"query":{"department_id":"7,8"}},"theVirtualFilter":{"data":"isInBetween","type":"date_operator","left":{"data":"info.appliedAt","type":"key","left":null,"right":null},"right":{"data":"2026-07-01T00:00:00Z,2026-08-01T00:00:00Z","type":"value_date","left":null,"right":null}}}
}
