package codec

import (
	"fmt"
	"reflect"
)

// wires maps each value of the tag wire to the function that returns its codec.
var wires = map[string]func(t reflect.Type) codec{
	"epochms": func(t reflect.Type) codec { return epochCodec(t, `"`) },
	"millis":  func(t reflect.Type) codec { return epochCodec(t, ``) },
}

func isTime(t reflect.Type) bool { return t == timeType || t == reflect.PointerTo(timeType) }

// codec returns the codec of the field, which depends on its type and tags.
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

// noteTags reads the tags wire and codec:"empty" of f, a field of t. It returns an error if the type of f may
// not have the tag.
func (c *candidate) noteTags(t reflect.Type, f reflect.StructField) error {
	if wire := f.Tag.Get("wire"); wire != "" {
		if wires[wire] == nil || !isTime(f.Type) {
			return fmt.Errorf("codec: field %s of %v has the tag wire:%q, which its type does not allow", f.Name, t, wire)
		}
		c.wire = wire
	}
	if f.Tag.Get("codec") == "empty" {
		pointer := f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct && !isTime(f.Type)
		if !pointer && f.Type != rawType {
			return fmt.Errorf(`codec: field %s of %v has the tag codec:"empty", which is allowed only for a pointer to a struct and for json.RawMessage`, f.Name, t)
		}
		c.empty = true
	}
	return nil
}

// anyEmpty is the set of all empty values.
const anyEmpty = null | falseValue | emptyString | emptyObject | emptyArray

// emptyCodec returns a codec that decodes every empty value to nil. A pointer to a struct in which no field
// is set also becomes nil, since it would be encoded as {}.
func emptyCodec(inner codec) codec {
	decode, isNil := inner.decode, inner.isNil
	inner.isNil = func(value []byte) bool { return anyEmpty.holds(value) || isNil(value) }
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
