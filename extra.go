package rolecall

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
)

// Extra holds the members of a JSON object that the SDK has no field for, verbatim and by name. Every
// model embeds it. Decoding sets it and encoding writes it, so a record that your backend decodes,
// stores and encodes again keeps all members that the provider sent. Extra also holds a member whose
// value does not fit its field; see the Unread functions of the provider packages.
//
//	color, ok := job.Extra["color"] // json.RawMessage
//
// Your own struct that embeds a model inherits the model's methods, which decode, encode and print only
// the model. Define UnmarshalJSON, MarshalJSON and Format for it, or make the model a named field.
//
// Extra may hold personal data. It therefore prints only the name and the length of each value.
// encoding/json encodes the values.
type Extra map[string]json.RawMessage

// Format prints the name and the length of each value for every verb.
func (e Extra) Format(f fmt.State, verb rune) {
	begin, separator, end := "map[", " ", "]"
	if verb == 'v' && f.Flag('#') {
		begin, separator, end = "rolecall.Extra{", ", ", "}"
	}
	names := make([]string, 0, len(e))
	for name := range e {
		names = append(names, name)
	}
	slices.Sort(names)
	_, _ = io.WriteString(f, begin)
	for i, name := range names {
		if i > 0 {
			_, _ = io.WriteString(f, separator)
		}
		_, _ = io.WriteString(f, strconv.QuoteToGraphic(name)+":["+strconv.Itoa(len(e[name]))+" bytes]")
	}
	_, _ = io.WriteString(f, end)
}

// LogValue returns the text that [Extra.Format] prints for %v, for package slog.
func (e Extra) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%v", e)) }
