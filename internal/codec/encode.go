package codec

import (
	"bytes"
	"encoding"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// encode appends v, a struct, with its fields followed by its Extra.
func (p *plan) encode(b []byte, v reflect.Value) ([]byte, error) {
	if p.err != nil {
		return nil, p.err
	}
	b = append(b, '{')
	start := len(b)
	extra := p.extraMembers(v)
	raw := p.unchanged(v, extra)
	written := make([]bool, 0, 64)
	for k := range p.fields {
		f := &p.fields[k]
		source, ok := fieldAt(v, f.index, false)
		ok = ok && (f.omit == nil || !f.omit(source)) && !raw[k]
		if written = append(written, ok); !ok {
			continue
		}
		if len(b) > start {
			b = append(b, ',')
		}
		var err error
		if b, err = f.codec.encode(append(b, f.label...), source); err != nil {
			return nil, within(f.names[0], err)
		}
	}
	for _, name := range sortedNames(extra) {
		if k := p.find([]byte(name)); k >= 0 && written[p.names[k].field] {
			continue
		}
		if len(b) > start {
			b = append(b, ',')
		}
		var err error
		if b, err = appendMember(b, name, extra[name]); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

// extraMembers returns the members in the Extra of v.
func (p *plan) extraMembers(v reflect.Value) map[string]json.RawMessage {
	if p.extra == nil {
		return nil
	}
	source, ok := fieldAt(v, p.extra, false)
	if !ok || source.Len() == 0 {
		return nil
	}
	return rawMap(source)
}

// rawMap converts v, whose type isRawMap accepts, to a plain map.
func rawMap(v reflect.Value) map[string]json.RawMessage {
	return v.Convert(reflect.TypeFor[map[string]json.RawMessage]()).Interface().(map[string]json.RawMessage)
}

func sortedNames(members map[string]json.RawMessage) []string {
	if len(members) == 0 {
		return nil
	}
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func encodeMap(b []byte, v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return append(b, "null"...), nil
	}
	b = append(b, '{')
	members := rawMap(v)
	for k, name := range sortedNames(members) {
		if k > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendMember(b, name, members[name]); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

func appendMember(b []byte, name string, value json.RawMessage) ([]byte, error) {
	b, err := appendRaw(append(appendString(b, name), ':'), value)
	if err != nil {
		return nil, within(name, err)
	}
	return b, nil
}

// appendRaw validates and appends raw JSON. It appends null if raw is nil.
func appendRaw(b, raw []byte) ([]byte, error) {
	if raw == nil {
		return append(b, "null"...), nil
	}
	value, err := jsonpeek.Value(raw)
	if err != nil {
		return nil, &Error{Want: "JSON", Got: "malformed value"}
	}
	return append(b, value...), nil
}

// methodEncoder returns an encoder that calls MarshalJSON or MarshalText of t, or nil if t has neither.
// Values are addressable, so methods with pointer receivers count.
func methodEncoder(t reflect.Type) encoder {
	switch pointer := reflect.PointerTo(t); {
	case pointer.Implements(reflect.TypeFor[json.Marshaler]()):
		return func(b []byte, v reflect.Value) ([]byte, error) {
			raw, err := v.Addr().Interface().(json.Marshaler).MarshalJSON()
			if err != nil {
				return nil, externalError(err, "JSON", "failure of "+t.Name())
			}
			if raw == nil {
				raw = []byte{} // so that appendRaw returns an error; it writes nil as null
			}
			return appendRaw(b, raw)
		}
	case pointer.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return func(b []byte, v reflect.Value) ([]byte, error) {
			text, err := v.Addr().Interface().(encoding.TextMarshaler).MarshalText()
			if err != nil {
				return nil, externalError(err, "text", "failure of "+t.Name())
			}
			return appendString(b, string(text)), nil
		}
	default:
		return nil
	}
}

// encodeOther encodes v with encoding/json.
func encodeOther(b []byte, v reflect.Value, t reflect.Type) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v.Addr().Interface()); err != nil {
		return nil, externalError(err, "JSON", "failure of "+t.String())
	}
	return append(b, bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))...), nil
}

// appendFloat writes as encoding/json does: without an exponent unless the number is very small or very large.
func appendFloat(b []byte, f float64, bits int) ([]byte, error) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, &Error{Want: "number", Got: "infinity or NaN"}
	}
	size, format := math.Abs(f), byte('f')
	small, large := size < 1e-6, size >= 1e21
	if bits == 32 {
		small, large = float32(size) < 1e-6, float32(size) >= 1e21
	}
	if size != 0 && (small || large) {
		format = 'e'
	}
	b = strconv.AppendFloat(b, f, format, -1, bits)
	if n := len(b); format == 'e' && b[n-4] == 'e' && b[n-2] == '0' {
		b = append(b[:n-2], b[n-1]) // 1e-07 is written 1e-7
	}
	return b, nil
}

// appendString appends text as a JSON string. It escapes what JSON requires and, as encoding/json does,
// U+2028 and U+2029, which are line terminators in JavaScript.
func appendString(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	done := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' {
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
			if (r != utf8.RuneError || size > 1) && r != '\u2028' && r != '\u2029' {
				i += size
				continue
			}
		}
		b = append(b, text[done:i]...)
		if k := bytes.IndexRune([]byte("\"\\\b\f\n\r\t"), r); k >= 0 {
			b = append(b, '\\', `"\bfnrt`[k])
		} else {
			b = append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		}
		i += size
		done = i
	}
	return append(append(b, text[done:]...), '"')
}
