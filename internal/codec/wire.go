package codec

import (
	"fmt"
	"reflect"
)

// wires has the values of the tag wire: the codec of a time that follows it.
var wires = map[string]func(t reflect.Type) codec{
	"epochms": func(t reflect.Type) codec { return epochCodec(t, `"`) },
	"millis":  func(t reflect.Type) codec { return epochCodec(t, ``) },
}

func isTime(t reflect.Type) bool { return t == timeType || t == reflect.PointerTo(timeType) }

// codec is what the tags of a field make of its type.
func (c *candidate) codec(names []string) codec {
	switch {
	case c.wire != "":
		return wires[c.wire](c.typ)
	case c.empty:
		return emptyCodec(codecOf(c.typ, names))
	default:
		return codecOf(c.typ, names)
	}
}

// noteTags reads wire and codec:"empty". A tag that the type of f may not have is an error of the type t.
func (c *candidate) noteTags(t reflect.Type, f reflect.StructField) error {
	if wire := f.Tag.Get("wire"); wire != "" {
		if wires[wire] == nil || !isTime(f.Type) {
			return fmt.Errorf("codec: field %s of %v has the tag wire:%q, which a field of this type may not have", f.Name, t, wire)
		}
		c.wire = wire
	}
	if f.Tag.Get("codec") == "empty" {
		pointer := f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct && !isTime(f.Type)
		if !pointer && f.Type != rawType {
			return fmt.Errorf(`codec: field %s of %v has the tag codec:"empty", which is for a pointer to a struct and for json.RawMessage`, f.Name, t)
		}
		c.empty = true
	}
	return nil
}

// anyEmpty is every value that stands for nothing.
const anyEmpty = null | falsehood | emptyText | emptyObject | emptyArray

// emptyCodec makes every empty value nil, and a pointer to a struct in which nothing is set, which would be
// encoded as {}.
func emptyCodec(inner codec) codec {
	decode, blank := inner.decode, inner.blank
	inner.blank = func(value []byte) bool { return anyEmpty.holds(value) || blank(value) }
	inner.decode = func(value []byte, v reflect.Value) error {
		if anyEmpty.holds(value) {
			v.SetZero()
			return nil
		}
		err := decode(value, v)
		if v.Kind() == reflect.Pointer && !v.IsNil() && v.Elem().IsZero() {
			v.SetZero()
		}
		return err
	}
	return inner
}
