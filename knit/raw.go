package knit

import (
	"bytes"
	"encoding/json"
	"errors"
)

// RawAnswer is an answer whose shape Knit does not publish, as it came. The types that embed
// it name the call; members that become known are added to those.
type RawAnswer struct {
	// Raw is the JSON under "data", nil where that is null or not there.
	Raw json.RawMessage
}

// Decode reads the answer into v, as encoding/json does; null leaves v as it is.
func (v *RawAnswer) Decode(into any) error {
	if v.Raw == nil {
		return nil
	}
	return json.Unmarshal(v.Raw, into)
}

// UnmarshalJSON keeps what came.
func (v *RawAnswer) UnmarshalJSON(b []byte) error {
	v.Raw = nil
	if b = bytes.TrimSpace(b); !bytes.Equal(b, []byte("null")) {
		v.Raw = bytes.Clone(b)
	}
	return nil
}

// MarshalJSON writes what came.
func (v RawAnswer) MarshalJSON() ([]byte, error) { return v.Raw.MarshalJSON() }

// JSONText encodes v as JSON, and that as a JSON text: what Knit takes where a member is a text
// with JSON in it, such as [CreateApplicationRequest.MetaData].
func JSONText(v any) (json.RawMessage, error) {
	inner, err := jsonOf(v)
	if err != nil {
		return nil, err
	}
	return jsonOf(string(inner))
}

// jsonOf is json.Marshal without turning < > & into escapes.
func jsonOf(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, errors.New("knit: the value cannot be encoded as JSON")
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
