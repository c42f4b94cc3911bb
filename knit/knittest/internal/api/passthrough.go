package api

import (
	"net/http"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// PassthroughRequest is what the customer's app is asked.
type PassthroughRequest struct {
	Method      string            `json:"method"`
	Path        string            `json:"path"`
	BaseURL     string            `json:"baseUrl"`
	Body        string            `json:"body"`
	ContentType string            `json:"contentType"`
	Headers     map[string]string `json:"headers"`
	Params      map[string]string `json:"params"`
}

// Vendor stands for the customer's app.
type Vendor func(PassthroughRequest) (status int, header map[string]string, body string)

// echo responds with what it was asked, and with 404 to a path that contains "missing".
func echo(req PassthroughRequest) (status int, header map[string]string, body string) {
	status = http.StatusOK
	if strings.Contains(req.Path, "missing") {
		status = http.StatusNotFound
	}
	asked := record.Object{"method", req.Method, "path", req.Path, "body", req.Body}
	return status, map[string]string{"content-type": "application/json"}, string(record.AppendJSON(nil, asked))
}

// passthrough responds with the app's status, as Knit does.
func (c *call) passthrough() (any, error) {
	var wanted PassthroughRequest
	if err := c.decode(&wanted); err != nil {
		return nil, err
	}
	if wanted.Method == "" || wanted.Path == "" {
		return nil, invalid("method or path is missing")
	}
	vendor := c.api.opts.Vendor
	if vendor == nil {
		vendor = echo
	}
	status, header, body := vendor(wanted)
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
