package kombotest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// object is a JSON object: name, value, name, value, … in the order in which it is written.
// It is far cheaper to make and to write than a map, and a page is hundreds of them.
type object []any

// get returns a member's value, nil where there is none.
func (o object) get(name string) any {
	for i := 0; i < len(o); i += 2 {
		if o[i] == name {
			return o[i+1]
		}
	}
	return nil
}

// set replaces a member's value. A member that is not there is not added.
func (o object) set(name string, v any) {
	for i := 0; i < len(o); i += 2 {
		if o[i] == name {
			o[i+1] = v
		}
	}
}

// and returns o with further members.
func (o object) and(more ...any) object { return append(slices.Clip(o), more...) }

// without returns o without one member.
func (o object) without(name string) object {
	less := make(object, 0, len(o))
	for i := 0; i < len(o); i += 2 {
		if o[i] != name {
			less = append(less, o[i], o[i+1])
		}
	}
	return less
}

// layout of every time on the wire.
const layout = "2006-01-02T15:04:05.000Z"

// appendJSON writes v, which is of the few types that records are made of.
func appendJSON(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case string:
		return appendString(b, v)
	case bool:
		return strconv.AppendBool(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case float64:
		return strconv.AppendFloat(b, v, 'f', -1, 64)
	case time.Time:
		if v.IsZero() {
			return append(b, "null"...)
		}
		b = append(b, '"')
		b = v.UTC().AppendFormat(b, layout)
		return append(b, '"')
	case object:
		if v == nil {
			return append(b, "null"...)
		}
		b = append(b, '{')
		for i := 0; i < len(v); i += 2 {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendString(b, v[i].(string)) // an object's names are strings
			b = append(b, ':')
			b = appendJSON(b, v[i+1])
		}
		return append(b, '}')
	case []object:
		return appendList(b, v, func(b []byte, v object) []byte { return appendJSON(b, v) })
	case []string:
		return appendList(b, v, appendString)
	case []bool:
		return appendList(b, v, strconv.AppendBool)
	case json.RawMessage:
		return append(b, v...)
	}
	panic(fmt.Sprintf("kombotest: a record with a %T", v))
}

func appendList[T any](b []byte, list []T, item func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = item(b, v)
	}
	return append(b, ']')
}

func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return appendUnusual(b, s)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendUnusual(b []byte, s string) []byte {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	return append(b, bytes.TrimSuffix(text.Bytes(), []byte("\n"))...)
}

// only is v, or null where there is to be none.
func only(is bool, v any) any {
	if is {
		return v
	}
	return nil
}

// text is s, or null for "".
func text(s string) any { return only(s != "", s) }
