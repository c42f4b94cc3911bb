package knit

import (
	"bytes"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// HasValidationErrors reports whether e contains validation errors, which means that no sync of the
// integration would work. It returns false for a nil e.
//
// Knit documents that the event may contain validation errors, but not where. HasValidationErrors guesses
// from the member names, in the data and next to it, up to ten levels deep. It looks for a member whose name
// contains "error" and whose value is not empty, and for a member "success", "valid", "isValid" or
// "validated" that is false. null, false, 0, "", [] and {} are empty values.
func HasValidationErrors(e *IntegrationActivatedEvent) bool {
	if e == nil {
		return false
	}
	if containsError(bytes.TrimSpace(e.Data), maxErrorDepth) {
		return true
	}
	for name, value := range e.Extra {
		if value = bytes.TrimSpace(value); isError(name, value) || containsError(value, maxErrorDepth) {
			return true
		}
	}
	return false
}

const maxErrorDepth = 10

// containsError reports whether a member of value is an error, down to depth levels.
func containsError(value []byte, depth int) bool {
	found := false
	if depth == 0 {
		return false
	}
	switch jsonpeek.KindOf(value) {
	case jsonpeek.Object:
		_ = jsonpeek.Members(value, func(key, member []byte) error {
			found = found || isError(string(key), member) || containsError(member, depth-1)
			return nil
		})
	case jsonpeek.Array:
		_ = jsonpeek.Elements(value, func(element []byte) error {
			found = found || containsError(element, depth-1)
			return nil
		})
	}
	return found
}

// isError reports whether a member is a validation error.
func isError(name string, value []byte) bool {
	name = strings.ToLower(name)
	switch name {
	case "success", "valid", "isvalid", "validated":
		return strings.EqualFold(boolString(value), "false")
	}
	return strings.Contains(name, "error") && !isEmptyValue(value, maxErrorDepth)
}

// isEmptyValue reports whether a value is null, false, zero, an empty string, an empty array, or an object
// with only such values, down to depth levels.
func isEmptyValue(value []byte, depth int) bool {
	switch string(value) {
	case "null", "false", `"false"`, "0", `"0"`, `""`:
		return true
	}
	empty := depth > 0
	switch jsonpeek.KindOf(value) {
	case jsonpeek.Object:
		_ = jsonpeek.Members(value, func(_, member []byte) error {
			empty = empty && isEmptyValue(member, depth-1)
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
