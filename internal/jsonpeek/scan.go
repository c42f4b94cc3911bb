package jsonpeek

// maxDepth is the nesting that encoding/json allows.
const maxDepth = 10000

// scanner walks over one text. Its methods take the offset to go on from and return the offset behind what they read, or
// -1 after noting the error in err. It lives on the stack of its caller, and so does the nesting: one bit per level.
type scanner struct {
	data  []byte
	limit int // the deepest level allowed, at most maxDepth
	err   error
	// skim: objects and arrays inside the object are stepped over without a look at their grammar.
	shallow bool
	// sound: the text is known to be valid, and values are stepped over by brackets and quotes alone.
	unchecked bool
	// exact: a picked string must be valid Unicode.
	exact bool
	// within, if set, is asked about each member of the object that is an array: what it returns gets the elements.
	within func(key []byte) func(value []byte) error
	// objects has bit d set while level d is an object, clear while it is an array.
	objects [maxDepth/64 + 1]uint64
}

// fail notes what the grammar expects at offset at and returns -1. It is kept out of line: inlined, it would swell every
// function of the hot path by an allocation that ordinary texts never need.
//
//go:noinline
func (s *scanner) fail(at int, expected string) int {
	s.err = &Error{Offset: min(at, len(s.data)), Expected: expected, Err: ErrSyntax}
	return -1
}

// object walks over the members of the text, which must be an object; at is the offset of the member's name.
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

// member steps over the value of a member, whose elements may be wanted one by one.
func (s *scanner) member(key []byte, start int) (end int, err error) {
	if s.unchecked {
		return s.leap(start), nil
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

// What skip looks for.
var brackets = [256]int8{'{': 1, '[': 1, '}': -1, ']': -1, '"': 2}

// skip steps over the object or array at i by its brackets and strings alone.
func (s *scanner) skip(i int) int {
	for depth := 0; i < len(s.data); {
		switch class := brackets[s.data[i]]; class {
		case 0:
			i++
		case 2:
			if i, _ = s.text(i); i < 0 {
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

// array walks over the elements of the text, which must be an array.
func (s *scanner) array(visit func(value []byte) error) error {
	i := s.opened('[', "array")
	for first := true; i >= 0; first = false {
		start, closed := s.next(i, ']', first)
		if closed {
			s.finished(start)
			break
		}
		if s.unchecked {
			i = s.leap(start)
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

// opened steps over the white space before the text's only value and over its opening bracket.
func (s *scanner) opened(bracket byte, expected string) int {
	i := space(s.data, 0)
	if i == len(s.data) || s.data[i] != bracket {
		return s.fail(i, expected)
	}
	return i + 1
}

// finished notes an error unless nothing but white space follows the text's only value.
func (s *scanner) finished(i int) bool {
	if i = space(s.data, i); i < len(s.data) {
		s.fail(i, "end of text")
		return false
	}
	return true
}

// next steps to the next item of an array or object: over the comma, which the first item does not have. If the array or
// object ends instead, next steps over the closing bracket and reports closed.
func (s *scanner) next(i int, closing byte, first bool) (at int, closed bool) {
	i = space(s.data, i)
	if i < len(s.data) && s.data[i] == closing {
		return i + 1, true
	}
	if first {
		return i, false
	}
	if i == len(s.data) || s.data[i] != ',' {
		return s.fail(i, "comma or closing bracket"), false
	}
	return space(s.data, i+1), false
}

// name steps over the name of a member.
func (s *scanner) name(i int) (end int, plain bool) {
	if i < 0 {
		return -1, false
	}
	if i == len(s.data) || s.data[i] != '"' {
		return s.fail(i, "member name"), false
	}
	return s.text(i)
}

// colon steps over the colon between a name and its value, and over the white space around it.
func (s *scanner) colon(i int) int {
	if i < 0 {
		return -1
	}
	if i = space(s.data, i); i == len(s.data) || s.data[i] != ':' {
		return s.fail(i, "colon")
	}
	return space(s.data, i+1)
}

// value steps over one value, which starts at i, inside of depth levels of nesting. It does not call itself, so a deep
// text cannot make the stack grow.
func (s *scanner) value(i, depth int) int {
	for outer := depth; i >= 0; {
		if i == len(s.data) {
			return s.fail(i, "value")
		}
		first := false
		switch c := s.data[i]; c {
		case '"':
			i, _ = s.text(i)
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
		if i, depth = s.follow(i, depth, outer, first); depth == outer {
			return i
		}
	}
	return -1
}

// enter notes that the nesting level depth is an object or an array.
func (s *scanner) enter(depth int, object bool) {
	bit := uint64(1) << (depth % 64)
	if object {
		s.objects[depth/64] |= bit
	} else {
		s.objects[depth/64] &^= bit
	}
}

// follow steps from behind a value, or from behind an opening bracket if first is set, to the start of the next value,
// leaving all levels that end in between. It stops behind the bracket that leads back to the level outer.
func (s *scanner) follow(i, depth, outer int, first bool) (int, int) {
	for i >= 0 && depth > outer {
		object := s.objects[depth/64]&(1<<(depth%64)) != 0
		if !first && i < len(s.data) && s.data[i] == ',' {
			i = space(s.data, i+1) // as next does; this is the hot path
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
