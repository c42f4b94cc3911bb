package knit

import (
	"bytes"
	"encoding/json"
	"errors"
)

// RawAnswer holds the result of a call as raw JSON, because its shape is not public: the member "data" of the
// response, without the members around it. Each such call has its own type that embeds RawAnswer, so that
// fields can be added when the shape becomes known.
type RawAnswer struct {
	// Raw is the member "data" of the response, unmodified. It is nil if the member is null or absent.
	Raw json.RawMessage
}

// Decode decodes Raw, the member "data" of the response. The argument is a pointer, as for [json.Unmarshal].
// If Raw is nil, the value that it points to is unchanged.
func (v *RawAnswer) Decode(into any) error {
	if v.Raw == nil {
		return nil
	}
	return json.Unmarshal(v.Raw, into)
}

// UnmarshalJSON stores a copy of b in Raw, or nil if b is null.
func (v *RawAnswer) UnmarshalJSON(b []byte) error {
	v.Raw = nil
	if b = bytes.TrimSpace(b); !bytes.Equal(b, []byte("null")) {
		v.Raw = bytes.Clone(b)
	}
	return nil
}

// MarshalJSON returns Raw, or null if Raw is nil.
func (v RawAnswer) MarshalJSON() ([]byte, error) { return v.Raw.MarshalJSON() }

// JSONText encodes v as JSON and encodes the result again as a JSON string. Use it for a member that Knit
// expects as a string with JSON in it, such as [CreateApplicationRequest.MetaData].
func JSONText(v any) (json.RawMessage, error) {
	inner, err := jsonOf(v)
	if err != nil {
		return nil, err
	}
	return jsonOf(string(inner))
}

// jsonOf is like json.Marshal, but does not escape <, > and &.
func jsonOf(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, errors.New("knit: value cannot be encoded as JSON")
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
