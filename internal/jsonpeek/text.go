package jsonpeek

import (
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Text returns the value of a JSON string literal: a subslice without the quotes if it has no escapes,
// otherwise a new slice. ok is false if value is not exactly one valid string literal, without white
// space around it. As in encoding/json, an unpaired surrogate becomes U+FFFD. Unlike encoding/json, Text
// does not modify invalid UTF-8. For ids, see [PickExact].
func Text(value []byte) (text []byte, ok bool) {
	if len(value) < 2 || value[0] != '"' {
		return nil, false
	}
	// Almost every string consists of one run of ordinary bytes.
	if end := stringRun(value, 1); end == len(value)-1 && value[end] == '"' {
		return value[1:end:end], true
	}
	s := scanner{data: value} // a string has no depth to limit
	if end, _ := s.str(0); end != len(value) {
		return nil, false
	}
	return unescape(value[1 : len(value)-1]), true
}

// isExact reports whether the valid string literal value contains neither an unpaired surrogate nor
// invalid UTF-8. A decoder replaces both with U+FFFD, so different literals could become equal strings.
func isExact(value []byte) bool {
	if !utf8.Valid(value) {
		return false
	}
	for i := stringRun(value, 1); i < len(value)-1; i = stringRun(value, i) {
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

// unescape decodes the contents of a valid string literal into a new slice.
func unescape(literal []byte) []byte {
	text := make([]byte, 0, len(literal))
	for i := 0; i < len(literal); {
		end := stringRun(literal, i)
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

// lowSurrogate returns the rune of the \u escape at the start of rest, -1 if there is none.
func lowSurrogate(rest []byte) rune {
	if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' {
		return -1
	}
	return hex4(rest[2:])
}

// hex4 returns the value of the first four bytes of digits, which must be hexadecimal digits.
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

// sameName reports whether encoding/json would decode a member with the name key into a field name:
// whether they are equal under Unicode simple folding. It compares the first letter first, because it
// differs in most pairs.
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

// folds reports whether a and b are equal under unicode.SimpleFold.
func folds(a, b rune) bool {
	for r := unicode.SimpleFold(a); r != a; r = unicode.SimpleFold(r) {
		if r == b {
			return true
		}
	}
	return false
}
