package webhook

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

func TestBufferCleared(t *testing.T) {
	rx := &Receiver{opts: Options{maxBody: 1 << 20}}
	body := strings.Repeat("record ", 20_000)
	for range 100 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", struct{ *strings.Reader }{strings.NewReader(body)})
		require.Negative(t, r.ContentLength)
		in, err := rx.read(r)
		require.NoError(t, err)
		require.Equal(t, body, string(in.Body))
		for class := range pools {
			b := takeBuffer(class, 0)
			require.Equal(t, make([]byte, firstRead<<(2*class)), b.bytes)
			b.release(0)
		}
	}
}

func TestArrivalGrows(t *testing.T) {
	const claimed = 16 << 20
	for _, known := range []bool{true, false} {
		for _, sent := range []int{0, 1, 100, 511, 512, 513, 5000, 100_000, 1 << 20, 5 << 20} {
			var a arrival
			err := a.fill(iotest.DataErrReader(io.LimitReader(zeros{}, int64(sent))), claimed, known)
			require.NoError(t, err)
			require.Equal(t, sent, a.n)
			require.LessOrEqual(t, len(a.memory), max(firstRead, growth*sent)+stringRoom, "%d bytes of a known length: %v", sent, known)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestArrivalSizes(t *testing.T) {
	rx := &Receiver{opts: Options{maxBody: 4 << 20}}
	for _, size := range []int{0, 1, 511, 512, 513, 2047, 2048, 2049, 8 << 10, 8<<10 + 1, 32 << 10, 32<<10 + 1, 128<<10 + 1, 512<<10 + 1, 2<<20 + 1, 4 << 20} {
		body := make([]byte, size)
		for i := range body {
			body[i] = byte(i * 31)
		}
		for _, length := range []int64{int64(size), -1} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", struct{ io.Reader }{bytes.NewReader(body)})
			r.ContentLength = length
			in, err := rx.read(r)
			require.NoError(t, err)
			require.True(t, bytes.Equal(body, in.Body), "%d bytes, length %d", size, length)
			require.Equal(t, size, cap(in.Body), "an append must not write after the body")
		}
	}
}
