package transport

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// originGuard rejects requests to any origin other than the configured one, even if a redirect or a
// middleware changed the URL. It is the last step before the credential is added.
type originGuard struct {
	origin *url.URL
	next   http.RoundTripper
}

func (g *originGuard) RoundTrip(req *http.Request) (*http.Response, error) {
	if !sameOrigin(g.origin, req.URL) {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, &notSent{"", crossOrigin(req.URL)}
	}
	resp, err := g.next.RoundTrip(req)
	if resp != nil && resp.StatusCode >= 300 && resp.StatusCode < 400 {
		// If the Location is invalid, http.Client drops the response and quotes the Location in its error.
		if _, bad := req.URL.Parse(resp.Header.Get("Location")); bad != nil {
			resp.Header.Del("Location")
		}
	}
	return resp, err
}

// redirectPolicy returns the CheckRedirect function of a client. It follows redirects with the same
// origin and method if own, the function of the caller's http.Client, permits it as well. A 301, 302 or
// 303 that turns a write into a read is not followed, because the response to the read would look like
// that to the write.
func redirectPolicy(origin *url.URL, own func(*http.Request, []*http.Request) error) func(*http.Request, []*http.Request) error {
	return func(req *http.Request, via []*http.Request) error {
		if !sameOrigin(origin, req.URL) {
			return crossOrigin(req.URL)
		}
		if req.Method != via[0].Method {
			return http.ErrUseLastResponse
		}
		if own != nil {
			return own(req, via)
		}
		if len(via) >= 10 {
			return http.ErrUseLastResponse
		}
		return nil
	}
}

// crossOrigin returns the error of a request to another origin. The text contains only the host,
// because the query of a Location may contain secrets.
func crossOrigin(u *url.URL) error {
	return fmt.Errorf("%w (to %s)", rolecall.ErrCrossOrigin, u.Host)
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}

// copyClient returns a copy of the caller's http.Client, which the SDK must not change.
func copyClient(c *http.Client) *http.Client {
	if c == nil {
		return &http.Client{}
	}
	own := *c
	return &own
}
