package knit

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/safeprint"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// PassthroughRequest is a call of the customer's app that Knit makes unmodified, with the
// credentials of the integration.
//
// Source: public code of Knit's own.
type PassthroughRequest struct {
	// Method is GET, POST, PUT, PATCH or DELETE. Required.
	Method string `json:"method"`
	// Path is below the app's base URL, and may hold a query: "/v1/jobs?limit=10". Required.
	Path string `json:"path" secret:"query"`
	// BaseURL replaces the app's.
	BaseURL string `json:"baseUrl,omitempty"`
	// Body is a text: [PassthroughRequest.SetJSON] makes it of a value.
	Body string `json:"body,omitempty" secret:"true"`
	// ContentType is what Body is. "": application/json.
	ContentType string  `json:"contentType,omitempty"`
	Headers     TextMap `json:"headers,omitempty" codec:"strict"`
	// Params go into the query. Early versions of Knit's client sent them; a query in Path
	// is the surer way.
	Params TextMap `json:"params,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v PassthroughRequest) Problem() string { return checkVendorCall(v.Method, v.Path, v.BaseURL) }

// SetJSON makes the body of a value, as JSON.
func (v *PassthroughRequest) SetJSON(body any) error {
	text, err := jsonOf(body)
	if err != nil {
		return err
	}
	v.Body, v.ContentType = string(text), "application/json"
	return nil
}

// PassthroughResponse is what the app answered.
type PassthroughResponse struct {
	// Status is the app's HTTP status: Knit answers with the same. The call succeeded
	// whatever it is: look at it.
	Status int `json:"status,omitempty"`
	// Headers are the app's.
	Headers PassthroughHeaders `json:"headers,omitempty" codec:"strict"`
	// Body is the app's, without what Knit has put around it.
	Body PassthroughBody `json:"body,omitempty" codec:"strict"`

	rolecall.Extra `json:"-"`
}

// PassthroughBody is an app's answer, as text. [PassthroughBody.Decode] reads one that is JSON;
// string(body) is any.
//
// Knit sends it as a JSON text, sometimes encoded twice. It is decoded once; if that leaves a
// JSON text which holds a JSON object or array, it is decoded again. Anything else is what the
// app has sent: XML, CSV, nothing, or JSON of another kind.
type PassthroughBody string

// UnmarshalJSON takes off what Knit has put around the body. A body that comes as an object or
// an array, not as a text, is taken as it is.
func (v *PassthroughBody) UnmarshalJSON(b []byte) error {
	text, isText := jsonpeek.Text(b)
	switch {
	case isText:
		*v = PassthroughBody(once(text))
	case jsonpeek.KindOf(b) == jsonpeek.Null:
		*v = ""
	default:
		*v = PassthroughBody(b)
	}
	return nil
}

// once takes a second encoding off.
func once(text []byte) []byte {
	value, err := jsonpeek.Value(text)
	if err != nil {
		return text
	}
	inner, isText := jsonpeek.Text(value)
	if !isText {
		return text
	}
	switch value, err := jsonpeek.Value(inner); {
	case err != nil:
	case jsonpeek.KindOf(value) == jsonpeek.Object, jsonpeek.KindOf(value) == jsonpeek.Array:
		return inner
	}
	return text
}

// MarshalJSON writes the body as a JSON text, encoded once.
func (v PassthroughBody) MarshalJSON() ([]byte, error) { return jsonOf(string(v)) }

// IsJSON reports whether the body is one JSON value.
func (v PassthroughBody) IsJSON() bool { return json.Valid([]byte(v)) }

var errNoJSON = errors.New("knit: the app's body is no JSON (it is in Body)")

// Decode reads a body that is JSON into v. The error of one that is not holds nothing of it.
func (v PassthroughBody) Decode(into any) error {
	if !v.IsJSON() {
		return errNoJSON
	}
	return json.Unmarshal([]byte(v), into)
}

// PassthroughHeaders are the headers of an app's answer, under names in whatever case.
type PassthroughHeaders map[string][]string

// Get is the first value of the header with the name, in any case; "" where there is none.
func (v PassthroughHeaders) Get(name string) string {
	for key, values := range v {
		if strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

var (
	errTextMap = errors.New("knit: no object of texts")
	errHeaders = errors.New("knit: no object of headers")
)

// UnmarshalJSON reads an object of texts, or of lists of texts.
func (v *PassthroughHeaders) UnmarshalJSON(b []byte) error {
	*v = nil
	switch string(b) {
	case "null", "[]", `""`, "{}":
		return nil
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(b, &values); err != nil {
		return errHeaders
	}
	*v = make(PassthroughHeaders, len(values))
	for name, value := range values {
		each := []json.RawMessage{value}
		if jsonpeek.KindOf(value) == jsonpeek.Array {
			each = nil
			_ = json.Unmarshal(value, &each) // it is JSON, and any array of it will do
		}
		list := []string{}
		for _, one := range each {
			text, ok := scalarText(one)
			if !ok {
				return errHeaders
			}
			list = append(list, text)
		}
		(*v)[name] = list
	}
	return nil
}

// MarshalJSON writes one value as text, several as a list.
func (v PassthroughHeaders) MarshalJSON() ([]byte, error) {
	if v == nil {
		return []byte("null"), nil
	}
	values := make(map[string]any, len(v))
	for name, list := range v {
		if values[name] = list; len(list) == 1 {
			values[name] = list[0]
		}
	}
	return jsonOf(values)
}

// checkVendorCall says what is wrong with a call of an app's API, "" if nothing.
func checkVendorCall(method, path, base string) string {
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		return "Method is not GET, POST, PUT, PATCH or DELETE"
	}
	if path == "" {
		return "Path is empty"
	}
	return checkURL("BaseURL", base)
}

// Passthrough calls the customer's app through Knit, which adds the credentials. A response
// of the app that reports a failure is not an error: see [PassthroughResponse.Status]. An error is Knit's own,
// or one that Knit has put in its envelope in place of the app's answer; then its StatusCode is
// what the app or Knit said, which cannot be told apart, and an [ErrNotSupported] may be in the
// app's words.
//
// A 204 of the app's has no headers here, since Knit's answer has no room for them.
//
// A GET is tried again like any read; everything else like a write: after 429, or where it was
// certainly not sent, and not once it may have been done.
//
// Source: public code of Knit's own for the shapes; that the status is the app's is a comment
// there.
func (i *Integration) Passthrough(ctx context.Context, pass PassthroughRequest, call ...rolecall.CallOption) (*PassthroughResponse, error) {
	req := i.post("passthrough", pass)
	req.Relayed = true
	if pass.Method == http.MethodGet {
		req.Repeat = transport.Reading
	}
	got := new(relayed)
	resp, err := transport.DoInto(ctx, i.api, req, got, relayedIn, call...)
	if err != nil {
		return nil, err
	}
	got.Response.Status = cmp.Or(got.Response.Status, resp.Meta.StatusCode)
	return got.Response, nil
}

// relayedIn is the payload of a response, or what stands for the one that a 204 cannot have.
func relayedIn(resp *transport.Response) []byte {
	if resp.Meta.StatusCode == http.StatusNoContent {
		return []byte(`{"response":{}}`)
	}
	return resp.Payload
}

// relayed is a response with the app's response in it.
type relayed struct {
	Response *PassthroughResponse `json:"response" required:"true"`
}

// UnmarshalJSON leaves Response nil where there is no object.
func (v *relayed) UnmarshalJSON(b []byte) error {
	var inner [1][]byte
	_ = jsonpeek.Pick(b, inner[:], "response") // repeated: there is none
	if jsonpeek.KindOf(inner[0]) != jsonpeek.Object {
		return nil
	}
	return json.Unmarshal(inner[0], &v.Response)
}

// Format writes the names, and nothing of the values: they may be credentials.
func (v PassthroughHeaders) Format(f fmt.State, _ rune) { safeprint.Names(f, reflect.ValueOf(v)) }

// LogValue is what package slog writes.
func (v PassthroughHeaders) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes the length of the body. string(v) is the body.
func (v PassthroughBody) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "["+strconv.Itoa(len(v))+" bytes]")
}

// LogValue is what package slog writes.
func (v PassthroughBody) LogValue() slog.Value { return safeprint.LogValue(v) }
