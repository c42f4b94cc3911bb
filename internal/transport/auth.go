package transport

import "net/http"

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
		return nil, &notSent{err}
	}
	return a.next.RoundTrip(signed)
}

// Bearer is the Authorize of APIs that take a key as a bearer token.
func Bearer(key string) func(*http.Request) error {
	value := "Bearer " + key
	return func(r *http.Request) error {
		r.Header.Set("Authorization", value)
		return nil
	}
}
