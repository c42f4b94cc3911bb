package codec_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/codec"
)

// event is a body of about 2 KB in the documented shape, so encoding/json can also decode it.
var event = []byte(`{"id":"evt_01HZX3K9","type":"job.updated","createdAt":"2024-05-01T12:34:56.789Z","attempt":1,"job":{
"id":"job_000042","remoteId":"8842","title":"Software Engineer, Platform","status":"OPEN","remote":true,"confidential":false,
"createdAt":"2024-04-01T08:00:00Z","updatedAt":"2024-05-01T12:34:55.100Z","closedAt":null,"openings":3,"code":"ENG-42",
"description":"<p>We build tools that people like to use, and we look for somebody who likes to build them with us. You will work in a small team, close to those who use what you make, and you will see what becomes of it. You know your trade, and you like to explain it.</p>\n<ul><li>Go</li><li>PostgreSQL</li><li>Patience</li></ul>",
"url":"https://jobs.example.com/software-engineer-platform?ref=board","salary":{"min":60000,"max":85000.5,"currency":"EUR","period":"YEAR"},
"location":{"city":"Köln","country":"DE","zip":"50667","street":"Domkloster 4","raw":"Domkloster 4, 50667 Köln"},
"departments":[{"id":"dep_1","name":"Engineering"},{"id":"dep_2","name":"Platform & Tools"}],
"offices":[{"id":"off_1","name":"Headquarters"},{"id":"off_2","name":"Harbour"}],
"tags":["go","backend","platform","full-time"],
"hiringTeam":[{"id":"usr_1","firstName":"Ada","lastName":"Muster","email":"ada@example.com","role":"RECRUITER"},
{"id":"usr_2","firstName":"Ben","lastName":"Muster","email":"ben@example.com","role":"HIRING_MANAGER"},
{"id":"usr_3","firstName":"Cem","lastName":"Muster","email":"cem@example.com","role":"INTERVIEWER"}],
"stages":[{"id":"stg_1","name":"Applied","order":1},{"id":"stg_2","name":"Screening","order":2},{"id":"stg_3","name":"Interview","order":3},{"id":"stg_4","name":"Offer","order":4}],
"customFields":{"costCenter":"4711","level":{"id":5,"name":"Senior"},"visa":null}}}`)

type plainNamed struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type plainEvent struct {
	ID        string    `json:"id"`
	Type      status    `json:"type"`
	CreatedAt time.Time `json:"createdAt"`
	Attempt   int       `json:"attempt"`
	Job       *plainJob `json:"job"`
}

type plainJob struct {
	ID           string     `json:"id"`
	RemoteID     string     `json:"remoteId"`
	Title        string     `json:"title"`
	Status       status     `json:"status"`
	Remote       *bool      `json:"remote,omitempty"`
	Confidential *bool      `json:"confidential,omitempty"`
	CreatedAt    time.Time  `json:"createdAt"`
	UpdatedAt    time.Time  `json:"updatedAt"`
	ClosedAt     *time.Time `json:"closedAt"`
	Openings     *int64     `json:"openings,omitempty"`
	Code         string     `json:"code"`
	Description  string     `json:"description"`
	URL          string     `json:"url"`
	Salary       *struct {
		Min      *float64 `json:"min"`
		Max      *float64 `json:"max"`
		Currency string   `json:"currency"`
		Period   string   `json:"period"`
	} `json:"salary"`
	Location struct {
		City    string `json:"city"`
		Country string `json:"country"`
		Zip     string `json:"zip"`
		Street  string `json:"street"`
		Raw     string `json:"raw"`
	} `json:"location"`
	Departments []plainNamed `json:"departments"`
	Offices     []plainNamed `json:"offices"`
	Tags        []string     `json:"tags"`
	HiringTeam  []struct {
		ID        string `json:"id"`
		FirstName string `json:"firstName"`
		LastName  string `json:"lastName"`
		Email     string `json:"email"`
		Role      status `json:"role"`
	} `json:"hiringTeam"`
	Stages []struct {
		ID    string `json:"id"`
		Name  string `json:"name"`
		Order int    `json:"order"`
	} `json:"stages"`
	CustomFields map[string]json.RawMessage `json:"customFields"`
}

// lenientEvent has the fields of plainEvent and its own methods, which call this package.
type lenientEvent plainEvent

func (e *lenientEvent) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, e) }
func (e lenientEvent) MarshalJSON() ([]byte, error)  { return codec.Marshal(e) }

func TestUnmarshalMatchesEncodingJSON(t *testing.T) {
	var want plainEvent
	var got lenientEvent
	require.NoError(t, json.Unmarshal(event, &want))
	require.NoError(t, codec.Unmarshal(event, &got))
	require.Equal(t, want, plainEvent(got))
}

func BenchmarkUnmarshal(b *testing.B) {
	b.Run("encoding-json", func(b *testing.B) {
		run(b, func() error { return json.Unmarshal(event, new(plainEvent)) })
	})
	b.Run("lenient", func(b *testing.B) {
		run(b, func() error { return codec.Unmarshal(event, new(lenientEvent)) })
	})
	b.Run("lenient-through-encoding-json", func(b *testing.B) {
		run(b, func() error { return json.Unmarshal(event, new(lenientEvent)) })
	})
}

func BenchmarkMarshal(b *testing.B) {
	var plain plainEvent
	require.NoError(b, json.Unmarshal(event, &plain))
	b.Run("encoding-json", func(b *testing.B) {
		run(b, func() error { _, err := json.Marshal(&plain); return err })
	})
	b.Run("lenient", func(b *testing.B) {
		run(b, func() error { _, err := codec.Marshal((*lenientEvent)(&plain)); return err })
	})
}

func run(b *testing.B, step func() error) {
	b.SetBytes(int64(len(event)))
	b.ReportAllocs()
	for b.Loop() {
		if err := step(); err != nil {
			b.Fatal(err)
		}
	}
}
