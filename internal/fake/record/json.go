package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// layout is the format of all times on the wire.
const layout = "2006-01-02T15:04:05.000Z"

// AppendJSON appends the JSON encoding of v to b. It panics if v has a type that an [Object] may not hold.
func AppendJSON(b []byte, v any) []byte {
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
	case Object:
		return appendObject(b, v)
	case json.RawMessage:
		return append(b, v...)
	}
	return appendSlice(b, v)
}

func appendSlice(b []byte, v any) []byte {
	switch v := v.(type) {
	case []Object:
		return appendList(b, v, func(b []byte, v Object) []byte { return appendObject(b, v) })
	case []any:
		return appendList(b, v, AppendJSON)
	case []string:
		return appendList(b, v, appendString)
	case []bool:
		return appendList(b, v, strconv.AppendBool)
	}
	panic(fmt.Sprintf("record: an object contains a %T, which AppendJSON cannot encode", v))
}

func appendObject(b []byte, o Object) []byte {
	if o == nil {
		return append(b, "null"...)
	}
	b = append(b, '{')
	for i := 0; i+1 < len(o); i += 2 {
		if i > 0 {
			b = append(b, ',')
		}
		name, _ := o[i].(string)
		b = appendString(b, name)
		b = append(b, ':')
		b = AppendJSON(b, o[i+1])
	}
	return append(b, '}')
}

func appendList[T any](b []byte, list []T, element func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = element(b, v)
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
	var quoted bytes.Buffer
	enc := json.NewEncoder(&quoted)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	return append(b, bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))...)
}
