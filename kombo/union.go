package kombo

import (
	"encoding/json"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// decodeVariant reads a value that is one of several types, told apart by its member
// "type". What no type is known for, and what is no object, goes to unknown, with its
// bytes: a question that Kombo invents tomorrow must not cost the job it belongs to.
func decodeVariant[V any](data []byte, known func(typ string) (V, bool), unknown func(typ string, raw json.RawMessage) V) (V, error) {
	return decodeVariantAt(data, []string{"type"}, known, unknown)
}

// decodeVariantAt is [decodeVariant] where the type stands further inside: path names the
// members that lead to it.
func decodeVariantAt[V any](data []byte, path []string, known func(typ string) (V, bool), unknown func(typ string, raw json.RawMessage) V) (V, error) {
	typ, err := textAt(data, path)
	if err != nil {
		var none V
		return none, err
	}
	v, ok := known(typ)
	if !ok {
		return unknown(typ, append(json.RawMessage(nil), data...)), nil
	}
	return v, json.Unmarshal(data, v)
}

// textAt follows path into nested objects to a text, "" where there is none.
func textAt(value []byte, path []string) (string, error) {
	for _, name := range path {
		if jsonpeek.KindOf(value) != jsonpeek.Object {
			return "", nil
		}
		var member [1][]byte
		if err := jsonpeek.Pick(value, member[:], name); err != nil {
			return "", err
		}
		value = member[0]
	}
	text, _ := jsonpeek.Text(value)
	return string(text), nil
}

// asIs is bytes that are written as they came; none are null.
func asIs(b json.RawMessage) ([]byte, error) {
	if len(b) == 0 {
		return []byte("null"), nil
	}
	return b, nil
}
