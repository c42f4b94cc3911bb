package knit

import (
	"bytes"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// HasValidationErrors reports whether an activation says that Knit could not validate the
// integration, so that no sync of it would work.
//
// Knit documents that the event may contain validation errors, and not how. So this is a guess
// from the names of its members, in the data and beside it, ten levels deep: one whose name has
// "error" in it and that holds something, or a "success", "valid", "isValid" or "validated" that
// is false. null, false, 0, "", [] and {} hold nothing. A nil e has none.
func HasValidationErrors(e *IntegrationActivatedEvent) bool {
	if e == nil {
		return false
	}
	if complains(bytes.TrimSpace(e.Data), complaintDepth) {
		return true
	}
	for name, value := range e.Extra {
		if value = bytes.TrimSpace(value); complaint(name, value) || complains(value, complaintDepth) {
			return true
		}
	}
	return false
}

const complaintDepth = 10

// complains looks for a complaint in the members and elements of a value.
func complains(value []byte, depth int) bool {
	found := false
	if depth == 0 {
		return false
	}
	switch jsonpeek.KindOf(value) {
	case jsonpeek.Object:
		_ = jsonpeek.Members(value, func(key, member []byte) error {
			found = found || complaint(string(key), member) || complains(member, depth-1)
			return nil
		})
	case jsonpeek.Array:
		_ = jsonpeek.Elements(value, func(element []byte) error {
			found = found || complains(element, depth-1)
			return nil
		})
	}
	return found
}

// complaint judges one member.
func complaint(name string, value []byte) bool {
	name = strings.ToLower(name)
	switch name {
	case "success", "valid", "isvalid", "validated":
		return strings.EqualFold(boolWord(value), "false")
	}
	return strings.Contains(name, "error") && !isNothing(value, complaintDepth)
}

// isNothing reports whether a value is one that a sender writes for nothing.
func isNothing(value []byte, depth int) bool {
	switch string(value) {
	case "null", "false", `"false"`, "0", `"0"`, `""`:
		return true
	}
	empty := depth > 0
	switch jsonpeek.KindOf(value) {
	case jsonpeek.Object:
		_ = jsonpeek.Members(value, func(_, member []byte) error {
			empty = empty && isNothing(member, depth-1)
			return nil
		})
	case jsonpeek.Array:
		_ = jsonpeek.Elements(value, func([]byte) error {
			empty = false
			return nil
		})
	default:
		empty = false
	}
	return empty
}
