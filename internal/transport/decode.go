package transport

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"

	"github.com/rolecall-dev/rolecall"
)

// Call makes a call and decodes its payload into a new T.
func Call[T any](ctx context.Context, c *Client, req Request, opts ...rolecall.CallOption) (*T, error) {
	v := new(T)
	if _, err := DoInto(ctx, c, req, v, nil, opts...); err != nil {
		return nil, err
	}
	return v, nil
}

// DoInto makes a call and decodes a part of its response into v. part selects that part; nil selects
// the payload. A decoding error is an error of the call, and the hooks of rolecall.OnCall receive it.
func DoInto(ctx context.Context, c *Client, req Request, v any, part func(*Response) []byte, opts ...rolecall.CallOption) (*Response, error) {
	if part == nil {
		part = (*Response).payload
	}
	return c.do(ctx, &req, func(resp *Response) error { return Decode(c, &req, resp, part(resp), v) }, opts)
}

func (r *Response) payload() []byte { return r.Payload }

// Decode decodes part, the payload or the body of a response, into v.
func Decode(c *Client, req *Request, resp *Response, part []byte, v any) error {
	err := checkMemory(part, reflect.TypeOf(v))
	if err == nil {
		err = c.unmarshal(part, v)
	}
	if err == nil && !req.Partial {
		err = complete(reflect.ValueOf(v).Elem())
	}
	if err != nil {
		return c.undecodable(req, resp, err)
	}
	return nil
}

func (c *Client) unmarshal(data []byte, v any) error {
	if c.cfg.Unmarshal != nil {
		return c.cfg.Unmarshal(data, v)
	}
	return json.Unmarshal(data, v)
}

// safeError is a decoding error that can be described without the decoded data.
type safeError interface {
	error
	SafeText() string
}

// undecodable returns the error for a response that reports success and cannot be decoded. If the
// call is a write, it may have been done, so the error also matches [rolecall.ErrAmbiguous].
func (c *Client) undecodable(req *Request, resp *Response, cause error) error {
	run := resp.from
	if run == nil { // the response was created by a test
		run = &call{client: c, req: req, last: &rawResponse{status: resp.Meta.StatusCode, header: resp.Meta.Header, body: resp.Body}}
	}
	e := run.describe()
	e.Message = "the response does not match the documented format"
	if safe, ok := errors.AsType[safeError](cause); ok {
		e.Message += ": " + safe.SafeText()
	}
	class := rolecall.ErrUnavailable
	if errors.Is(cause, rolecall.ErrTooLarge) {
		class = rolecall.ErrTooLarge
	}
	causes := []error{cause, class}
	if run.isWrite() {
		causes = append(causes, rolecall.ErrAmbiguous)
	}
	return e.WithCause(causes...)
}
