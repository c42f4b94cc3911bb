package codec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/rolecall-dev/rolecall"
)

// codec decodes and encodes the values of one type in one place: a field knows its names, the element of a list has none.
type codec struct {
	// blank tells for which values a pointer to the type stays nil.
	blank func(value []byte) bool
	// doubtful, if set, tells for which values a pointer to the type becomes nil if it would point to a zero value.
	doubtful func(value []byte) bool
	// decode sets v from value, which is valid JSON without white space around it. It sets the whole of v.
	decode func(value []byte, v reflect.Value) error
	encode encoder
	// partial: where decode fails, v has what could be decoded; otherwise it is of no use.
	partial bool
	// plan is set for structs alone, open for those structs that decode takes out of a wrapper; open does so.
	plan func() *plan
	open func(value []byte) []byte
}

// encoder appends v, which is addressable.
type encoder func(b []byte, v reflect.Value) ([]byte, error)

// owns caches the codecs of the types that Unmarshal and Marshal were called with, by [reflect.Type].
var owns sync.Map

// ownCodec returns the codec of t that does not ask t's own methods.
func ownCodec(t reflect.Type) *codec {
	if known, ok := owns.Load(t); ok {
		return known.(*codec)
	}
	made := kindCodec(t, nil)
	known, _ := owns.LoadOrStore(t, &made)
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

// plan is what decoding and encoding need to know about a struct type. It is not changed once made.
type plan struct {
	fields []field
	// names holds the names of all fields, the alternative ones behind the others; exact finds them by spelling.
	names []wireName
	exact map[string]int
	// rest is the way to Extra, for members without a field, nil if there is none.
	rest []int
	// contested holds the fields that have several names, slots the number of those names.
	contested []int
	slots     int
	// err is set if the tags of the type cannot be followed.
	err error
}

// planError is the fault of a type's tags, which no value can cause.
type planError struct{ error }

// field is one field of a struct or of the structs embedded in it.
type field struct {
	names   []string // the name to write, then the alternatives
	index   []int    // the way to it, as of [reflect.Value.FieldByIndex]
	label   []byte   // the name as it is written, with quotes and colon
	omit    func(v reflect.Value) bool
	slot    int // the place of the first name among the contested, -1 if there is but one name
	codec   codec
	strict  func() strictDecoder
	typ     reflect.Type
	leadsOn bool // whether it may contain a struct
	// required: a value that the field cannot take is an error of the whole struct.
	required bool
}

// wireName is a name that a field goes by; rank is its place among the names of that field.
type wireName struct {
	text  []byte
	field int
	rank  int
}

// find returns the place in p.names of the name that a member called key goes by, -1 if no field wants it.
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
	found.walk(t, nil, nil)
	p.rest = found.rest
	if found.err != nil {
		p.err = planError{found.err}
	}
	for _, c := range found.candidates {
		if found.taken[c.name] != c.weight() || found.clash[c.name] == c.weight() {
			continue // another field of this name dominates, or none does
		}
		f := field{names: append([]string{c.name}, c.alternatives...), index: c.index, slot: -1, omit: c.omit(), typ: c.typ, leadsOn: leadsOn(c.typ), required: c.required}
		f.label = append(appendText(nil, c.name), ':')
		f.codec, f.strict = c.codec(f.names), strictOf(c.typ)
		if c.deep {
			f.strict = func() strictDecoder { return neverCertain }
		}
		if len(f.names) > 1 {
			f.slot = p.slots
			p.slots += len(f.names)
			p.contested = append(p.contested, len(p.fields))
		}
		p.fields = append(p.fields, f)
	}
	p.nameFields()
	return p
}

// nameFields fills names and exact: first the names that are written, which no alternative may take away.
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
	for _, k := range p.contested {
		for rank := 1; rank < len(p.fields[k].names); rank++ {
			add(k, rank)
		}
	}
}

// candidate is a field found on the walk through a struct and those embedded in it.
type candidate struct {
	name                string
	alternatives        []string
	index               []int
	typ                 reflect.Type
	tagged, required    bool
	omitEmpty, omitZero bool
	deep                bool   // see fillStrict
	wire                string // one of wires, or ""
	empty               bool   // tagged codec:"empty"
}

// weight orders fields of the same name as Go and encoding/json do: the less embedded one dominates, then the tagged one.
func (c *candidate) weight() int {
	w := 2 * len(c.index)
	if !c.tagged {
		w++
	}
	return w
}

// finder walks through a struct type.
type finder struct {
	candidates []candidate
	taken      map[string]int // the lowest weight that a name was found with
	clash      map[string]int // the weight that a name was found with twice
	rest       []int
	err        error
}

// walk collects the fields of t, which lies at index; outer holds the struct types around it.
func (w *finder) walk(t reflect.Type, index []int, outer []reflect.Type) {
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
		case isExtra(f), f.Tag.Get("lenient") == "rest":
			w.noteRest(t, f, at)
		case tag == "-":
		case inner != nil && name == "":
			if f.IsExported() || f.Type.Kind() == reflect.Struct {
				w.walk(inner, at, outer)
			}
		case f.IsExported():
			w.note(t, f, at, name, strings.Split(options, ","))
		}
	}
}

// embedded returns the struct type that f embeds, nil if it embeds none.
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

func (w *finder) noteRest(t reflect.Type, f reflect.StructField, index []int) {
	if !f.IsExported() || !isRawMap(f.Type) {
		w.err = fmt.Errorf("codec: field %s of %v is tagged as rest but is no exported map[string]json.RawMessage", f.Name, t)
		return
	}
	if w.rest == nil || len(index) < len(w.rest) {
		w.rest = index
	}
}

func (w *finder) note(t reflect.Type, f reflect.StructField, index []int, name string, options []string) {
	c := candidate{name: name, index: index, typ: f.Type, tagged: name != "", required: f.Tag.Get("codec") == "strict" || f.Tag.Get("required") == "true", deep: f.Tag.Get("codec") == "deep"}
	if name == "" {
		c.name = f.Name
	}
	if alt := f.Tag.Get("alt"); alt != "" {
		c.alternatives = strings.Split(alt, ",")
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

// omit returns what decides that the field is not written, nil if it always is.
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

// isEmpty is what omitempty means.
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

// zeroTest returns what omitzero means for the type t: its own IsZero, if it has one.
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

// reach returns the field of v that lies at index. It allocates embedded structs on the way if make is set; otherwise ok is
// false when one of them is nil.
func reach(v reflect.Value, index []int, create bool) (field reflect.Value, ok bool) {
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

// isExtra tells whether f embeds rolecall.Extra.
func isExtra(f reflect.StructField) bool { return f.Anonymous && f.Type == extraType }

// isModel tells whether t is a model: a struct that embeds rolecall.Extra, itself or in another model, whose methods are generated and decode and encode it by
// its plan. So a model in another is decoded and encoded by its plan at once. One with methods written by hand says so by a tag,
// codec:"own", at Extra, and its methods are asked.
func isModel(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	f, ok := t.FieldByName(extraType.Name())
	return ok && isExtra(f) && f.Tag.Get("codec") != "own"
}

// extraOf returns members as what a plan's rest is.
func extraOf(members map[string]json.RawMessage) rolecall.Extra { return members }

// isRawMap tells whether t is a map[string]json.RawMessage or a type made of it.
func isRawMap(t reflect.Type) bool {
	return t.Kind() == reflect.Map && t.Key() == reflect.TypeFor[string]() && t.Elem() == rawType
}
