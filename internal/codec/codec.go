// Package codec decodes and encodes the models of all providers by their fields and tags.
//
// A model is a struct that embeds [rolecall.Extra]; its methods are generated, see command modelgen:
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
// Members without a field go into Extra, and are encoded again. A model within a model is decoded by its fields at once; so is
// any other struct without methods of its own. A type that has its own is asked.
//
// A provider that is exact about shapes (Kombo) has models that decode as encoding/json does: see [UnmarshalStrict]. The others
// send a number where their documentation says text, an empty array for an object that is absent, "" for a missing date, a single
// object where a list belongs. Decoded strictly, one such member loses the whole record. Their models are decoded by [Unmarshal].
//
// # What is forgiven
//
// "Hollow" stands for null, false, "", {} and []: what a loose sender writes for nothing. A word for nothing is null, None, nil, NaN,
// NaT, undefined, Invalid date or N/A as a string, in any case.
//
//   - text (any string type): a number becomes its literal; a hollow value becomes "". A word for nothing is kept.
//   - booleans: "true" and "false" in any case count, and 1 and 0; null, "", {}, [], "NOT_SPECIFIED" and a word for nothing become false, or
//     nil for *bool.
//   - numbers: numeric text counts, and 1e3 is a whole number; a hollow value and a word for nothing become 0, or nil for a pointer.
//   - [time.Time]: RFC 3339; also in lower case, without seconds, with a comma in place of the point, with an offset of hours
//     alone, of one digit, with seconds, without a colon, after a space or left out (UTC), with UTC or GMT for it, with a year of
//     a sign and six digits; a date alone (midnight UTC); a DateTime of PHP; a number or its text since 1970, of nine or ten
//     digits in seconds, of eleven to fifteen in milliseconds, of sixteen in microseconds, of nineteen in nanoseconds. A hollow
//     value, a word for nothing, 0, the first moment of year 1, and dates of 0000-00-00 and -0001-11-30 become the zero time. A
//     zero time, however written, is nil for *time.Time.
//   - [rolecall.Date]: as for a time, and the day is the one that is written.
//   - lists: null, false, {}, [], "" and a word for nothing (but in a list of text) become nil; {"departments": [...]} under the field's
//     own name becomes the inner list; {"0": …, "2": …}, whose names are all numbers, becomes the list of its values in the order
//     in which they stand; any other object becomes a list of one; so does a bare text for a list of text. A null in a list
//     stays, as a zero element.
//   - structs: null, [], "", false and a word for nothing become the zero struct, or nil for a pointer, while {} is a pointer to a
//     zero struct; {"info": {...}} in the field info is unwrapped unless the struct has a member info itself.
//   - map[string]json.RawMessage: null, [], "" and a word for nothing become nil.
//   - [encoding/json.RawMessage]: keeps the exact bytes; null becomes nil.
//
// Any other type is left to its own methods or to encoding/json.
//
// # What is not understood
//
// One odd member does not cost the record. A field that cannot take its value is zero (of a list, the elements that can be decoded
// are there, the others zero), and the value is in the rest under the member's name. Marshal writes it in place of the field,
// unless the field was changed since. [Unread] tells which fields are so, [Reporting] calls a hook with them. A struct without a
// rest passes its error on to the struct around it, and so does a field tagged as required.
//
// # Tags
//
// Beside json with omitempty and omitzero there are:
//
//   - alt:"a,b" names more members for a field. If several occur, the first in the order of the tag that has content wins,
//     and the json name comes before all others.
//   - codec:"own" at Extra says that the model has an UnmarshalJSON or MarshalJSON written by hand.
//   - codec:"strict" on a field makes a value that it cannot take an error of the whole struct. The member may be
//     missing. So does required:"true", by which internal/transport asks for the member.
//   - codec:"deep" on a field, for [UnmarshalStrict]: through a type that has its own UnmarshalJSON the field may contain its own
//     struct. An object with the member is left to encoding/json.
//   - wire:"epochms" on a time writes it as the text of milliseconds since 1970, a zero time as null. Such a field keeps whole
//     milliseconds only. It takes numbers of eight digits or fewer for milliseconds, 0 too, which any other field of a time does
//     not understand. What would be read in another unit is written with zeros in front.
//   - wire:"millis" is for a provider that is exact: it writes milliseconds as a number, and takes every number for them.
//   - codec:"empty" on a pointer to a struct or on raw JSON makes every empty value nil: {}, [], "" and false as well as null.
//     So is a pointer to a struct in which nothing is set.
//
// A member belongs to the field with exactly its name, otherwise to the first whose name is equal but for case. Of a member
// that repeats, the last counts.
package codec

import (
	"errors"
	"reflect"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Error tells which member of a text had a shape that its field cannot take. It never holds the value itself, which
// may be personal data.
type Error struct {
	// Path leads to the value, like "departments[2].id"; empty for the whole text.
	Path string
	// Want is what the field takes, like "time".
	Want string
	// Got is what came instead, like "text".
	Got string
}

// Error describes the mismatch, like "departments[2].id: true where text is expected".
func (e *Error) Error() string {
	var b strings.Builder
	if e.Path != "" {
		b.WriteString(e.Path + ": ")
	}
	switch e.Got {
	case gotText:
		b.WriteString("text that is no " + e.Want)
	case gotNoDay:
		b.WriteString("a date that is not a " + e.Want)
	default:
		b.WriteString(withArticle(e.Got) + " where " + withArticle(e.Want) + " is expected")
	}
	return b.String()
}

// SafeText is the text of the error, for those who show only errors that promise to hold no value.
func (e *Error) SafeText() string { return e.Error() }

// What an [Error] got.
const (
	gotText     = "text"
	gotFraction = "fraction"
	gotRange    = "number out of range"
	gotNoDay    = "a date outside the calendar" // of a field that is encoded
	gotTiny     = "list of very many tiny elements"
)

// withArticle puts "a" or "an" before a noun that is counted.
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

// mismatch is the error for a value that a field cannot take.
func mismatch(want string, value []byte) error {
	return &Error{Want: want, Got: got(value)}
}

// got names what value is.
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

// within puts step, a member's name or an element's "[2]", before the path of err.
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

// foreign turns an error of somebody else's decoder or encoder into one that is known not to show the value.
func foreign(err error, want, got string) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return &Error{Path: e.Path, Want: e.Want, Got: e.Got}
	}
	if e, ok := errors.AsType[planError](err); ok {
		return e
	}
	return &Error{Want: want, Got: got}
}

// Unmarshal decodes data into v, a pointer, usually to a struct. It forgives what the package comment lists, keeps the values that
// fields cannot take in the rest, and returns an [*Error] where there is no rest to keep them in; data that is not JSON at all, or nested more than 500 levels deep, is refused with the error
// of package jsonpeek. v may be filled in part when an error is returned.
//
// Like encoding/json, Unmarshal leaves fields alone whose members do not occur, except for the rest, which is always
// that of data. A field whose member occurs is set as a whole, so a nested struct keeps nothing from before.
//
// Unmarshal does not call the UnmarshalJSON of v itself, so v's UnmarshalJSON may call Unmarshal; a null, which
// encoding/json lets pass there, makes v zero.
func Unmarshal(data []byte, v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return errors.New("codec: Unmarshal needs a pointer to decode into")
	}
	target = target.Elem()
	codec := ownCodec(target.Type())
	if codec.plan != nil && startsObject(data) {
		return codec.plan().decode(data, target) // which validates data as it goes
	}
	value, err := jsonpeek.Value(data)
	if err != nil {
		return err
	}
	return codec.decode(value, target)
}

// UnmarshalValid is [Unmarshal] for data that is known to be valid JSON, as it is in an UnmarshalJSON that encoding/json or
// the decoding of another model calls. A model of models so costs one pass over its text and not one for each level. Data
// that is not valid after all may be taken for something. v must not be of a type that contains itself, whose depth nothing
// would limit.
func UnmarshalValid(data []byte, v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return errors.New("codec: UnmarshalValid needs a pointer to decode into")
	}
	codec := ownCodec(target.Type().Elem())
	if codec.plan != nil && startsObject(data) {
		return codec.plan().decodeSound(data, target.Elem())
	}
	return Unmarshal(data, v)
}

// startsObject tells whether the first byte of data that is no white space opens an object.
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

// Marshal encodes v, a struct or a pointer to one, as encoding/json would by its json tags, followed by the members of its
// rest in sorted order. A member of the rest is left out where a field with its name has been written. Text is not escaped
// for HTML, though encoding/json escapes it when it calls a MarshalJSON that calls Marshal.
//
// Marshal does not call the MarshalJSON of v itself; it calls those of nested values, whether their receiver is a pointer
// or not. A struct that Unmarshal filled is the same after Marshal and Unmarshal; only an empty map that is not nil becomes
// nil where its field says omitempty.
func Marshal(v any) ([]byte, error) {
	source := reflect.ValueOf(v)
	for source.Kind() == reflect.Pointer && !source.IsNil() {
		source = source.Elem()
	}
	if !source.IsValid() || source.Kind() == reflect.Pointer {
		return []byte("null"), nil
	}
	if !source.CanAddr() {
		// Methods with pointer receivers can be called on the fields of a copy.
		addressable := reflect.New(source.Type()).Elem()
		addressable.Set(source)
		source = addressable
	}
	return ownCodec(source.Type()).encode(make([]byte, 0, 512), source)
}
