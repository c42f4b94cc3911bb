package humansourcing

import (
	"slices"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// The values of the envelope's member type.
const (
	kindJob       = "job"
	kindCandidate = "candidate"
)

var events = []string{"creation", "update", "delete"}

// isKnown reports whether kind and event name one of the six documented events.
func isKnown(kind, event string) bool {
	return (kind == kindJob || kind == kindCandidate) && slices.Contains(events, event)
}

// name returns a value that may be part of a [webhook.Delivery.Type]: a string of valid UTF-8. It returns
// nil for any other value, since JSON cannot encode invalid UTF-8.
func name(value []byte) []byte {
	text, ok := jsonpeek.Text(value)
	if !ok || !utf8.Valid(text) {
		return nil
	}
	return text
}

// recordID returns the id in the data of an event, or nil if there is none. Human Sourcing writes ids as
// numbers or as strings, and 0 if there is none.
func recordID(kind string, data []byte) ([]byte, error) {
	if jsonpeek.KindOf(data) != jsonpeek.Object {
		return nil, nil
	}
	wanted := "id"
	if kind == kindJob {
		wanted = "job_id"
	}
	var id [1][]byte
	if err := jsonpeek.UncheckedPickExact(data, id[:], wanted); err != nil {
		return nil, err
	}
	if jsonpeek.KindOf(id[0]) == jsonpeek.Number {
		return unlessZero(id[0]), nil
	}
	return unlessZero(name(id[0])), nil
}

func unlessZero(id []byte) []byte {
	if len(id) == 0 || string(id) == "0" {
		return nil
	}
	return id
}
