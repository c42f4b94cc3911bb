package api

import (
	"net/http"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// PassthroughRequest is the request that a passthrough call sends to the customer's tool.
type PassthroughRequest struct {
	Method      string            `json:"method"`
	Path        string            `json:"path"`
	BaseURL     string            `json:"baseUrl"`
	Body        string            `json:"body"`
	ContentType string            `json:"contentType"`
	Headers     map[string]string `json:"headers"`
	Params      map[string]string `json:"params"`
}

// Vendor responds to passthrough calls instead of the customer's tool.
type Vendor func(PassthroughRequest) (status int, header map[string]string, body string)

// echo responds with the request as JSON. The status is 200, or 404 if the path contains "missing".
func echo(req PassthroughRequest) (status int, header map[string]string, body string) {
	status = http.StatusOK
	if strings.Contains(req.Path, "missing") {
		status = http.StatusNotFound
	}
	echoed := record.Object{"method", req.Method, "path", req.Path, "body", req.Body}
	return status, map[string]string{"content-type": "application/json"}, string(record.AppendJSON(nil, echoed))
}

// passthrough sends a request to the tool and responds with the tool's status, as Knit does.
func (c *call) passthrough() (any, error) {
	var req PassthroughRequest
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if req.Method == "" || req.Path == "" {
		return nil, invalid("method or path is missing")
	}
	vendor := c.api.opts.Vendor
	if vendor == nil {
		vendor = echo
	}
	status, header, body := vendor(req)
	if c.api.opts.DoubleEncoded {
		body = string(record.AppendJSON(nil, body))
	}
	c.status = status
	headers := record.Object{}
	for name, value := range header {
		headers = append(headers, name, value)
	}
	return record.Object{"response", record.Object{"headers", headers, "body", body}}, nil
}
