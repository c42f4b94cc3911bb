package jsonpeek

import "bytes"

// The functions of this file are for valid JSON, such as the result of [Value] or a value that another
// function of this package returned. They look only at brackets and quotes, so they are several times
// as fast as the functions that validate. For invalid JSON they may return invalid values or an error,
// but they do not panic.

// UncheckedMembers is like [Members], but data must be a valid JSON object.
func UncheckedMembers(data []byte, f func(key, value []byte) error) error {
	s := scanner{data: data, limit: maxDepth, unchecked: true}
	return s.object(func(_ int, key, value []byte) error { return f(key, value) })
}

// UncheckedElements is like [Elements], but data must be a valid JSON array.
func UncheckedElements(data []byte, f func(value []byte) error) error {
	s := scanner{data: data, limit: maxDepth, unchecked: true}
	return s.array(f)
}

// UncheckedPick is like [Pick], but data must be a valid JSON object.
func UncheckedPick(data []byte, into [][]byte, names ...string) error {
	return pick(&scanner{data: data, limit: maxDepth, unchecked: true}, into, names)
}

// uncheckedValue skips the value at i, which must be valid.
func (s *scanner) uncheckedValue(i int) int {
	if i < 0 {
		return -1
	}
	if i == len(s.data) {
		return s.fail(i, "value")
	}
	switch s.data[i] {
	case '"':
		return s.uncheckedString(i)
	case '{', '[':
		return s.skipUnchecked(i)
	}
	end := i
	for end < len(s.data) && !endsScalar[s.data[end]] {
		end++
	}
	if end == i {
		return s.fail(i, "value")
	}
	return end
}

// endsScalar has the bytes that end a number, true, false or null.
var endsScalar = [256]bool{',': true, '}': true, ']': true, ' ': true, '\t': true, '\r': true, '\n': true, ':': true, '"': true, '{': true, '[': true}

// skipUnchecked skips the object or array at i, which must be valid.
func (s *scanner) skipUnchecked(i int) int {
	for depth := 0; i < len(s.data); {
		switch class := brackets[s.data[i]]; class {
		case 0:
			i++
		case 2:
			if i = s.uncheckedString(i); i < 0 {
				return -1
			}
		default:
			i++
			if depth += int(class); depth == 0 {
				return i
			}
		}
	}
	return s.fail(len(s.data), "closing bracket")
}

// uncheckedString skips the string at i. It ends at the first quote with an even number of backslashes
// in front of it. The first 16 bytes are scanned one by one, which is faster than a search for the
// quote in short strings.
func (s *scanner) uncheckedString(i int) int {
	start := i + 1
	for near := min(start+16, len(s.data)); start < near; start++ {
		switch s.data[start] {
		case '"':
			return start + 1
		case '\\':
			start++
		}
	}
	for begin := start; start <= len(s.data); {
		found := bytes.IndexByte(s.data[start:], '"')
		if found < 0 {
			break
		}
		end := start + found
		slashes := 0
		for end-1-slashes >= begin && s.data[end-1-slashes] == '\\' {
			slashes++
		}
		if start = end + 1; slashes%2 == 0 {
			return start
		}
	}
	return s.fail(len(s.data), "closing quote")
}
