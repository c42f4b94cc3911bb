package transport

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
)

// authorizer adds the credential to a copy of the request, below every middleware and
// the origin guard: nothing above it ever holds a request with a key on it.
type authorizer struct {
	authorize func(*http.Request) error
	next      http.RoundTripper
}

func (a *authorizer) RoundTrip(req *http.Request) (*http.Response, error) {
	if a.authorize == nil {
		return a.next.RoundTrip(req)
	}
	signed := req.Clone(req.Context())
	if err := a.authorize(signed); err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, &notSent{"the credential could not be added", err}
	}
	if note, ok := req.Context().Value(credentialKey{}).(*atomic.Value); ok {
		note.Store(signed.Header.Get("Authorization"))
	}
	resp, err := a.next.RoundTrip(signed)
	if resp != nil {
		resp.Request = req // an answer goes up to the middlewares with the request that it is for
	}
	return resp, err
}

type credentialKey struct{}

// noteCredential lets the authorizer tell the call which credential it used. It goes by way of
// the context, since middleware stands between the two and must not see it.
func (c *call) noteCredential(ctx context.Context) context.Context {
	if c.client.spec.Renew == nil {
		return ctx
	}
	return context.WithValue(ctx, credentialKey{}, &c.credential)
}

// Bearer is the Authorize of APIs that take a key as a bearer token. A key that cannot stand
// in a header, like one with the newline of its file, is never sent.
func Bearer(key string) func(*http.Request) error {
	value, problem := "Bearer "+key, CheckHeaderValue(key)
	return func(r *http.Request) error {
		if problem != "" {
			return errors.New("the key " + problem)
		}
		r.Header.Set("Authorization", value)
		return nil
	}
}
