package humansourcing

import (
	"encoding/json"
	"strconv"

	"github.com/rolecall-dev/rolecall/internal/codec"
)

// Rating is how a consultant has rated an action, in Human Sourcing's own figures: the page
// shows 0 and -1, and explains neither. "" where there is none.
//
// Human Sourcing writes 0 as a number and -1 as text, side by side. Both become text here, and
// are written in the same way again.
type Rating string

// Int is the rating as a number; ok is false where it is none.
func (r Rating) Int() (n int, ok bool) {
	n, err := strconv.Atoi(string(r))
	return n, err == nil
}

// UnmarshalJSON takes a number, text, and what stands for nothing.
func (r *Rating) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, (*string)(r)) }

// MarshalJSON writes "" as null, 0 as a number and anything else as text.
func (r Rating) MarshalJSON() ([]byte, error) {
	switch r {
	case "":
		return []byte("null"), nil
	case "0":
		return []byte("0"), nil
	}
	return json.Marshal(string(r))
}
