package kombo_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// countedJob is a caller's struct that embeds a model and has its own methods.
type countedJob struct {
	kombo.Job
	Read int `json:"-"`
}

func (v *countedJob) UnmarshalJSON(b []byte) error {
	v.Read++
	return json.Unmarshal(b, &v.Job)
}

func (v countedJob) MarshalJSON() ([]byte, error) { return []byte(`{"read":true}`), nil }

// notedJob is a caller's struct that embeds a model and has no methods: encoding/json calls the methods of the model.
type notedJob struct {
	kombo.Job
	Note string `json:"note"`
}

// ownData is a caller's struct with an Extra and without methods.
type ownData struct {
	Name  string     `json:"name"`
	Child *ownData   `json:"child,omitempty"`
	List  []*ownData `json:"list,omitempty"`

	rolecall.Extra `json:"-"`
}

// idSpellings are two spellings of the member "id". With the second one, encoding/json decodes the whole event.
var idSpellings = []string{`"id"`, `"ID"`}

func TestEventCallerData(t *testing.T) {
	for _, id := range idSpellings {
		text := []byte(`{` + id + `:"e","data":{"id":"j","name":"n","note":"x","extra":1}}`)
		t.Run("own methods are called, "+id, func(t *testing.T) {
			var got kombo.Event[countedJob]
			require.NoError(t, json.Unmarshal(text, &got))
			require.Equal(t, 1, got.Data.Read)
			require.Equal(t, "j", got.Data.ID)
			again, err := json.Marshal(got)
			require.NoError(t, err)
			require.JSONEq(t, `{"id":"e","type":"","data":{"read":true}}`, string(again))
		})
		t.Run("methods of the embedded model are called, "+id, func(t *testing.T) {
			var got kombo.Event[notedJob]
			require.NoError(t, json.Unmarshal(text, &got))
			require.Empty(t, got.Data.Note)
			require.Equal(t, `"x"`, string(got.Data.Extra["note"]))
		})
		t.Run("Extra is kept at every level, "+id, func(t *testing.T) {
			data := `{"name":"a","extra":1,"child":{"name":"b","extra":2},"list":[null,{"name":"c","extra":3,"child":{"name":"d","extra":[4]}}]}`
			var got kombo.Event[ownData]
			require.NoError(t, json.Unmarshal([]byte(`{`+id+`:"e","more":5,"data":`+data+`}`), &got))
			again, err := json.Marshal(got)
			require.NoError(t, err)
			require.JSONEq(t, `{"id":"e","type":"","more":5,"data":`+data+`}`, string(again))
		})
	}
}
