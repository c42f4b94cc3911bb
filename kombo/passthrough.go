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
	// Path is below the API's base URL: "/v1/jobs". Required.
	Path    string            `json:"path" secret:"query"`
	Headers map[string]string `json:"headers,omitempty" secret:"true"`
	// Params go into the query, beside those in Path.
	Params map[string]string `json:"params,omitempty" secret:"true"`
	// Data is the body: an object or an array goes on as JSON, text as it is.
	Data json.RawMessage `json:"data,omitempty"`
	// ResponseAsBase64 is for answers that are no text: [PassthroughResponse.Data] is then
	// a JSON text in base64.
	ResponseAsBase64 bool `json:"response_as_base64,omitempty"`
	// MultipartFormData is a form to send instead of Data.
	MultipartFormData []FormPart `json:"multipart_form_data,omitempty"`
	// APIOptions are for Kombo's adapter of the API, which does not document them.
	APIOptions map[string]string `json:"api_options,omitempty" secret:"true"`
}

// FormPart is one part of a form: text, or a file where File is set.
type FormPart struct {
	Name string
	Text string `secret:"true"`
	File *File
}

type wirePart struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

// MarshalJSON writes the text or the file as the part's value.
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

// UnmarshalJSON reads what MarshalJSON writes.
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

// PassthroughResponse is what the tool's API answered.
type PassthroughResponse struct {
	// URL is the one that Kombo called.
	URL string `json:"url,omitempty" secret:"true"`
	// Status is the tool's. The call succeeded whatever it is: look at it.
	Status  int                `json:"status"`
	Headers PassthroughHeaders `json:"headers,omitempty"`
	// Data is the body: JSON as it came, any other as a JSON text.
	Data json.RawMessage `json:"data,omitempty"`

	rolecall.Extra `json:"-"`
}

// PassthroughHeaders are the headers of the tool's answer, under names in whatever case.
type PassthroughHeaders map[string]HeaderValues

// Format prints the names of the headers: cookies are among them.
func (v PassthroughHeaders) Format(f fmt.State, _ rune) { safeprint.Names(f, reflect.ValueOf(v)) }

// LogValue is what package slog writes: what Format prints.
func (v PassthroughHeaders) LogValue() slog.Value { return safeprint.LogValue(v) }

// Get is the first value of the header with the name, in any case; "" where there is none.
func (v PassthroughHeaders) Get(name string) string {
	for key, values := range v {
		if strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// HeaderValues are the values of one header. Kombo sends one as text, several as a list.
type HeaderValues []string

// UnmarshalJSON reads a text or a list of texts; a bare number stays as it is written.
func (v *HeaderValues) UnmarshalJSON(b []byte) error {
	*v = nil
	switch jsonpeek.KindOf(b) {
	case jsonpeek.Null:
		return nil
	case jsonpeek.Array:
		var each []json.RawMessage
		if err := json.Unmarshal(b, &each); err != nil {
			return err
		}
		for _, value := range each {
			*v = append(*v, headerText(value))
		}
		return nil
	}
	*v = HeaderValues{headerText(b)}
	return nil
}

func headerText(value []byte) string {
	if text, ok := jsonpeek.Text(value); ok {
		return string(text)
	}
	return string(value)
}

// MarshalJSON writes one value as text, several as a list.
func (v HeaderValues) MarshalJSON() ([]byte, error) {
	if len(v) == 1 {
		return json.Marshal(v[0])
	}
	return json.Marshal([]string(v))
}

// Passthrough sends a request to an API of the integration's tool. tool and api are in Kombo's
// documentation: "greenhouse", "harvest". An answer of the tool's that says no is no error: see
// [PassthroughResponse.Status].
//
// A GET is retried like any read; everything else like a write: if the error is
// [rolecall.ErrAmbiguous], it may have happened, so look before you send it again.
// Source: docs.kombo.dev, "Send passthrough request".
func (i *Integration) Passthrough(ctx context.Context, tool, api string, pass PassthroughRequest, call ...rolecall.CallOption) (*Result[PassthroughResponse], error) {
	req := i.request("POST passthrough/{tool}/{api}", pass, []string{tool, api})
	if pass.Method == http.MethodGet {
		req.Retry = transport.RetryIdempotent
	}
	return resultOf[PassthroughResponse](ctx, i.api, req, call)
}

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it.
func (v PassthroughRequest) Problem() string {
	return cmp.Or(required("Method", v.Method), required("Path", v.Path))
}

// Problem returns "Name is empty" if it is.
func (v FormPart) Problem() string { return required("Name", v.Name) }
