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

// notedJob is one that embeds a model only: encoding/json calls the methods of the model.
type notedJob struct {
	kombo.Job
	Note string `json:"note"`
}

// ownData has an Extra and no methods.
type ownData struct {
	Name  string     `json:"name"`
	Below *ownData   `json:"below,omitempty"`
	List  []*ownData `json:"list,omitempty"`

	rolecall.Extra `json:"-"`
}

// The second spelling of "id" is left to encoding/json, with the whole event.
var idSpellings = []string{`"id"`, `"ID"`}

func TestTheDataOfAnEventMayBeACallersOwnType(t *testing.T) {
	for _, id := range idSpellings {
		text := []byte(`{` + id + `:"e","data":{"id":"j","name":"n","note":"x","odd":1}}`)
		t.Run("with methods, which are called: "+id, func(t *testing.T) {
			var got kombo.Event[countedJob]
			require.NoError(t, json.Unmarshal(text, &got))
			require.Equal(t, 1, got.Data.Read)
			require.Equal(t, "j", got.Data.ID)
			again, err := json.Marshal(got)
			require.NoError(t, err)
			require.JSONEq(t, `{"id":"e","type":"","data":{"read":true}}`, string(again))
		})
		t.Run("with the methods of the model that it embeds: "+id, func(t *testing.T) {
			var got kombo.Event[notedJob]
			require.NoError(t, json.Unmarshal(text, &got))
			require.Empty(t, got.Data.Note)
			require.Equal(t, `"x"`, string(got.Data.Extra["note"]))
		})
		t.Run("without methods, whose Extra is kept on every level: "+id, func(t *testing.T) {
			data := `{"name":"a","odd":1,"below":{"name":"b","odd":2},"list":[null,{"name":"c","odd":3,"below":{"name":"d","odd":[4]}}]}`
			var got kombo.Event[ownData]
			require.NoError(t, json.Unmarshal([]byte(`{`+id+`:"e","more":5,"data":`+data+`}`), &got))
			again, err := json.Marshal(got)
			require.NoError(t, err)
			require.JSONEq(t, `{"id":"e","type":"","more":5,"data":`+data+`}`, string(again))
		})
	}
}
