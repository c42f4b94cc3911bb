package transport

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/rolecall-dev/rolecall"
)

// Call makes a call and decodes its payload.
func Call[T any](ctx context.Context, c *Client, req Request, opts ...rolecall.CallOption) (*T, error) {
	resp, err := c.Do(ctx, req, opts...)
	if err != nil {
		return nil, err
	}
	v := new(T)
	if err := Decode(c, &req, resp, resp.Payload, v); err != nil {
		return nil, err
	}
	return v, nil
}

// Decode reads a part of an answer, its payload or the whole, into v.
func Decode(c *Client, req *Request, resp *Response, part []byte, v any) error {
	if err := c.unmarshal(part, v); err != nil {
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

// safeError is a decoding error whose text holds nothing of what was decoded.
type safeError interface {
	error
	SafeText() string
}

// undecodable is the error of an answer that says success and is not what it should be.
// The write behind it may have happened; nobody can tell from this.
func (c *Client) undecodable(req *Request, resp *Response, cause error) error {
	run := &call{client: c, req: req, attempts: resp.Meta.Attempts}
	run.last = &answer{status: resp.Meta.StatusCode, header: resp.Meta.Header, body: resp.Body}
	e := run.describe()
	e.Message = "the answer is not what this call returns"
	if safe, ok := errors.AsType[safeError](cause); ok {
		e.Message += ": " + safe.SafeText()
	}
	if run.isWrite() {
		return e.WithCause(cause, rolecall.ErrAmbiguous)
	}
	return e.WithCause(cause)
}
