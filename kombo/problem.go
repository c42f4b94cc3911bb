package kombo

import (
	"bytes"
	"encoding/json"
)

// A request type says by a Problem method what is wrong with a value of it, and what it contains has
// its own. Each call asks all of them before it sends anything, and names the field:
// "Attachments[1].Name is empty".

// required returns what is wrong with a field that must not be empty, "" if nothing.
func required[S ~string](field string, value S) string {
	if value == "" {
		return field + " is empty"
	}
	return ""
}

// marshal is json.Marshal without turning < > & into escapes, for the MarshalJSON of a request that
// holds HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// remotePrefix begins an id of the tool where Kombo takes one in place of its own.
const (
	remotePrefix  = "remote:"
	problemRemote = `is "remote:" without the tool's id`
)

// requiredID returns what is wrong with an id of Kombo's, or of the tool after "remote:", "" if
// nothing.
func requiredID(field, id string) string {
	if id == remotePrefix {
		return field + " " + problemRemote
	}
	return required(field, id)
}
