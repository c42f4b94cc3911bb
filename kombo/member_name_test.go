package kombo_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo"
)

// TestMemberNamedLikeField requires that a member with the name of the field that contains it is kept. For other
// providers the codec treats {"location":{"location":…}} as a wrapper around the value of the field, and encodes a
// different object. Kombo sends no wrappers.
func TestMemberNamedLikeField(t *testing.T) {
	for text, v := range map[string]any{
		`{"id":"","location":{"location":{"new":1}}}`:              new(kombo.Job),
		`{"id":"","location":{"location":null}}`:                   new(kombo.Candidate),
		`{"id":"","home_address":{"home_address":{"new":1}}}`:      new(kombo.Employee),
		`{"id":"","format":{"format":{"new":1}}}`:                  new(kombo.ScreeningQuestion),
		`{"id":"","coverage":{"coverage":null}}`:                   new(kombo.Tool),
		`[{"id":"","application":{"application":{"new":[null]}}}]`: new([]kombo.Offer),
	} {
		require.NoError(t, json.Unmarshal([]byte(text), v))
		again, err := json.Marshal(v)
		require.NoError(t, err)
		require.JSONEq(t, text, string(again))
	}
}
