package transport

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/rolecall-dev/rolecall"
)

// rawResponse is a response with the body that was read, which may be incomplete.
type rawResponse struct {
	status int
	header http.Header
	body   []byte
}

// presize is the maximum size, in bytes, of the buffer that is allocated because of a Content-Length,
// which may be wrong.
const presize = 1 << 20

// read reads the whole body, up to limit bytes, and closes it. The connection can be reused only if the
// body is read to the end. On error, read also returns the response with the part that was read.
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

// reportsFailure reports whether the status shows that the call failed, although reading the body ended
// with err.
func (a *rawResponse) reportsFailure(err error) bool {
	return a.status >= 300 && !errors.Is(err, rolecall.ErrTooLarge)
}

func tooLarge(limit int64) error {
	return fmt.Errorf("%w: more than %d bytes", rolecall.ErrTooLarge, limit)
}
