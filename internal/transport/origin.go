package transport

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// originGuard is the last step before credentials are added: whatever a redirect or a
// host's middleware made of the URL, nothing goes anywhere but to the configured origin.
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
		// A Location that is none would make http.Client drop the answer and quote the Location.
		if _, bad := req.URL.Parse(resp.Header.Get("Location")); bad != nil {
			resp.Header.Del("Location")
		}
	}
	return resp, err
}

// stayHome is the redirect rule: same origin, same method, and then whatever the host's
// own client says. A 301, 302 or 303 that would turn a write into a read is not followed,
// since its answer would look like the write's.
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

// crossOrigin names the host alone: a Location may carry anything in its query.
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

// copyClient copies what a host injected, so that nothing of it is ever changed.
func copyClient(c *http.Client) *http.Client {
	if c == nil {
		return &http.Client{}
	}
	own := *c
	return &own
}
