package transport

import (
	"fmt"
	"net/http"

	"github.com/rolecall-dev/rolecall"
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
		return nil, &notSent{whyCredential, err}
	}
	if w, ok := req.Context().Value(trackerKey{}).(*sendTracker); ok {
		w.run.used.add(signed.Header.Get("Authorization"))
	}
	resp, err := a.next.RoundTrip(signed)
	if resp != nil {
		resp.Request = req // an answer goes up to the middlewares with the request that it is for
	}
	return resp, err
}

// Bearer is the Authorize of APIs that take a key as a bearer token. A key that cannot stand
// in a header, like one with the newline of its file, is never sent.
func Bearer(key string) func(*http.Request) error {
	value, problem := "Bearer "+key, CheckHeaderValue(key)
	return func(r *http.Request) error {
		if problem != "" {
			return fmt.Errorf("%w: the key %s", rolecall.ErrUnauthorized, problem)
		}
		r.Header.Set("Authorization", value)
		return nil
	}
}
