package webhook

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
)

// A body is read into buffers that grow with the bytes that arrive: a request that claims a length
// and sends nothing holds firstRead bytes. The buffers are pooled. The memory of the delivery
// is allocated when a quarter of the body has arrived.
const (
	firstRead = 512
	growth    = 4
)

// pools holds buffers of 512 bytes, 2, 8, 32, 128 and 512 KiB.
var pools [6]sync.Pool

// buffer is a pooled piece of memory, or a larger one that is not pooled.
type buffer struct {
	bytes []byte
	class int
}

func takeBuffer(class, size int) *buffer {
	if class >= len(pools) {
		return &buffer{bytes: make([]byte, size), class: class}
	}
	if b, ok := pools[class].Get().(*buffer); ok {
		return b
	}
	return &buffer{bytes: make([]byte, firstRead<<(2*class)), class: class}
}

// release wipes the first n bytes, because the next body may belong to another customer.
func (b *buffer) release(n int) {
	if b.class < len(pools) {
		clear(b.bytes[:n])
		pools[b.class].Put(b)
	}
}

// arrival is the part of a body that has arrived: the first n bytes of room.
type arrival struct {
	f    *frame  // owns room; nil while a buffer owns it
	lent *buffer // owns room until f does
	room []byte
	n    int
}

func (a *arrival) body() []byte { return a.room[:a.n:a.n] }

// read reads the body of r, under the limit. With an error it returns the part that has arrived.
func (rx *Receiver) read(r *http.Request) (arrival, error) {
	var a arrival
	length := r.ContentLength
	if r.Body == nil || r.Body == http.NoBody {
		a.settle()
		if length > 0 {
			return a, refuse(http.StatusBadRequest, errEmpty)
		}
		return a, nil
	}
	most := int(rx.opts.maxBody) + 1 // the byte over the limit shows that there is one
	if length >= 0 && length <= rx.opts.maxBody {
		most = int(length)
	} else {
		length = -1
	}
	err := a.fill(r.Body, most, length >= 0)
	a.settle()
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return a, unreadable(err)
	case int64(a.n) > rx.opts.maxBody:
		a.n--
		return a, refuse(http.StatusRequestEntityTooLarge, errTooLarge)
	case int64(a.n) < length && a.n == 0:
		return a, refuse(http.StatusBadRequest, errEmpty)
	case int64(a.n) < length:
		return a, refuse(http.StatusBadRequest, errCut)
	case length >= 0 && a.more(r.Body):
		return a, refuse(http.StatusBadRequest, errLonger)
	}
	return a, nil
}

// unreadable returns the reason why a body could not be read completely.
func unreadable(err error) error {
	if limit, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return refuse(http.StatusRequestEntityTooLarge, fmt.Errorf("%w: %w", errFrontLimit, limit))
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return refuse(http.StatusBadRequest, errStalled)
	}
	if errors.Is(err, http.ErrBodyReadAfterClose) {
		return refuse(http.StatusBadRequest, errEmpty)
	}
	return refuse(http.StatusBadRequest, errCut)
}

// fill reads up to most bytes. known: that is the length of the body.
func (a *arrival) fill(body io.Reader, most int, known bool) error {
	for a.n < most {
		if a.n == len(a.room) {
			a.grow(most, known)
		}
		n, err := body.Read(a.room[a.n:min(len(a.room), most)])
		a.n += n
		if err != nil {
			return err
		}
	}
	return nil
}

// grow makes more room, in proportion to the bytes that have arrived.
func (a *arrival) grow(most int, known bool) {
	if known && most <= growth*len(a.room) {
		a.move(newFrame(most))
		return
	}
	class := 0
	if a.lent != nil {
		class = a.lent.class + 1
	}
	larger := takeBuffer(class, min(growth*len(a.room), most))
	a.move(nil, larger.bytes)
	a.lent = larger
}

// settle moves a body from a buffer into a frame of its size.
func (a *arrival) settle() {
	if a.f == nil {
		a.move(newFrame(a.n))
	}
}

func (a *arrival) move(f *frame, room []byte) {
	copy(room, a.room[:a.n])
	if a.lent != nil {
		a.lent.release(a.n)
		a.lent = nil
	}
	a.f, a.room = f, room
}

// more reports whether a body is longer than its Content-Length. net/http ends a body there, but a
// middleware that decompresses may provide a longer one, and part of a body was not sent as such.
func (a *arrival) more(body io.Reader) bool {
	n, _ := io.ReadFull(body, a.room[a.n:a.n+1])
	return n > 0
}
