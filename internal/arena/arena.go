// Package arena builds strings in memory that was allocated in advance.
package arena

import (
	"slices"
	"unsafe"
)

// Strings builds several strings in one block of memory, one after the other. It is like a strings.Builder
// that starts a new string after each call of Next. A string that does not fit into the remaining memory is
// allocated separately. The zero value has no memory, so it allocates every string separately.
//
// The strings share the memory: it is freed when none of them is referenced anymore. A Strings must not be
// copied after the first write. It is not safe for concurrent use.
type Strings struct {
	free    []byte // unused memory
	current []byte // the current string; it is at the start of free unless it does not fit
}

// In returns a Strings that builds strings in memory. The caller must not use memory afterwards.
func In(memory []byte) Strings {
	memory = slices.Clip(memory)
	return Strings{free: memory, current: memory[:0]}
}

// Add appends part to the current string.
func (s *Strings) Add(part []byte) { s.current = append(s.current, part...) }

// AddString appends part to the current string.
func (s *Strings) AddString(part string) { s.current = append(s.current, part...) }

// AddByte appends c to the current string.
func (s *Strings) AddByte(c byte) { s.current = append(s.current, c) }

// Next returns the current string and starts a new one.
func (s *Strings) Next() string {
	written := s.current
	if len(written) <= len(s.free) { // otherwise append has allocated it separately
		s.free = s.free[len(written):]
	}
	s.current = s.free[:0]
	// The bytes never change again: current starts after them, and callers have no slice of them.
	return unsafe.String(unsafe.SliceData(written), len(written)) //nolint:gosec // see above
}
