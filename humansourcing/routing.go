package humansourcing

import (
	"slices"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// The words of the envelope.
const (
	kindJob       = "job"
	kindCandidate = "candidate"
)

var events = []string{"creation", "update", "delete"}

// isKnown tells whether a type and an event make one of the six that have a type here.
func isKnown(kind, event string) bool {
	return (kind == kindJob || kind == kindCandidate) && slices.Contains(events, event)
}

// name is a value that may be part of a [webhook.Delivery.Type]: text. What is not UTF-8 would not
// survive JSON.
func name(value []byte) []byte {
	text, ok := jsonpeek.Text(value)
	if !ok || !utf8.Valid(text) {
		return nil
	}
	return text
}

// recordID finds the id in the data of an event, nil where there is none; it comes as number or as
// text, and 0 is how Human Sourcing writes none.
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
