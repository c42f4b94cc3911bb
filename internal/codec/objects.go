package codec

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"sync"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// codecOf returns the codec of type t for a field with these names. The codec calls the methods of t.
func codecOf(t reflect.Type, names []string) codec {
	switch {
	case t == timeType:
		return timeCodec()
	case t == dateType:
		return dateCodec()
	case t == rawType:
		return rawCodec()
	case t.Kind() == reflect.Pointer:
		return pointerCodec(t, codecOf(t.Elem(), names))
	case t.Kind() == reflect.Interface:
		return otherCodec(t)
	}
	c := kindCodec(t, names)
	if isModel(t) {
		c.partial = false
		return c.rewrapped(names)
	}
	switch pointer := reflect.PointerTo(t); {
	case pointer.Implements(reflect.TypeFor[json.Unmarshaler]()):
		c = unmarshalerCodec(t, c)
	case pointer.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		c.isNil, c.decode, c.open, c.partial = isNull, textUnmarshaler(t), nil, false
	}
	if encode := methodEncoder(t); encode != nil {
		c.encode = encode
	}
	return c.rewrapped(names)
}

// rewrapped returns a copy of c whose encoder adds a wrapper where decoding would remove one, see rewrapping.
func (c codec) rewrapped(names []string) codec {
	if c.open != nil {
		c.encode = rewrapping(c.encode, c.open, names[0])
	}
	return c
}

// kindCodec returns the codec for the kind of type t. The codec does not call the methods of t.
func kindCodec(t reflect.Type, names []string) codec {
	switch t.Kind() {
	case reflect.String:
		return stringCodec()
	case reflect.Bool:
		return boolCodec()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return intCodec()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return uintCodec()
	case reflect.Float32, reflect.Float64:
		return floatCodec(t.Bits())
	case reflect.Struct:
		switch t {
		case timeType:
			return timeCodec()
		case dateType:
			return dateCodec()
		}
		return structCodec(t, names)
	case reflect.Slice:
		switch {
		case t == rawType:
			return rawCodec()
		case t.Elem().Kind() != reflect.Uint8: // encoding/json decodes []byte as base64
			return listCodec(t, names)
		}
	case reflect.Map:
		if isRawMap(t) {
			return mapCodec()
		}
	}
	return otherCodec(t)
}

// maxDepth is the maximum nesting inside a struct. Each level of structs scans the levels below it again, so
// the work for a type that contains itself grows with the square of the depth, which an attacker could use.
// Records of providers have about a dozen levels.
const maxDepth = 500

// decode sets the fields of v, a struct, from data and validates data.
func (p *plan) decode(data []byte, v reflect.Value) error { return p.fill(data, false, v) }

// decodeValidated is decode for data that has been validated.
func (p *plan) decodeValidated(data []byte, v reflect.Value) error { return p.fill(data, true, v) }

func (p *plan) fill(data []byte, validated bool, v reflect.Value) error {
	if p.err != nil {
		return p.err
	}
	var found findings
	var few [8][]byte
	values := few[:]
	if p.slots > len(few) {
		values = make([][]byte, p.slots)
	}
	visit := func(key, value []byte) error {
		k := p.find(key)
		if k < 0 {
			if p.extra != nil {
				found.keep(key, value)
			}
			return nil
		}
		field := p.names[k].field
		f := &p.fields[field]
		if f.slot >= 0 {
			values[f.slot+p.names[k].rank] = value
			return nil
		}
		if err := f.decode(value, 0, v); err != nil || found.unread != nil {
			return found.note(f, field, key, value, err)
		}
		return nil
	}
	var err error
	if validated {
		err = jsonpeek.UncheckedMembers(data, visit)
	} else {
		err = jsonpeek.MembersWithin(data, maxDepth, visit)
	}
	if err != nil {
		return err
	}
	for _, k := range p.aliased {
		f := &p.fields[k]
		if rank := f.best(values[f.slot:][:len(f.names)]); rank >= 0 {
			value := values[f.slot+rank]
			if err := f.decode(value, rank, v); err != nil {
				if err := found.note(f, k, []byte(f.names[rank]), value, err); err != nil {
					return err
				}
			}
		}
	}
	return p.storeFindings(&found, v)
}

// decode sets the field in v, a struct, from the value of the member with the name of that rank.
func (f *field) decode(value []byte, rank int, v reflect.Value) error {
	target, _ := fieldAt(v, f.index, true)
	err := f.codec.decode(value, target)
	if err == nil {
		return nil
	}
	if !f.codec.partial {
		target.SetZero()
	}
	return within(f.names[rank], err)
}

// best returns the rank of the first value that is not empty. If all are empty, it returns the rank of the
// first that is not null, or else of the first null. It returns -1 if there are no values.
func (f *field) best(values [][]byte) int {
	rank, best := -1, 0
	for k, value := range values {
		content := 0
		switch {
		case value == nil:
		case isNull(value):
			content = 1
		case f.codec.isNil(value), (emptyString | emptyObject | emptyArray).holds(value):
			content = 2
		default:
			content = 3
		}
		if content > best {
			rank, best = k, content
		}
	}
	return rank
}

func structCodec(t reflect.Type, names []string) codec {
	plan := sync.OnceValue(func() *plan { return planOf(t) })
	c := codec{plan: plan, isNil: noObject, partial: true}
	open := func(value []byte) []byte { return value }
	if len(names) > 0 {
		open = func(value []byte) []byte { return unwrap(value, names, plan()) }
		c.open = open
		c.isNil = func(value []byte) bool { return noObject(value) || isNull(open(value)) }
	}
	c.decode = func(value []byte, v reflect.Value) error {
		v.SetZero()
		value = open(value)
		switch {
		case value[0] == '{':
			return plan().decodeValidated(value, v)
		case noObject(value):
			return nil
		default:
			return mismatch("object", value)
		}
	}
	c.encode = func(b []byte, v reflect.Value) ([]byte, error) { return plan().encode(b, v) }
	return c
}

// noObject reports whether value means that there is no object.
func noObject(value []byte) bool { return noStruct.holds(value) || isNullString(value) }

// unwrap returns the inner value of an object like {"info": {...}} for a field called info, or else the
// unmodified value. If the struct itself has a member info, the value is not unwrapped.
func unwrap(value []byte, names []string, p *plan) []byte {
	name, inner := onlyMember(value, names)
	if inner != nil && (inner[0] == '{' || isNull(inner)) && p.find([]byte(name)) < 0 {
		return inner
	}
	return value
}

// rewrapping returns an encoder that adds a wrapper to a struct that open would unwrap: an otherwise empty
// struct whose Extra has a single member with the name of the field. Without the wrapper it would decode to
// another value.
func rewrapping(encode encoder, open func(value []byte) []byte, name string) encoder {
	return func(b []byte, v reflect.Value) ([]byte, error) {
		start := len(b)
		b, err := encode(b, v)
		if err != nil {
			return nil, err
		}
		if written := b[start:]; len(open(written)) < len(written) {
			inner := bytes.Clone(written)
			b = append(appendString(append(b[:start], '{'), name), ':')
			b = append(append(b, inner...), '}')
		}
		return b, nil
	}
}

// errSecond ends the iteration in onlyMember.
var errSecond = errors.New("second member")

// onlyMember returns the name and value of the only member of the object value if its name is one of names,
// and nil otherwise. For most objects it looks only at the first name. Names that are written with escapes
// are not found.
func onlyMember(value []byte, names []string) (name string, inner []byte) {
	if value[0] != '{' {
		return "", nil
	}
	start := bytes.IndexByte(value, '"') + 1
	for _, candidate := range names {
		end := start + len(candidate)
		if end >= len(value) || value[end] != '"' || string(value[start:end]) != candidate {
			continue
		}
		err := jsonpeek.UncheckedMembers(value, func(_, only []byte) error {
			if inner != nil {
				return errSecond
			}
			inner = only
			return nil
		})
		if err != nil {
			return "", nil
		}
		return candidate, inner
	}
	return "", nil
}

func pointerCodec(t reflect.Type, inner codec) codec {
	inner.plan = nil
	decode, encode := inner.decode, inner.encode
	inner.decode = func(value []byte, v reflect.Value) error {
		if inner.isNil(value) {
			v.SetZero()
			return nil
		}
		fresh := reflect.New(t.Elem())
		if err := decode(value, fresh.Elem()); err != nil {
			v.SetZero()
			if inner.partial && !fresh.Elem().IsZero() {
				v.Set(fresh)
			}
			return err
		}
		if inner.nilIfZero != nil && inner.nilIfZero(value) && fresh.Elem().IsZero() {
			v.SetZero()
			return nil
		}
		v.Set(fresh)
		return nil
	}
	inner.encode = func(b []byte, v reflect.Value) ([]byte, error) {
		if v.IsNil() {
			return append(b, "null"...), nil
		}
		return encode(b, v.Elem())
	}
	return inner
}

// unmarshalerCodec returns a codec that calls the UnmarshalJSON of t. If t is a struct with its own fields,
// it is a model whose method most likely calls this package. Then the value is unwrapped first, and a pointer
// becomes nil for the same values as without the method, unless the method has set a field.
func unmarshalerCodec(t reflect.Type, c codec) codec {
	c.isNil, c.partial = isNull, false
	open := func(value []byte) []byte { return value }
	if c.plan != nil {
		model := func() bool { return len(c.plan().fields) > 0 }
		c.nilIfZero = func(value []byte) bool { return noObject(value) && model() }
		if inner := c.open; inner != nil {
			open = func(value []byte) []byte {
				if model() {
					return inner(value)
				}
				return value
			}
			c.open = open
			c.isNil = func(value []byte) bool { return isNull(open(value)) }
		}
	}
	c.decode = func(value []byte, v reflect.Value) error {
		v.SetZero()
		value = open(value)
		if err := v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(value); err != nil {
			return externalError(err, t.Name(), got(value))
		}
		return nil
	}
	return c
}

// textUnmarshaler returns a decoder that calls the UnmarshalText of t.
func textUnmarshaler(t reflect.Type) func(value []byte, v reflect.Value) error {
	return func(value []byte, v reflect.Value) error {
		v.SetZero()
		if isNull(value) {
			return nil
		}
		text, ok := jsonpeek.Text(value)
		if !ok {
			return mismatch(t.Name(), value)
		}
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(validString(text))); err != nil {
			return externalError(err, t.Name(), gotText)
		}
		return nil
	}
}

func mapCodec() codec {
	return codec{
		isNil: func(value []byte) bool { return noMap.holds(value) || isNullString(value) },
		decode: func(value []byte, v reflect.Value) error {
			switch {
			case value[0] == '{':
				members := map[string]json.RawMessage{}
				v.Set(reflect.ValueOf(members))
				return jsonpeek.UncheckedMembers(value, func(key, value []byte) error {
					members[validString(key)] = bytes.Clone(value)
					return nil
				})
			case noMap.holds(value), isNullString(value):
				v.SetZero()
				return nil
			default:
				return mismatch("object", value)
			}
		},
		encode: encodeMap,
	}
}

func rawCodec() codec {
	return codec{
		isNil: isNull,
		decode: func(value []byte, v reflect.Value) error {
			if isNull(value) {
				v.SetZero()
			} else {
				v.SetBytes(bytes.Clone(value))
			}
			return nil
		},
		encode: func(b []byte, v reflect.Value) ([]byte, error) { return appendRaw(b, v.Bytes()) },
	}
}

// otherCodec returns a codec that uses encoding/json for t.
func otherCodec(t reflect.Type) codec {
	return codec{
		isNil: isNull,
		decode: func(value []byte, v reflect.Value) error {
			v.SetZero()
			if err := json.Unmarshal(value, v.Addr().Interface()); err != nil {
				return externalError(err, t.String(), got(value))
			}
			return nil
		},
		encode: func(b []byte, v reflect.Value) ([]byte, error) { return encodeOther(b, v, t) },
	}
}
