package transport

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/rolecall-dev/rolecall"
)

// answer is a response that was read to its end, or as far as it came.
type rawResponse struct {
	status int
	header http.Header
	body   []byte
}

// presize is the most that a Content-Length is believed before anything was read.
const presize = 1 << 20

// read takes the whole body, once, under the limit, and closes it. Reading to the end is
// what lets the connection be used again. On error, what was read is kept.
func read(resp *http.Response, limit int64) (*rawResponse, error) {
	defer func() { _ = resp.Body.Close() }()
	a := &rawResponse{status: resp.StatusCode, header: resp.Header}
	if resp.ContentLength > limit {
		a.body, _ = io.ReadAll(io.LimitReader(resp.Body, rolecall.MaxErrorBody))
		return a, tooLarge(limit)
	}
	var buf bytes.Buffer
	buf.Grow(int(min(max(resp.ContentLength, 0), presize)) + bytes.MinRead)
	_, err := buf.ReadFrom(io.LimitReader(resp.Body, limit+1))
	a.body = buf.Bytes()
	if err != nil {
		return a, err
	}
	if int64(len(a.body)) > limit {
		return a, tooLarge(limit)
	}
	return a, nil
}

// saysFailure reports whether a response that was lost on its way says all the same that the call
// failed: its status had arrived.
func (a *rawResponse) reportsFailure(err error) bool {
	return a.status >= 300 && !errors.Is(err, rolecall.ErrTooLarge)
}

func tooLarge(limit int64) error {
	return fmt.Errorf("%w: over %d bytes", rolecall.ErrTooLarge, limit)
}
