package codec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/rolecall-dev/rolecall"
)

// codec decodes and encodes the values of one type, either in a field, which has names, or as an element of a
// list.
type codec struct {
	// isNil reports whether value decodes to a nil pointer to the type.
	isNil func(value []byte) bool
	// nilIfZero, if set, reports whether value decodes to a nil pointer if the decoded struct or time is zero.
	nilIfZero func(value []byte) bool
	// decode replaces v by the value that it decodes from value, which is valid JSON without surrounding
	// white space.
	decode func(value []byte, v reflect.Value) error
	encode encoder
	// partial is set if v keeps the parts that were decoded when decode returns an error. Otherwise the
	// caller must set v to zero.
	partial bool
	// plan is set only for structs. open removes the wrapper of a struct; open is nil for types that are never
	// in a wrapper.
	plan func() *plan
	open func(value []byte) []byte
}

// encoder appends v, which is addressable.
type encoder func(b []byte, v reflect.Value) ([]byte, error)

// ownCodecs caches the codecs of the types that Unmarshal and Marshal were called with, by [reflect.Type].
var ownCodecs sync.Map

// ownCodec returns the codec of t that does not call t's own methods.
func ownCodec(t reflect.Type) *codec {
	if known, ok := ownCodecs.Load(t); ok {
		return known.(*codec)
	}
	made := kindCodec(t, nil)
	known, _ := ownCodecs.LoadOrStore(t, &made)
	return known.(*codec)
}

// plans caches the plans by [reflect.Type].
var plans sync.Map

// planOf returns the plan of the struct type t.
func planOf(t reflect.Type) *plan {
	if known, ok := plans.Load(t); ok {
		return known.(*plan)
	}
	known, _ := plans.LoadOrStore(t, newPlan(t))
	return known.(*plan)
}

// plan describes a struct type for decoding and encoding. It is immutable.
type plan struct {
	fields []field
	// names holds the names of all fields, with the aliases last. exact maps the exact names to
	// their indices.
	names []wireName
	exact map[string]int
	// extra is the index path to Extra, which holds unknown members. It is nil if there is none.
	extra []int
	// aliased holds the fields that have several names, and slots the number of those names.
	aliased []int
	slots   int
	// err is set if the tags of the type are invalid.
	err error
}

// planError is an error in the tags of a type. It does not depend on a value.
type planError struct{ error }

// field is one field of a struct or of the structs embedded in it.
type field struct {
	names            []string // the name to write, then the aliases
	index            []int    // the index path, as for [reflect.Value.FieldByIndex]
	label            []byte   // the name to write, with quotes and colon
	omit             func(v reflect.Value) bool
	slot             int // the slot of the first name, or -1 if the field has only one name
	codec            codec
	strict           func() strictDecoder
	typ              reflect.Type
	mayContainStruct bool // whether it may contain a struct
	// required is set if a value that does not fit is an error of the whole struct.
	required bool
}

// wireName is a member name of a field. rank is its index among the names of that field.
type wireName struct {
	text  []byte
	field int
	rank  int
}

// find returns the index in p.names for a member called key, or -1 if no field has that name.
func (p *plan) find(key []byte) int {
	if k, ok := p.exact[string(key)]; ok {
		return k
	}
	for k := range p.names {
		if bytes.EqualFold(p.names[k].text, key) {
			return k
		}
	}
	return -1
}

func newPlan(t reflect.Type) *plan {
	p := &plan{exact: map[string]int{}}
	found := &finder{taken: map[string]int{}}
	found.collect(t, nil, nil)
	p.extra = found.extra
	if found.err != nil {
		p.err = planError{found.err}
	}
	for _, c := range found.candidates {
		if found.taken[c.name] != c.weight() || found.clash[c.name] == c.weight() {
			continue // another field with this name dominates, or two are equal and neither counts
		}
		f := field{names: append([]string{c.name}, c.aliases...), index: c.index, slot: -1, omit: c.omit(), typ: c.typ, mayContainStruct: mayContainStruct(c.typ), required: c.required}
		f.label = append(appendString(nil, c.name), ':')
		f.codec, f.strict = c.codec(f.names), strictOf(c.typ)
		if strictPackages[t.PkgPath()] {
			f.codec = c.codec(nil)
		}
		if c.deep {
			f.strict = func() strictDecoder { return neverCertain }
		}
		if len(f.names) > 1 {
			f.slot = p.slots
			p.slots += len(f.names)
			p.aliased = append(p.aliased, len(p.fields))
		}
		p.fields = append(p.fields, f)
	}
	p.nameFields()
	return p
}

// nameFields sets names and exact. The names that Marshal writes come first, so that no alias replaces them.
func (p *plan) nameFields() {
	add := func(field, rank int) {
		text := p.fields[field].names[rank]
		if _, ok := p.exact[text]; !ok {
			p.exact[text] = len(p.names)
			p.names = append(p.names, wireName{text: []byte(text), field: field, rank: rank})
		}
	}
	for k := range p.fields {
		add(k, 0)
	}
	for _, k := range p.aliased {
		for rank := 1; rank < len(p.fields[k].names); rank++ {
			add(k, rank)
		}
	}
}

// candidate is a field of a struct or of a struct embedded in it.
type candidate struct {
	name                string
	aliases             []string
	index               []int
	typ                 reflect.Type
	tagged, required    bool
	omitEmpty, omitZero bool
	deep                bool   // see fillStrict
	wire                string // a key of wires, or ""
	empty               bool   // tagged codec:"empty"
}

// weight orders fields of the same name as encoding/json does: the less deeply embedded field dominates, then
// the tagged one.
func (c *candidate) weight() int {
	w := 2 * len(c.index)
	if !c.tagged {
		w++
	}
	return w
}

// finder collects the fields of a struct type.
type finder struct {
	candidates []candidate
	taken      map[string]int // the lowest weight of each name
	clash      map[string]int // the lowest weight of each name that occurs twice with that weight
	extra      []int
	err        error
}

// collect adds the fields of t, whose index path is index. outer holds the struct types that contain it.
func (w *finder) collect(t reflect.Type, index []int, outer []reflect.Type) {
	if slices.Contains(outer, t) {
		return
	}
	outer = append(slices.Clip(outer), t)
	for k := range t.NumField() {
		f := t.Field(k)
		at := append(slices.Clip(index), k)
		tag := f.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		switch inner := embedded(f); {
		case isExtra(f), f.Tag.Get("lenient") == "extra":
			w.noteExtra(t, f, at)
		case tag == "-":
		case inner != nil && name == "":
			if f.IsExported() || f.Type.Kind() == reflect.Struct {
				w.collect(inner, at, outer)
			}
		case f.IsExported():
			w.note(t, f, at, name, strings.Split(options, ","))
		}
	}
}

// embedded returns the struct type that f embeds, or nil if it embeds none.
func embedded(f reflect.StructField) reflect.Type {
	t := f.Type
	if !f.Anonymous {
		return nil
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == timeType {
		return nil
	}
	return t
}

func (w *finder) noteExtra(t reflect.Type, f reflect.StructField, index []int) {
	if !f.IsExported() || !isRawMap(f.Type) {
		w.err = fmt.Errorf("codec: field %s of %v is tagged as extra but is not an exported map[string]json.RawMessage", f.Name, t)
		return
	}
	if w.extra == nil || len(index) < len(w.extra) {
		w.extra = index
	}
}

func (w *finder) note(t reflect.Type, f reflect.StructField, index []int, name string, options []string) {
	c := candidate{name: name, index: index, typ: f.Type, tagged: name != "", required: f.Tag.Get("codec") == "strict" || f.Tag.Get("required") == "true", deep: f.Tag.Get("codec") == "deep"}
	if name == "" {
		c.name = f.Name
	}
	if alt := f.Tag.Get("alt"); alt != "" {
		c.aliases = strings.Split(alt, ",")
	}
	for _, option := range options {
		switch option {
		case "omitempty":
			c.omitEmpty = true
		case "omitzero":
			c.omitZero = true
		case "string":
			w.err = fmt.Errorf("codec: field %s of %v has the json option string, which is not supported", f.Name, t)
		}
	}
	if err := c.noteTags(t, f); err != nil {
		w.err = err
	}
	w.add(c)
}

func (w *finder) add(c candidate) {
	w.candidates = append(w.candidates, c)
	weight := c.weight()
	known, ok := w.taken[c.name]
	switch {
	case !ok || weight < known:
		w.taken[c.name] = weight
	case weight == known:
		if w.clash == nil {
			w.clash = map[string]int{}
		}
		w.clash[c.name] = weight
	}
}

// omit returns the function that reports whether the field is omitted, or nil if it is always written.
func (c *candidate) omit() func(v reflect.Value) bool {
	switch {
	case c.omitEmpty && c.omitZero:
		zero := zeroTest(c.typ)
		return func(v reflect.Value) bool { return isEmpty(v) || zero(v) }
	case c.omitEmpty:
		return isEmpty
	case c.omitZero:
		return zeroTest(c.typ)
	default:
		return nil
	}
}

// isEmpty reports whether omitempty omits v.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	default:
		return v.IsZero()
	}
}

// zeroTest returns the function that omitzero uses for the type t: its IsZero method or, if it has none,
// [reflect.Value.IsZero].
func zeroTest(t reflect.Type) func(v reflect.Value) bool {
	type zeroer interface{ IsZero() bool }
	wanted := reflect.TypeFor[zeroer]()
	switch {
	case t.Kind() == reflect.Interface:
		return reflect.Value.IsZero
	case t.Kind() == reflect.Pointer && t.Implements(wanted):
		return func(v reflect.Value) bool { return v.IsNil() || v.Interface().(zeroer).IsZero() }
	case reflect.PointerTo(t).Implements(wanted):
		return func(v reflect.Value) bool { return v.Addr().Interface().(zeroer).IsZero() }
	default:
		return reflect.Value.IsZero
	}
}

// fieldAt returns the field of v at the index path index. If an embedded pointer is nil, fieldAt allocates it
// if create is set, and returns false otherwise.
func fieldAt(v reflect.Value, index []int, create bool) (field reflect.Value, ok bool) {
	for k, i := range index {
		if k > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !create {
					return reflect.Value{}, false
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v, true
}

var rawType = reflect.TypeFor[json.RawMessage]()

var extraType = reflect.TypeFor[rolecall.Extra]()

// isExtra reports whether f embeds rolecall.Extra.
func isExtra(f reflect.StructField) bool { return f.Anonymous && f.Type == extraType }

// isModel reports whether t is a model: a struct of a provider's package that embeds rolecall.Extra, directly
// or in another model. The generated methods of a model use its plan, so a model inside another model is
// decoded and encoded by its plan directly. A model with hand-written methods has the tag codec:"own" at
// Extra, and its methods are called. The methods of types in other packages are also called, because such a
// type may embed a model and behave differently.
func isModel(t reflect.Type) bool {
	if t.Kind() != reflect.Struct || path.Dir(t.PkgPath()) != extraType.PkgPath() || strings.HasSuffix(t.PkgPath(), "_test") {
		return false
	}
	f, ok := t.FieldByName(extraType.Name())
	return ok && isExtra(f) && f.Tag.Get("codec") != "own"
}

// strictPackages are the packages whose models are decoded by [UnmarshalStrict]. Their values are not
// unwrapped.
var strictPackages = map[string]bool{extraType.PkgPath() + "/kombo": true}

// extraOf returns members as an Extra.
func extraOf(members map[string]json.RawMessage) rolecall.Extra { return members }

// isRawMap reports whether t is map[string]json.RawMessage or a named type of it.
func isRawMap(t reflect.Type) bool {
	return t.Kind() == reflect.Map && t.Key() == reflect.TypeFor[string]() && t.Elem() == rawType
}
