package floor_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/floor"
	"github.com/rolecall-dev/rolecall/kombo"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	plain := floor.Plain(reflect.TypeFor[kombo.Job]())
	require.Zero(t, plain.NumMethod())
	require.Zero(t, reflect.PointerTo(plain).NumMethod())
	_, extra := plain.FieldByName("Extra")
	require.False(t, extra)

	const page = `{"data":{"results":[{"id":"j","name":"Nurse","changed_at":"2026-01-05T09:00:00.000Z","location":{"city":"Porto"},"stages":[{"id":"s"}]}],"next":"n"}}`
	whole := floor.Page[kombo.Job]()
	require.NoError(t, json.Unmarshal([]byte(page), whole))
	again, err := json.Marshal(whole)
	require.NoError(t, err)
	require.Contains(t, string(again), `"name":"Nurse"`)
	require.Contains(t, string(again), `"city":"Porto"`)
	require.Contains(t, string(again), `"changed_at":"2026-01-05T09:00:00Z"`)
}
