package codec

import (
	"bytes"
	"reflect"
	"strconv"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// empties is a set of empty values.
type empties uint8

const (
	null empties = 1 << iota
	falseValue
	emptyString
	emptyObject
	emptyArray
)

// The empty values, and for each kind of field the set of empty values that decode to zero.
const (
	noString = null | falseValue | emptyObject | emptyArray
	noBool   = null | emptyString | emptyObject | emptyArray
	noNumber = null | falseValue | emptyString | emptyObject | emptyArray
	noTime   = noNumber
	noList   = null | falseValue | emptyString | emptyObject | emptyArray
	noStruct = null | falseValue | emptyString | emptyArray
	noMap    = null | emptyString | emptyArray
)

// holds reports whether value is in the set.
func (h empties) holds(value []byte) bool {
	switch value[0] {
	case 'n':
		return h&null != 0
	case 'f':
		return h&falseValue != 0
	case '"':
		return h&emptyString != 0 && len(value) == 2
	case '{':
		return h&emptyObject != 0 && isEmptyContainer(value)
	case '[':
		return h&emptyArray != 0 && isEmptyContainer(value)
	default:
		return false
	}
}

// isEmptyContainer reports whether value, an array or an object, is empty.
func isEmptyContainer(value []byte) bool {
	for _, c := range value[1 : len(value)-1] {
		if c > ' ' {
			return false
		}
	}
	return true
}

// nullWords are the strings that some tools write instead of null, in lower case. They come from JavaScript,
// Python, Ruby and spreadsheets.
var nullWords = [...]string{"null", "none", "nil", "nan", "nat", "undefined", "invalid date", "n/a"}

// isNullWord reports whether text is a null word. String fields keep it, because it may be a person's name.
func isNullWord(text []byte) bool {
	if len(text) == 0 || len(text) > len("invalid date") || '0' <= text[0] && text[0] <= '9' {
		return false
	}
	for _, word := range nullWords {
		if len(text) == len(word) && bytes.EqualFold(text, []byte(word)) {
			return true
		}
	}
	return false
}

// isNullString reports whether value is a string that holds a null word.
func isNullString(value []byte) bool { return value[0] == '"' && isNullWord(trim(textOf(value))) }

// trim removes the white space around text.
func trim(text []byte) []byte {
	if len(text) == 0 || text[0] > ' ' && text[len(text)-1] > ' ' {
		return text
	}
	return bytes.TrimSpace(text)
}

func isNull(value []byte) bool { return value[0] == 'n' }

// textOf returns the content of a string value, without a copy if possible, and nil for any other value.
// Callers treat "" as an empty value, so they need not distinguish nil from an empty slice.
func textOf(value []byte) []byte {
	text, _ := jsonpeek.Text(value)
	return text
}

// validString returns a copy of text in which invalid UTF-8 is replaced as encoding/json does.
func validString(text []byte) string {
	if utf8.Valid(text) {
		return string(text)
	}
	return string([]rune(string(text)))
}

func stringCodec() codec {
	return codec{
		isNil: noString.holds,
		decode: func(value []byte, v reflect.Value) error {
			switch jsonpeek.KindOf(value) {
			case jsonpeek.String:
				v.SetString(validString(textOf(value)))
			case jsonpeek.Number:
				v.SetString(string(value))
			default:
				if !noString.holds(value) {
					return mismatch("text", value)
				}
				v.SetString("")
			}
			return nil
		},
		encode: func(b []byte, v reflect.Value) ([]byte, error) { return appendString(b, v.String()), nil },
	}
}

func boolCodec() codec {
	isNil := func(value []byte) bool {
		return noBool.holds(value) || string(textOf(value)) == "NOT_SPECIFIED" || isNullString(value)
	}
	return codec{
		isNil: isNil,
		decode: func(value []byte, v reflect.Value) error {
			word := value
			if value[0] == '"' {
				word = textOf(value)
			}
			switch {
			case bytes.EqualFold(word, []byte("true")), string(word) == "1":
				v.SetBool(true)
			case bytes.EqualFold(word, []byte("false")), string(word) == "0", isNil(value):
				v.SetBool(false)
			default:
				return mismatch("boolean", value)
			}
			return nil
		},
		encode: func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendBool(b, v.Bool()), nil },
	}
}

func intCodec() codec {
	return codec{
		isNil: isNoNumber,
		decode: func(value []byte, v reflect.Value) error {
			n := int64(0)
			if !isNoNumber(value) {
				var err error
				if n, err = whole(value); err != nil {
					return err
				}
			}
			if v.OverflowInt(n) {
				return &Error{Want: wantWhole, Got: gotRange}
			}
			v.SetInt(n)
			return nil
		},
		encode: func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendInt(b, v.Int(), 10), nil },
	}
}

func uintCodec() codec {
	return codec{
		isNil: isNoNumber,
		decode: func(value []byte, v reflect.Value) error {
			n := uint64(0)
			if !isNoNumber(value) {
				digits, err := wholeDigits(value)
				if err != nil {
					return err
				}
				if n, err = strconv.ParseUint(digits, 10, 64); err != nil {
					return &Error{Want: wantWhole, Got: gotRange} // strconv's error would show the number
				}
			}
			if v.OverflowUint(n) {
				return &Error{Want: wantWhole, Got: gotRange}
			}
			v.SetUint(n)
			return nil
		},
		encode: func(b []byte, v reflect.Value) ([]byte, error) { return strconv.AppendUint(b, v.Uint(), 10), nil },
	}
}

func floatCodec(bits int) codec {
	return codec{
		isNil: isNoNumber,
		decode: func(value []byte, v reflect.Value) error {
			f := 0.0
			if !isNoNumber(value) {
				literal, err := numberLiteral(value, "number")
				if err != nil {
					return err
				}
				if f, err = strconv.ParseFloat(string(literal), bits); err != nil {
					return &Error{Want: "number", Got: gotRange} // strconv's error would show the number
				}
			}
			v.SetFloat(f)
			return nil
		},
		encode: func(b []byte, v reflect.Value) ([]byte, error) { return appendFloat(b, v.Float(), bits) },
	}
}

// isNoNumber reports whether value means that there is no number.
func isNoNumber(value []byte) bool { return noNumber.holds(value) || isNullString(value) }

const wantWhole = "whole number"

// numberLiteral returns the literal of a number or of a numeric string.
func numberLiteral(value []byte, want string) ([]byte, error) {
	if jsonpeek.KindOf(value) == jsonpeek.Number {
		return value, nil
	}
	if text := textOf(value); isNumberLiteral(text) {
		return text, nil
	}
	return nil, mismatch(want, value)
}

// isNumberLiteral reports whether text is a number as in JSON. Leading zeros are allowed.
func isNumberLiteral(text []byte) bool {
	text = bytes.TrimPrefix(text, []byte("-"))
	mantissa, exponent, hasExponent := text, []byte(nil), false
	if e := bytes.IndexAny(text, "eE"); e >= 0 {
		mantissa, exponent, hasExponent = text[:e], text[e+1:], true
	}
	before, after, hasPoint := bytes.Cut(mantissa, []byte("."))
	if len(exponent) > 0 && (exponent[0] == '+' || exponent[0] == '-') {
		exponent = exponent[1:]
	}
	return isDigits(before) && (!hasPoint || isDigits(after)) && (!hasExponent || isDigits(exponent))
}

// isDigits reports whether text consists of one or more digits.
func isDigits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) > 0
}

// whole returns the whole number in value, a number or a numeric string.
func whole(value []byte) (int64, error) {
	if value[0] != '"' {
		if n, err := strconv.ParseInt(string(value), 10, 64); err == nil {
			return n, nil
		}
	}
	digits, err := wholeDigits(value)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, &Error{Want: wantWhole, Got: gotRange} // strconv's error would show the number
	}
	return n, nil
}

// wholeDigits returns a whole number without point and exponent. It works on the digits, because a float
// would lose the last digits of an identifier, and because expanding a huge exponent would let an attacker
// use much memory.
func wholeDigits(value []byte) (string, error) {
	literal, err := numberLiteral(value, wantWhole)
	if err != nil {
		return "", err
	}
	sign := ""
	if literal[0] == '-' {
		sign, literal = "-", literal[1:]
	}
	shift := int64(0) // not int, because an exponent does not fit into 32 bits
	if e := bytes.IndexAny(literal, "eE"); e >= 0 {
		// If the exponent does not fit into 64 bits, only its sign matters, and ParseInt keeps it.
		shift, _ = strconv.ParseInt(string(literal[e+1:]), 10, 64)
		shift = min(max(shift, -1<<32), 1<<32)
		literal = literal[:e]
	}
	before, after, _ := bytes.Cut(literal, []byte("."))
	digits := append(bytes.Clone(before), after...)
	shift -= int64(len(after))
	trimmed := bytes.TrimRight(digits, "0")
	shift += int64(len(digits) - len(trimmed))
	trimmed = bytes.TrimLeft(trimmed, "0")
	switch {
	case len(trimmed) == 0:
		return "0", nil
	case shift < 0:
		return "", &Error{Want: wantWhole, Got: gotFraction}
	case int64(len(trimmed))+shift > 20: // more than 64 bits hold
		return "", &Error{Want: wantWhole, Got: gotRange}
	}
	return sign + string(trimmed) + string(bytes.Repeat([]byte("0"), int(shift))), nil
}
