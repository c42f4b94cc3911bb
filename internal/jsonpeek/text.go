package jsonpeek

import (
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Text returns the bytes that the JSON string literal value stands for: a view without the quotes if it has no escapes,
// a fresh slice otherwise. ok is false if value is anything but one valid string literal without white space around it.
// As in encoding/json, half of a surrogate pair becomes U+FFFD; invalid UTF-8, however, stays as it is. For ids, see [PickExact].
func Text(value []byte) (text []byte, ok bool) {
	if len(value) < 2 || value[0] != '"' {
		return nil, false
	}
	// Almost every string ends where its first run of ordinary bytes does.
	if end := run(value, 1); end == len(value)-1 && value[end] == '"' {
		return value[1:end:end], true
	}
	s := scanner{data: value} // a string has no depth to limit
	if end, _ := s.text(0); end != len(value) {
		return nil, false
	}
	return unescape(value[1 : len(value)-1]), true
}

// isExact tells whether the string literal value, which is valid JSON, stands for one string only. Half of a surrogate pair and
// a byte that is not UTF-8 do not: a decoder replaces either with U+FFFD, so many literals become one string.
func isExact(value []byte) bool {
	if !utf8.Valid(value) {
		return false
	}
	for i := run(value, 1); i < len(value)-1; i = run(value, i) {
		if value[i+1] != 'u' {
			i += 2
			continue
		}
		r := hex4(value[i+2:])
		i += 6
		if !utf16.IsSurrogate(r) {
			continue
		}
		if utf16.DecodeRune(r, lowSurrogate(value[i:])) == utf8.RuneError {
			return false
		}
		i += 6
	}
	return true
}

// unescape decodes the inside of a string literal that has been validated, into a fresh slice.
func unescape(literal []byte) []byte {
	text := make([]byte, 0, len(literal))
	for i := 0; i < len(literal); {
		end := run(literal, i)
		text = append(text, literal[i:end]...)
		if i = end; i == len(literal) {
			break
		}
		if literal[i+1] != 'u' {
			text = append(text, unescapeByte(literal[i+1]))
			i += 2
			continue
		}
		r := hex4(literal[i+2:])
		i += 6
		if utf16.IsSurrogate(r) {
			pair := utf16.DecodeRune(r, lowSurrogate(literal[i:]))
			if r = pair; pair != utf8.RuneError {
				i += 6
			}
		}
		text = utf8.AppendRune(text, r)
	}
	return text
}

func unescapeByte(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	default: // a quote, a backslash or a slash
		return c
	}
}

// lowSurrogate returns the rune of the \u escape that rest starts with, -1 if it starts with something else.
func lowSurrogate(rest []byte) rune {
	if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' {
		return -1
	}
	return hex4(rest[2:])
}

// hex4 returns the number that the four hexadecimal digits at the start of digits stand for.
func hex4(digits []byte) rune {
	var r rune
	for _, c := range digits[:4] {
		if isDigit(c) {
			r = r<<4 | rune(c-'0')
		} else {
			r = r<<4 | rune(c|0x20-'a'+10)
		}
	}
	return r
}

// sameName tells whether encoding/json would decode a member called key into a field called name: whether they are equal
// under Unicode simple folding. Nearly all pairs differ in the first letter, so that is looked at first.
func sameName(key []byte, name string) bool {
	if string(key) == name {
		return true
	}
	if len(key) == 0 || len(name) == 0 {
		return false
	}
	if a, b := key[0], name[0]; a|b < utf8.RuneSelf && a|0x20 != b|0x20 {
		return false
	}
	for len(key) > 0 && len(name) > 0 {
		a, n := utf8.DecodeRune(key)
		b, m := utf8.DecodeRuneInString(name)
		if a != b && !folds(a, b) {
			return false
		}
		key, name = key[n:], name[m:]
	}
	return len(key) == 0 && len(name) == 0
}

// folds tells whether b is reached from a in the circle of runes that unicode.SimpleFold makes.
func folds(a, b rune) bool {
	for r := unicode.SimpleFold(a); r != a; r = unicode.SimpleFold(r) {
		if r == b {
			return true
		}
	}
	return false
}
