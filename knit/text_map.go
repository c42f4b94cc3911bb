package knit

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

// TextMap holds texts by name: headers, parameters. It is read from null, [] and "" as nothing,
// and a bare number or boolean in it becomes the text of it.
type TextMap map[string]string

// UnmarshalJSON reads an object of texts.
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
		text, ok := bareText(value)
		if !ok {
			return errTextMap
		}
		(*v)[name] = text
	}
	return nil
}

// bareText is the text of a JSON text, number or boolean; that of null is "".
func bareText(value []byte) (string, bool) {
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

// Format writes the names, and nothing of the values: they may be credentials.
func (v TextMap) Format(f fmt.State, _ rune) { safeprint.Names(f, reflect.ValueOf(v)) }

// LogValue is what package slog writes.
func (v TextMap) LogValue() slog.Value { return safeprint.LogValue(v) }
