package webhook

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
)

// A body is read into buffers that grow with the bytes that arrive: a request with a Content-Length
// and no bytes uses only firstRead bytes of memory. The buffers are pooled. If the length is known, the
// delivery's frame is allocated when a quarter of the body has arrived.
const (
	firstRead = 512
	growth    = 4
)

// pools holds buffers of 512 bytes, 2, 8, 32, 128 and 512 KiB.
var pools [6]sync.Pool

// buffer is memory from a pool, or larger memory that is not pooled.
type buffer struct {
	bytes []byte
	class int // the index in pools, len(pools) or more if the memory is not pooled
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

// release returns b to its pool. It first clears the n bytes that were used, because the next body may
// belong to another customer.
func (b *buffer) release(n int) {
	if b.class < len(pools) {
		clear(b.bytes[:n])
		pools[b.class].Put(b)
	}
}

// arrival is a body that is being read. The zero value is an empty body. It owns its memory, which
// belongs to a buffer or a frame, until settle is called; it must not be used after that.
type arrival struct {
	frame  *frame  // nil until the frame is allocated
	buffer *buffer // nil before the first read, and when the frame has replaced it
	memory []byte  // the memory of frame or buffer
	n      int     // the number of bytes that have arrived, at the start of memory
}

// fill reads up to most bytes, fewer if the body ends. If known is true, most is the length of the
// body.
func (a *arrival) fill(body io.Reader, most int, known bool) error {
	for a.n < most {
		if a.n == len(a.memory) {
			a.grow(most, known)
		}
		n, err := body.Read(a.memory[a.n:min(len(a.memory), most)])
		a.n += n
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// grow allocates more memory, in proportion to the bytes that have arrived.
func (a *arrival) grow(most int, known bool) {
	if known && most <= growth*len(a.memory) {
		a.moveToFrame(most)
		return
	}
	class := 0
	if a.buffer != nil {
		class = a.buffer.class + 1
	}
	larger := takeBuffer(class, min(growth*len(a.memory), most))
	copy(larger.bytes, a.memory[:a.n])
	a.release()
	a.buffer, a.memory = larger, larger.bytes
}

// moveToFrame allocates a frame for a body of size bytes, and releases the buffer.
func (a *arrival) moveToFrame(size int) {
	f, memory := allocate(size)
	copy(memory, a.memory[:a.n])
	a.release()
	a.frame, a.memory = f, memory
}

func (a *arrival) release() {
	if a.buffer != nil {
		a.buffer.release(a.n)
		a.buffer, a.memory = nil, nil
	}
}

// more reports whether a body is longer than its known length. net/http ends a body at the
// Content-Length, but a middleware that decompresses may return more bytes. The receiver must not
// handle only a part of those.
func (a *arrival) more(body io.Reader) bool {
	if a.frame == nil { // a buffer may have no room for another byte
		a.moveToFrame(a.n)
	}
	n, _ := io.ReadFull(body, a.memory[a.n:a.n+1]) // the strings overwrite this byte later
	return n > 0
}

// settle returns a frame whose body is the bytes that have arrived, but at most the first most bytes.
func (a *arrival) settle(most int) *frame {
	n := min(a.n, most)
	if a.frame == nil {
		a.moveToFrame(n)
	}
	f := a.frame
	f.own(a.memory, n)
	*a = arrival{}
	return f
}

// read reads the body of r, up to the limit. If it returns an error, the frame has the bytes that
// arrived.
func (rx *Receiver) read(r *http.Request) (*frame, error) {
	var a arrival
	err := a.read(r, int(rx.opts.maxBody))
	return a.settle(int(rx.opts.maxBody)), err
}

func (a *arrival) read(r *http.Request, limit int) error {
	switch length := r.ContentLength; {
	case (r.Body == nil || r.Body == http.NoBody) && length > 0:
		return reject(http.StatusBadRequest, errEmpty)
	case r.Body == nil || r.Body == http.NoBody:
		return nil
	case length >= 0 && length <= int64(limit):
		return a.readKnown(r.Body, int(length))
	default:
		return a.readUnknown(r.Body, limit)
	}
}

// readKnown reads a body whose length is known.
func (a *arrival) readKnown(body io.Reader, length int) error {
	err := a.fill(body, length, true)
	switch {
	case err != nil:
		return unreadable(err, a.n)
	case a.n < length && a.n == 0:
		return reject(http.StatusBadRequest, errEmpty)
	case a.n < length:
		return reject(http.StatusBadRequest, errCut)
	case a.more(body):
		return reject(http.StatusBadRequest, errLonger)
	}
	return nil
}

// readUnknown reads a body of any length up to limit.
func (a *arrival) readUnknown(body io.Reader, limit int) error {
	err := a.fill(body, limit+1, false) // one byte more, to detect a body over the limit
	switch {
	case err != nil:
		return unreadable(err, a.n)
	case a.n > limit:
		return reject(http.StatusRequestEntityTooLarge, errTooLarge)
	}
	return nil
}

// unreadable returns the reason why a body could not be read completely. n is the number of bytes that
// arrived.
func unreadable(err error, n int) error {
	if limit, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return reject(http.StatusRequestEntityTooLarge, fmt.Errorf("%w: %w", errFrontLimit, limit))
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return reject(http.StatusBadRequest, errStalled)
	}
	if n == 0 && errors.Is(err, http.ErrBodyReadAfterClose) {
		return reject(http.StatusBadRequest, errEmpty)
	}
	return reject(http.StatusBadRequest, errCut)
}
