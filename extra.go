package rolecall

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
)

// Extra holds the members of a JSON object that the SDK has no field for, verbatim and by their
// names. Every model embeds it: decoding fills it, encoding writes it back, so a record that your
// backend stores and encodes again keeps what the provider sent. A member that has a field but a
// value which the field cannot take is in Extra as well, see the Unread functions of the
// providers.
//
//	color, ok := job.Extra["color"] // json.RawMessage
//
// A struct of your own that embeds a model inherits its methods, which decode, encode and print
// the model alone. Write your own UnmarshalJSON, MarshalJSON and Format for it, or make the model
// a named field.
//
// Extra may hold personal data. It prints the names and the length of each value; the values are
// for encoding/json.
type Extra map[string]json.RawMessage

// Format prints the names and the length of each value under every verb.
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

// LogValue is what package slog writes: the same.
func (e Extra) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%v", e)) }
