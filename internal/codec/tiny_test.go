package codec_test

import (
	"encoding/json"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
)

func repeated(element string, n int) string {
	return "[" + strings.Repeat(element+",", n-1) + element + "]"
}

// bigElement is an element that is large on 32-bit machines too.
type bigElement struct {
	A, B, C, D, E, F time.Time
}

type bigList struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Actions []bigElement `json:"actions"`

	rolecall.Extra `json:"-"`
}

// Without a bound, a list of objects takes a hundred times the memory of its text, and one of numbers in their place more.
func TestTinyElementsMemory(t *testing.T) {
	for _, element := range []string{`{}`, `1`, `""`, `[]`} {
		text := []byte(`{"id":"7","name":"n","actions":` + repeated(element, 300_000) + `}`)
		var got bigList
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := codec.Unmarshal(text, &got)
		runtime.ReadMemStats(&after)
		require.NoError(t, err)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(40*len(text)), "%s: what the slices that grow leave behind is counted too", element)
		require.Empty(t, got.Actions[:min(1, len(got.Actions))]) // a failure does not print all of them
		require.Equal(t, "n", got.Name, "the record is not lost")
		require.Len(t, got.Extra["actions"], len(text)-len(`{"id":"7","name":"n","actions":}`), "nor is the list")
		members := codec.Unread(got)
		require.Len(t, members, 1)
		require.Equal(t, "actions: a list of very many tiny elements where a list is expected", members[0].String())
	}
}

func TestLongList(t *testing.T) {
	t.Parallel()
	text := `{"id":"7","actions":` + repeated(`{"rate":1}`, 500) + `,"numbers":` + repeated(`1`, 10_000) + `,"tags":` + repeated(`"some text of a tag"`, 100_000) + `}`
	var got person
	require.NoError(t, codec.Unmarshal([]byte(text), &got))
	require.Empty(t, codec.Unread(got))
	require.Len(t, got.Actions, 500)
	require.Len(t, got.Numbers, 10_000)
	require.Len(t, got.Tags, 100_000)
	var numbered []action
	object, err := json.Marshal(map[string]any{"0": map[string]int{"rate": 1}, "2": map[string]int{"rate": 2}})
	require.NoError(t, err)
	require.NoError(t, codec.Unmarshal(object, &numbered))
	require.Len(t, numbered, 2)
}
