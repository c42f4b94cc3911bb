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
	if err := prepare(own, nil, dates); err != nil {
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
	_ = prepare(reflect.ValueOf(opts), &names, nil) // values are Encode's business
	return names
}

// prepare puts the times of a struct into UTC, moves its dates into dates and looks for commas and
// empty values in its lists; or, given names, only collects the names of those lists.
func prepare(v reflect.Value, names *[]string, dates url.Values) error {
	for f, field := range v.Fields() {
		tag, tagged := f.Tag.Lookup("url")
		name, rest, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-" || !f.IsExported():
		case f.Anonymous && !tagged:
			if err := prepare(field, names, dates); err != nil {
				return err
			}
		case f.Type == timeType && names == nil:
			at := field.Interface().(time.Time).UTC() //nolint:forcetypeassert // its type was just compared
			if year := at.Year(); !at.IsZero() && (year < 1000 || year > 9999) {
				return fmt.Errorf("%s is in a year that does not have four digits", f.Name)
			}
			field.Set(reflect.ValueOf(at))
		case f.Type == dateType && names == nil:
			day := field.Interface().(rolecall.Date) //nolint:forcetypeassert // its type was just compared
			if problem := day.Problem(); problem != "" {
				return errors.New(f.Name + " " + problem)
			}
			if !day.IsZero() {
				dates.Set(name, day.Time(time.UTC).Format(cmp.Or(f.Tag.Get("layout"), time.DateOnly)))
				field.SetZero()
			}
		case !strings.Contains(","+rest+",", ",comma,"):
		case names != nil:
			*names = append(*names, name)
		default:
			for _, value := range field.Seq2() {
				switch text := value.String(); {
				case text == "":
					return fmt.Errorf("a value of %s is empty, which would look for everything", f.Name)
				case strings.Contains(text, ","):
					return fmt.Errorf("a value of %s holds a comma, which would make two values of it", f.Name)
				}
			}
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
	tag, tagged := f.Tag.Lookup("url")
	if tag == "-" {
		return nil
	}
	if f.Anonymous && !tagged {
		switch {
		case f.Type.Kind() == reflect.Pointer:
			return errors.New("is an embedded pointer: embed it by value")
		case f.Type == timeType:
			return errTime
		case f.Type.Implements(encoder):
			return errors.New("is embedded and writes itself, which nobody asks of it: give it a name")
		}
		return Check(f.Type)
	}
	if !f.IsExported() {
		return nil
	}
	name, rest, _ := strings.Cut(tag, ",")
	switch {
	case !tagged || name == "":
		return errors.New("has no url tag with a name")
	case !strings.Contains(","+rest+",", ",omitempty,"):
		return errors.New("has a url tag without omitempty")
	case f.Type.Implements(encoder):
		return nil
	case f.Type == timeType && f.Tag.Get("layout") != "", f.Type == dateType:
		return nil
	case strings.Contains(","+rest+",", ",comma,") && (f.Type.Kind() != reflect.Slice || f.Type.Elem().Kind() != reflect.String):
		return errors.New("is joined with commas and no list of text")
	}
	return checkPlain(f.Type)
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
