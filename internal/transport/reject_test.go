package transport

import (
	"context"
	"errors"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// form is a request body with Validate and Problem methods.
type form struct{ err error }

func (f form) Validate() error { return f.err }

func (f form) Problem() string {
	if f.err == nil {
		return ""
	}
	return f.err.Error()
}

func TestInvalidRequest(t *testing.T) {
	t.Parallel()
	reason := errors.New("Name is empty")
	network := respondWith(200, `{"items":[]}`)
	for name, call := range map[string]func(ctx context.Context, c *Client) error{
		"Request.Invalid": func(ctx context.Context, c *Client) error {
			_, err := c.Do(ctx, Request{Op: "op", Method: "GET", Path: []string{"a"}, Invalid: reason})
			return err
		},
		"Validate of the body": func(ctx context.Context, c *Client) error {
			_, err := c.Do(ctx, Request{Op: "op", Method: "POST", Path: []string{"a"}, Body: form{reason}})
			return err
		},
		"Request.Invalid of a list": func(ctx context.Context, c *Client) error {
			_, err := ListAll[struct{}](ctx, c, Request{Op: "op", Method: "GET", Path: []string{"a"}, Invalid: reason}, Layout{Items: "items"}, nil, "")
			return err
		},
		"Request.Invalid of a list with several queries": func(ctx context.Context, c *Client) error {
			_, err := ListAll[struct{}](ctx, c, Request{Op: "op", Method: "GET", Path: []string{"a"}, Invalid: reason}, Layout{Items: "items"}, make([]url.Values, 3), "")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var hookErr error
			c, err := New(rolecall.Config{
				BaseURL: "https://api.example.com/v1", HTTPClient: mockHTTPClient(network),
				OnCall: []func(context.Context, string) (context.Context, func(rolecall.Meta, error)){
					func(ctx context.Context, _ string) (context.Context, func(rolecall.Meta, error)) {
						return ctx, func(_ rolecall.Meta, err error) { hookErr = err }
					},
				},
			}, testSpec())
			require.NoError(t, err)
			err = call(t.Context(), c)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.ErrorIs(t, err, reason)
			require.ErrorContains(t, err, "op: Name is empty")
			require.ErrorIs(t, hookErr, reason, "OnCall receives the error")
			e, ok := errors.AsType[*rolecall.Error](err)
			require.True(t, ok)
			require.Zero(t, e.Attempts)
		})
	}
	c, err := New(rolecall.Config{BaseURL: "https://api.example.com/v1", HTTPClient: mockHTTPClient(network)}, testSpec())
	require.NoError(t, err)
	_, err = c.Do(t.Context(), Request{Op: "op", Method: "POST", Path: []string{"a"}, Body: form{}})
	require.NoError(t, err)
}
