package kombo_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo"
)

// TestNestingLimit decodes blocks and fields that are nested too deeply. Without a limit, each level
// would scan everything inside it again: 4000 levels around a megabyte would take minutes.
func TestNestingLimit(t *testing.T) {
	t.Parallel()
	nested := func(begin, end string, levels int) []byte {
		return []byte(strings.Repeat(begin, levels) + `{"label":"` + strings.Repeat("x", 100_000) + `"}` + strings.Repeat(end, levels))
	}
	for name, c := range map[string]struct {
		begin, end string
		into       func() any
	}{
		"block":  {`{"block_type":"SECTION","children":[`, `]}`, func() any { return new(kombo.Union[kombo.ApplicationBlock]) }},
		"object": {`{"type":"object","properties":{"a":`, `}}`, func() any { return new(kombo.FormField) }},
		"array":  {`{"type":"array","item_type":`, `}`, func() any { return new(kombo.FormField) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, json.Unmarshal(nested(c.begin, c.end, 90), c.into()))
			err := json.Unmarshal(nested(c.begin, c.end, 4000), c.into())
			require.ErrorContains(t, err, "is nested more than 200 levels deep")
		})
	}
	t.Run("in an inquiry", func(t *testing.T) {
		t.Parallel()
		section := nested(`{"block_type":"SECTION","children":[`, `]}`, 4000)
		err := json.Unmarshal([]byte(`{"submission_token":"t","application_form":[`+string(section)+`]}`), new(kombo.Inquiry))
		require.ErrorContains(t, err, "is nested more than 200 levels deep")
	})
}
