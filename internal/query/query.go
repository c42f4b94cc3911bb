// Package query turns option structs into query parameters. It is the one place
// that knows go-querystring, and it refuses what that library would encode wrongly
// without saying so.
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

// Encode returns the parameters of opts, a struct whose fields carry url tags. Nil, or
// a nil pointer, gives none.
//
// Every tagged field must say omitempty (else a nil pointer becomes "p="), and maps and
// embedded pointers are refused (they come out as "m=map[a:b]" and as a stray name). A
// time.Time needs a layout tag, and is written in UTC; a [rolecall.Date] is written as a day, or with
// a layout tag as the time at which it begins in UTC. A year that does not have four digits, or a day
// that is not in the calendar, is an error, because it would be read as another one or not at all. A
// wrong struct is a mistake of the package that declares it, so its first use fails, whatever the
// values.
//
// A list with the option comma is joined with commas. A value that holds one is refused:
// whoever reads the query could not tell it from two. So is an empty value: a filter by
// nothing but "" would be no filter, and find everything.
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
	// A copy: the caller's times stay in the caller's zone.
	own := reflect.New(v.Type()).Elem()
	own.Set(v)
	dates := url.Values{}
	if err := prepare(own, dates); err != nil {
		return nil, err
	}
	values, err := query.Values(own.Interface())
	if err != nil {
		return nil, err
	}
	maps.Copy(values, dates)
	return values, nil
}

// Lists names the parameters of opts that are joined with commas, in order of the fields.
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

// urlTag is a url tag: a name and options.
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

// prepare puts the times of a struct into UTC, moves its dates into dates and looks for commas and
// empty values in its lists.
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

// toUTC puts a time into UTC.
func (p param) toUTC() error {
	at := p.value.Interface().(time.Time).UTC() //nolint:forcetypeassert // prepare compared its type
	if year := at.Year(); !at.IsZero() && (year < 1000 || year > 9999) {
		return fmt.Errorf("%s has a year that does not have four digits", p.field.Name)
	}
	p.value.Set(reflect.ValueOf(at))
	return nil
}

// moveDate moves a date into dates.
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
			return fmt.Errorf("a value of %s is empty, which would look for everything", p.field.Name)
		case strings.Contains(s, ","):
			return fmt.Errorf("a value of %s holds a comma, which would make two values of it", p.field.Name)
		}
	}
	return nil
}

var checked sync.Map // reflect.Type to error

// Check says what is wrong with an option struct's fields, nil if nothing. A test over
// all option structs of a package calls it too.
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
		return fmt.Errorf("query: %s is no struct", t)
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
		return errors.New("is joined with commas and is not a list of strings")
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
		return errors.New("is embedded and writes itself, which nobody asks of it: give it a name")
	}
	return Check(t)
}

var errTime = errors.New("is a time.Time without a layout tag that says how it is written")

// checkPlain checks the type of a field that does not write itself.
func checkPlain(t reflect.Type) error {
	if t == timeType {
		return errTime
	}
	if reflect.PointerTo(t).Implements(encoder) {
		// go-querystring asks the field alone, not what it holds, and would print these.
		return errors.New("holds values that write themselves, by list or by pointer: the type of the field must")
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return checkPlain(t.Elem())
	case reflect.Map, reflect.Struct, reflect.Interface:
		return fmt.Errorf("is of kind %s, which has no one way to stand in a query", t.Kind())
	}
	return nil
}
