package transport

import (
	"fmt"
	"net/http"

	"github.com/rolecall-dev/rolecall"
)

// authorizer adds the credential to a copy of the request. It runs after all middleware and after the
// origin guard, so that neither sees the credential.
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
		resp.Request = req // middleware must not see the request with the credential
	}
	return resp, err
}

// Bearer returns an Authorize function for APIs with bearer tokens. A key that is not valid in a
// header, for example one with a trailing newline from a file, is never sent: each call then returns
// [rolecall.ErrUnauthorized].
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
