package codec_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
)

type Job struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"createdAt,omitzero" wire:"epochms"`
	Remote    *bool     `json:"remote,omitempty"`
	Teams     []Team    `json:"teams,omitempty" alt:"departments"`

	rolecall.Extra `json:"-"`
}

type Team struct {
	Name string `json:"name"`
}

func (j *Job) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, j) }
func (j Job) MarshalJSON() ([]byte, error)  { return codec.Marshal(j) }

func Example() {
	var job Job
	err := json.Unmarshal([]byte(`{"id": 42, "createdAt": 1676292064383, "remote": "", "departments": {"name": "Harbour"}, "visa": null}`), &job)
	fmt.Println(job.ID, job.CreatedAt.Format(time.DateOnly), job.Remote == nil, job.Teams, err)

	text, err := json.Marshal(job)
	fmt.Println(string(text), err)

	// If a value does not fit its field, the record is still decoded: Extra keeps the value, and Marshal
	// writes it.
	err = json.Unmarshal([]byte(`{"id": "42", "createdAt": "soon", "teams": [{"name": true}, {"name": "Harbour"}]}`), &job)
	fmt.Println(job.CreatedAt.IsZero(), job.Teams, err)
	for _, m := range codec.Unread(job) {
		fmt.Println(m)
	}
	text, err = json.Marshal(job)
	fmt.Println(string(text), err)
	// Output:
	// 42 2023-02-13 true [{Harbour}] <nil>
	// {"id":"42","createdAt":"1676292064383","teams":[{"name":"Harbour"}],"visa":null} <nil>
	// true [{} {Harbour}] <nil>
	// createdAt: text that is not a time
	// teams[0].name: true where text is expected
	// {"id":"42","createdAt":"soon","teams":[{"name":true},{"name":"Harbour"}]} <nil>
}
