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

// repeated returns a JSON array of n times the element.
func repeated(element string, n int) string {
	return "[" + strings.Repeat(element+",", n-1) + element + "]"
}

// bigElement is much larger than its JSON, also on 32-bit machines.
type bigElement struct {
	A, B, C, D, E, F time.Time
}

type bigList struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Actions []bigElement `json:"actions"`

	rolecall.Extra `json:"-"`
}

// Without the limit, decoding a list of empty objects needs a hundred times the memory of its JSON. A list of
// numbers, which do not fit the elements, needs even more.
func TestTinyElementsMemory(t *testing.T) {
	for _, element := range []string{`{}`, `1`, `""`, `[]`} {
		text := []byte(`{"id":"7","name":"n","actions":` + repeated(element, 300_000) + `}`)
		var got bigList
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := codec.Unmarshal(text, &got)
		runtime.ReadMemStats(&after)
		require.NoError(t, err)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(40*len(text)), "%s: memory in total, including the slices that append replaced", element)
		require.Empty(t, got.Actions[:min(1, len(got.Actions))]) // Empty would print the whole list
		require.Equal(t, "n", got.Name, "the other members are decoded")
		require.Len(t, got.Extra["actions"], len(text)-len(`{"id":"7","name":"n","actions":}`), "Extra keeps the list")
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
