// Package query converts option structs to query parameters. It wraps go-querystring and rejects structs
// and values that go-querystring would silently encode wrongly.
package query

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/google/go-querystring/query"

	"github.com/rolecall-dev/rolecall"
)

// Encode returns the query parameters of opts, a struct or a pointer to one, whose fields have url tags.
// For nil or a nil pointer it returns no parameters.
//
// Every tagged field must have the option omitempty; without it a nil pointer would be encoded as "p=".
// Maps and embedded pointers are errors: go-querystring would encode a map as "m=map[a:b]" and an embedded
// pointer under the name of its type. These errors are returned at the first use of a struct type,
// regardless of the values.
//
// A time.Time must have a layout tag, and is encoded in UTC. A [rolecall.Date] is encoded as a day, or, with
// a layout tag, as the time at which the day begins in UTC. A year that does not have four digits and a day
// that is not in the calendar are errors, because the provider would misread or reject them.
//
// A list with the option comma is joined with commas. An element that contains a comma is an error, because
// the provider would read it as two. An empty element is an error, because a filter that contains only ""
// would match everything.
func Encode(opts any) (url.Values, error) {
	v := reflect.ValueOf(opts)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() == reflect.Pointer {
		return url.Values{}, nil
	}
	if err := Check(v.Type()); err != nil {
		return nil, err
	}
	// Copy the struct, so that the caller's times keep their zone.
	copied := reflect.New(v.Type()).Elem()
	copied.Set(v)
	dates := url.Values{}
	if err := prepare(copied, dates); err != nil {
		return nil, err
	}
	values, err := query.Values(copied.Interface())
	if err != nil {
		return nil, err
	}
	maps.Copy(values, dates)
	return values, nil
}

// Lists returns the names of the parameters of opts that are joined with commas, in the order of the fields.
func Lists(opts any) []string {
	var names []string
	_ = eachParam(reflect.ValueOf(opts), func(p param) error {
		if p.tag.has("comma") {
			names = append(names, p.tag.name)
		}
		return nil
	})
	return names
}

// param is a field that is a query parameter.
type param struct {
	field reflect.StructField
	value reflect.Value
	tag   urlTag
}

// eachParam calls f for each parameter of a struct, including those of the structs that it embeds.
func eachParam(v reflect.Value, f func(param) error) error {
	for field, value := range v.Fields() {
		tag, tagged := tagOf(field)
		var err error
		switch {
		case tag == notAParam || !field.IsExported():
		case field.Anonymous && !tagged:
			err = eachParam(value, f)
		default:
			err = f(param{field, value, tag})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// urlTag is a url tag: a name and comma-separated options.
type urlTag struct{ name, options string }

var notAParam = urlTag{name: "-"}

func tagOf(f reflect.StructField) (tag urlTag, ok bool) {
	text, ok := f.Tag.Lookup("url")
	tag.name, tag.options, _ = strings.Cut(text, ",")
	return tag, ok
}

func (t urlTag) has(option string) bool {
	return strings.Contains(","+t.options+",", ","+option+",")
}

// prepare converts the times of a struct to UTC, moves its dates into dates, and checks the elements of its
// lists.
func prepare(v reflect.Value, dates url.Values) error {
	return eachParam(v, func(p param) error {
		switch {
		case p.field.Type == timeType:
			return p.toUTC()
		case p.field.Type == dateType:
			return p.moveDate(dates)
		case p.tag.has("comma"):
			return p.checkElements()
		}
		return nil
	})
}

// toUTC converts a time to UTC.
func (p param) toUTC() error {
	at := p.value.Interface().(time.Time).UTC() //nolint:forcetypeassert // prepare compared its type
	if year := at.Year(); !at.IsZero() && (year < 1000 || year > 9999) {
		return fmt.Errorf("%s has a year that does not have four digits", p.field.Name)
	}
	p.value.Set(reflect.ValueOf(at))
	return nil
}

// moveDate encodes a date into dates and sets the field to zero.
func (p param) moveDate(dates url.Values) error {
	day := p.value.Interface().(rolecall.Date) //nolint:forcetypeassert // prepare compared its type
	if problem := day.Problem(); problem != "" {
		return errors.New(p.field.Name + " " + problem)
	}
	if !day.IsZero() {
		dates.Set(p.tag.name, day.Time(time.UTC).Format(cmp.Or(p.field.Tag.Get("layout"), time.DateOnly)))
		p.value.SetZero()
	}
	return nil
}

// checkElements checks that the elements of a list can be joined with commas.
func (p param) checkElements() error {
	for _, element := range p.value.Seq2() {
		switch s := element.String(); {
		case s == "":
			return fmt.Errorf("%s contains an empty value, which would match everything", p.field.Name)
		case strings.Contains(s, ","):
			return fmt.Errorf("%s contains a value with a comma, which would be read as two values", p.field.Name)
		}
	}
	return nil
}

var checked sync.Map // reflect.Type to error

// Check returns an error if a field of the option struct t is declared wrongly. Encode calls it; the provider
// packages also have a test that calls it for all of their option structs.
func Check(t reflect.Type) error {
	if known, ok := checked.Load(t); ok {
		err, _ := known.(error)
		return err
	}
	err := check(t)
	checked.Store(t, err)
	return err
}

var (
	encoder  = reflect.TypeFor[query.Encoder]()
	timeType = reflect.TypeFor[time.Time]()
	dateType = reflect.TypeFor[rolecall.Date]()
)

func check(t reflect.Type) error {
	if t.Kind() != reflect.Struct {
		return fmt.Errorf("query: %s is not a struct: options must be a struct or a pointer to one", t)
	}
	for f := range t.Fields() {
		if err := checkField(f); err != nil {
			return fmt.Errorf("query: %s.%s %w", t, f.Name, err)
		}
	}
	return nil
}

func checkField(f reflect.StructField) error {
	tag, tagged := tagOf(f)
	switch {
	case tag == notAParam:
		return nil
	case f.Anonymous && !tagged:
		return checkEmbedded(f.Type)
	case !f.IsExported():
		return nil
	case tag.name == "":
		return errors.New("has no url tag with a name")
	case !tag.has("omitempty"):
		return errors.New("has a url tag without omitempty")
	case f.Type.Implements(encoder), f.Type == dateType, f.Type == timeType && f.Tag.Get("layout") != "":
		return nil
	case tag.has("comma") && !isStrings(f.Type):
		return errors.New("has the option comma but is not a list of strings")
	}
	return checkPlain(f.Type)
}

func isStrings(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String
}

// checkEmbedded checks the type of an embedded field without a url tag.
func checkEmbedded(t reflect.Type) error {
	switch {
	case t.Kind() == reflect.Pointer:
		return errors.New("is an embedded pointer: embed it by value")
	case t == timeType:
		return errTime
	case t.Implements(encoder):
		return errors.New("is embedded and implements query.Encoder, which go-querystring ignores: give the field a name")
	}
	return Check(t)
}

var errTime = errors.New("is a time.Time without a layout tag")

// checkPlain checks the type of a field that does not implement query.Encoder.
func checkPlain(t reflect.Type) error {
	if t == timeType {
		return errTime
	}
	if reflect.PointerTo(t).Implements(encoder) {
		// go-querystring calls EncodeValues of the field's type only, and would print these values instead.
		return errors.New("contains values that implement query.Encoder: the type of the field itself must implement it")
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return checkPlain(t.Elem())
	case reflect.Map, reflect.Struct, reflect.Interface:
		return fmt.Errorf("is of kind %s, which has no defined encoding in a query", t.Kind())
	}
	return nil
}
