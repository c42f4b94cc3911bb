package jsonpeek

// maxDepth is the maximum nesting depth of encoding/json.
const maxDepth = 10000

// scanner scans one JSON value. Its methods take the offset at which to start. They return the offset
// after the token or value, or set err and return -1. The scanner, including one bit for each level of
// nesting, fits on the stack of the caller.
type scanner struct {
	data  []byte
	limit int // the maximum depth, at most maxDepth
	err   error
	// shallow means that the contents of objects and arrays inside the object are not validated.
	shallow bool
	// unchecked means that data is known to be valid, so that values are skipped by their brackets and
	// quotes.
	unchecked bool
	// exact means that a picked string must be valid Unicode.
	exact bool
	// within, if not nil, is called with the name of each member that is an array. If it returns a
	// function, that function is called for each element.
	within func(key []byte) func(value []byte) error
	// objects has bit d set while level d is an object, clear while it is an array.
	objects [maxDepth/64 + 1]uint64
}

// fail records what the grammar expects at offset at, and returns -1. It is not inlined, because its
// allocation would slow down every function of the hot path.
//
//go:noinline
func (s *scanner) fail(at int, expected string) int {
	s.err = &Error{Offset: min(at, len(s.data)), Expected: expected, Err: ErrSyntax}
	return -1
}

// object calls visit for each member of the data, which must be an object. at is the offset of the
// member's name.
func (s *scanner) object(visit func(at int, key, value []byte) error) error {
	i := s.opened('{', "object")
	for first := true; i >= 0; first = false {
		at, closed := s.next(i, '}', first)
		if closed {
			s.finished(at)
			break
		}
		end, plain := s.name(at)
		start := s.colon(end)
		if start < 0 {
			break
		}
		key := s.data[at+1 : end-1 : end-1]
		if !plain {
			key = unescape(key)
		}
		var err error
		if i, err = s.member(key, start); err != nil {
			return err
		}
		if i < 0 {
			break
		}
		if err := visit(at, key, s.data[start:i:i]); err != nil {
			return err
		}
	}
	return s.err
}

// member skips the value of a member. If within returns a function for the member, member calls it for each
// element.
func (s *scanner) member(key []byte, start int) (end int, err error) {
	if s.unchecked {
		return s.uncheckedValue(start), nil
	}
	if start < len(s.data) && s.shallow && s.data[start]|0x20 == '{' { // or '[', which differs in that bit
		return s.skip(start), nil
	}
	if s.within == nil || start == len(s.data) || s.data[start] != '[' {
		return s.value(start, 1), nil
	}
	visit := s.within(key)
	if visit == nil {
		return s.value(start, 1), nil
	}
	i := start + 1
	for first := true; ; first = false {
		element, closed := s.next(i, ']', first)
		if closed {
			return element, nil
		}
		if i = s.value(element, 2); i < 0 {
			return -1, nil
		}
		if err := visit(s.data[element:i:i]); err != nil {
			return -1, err
		}
	}
}

// brackets classifies the bytes that skip looks for: 1 opens a level, -1 closes it, 2 begins a string.
var brackets = [256]int8{'{': 1, '[': 1, '}': -1, ']': -1, '"': 2}

// skip skips the object or array at i. It looks only at brackets and strings.
func (s *scanner) skip(i int) int {
	for depth := 0; i < len(s.data); {
		switch class := brackets[s.data[i]]; class {
		case 0:
			i++
		case 2:
			if i, _ = s.str(i); i < 0 {
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

// array calls visit for each element of the data, which must be an array.
func (s *scanner) array(visit func(value []byte) error) error {
	i := s.opened('[', "array")
	for first := true; i >= 0; first = false {
		start, closed := s.next(i, ']', first)
		if closed {
			s.finished(start)
			break
		}
		if s.unchecked {
			i = s.uncheckedValue(start)
		} else {
			i = s.value(start, 1)
		}
		if i < 0 {
			break
		}
		if err := visit(s.data[start:i:i]); err != nil {
			return err
		}
	}
	return s.err
}

// opened skips the white space before the value and its opening bracket.
func (s *scanner) opened(bracket byte, expected string) int {
	i := skipSpace(s.data, 0)
	if i == len(s.data) || s.data[i] != bracket {
		return s.fail(i, expected)
	}
	return i + 1
}

// finished reports whether only white space follows the value. Otherwise it records an error.
func (s *scanner) finished(i int) bool {
	if i = skipSpace(s.data, i); i < len(s.data) {
		s.fail(i, "end of data")
		return false
	}
	return true
}

// next moves to the next element or member. It skips the comma, unless first is set. If the array or
// object ends instead, next skips the closing bracket and returns closed.
func (s *scanner) next(i int, closing byte, first bool) (at int, closed bool) {
	i = skipSpace(s.data, i)
	if i < len(s.data) && s.data[i] == closing {
		return i + 1, true
	}
	if first {
		return i, false
	}
	if i == len(s.data) || s.data[i] != ',' {
		return s.fail(i, "comma or closing bracket"), false
	}
	return skipSpace(s.data, i+1), false
}

// name skips the name of a member.
func (s *scanner) name(i int) (end int, plain bool) {
	if i < 0 {
		return -1, false
	}
	if i == len(s.data) || s.data[i] != '"' {
		return s.fail(i, "member name"), false
	}
	return s.str(i)
}

// colon skips the colon between a name and its value, and the white space around it.
func (s *scanner) colon(i int) int {
	if i < 0 {
		return -1
	}
	if i = skipSpace(s.data, i); i == len(s.data) || s.data[i] != ':' {
		return s.fail(i, "colon")
	}
	return skipSpace(s.data, i+1)
}

// value skips the value at i, which is nested depth levels deep. It is not recursive, so deeply nested
// data cannot make the stack grow.
func (s *scanner) value(i, depth int) int {
	for outer := depth; i >= 0; {
		if i == len(s.data) {
			return s.fail(i, "value")
		}
		first := false
		switch c := s.data[i]; c {
		case '"':
			i, _ = s.str(i)
		case '{', '[':
			if depth++; depth > s.limit {
				s.err = &Error{Offset: i, Err: ErrTooDeep}
				return -1
			}
			s.enter(depth, c == '{')
			i, first = i+1, true
		default:
			i = s.scalar(i)
		}
		if i, depth = s.nextValue(i, depth, outer, first); depth == outer {
			return i
		}
	}
	return -1
}

// enter records whether the level depth is an object or an array.
func (s *scanner) enter(depth int, object bool) {
	bit := uint64(1) << (depth % 64)
	if object {
		s.objects[depth/64] |= bit
	} else {
		s.objects[depth/64] &^= bit
	}
}

// nextValue moves from the end of a value, or from an opening bracket if first is set, to the start of
// the next value. On its way it leaves the levels that end. It stops after the bracket that closes
// level outer+1. It returns the new offset and depth.
func (s *scanner) nextValue(i, depth, outer int, first bool) (int, int) {
	for i >= 0 && depth > outer {
		object := s.objects[depth/64]&(1<<(depth%64)) != 0
		if !first && i < len(s.data) && s.data[i] == ',' {
			i = skipSpace(s.data, i+1) // as next does; this is the hot path
		} else {
			closing := byte(']')
			if object {
				closing = '}'
			}
			at, closed := s.next(i, closing, first)
			if i = at; closed {
				depth, first = depth-1, false
				continue
			}
		}
		if object {
			end, _ := s.name(i)
			i = s.colon(end)
		}
		break
	}
	return i, depth
}
