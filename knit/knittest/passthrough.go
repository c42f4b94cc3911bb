package knittest

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/rolecall-dev/rolecall/knit"
)

// Vendor stands for the customer's app behind passthrough. It returns what that would answer;
// its body goes to the client as text. It must not call the fake.
type Vendor func(req knit.PassthroughRequest) (status int, header map[string]string, body string)

// WithVendor answers passthrough calls. The default says what it was asked, as JSON, and 404 to
// a path that has "missing" in it.
func WithVendor(v Vendor) Option { return func(o *options) { o.vendor = v } }

// DoubleEncoded makes Knit encode the app's body twice, as it has been seen to.
func DoubleEncoded() Option { return func(o *options) { o.twice = true } }

func echo(req knit.PassthroughRequest) (status int, header map[string]string, body string) {
	status = http.StatusOK
	if strings.Contains(req.Path, "missing") {
		status = http.StatusNotFound
	}
	text, _ := json.Marshal(map[string]string{"method": req.Method, "path": req.Path, "body": req.Body}) //nolint:errchkjson // texts
	return status, map[string]string{"content-type": "application/json"}, string(text)
}

// passthrough answers with the app's status, as Knit does.
func (s *Server) passthrough(c *call) (any, error) {
	var wanted knit.PassthroughRequest
	if err := c.decode(&wanted); err != nil {
		return nil, err
	}
	if wanted.Method == "" || wanted.Path == "" {
		return nil, refusing(http.StatusBadRequest, "method or path is missing")
	}
	vendor := s.opts.vendor
	if vendor == nil {
		vendor = echo
	}
	status, header, body := vendor(wanted)
	if s.opts.twice {
		text, _ := json.Marshal(body) //nolint:errchkjson // a text
		body = string(text)
	}
	c.status = status
	return map[string]any{"response": map[string]any{"headers": header, "body": body}}, nil
}
