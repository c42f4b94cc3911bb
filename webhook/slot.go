package webhook

import (
	"net/http"
	"strings"
	"unsafe"
)

// A Delivery is made in one allocation with its body, the text of its fields and the
// values of its headers; the map of its headers is Go's own two. At a few hundred
// thousand deliveries an hour the rest would be the receiver's largest cost after the
// signature. A body beyond the largest size gets an allocation of its own.

// textRoom is what is kept free behind a body for the text of Type, ID and Key. Text
// that does not fit is allocated.
const textRoom = 256

// frame is a Delivery with room for the values of its headers and the context of its sink. While
// the Delivery is referenced, so are the values of the request's context.
type frame struct {
	Delivery
	ctx      sinkContext
	values   [4]string
	numbered bool // see Route.Numbered
}

type slot[Bytes any] struct {
	frame
	bytes Bytes
}

// newFrame returns a frame and at least n+textRoom bytes behind it.
func newFrame(n int) (*frame, []byte) {
	switch n += textRoom; {
	case n <= 1<<10:
		return newSlot[[1 << 10]byte]()
	case n <= 2<<10:
		return newSlot[[2 << 10]byte]()
	case n <= 3<<10:
		return newSlot[[3 << 10]byte]()
	case n <= 4<<10:
		return newSlot[[4 << 10]byte]()
	case n <= 8<<10:
		return newSlot[[8 << 10]byte]()
	case n <= 16<<10:
		return newSlot[[16 << 10]byte]()
	case n <= 32<<10:
		return newSlot[[32 << 10]byte]()
	case n <= 64<<10+textRoom:
		return newSlot[[64<<10 + textRoom]byte]()
	}
	return new(frame), make([]byte, n)
}

func newSlot[Bytes any]() (*frame, []byte) {
	s := new(slot[Bytes])
	return &s.frame, unsafe.Slice((*byte)(unsafe.Pointer(&s.bytes)), unsafe.Sizeof(s.bytes)) //nolint:gosec // the array itself, at its own length
}

// text makes strings of bytes that nobody else holds: what is left of a slot behind the
// body. The body's capacity ends where they begin, so no append can reach them.
type text struct{ room []byte }

// keep makes a string of b, which was appended to t.room[:0] and thus lies either in the
// room or, where that was too small, in an allocation of its own.
func (t *text) keep(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) <= len(t.room) {
		t.room = t.room[len(b):]
	}
	return unsafe.String(&b[0], len(b)) //nolint:gosec // b is never written again
}

// keepHeaders fills f.Header with the named headers of h, which are in canonical form. It copies
// their values into t, because the adapters of some servers (fasthttp) make strings over memory
// that the next request overwrites.
func (f *frame) keepHeaders(h http.Header, names []string, t *text) {
	used := 0
	for _, name := range names {
		values := h[name]
		if len(values) == 0 {
			continue
		}
		if f.Header == nil {
			f.Header = make(http.Header)
		}
		// A copy: net/http keeps all values of a request in one array, the signature too.
		var own []string
		if len(values) == 1 && used < len(f.values) {
			own = f.values[used : used+1 : used+1]
			used++
		} else {
			own = make([]string, len(values))
		}
		for i, value := range values {
			own[i] = t.keep(append(t.room[:0], strings.ToValidUTF8(value, "\uFFFD")...)) // as JSON would do later
		}
		f.Header[name] = own
	}
}
