package kombo

import (
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"
)

// problemIn names the first value in a request, by its field, that would be sent as another
// value or that cannot be sent at all; "" if there is none:
//
//   - a [Date] that is not in the calendar, or whose year does not have four digits;
//   - a time whose year does not have four digits;
//   - a number that is NaN or infinite;
//   - a raw value that is not JSON.
//
// The text holds no values of fields. A value that holds itself is left to encoding/json, which
// refuses it.
func problemIn(request any) string {
	w := requestCheck{under: map[holder]struct{}{}}
	w.value("", reflect.ValueOf(request))
	return w.problem
}

// requestCheck looks for a problem, and stops at the first.
type requestCheck struct {
	problem string
	under   map[holder]struct{} // what holds the value
}

// holder is a pointer, a map or a slice.
type holder struct {
	typ reflect.Type
	at  uintptr
	len int
}

var (
	typeDate  = reflect.TypeFor[Date]()
	typeTime  = reflect.TypeFor[time.Time]()
	typeRaw   = reflect.TypeFor[json.RawMessage]()
	typeBytes = reflect.TypeFor[[]byte]()

	marshaler     = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
	pathOfKombo   = typeDate.PkgPath()
)

func (w *requestCheck) value(path string, v reflect.Value) {
	if w.problem != "" || !v.IsValid() {
		return
	}
	if problem, whole := problemOfValue(v); whole {
		if problem != "" {
			w.problem = strings.TrimPrefix(path+" ", " ") + problem
		}
		return
	}
	switch v.Kind() {
	case reflect.Interface:
		w.value(path, v.Elem())
	case reflect.Pointer:
		w.once(v, func() { w.value(path, v.Elem()) })
	case reflect.Struct:
		for field, value := range v.Fields() {
			switch {
			case field.Tag.Get("json") == "-": // it is not sent
			case field.Anonymous:
				w.value(path, value)
			case field.IsExported():
				w.value(strings.TrimPrefix(path+"."+field.Name, "."), value)
			}
		}
	case reflect.Array:
		w.items(path, v)
	case reflect.Slice:
		w.once(v, func() { w.items(path, v) })
	case reflect.Map:
		w.once(v, func() {
			for key, value := range v.Seq2() {
				w.value(fmt.Sprintf("%s[%q]", path, fmt.Sprint(key)), value)
			}
		})
	}
}

func (w *requestCheck) items(path string, v reflect.Value) {
	for i := range v.Len() {
		w.value(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
	}
}

// once looks into what a pointer, a map or a slice holds, but not again from within.
func (w *requestCheck) once(v reflect.Value, look func()) {
	if v.IsNil() {
		return
	}
	this := holderOf(v)
	if _, again := w.under[this]; again {
		return
	}
	w.under[this] = struct{}{}
	defer delete(w.under, this)
	look()
}

// holderOf names a pointer, a map or a slice.
func holderOf(v reflect.Value) holder {
	this := holder{typ: v.Type(), at: v.Pointer()}
	if v.Kind() == reflect.Slice {
		this.len = v.Len()
	}
	return this
}

// problemOfValue says what is wrong with a value that is looked at as a whole, and whether it is
// such a value.
func problemOfValue(v reflect.Value) (problem string, whole bool) {
	switch v.Type() {
	case typeDate:
		day, _ := reflect.TypeAssert[Date](v)
		return day.problem(), true
	case typeTime:
		at, _ := reflect.TypeAssert[time.Time](v)
		if year := at.UTC().Year(); !at.IsZero() && (year < minYear || year > maxYear) {
			return problemYear, true
		}
		return "", true
	case typeRaw:
		if v.Len() > 0 && !json.Valid(v.Bytes()) {
			return "is not JSON", true
		}
		return "", true
	case typeBytes:
		return "", true
	}
	if v.Type().Implements(marshaler) && v.Kind() == reflect.Struct && v.Type().PkgPath() != pathOfKombo {
		return "", true // a caller's own type knows what it writes
	}
	if v.Kind() == reflect.Float64 || v.Kind() == reflect.Float32 {
		if n := v.Float(); math.IsNaN(n) || math.IsInf(n, 0) {
			return "is not a number", true
		}
		return "", true
	}
	return "", false
}
