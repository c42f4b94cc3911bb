package kombo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/safeprint"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// PassthroughRequest is a request to the tool's own API. Kombo adds the base URL and the
// credentials.
type PassthroughRequest struct {
	// Method is GET, POST, PUT, PATCH or DELETE. Required.
	Method string `json:"method"`
	// Path is relative to the base URL of the API: "/v1/jobs". Required.
	Path    string            `json:"path" secret:"query"`
	Headers map[string]string `json:"headers,omitempty" secret:"true"`
	// Params holds query parameters, in addition to those in Path.
	Params map[string]string `json:"params,omitempty" secret:"true"`
	// Data is the body of the request to the tool. Kombo forwards an object or an array as
	// JSON, and the contents of a string unmodified.
	Data json.RawMessage `json:"data,omitempty"`
	// ResponseAsBase64 requests the body of the tool's response in base64. Set it for binary bodies.
	// [PassthroughResponse.Data] is then a JSON string.
	ResponseAsBase64 bool `json:"response_as_base64,omitempty"`
	// MultipartFormData is a form that is sent instead of Data.
	MultipartFormData []FormPart `json:"multipart_form_data,omitempty"`
	// APIOptions holds options of Kombo's adapter for the API. Kombo does not document them.
	APIOptions map[string]string `json:"api_options,omitempty" secret:"true"`
}

// FormPart is one part of a multipart form. Its value is File if File is set, otherwise Text.
type FormPart struct {
	Name string
	Text string `secret:"true"`
	File *File
}

type wirePart struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

// MarshalJSON writes the file or the text as the value of the part.
func (v FormPart) MarshalJSON() ([]byte, error) {
	var value any = v.Text
	if v.File != nil {
		value = v.File
	}
	b, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return json.Marshal(wirePart{v.Name, b})
}

// UnmarshalJSON reads the format that MarshalJSON writes.
func (v *FormPart) UnmarshalJSON(b []byte) error {
	var wire wirePart
	if err := json.Unmarshal(b, &wire); err != nil {
		return err
	}
	*v = FormPart{Name: wire.Name}
	switch jsonpeek.KindOf(wire.Value) {
	case jsonpeek.Invalid:
		return nil
	case jsonpeek.Object:
		return json.Unmarshal(wire.Value, &v.File)
	}
	return json.Unmarshal(wire.Value, &v.Text)
}

// PassthroughResponse is the response of the tool's API.
type PassthroughResponse struct {
	// URL is the URL that Kombo called.
	URL string `json:"url,omitempty" secret:"true"`
	// Status is the HTTP status of the tool's response. Check it: the call succeeds with any status.
	Status  int                `json:"status"`
	Headers PassthroughHeaders `json:"headers,omitempty"`
	// Data is the body of the tool's response. A JSON body is unmodified; any other body is a JSON string.
	Data json.RawMessage `json:"data,omitempty"`

	rolecall.Extra `json:"-"`
}

// PassthroughHeaders holds the headers of the tool's response by name. The names may have any letter case;
// Get ignores it.
type PassthroughHeaders map[string]HeaderValues

// Format prints only the names of the headers, because the values may contain cookies.
func (v PassthroughHeaders) Format(f fmt.State, _ rune) { safeprint.Names(f, reflect.ValueOf(v)) }

// LogValue returns the text that Format prints, for package slog.
func (v PassthroughHeaders) LogValue() slog.Value { return safeprint.LogValue(v) }

// Get returns the first value of a header, or "" if there is none. It ignores the letter case of name.
func (v PassthroughHeaders) Get(name string) string {
	for key, values := range v {
		if strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// HeaderValues holds the values of one header. Kombo sends a single value as a JSON string, several as an
// array of strings.
type HeaderValues []string

// UnmarshalJSON reads a string or an array of strings. It also accepts numbers and keeps their digits.
func (v *HeaderValues) UnmarshalJSON(b []byte) error {
	*v = nil
	switch jsonpeek.KindOf(b) {
	case jsonpeek.Null:
		return nil
	case jsonpeek.Array:
		var values []json.RawMessage
		if err := json.Unmarshal(b, &values); err != nil {
			return err
		}
		for _, value := range values {
			*v = append(*v, headerString(value))
		}
		return nil
	}
	*v = HeaderValues{headerString(b)}
	return nil
}

func headerString(value []byte) string {
	if text, ok := jsonpeek.Text(value); ok {
		return string(text)
	}
	return string(value)
}

// MarshalJSON writes one value as a string, and no value or several values as an array.
func (v HeaderValues) MarshalJSON() ([]byte, error) {
	if len(v) == 1 {
		return json.Marshal(v[0])
	}
	return json.Marshal([]string(v))
}

// Passthrough sends a request to an API of the integration's tool. Kombo documents the values of tool and
// api, for example "greenhouse" and "harvest". A response of the tool with an error status is not an error
// of the call: check [PassthroughResponse.Status].
//
// A GET is retried like any read. Every other method is retried like a write.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Send passthrough request".
func (i *Integration) Passthrough(ctx context.Context, tool, api string, pass PassthroughRequest, call ...rolecall.CallOption) (*Result[PassthroughResponse], error) {
	req := i.request("POST passthrough/{tool}/{api}", pass, []string{tool, api})
	if pass.Method == http.MethodGet {
		req.Retry = transport.RetryIdempotent
	}
	return resultOf[PassthroughResponse](ctx, i.api, req, call)
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it before
// sending anything.
func (v PassthroughRequest) Problem() string {
	return cmp.Or(required("Method", v.Method), required("Path", v.Path))
}

// Problem describes what makes the part invalid, or returns "" if it is valid.
func (v FormPart) Problem() string { return required("Name", v.Name) }
