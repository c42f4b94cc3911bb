package knit

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// TextMap maps names to strings, such as the names and values of headers or parameters. null, [] and ""
// decode into an empty map. A value that is a number or a boolean decodes into its JSON text.
type TextMap map[string]string

// UnmarshalJSON decodes an object of strings, numbers and booleans, or an empty value: see [TextMap].
func (v *TextMap) UnmarshalJSON(b []byte) error {
	*v = nil
	switch string(b) {
	case "null", "[]", `""`, "{}":
		return nil
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(b, &values); err != nil {
		return errTextMap
	}
	*v = make(TextMap, len(values))
	for name, value := range values {
		text, ok := scalarText(value)
		if !ok {
			return errTextMap
		}
		(*v)[name] = text
	}
	return nil
}

// scalarText returns a JSON string, number or boolean as a string. It returns "" for null.
func scalarText(value []byte) (string, bool) {
	switch jsonpeek.KindOf(value) {
	case jsonpeek.String:
		text, _ := jsonpeek.Text(value)
		return string(text), true
	case jsonpeek.Number, jsonpeek.Bool:
		return string(value), true
	case jsonpeek.Null:
		return "", true
	}
	return "", false
}

// Format writes the names, but not the values, which may be credentials.
func (v TextMap) Format(f fmt.State, _ rune) { safeprint.Names(f, reflect.ValueOf(v)) }

// LogValue returns what Format writes.
func (v TextMap) LogValue() slog.Value { return safeprint.LogValue(v) }
