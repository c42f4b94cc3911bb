package record

import (
	"strconv"
	"strings"
)

// IDs converts between numbers and ids. An id is a prefix and the number with leading zeros.
type IDs struct {
	// Prefix is the beginning of each id. It contains the fake's identity, so that no two fakes share
	// an id: "job-3-". It must not end with a digit.
	Prefix string
	// Length is the minimum length of an id, including the prefix.
	Length int
	// Base58 replaces the characters 0, O, I and l, which base58 does not have, with o, o, i and L.
	Base58 bool
}

// ID returns the id of a number.
func (s IDs) ID(n int) string {
	var space [64]byte
	b := append(space[:0], s.Prefix...)
	digits := 1
	for left := n; left > 9; left /= 10 {
		digits++
	}
	for range s.Length - len(s.Prefix) - digits {
		b = append(b, '0')
	}
	b = strconv.AppendInt(b, int64(n), 10)
	if s.Base58 {
		for k, c := range b {
			b[k] = base58(c)
		}
	}
	return string(b)
}

func base58(c byte) byte {
	switch c {
	case '0', 'O':
		return 'o'
	case 'l':
		return 'L'
	case 'I':
		return 'i'
	}
	return c
}

// Number returns the number of an id. It returns false for any other string.
func (s IDs) Number(id string) (int, bool) {
	if len(id) <= len(s.Prefix) {
		return 0, false
	}
	digits := id[len(s.Prefix):]
	if s.Base58 {
		digits = strings.ReplaceAll(digits, "o", "0")
	}
	if digits[0] < '0' || digits[0] > '9' {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil && s.ID(n) == id
}
