package jsonpeek

import (
	"encoding/binary"
	"math/bits"
)

// whitespace has a bit set for each of the four bytes that are white space in JSON.
const whitespace uint64 = 1<<' ' | 1<<'\t' | 1<<'\n' | 1<<'\r'

// skipSpace returns the offset of the first byte at or after i that is not white space.
func skipSpace(data []byte, i int) int {
	for i < len(data) && data[i] <= ' ' && whitespace>>data[i]&1 != 0 {
		i++
	}
	return i
}

// str skips the string that begins at i. plain reports whether the string has no escapes; few strings have any.
func (s *scanner) str(i int) (end int, plain bool) {
	i = stringRun(s.data, i+1)
	if i < len(s.data) && s.data[i] == '"' {
		return i + 1, true
	}
	return s.escapedString(i), false
}

// escapedString skips the rest of a string, from the first byte that ends an ordinary run.
func (s *scanner) escapedString(i int) int {
	for i < len(s.data) {
		switch s.data[i] {
		case '"':
			return i + 1
		case '\\':
			if i = s.escape(i); i < 0 {
				return -1
			}
		default:
			return s.fail(i, "escaped control character")
		}
		i = stringRun(s.data, i)
	}
	return s.fail(i, "closing quote")
}

// stringRun returns the offset of the first byte at or after i that ends a run of ordinary string
// bytes: a quote, a backslash or a control character. It returns len(data) if there is none. Most JSON
// consists of strings, so stringRun tests eight bytes at a time: a byte is zero, or below a bound, if
// the subtraction borrows into its top bit. A borrow can mark a wrong byte only after a right one, and
// only the lowest mark is used.
func stringRun(data []byte, i int) int {
	const (
		ones = 0x0101010101010101
		tops = 0x8080808080808080
	)
	for ; i+8 <= len(data); i += 8 {
		chunk := binary.LittleEndian.Uint64(data[i:])
		quote, slash := chunk^ones*'"', chunk^ones*'\\'
		marks := ((quote - ones) | (slash - ones) | (chunk - ones*' ')) & ^chunk & tops
		if marks != 0 {
			return i + bits.TrailingZeros64(marks)/8
		}
	}
	for i < len(data) && data[i] != '"' && data[i] != '\\' && data[i] >= ' ' {
		i++
	}
	return i
}

// escape skips the escape sequence at i.
func (s *scanner) escape(i int) int {
	if i+1 == len(s.data) {
		return s.fail(i+1, "escape character")
	}
	switch s.data[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2
	case 'u':
		for k := i + 2; k < i+6; k++ {
			if k >= len(s.data) || !isHex(s.data[k]) {
				return s.fail(k, "hexadecimal digit")
			}
		}
		return i + 6
	default:
		return s.fail(i+1, "escape character")
	}
}

func isHex(c byte) bool {
	return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func isDigit(c byte) bool {
	return '0' <= c && c <= '9'
}

// scalar skips a number, true, false or null.
func (s *scanner) scalar(i int) int {
	switch c := s.data[i]; {
	case c == '-' || isDigit(c):
		return s.number(i)
	case c == 't':
		return s.literal(i, "true")
	case c == 'f':
		return s.literal(i, "false")
	case c == 'n':
		return s.literal(i, "null")
	default:
		return s.fail(i, "value")
	}
}

func (s *scanner) literal(i int, word string) int {
	end := i + len(word)
	if end > len(s.data) || string(s.data[i:end]) != word {
		return s.fail(i, "value")
	}
	return end
}

// number skips a number: no leading zeros, no leading plus, a digit on both sides of the decimal point.
func (s *scanner) number(i int) int {
	if s.data[i] == '-' {
		i++
	}
	if i < len(s.data) && s.data[i] == '0' {
		i++
	} else if i = s.digits(i); i < 0 {
		return -1
	}
	if i < len(s.data) && s.data[i] == '.' {
		if i = s.digits(i + 1); i < 0 {
			return -1
		}
	}
	if i < len(s.data) && s.data[i]|0x20 == 'e' {
		i++
		if i < len(s.data) && (s.data[i] == '+' || s.data[i] == '-') {
			i++
		}
		return s.digits(i)
	}
	return i
}

// digits skips one or more digits.
func (s *scanner) digits(i int) int {
	start := i
	for i < len(s.data) && isDigit(s.data[i]) {
		i++
	}
	if i == start {
		return s.fail(i, "digit")
	}
	return i
}
