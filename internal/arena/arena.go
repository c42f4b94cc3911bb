// Package arena makes strings in memory that was allocated for them in advance.
package arena

import (
	"slices"
	"unsafe"
)

// Strings makes strings one after another in one piece of memory, like a strings.Builder that
// starts a new string after each call of Next. A string that does not fit has its own allocation.
// The zero value has no memory, so every string has its own allocation.
//
// The strings share the memory: it is freed when none of them is referenced. A Strings must not be
// copied after the first write, and must not be used by several goroutines at the same time.
type Strings struct {
	free    []byte // the memory that no string uses
	current []byte // what was written since the last Next; it starts where free starts, while it fits
}

// In returns a Strings that uses memory. The caller must not read or write memory again.
func In(memory []byte) Strings {
	memory = slices.Clip(memory)
	return Strings{free: memory, current: memory[:0]}
}

// Add appends part to the string.
func (s *Strings) Add(part []byte) { s.current = append(s.current, part...) }

// AddString appends part to the string.
func (s *Strings) AddString(part string) { s.current = append(s.current, part...) }

// AddByte appends c to the string.
func (s *Strings) AddByte(c byte) { s.current = append(s.current, c) }

// Next returns the string that was written since the last call, and starts another.
func (s *Strings) Next() string {
	written := s.current
	if len(written) <= len(s.free) { // otherwise append has moved it to its own allocation
		s.free = s.free[len(written):]
	}
	s.current = s.free[:0]
	// Nothing writes to these bytes again: current begins behind them, and no caller has them.
	return unsafe.String(unsafe.SliceData(written), len(written)) //nolint:gosec // see above
}
