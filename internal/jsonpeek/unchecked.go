package jsonpeek

import "bytes"

// The walks of this file are for text that is known to be valid JSON, such as what [Value] returned or a view that another
// walk handed out. They step over values by brackets and quotes alone, several times as fast as a walk that has to look at
// every byte. Text that is not valid after all may yield values that are not, or an error; it never does worse than that.

// UncheckedMembers is [Members] for an object that is known to be valid.
func UncheckedMembers(data []byte, f func(key, value []byte) error) error {
	s := scanner{data: data, limit: maxDepth, unchecked: true}
	return s.object(func(_ int, key, value []byte) error { return f(key, value) })
}

// UncheckedElements is [Elements] for an array that is known to be valid.
func UncheckedElements(data []byte, f func(value []byte) error) error {
	s := scanner{data: data, limit: maxDepth, unchecked: true}
	return s.array(f)
}

// UncheckedPick is [Pick] for an object that is known to be valid.
func UncheckedPick(data []byte, into [][]byte, names ...string) error {
	return pick(&scanner{data: data, limit: maxDepth, unchecked: true}, into, names)
}

// leap steps over the value at i, which is known to be valid.
func (s *scanner) leap(i int) int {
	if i < 0 {
		return -1
	}
	if i == len(s.data) {
		return s.fail(i, "value")
	}
	switch s.data[i] {
	case '"':
		return s.quoted(i)
	case '{', '[':
		return s.leapOver(i)
	}
	end := i
	for end < len(s.data) && !ends[s.data[end]] {
		end++
	}
	if end == i {
		return s.fail(i, "value")
	}
	return end
}

// ends has the bytes that end a number or a word.
var ends = [256]bool{',': true, '}': true, ']': true, ' ': true, '\t': true, '\r': true, '\n': true, ':': true, '"': true, '{': true, '[': true}

// leapOver steps over the object or array at i.
func (s *scanner) leapOver(i int) int {
	for depth := 0; i < len(s.data); {
		switch class := brackets[s.data[i]]; class {
		case 0:
			i++
		case 2:
			if i = s.quoted(i); i < 0 {
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

// quoted steps over the string at i: to the first quote that an even number of backslashes stands before. Most strings are
// short, and end before a search for the quote would have begun.
func (s *scanner) quoted(i int) int {
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
