package leaktest

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

type open struct{ AccessToken string }

type rawRecord struct{ Raw json.RawMessage }

type nested struct {
	Name  string
	Inner []*open
	ByVal open
}

type closed struct{ Secret string }

func (closed) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "closed") }
func (closed) LogValue() slog.Value       { return slog.StringValue("closed") }

type model struct {
	Name  string
	Extra map[string]json.RawMessage
	Self  *model
}

func TestLeaks(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, Leaks(reflect.TypeFor[open]()))
	require.NotEmpty(t, Leaks(reflect.TypeFor[rawRecord]()))
	require.NotEmpty(t, Leaks(reflect.TypeFor[nested]()))
	require.Empty(t, Leaks(reflect.TypeFor[closed]()))
	require.Empty(t, Leaks(reflect.TypeFor[model]()))
}
