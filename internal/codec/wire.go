package codec

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// wires has the values of the tag wire: which types may have it, and the codec that follows it.
var wires = map[string]struct {
	fits  func(t reflect.Type) bool
	codec func(t reflect.Type) codec
}{
	"epochms": {isTime, func(t reflect.Type) codec { return epochCodec(t, `"`) }},
	"millis":  {isTime, func(t reflect.Type) codec { return epochCodec(t, ``) }},
	"hhmm":    {isTime, func(t reflect.Type) codec { return offsetCodec(t, "-0700") }},
	"hh:mm":   {isTime, func(t reflect.Type) codec { return offsetCodec(t, "-07:00") }},
	"number":  {isText, numberCodec},
	"flag":    {isFlag, flagCodec},
}

func isTime(t reflect.Type) bool { return t == timeType || t == reflect.PointerTo(timeType) }
func isText(t reflect.Type) bool { return t.Kind() == reflect.String }
func isFlag(t reflect.Type) bool {
	return t.Kind() == reflect.Bool || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Bool
}

// voids has the values of the tag void, and what each writes for nothing.
var voids = map[string]string{"null": `null`, "text": `""`, "list": `[]`}

// codec is what the tags of a field make of its type.
func (c *candidate) codec(names []string) codec {
	var own codec
	if c.wire != "" {
		own = wires[c.wire].codec(c.typ)
	} else {
		own = codecOf(c.typ, names)
	}
	if c.void != "" {
		own = voidCodec(own, c.typ, voids[c.void])
	}
	return own
}

// noteTags reads wire and void, whose faults are those of the type.
func (c *candidate) noteTags(t reflect.Type, f reflect.StructField) error {
	if wire := f.Tag.Get("wire"); wire != "" {
		if known, ok := wires[wire]; !ok || !known.fits(f.Type) {
			return fmt.Errorf("codec: field %s of %v has the tag wire:%q, which a field of this type may not have", f.Name, t, wire)
		}
		c.wire = wire
	}
	if void := f.Tag.Get("void"); void != "" {
		if _, ok := voids[void]; !ok || !mayBeVoid(f.Type) {
			return fmt.Errorf("codec: field %s of %v has the tag void:%q: it may be null, text or list, and is not for bare numbers and booleans", f.Name, t, void)
		}
		c.void = void
	}
	return nil
}

// mayBeVoid: where 0 and false are no pointer, they may be meant.
func mayBeVoid(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Slice, reflect.Map, reflect.Pointer, reflect.Struct:
		return true
	default:
		return false
	}
}

// anyHollow is every value that loose senders write for nothing.
const anyHollow = null | falsehood | emptyText | emptyObject | emptyArray

// voidCodec takes every hollow value for nothing, and writes nothing as word.
func voidCodec(inner codec, t reflect.Type, word string) codec {
	decode, encode, blank := inner.decode, inner.encode, inner.blank
	zero := zeroTest(t)
	inner.blank = func(value []byte) bool { return anyHollow.holds(value) || blank(value) }
	inner.decode = func(value []byte, v reflect.Value) error {
		if anyHollow.holds(value) {
			v.SetZero()
			return nil
		}
		return decode(value, v)
	}
	inner.encode = func(b []byte, v reflect.Value) ([]byte, error) {
		if isEmpty(v) || zero(v) {
			return append(b, word...), nil
		}
		return encode(b, v)
	}
	return inner
}

// offsetCodec is for a time that is written with its offset in digits, also in UTC.
func offsetCodec(t reflect.Type, offset string) codec {
	if t.Kind() == reflect.Pointer {
		return pointerCodec(t, offsetCodec(t.Elem(), offset))
	}
	c := timeCodec()
	c.encode = func(b []byte, v reflect.Value) ([]byte, error) {
		return appendTime(b, *v.Addr().Interface().(*time.Time), offset)
	}
	return c
}

// numberCodec is for text that is written as a number where it is one: ids, which are nothing to calculate with.
func numberCodec(reflect.Type) codec {
	c := textCodec()
	c.encode = func(b []byte, v reflect.Value) ([]byte, error) {
		text := v.String()
		if value, err := jsonpeek.Value([]byte(text)); err == nil && len(value) == len(text) && jsonpeek.KindOf(value) == jsonpeek.Number {
			return append(b, text...), nil
		}
		return appendText(b, text), nil
	}
	return c
}

// flagCodec is for a boolean that some write as 1 and 0.
func flagCodec(t reflect.Type) codec {
	if t.Kind() == reflect.Pointer {
		return pointerCodec(t, flagCodec(t.Elem()))
	}
	c := boolCodec()
	decode := c.decode
	c.decode = func(value []byte, v reflect.Value) error {
		digit := bytes.Trim(value, `"`)
		if len(digit) == 1 && slices.Contains([]byte("01"), digit[0]) {
			v.SetBool(digit[0] == '1')
			return nil
		}
		return decode(value, v)
	}
	return c
}
