// Package codec decodes and encodes the models of all providers, using their fields and tags.
//
// A model is a struct that embeds [rolecall.Extra]. Its methods are generated, see command modelgen:
//
//	type Job struct {
//		ID          string       `json:"id" required:"true"`
//		CreatedAt   time.Time    `json:"createdAt,omitzero" wire:"epochms"`
//		Remote      *bool        `json:"remote,omitempty"`
//		Departments []Department `json:"departments,omitempty" alt:"departmentList,teams"`
//
//		rolecall.Extra `json:"-"`
//	}
//
// Unknown members go into Extra and are encoded again. A model inside a model, like any other struct without
// its own methods, is decoded directly by its fields. A type with its own UnmarshalJSON or UnmarshalText is
// decoded by that method.
//
// The models of a provider whose data has exactly the documented shapes (Kombo) are decoded as encoding/json
// does, see [UnmarshalStrict]. The other providers send a number instead of a string, an empty array instead
// of an absent object, "" instead of an absent date, or an object instead of a list with one element. A
// strict decoder would lose the whole record because of one such member, so their models are decoded by
// [Unmarshal], which normalizes these values.
//
// # What Unmarshal accepts
//
// An empty value is one of null, false, "", {} and []. A null word is the string null, None, nil, NaN, NaT,
// undefined, Invalid date or N/A, ignoring letter case.
//
//   - strings (any string type): a number becomes its literal; an empty value becomes "". A null word is kept.
//   - booleans: true and false, "true" and "false" ignoring letter case, 1 and 0, "1" and "0". The values
//     null, "", {}, [], "NOT_SPECIFIED" and a null word become false, or nil for *bool.
//   - numbers: numeric strings are accepted, and 1e3 is a whole number. An empty value or a null word becomes
//     0, or nil for a pointer.
//   - [time.Time]: RFC 3339. These variants are accepted: lower case; no seconds; a comma instead of the
//     decimal point; an offset of hours only, of one digit, with seconds, without a colon, after a space, or
//     absent (UTC); UTC or GMT instead of an offset; a year written as a sign and six digits. Also accepted
//     are a date alone (midnight UTC), a PHP DateTime object, and a number or numeric string that counts from
//     1970: nine or ten digits are seconds, eleven to fifteen milliseconds, sixteen microseconds, nineteen
//     nanoseconds. An empty value, a null word, 0, the first moment of year 1, and the dates 0000-00-00 and
//     -0001-11-30 become the zero time. A zero time in any notation becomes nil for *time.Time.
//   - [rolecall.Date]: as for a time. The date is kept as written, without conversion to another time zone.
//   - lists: null, false, {}, [], "" and a null word (except in a list of strings) become nil.
//     {"departments": [...]} under the field's own name becomes the inner list. {"0": …, "2": …}, whose names
//     are all numbers, becomes the list of its values in the order in which they occur. Any other object
//     becomes a list of one element, and so does a string for a list of strings. A null element is kept as a
//     zero element.
//   - structs: null, [], "", false and a null word become the zero struct, or nil for a pointer. {} becomes a
//     zero struct or a pointer to one. {"info": {...}} in the field info is unwrapped, unless the struct
//     itself has a member info.
//   - map[string]json.RawMessage: null, [], "" and a null word become nil.
//   - [encoding/json.RawMessage]: keeps the exact bytes; null becomes nil.
//
// Any other type is decoded by its own methods or by encoding/json.
//
// # Values that do not fit
//
// If a value does not fit its field, the rest of the record is decoded anyway. The field becomes zero (in a
// list, only the elements that cannot be decoded do), and the value goes into Extra under the member's name.
// Marshal writes that value instead of the field, unless the field was changed since. [Unread] lists such
// members, and [Reporting] calls a hook with them. A struct without an Extra returns the error to the struct
// that contains it, and so does a field that is tagged as required.
//
// # Tags
//
// In addition to json with omitempty and omitzero, the package uses these tags:
//
//   - alt:"a,b" gives a field further member names. If several of them occur, the field takes the first that
//     is not empty, in the order of the tag. The json name comes before all others.
//   - codec:"own" at Extra declares that the model has a hand-written UnmarshalJSON or MarshalJSON.
//   - codec:"strict" on a field: a value that does not fit is an error of the whole struct. The member may be
//     absent. required:"true" does the same, and internal/transport also requires the member to be present.
//   - codec:"deep" on a field, for [UnmarshalStrict]: the field may contain its own struct through a type
//     that has its own UnmarshalJSON. An object that has the member is decoded by encoding/json.
//   - wire:"epochms" on a time: it is written as a string of milliseconds since 1970, and a zero time as
//     null. The field holds whole milliseconds only. It also accepts numbers of eight digits or fewer,
//     including 0, as milliseconds; other time fields do not accept these. A number that would be decoded in
//     another unit is written with leading zeros.
//   - wire:"millis" on a time, for a provider that sends exactly the documented shapes: it is written as a
//     number of milliseconds, and every number is decoded as milliseconds.
//   - codec:"empty" on a pointer to a struct or on raw JSON: every empty value becomes nil, that is {}, [],
//     "" and false as well as null. A pointer to a struct in which no field is set also becomes nil.
//
// A member belongs to the field with exactly its name; if there is none, to the first field whose name
// differs only in letter case. If a member is repeated, the last one counts.
package codec

import (
	"errors"
	"reflect"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Error describes a member whose value does not fit its field. It never holds the value, which may be
// personal data.
type Error struct {
	// Path is the path to the value, like "departments[2].id". It is empty for the whole document.
	Path string
	// Want is the kind of value that the field requires, like "time".
	Want string
	// Got is the kind of value that was received, like "text".
	Got string
}

// Error returns a description of the mismatch, like "departments[2].id: true where text is expected".
func (e *Error) Error() string {
	var b strings.Builder
	if e.Path != "" {
		b.WriteString(e.Path + ": ")
	}
	switch e.Got {
	case gotText:
		b.WriteString("text that is not " + withArticle(e.Want))
	case gotNoDay:
		b.WriteString("a date that is not in the calendar")
	default:
		b.WriteString(withArticle(e.Got) + " where " + withArticle(e.Want) + " is expected")
	}
	return b.String()
}

// SafeText returns the text of the error. Code that must not show values prints only errors that have this
// method.
func (e *Error) SafeText() string { return e.Error() }

// Values of [Error].Got.
const (
	gotText     = "text"
	gotFraction = "fraction"
	gotRange    = "number out of range"
	gotNoDay    = "a date outside the calendar" // only from encoding
	gotTiny     = "list of very many tiny elements"
)

// withArticle puts "a" or "an" before a countable noun.
func withArticle(noun string) string {
	switch {
	case noun == "text", noun == "JSON", noun == "null", noun == "true", noun == "false":
		return noun
	case noun != "" && strings.Contains("aeiouAEIOU", noun[:1]):
		return "an " + noun
	default:
		return "a " + noun
	}
}

// mismatch returns the error for a value that does not fit its field.
func mismatch(want string, value []byte) error {
	return &Error{Want: want, Got: got(value)}
}

// got returns the kind of value.
func got(value []byte) string {
	switch jsonpeek.KindOf(value) {
	case jsonpeek.Bool:
		return string(value)
	case jsonpeek.String:
		return gotText
	default:
		return jsonpeek.KindOf(value).String()
	}
}

// within prepends step, a member's name or an index such as "[2]", to the path of err.
func within(step string, err error) error {
	e := &Error{}
	ok := errors.As(err, &e)
	if !ok {
		return err
	}
	switch {
	case e.Path == "", e.Path[0] == '[':
		return &Error{Path: step + e.Path, Want: e.Want, Got: e.Got}
	default:
		return &Error{Path: step + "." + e.Path, Want: e.Want, Got: e.Got}
	}
}

// externalError replaces an error of another decoder or encoder by one that does not show the value.
func externalError(err error, want, got string) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return &Error{Path: e.Path, Want: e.Want, Got: e.Got}
	}
	if e, ok := errors.AsType[planError](err); ok {
		return e
	}
	return &Error{Want: want, Got: got}
}

// Unmarshal decodes data into v, a pointer, usually to a struct. It accepts what the package comment lists.
// Values that do not fit their fields go into Extra; if there is no Extra, Unmarshal returns an [*Error]. For
// data that is not JSON or is nested more than 500 levels deep it returns the error of package jsonpeek. If
// Unmarshal returns an error, v may be partly set.
//
// Like encoding/json, Unmarshal does not change fields whose members are absent. Extra is always replaced. A
// field whose member occurs is replaced as a whole, so a nested struct keeps no earlier values.
//
// Unmarshal does not call the UnmarshalJSON of v itself, so v's UnmarshalJSON may call Unmarshal. A null
// makes v zero, while encoding/json leaves it unchanged.
func Unmarshal(data []byte, v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return errors.New("codec: Unmarshal needs a pointer to decode into")
	}
	target = target.Elem()
	codec := ownCodec(target.Type())
	if codec.plan != nil && startsObject(data) {
		return codec.plan().decode(data, target) // decode validates data
	}
	value, err := jsonpeek.Value(data)
	if err != nil {
		return err
	}
	return codec.decode(value, target)
}

// UnmarshalValid is [Unmarshal] for data that is known to be valid JSON, as in an UnmarshalJSON that is
// called by encoding/json or by the decoding of another model. Without UnmarshalValid, nested models would be
// validated once per level. The result for invalid JSON is undefined. The type of v must not contain itself,
// because UnmarshalValid does not limit the depth.
func UnmarshalValid(data []byte, v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return errors.New("codec: UnmarshalValid needs a pointer to decode into")
	}
	codec := ownCodec(target.Type().Elem())
	if codec.plan != nil && startsObject(data) {
		return codec.plan().decodeValidated(data, target.Elem())
	}
	return Unmarshal(data, v)
}

// startsObject reports whether the first byte of data after white space opens an object.
func startsObject(data []byte) bool {
	for _, c := range data {
		switch c {
		case ' ', '\t', '\n', '\r':
			continue
		}
		return c == '{'
	}
	return false
}

// Marshal encodes v, a struct or a pointer to one, as encoding/json would by its json tags, followed by the
// members of its Extra in sorted order. A member of Extra is omitted if a field with its name was written.
// Strings are not escaped for HTML, but encoding/json escapes them if it calls a MarshalJSON that calls
// Marshal.
//
// Marshal does not call the MarshalJSON of v itself. It calls those of nested values, with value and pointer
// receivers. A struct that Unmarshal has filled is unchanged after Marshal and Unmarshal, with one exception:
// an empty, non-nil map becomes nil if its field has omitempty.
func Marshal(v any) ([]byte, error) {
	source := reflect.ValueOf(v)
	for source.Kind() == reflect.Pointer && !source.IsNil() {
		source = source.Elem()
	}
	if !source.IsValid() || source.Kind() == reflect.Pointer {
		return []byte("null"), nil
	}
	if !source.CanAddr() {
		// A copy is addressable, so that methods with pointer receivers can be called on its fields.
		addressable := reflect.New(source.Type()).Elem()
		addressable.Set(source)
		source = addressable
	}
	return ownCodec(source.Type()).encode(make([]byte, 0, 512), source)
}
