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

// PassthroughRequest is a request to the API of the customer's tool. Knit sends it unmodified, with the
// credentials of the integration.
//
// Source: Knit's own public code.
type PassthroughRequest struct {
	// Method is GET, POST, PUT, PATCH or DELETE. Required.
	Method string `json:"method"`
	// Path is relative to the tool's base URL, and may contain a query, such as "/v1/jobs?limit=10".
	// Required.
	Path string `json:"path" secret:"query"`
	// BaseURL overrides the tool's base URL.
	BaseURL string `json:"baseUrl,omitempty"`
	// Body is the body of the request. [PassthroughRequest.SetJSON] sets it to the JSON encoding of a
	// value.
	Body string `json:"body,omitempty" secret:"true"`
	// ContentType is the content type of Body. Empty: application/json.
	ContentType string  `json:"contentType,omitempty"`
	Headers     TextMap `json:"headers,omitempty" codec:"strict"`
	// Params are query parameters. Only early versions of Knit's client sent them; prefer a query in Path.
	Params TextMap `json:"params,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v PassthroughRequest) Problem() string { return checkToolRequest(v.Method, v.Path, v.BaseURL) }

// SetJSON sets Body to the JSON encoding of a value, and ContentType to application/json.
func (v *PassthroughRequest) SetJSON(body any) error {
	text, err := jsonOf(body)
	if err != nil {
		return err
	}
	v.Body, v.ContentType = string(text), "application/json"
	return nil
}

// PassthroughResponse is the tool's response to [Integration.Passthrough].
type PassthroughResponse struct {
	// Status is the tool's HTTP status. Knit's own response has the same status. Check it: a status such as
	// 404 is not an error of the call.
	Status int `json:"status,omitempty"`
	// Headers are the headers of the tool's response.
	Headers PassthroughHeaders `json:"headers,omitempty" codec:"strict"`
	// Body is the body of the tool's response, without Knit's envelope.
	Body PassthroughBody `json:"body,omitempty" codec:"strict"`

	rolecall.Extra `json:"-"`
}

// PassthroughBody is the body of a tool's response. [PassthroughBody.Decode] decodes JSON; string(body)
// returns a body of any type.
//
// Knit sends the body as a JSON string, sometimes encoded twice. It is decoded once. If the result is a
// JSON string that contains a JSON object or array, it is decoded again. Any other result is the body that
// the tool sent, such as XML, CSV, an empty body or a JSON number.
type PassthroughBody string

// UnmarshalJSON removes Knit's encoding of the body. If the body is not a JSON string but another value,
// such as an object or an array, it is kept unmodified. null becomes the empty body.
func (v *PassthroughBody) UnmarshalJSON(b []byte) error {
	text, isText := jsonpeek.Text(b)
	switch {
	case isText:
		*v = PassthroughBody(decodeTwice(text))
	case jsonpeek.KindOf(b) == jsonpeek.Null:
		*v = ""
	default:
		*v = PassthroughBody(b)
	}
	return nil
}

// decodeTwice decodes text a second time if it is a JSON string that contains a JSON object or array.
func decodeTwice(text []byte) []byte {
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

// MarshalJSON encodes the body as a JSON string.
func (v PassthroughBody) MarshalJSON() ([]byte, error) { return jsonOf(string(v)) }

// IsJSON reports whether the body is one JSON value.
func (v PassthroughBody) IsJSON() bool { return json.Valid([]byte(v)) }

var errNotJSON = errors.New("knit: tool's response body is not JSON (read it with string(Body))")

// Decode decodes a JSON body. The argument is a pointer, as for [json.Unmarshal]. If the body is not JSON, the
// error does not contain any part of it.
func (v PassthroughBody) Decode(into any) error {
	if !v.IsJSON() {
		return errNotJSON
	}
	return json.Unmarshal([]byte(v), into)
}

// PassthroughHeaders are the headers of a tool's response. Names may be in any letter case: use
// [PassthroughHeaders.Get].
type PassthroughHeaders map[string][]string

// Get returns the first value of the header with the given name, ignoring letter case. It returns "" if
// there is none.
func (v PassthroughHeaders) Get(name string) string {
	for key, values := range v {
		if strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

var (
	errTextMap = errors.New("knit: value is not an object of strings")
	errHeaders = errors.New("knit: value is not an object of strings or arrays of strings")
)

// UnmarshalJSON decodes an object whose values are strings or arrays of strings.
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
			_ = json.Unmarshal(value, &each) // cannot fail: value is a valid JSON array
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

// MarshalJSON encodes a single value as a string, and several values as an array.
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

// checkToolRequest describes what makes a request to a tool's API invalid, or returns "" if it is valid.
func checkToolRequest(method, path, base string) string {
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

// Passthrough sends a request to the API of the customer's tool through Knit, which adds the credentials.
//
// If the tool responds with a failure, Passthrough returns that response and no error: check
// [PassthroughResponse.Status]. Passthrough returns an error if the call to Knit failed, or if Knit sent
// its error envelope instead of the tool's response. The StatusCode in that envelope's error may be from
// the tool or from Knit, and [ErrNotSupported] may be based on the tool's message.
//
// If the tool responds 204, the headers are empty, because Knit's response then has no body to hold them.
//
// A request with GET is retried like any read. A request with any other method is retried like a write: only
// after 429, or if it was certainly not sent.
//
// Source: Knit's own public code, which says in a comment that Knit responds with the tool's status.
func (i *Integration) Passthrough(ctx context.Context, pass PassthroughRequest, call ...rolecall.CallOption) (*PassthroughResponse, error) {
	req := i.post("passthrough", pass)
	req.Relayed = true
	if pass.Method == http.MethodGet {
		req.Retry = transport.RetryRead
	}
	got := new(relayed)
	resp, err := transport.DoInto(ctx, i.api, req, got, relayedIn, call...)
	if err != nil {
		return nil, err
	}
	got.Response.Status = cmp.Or(got.Response.Status, resp.Meta.StatusCode)
	return got.Response, nil
}

// relayedIn returns the payload of a response. A 204 has no body, so its payload is an empty response.
func relayedIn(resp *transport.Response) []byte {
	if resp.Meta.StatusCode == http.StatusNoContent {
		return []byte(`{"response":{}}`)
	}
	return resp.Payload
}

// relayed is Knit's payload with the tool's response.
type relayed struct {
	Response *PassthroughResponse `json:"response" required:"true"`
}

// UnmarshalJSON leaves Response nil if the member is not an object.
func (v *relayed) UnmarshalJSON(b []byte) error {
	var inner [1][]byte
	_ = jsonpeek.Pick(b, inner[:], "response") // on error, inner is nil
	if jsonpeek.KindOf(inner[0]) != jsonpeek.Object {
		return nil
	}
	return json.Unmarshal(inner[0], &v.Response)
}

// Format writes the names, but not the values, which may be credentials.
func (v PassthroughHeaders) Format(f fmt.State, _ rune) { safeprint.Names(f, reflect.ValueOf(v)) }

// LogValue returns what Format writes.
func (v PassthroughHeaders) LogValue() slog.Value { return safeprint.LogValue(v) }

// Format writes the length of the body. To write the body itself, use string(v).
func (v PassthroughBody) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "["+strconv.Itoa(len(v))+" bytes]")
}

// LogValue returns what Format writes.
func (v PassthroughBody) LogValue() slog.Value { return safeprint.LogValue(v) }
