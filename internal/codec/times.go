package codec

import (
	"reflect"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

var (
	timeType = reflect.TypeFor[time.Time]()
	dateType = reflect.TypeFor[rolecall.Date]()
)

// maxYear is the last year of six digits.
const maxYear = 999_999

func timeCodec() codec {
	return codec{
		isNil:     noDate,
		nilIfZero: everyValue,
		decode: func(value []byte, v reflect.Value) error {
			t, err := parseTime(value, false)
			if err == nil {
				*v.Addr().Interface().(*time.Time) = t
			}
			return err
		},
		encode: func(b []byte, v reflect.Value) ([]byte, error) {
			return appendTime(b, *v.Addr().Interface().(*time.Time))
		},
	}
}

// dateCodec decodes every notation of a time and keeps the day that is written, without conversion to another
// time zone. A number that counts from 1970 is a day in UTC.
func dateCodec() codec {
	return codec{
		isNil:     noDate,
		nilIfZero: everyValue,
		decode: func(value []byte, v reflect.Value) error {
			t, err := parseTime(value, false)
			if err != nil {
				return err
			}
			day := rolecall.Date{}
			if !t.IsZero() {
				day = rolecall.DateOf(t)
			}
			if day.Year < 0 || day.Year > 9999 {
				return &Error{Want: "date", Got: gotRange}
			}
			*v.Addr().Interface().(*rolecall.Date) = day
			return nil
		},
		encode: func(b []byte, v reflect.Value) ([]byte, error) {
			day, err := v.Interface().(rolecall.Date).MarshalJSON()
			if err != nil {
				return nil, &Error{Want: "day of the calendar", Got: gotNoDay}
			}
			return append(b, day...), nil
		},
	}
}

// epochCodec returns the codec of a time, or a pointer to one, that is written as milliseconds, either in
// quotes or as a number. If it is written as a number, every number is decoded as milliseconds.
func epochCodec(t reflect.Type, quote string) codec {
	if t.Kind() == reflect.Pointer {
		return pointerCodec(t, epochCodec(t.Elem(), quote))
	}
	exact := quote == ""
	return codec{
		isNil:     noDate,
		nilIfZero: everyValue,
		decode: func(value []byte, v reflect.Value) error {
			t, err := time.Time{}, error(nil)
			if exact && jsonpeek.KindOf(value) == jsonpeek.Number {
				t, err = millis(value)
			} else {
				t, err = parseTime(value, true)
			}
			if err == nil {
				*v.Addr().Interface().(*time.Time) = t.Truncate(time.Millisecond).UTC()
			}
			return err
		},
		encode: func(b []byte, v reflect.Value) ([]byte, error) {
			return appendEpoch(b, *v.Addr().Interface().(*time.Time), quote)
		},
	}
}

// millis parses milliseconds since 1970.
func millis(literal []byte) (time.Time, error) {
	n, err := whole(literal)
	t := time.UnixMilli(n).UTC()
	if err != nil || t.Year() < -maxYear || t.Year() > maxYear {
		return time.Time{}, &Error{Want: "time", Got: gotRange}
	}
	return t, nil
}

// everyValue returns true. It is the nilIfZero of times: a pointer to a zero time becomes nil in every
// notation, because some tools write 0001-01-01T00:00:00 for an absent time.
func everyValue([]byte) bool { return true }

// noDate reports whether value means that there is no time.
func noDate(value []byte) bool {
	if noTime.holds(value) {
		return true
	}
	text := trim(textOf(value))
	return value[0] == '"' && (len(text) == 0 || isNullWord(text) || isNullDate(text))
}

// nullDates are the dates that databases and PHP write instead of null.
var nullDates = [...]string{"0000-00-00", "-0001-11-30", "-0001-11-29", "00/00/0000", "30/11/-0001"}

// isNullDate reports whether text, which is not empty, begins with a null date.
func isNullDate(text []byte) bool {
	if text[0] != '0' && text[0] != '-' && text[0] != '3' {
		return false
	}
	for _, day := range nullDates {
		if len(text) >= len(day) && string(text[:len(day)]) == day {
			return true
		}
	}
	return false
}

// parseTime parses every notation of a time. In an epoch field, numbers are documented as milliseconds since
// 1970.
func parseTime(value []byte, epochField bool) (time.Time, error) {
	switch {
	case jsonpeek.KindOf(value) == jsonpeek.Number:
		return epoch(value, epochField)
	case noDate(value):
		return time.Time{}, nil
	case value[0] == '{':
		if t, ok := phpTime(value); ok {
			return t, nil
		}
		return time.Time{}, mismatch("time", value)
	}
	text := trim(textOf(value))
	if isNumberLiteral(text) {
		return epoch(text, epochField)
	}
	c := clock{text: text}
	if t, ok := c.time(); ok {
		return t, nil
	}
	return time.Time{}, mismatch("time", value)
}

// unitOf returns the unit of a number that counts from 1970, which depends on its number of digits. The
// documented unit is milliseconds. Nine and ten digits of milliseconds would be a day in January to April
// 1970; as seconds they are the years 1973 to 2286. Eight digits or fewer of milliseconds are within the
// first day of 1970. Such a number is decoded only in an epoch field, because elsewhere it may be a year or a
// day.
func unitOf(digits int) (unit time.Duration, ok bool) {
	switch {
	case digits <= 8:
		return time.Millisecond, true
	case digits <= 10:
		return time.Second, true
	case digits <= 15:
		return time.Millisecond, true
	case digits == 16:
		return time.Microsecond, true
	case digits == 19:
		return time.Nanosecond, true
	default:
		return 0, false
	}
}

// epoch parses the time since 1970. Outside epoch fields, 0 means that there is no time.
func epoch(literal []byte, epochField bool) (time.Time, error) {
	number, fraction := literal, []byte(nil)
	for k, c := range literal {
		if c == '.' {
			number, fraction = literal[:k], literal[k+1:]
		}
		if c|0x20 == 'e' { // an exponent moves the point
			digits, err := wholeDigits(literal)
			if err != nil {
				return time.Time{}, &Error{Want: "time", Got: gotRange}
			}
			number, fraction = []byte(digits), nil
			break
		}
	}
	digits := len(number)
	if number[0] == '-' {
		digits--
	}
	n, err := strconv.ParseInt(string(number), 10, 64)
	unit, known := unitOf(digits)
	switch {
	case err == nil && n == 0 && !epochField:
		return time.Time{}, nil
	case err != nil, !known, digits <= 8 && (len(fraction) > 0 || !epochField):
		return time.Time{}, &Error{Want: "time", Got: gotRange}
	}
	perSecond := int64(time.Second / unit)
	nanoseconds := n % perSecond * int64(unit)
	part := int64(unit) / 10
	for _, c := range fraction {
		if number[0] == '-' {
			nanoseconds -= int64(c-'0') * part
		} else {
			nanoseconds += int64(c-'0') * part
		}
		part /= 10
	}
	return time.Unix(n/perSecond, nanoseconds).UTC(), nil
}

// phpTime parses the object that PHP's json_encode writes for a DateTime. It holds a local time and its zone,
// which is a name in the time zone database, an abbreviation or an offset.
func phpTime(value []byte) (time.Time, bool) {
	var member [2][]byte
	if jsonpeek.UncheckedPick(value, member[:], "date", "timezone") != nil || jsonpeek.KindOf(member[0]) != jsonpeek.String {
		return time.Time{}, false
	}
	if noDate(member[0]) {
		return time.Time{}, true
	}
	zone, ok := phpZone(trim(textOf(memberOr(member[1], `"UTC"`))))
	c := clock{text: trim(textOf(member[0])), zone: zone}
	if !ok {
		return time.Time{}, false
	}
	return c.time()
}

func memberOr(value []byte, absent string) []byte {
	if value == nil || isNull(value) {
		return []byte(absent)
	}
	return value
}

// fixed returns a zone with an offset of whole minutes. RFC 3339 cannot write the seconds that offsets had
// before 1930.
func fixed(seconds int) *time.Location {
	if seconds -= seconds % 60; seconds != 0 {
		return time.FixedZone("", seconds)
	}
	return time.UTC
}

// inMinutes returns t in a zone whose offset is that of t, truncated to minutes.
func inMinutes(t time.Time) time.Time {
	_, seconds := t.Zone()
	return t.In(fixed(seconds))
}

// appendTime writes t in RFC 3339. A year that does not have four digits is written as a sign and six digits.
func appendTime(b []byte, t time.Time) ([]byte, error) {
	if _, seconds := t.Zone(); seconds%60 != 0 {
		t = inMinutes(t)
	}
	year := t.Year()
	b = append(b, '"')
	switch {
	case year >= 0 && year <= 9999:
		return append(t.AppendFormat(b, time.RFC3339Nano), '"'), nil
	case year < -maxYear, year > maxYear:
		return nil, &Error{Want: "time of the years -999999 to 999999", Got: "time out of range"}
	case year < 0:
		b, year = append(b, '-'), -year
	default:
		b = append(b, '+')
	}
	for unit := 100_000; unit > 0; unit /= 10 {
		b = append(b, byte('0'+year/unit%10))
	}
	return append(t.AppendFormat(b, "-01-02T15:04:05.999999999Z07:00"), '"'), nil
}

// appendEpoch writes t as milliseconds since 1970, and a zero time as null. If [unitOf] would return another
// unit for a quoted number of that length, it is written with leading zeros, or as a date if it is too long
// for that.
func appendEpoch(b []byte, t time.Time, quote string) ([]byte, error) {
	if t.IsZero() {
		return append(b, "null"...), nil
	}
	n := t.UnixMilli()
	digits := len(strconv.FormatInt(max(n, -n), 10))
	switch {
	case quote == "":
	case digits > 15:
		return appendTime(b, t.UTC().Truncate(time.Millisecond))
	case digits == 9 || digits == 10:
		b = append(b, '"')
		if n < 0 {
			b, n = append(b, '-'), -n
		}
		b = append(b, "0000"[:13-digits]...)
		return append(strconv.AppendInt(b, n, 10), '"'), nil
	}
	return append(strconv.AppendInt(append(b, quote...), n, 10), quote...), nil
}
