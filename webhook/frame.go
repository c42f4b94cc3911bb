package webhook

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/arena"
)

// One allocation holds a Delivery, its body, the strings of its fields and the values of its headers.
// The map of the headers takes two more. At a few hundred thousand deliveries an hour, separate
// allocations would be the receiver's largest cost after the signature. A body that is larger than the
// largest frame has its own allocation.

// stringRoom is the number of bytes of a frame that are for strings. A string that does not fit has
// its own allocation.
const stringRoom = 256

// frame is a Delivery with the memory that it refers to: its body, its strings, the values of its
// headers and the context of its sink. It belongs to the sink and is not reused. A reference to the
// Delivery also keeps the values of the request's context in memory.
type frame struct {
	Delivery
	ctx      sinkContext
	strings  arena.Strings // the strings of the Delivery, in the memory after the body
	values   [4]string     // the values of the Delivery's headers
	numbered bool          // see Route.Numbered
}

// newFrame returns a frame with a copy of body.
func newFrame(body []byte) *frame {
	f, memory := allocate(len(body))
	copy(memory, body)
	f.own(memory, len(body))
	return f
}

// own uses the first n bytes of memory as the body, and the rest for the strings. The capacity of the
// body ends where the strings begin, so that an append cannot overwrite them. The caller must not use
// memory again.
func (f *frame) own(memory []byte, n int) {
	f.Body = memory[:n:n]
	f.strings = arena.In(memory[n:])
}

// narrow reduces the body to part and returns true, or returns false if it does not contain part.
func (f *frame) narrow(part []byte) bool {
	start := bytes.Index(f.Body, part)
	if start < 0 {
		return false
	}
	f.Body = slices.Clip(f.Body[start : start+len(part)])
	return true
}

// keepHeaders copies the named headers of h to f.Header. The names must be in canonical form. It also
// copies the bytes of the values, because the adapters of some servers (fasthttp) make strings that
// refer to memory which the next request overwrites.
func (f *frame) keepHeaders(h http.Header, names []string) {
	used := 0
	for _, name := range names {
		values := h[name]
		if len(values) == 0 {
			continue
		}
		if f.Header == nil {
			f.Header = make(http.Header)
		}
		// A new slice, because net/http keeps all header values of a request in one array, including
		// the signature.
		var own []string
		if len(values) == 1 && used < len(f.values) {
			own = f.values[used : used+1 : used+1]
			used++
		} else {
			own = make([]string, len(values))
		}
		for i, value := range values {
			f.strings.AddString(strings.ToValidUTF8(value, "\uFFFD")) // as encoding/json would do later
			own[i] = f.strings.Next()
		}
		f.Header[name] = own
	}
}

// slot is a frame with its memory, in one allocation.
type slot[Array any] struct {
	frame
	memory Array
}

// allocate returns a frame, and memory for a body of n bytes and for strings. The caller must pass
// the memory to own.
func allocate(n int) (*frame, []byte) {
	switch n += stringRoom; {
	case n <= 1<<10:
		s := new(slot[[1 << 10]byte])
		return &s.frame, s.memory[:]
	case n <= 2<<10:
		s := new(slot[[2 << 10]byte])
		return &s.frame, s.memory[:]
	case n <= 3<<10:
		s := new(slot[[3 << 10]byte])
		return &s.frame, s.memory[:]
	case n <= 4<<10:
		s := new(slot[[4 << 10]byte])
		return &s.frame, s.memory[:]
	case n <= 8<<10:
		s := new(slot[[8 << 10]byte])
		return &s.frame, s.memory[:]
	case n <= 16<<10:
		s := new(slot[[16 << 10]byte])
		return &s.frame, s.memory[:]
	case n <= 32<<10:
		s := new(slot[[32 << 10]byte])
		return &s.frame, s.memory[:]
	case n <= 64<<10+stringRoom:
		s := new(slot[[64<<10 + stringRoom]byte])
		return &s.frame, s.memory[:]
	}
	return new(frame), make([]byte, n)
}
