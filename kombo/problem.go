package kombo

import (
	"bytes"
	"encoding/json"
)

// The Problem method of a request type describes what makes a value invalid. Types inside a request have
// their own Problem methods. Each call checks all of them before it sends anything, and its error names the
// field: "Attachments[1].Name is empty".

// required returns the problem of a required field that is empty, or "" if it has a value.
func required[S ~string](field string, value S) string {
	if value == "" {
		return field + " is empty"
	}
	return ""
}

// marshal is json.Marshal without HTML escaping: it writes <, > and & unmodified. The MarshalJSON methods
// of requests that contain HTML use it.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// remotePrefix precedes the tool's id in members and paths where Kombo accepts that id instead of its own.
const (
	remotePrefix  = "remote:"
	problemRemote = `is "remote:" without the tool's id`
)

// requiredID returns the problem of a required id, or "" if it is valid. It accepts an id that Kombo
// assigned, or "remote:" followed by the tool's id.
func requiredID(field, id string) string {
	if id == remotePrefix {
		return field + " " + problemRemote
	}
	return required(field, id)
}
